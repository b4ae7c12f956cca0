// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_ends.c - the programs at the veth ends, run by BPF_PROG_TEST_RUN on frames made here
 */
#include "../unit/unit.h"

#include <errno.h>
#include <sched.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/types.h>

#include "nscope.skel.h"

#include "../../include/event.h"
#include "../../include/hooks.h"
#include "../../include/knobs.h"
#include "../../user/util/util.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

#define TCX_NEXT     ((uint32_t)-1)
#define ETHERNET     14
#define RECORD_MAX   512
#define PAGE_RECORDS (4096 / (8 + sizeof(struct event) + EVENT_DATA_SMALL))

struct bench {
	struct nscope *skel;
	struct ring_buffer *ring;
	size_t n;   /* records read */
	size_t len; /* octets of the last one */
	union {
		struct event event;
		char bytes[RECORD_MAX];
	} last;
};

static int keep(void *ctx, void *data, size_t len)
{
	struct bench *b = ctx;

	assert_in_range(len, sizeof(struct event), RECORD_MAX);
	memcpy(b->last.bytes, data, len);
	b->len = len;
	b->n++;
	return 0;
}

static void stay_on_one_cpu(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
}

static struct bench *bench_new(size_t ring_bytes, uint64_t fixed_cookie)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct bpf_program *p;

	stay_on_one_cpu();
	b->skel = nscope__open();
	assert_non_null(b->skel);
	bpf_object__for_each_program(p, b->skel->obj) bpf_program__set_autoload(
		p, p == b->skel->progs.end_in || p == b->skel->progs.end_out);
	b->skel->rodata->fixed_cookie = fixed_cookie;
	bpf_map__set_max_entries(b->skel->maps.ring, (__u32)ring_bytes);
	assert_int_equal(nscope__load(b->skel), 0);
	b->ring = ring_buffer__new(bpf_map__fd(b->skel->maps.ring), keep, b, NULL);
	assert_non_null(b->ring);
	return b;
}

static void bench_free(struct bench *b)
{
	ring_buffer__free(b->ring);
	nscope__destroy(b->skel);
	free(b);
}

/* Return: the verdict */
static uint32_t run(struct bench *b, enum hook h, const void *frame, size_t len)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame, .data_size_in = (__u32)len,
		    .repeat = 1);
	int fd = bpf_program__fd(h == HOOK_END_IN ? b->skel->progs.end_in : b->skel->progs.end_out);

	if (bpf_prog_test_run_opts(fd, &opts))
		fail_msg("a frame of %zu: %s", len, strerror(errno));
	return opts.retval;
}

static struct hook_count count(struct bench *b, enum hook h)
{
	int cpus = libbpf_num_possible_cpus();
	_cleanup_free_ struct hook_count *each = calloc((size_t)cpus, sizeof(*each));
	struct hook_count sum = { 0 };
	__u32 key = h;

	assert_int_equal(bpf_map_lookup_elem(bpf_map__fd(b->skel->maps.counts), &key, each), 0);
	for (int i = 0; i < cpus; i++) {
		sum.seen += each[i].seen;
		sum.filtered += each[i].filtered;
		sum.submitted += each[i].submitted;
		sum.lost += each[i].lost;
	}
	assert_int_equal(sum.seen, sum.filtered + sum.submitted + sum.lost);
	return sum;
}

#define MACS 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1
#define IP6_ADDRESSES                                                                              \
	0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, /* from */                              \
		0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2
#define ARP_BODY                                                                                   \
	0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 192, 168, 15, 1, 0, 0, 0, 0, 0, 0, 192, 168, 15, 2
#define IP_HEAD(words, proto)                                                                      \
	0x40 | (words), 0, 0, 84, 0, 0, 0x40, 0, 64, proto, 0, 0, 192, 168, 15, 1, 192, 168, 15, 2
#define IP6_HEAD(next) 0x60, 0, 0, 0, 0, 32, next, 255, IP6_ADDRESSES
#define ECHO	       8, 0, 0, 0, 0, 1, 0, 1
#define ECHO6	       128, 0, 0, 0, 0, 1, 0, 1
#define NS	       135, 0, 0, 0, 0, 0, 0, 0, IP6_ADDRESSES

#define EXTENSION(next)	     next, 0, 0, 0, 0, 0, 0, 0
#define LONG_EXTENSION(next) next, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
/* Of a fragment header the second octet is no length. */
#define FRAGMENT(next) next, 9, 0, 1, 0, 0, 0, 1

