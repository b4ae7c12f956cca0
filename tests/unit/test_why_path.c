// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_why_path.c - causes on the packet's path: switches, filters, gates, silence; and what is
 * odd though it works
 */
#include "why_trial.h"

#include <linux/if_bridge.h>
#include <linux/netfilter.h>

/* A switch whose ports are as new ones are. */
static void switched(struct hand *h)
{
	hand_switch(h);
	for (size_t i = 0; i < h->rooms[SW].n_links; i++) {
		struct link_row *l = &h->links[SW][i];

		l->port.valid = l->master;
		l->port.state = BR_STATE_FORWARDING;
		l->port.learning = l->port.flood = true;
		l->port.mcast_flood = l->port.bcast_flood = true;
		l->bridge.valid = !l->master;
	}
}

static void hand_over(struct trial *t)
{
	trial_fly(t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0",
		  "red:eth0> >sw:red sw:green> >green:eth0");
}

/* ---- switches */

static void ports(void **state)
{
	static struct gate_row gate[1];
	_cleanup_trial_ struct trial t;
	struct link_row *in, *out;

	(void)state;
	trial_begin(&t, switched, BLUE_IP);
	in = hand_find(&t.h, SW, "red");
	out = hand_find(&t.h, SW, "blue");
	hand_over(&t);
	trial_judge(&t);
	assert_verdict(&t, CAUSE_UNKNOWN, "sw:red", LEG_REQUEST);
	assert_int_equal(t.v.confidence, CONFIDENCE_INCONCLUSIVE);
	/* what comes in there meets it; this would have gone out */
	gate[0] = (struct gate_row){ .ifindex = out->ifindex, .where = GATE_XDP, .kind = "xdp" };
	t.h.rooms[SW].gates = gate;
	t.h.rooms[SW].n_gates = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_UNKNOWN, "sw:red", LEG_REQUEST);
	out->port.state = BR_STATE_BLOCKING;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_BRIDGE_PORT_BLOCKED, "sw:blue", LEG_REQUEST);
	assert_fix(&t, 0, "bridge -n sw link set dev blue state 3");
	out->port.state = BR_STATE_FORWARDING;
	out->port.isolated = true;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_UNKNOWN, "sw:red", LEG_REQUEST);
	in->port.isolated = true;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_BRIDGE_PORT_ISOLATED, "sw:blue", LEG_REQUEST);
	out->port.isolated = false;
	out->port.flood = false;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_BRIDGE_NO_FLOOD, "sw:blue", LEG_REQUEST);
	assert_fix(&t, 0, "bridge -n sw link set dev blue flood on");
}

static void tables(void **state)
{
	static struct fdb_row fdb[1];
	static struct vlan_row vlans[2];
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, switched, BLUE_IP);
	hand_over(&t);
	fdb[0] = (struct fdb_row){ .ifindex = hand_find(&t.h, SW, "green")->ifindex, .master = 2 };
	memcpy(fdb[0].mac, hand_find(&t.h, BLUE, "eth0")->mac, 6);
	t.h.rooms[SW].fdb = fdb;
	t.h.rooms[SW].n_fdb = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_BRIDGE_FDB_WRONG, "sw:green", LEG_REQUEST);
	fdb[0].ifindex = hand_find(&t.h, SW, "red")->ifindex;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_BRIDGE_FDB_WRONG, "sw:red", LEG_REQUEST);
	fdb[0].ifindex = hand_find(&t.h, SW, "blue")->ifindex;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_UNKNOWN, "sw:red", LEG_REQUEST);
	/* VLANs */
	hand_find(&t.h, SW, "br0")->bridge.vlan_filtering = true;
	vlans[0] = (struct vlan_row){ .ifindex = hand_find(&t.h, SW, "red")->ifindex };
	vlans[0].first = vlans[0].last = 10;
	vlans[0].pvid = true;
	t.h.rooms[SW].vlans = vlans;
	t.h.rooms[SW].n_vlans = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_VLAN_FILTERED, "sw:blue", LEG_REQUEST);
	assert_fix(&t, 0, "bridge -n sw vlan add dev blue vid 10 pvid untagged");
	vlans[0].pvid = false;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_VLAN_FILTERED, "sw:red", LEG_REQUEST);
}

static void out_of_the_bridge(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, switched, BLUE_IP);
	hand_find(&t.h, SW, "blue")->master = 0;
	hand_find(&t.h, SW, "blue")->port.valid = false;
	trial_fly(&t, who_has(BLUE_IP, RED_IP), "red:eth0", NULL,
		  "red:eth0> >sw:red sw:green> >green:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NOT_IN_BRIDGE, "sw:blue", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n sw link set blue master br0");
}

