// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * each.c - what a packet costs in the programs at the ends, by kind: BPF_PROG_TEST_RUN, repeated
 *
 * Nanoseconds, the median of many short turns, less what a program costs that does nothing. The
 * ring is read between turns, so no record is refused.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <linux/types.h>

#include "nscope.skel.h"

#include "../../user/util/util.h"

#define TURNS 201
#define TIMES 2000 /* in a turn: fewer records than the ring holds */

#define MACS 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1
#define IP(len, proto)                                                                             \
	0x45, 0, (len) >> 8, (len)&0xff, 0, 0, 0x40, 0, 64, proto, 0, 0, 192, 168, 15, 1, 192,     \
		168, 15, 2
#define IP6(next)                                                                                  \
	0x60, 0, 0, 0, 0, 32, next, 64, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xfd,   \
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2

static const uint8_t tcp[1514] = { MACS, 8, 0, IP(1500, 6) };
static const uint8_t tcp6[1514] = { MACS, 0x86, 0xdd, IP6(6) };
static const uint8_t ipsec[1514] = { MACS, 0x86, 0xdd, IP6(50) };
static const uint8_t mpls[1514] = { MACS, 0x88, 0x47 };
static const uint8_t arp[42] = { MACS, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1 };
static const uint8_t echo[98] = { MACS, 8, 0, IP(84, 1), 8 };
static const uint8_t error[98] = { MACS, 8, 0, IP(84, 1), 3, 1 };
static const uint8_t echo6[118] = { MACS, 0x86, 0xdd, IP6(58), 128 };

static int no_record(void *ctx, void *data, size_t len)
{
	(void)ctx, (void)data, (void)len;
	return 0;
}

static int by_size(const void *a, const void *b)
{
	return (int)*(const __u32 *)a - (int)*(const __u32 *)b;
}

/* tenths: the kernel rounds a turn to whole nanoseconds, so turns differ and their mean tells */
static double cost(int fd, struct ring_buffer *ring, const void *frame, size_t len)
{
	__u32 turns[TURNS];
	double sum = 0;

	for (int i = 0; i < TURNS; i++) {
		LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame, .data_size_in = (__u32)len,
			    .repeat = TIMES);

		if (bpf_prog_test_run_opts(fd, &opts)) {
			fprintf(stderr, "each: %s\n", strerror(errno));
			exit(2);
		}
		turns[i] = opts.duration;
		ring_buffer__consume(ring);
	}
	qsort(turns, TURNS, sizeof(*turns), by_size);
	for (int i = TURNS / 4; i < TURNS * 3 / 4; i++)
		sum += turns[i];
	return sum / (TURNS * 3 / 4 - TURNS / 4);
}

static int nothing(void)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = -1 },
		{ .code = BPF_JMP | BPF_EXIT },
	};

	return bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "nothing", "GPL", insns, ARRAY_SIZE(insns),
			     NULL);
}

int main(void)
{
	static const struct {
		const char *name;
		const uint8_t *frame;
		size_t len;
	} kinds[] = {
#define KIND(what, frame) { what, frame, sizeof(frame) }
		KIND("TCP", tcp),	   KIND("TCP, IPv6", tcp6),   KIND("ESP, IPv6", ipsec),
		KIND("MPLS", mpls),	   KIND("ARP", arp),	      KIND("echo", echo),
		KIND("ICMP error", error), KIND("echo, IPv6", echo6),
	};
	struct nscope *skel = nscope__open();
	struct bpf_program *p;
	struct ring_buffer *ring;
	cpu_set_t one;
	double base;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	bpf_object__for_each_program(p, skel->obj)
		bpf_program__set_autoload(p, p == skel->progs.end_in || p == skel->progs.end_out);
	if (nscope__load(skel))
		return 2;
	ring = ring_buffer__new(bpf_map__fd(skel->maps.ring), no_record, NULL, NULL);
	base = cost(nothing(), ring, tcp, sizeof(tcp));
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		printf("%-12s %6.1f ns\n", kinds[i].name,
		       cost(bpf_program__fd(skel->progs.end_out), ring, kinds[i].frame,
			    kinds[i].len) -
			       base);
	ring_buffer__free(ring);
	nscope__destroy(skel);
	return 0;
}
