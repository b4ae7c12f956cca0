// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_sift.c - filters in the kernel, run by BPF_PROG_TEST_RUN on frames made here. Judge:
 * libpcap's own interpreter, on the same frames whole and cut short.
 */
#include "../unit/unit.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "../../user/io/expr.h"
#include "../../user/tracer/sift.h"
#include "../../user/util/util.h"

#define FRAME_MAX 256
#define SHORTEST  (14 + 40) /* the kernel has test runs of whole IP headers only */
#define FRAMES	  400
#define PAIRS	  150

struct made {
	uint8_t bytes[FRAME_MAX];
	uint32_t len;
};

struct bench {
	int map;
	struct made frames[FRAMES];
	uint32_t state;
};

static uint32_t draw(struct bench *b, uint32_t n)
{
	b->state ^= b->state << 13;
	b->state ^= b->state >> 17;
	b->state ^= b->state << 5;
	return b->state % n;
}

/* A program that says which element of the array it is. */
static int answer(int number)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = number },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "answer", "GPL", insns, 2, NULL);

	assert_true(fd >= 0);
	return fd;
}

static void put16(uint8_t *to, uint32_t value)
{
	to[0] = (uint8_t)(value >> 8);
	to[1] = (uint8_t)value;
}

/* Of few values, so that filters find what they look for; then an octet or two of any. */
static void make(struct bench *b, struct made *m)
{
	static const uint16_t types[] = { 0x0800, 0x0800, 0x0800, 0x0806, 0x0806, 0x86dd,
					  0x86dd, 0x8100, 0x88a8, 0x8035, 0x0026 };
	static const uint8_t protocols[] = { 1, 6, 17, 58, 2, 132 }, nexts[] = { 58, 17, 6, 0, 44 };
	uint32_t at = 14, type = types[draw(b, ARRAY_SIZE(types))];

	*m = (struct made){ .len = SHORTEST + draw(b, FRAME_MAX - SHORTEST) };
	for (uint32_t i = 0; i < m->len; i++)
		m->bytes[i] = (uint8_t)(draw(b, 3) ? draw(b, 4) : draw(b, 256));
	memset(m->bytes, draw(b, 4) ? 2 : 0xff, 6);
	while (put16(m->bytes + at - 2, type), type == 0x8100 || type == 0x88a8) {
		put16(m->bytes + at, draw(b, 8));
		at += 4;
		type = draw(b, 3) ? types[draw(b, 7)] : 0x8100;
		if (at > 30)
			type = 0x0800;
	}
	if (type == 0x0800) {
		m->bytes[at] = (uint8_t)(0x45 + (draw(b, 4) == 0) * draw(b, 11));
		if (draw(b, 4))
			m->bytes[at + 6] = m->bytes[at + 7] = 0;
		m->bytes[at + 9] = protocols[draw(b, ARRAY_SIZE(protocols))];
	} else if (type == 0x86dd) {
		m->bytes[at] = 0x60;
		m->bytes[at + 6] = nexts[draw(b, ARRAY_SIZE(nexts))];
	}
	for (uint32_t i = 0, offset = type == 0x0806 ? 14 : 12; i < 2 && draw(b, 3); i++)
		memcpy(m->bytes + at + offset + i * (type == 0x0806 ? 10 : 4),
		       (uint8_t[]){ 192, 168, 15, (uint8_t)(1 + draw(b, 3)) }, 4);
}

static int setup(void **state)
{
	static struct bench b = { .state = 88172645 };

	b.map = bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, "gate", 4, 4, 4, NULL);
	assert_true(b.map >= 0);
	for (int i = 0; i < 4; i++) {
		_cleanup_close_ int fd = answer(i);

		assert_int_equal(bpf_map_update_elem(b.map, &i, &fd, BPF_ANY), 0);
	}
	for (size_t i = 0; i < FRAMES; i++)
		make(&b, &b.frames[i]);
	*state = &b;
	return 0;
}

static int teardown(void **state)
{
	close(((struct bench *)*state)->map);
	return 0;
}