static void round_and_round(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, switched, BLUE_IP);
	for (int i = 0; i < 7; i++)
		trial_fly(&t, who_has(BLUE_IP, RED_IP), "red:eth0", NULL,
			  i ? ">sw:green sw:blue>" : "red:eth0> >sw:red");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_BRIDGE_LOOP, "sw:green", LEG_REQUEST);
	/* a cable with both ends in the switch is the one to take out */
	hand_pipe(&t.h, SW, "tail", SW, "head");
	for (int i = 0; i < 2; i++) {
		struct link_row *l = hand_find(&t.h, SW, i ? "head" : "tail");

		l->master = hand_find(&t.h, SW, "red")->master;
		l->port = hand_find(&t.h, SW, "red")->port;
	}
	trial_judge(&t);
	assert_verdict(&t, CAUSE_BRIDGE_LOOP, "sw:head", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n sw link set head down");
}

/* ---- filters */

static void forwarding_off(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, trial_routed, "10.2.0.2");
	trial_settings(&t, RTR)->room[ROOM_SETTING_IP_FORWARD] = 0;
	trial_set4(&t, RTR, 2, SETTING4_FORWARDING, 0);
	trial_fly(&t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_FORWARDING_OFF, "rtr", LEG_REQUEST);
	assert_fix(&t, 0, "ip netns exec rtr sysctl -w net.ipv4.ip_forward=1");
	/* that of one interface */
	trial_settings(&t, RTR)->room[ROOM_SETTING_IP_FORWARD] = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_FORWARDING_OFF, "rtr:r0", LEG_REQUEST);
	assert_fix(&t, 0, "ip netns exec rtr sysctl -w net.ipv4.conf.r0.forwarding=1");
	/* on the way back */
	trial_done(&t);
	trial_begin(&t, trial_routed, "10.2.0.2");
	trial_set4(&t, RTR, 3, SETTING4_FORWARDING, 0);
	trial_settings(&t, RTR)->room[ROOM_SETTING_IP_FORWARD] = 1;
	trial_set4(&t, RTR, 2, SETTING4_FORWARDING, 1);
	trial_fly(&t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_fly(&t, echo("10.1.0.2", "10.2.0.2"), "rtr:b0", "blue:eth0", "rtr:b0> >blue:eth0");
	trial_fly(&t, reply("10.2.0.2", "10.1.0.2"), "blue:eth0", "rtr:b0", "blue:eth0> >rtr:b0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_FORWARDING_OFF, "rtr:b0", LEG_REPLY);
}

static void reverse_path(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, trial_routed, "10.2.0.2");
	trial_set4(&t, RTR, 2, SETTING4_RP_FILTER, 1);
	trial_set4(&t, RTR, 2, SETTING4_FORWARDING, 1);
	trial_fly(&t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_drop(&t, "rtr:r0", echo("10.1.0.2", "10.2.0.2"), "IP_RPFILTER", "");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_RP_FILTER, "rtr:r0", LEG_REQUEST);
	assert_fix(&t, 0,
		   "ip netns exec rtr sysctl -w net.ipv4.conf.all.rp_filter=0 "
		   "net.ipv4.conf.r0.rp_filter=0");
}

static void firewall(void **state)
{
	_cleanup_trial_ struct trial t;
	struct kept *k;

	(void)state;
	trial_begin(&t, trial_routed, "10.2.0.2");
	trial_fly(&t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	k = trial_drop(&t, "rtr:r0", echo("10.1.0.2", "10.2.0.2"), "NETFILTER_DROP", "");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_FIREWALL, "rtr", LEG_REQUEST);
	assert_true(t.v.wants_rules); /* which one, another probe tells */
	t.q.rules = true;
	trial_judge(&t);
	assert_false(t.v.wants_rules);
	/* a drop of something else */
	k->f.icmp.seq = 9;
	k->f.packet_id = 77;
	k->f.transaction = 78;
	inet_pton(AF_INET, "10.2.0.9", k->f.ip.dst);
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_FIREWALL);
}

