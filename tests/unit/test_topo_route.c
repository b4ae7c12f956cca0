// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_route.c - routes of all types and tables, rules, neighbours
 */
#include "topo.h"

#include <sys/socket.h>

#include "../../user/topo/parse.h"

#define RED(keys)                                                                                  \
	"nodes: {red: {interfaces: {a: {addresses: [10.1.0.2/24, \"fd00::2/64\"]}}, " keys         \
	"}, blue: }\nlinks: [[red:a, blue:a]]\n"

static void every_type_has_its_word(void **state)
{
	static const char *const words[] = {
#define WORD(id, word) word,
		ROUTE_TYPES(WORD)
#undef WORD
	};
	char text[300];

	(void)state;
	for (int i = 0; i < ROUTE_TYPE_MAX; i++) {
		_cleanup_topo_ struct topo *t = NULL;
		const struct topo_route *r;

		snprintf(text, sizeof(text), RED("routes: [{to: 10.9.0.0/16, type: %s%s}]"),
			 words[i], i <= ROUTE_BROADCAST ? ", dev: a" : "");
		t = lab(text);
		r = t->nodes[0].routes;
		assert_int_equal(r->type, i);
		assert_int_equal(r->to.family, AF_INET);
		/* where ip-route(8) puts it */
		assert_int_equal(r->table, i == ROUTE_LOCAL || i == ROUTE_BROADCAST ? 255 : 0);
	}
}

