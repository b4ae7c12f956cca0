// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_pipe.c - what links do with frames, and what `defaults` say of it and of nodes
 */
#include "topo.h"

static void a_link_with_everything(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab(PAIR_NODES "links:\n"
			       "  - {endpoints: [red:a, blue:a], loss: 1%, duplicate: 0.5%,\n"
			       "     corrupt: 100%, block: arp, seed: 7, mtu: 1400}\n"
			       "  - {endpoints: [red:b, blue:b], block: [icmp, arp]}\n"
			       "  - {endpoints: [red:c, blue:c], block: , loss: 0%}\n"
			       "  - [red:d, blue:d]\n");
	const struct impairment *i = &t->links[0].impairment;

	(void)state;
	assert_int_equal(i->loss, 10000);
	assert_int_equal(i->duplicate, 5000);
	assert_int_equal(i->corrupt, IMPAIR_ALL);
	assert_true(i->block_arp && !i->block_icmp);
	assert_int_equal(i->seed, 7);
	assert_int_equal(t->nodes[1].ifaces[0].mtu, 1400);
	assert_true(t->links[1].impairment.block_arp && t->links[1].impairment.block_icmp);
	assert_false(impair_any(&t->links[2].impairment) || impair_any(&t->links[3].impairment));
}

static void defaults_of_links(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("defaults: {mtu: 1400, loss: 1%, block: [arp], seed: 3}\n"
		    "nodes: {red: {interfaces: {c: {mtu: 1200}}}, blue: , sw: {kind: switch}}\n"
		    "links:\n"
		    "  - [red:a, blue:a]\n"
		    "  - {endpoints: [red:b, sw], loss: 2%, mtu: 1300, block: icmp}\n"
		    "  - {endpoints: [red:c, blue:c], block: [], loss: 0%}\n");
	const struct topo_node *red = &t->nodes[0];

	(void)state;
	assert_int_equal(red->ifaces[0].mtu, 1200);
	assert_int_equal(red->ifaces[1].mtu, 1400);
	assert_int_equal(red->ifaces[2].mtu, 1300);
	assert_int_equal(t->links[0].impairment.loss, 10000);
	assert_true(t->links[0].impairment.block_arp);
	assert_int_equal(t->links[1].impairment.loss, 20000);
	assert_true(t->links[1].impairment.block_icmp && !t->links[1].impairment.block_arp);
	assert_int_equal(t->links[1].impairment.seed, 3);
	assert_false(impair_any(&t->links[2].impairment));
}

#define DEFAULTS                                                                                   \
	"defaults:\n"                                                                              \
	"  kind: router\n"                                                                         \
	"  sysctls: {net.ipv4.ip_default_ttl: 32, net.ipv4.icmp_ratelimit: 0}\n"                   \
	"  routes: [{to: 10.9.0.0/16, type: blackhole}]\n"                                         \
	"  isolate: [uts, pid]\n"                                                                  \
	"  run: echo up\n"

static void defaults_of_silent_nodes(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes:\n"
		    "  red:\n"
		    "  blue: {kind: host, sysctls: {net/ipv4/ip_default_ttl: 7}, routes: [],\n"
		    "         isolate: ipc, run: }\n" DEFAULTS);
	const struct topo_node *red = &t->nodes[0], *blue = &t->nodes[1];

	(void)state;
	assert_int_equal(red->kind, NODE_ROUTER);
	assert_int_equal(red->n_sysctls, 2);
	assert_string_equal(red->sysctls[0].value, "32");
	assert_int_equal(red->sysctls[0].mark.line, 7);
	assert_int_equal(red->n_routes, 1);
	assert_int_equal(red->isolate, 1U << ISOLATE_UTS | 1U << ISOLATE_PID);
	assert_string_equal(red->runs[0].command, "echo up");
	/* what is said wins, also where it says: none; only sysctls are mixed */
	assert_int_equal(blue->kind, NODE_HOST);
	assert_int_equal(blue->n_routes, 0);
	assert_int_equal(blue->n_runs, 0);
	assert_int_equal(blue->isolate, 1U << ISOLATE_IPC);
	assert_int_equal(blue->n_sysctls, 2);
	assert_string_equal(blue->sysctls[0].value, "7");
	assert_string_equal(blue->sysctls[1].key, "net/ipv4/icmp_ratelimit");
}

/* The host is no node of the lab: it keeps its own ways. */
static void no_defaults_for_the_host(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab(DEFAULTS "  loss: 1%\nnodes: {red: }\nlinks: [[red:eth0, host:lab0]]\n");

	(void)state;
	assert_true(t->nodes[1].outside);
	assert_int_equal(t->nodes[1].kind, NODE_HOST);
	assert_int_equal(t->nodes[1].n_sysctls + t->nodes[1].n_routes + t->nodes[1].n_runs, 0);
	assert_int_equal(t->nodes[1].isolate, 0);
	assert_int_equal(t->links[0].impairment.loss, 10000);
}

static void a_lot_of_defaults(void **state)
{
	_cleanup_free_ char *text = malloc(TOPO_TEXT_MAX);
	size_t len = (size_t)sprintf(text, "nodes:\n  n{i}: {count: 4000}\ndefaults:\n  run:\n");

	(void)state;
	for (int i = 0; i < 40; i++)
		len += (size_t)sprintf(text + len, "    - \"true\"\n");
	assert_string_equal(complaint(text, len), "f:3:1: too many defaults for 4000 nodes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_with_everything),
		cmocka_unit_test(defaults_of_links),
		cmocka_unit_test(defaults_of_silent_nodes),
		cmocka_unit_test(no_defaults_for_the_host),
		cmocka_unit_test(a_lot_of_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