static void firewall_of_a_switch(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, switched, BLUE_IP);
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0", "red:eth0> >sw:red");
	trial_drop(&t, "sw:red", echo(RED_IP, BLUE_IP), "NETFILTER_DROP", "");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_BRIDGE_NETFILTER, "sw", LEG_REQUEST);
	/* an ARP request meets no rule for IP */
	trial_done(&t);
	trial_begin(&t, switched, BLUE_IP);
	trial_fly(&t, who_has(BLUE_IP, RED_IP), "red:eth0", NULL, "red:eth0> >sw:red");
	trial_drop(&t, "sw:red", who_has(BLUE_IP, RED_IP), "NETFILTER_DROP", "");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_FIREWALL, "sw", LEG_REQUEST);
}

/* ---- NAT */

/* blue is outside: the router lets red's private address out to it, and it has no way back. */
static void let_out(struct trial *t)
{
	static struct chain_row chain[1];

	trial_begin(t, hand_routed, "198.51.100.2");
	hand_addr(&t->h, RTR, 3, "198.51.100.1", 24);
	hand_addr(&t->h, BLUE, 2, "198.51.100.2", 24);
	hand_route(&t->h, RTR, "198.51.100.0", 24, 3, NULL);
	hand_route(&t->h, BLUE, "198.51.100.0", 24, 2, NULL);
	hand_route(&t->h, RED, "0.0.0.0", 0, 2, "10.1.0.1");
	trial_fly(t, echo("10.1.0.2", "198.51.100.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_fly(t, echo("10.1.0.2", "198.51.100.2"), "rtr:b0", "blue:eth0", "rtr:b0> >blue:eth0");
	chain[0] = (struct chain_row){ .family = NFPROTO_IPV4,
				       .hook = NF_INET_POST_ROUTING,
				       .type = "nat",
				       .table = "nat",
				       .name = "post",
				       .uses = 1 };
	t->h.rooms[RTR].chains = chain;
}

static void met(struct trial *t, const char *chain)
{
	struct kept *k = trial_drop(t, "rtr:r0", echo("10.1.0.2", "198.51.100.2"), "", "");

	k->f.type = FRAME_RULE;
	k->rule = (struct event_rule){ .family = NFPROTO_IPV4, .table = "nat", .kind = 3 };
	snprintf(k->rule.chain, sizeof(k->rule.chain), "%s", chain);
	k->rule.verdict = 1;
}

static void nat(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	let_out(&t);
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NAT_MISSING, "rtr:b0", LEG_REPLY);
	assert_int_equal(t.v.confidence, CONFIDENCE_PROVEN);
	assert_false(t.v.wants_rules);
	/* there is a rule: did the packet meet it? */
	t.h.rooms[RTR].n_chains = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NAT_MISSING, "rtr:b0", LEG_REPLY);
	assert_int_equal(t.v.confidence, CONFIDENCE_INFERRED);
	assert_true(t.v.wants_rules);
	/* it met others, and not that one */
	t.q.rules = true;
	met(&t, "forward");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_CONNTRACK, "rtr", LEG_REPLY);
	assert_int_equal(t.v.confidence, CONFIDENCE_PROVEN);
	assert_fix(&t, 0, "ip netns exec rtr conntrack -D -s 10.1.0.2 -d 198.51.100.2 -p icmp");
	/* it did, and it was not for it */
	met(&t, "post");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NAT_MISSING, "rtr:b0", LEG_REPLY);
	assert_false(t.v.wants_rules);
}

/* ---- gates */

static void gates(void **state)
{
	static struct gate_row gate[3];
	static struct queue_row queue[1];
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0", "red:eth0> >blue:eth0");
	trial_drop(&t, "blue:eth0", echo(RED_IP, BLUE_IP), "TC_INGRESS", "");
	gate[0] = (struct gate_row){ .ifindex = 2, .where = GATE_TC_IN, .kind = "bpf", .pref = 7 };
	t.h.rooms[BLUE].gates = gate;
	t.h.rooms[BLUE].n_gates = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_TC_DROP, "blue:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "tc -n blue filter del dev eth0 ingress pref 7");
	/* which of several it was nobody tells; one preference may hold two */
	gate[1] = gate[2] = gate[0];
	gate[2].pref = 9;
	t.h.rooms[BLUE].n_gates = 3;
	trial_judge(&t);
	assert_fix(&t, 0, "tc -n blue filter del dev eth0 ingress pref 7");
	assert_fix(&t, 1, "tc -n blue filter del dev eth0 ingress pref 9");
	assert_int_equal(t.v.n_fix, 2);
	assert_non_null(strstr(t.v.summary, "one of the 3 "));
	t.h.rooms[BLUE].n_gates = 1;
	/* the tracer's own program lets everything pass */
	gate[0].ours = true;
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_TC_DROP);
	/* XDP says nothing: it was not seen coming in */
	gate[0] = (struct gate_row){ .ifindex = 2, .where = GATE_XDP, .kind = "native" };
	t.log.n = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_XDP_DROP, "blue:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n blue link set eth0 xdp off");
	/* a queue */
	t.h.rooms[BLUE].n_gates = 0;
	queue[0] = (struct queue_row){ .ifindex = 2, .kind = "tbf" };
	t.h.rooms[RED].queues = queue;
	t.h.rooms[RED].n_queues = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_QDISC_DROP, "red:eth0", LEG_REQUEST);
	assert_int_equal(t.v.confidence, CONFIDENCE_INFERRED);
	strcpy(queue[0].kind, "noqueue");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_UNKNOWN, "red:eth0", LEG_REQUEST);
	strcpy(hand_find(&t.h, RED, "eth0")->fault, "loss 100%");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NSCOPE_FAULT, "red:eth0", LEG_REQUEST);
}