static void tables(void **state)
{
	_cleanup_topo_ struct topo *t = lab(
		RED("routes: [{to: default, dev: a, table: main}, {to: default, dev: a, table: 7},"
		    "{to: default, dev: a, table: local}, {to: default, dev: a, table: default},"
		    "{to: default, dev: a, table: 4294967295}, {to: 10.9.0.0/16, type: local, dev: "
		    "lo, table: main}, {to: 10.7.0.0/16, dev: a, table: 8}, "
		    "{to: 10.8.0.0/16, via: 10.7.0.1, table: 8}]"));
	static const uint32_t wanted[] = { 0, 7, 255, 253, UINT32_MAX, 0, 8, 8 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		assert_int_equal(t->nodes[0].routes[i].table, wanted[i]);
	assert_string_equal(t->nodes[0].routes[5].dev, "lo");
	/* a next hop is looked up in the route's own table, or in main */
	assert_complaint(RED("routes: [{to: 10.7.0.0/16, dev: a, table: 9}, "
			     "{to: 10.8.0.0/16, via: 10.7.0.1, table: 8}]"),
			 "f:1:143: next hop 10.7.0.1 is unreachable: the nearest network of red is "
			 "10.1.0.2/24 on a");
	/* and what ends in a hole is no neighbour's network */
	assert_complaint(RED("routes: [{to: 10.7.0.0/16, type: blackhole}, "
			     "{to: 10.8.0.0/16, via: 10.7.0.1}]"),
			 "f:1:142: next hop 10.7.0.1 is unreachable: the nearest network of red is "
			 "10.1.0.2/24 on a");
}

static void rules(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab(RED("rules: [{from: 10.0.0.0/8, to: 10.1.0.9, iif: a, oif: lo, fwmark: "
			"0x10/0xFF, priority: 100, table: main},"
			"{from: '::/0', table: 7}, {from: all, type: unreachable},"
			"{fwmark: 4294967295, type: lookup, table: 100000, priority: 0}]"));
	const struct topo_rule *r = t->nodes[0].rules;

	(void)state;
	assert_int_equal(t->nodes[0].n_rules, 4);
	assert_int_equal(r[0].family, AF_INET);
	assert_int_equal(r[0].from.len, 8);
	assert_int_equal(r[0].to.len, 32);
	assert_string_equal(r[0].iif, "a");
	assert_string_equal(r[0].oif, "lo");
	assert_true(r[0].has_fwmark && r[0].fwmark == 0x10 && r[0].fwmask == 0xff);
	assert_true(r[0].has_priority && r[0].priority == 100);
	assert_int_equal(r[0].table, 254);
	/* a network of all addresses only says which family */
	assert_int_equal(r[1].family, AF_INET6);
	assert_int_equal(r[1].from.family, 0);
	assert_int_equal(r[1].action, RULE_LOOKUP);
	assert_false(r[1].has_fwmark || r[1].has_priority);
	assert_int_equal(r[2].family, AF_INET);
	assert_int_equal(r[2].action, RULE_UNREACHABLE);
	assert_true(r[3].fwmark == UINT32_MAX && r[3].fwmask == UINT32_MAX);
	assert_true(r[3].has_priority && !r[3].priority);
}

static void every_action_has_its_word(void **state)
{
	static const char *const words[] = {
#define WORD(id, word) word,
		RULE_ACTIONS(WORD)
#undef WORD
	};
	char text[300];

	(void)state;
	for (int i = 0; i < RULE_ACTION_MAX; i++) {
		_cleanup_topo_ struct topo *t = NULL;

		snprintf(text, sizeof(text), RED("rules: [{type: %s%s}]"), words[i],
			 i == RULE_LOOKUP ? ", table: 7" : "");
		t = lab(text);
		assert_int_equal(t->nodes[0].rules[0].action, i);
	}
}

/* The kernel gives each its own place. */
static void two_alike_without_priority(void **state)
{
	_cleanup_topo_ struct topo *t = lab(RED("rules: [{table: 7}, {table: 7}]"));

	(void)state;
	assert_int_equal(t->nodes[0].n_rules, 2);
}

static void neighbours(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab(RED("neighbours: [{to: 10.1.0.9, mac: \"02:00:00:00:00:0a\", dev: a},"
			"{to: 10.1.0.9, dev: a, proxy: true}, {to: 'fe80::1', mac: "
			"\"02:00:00:00:00:0b\", dev: a, proxy: no}, {to: 10.1.0.0/24+7, proxy: on, "
			"dev: a}]"));
	const struct topo_neigh *n = t->nodes[0].neighs;

	(void)state;
	assert_int_equal(t->nodes[0].n_neighs, 4);
	assert_int_equal(n[0].to.len, 32);
	assert_int_equal(n[0].mac[5], 0x0a);
	assert_string_equal(n[0].dev, "a");
	assert_false(n[0].proxy);
	assert_true(n[1].proxy);
	assert_int_equal(n[2].to.family, AF_INET6);
	assert_int_equal(n[2].to.len, 128);
	assert_false(n[2].proxy);
	assert_int_equal(n[3].to.addr[3], 7);
	assert_int_equal(n[3].to.len, 32);
}

/* Interfaces that only a link makes, and a switch's bridge. */
static void names_are_looked_up_last(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes:\n"
		    "  sw: {kind: switch, addresses: [10.0.0.1/8], rules: [{iif: red, table: 7}],\n"
		    "       routes: [{to: 11.0.0.0/8, dev: br0}],\n"
		    "       neighbours: [{to: 10.0.0.9, dev: br0, proxy: true}]}\n"
		    "  red: {routes: [{to: default, dev: eth0}]}\n"
		    "links: [[red:eth0, sw]]\n");

	(void)state;
	assert_string_equal(t->nodes[0].rules[0].iif, "red");
	assert_complaint("nodes: {red: {routes: [{to: default, dev: br0}]}}\n",
			 "f:1:43: red has no interface 'br0'");
	assert_complaint("nodes: {sw: {kind: switch, routes: [{to: default, dev: br1}]}}\n",
			 "f:1:56: sw has no interface 'br1': did you mean 'br0'?");
	assert_complaint("nodes: {red: {routes: [{to: default, dev: a-name-far-too-long-for-it}]}}"
			 "\n",
			 "f:1:43: red has no interface 'a-name-far-too-long-for-it'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_has_its_word),
		cmocka_unit_test(tables),
		cmocka_unit_test(rules),
		cmocka_unit_test(every_action_has_its_word),
		cmocka_unit_test(two_alike_without_priority),
		cmocka_unit_test(neighbours),
		cmocka_unit_test(names_are_looked_up_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
