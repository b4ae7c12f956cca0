// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo.c - the lab as a whole: its name, the MACs, what an honest file becomes
 */
#include "topo.h"

static struct topo_iface *iface(struct topo *t, size_t node, size_t i)
{
	assert_true(node < t->n_nodes && i < t->nodes[node].n_ifaces);
	return &t->nodes[node].ifaces[i];
}

static void names_come_from_the_file(void **state)
{
	static const char *const rows[][2] = { { "labs/pair.yaml", "pair" },
					       { "pair.yml", "pair" },
					       { "/a.b/c.d.yaml", "c.d" },
					       { "pair", "pair" } };
	static const char text[] = "nodes: {red: }";

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_topo_ struct topo *t = NULL;

		assert_ok(topo_parse(text, strlen(text), rows[i][0], &t, NULL));
		assert_string_equal(t->name, rows[i][1]);
	}
	for (const char *file = ".yaml"; file; file = strcmp(file, "<stdin>") ? "<stdin>" : NULL) {
		struct topo *t = NULL;

		assert_err(topo_parse(text, strlen(text), file, &t, NULL), EINVAL);
		assert_null(t);
	}
}

static void an_honest_file(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes:\n"
		    "  red: {interfaces: {eth0: {addresses: [10.0.0.1/8], mtu: 1400, up: false}}}\n"
		    "  sw: {kind: switch, addresses: [10.0.0.5/8]}\n"
		    "links: [[red:eth0, sw:p1]]\n");
	struct topo_iface *red = iface(t, 0, 0), *port = iface(t, 1, 0);

	(void)state;
	assert_string_equal(t->name, "lab");
	assert_int_equal(t->nodes[1].kind, NODE_SWITCH);
	assert_int_equal(t->nodes[1].mark.line, 3);
	assert_int_equal(t->nodes[1].addresses[0].mark.col, 34);
	assert_true(red->linked && red->down && !red->port && red->mtu == 1400);
	assert_true(port->linked && port->port);
	assert_int_equal(t->links[0].mark.line, 4);
	assert_int_equal(t->links[0].ends[1].node, 1);
	assert_int_equal(t->links[0].ends[1].iface, 0);
}

/* Interfaces first, in the file's order, then bridges with their ports; a given one is skipped. */
static void macs_are_counted(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes:\n"
		    "  sw: {kind: switch}\n"
		    "  red: {interfaces: {eth0: {}}}\n"
		    "  blue: {interfaces: {eth0: {mac: \"02:00:00:00:00:02\"}}}\n"
		    "  green: {interfaces: {eth0: {mac: \"aa:BB:cc:00:00:01\"}, "
		    "                       eth1: {mac: \"02:01:00:01:00:04\"}}}\n"
		    "  sw2: {kind: switch}\n"
		    "links: [[red:eth0, sw], [blue:eth0, sw], [green:eth0, sw], [red:eth1, sw:p],\n"
		    "        [green:eth1, sw2]]\n");
	static const uint8_t port[6] = { 2, 1, 0, 1, 0, 0 }, second[6] = { 2, 1, 0, 2, 0, 0 };

	(void)state;
	assert_int_equal(iface(t, 1, 0)->mac[5], 1);
	assert_int_equal(iface(t, 2, 0)->mac[5], 2);
	assert_true(iface(t, 2, 0)->has_mac);
	assert_int_equal(iface(t, 3, 0)->mac[1], 0xbb);
	assert_int_equal(iface(t, 1, 1)->mac[5], 3);
	assert_memory_equal(t->nodes[0].mac, port, 6);
	assert_memory_equal(t->nodes[4].mac, second, 6);
	for (size_t i = 0; i < 3; i++) {
		assert_memory_equal(iface(t, 0, i)->mac, port, 5);
		assert_int_equal(iface(t, 0, i)->mac[5], 1 + i);
	}
	/* The fourth port's is given away: it takes the next of the others. */
	assert_int_equal(iface(t, 0, 3)->mac[1], 0);
	assert_int_equal(iface(t, 0, 3)->mac[5], 4);
}

static void byte_order_mark_and_crlf(void **state)
{
	_cleanup_topo_ struct topo *t = lab("\xef\xbb\xbfname: x\r\nnodes:\r\n  red:\r\n");

	(void)state;
	assert_string_equal(t->name, "x");
	assert_int_equal(t->nodes[0].mark.line, 3);
	assert_int_equal(t->nodes[0].mark.col, 3);
}

/* Nothing is written before all of it is right. */
static void outputs_are_untouched_on_failure(void **state)
{
	struct topo *t = (struct topo *)state;
	static const char text[] = "nodes: {red: }\nlinks: [[red:a, red:a]]\n";

	assert_err(topo_parse(text, strlen(text), "f", &t, NULL), EINVAL);
	assert_ptr_equal(t, state);
	topo_free(NULL);
}

static void limits(void **state)
{
	_cleanup_free_ char *text = malloc(TOPO_TEXT_MAX);
	size_t len = (size_t)sprintf(text, "nodes:\n");

	(void)state;
	for (int i = 0; i <= TOPO_NODES_MAX; i++)
		len += (size_t)sprintf(text + len, "  n%d:\n", i);
	assert_string_equal(complaint(text, len), "f:4098:3: more than 4096 nodes");
	len = (size_t)sprintf(text, "nodes: {red: {routes: [");
	for (int i = 0; i <= TOPO_ITEMS_MAX; i++)
		len += (size_t)sprintf(text + len, "{to: 10.0.0.0/8, dev: a, metric: %d},\n", i);
	len += (size_t)sprintf(text + len, "]}}\n");
	assert_string_equal(complaint(text, len), "f:1025:1: more than 1024 routes");
	len = (size_t)sprintf(text, "nodes: {sw: {kind: switch}, a: }\nlinks:\n");
	for (int i = 0; i <= TOPO_PORTS_MAX; i++)
		len += (size_t)sprintf(text + len, "- [a:e%d, sw:p%d]\n", i, i);
	assert_string_equal(complaint(text, len),
			    "f:1:9: sw has 1024 ports: a Linux bridge has at most 1023");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_come_from_the_file),
		cmocka_unit_test(an_honest_file),
		cmocka_unit_test(macs_are_counted),
		cmocka_unit_test(byte_order_mark_and_crlf),
		cmocka_unit_test(outputs_are_untouched_on_failure),
		cmocka_unit_test(limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