/* Return: a descriptor, -EOPNOTSUPP: it would mean something else */
static int load(struct bench *b, const struct expr *x, int ways)
{
	_cleanup_free_ struct bpf_insn *insns = NULL;
	size_t n, n_insns;
	const struct sock_filter *code = expr_code(x, &n);
	int fd, err = sift_translate(code, n, b->map, ways, &insns, &n_insns);

	if (err)
		return err;
	fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "sift", "GPL", insns, n_insns, NULL);
	return fd < 0 ? -errno : fd;
}

static bool kernel_wants(int fd, const struct made *m, int ways)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = m->bytes, .data_size_in = m->len,
		    .repeat = 1);

	if (bpf_prog_test_run_opts(fd, &opts))
		fail_msg("a frame of %u, type %02x%02x: %s", m->len, m->bytes[12], m->bytes[13],
			 strerror(errno));
	assert_in_range(opts.retval, (uint32_t)ways, (uint32_t)ways + 1);
	return opts.retval == (uint32_t)ways + SIFT_WANTED;
}

static bool wants_all(const struct bench *b, const struct expr *x)
{
	for (size_t i = 0; i < FRAMES; i++)
		if (!expr_matches(x, b->frames[i].bytes, b->frames[i].len, b->frames[i].len))
			return false;
	return true;
}

/* Return: how many frames it wants */
static size_t compare(struct bench *b, const char *text, int ways)
{
	_cleanup_expr_ struct expr *x = NULL;
	_cleanup_close_ int fd = -1;
	struct err e;
	size_t wanted = 0;

	if (expr_new(text, &x, &e)) {
		assert_non_null(strstr(e.text, "rejects all packets"));
		return 0;
	}
	fd = load(b, x, ways);
	if (fd == -EOPNOTSUPP && wants_all(b, x))
		return FRAMES;
	if (fd < 0)
		fail_msg("'%s' does not load: %s", text, strerror(-fd));
	for (size_t i = 0; i < FRAMES; i++) {
		const struct made *m = &b->frames[i];
		bool yes = kernel_wants(fd, m, ways);

		if (yes != expr_matches(x, m->bytes, m->len, m->len))
			fail_msg("'%s', frame %zu: the kernel says %s", text, i,
				 yes ? "yes" : "no");
		for (uint32_t cut = 0; cut < m->len && !yes; cut += 1 + cut / 16)
			if (expr_matches(x, m->bytes, cut, m->len))
				fail_msg("'%s', frame %zu cut to %u is wanted", text, i, cut);
		wanted += yes;
	}
	return wanted;
}

static const char *const filters[] = {
	"arp",
	"icmp",
	"icmp6",
	"arp or icmp",
	"arp or icmp or icmp6",
	"ip",
	"ip6",
	"tcp",
	"udp port 513",
	"host 192.168.15.2",
	"src host 192.168.15.1",
	"dst net 192.168.0.0/16",
	"arp host 192.168.15.3",
	"ether host 02:02:02:02:02:02",
	"ether dst ff:ff:ff:ff:ff:ff",
	"ether broadcast",
	"ether multicast",
	"ip multicast",
	"ether proto 0x8035",
	"ether[0] & 1 = 0 and ip[16] >= 192",
	"ip6 host ::1 or ip6 net fe80::/10",
	"vlan",
	"vlan 5",
	"vlan and arp",
	"vlan and vlan and icmp",
	"icmp[icmptype] == icmp-echo",
	"icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply",
	"icmp[0] + icmp[1] * 3 - 2 > 4",
	"icmp[4:2] & 0xff00 | 3 = 3",
	"icmp[4:4] ^ 0x01020304 > 0x01000000",
	"(icmp[4:2] << 3) >> 2 = 2",
	"icmp[4:2] / 3 = 1",
	"icmp[4:2] % 3 = 1",
	"ip[ip[0] & 0xf] = 1",
	"ip[2:2] > 0x8000",
	"ip[8] < 3",
	"-ip[8] = 4294967293",
	"ip[6:2] & 0x1fff != 0",
	"ip[0] & 0xf != 5",
	"icmp6[0] = 3",
	"ip6[6] = 0 and ip6[40] = 58",
	"len <= 60",
	"greater 100",
	"less 100 and arp",
	"arp[6:2] = 1",
	"arp[24:4] = arp[14:4]",
	"ip[1000] = 1",
	"not ip[100] = 1",
	"not (arp or icmp)",
	"host 192.168.15.1 and host 192.168.15.2",
	"host 192.168.15.1 or 192.168.15.2 or 192.168.15.3 or 10.0.0.1 or 10.0.0.2",
	"llc",
	"stp",
	"proto \\icmp",
	"portrange 100-600",
	"ip proto 132",
};