static void too_big(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	hand_find(&t.h, BLUE, "eth0")->mtu = 1000;
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0", "red:eth0>");
	t.kept[0].f.len = 1014;
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_MTU);
	t.kept[0].f.len = 1015;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_MTU, "blue:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n blue link set eth0 mtu 1500");
	/* said by ping itself */
	t.log.n = 0;
	t.q.said = "ping: local error: message too long, mtu=1500\n";
	trial_judge(&t);
	assert_verdict(&t, CAUSE_MTU, "red:eth0", LEG_REQUEST);
}

static void queues_that_are_full(void **state)
{
	static const struct {
		const char *reason;
		enum cause cause;
		const char *where;
	} full[] = {
		{ "NEIGH_QUEUEFULL", CAUSE_NEIGHBOUR_QUEUE_FULL, "red:eth0" },
		{ "NEIGH_CREATEFAIL", CAUSE_NEIGHBOUR_TABLE_FULL, "red" },
	};
	_cleanup_trial_ struct trial t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(full); i++) {
		trial_begin(&t, hand_pair, BLUE_IP);
		trial_fly(&t, who_has(BLUE_IP, RED_IP), "red:eth0", NULL, "red:eth0> >blue:eth0");
		trial_fly(&t, is_at(BLUE_IP, RED_IP), "blue:eth0", "red:eth0",
			  "blue:eth0> >red:eth0");
		trial_drop(&t, "red:eth0", echo(RED_IP, BLUE_IP), full[i].reason, "");
		trial_judge(&t);
		assert_verdict(&t, full[i].cause, full[i].where, LEG_REQUEST);
		trial_done(&t);
	}
	trial_begin(&t, hand_pair, BLUE_IP);
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0", "red:eth0>");
	trial_drop(&t, "blue:eth0", echo(RED_IP, BLUE_IP), "CPU_BACKLOG", "");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_BACKLOG_FULL, "blue:eth0", LEG_REQUEST);
}

static void address_on_a_port(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, switched, "192.168.15.6");
	hand_addr(&t.h, SW, hand_find(&t.h, SW, "blue")->ifindex, "192.168.15.6", 24);
	trial_to(&t, "192.168.15.6");
	trial_fly(&t, who_has("192.168.15.6", RED_IP), "red:eth0", NULL,
		  "red:eth0> >sw:red sw:green> >green:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_ADDRESS_ON_PORT, "sw:blue", LEG_REQUEST);
	assert_fix(&t, 1, "ip -n sw addr add 192.168.15.6/24 dev br0");
}

/* ---- silence */

static void told_to_be_silent(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	trial_settings(&t, BLUE)->room[ROOM_SETTING_ICMP_ECHO_IGNORE_ALL] = 1;
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0", "red:eth0> >blue:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_ECHO_IGNORED, "blue", LEG_REQUEST);
	assert_fix(&t, 0, "ip netns exec blue sysctl -w net.ipv4.icmp_echo_ignore_all=0");
	/* it does answer, and that is lost: not its fault */
	trial_fly(&t, reply(BLUE_IP, RED_IP), "blue:eth0", "red:eth0", "blue:eth0>");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_UNKNOWN, "blue:eth0", LEG_REPLY);
	/* whoever pings may ignore others' pings */
	trial_done(&t);
	trial_begin(&t, hand_pair, BLUE_IP);
	trial_settings(&t, RED)->room[ROOM_SETTING_ICMP_ECHO_IGNORE_ALL] = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_UNKNOWN, "red", LEG_REQUEST);
}

