// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_nat.c - `nat` and `nft` as nft reads them; whether it does is for tests/e2e/nat.sh
 */
#include "topo.h"

#define ROUTER(keys)                                                                               \
	"nodes: {rtr: {kind: router, " keys "}, red: }\nlinks: [[rtr:lan, red:a], [rtr:wan, "      \
	"red:b]]\n"

static void one_table_and_its_chains(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab(ROUTER("nat: [{masquerade: 192.168.15.0/24, out: wan},\n"
			   "  {snat: 10.0.0.7/32, to: 203.0.113.9, out: wan},\n"
			   "  {dnat: '203.0.113.1:80', to: '192.168.15.2:8080', proto: tcp,\n"
			   "   in: wan}, {dnat: 203.0.113.2, to: 192.168.15.3}]"));

	(void)state;
	assert_int_equal(t->nodes[0].ruleset_mark.line, 1);
	assert_null(t->nodes[1].ruleset);
	assert_string_equal(
		t->nodes[0].ruleset,
		"table ip nscope {\n"
		"\tchain prerouting {\n"
		"\t\ttype nat hook prerouting priority dstnat; policy accept;\n"
		"\t\t# to 203.0.113.1:80 in by wan: for 192.168.15.2:8080\n"
		"\t\tiifname \"wan\" ip daddr 203.0.113.1 tcp dport 80 dnat to 192.168.15.2:8080\n"
		"\t\t# to 203.0.113.2: for 192.168.15.3\n"
		"\t\tip daddr 203.0.113.2 dnat to 192.168.15.3\n"
		"\t}\n"
		"\tchain postrouting {\n"
		"\t\ttype nat hook postrouting priority srcnat; policy accept;\n"
		"\t\t# from 192.168.15.0/24 out of wan: as wan's own address\n"
		"\t\toifname \"wan\" ip saddr 192.168.15.0/24 masquerade\n"
		"\t\t# from 10.0.0.7 out of wan: as 203.0.113.9\n"
		"\t\toifname \"wan\" ip saddr 10.0.0.7 snat to 203.0.113.9\n"
		"\t}\n"
		"}\n");
}

static void both_families_and_the_authors_own(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab(ROUTER("nft: \"# mine\\ntable inet mine {}\",\n"
			   "nat: [{masquerade: 0.0.0.0/0, out: wan},\n"
			   "  {dnat: '[fd00::1]:53', to: '[fd00::2]:5353', proto: udp},\n"
			   "  {dnat: 'fd00::3', to: '[fd00::4]:22', proto: tcp}]"));

	(void)state;
	assert_string_equal(t->nodes[0].ruleset,
			    "table ip nscope {\n"
			    "\tchain postrouting {\n"
			    "\t\ttype nat hook postrouting priority srcnat; policy accept;\n"
			    "\t\t# from 0.0.0.0/0 out of wan: as wan's own address\n"
			    "\t\toifname \"wan\" masquerade\n"
			    "\t}\n"
			    "}\n"
			    "table ip6 nscope {\n"
			    "\tchain prerouting {\n"
			    "\t\ttype nat hook prerouting priority dstnat; policy accept;\n"
			    "\t\t# to [fd00::1]:53: for [fd00::2]:5353\n"
			    "\t\tip6 daddr fd00::1 udp dport 53 dnat to [fd00::2]:5353\n"
			    "\t\t# to fd00::3: for [fd00::4]:22\n"
			    "\t\tip6 daddr fd00::3 meta l4proto tcp dnat to [fd00::4]:22\n"
			    "\t}\n"
			    "}\n"
			    "# mine\n"
			    "table inet mine {}\n");
	/* where it began */
	assert_int_equal(t->nodes[0].ruleset_mark.line, 2);
}

static void only_nft(void **state)
{
	_cleanup_topo_ struct topo *t = lab("nodes: {red: {nft: 'table ip x { }'}, blue: {nft: },\n"
					    "  sw: {kind: switch, nat: []}}\n");

	(void)state;
	assert_string_equal(t->nodes[0].ruleset, "table ip x { }\n");
	assert_null(t->nodes[1].ruleset);
	assert_null(t->nodes[2].ruleset);
}

/* Names of 15 characters, addresses of 45, as many as there may be: all of it is there. */
static void nothing_is_cut(void **state)
{
	_cleanup_free_ char *text = malloc(TOPO_TEXT_MAX);
	_cleanup_topo_ struct topo *t = NULL;
	size_t len = (size_t)sprintf(text, "nodes: {rtr: {kind: router, nat: [\n"), lines = 0;

	(void)state;
	for (int i = 0; i < TOPO_ITEMS_MAX; i++)
		len += (size_t)sprintf(text + len,
				       "{dnat: '[fd00:1111:2222:3333:4444:5555:6666:%x]:65535', "
				       "to: '[fd00:1111:2222:3333:4444:5555:6666:7777]:65535', "
				       "in: abcdefghijklmno, proto: tcp},\n",
				       0x1000 + i);
	sprintf(text + len, "]}, red: }\nlinks: [[rtr:abcdefghijklmno, red:a]]\n");
	t = lab(text);
	for (const char *c = t->nodes[0].ruleset; *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 3 + 2 * TOPO_ITEMS_MAX + 2);
	assert_string_equal(t->nodes[0].ruleset + strlen(t->nodes[0].ruleset) - 5, "\t}\n}\n");
}

static void who_may_translate(void **state)
{
	_cleanup_topo_ struct topo *t = lab(
		"nodes:\n"
		"  red: {sysctls: {net.ipv4.ip_forward: 1}, nat: [{masquerade: 10.0.0.0/8, out: "
		"a}]}\n"
		"  sw: {kind: switch, addresses: [10.0.0.1/8], nat: [{masquerade: 10.0.0.0/8, out: "
		"br0}]}\n"
		"links: [[red:a, sw]]\n");

	(void)state;
	assert_non_null(t->nodes[0].ruleset);
	assert_non_null(t->nodes[1].ruleset);
	assert_complaint("nodes: {r: {kind: router, sysctls: {net.ipv6.conf.all.forwarding: 0},\n"
			 "  nat: [{masquerade: 'fd00::/8', out: lo}]}}\n",
			 "f:2:3: r does not forward IPv6, so it has nothing to translate: say "
			 "`kind: router`");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_table_and_its_chains),
		cmocka_unit_test(both_families_and_the_authors_own),
		cmocka_unit_test(only_nft),
		cmocka_unit_test(nothing_is_cut),
		cmocka_unit_test(who_may_translate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