static void says_what_libpcap_says(void **state)
{
	size_t some = 0;

	for (size_t i = 0; i < ARRAY_SIZE(filters); i++) {
		size_t n = compare(*state, filters[i], (int)i % 2 * 2);

		some += n > 0 && n < FRAMES;
	}
	/* Most of them tell these frames apart. */
	assert_true(some * 5 >= ARRAY_SIZE(filters) * 4);
}

static void also_of_two_at_once(void **state)
{
	struct bench *b = *state;
	char text[400];

	for (size_t i = 0; i < PAIRS; i++) {
		const char *one = filters[draw(b, ARRAY_SIZE(filters))];
		const char *two = filters[draw(b, ARRAY_SIZE(filters))];

		snprintf(text, sizeof(text), "%s(%s) %s %s(%s)", draw(b, 2) ? "not " : "", one,
			 draw(b, 2) ? "and" : "or", draw(b, 2) ? "not " : "", two);
		compare(b, text, 0);
	}
}

/* What would mean something else, or loop, or leaves nothing out, is user space's. */
static void leaves_the_rest(void **state)
{
	static const char *const others[] = { "icmp[0] / icmp[1] = 1",	"icmp[0] % icmp[1] = 1",
					      "icmp[0] << icmp[1] = 1", "icmp[0] >> icmp[1] = 1",

					      "ip6 protochain 58",	"1 = 1" };

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		_cleanup_expr_ struct expr *x = NULL;
		struct err e;

		if (expr_new(others[i], &x, &e))
			fail_msg("%s", e.text);
		assert_int_equal(load(*state, x, 0), -EOPNOTSUPP);
	}
}

/* libpcap makes none of these. */
static void takes_no_nonsense(void **state)
{
	static const struct sock_filter yes = { BPF_RET | BPF_K, 0, 0, 1 };
	static const struct sock_filter first[] = {
		{ BPF_JMP | BPF_JA, 0, 0, 1 },
		{ BPF_JMP | BPF_JA, 0, 0, UINT32_MAX },
		{ BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 0 },
		{ BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0 },
		{ BPF_LD | BPF_MEM, 0, 0, BPF_MEMWORDS },
		{ BPF_LDX | BPF_MEM, 0, 0, UINT32_MAX },
		{ BPF_ST, 0, 0, BPF_MEMWORDS },
		{ BPF_LD | BPF_H | BPF_ABS, 0, 0, (uint32_t)SKF_AD_OFF + SKF_AD_VLAN_TAG },
		{ BPF_LD | BPF_B | BPF_IND, 0, 0, (uint32_t)SKF_NET_OFF },
		{ BPF_ALU | BPF_DIV | BPF_K, 0, 0, 0 },
		{ BPF_ALU | 0xb0, 0, 0, 0 },
		{ BPF_JMP | 0x50, 0, 0, 0 },
	};
	struct bpf_insn *insns = NULL;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(first); i++) {
		const struct sock_filter code[] = { first[i], yes };

		assert_int_equal(sift_translate(code, 2, 0, 0, &insns, &n), -EOPNOTSUPP);
		assert_int_equal(sift_translate(code, 1, 0, 0, &insns, &n), -EOPNOTSUPP);
	}
	assert_int_equal(sift_translate(&yes, 0, 0, 0, &insns, &n), -EOPNOTSUPP);
	assert_null(insns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_libpcap_says),
		cmocka_unit_test(also_of_two_at_once),
		cmocka_unit_test(leaves_the_rest),
		cmocka_unit_test(takes_no_nonsense),
	};

	if (geteuid() != 0) {
		puts("ok - test_sift # SKIP needs root");
		return 0;
	}
	return cmocka_run_group_tests(tests, setup, teardown);
}
