// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_gate.c - what others attached in a packet's way is found: XDP, tcx, clsact, queues, chains
 *
 * Needs root, and takes namespaces of its own; without it every test is skipped.
 */
#include "../unit/unit.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/netfilter.h>
#include <sched.h>
#include <sys/mount.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "../../user/tables/tables.h"

static const char setup[] =
	"set -e; ip netns add a; ip -n a link set lo up\n"
	"ip -n a link add e0 index 7 type veth peer name e1 index 8\n"
	"ip -n a link set e0 up; ip -n a link set e1 up\n"
	"ip netns exec a tc qdisc add dev e1 root tbf rate 1kbit burst 200 limit 200\n"
	"ip netns exec a nft -f - <<'END'\n"
	"table inet strict {\n"
	"	chain in { type filter hook input priority -7; policy drop; icmp type 8 drop; }\n"
	"	chain helper { accept; }\n"
	"}\n"
	"table netdev wire {\n"
	"	chain early { type filter hook ingress device \"e0\" priority 3; }\n"
	"}\n"
	"table arp t { chain o { type filter hook output priority 0; }; }\n"
	"END\n";

static struct netns room = NETNS_INIT;

/* A program that returns a number, which lets everything pass: XDP_PASS, TC_ACT_OK, TCX_NEXT. */
static int program(enum bpf_prog_type type, const char *name, int verdict)
{
	const struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = verdict },
		{ .code = BPF_JMP | BPF_EXIT },
	};

	return bpf_prog_load(type, name, "GPL", code, ARRAY_SIZE(code), NULL);
}

static bool has_tcx = true;
static int keep[4] = { -1, -1, -1, -1 };

static int attach(void)
{
	const enum bpf_attach_type tcx_ingress = 46;
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = 7, .attach_point = BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, out, .priority = 5, .handle = 6);
	LIBBPF_OPTS(bpf_tc_opts, own, .priority = 9, .handle = 1);
	LIBBPF_OPTS(bpf_prog_attach_opts, opts);

	keep[0] = program(BPF_PROG_TYPE_XDP, "bouncer", 2);
	keep[1] = program(BPF_PROG_TYPE_SCHED_CLS, "doorman", 0);
	keep[2] = program(BPF_PROG_TYPE_SCHED_CLS, "guest", -1);
	keep[3] = program(BPF_PROG_TYPE_SCHED_CLS, "end_in", -1);
	if (bpf_xdp_attach(7, keep[0], 1u << 1 /* generic */, NULL))
		return -1;
	out.prog_fd = keep[1];
	own.prog_fd = keep[3];
	if (bpf_tc_hook_create(&hook))
		return -1;
	hook.attach_point = BPF_TC_EGRESS;
	if (bpf_tc_attach(&hook, &out) || bpf_tc_attach(&hook, &own))
		return -1;
	has_tcx = !bpf_prog_attach_opts(keep[2], 7, tcx_ingress, &opts);
	return 0;
}