static void late(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0", "red:eth0> >blue:eth0");
	trial_fly(&t, reply(BLUE_IP, RED_IP), "blue:eth0", "red:eth0", "blue:eth0>");
	t.us += 5000000;
	trial_fly(&t, reply(BLUE_IP, RED_IP), "blue:eth0", "red:eth0", ">red:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_REPLY_LATE, "blue:eth0", LEG_REPLY);
	/* a busy machine is slow, and ping waited longer than that */
	t.q.patience_ns = 5600000000;
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_REPLY_LATE);
	t.q.patience_ns = 0;
	/* the request left by an interface that is not known */
	t.kept[0].f.ifindex = t.kept[1].f.ifindex = 99;
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_REPLY_LATE);
	/* that to an older ping, which nobody saw asked, is none */
	for (size_t i = 2; i < t.log.n; i++) {
		t.kept[i].f.transaction = 0;
		t.kept[i].f.icmp.seq = 7;
	}
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_REPLY_LATE);
}

/* With more patience than ping was told, through a tunnel where no frames are seen. */
static void patient(void **state)
{
	static struct queue_row queue[1] = { { .ifindex = 2, .kind = "tbf" } };
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	t.q.sent = t.q.received = 1;
	t.q.waited = true;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_REPLY_LATE, "red:eth0", LEG_REPLY);
	assert_int_equal(t.v.n_fix, 0);
	t.h.rooms[RED].queues = queue;
	t.h.rooms[RED].n_queues = 1;
	trial_judge(&t);
	assert_fix(&t, 0, "tc -n red qdisc del dev eth0 root");
	/* nor did it come then */
	t.q.received = 0;
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_REPLY_LATE);
}

static void no_socket(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	t.q.sent = 0;
	t.q.said = "ping: socket: Operation not permitted\n";
	trial_judge(&t);
	assert_verdict(&t, CAUSE_SOCKET_REFUSED, "red", LEG_REQUEST);
	/* it did send after all */
	t.q.sent = 1;
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_SOCKET_REFUSED);
}

/* The last place with the packet, where no cause explains more. */
static void unknown(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	trial_judge(&t);
	assert_verdict(&t, CAUSE_UNKNOWN, "red", LEG_REQUEST);
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0", "red:eth0>");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_UNKNOWN, "red:eth0", LEG_REQUEST);
	assert_non_null(strstr(t.v.summary, "never came to blue:eth0"));
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0", ">blue:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_UNKNOWN, "blue", LEG_REPLY);
	trial_fly(&t, reply(BLUE_IP, RED_IP), "blue:eth0", "red:eth0", "blue:eth0>");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_UNKNOWN, "blue:eth0", LEG_REPLY);
	trial_fly(&t, reply(BLUE_IP, RED_IP), "blue:eth0", "red:eth0", ">red:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_UNKNOWN, "red:eth0", LEG_REPLY);
	assert_non_null(strstr(t.v.summary, "ping did not count it"));
}

/* ---- warnings */

static void answered_by_another_interface(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, switched, BLUE_IP);
	hand_pipe(&t.h, BLUE, "eth1", SW, "blue2");
	hand_find(&t.h, SW, "blue2")->master = hand_find(&t.h, SW, "br0")->ifindex;
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth1",
		  "red:eth0> >sw:red sw:blue2> >blue:eth1");
	trial_fly(&t, reply(BLUE_IP, RED_IP), "blue:eth1", "red:eth0",
		  "blue:eth1> >sw:blue2 sw:red> >red:eth0");
	t.q.received = 1;
	trial_judge(&t);
	assert_true(t.v.reachable);
	assert_int_equal(t.v.n_warnings, 1);
	assert_int_equal(t.v.warnings[0].cause, CAUSE_ARP_FLUX);
	assert_string_equal(t.v.warnings[0].where.ifname, "eth1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports),
		cmocka_unit_test(tables),
		cmocka_unit_test(out_of_the_bridge),
		cmocka_unit_test(round_and_round),
		cmocka_unit_test(forwarding_off),
		cmocka_unit_test(reverse_path),
		cmocka_unit_test(firewall),
		cmocka_unit_test(firewall_of_a_switch),
		cmocka_unit_test(nat),
		cmocka_unit_test(gates),
		cmocka_unit_test(too_big),
		cmocka_unit_test(queues_that_are_full),
		cmocka_unit_test(address_on_a_port),
		cmocka_unit_test(told_to_be_silent),
		cmocka_unit_test(late),
		cmocka_unit_test(patient),
		cmocka_unit_test(no_socket),
		cmocka_unit_test(unknown),
		cmocka_unit_test(answered_by_another_interface),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