static const uint8_t arp[] = { MACS, 8, 6, ARP_BODY };
static const uint8_t rarp[] = { MACS, 0x80, 0x35, ARP_BODY };
static const uint8_t llc[] = { MACS, 0, 38, 0x42, 0x42, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
static const uint8_t echo[ETHERNET + 84] = { MACS, 8, 0, IP_HEAD(5, 1), ECHO };
static const uint8_t options[] = { MACS, 8, 0, IP_HEAD(6, 1), 148, 4, 0, 0, ECHO };
static const uint8_t big_echo[1514] = { MACS, 8, 0, IP_HEAD(5, 1), ECHO };
static const uint8_t tcp[] = { MACS, 8, 0, IP_HEAD(5, 6), ECHO, ECHO, ECHO };
static const uint8_t ns[] = { MACS, 0x86, 0xdd, IP6_HEAD(58), NS };
static const uint8_t echo6[ETHERNET + 104] = { MACS, 0x86, 0xdd, IP6_HEAD(58), ECHO6 };
static const uint8_t udp6[] = { MACS, 0x86, 0xdd, IP6_HEAD(17), ECHO };
static const uint8_t mld[] = { MACS, 0x86, 0xdd, IP6_HEAD(0), EXTENSION(58), NS };
/* hop-by-hop, destination, routing, fragment */
static const uint8_t deep[] = {
	MACS,	       0x86,	      0xdd,	    IP6_HEAD(0), LONG_EXTENSION(60),
	EXTENSION(43), EXTENSION(44), FRAGMENT(58), NS
};
static const uint8_t too_deep[] = {
	MACS,	      0x86,	    0xdd,	  IP6_HEAD(0),	 EXTENSION(0),
	EXTENSION(0), EXTENSION(0), EXTENSION(0), EXTENSION(58), NS
};
static const uint8_t hop_tcp[] = { MACS, 0x86, 0xdd, IP6_HEAD(0), EXTENSION(6), ECHO };
static const uint8_t vlan_arp[] = { MACS, 0x81, 0, 0, 7, 8, 6, ARP_BODY };
static const uint8_t qinq_echo[] = { MACS, 0x88, 0xa8,		0,   7, 0x81, 0, 0, 9,
				     8,	   0,	 IP_HEAD(5, 1), ECHO };
static const uint8_t three_tags[] = { MACS, 0x88, 0xa8, 0, 7, 0x81, 0, 0,
				      9,    0x81, 0,	0, 9, 8,    6, ARP_BODY };
static const uint8_t four_tags[] = { MACS, 0x88, 0xa8, 0,    7, 0x81, 0, 0, 9, 0x81,
				     0,	   0,	 9,    0x81, 0, 0,    9, 8, 6, ARP_BODY };
static const uint8_t vlan_tcp[] = { MACS, 0x81, 0, 0, 7, 8, 0, IP_HEAD(5, 6), ECHO };

static const struct sample {
	const char *name;
	const uint8_t *bytes;
	size_t len;
	size_t known_at; /* with so many octets it is known to be ours; 0: it is not */
	uint16_t protocol;
} samples[] = {
#define FRAME(name) #name, name, sizeof(name)
	{ FRAME(arp), 14, 0x0806 },
	{ FRAME(rarp), 0, 0 },
	{ FRAME(llc), 0, 0 },
	{ FRAME(echo), 24, 0x0800 },
	{ FRAME(options), 24, 0x0800 },
	{ FRAME(big_echo), 24, 0x0800 },
	{ FRAME(tcp), 0, 0 },
	{ FRAME(ns), 21, 0x86dd },
	{ FRAME(echo6), 21, 0x86dd },
	{ FRAME(udp6), 0, 0 },
	{ FRAME(mld), 54 + 2, 0x86dd },
	{ FRAME(deep), 54 + 16 + 8 + 8 + 2, 0x86dd },
	{ FRAME(too_deep), 0, 0 },
	{ FRAME(hop_tcp), 0, 0 },
	{ FRAME(vlan_arp), 18, 0x0806 },
	{ FRAME(qinq_echo), 32, 0x0800 },
	{ FRAME(three_tags), 26, 0x0806 },
	{ FRAME(four_tags), 0, 0 },
	{ FRAME(vlan_tcp), 0, 0 },
};

static void check_record(const struct bench *b, const struct sample *s, enum hook h, size_t len)
{
	/* An echo whose headers are plain and whole: these samples' echoes that are long enough. */
	bool plain = len >= EVENT_DATA_SMALL && s->protocol == 0x0800 && s->bytes[14] == 0x45 &&
		     s->bytes[12] == 0x08 && s->bytes[34] == 8;
	bool plain6 = len >= EVENT_DATA_ECHO6 && s->protocol == 0x86dd && s->bytes[20] == 58 &&
		      s->bytes[54] == 128;
	bool untagged = s->bytes[12] == 8 && s->bytes[13] == 6;
	size_t room = untagged || plain ? EVENT_DATA_SMALL
		      : plain6		? EVENT_DATA_ECHO6
					: EVENT_DATA_MAX;
	const struct event *e = &b->last.event;

	assert_int_equal(b->len, sizeof(*e) + room);
	assert_int_equal(e->version, EVENT_VERSION);
	assert_int_equal(e->hook, h);
	assert_int_equal(e->len, len);
	assert_int_equal(e->caplen, len < room ? len : room);
	assert_memory_equal(e->data, s->bytes, e->caplen);
	assert_int_equal(e->protocol, s->protocol);
	assert_int_equal(e->l2len, ETHERNET);
	assert_int_equal(e->pad, 0);
	assert_int_equal(e->reason, 0);
	assert_true(e->location == 0);
	assert_true(e->object != 0);
}

/* BPF_PROG_TEST_RUN takes no frame that ends inside its IP header; test_tracer.c sends such. */
static size_t shortest(const struct sample *s)
{
	if (s->bytes[12] == 0x08 && s->bytes[13] == 0)
		return ETHERNET + 20;
	return s->bytes[12] == 0x86 ? ETHERNET + 40 : ETHERNET;
}

/* Every sample, cut at every length: ours is reported as soon as it can be known, the rest is
 * not, every verdict is "next", every sum closes. */
static void cut_anywhere(void **state)
{
	struct bench *b = bench_new(1 << 16, 0);
	struct hook_count wanted = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *s = &samples[i];

		for (size_t len = shortest(s); len <= s->len; len++) {
			enum hook h = len % 2 ? HOOK_END_IN : HOOK_END_OUT;
			bool ours = s->known_at && len >= s->known_at;

			b->n = 0;
			assert_int_equal(run(b, h, s->bytes, len), TCX_NEXT);
			assert_int_equal(ring_buffer__consume(b->ring), ours);
			if (b->n != ours)
				fail_msg("%s cut at %zu: %zu records", s->name, len, b->n);
			if (ours)
				check_record(b, s, h, len);
			wanted.seen++;
			wanted.submitted += ours;
			wanted.filtered += !ours;
		}
	}
	struct hook_count in = count(b, HOOK_END_IN), out = count(b, HOOK_END_OUT);

	assert_int_equal(in.seen + out.seen, wanted.seen);
	assert_int_equal(in.submitted + out.submitted, wanted.submitted);
	assert_int_equal(in.filtered + out.filtered, wanted.filtered);
	assert_int_equal(in.lost + out.lost, 0);
	bench_free(b);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void knows_when_and_where(void **state)
{
	struct bench *b = bench_new(1 << 16, 0);
	int s = socket(AF_UNIX, SOCK_DGRAM, 0);
	uint64_t cookie, before = now();
	socklen_t len = sizeof(cookie);

	(void)state;
	assert_int_equal(getsockopt(s, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len), 0);
	run(b, HOOK_END_IN, arp, sizeof(arp));
	ring_buffer__consume(b->ring);
	assert_in_range(b->last.event.time_ns, before, now());
	assert_true(b->last.event.netns_cookie == cookie);
	assert_int_equal(b->last.event.ifindex, 1); /* test runs happen on lo */
	assert_int_equal(b->last.event.cpu, sched_getcpu());
	close(s);
	bench_free(b);
}

/* What a kernel gets whose tc programs cannot see where they are. */
static void a_copy_has_its_cookie(void **state)
{
	struct bench *b = bench_new(1 << 16, 0x1234567890);

	(void)state;
	run(b, HOOK_END_OUT, arp, sizeof(arp));
	ring_buffer__consume(b->ring);
	assert_true(b->last.event.netns_cookie == 0x1234567890);
	bench_free(b);
}

/* A page of ring and nobody who reads: what does not fit is lost, counted, and leaves a gap of
 * its size in the sequence. */
static void lost_to_the_last_one(void **state)
{
	struct bench *b = bench_new(4096, 0);
	struct hook_count c;

	(void)state;
	for (uint32_t round = 0; round < 3; round++) {
		uint32_t first = round * 100;

		for (int i = 0; i < 100; i++)
			assert_int_equal(run(b, HOOK_END_IN, arp, sizeof(arp)), TCX_NEXT);
		b->n = 0;
		ring_buffer__consume(b->ring);
		/* A record that would cross the end of the page may cost one place. */
		assert_in_range(b->n, PAGE_RECORDS - 1, PAGE_RECORDS);
		assert_int_equal(b->last.event.seq, first + b->n - 1);
		c = count(b, HOOK_END_IN);
		assert_int_equal(c.seen, first + 100);
		assert_int_equal(c.lost, c.seen - c.submitted);
		assert_int_equal(c.filtered, 0);
	}
	b->n = 0;
	run(b, HOOK_END_IN, arp, sizeof(arp));
	ring_buffer__consume(b->ring);
	assert_int_equal(b->n, 1);
	assert_int_equal(b->last.event.seq, 300);
	assert_int_equal(count(b, HOOK_END_IN).submitted + c.lost, 301);
	bench_free(b);
}

/* What is filtered leaves no gap. */
static void filtered_is_not_lost(void **state)
{
	struct bench *b = bench_new(1 << 16, 0);

	(void)state;
	for (uint32_t i = 0; i < 10; i++) {
		run(b, HOOK_END_IN, tcp, sizeof(tcp));
		run(b, HOOK_END_IN, echo, sizeof(echo));
		ring_buffer__consume(b->ring);
		assert_int_equal(b->last.event.seq, i);
	}
	assert_int_equal(count(b, HOOK_END_IN).filtered, 10);
	bench_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_anywhere),		 cmocka_unit_test(knows_when_and_where),
		cmocka_unit_test(a_copy_has_its_cookie), cmocka_unit_test(lost_to_the_last_one),
		cmocka_unit_test(filtered_is_not_lost),
	};

	if (geteuid() != 0) {
		puts("ok - test_ends # SKIP needs root"); /* cmocka's own would say "not ok" */
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
