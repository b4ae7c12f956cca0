// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_sieve.c - which events pass; that an expression means what tcpdump means is for
 * tests/e2e/filter.sh
 */
#include "unit.h"
#include "wire.h"

#include "../../user/cmd/sieve.h"

static struct link_row links[] = { { .ifindex = 2, .name = "eth0" } };
static struct room rooms[] = {
	{ .name = "red", .cookie = 1, .links = links, .n_links = 1 },
	{ .name = "pid:17", .cookie = 2, .links = links, .n_links = 1 },
};
static const struct snapshot names = { .rooms = rooms, .n_rooms = 2 };

static bool passes(const struct sieve *s, const struct wire *w)
{
	struct frame f;

	assert_ok(frame_decode(w->bytes, WIRE_LEN(*w), &f));
	return sieve_wants(s, &names, &f);
}

static bool passes_expr(const char *text, const struct wire *w)
{
	_cleanup_expr_ struct expr *x = NULL;
	struct err e = { 0 };

	assert_ok(expr_new(text, &x, &e));
	return passes(&(struct sieve){ .expr = x }, w);
}

static void an_empty_one_lets_everything_through(void **state)
{
	struct wire arp = wire_arp(HOOK_END_IN, 1, 9, 1, 1, 2), neigh = wire_neigh(1, 1, 1, 0, 4);

	(void)state;
	assert_true(passes(&(struct sieve){ 0 }, &arp));
	assert_true(passes(&(struct sieve){ 0 }, &neigh));
}

static void places_are_rooms_or_ends_of_them(void **state)
{
	struct wire red = wire_arp(HOOK_END_IN, 1, 1, 1, 1, 2),
		    pid = wire_arp(HOOK_END_IN, 1, 2, 1, 1, 2),
		    unknown = wire_arp(HOOK_END_IN, 1, 9, 1, 1, 2);
	static const struct {
		const char *end;
		bool red, pid;
	} cases[] = {
		{ "red", true, false },		{ "red:eth0", true, false },
		{ "red:eth1", false, false },	{ "re", false, false },
		{ "reds", false, false },	{ "pid:17", false, true },
		{ "pid:17:eth0", false, true }, { "pid", false, false },
		{ "red:", false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct sieve ends = { .ends = &cases[i].end, .n_ends = 1 };
		const struct sieve in_rooms = { .rooms = &cases[i].end, .n_rooms = 1 };

		assert_int_equal(passes(&ends, &red), cases[i].red);
		assert_int_equal(passes(&ends, &pid), cases[i].pid);
		assert_int_equal(passes(&in_rooms, &red), cases[i].red);
		assert_false(passes(&ends, &unknown));
	}
	assert_true(passes(&(struct sieve){ .ifname = "eth0" }, &red));
	assert_false(passes(&(struct sieve){ .ifname = "eth1" }, &red));
	assert_false(passes(&(struct sieve){ .ifname = "eth0" }, &unknown));
}

static void directions_are_of_packets(void **state)
{
	struct wire in = wire_arp(HOOK_END_IN, 1, 1, 1, 1, 2),
		    out = wire_arp(HOOK_END_OUT, 1, 1, 1, 1, 2),
		    drop = wire_echo(HOOK_DROP, 1, 1, 8, 1, 2, 3),
		    neigh = wire_neigh(1, 1, 1, 0, 4);
	const struct sieve s = { .dir = DIR_IN }, drops = { .drops = true };

	(void)state;
	assert_true(passes(&s, &in));
	assert_false(passes(&s, &out));
	assert_true(passes(&s, &drop));
	assert_true(passes(&s, &neigh));
	assert_false(passes(&drops, &in));
	assert_false(passes(&drops, &neigh));
	assert_true(passes(&drops, &drop));
}

static void a_drop_behind_its_ethernet_header_is_judged_too(void **state)
{
	struct wire w = wire_echo(HOOK_DROP, 1, 1, 8, 1, 2, 3);

	(void)state;
	WIRE(w)->l2len = 0;
	WIRE(w)->caplen = WIRE(w)->len = 36;
	memmove(WIRE(w)->data, WIRE(w)->data + 14, 36);
	assert_true(passes_expr("icmp and src host 192.168.15.1 and len == 50", &w));
	assert_false(passes_expr("arp", &w));
	WIRE(w)->caplen = 0;
	assert_false(passes_expr("icmp", &w));
}

static void a_neighbour_is_judged_by_its_question(void **state)
{
	struct wire v4 = wire_neigh(1, 1, 9, 0, 4), v6 = v4;
	struct event_neigh n = { .addr = { 0xfd, [15] = 9 }, .addr_len = 16, .new_ = 4 };

	(void)state;
	memcpy(WIRE(v6)->data, &n, sizeof(n));
	assert_true(passes_expr("arp", &v4));
	assert_true(passes_expr("arp host 192.168.15.9", &v4));
	assert_true(passes_expr("arp[6:2] == 1", &v4));
	assert_false(passes_expr("icmp or icmp6 or host 192.168.15.8", &v4));
	assert_true(passes_expr("icmp6", &v6));
	assert_true(passes_expr("host fd00::9", &v6));
	assert_true(passes_expr("icmp6 and ip6[40] == 135", &v6));
	assert_false(passes_expr("arp or host fd00::8", &v6));
}

static void words_that_begin_an_expression(void **state)
{
	static const char *const yes[] = { "arp",  "not",      "!arp",	"(arp", "icmp or arp",
					   "host", "ether[0]", "len>9", "icmp6" };
	static const char *const no[] = {
		"",    "red",	       "red:eth0", "pid:17", "/run/netns/arp",
		"and", "192.168.15.1", "arps",	   "-c"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(yes); i++)
		assert_true(expr_begins_with(yes[i]));
	for (size_t i = 0; i < ARRAY_SIZE(no); i++)
		assert_false(expr_begins_with(no[i]));
}

static void nonsense_is_refused_in_fit_words(void **state)
{
	struct expr *x = NULL;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(expr_new("arp \033[2J and", &x, &e), -22);
	assert_null(x);
	assert_null(strchr(e.text, '\033'));
	assert_non_null(strstr(e.text, "filter 'arp \\x1b[2J and': "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_one_lets_everything_through),
		cmocka_unit_test(places_are_rooms_or_ends_of_them),
		cmocka_unit_test(directions_are_of_packets),
		cmocka_unit_test(a_drop_behind_its_ethernet_header_is_judged_too),
		cmocka_unit_test(a_neighbour_is_judged_by_its_question),
		cmocka_unit_test(words_that_begin_an_expression),
		cmocka_unit_test(nonsense_is_refused_in_fit_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
