// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_parse.c - maps by table, numbers, and the guess behind "did you mean"
 */
#include "topo.h"

#include "../../user/topo/parse.h"

static const char *nth(const void *ctx, size_t i)
{
	return ((const char *const *)ctx)[i];
}

static void nearest_word(void **state)
{
	static const char *const words[] = { "addresses", "mtu", "mac", "up", "red" };
	static const char *const rows[][2] = {
		{ "adresses", "addresses" },
		{ "address", "addresses" },
		{ "mut", "mtu" },
		{ "mack", "mac" },
		{ "rde", "red" },
		{ "dre", NULL },
		{ "x", NULL },
		{ "", NULL },
		{ "addr", NULL },
		{ "Up", "up" },
	};
	char endless[1000];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *near = parse_nearest(rows[i][0], nth, words, ARRAY_SIZE(words));

		if (!near != !rows[i][1] || (near && strcmp(near, rows[i][1])))
			fail_msg("%s: %s", rows[i][0], near ? near : "nothing");
	}
	memset(endless, 'a', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	assert_null(parse_nearest(endless, nth, words, ARRAY_SIZE(words)));
}

static void unknown_keys(void **state)
{
	(void)state;
	assert_complaint("node: {}\n", "f:1:1: unknown key 'node' in a lab: did you mean 'nodes'?");
	assert_complaint("volumes: []\n", "f:1:1: unknown key 'volumes' in a lab: known are name, "
					  "defaults, nodes, links, checks");
	assert_complaint("nodes: {red: {image: x}}\n",
			 "f:1:15: unknown key 'image' in a node: known are kind, interfaces, "
			 "addresses, routes, rules, neighbours, sysctls, nat, nft, run, isolate, "
			 "count");
	assert_complaint("nodes: {red: {interfaces: {eth0: {mtuu: 1}}}}\n",
			 "f:1:35: unknown key 'mtuu' in an interface: did you mean 'mtu'?");
	assert_complaint(PAIR_NODES "links: [{endpoints: [a, b], delay: 1ms}]\n",
			 "f:2:29: unknown key 'delay' in a link: known are endpoints, mtu, bridge, "
			 "loss, duplicate, corrupt, block, seed");
	assert_complaint("nodes: {red: {routes: [{to: default, vai: 1.2.3.4}]}}\n",
			 "f:1:38: unknown key 'vai' in a route: did you mean 'via'?");
}

static void shapes(void **state)
{
	(void)state;
	assert_complaint("[a]\n", "f:1:1: a lab file is a map: `name:`, `nodes:`, `links:`");
	assert_complaint("name: [a]\n", "f:1:7: `name` is one word, not a list");
	assert_complaint("name:\n", "f:1:6: `name` is missing");
	assert_complaint("nodes: {red: [a]}\n", "f:1:14: a node is a map: `key: value`");
	assert_complaint("nodes: {red: {routes: default}}\n",
			 "f:1:23: `routes` is a list: [one, two]");
}

#define IFACE(text) "nodes: {red: {interfaces: {eth0: {" text "}}}}\n"

static void numbers_and_switches(void **state)
{
	(void)state;
	assert_complaint(IFACE("mtu: 67"), "f:1:40: an MTU is a number from 68 to 65535, not '67'");
	assert_complaint(IFACE("mtu: 65536"),
			 "f:1:40: an MTU is a number from 68 to 65535, not '65536'");
	assert_complaint(IFACE("mtu: -1"), "f:1:40: an MTU is a number from 68 to 65535, not '-1'");
	assert_complaint(IFACE("mtu: 0x100"),
			 "f:1:40: an MTU is a number from 68 to 65535, not '0x100'");
	assert_complaint(IFACE("mtu: 18446744073709553116"),
			 "f:1:40: an MTU is a number from 68 to 65535, not '18446744073709553116'");
	assert_complaint(IFACE("up: maybe"), "f:1:39: `up` is true or false, not 'maybe'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearest_word),
		cmocka_unit_test(unknown_keys),
		cmocka_unit_test(shapes),
		cmocka_unit_test(numbers_and_switches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
