// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_link.c - forms of a link, and what a switch calls its ports
 */
#include "topo.h"

#define SWITCH                                                                                     \
	"nodes: {sw: {kind: switch}, red: , blue: , a-long-node-name-1: , a-long-node-name-2: }\n"

static const char *port(const struct topo *t, size_t link, int end)
{
	const struct topo_end *e = &t->links[link].ends[end];

	return t->nodes[e->node].ifaces[e->iface].name;
}

static void ports_are_called_after_their_nodes(void **state)
{
	_cleanup_topo_ struct topo *t = lab(SWITCH "links:\n"
						   "  - [red:eth0, sw]\n"
						   "  - [sw, blue:eth0]\n"
						   "  - [blue:eth1, sw:p2]\n"
						   "  - [a-long-node-name-1:eth0, sw]\n"
						   "  - [a-long-node-name-2:eth0, sw]\n");

	(void)state;
	assert_string_equal(port(t, 0, 1), "red");
	assert_string_equal(port(t, 1, 0), "blue");
	assert_string_equal(port(t, 2, 1), "p2");
	assert_string_equal(port(t, 3, 1), "a-long-node-nam");
	assert_string_equal(port(t, 4, 1), "a-long-nod-5");
	for (size_t i = 0; i < t->nodes[0].n_ifaces; i++)
		assert_true(t->nodes[0].ifaces[i].port);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct topo_iface *)a)->name, ((const struct topo_iface *)b)->name);
}

/* Names far too long for a port, alike for longer than a port is: all the same 1000 ports. */
static void a_thousand_long_names(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes:\n"
		    "  a-node-with-a-rather-long-name-number-{i}: {count: 1000}\n"
		    "  sw: {kind: switch}\n"
		    "links: [[\"a-node-with-a-rather-long-name-number-{i}:eth0\", sw]]\n");
	struct topo_node *sw = &t->nodes[1000];

	(void)state;
	assert_int_equal(sw->n_ifaces, 1000);
	qsort(sw->ifaces, sw->n_ifaces, sizeof(*sw->ifaces), by_name);
	for (size_t i = 1; i < sw->n_ifaces; i++)
		assert_string_not_equal(sw->ifaces[i - 1].name, sw->ifaces[i].name);
}

static void clashes(void **state)
{
	(void)state;
	assert_complaint(
		SWITCH "links: [[red:a, sw], [red:b, sw]]\n",
		"f:2:30: sw has a port 'red' already: give this one a name, like sw:red-2");
	assert_complaint(SWITCH "links: [[red:a, sw:blue], [blue:b, sw]]\n",
			 "f:2:36: sw has a port 'blue' already: give this one a name, like "
			 "sw:blue-2");
	assert_complaint(SWITCH "links: [[red:a, sw:br0]]\n",
			 "f:2:17: a switch's br0 is its bridge");
	assert_complaint("nodes: {lo: , sw: {kind: switch}}\nlinks: [[lo:a, sw]]\n",
			 "f:2:16: 'lo': every node has its lo already");
	assert_complaint(SWITCH "links: [[sw, sw]]\n",
			 "f:2:14: both ends of this link are the same: a pipe has two ends");
}

static void links_may_loop_back(void **state)
{
	_cleanup_topo_ struct topo *t = lab(SWITCH "links: [[red:a, red:b], [sw:a, sw:b]]\n");

	(void)state;
	assert_int_equal(t->n_links, 2);
}

static void routed_ends_and_mtus(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes: {sw: {kind: switch}, red: {interfaces: {a: {mtu: 1300}}}, blue: }\n"
		    "links:\n"
		    "  - {endpoints: [sw:wan, red:a], bridge: false, mtu: 9000}\n"
		    "  - {endpoints: [sw:lan, blue:a], bridge: true}\n");

	(void)state;
	assert_false(t->nodes[0].ifaces[0].port);
	assert_int_equal(t->nodes[0].ifaces[0].mtu, 9000);
	assert_int_equal(t->nodes[1].ifaces[0].mtu, 1300);
	assert_true(t->nodes[0].ifaces[1].port);
	assert_int_equal(t->nodes[0].ifaces[1].mtu, 0);
}

static void broken_ends(void **state)
{
	(void)state;
	assert_complaint(SWITCH "links: [['red:', blue:a]]\n",
			 "f:2:10: '': an interface's name cannot be empty");
	assert_complaint(SWITCH "links: [[':a', blue:a]]\n", "f:2:10: no node is called ''");
	assert_complaint(SWITCH "links: [[red:a:b, blue:a]]\n",
			 "f:2:10: 'a:b': an interface's name has no space, '/', ':', '%', '@', and "
			 "is ASCII");
	assert_complaint(SWITCH "links: [[red:a, blue:a, sw]]\n",
			 "f:2:9: a link has two ends: [red:eth0, blue:eth0]");
	assert_complaint(SWITCH "links: [{mtu: 1500}]\n",
			 "f:2:9: a link has two ends: [red:eth0, blue:eth0]");
	assert_complaint(SWITCH "links: [[red:a, blue:a], [sw:x, red:a]]\n",
			 "f:2:33: red:a is in two links; the first is in line 2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports_are_called_after_their_nodes),
		cmocka_unit_test(a_thousand_long_names),
		cmocka_unit_test(clashes),
		cmocka_unit_test(links_may_loop_back),
		cmocka_unit_test(routed_ends_and_mtus),
		cmocka_unit_test(broken_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
