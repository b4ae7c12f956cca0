// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_expand.c - what `count` makes; what it refuses is in tests/golden/errors
 */
#include "topo.h"

#include <time.h>

static const char *end(const struct topo *t, size_t link, int k)
{
	static char text[2][TOPO_NAME_MAX + IFNAMSIZ + 1];
	const struct topo_end *e = &t->links[link].ends[k];

	snprintf(text[k], sizeof(text[k]), "%s:%s", t->nodes[e->node].name,
		 t->nodes[e->node].ifaces[e->iface].name);
	return text[k];
}

static void hosts_on_a_switch(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes:\n"
		    "  sw: {kind: switch}\n"
		    "  r{i}:\n"
		    "    count: 300\n"
		    "    interfaces: {eth0: {addresses: [\"10.0.0.0/16+{i+1}\"]}}\n"
		    "    routes: [{to: default, via: 10.0.0.0/16+1}]\n"
		    "    run: [\"echo {i} ${i}\"]\n"
		    "  last:\n"
		    "links:\n"
		    "  - [\"r{i}:eth0\", \"sw:p{i}\"]\n"
		    "  - [last:eth0, sw]\n"
		    "checks: [{ping: {from: \"r{i}\", to: \"r{i+1}\"}}]\n");

	(void)state;
	assert_int_equal(t->n_nodes, 302);
	assert_string_equal(t->nodes[0].name, "sw");
	assert_string_equal(t->nodes[1].name, "r1");
	assert_string_equal(t->nodes[300].name, "r300");
	assert_string_equal(t->nodes[301].name, "last");
	assert_memory_equal(t->nodes[300].ifaces[0].addresses[0].addr,
			    ((uint8_t[]){ 10, 0, 1, 45 }), 4);
	assert_int_equal(t->nodes[300].ifaces[0].addresses[0].len, 16);
	assert_memory_equal(t->nodes[1].routes[0].via.addr, ((uint8_t[]){ 10, 0, 0, 1 }), 4);
	assert_int_equal(t->nodes[1].routes[0].via.len, 32);
	assert_string_equal(t->nodes[300].runs[0].command, "echo 300 ${i}");
	/* marks are the template's */
	assert_int_equal(t->nodes[300].mark.line, 3);
	assert_int_equal(t->nodes[300].ifaces[0].mark.line, 5);
	assert_int_equal(t->n_links, 301);
	assert_string_equal(end(t, 299, 0), "r300:eth0");
	assert_string_equal(end(t, 299, 1), "sw:p300");
	assert_int_equal(t->links[299].mark.line, 10);
	assert_int_equal(t->n_checks, 299);
	assert_int_equal(t->checks[298].from, 299);
	assert_string_equal(t->checks[298].to, "r300");
}

static void a_chain_a_ring_and_pairs(void **state)
{
	_cleanup_topo_ struct topo *t = lab("nodes:\n"
					    "  r{i}: {count: 4, kind: router}\n"
					    "  h{i}: {count: 4}\n"
					    "links:\n"
					    "  - [\"r{i}:right\", \"r{i+1}:left\"]\n"
					    "  - [r4:right, r1:left]\n"
					    "  - [\"h{i}:eth0\", \"r{i}:lan{i}\"]\n");

	(void)state;
	assert_int_equal(t->n_links, 8);
	assert_string_equal(end(t, 0, 0), "r1:right");
	assert_string_equal(end(t, 0, 1), "r2:left");
	assert_string_equal(end(t, 2, 1), "r4:left");
	assert_string_equal(end(t, 3, 0), "r4:right");
	assert_string_equal(end(t, 7, 0), "h4:eth0");
	assert_string_equal(end(t, 7, 1), "r4:lan4");
	assert_int_equal(t->nodes[3].kind, NODE_ROUTER);
}

/* Nothing to link with is no error: the chain has one link less than nodes. */
static void a_chain_of_one(void **state)
{
	_cleanup_topo_ struct topo *t = lab("nodes:\n"
					    "  r{i}: {count: 1}\n"
					    "  red:\n"
					    "links:\n"
					    "  - [\"r{i}:right\", \"r{i+1}:left\"]\n"
					    "  - [r1:left, red:eth0]\n");

	(void)state;
	assert_int_equal(t->n_nodes, 2);
	assert_int_equal(t->n_links, 1);
	assert_string_equal(end(t, 0, 1), "red:eth0");
}

static void keys_and_nets_are_counted(void **state)
{
	_cleanup_topo_ struct topo *t = lab("nodes:\n"
					    "  r{i}:\n"
					    "    count: 2\n"
					    "    interfaces:\n"
					    "      eth{i}: {addresses: [\"10.{i}.0.1/24\"]}\n"
					    "    sysctls: {\"net.ipv4.conf.eth{i}.rp_filter\": 1}\n"
					    "links: [[r1:eth1, r2:eth2]]\n");

	(void)state;
	assert_string_equal(t->nodes[1].ifaces[0].name, "eth2");
	assert_int_equal(t->nodes[1].ifaces[0].addresses[0].addr[1], 2);
	assert_string_equal(t->nodes[1].sysctls[0].key, "net/ipv4/conf/eth2/rp_filter");
}

/* In texts that are not ours, braces are theirs, also where nothing is counted. */
static void scripts_keep_their_braces(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes: {red: {run: 'for i in 1; do echo {i} ${i}; done'}}\n");

	(void)state;
	assert_string_equal(t->nodes[0].runs[0].command, "for i in 1; do echo {i} ${i}; done");
}

static void the_largest_lab_in_time(void **state)
{
	struct timespec from, to;
	_cleanup_topo_ struct topo *t = NULL;

	(void)state;
	clock_gettime(CLOCK_MONOTONIC, &from);
	t = lab("nodes:\n"
		"  r{i}:\n"
		"    count: 4096\n"
		"    interfaces: {eth0: {addresses: [\"10.0.0.0/16+{i}\"], mtu: 1400}}\n"
		"    sysctls: {net.ipv4.ip_default_ttl: 32}\n"
		"links: [[\"r{i}:eth0\", \"r{i+1}:eth1\"], [r4096:eth0, r1:eth1]]\n");
	clock_gettime(CLOCK_MONOTONIC, &to);
	assert_int_equal(t->n_nodes, TOPO_NODES_MAX);
	assert_int_equal(t->n_links, 4096);
	/* takes 20 ms on an idle machine; quadratic, it would be minutes */
	assert_true(to.tv_sec - from.tv_sec < 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts_on_a_switch),
		cmocka_unit_test(a_chain_a_ring_and_pairs),
		cmocka_unit_test(a_chain_of_one),
		cmocka_unit_test(keys_and_nets_are_counted),
		cmocka_unit_test(scripts_keep_their_braces),
		cmocka_unit_test(the_largest_lab_in_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
