// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_room.c - commands, isolation, checks, and the host as a node
 */
#include "topo.h"

static void commands(void **state)
{
	_cleanup_topo_ struct topo *t = lab("nodes:\n"
					    "  red: {run: 'ip route'}\n"
					    "  blue:\n"
					    "    run:\n"
					    "      - echo 'a  b' | cat\n"
					    "      - |\n"
					    "        if true; then\n"
					    "          echo yes\n"
					    "        fi\n"
					    "\n");

	(void)state;
	assert_int_equal(t->nodes[0].n_runs, 1);
	assert_string_equal(t->nodes[0].runs[0].command, "ip route");
	assert_int_equal(t->nodes[1].n_runs, 2);
	assert_string_equal(t->nodes[1].runs[0].command, "echo 'a  b' | cat");
	assert_string_equal(t->nodes[1].runs[1].command, "if true; then\n  echo yes\nfi");
	assert_int_equal(t->nodes[1].runs[1].mark.line, 6);
}

static void every_isolation_has_its_word(void **state)
{
	static const char *const words[] = {
#define WORD(id, word) word,
		ISOLATES(WORD)
#undef WORD
	};
	char text[100];

	(void)state;
	for (int i = 0; i < ISOLATE_MAX; i++) {
		_cleanup_topo_ struct topo *t = NULL;

		snprintf(text, sizeof(text), "nodes: {red: {isolate: [%s, %s]}}", words[i],
			 words[i]);
		t = lab(text);
		assert_int_equal(t->nodes[0].isolate, 1U << i);
	}
}

static void checks(void **state)
{
	_cleanup_topo_ struct topo *t = lab("checks:\n"
					    "  - ping: {from: red, to: blue}\n"
					    "  - ping: {from: blue, to: 10.0.0.9, expect: fail}\n"
					    "  - ping: {from: blue, to: 'fd00::1', expect: ok}\n"
					    "  - ping: {from: host, to: red}\n"
					    "nodes: {red: , blue: }\n"
					    "links: [[red:eth0, host:lab0]]\n");

	(void)state;
	assert_int_equal(t->n_checks, 4);
	assert_int_equal(t->checks[0].from, 0);
	assert_string_equal(t->checks[0].to, "blue");
	assert_false(t->checks[0].fails);
	assert_true(t->checks[1].fails);
	assert_string_equal(t->checks[1].to, "10.0.0.9");
	assert_false(t->checks[2].fails);
	assert_int_equal(t->checks[3].from, 2);
	assert_int_equal(t->checks[3].mark.line, 5);
}

static void the_host_is_made_by_a_link(void **state)
{
	_cleanup_topo_ struct topo *t = lab("nodes: {red: , blue: }\n"
					    "links:\n"
					    "  - [red:eth0, host:lab0]\n"
					    "  - [host:lab1, blue:eth0]\n");

	(void)state;
	assert_int_equal(t->n_nodes, 3);
	assert_string_equal(t->nodes[2].name, "host");
	assert_true(t->nodes[2].outside && !t->nodes[0].outside);
	assert_int_equal(t->nodes[2].n_ifaces, 2);
	assert_int_equal(t->links[0].ends[1].node, 2);
	assert_int_equal(t->links[1].ends[0].iface, 1);
	assert_int_equal(t->nodes[2].mark.line, 3);
}

static void the_host_may_be_described(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes:\n"
		    "  host:\n"
		    "    interfaces: {lab0: {addresses: [10.0.0.1/24], mtu: 1400, up: false},\n"
		    "                 lab1: {addresses: [10.0.1.1/24], mac: '02:00:00:00:00:77'}}\n"
		    "    routes: [{to: 10.2.0.0/16, via: 10.0.1.2}]\n"
		    "  sw: {kind: switch}\n"
		    "links: [[host:lab0, sw], [host:lab1, sw:p]]\n");

	(void)state;
	assert_true(t->nodes[0].outside);
	assert_int_equal(t->nodes[0].n_ifaces, 2);
	assert_int_equal(t->nodes[0].ifaces[0].mtu, 1400);
	assert_true(t->nodes[0].ifaces[0].down);
	assert_int_equal(t->nodes[0].n_routes, 1);
	assert_string_equal(t->nodes[1].ifaces[0].name, "host");
}

static void no_lab_is_called_so(void **state)
{
	(void)state;
	assert_complaint("name: host\nnodes: {red: }\n",
			 "f:1:7: 'host': 'host' is the namespace nscope is started in");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands),
		cmocka_unit_test(every_isolation_has_its_word),
		cmocka_unit_test(checks),
		cmocka_unit_test(the_host_is_made_by_a_link),
		cmocka_unit_test(the_host_may_be_described),
		cmocka_unit_test(no_lab_is_called_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