static int open_room(void **state)
{
	struct netns_token token = NETNS_TOKEN_INIT;
	int err;

	(void)state;
	if (geteuid() || unshare(CLONE_NEWNET | CLONE_NEWNS) ||
	    mount("", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", "/run", "tmpfs", 0, NULL))
		return 0;
	if (system(setup) || netns_open("a", &room, NULL) || netns_enter(&room, &token, NULL))
		return -1;
	err = attach();
	netns_leave(&token);
	return err;
}

static int close_room(void **state)
{
	(void)state;
	netns_close(&room);
	for (size_t i = 0; i < ARRAY_SIZE(keep); i++)
		cleanup_close(&keep[i]);
	return 0;
}

static const struct gate_row *gate(const struct room *r, const char *name)
{
	for (size_t i = 0; i < r->n_gates; i++)
		if (!strcmp(r->gates[i].name, name))
			return &r->gates[i];
	return NULL;
}

static void programs_are_found_where_they_hang(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const struct gate_row *g;
	const struct room *r;

	(void)state;
	if (room.fd < 0)
		skip();
	assert_ok(tables_read(&room, NULL, 1, TABLES_LINKS | TABLES_GATES, &s, NULL));
	r = &s->rooms[0];
	g = gate(r, "bouncer");
	assert_non_null(g);
	assert_true(g->where == GATE_XDP && g->ifindex == 7 && g->prog_id && !g->ours);
	assert_string_equal(g->kind, "generic");
	g = gate(r, "doorman");
	assert_non_null(g);
	assert_true(g->where == GATE_TC_OUT && g->ifindex == 7 && g->prog_id && !g->ours);
	assert_string_equal(g->kind, "bpf");
	assert_true(g->pref == 5 && g->handle == 6);
	assert_true(gate(r, "end_in") && gate(r, "end_in")->ours);
	g = gate(r, "guest");
	assert_true(!g == !has_tcx);
	if (g)
		assert_true(g->where == GATE_TC_IN && !strcmp(g->kind, "tcx"));
	assert_int_equal(r->n_gates, 3 + has_tcx);
}

static void queues_that_were_chosen_with_what_they_dropped(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const struct queue_row *tbf = NULL;
	const struct room *r;

	(void)state;
	if (room.fd < 0)
		skip();
	assert_int_equal(system("ip -n a addr add 10.0.0.1/24 dev e1; ip -n a neigh add 10.0.0.2"
				" lladdr 02:00:00:00:00:02 dev e1;"
				"ip netns exec a ping -I e1 -c 3 -i 0.01 -W 0.1 -s 500 -q 10.0.0.2"
				" >/dev/null; true"),
			 0);
	assert_ok(tables_read(&room, NULL, 1, TABLES_LINKS | TABLES_GATES, &s, NULL));
	r = &s->rooms[0];
	for (size_t i = 0; i < r->n_queues; i++)
		if (!strcmp(r->queues[i].kind, "tbf"))
			tbf = &r->queues[i];
	assert_non_null(tbf);
	assert_int_equal(tbf->ifindex, 8);
	assert_true(tbf->drops >= 3);
	assert_int_equal(r->n_queues, 2); /* and clsact at e0 */
}

static const struct chain_row *chain(const struct room *r, const char *name)
{
	for (size_t i = 0; i < r->n_chains; i++)
		if (!strcmp(r->chains[i].name, name))
			return &r->chains[i];
	return NULL;
}

static void chains_on_hooks(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const struct chain_row *c;
	const struct room *r;

	(void)state;
	if (room.fd < 0)
		skip();
	assert_ok(tables_read(&room, NULL, 1, TABLES_LINKS | TABLES_GATES, &s, NULL));
	r = &s->rooms[0];
	assert_int_equal(r->n_chains, 3);
	assert_int_equal(r->n_xtables, 0);
	c = chain(r, "in");
	assert_non_null(c);
	assert_string_equal(c->table, "strict");
	assert_string_equal(c->type, "filter");
	assert_int_equal(c->family, NFPROTO_INET);
	assert_int_equal(c->hook, NF_INET_LOCAL_IN);
	assert_int_equal(c->priority, -7);
	assert_true(c->drops);
	assert_int_equal(c->uses, 1);
	c = chain(r, "early");
	assert_non_null(c);
	assert_int_equal(c->family, NFPROTO_NETDEV);
	assert_string_equal(c->device, "e0");
	assert_false(c->drops);
	assert_int_equal(chain(r, "o")->family, NFPROTO_ARP);
}

/* Listing makes the table: not in the room of the others. */
static void old_iptables_too(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	_cleanup_netns_close_ struct netns b = NETNS_INIT;

	(void)state;
	if (room.fd < 0 || system("ip netns add b"
				  " && ip netns exec b iptables-legacy -nL >/dev/null 2>&1"))
		skip();
	assert_ok(netns_open("b", &b, NULL));
	assert_ok(tables_read(&b, NULL, 1, TABLES_LINKS | TABLES_GATES, &s, NULL));
	assert_int_equal(s->rooms[0].n_xtables, 1);
	assert_int_equal(s->rooms[0].xtables[0].family, NFPROTO_IPV4);
	assert_string_equal(s->rooms[0].xtables[0].name, "filter");
	assert_int_equal(s->rooms[0].n_chains + s->rooms[0].n_gates + s->rooms[0].n_queues, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_are_found_where_they_hang),
		cmocka_unit_test(queues_that_were_chosen_with_what_they_dropped),
		cmocka_unit_test(chains_on_hooks),
		cmocka_unit_test(old_iptables_too),
	};

	return cmocka_run_group_tests(tests, open_room, close_room);
}
