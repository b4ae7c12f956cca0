// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_why_cause.c - causes of interfaces, addresses, routes, neighbours: each where it is, and not
 * where it only exists
 */
#include "why_trial.h"

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <netinet/icmp6.h>

static void asked_in_vain(struct trial *t, const char *who)
{
	for (int i = 0; i < 3; i++)
		trial_fly(t, who_has(who, RED_IP), "red:eth0", NULL, "red:eth0> >blue:eth0");
}

static void echo_there(struct trial *t)
{
	trial_fly(t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_fly(t, echo("10.1.0.2", "10.2.0.2"), "rtr:b0", "blue:eth0", "rtr:b0> >blue:eth0");
}

/* ---- reachable */

static void first_ping(struct trial *t)
{
	trial_fly(t, who_has(BLUE_IP, RED_IP), "red:eth0", NULL, "red:eth0> >blue:eth0");
	trial_fly(t, is_at(BLUE_IP, RED_IP), "blue:eth0", "red:eth0", "blue:eth0> >red:eth0");
	trial_fly(t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0", "red:eth0> >blue:eth0");
	trial_fly(t, reply(BLUE_IP, RED_IP), "blue:eth0", "red:eth0", "blue:eth0> >red:eth0");
}

static void answered(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	first_ping(&t);
	t.q.to_name = "blue";
	t.q.received = 3;
	trial_judge(&t);
	assert_string_equal(
		t.v.summary,
		"blue answered 3 of 3; the first took 0.070 ms, 0.040 of it to learn blue's MAC "
		"by ARP.");
	assert_int_equal(t.v.confidence, CONFIDENCE_PROVEN);
	assert_int_equal(t.v.n_fix, 0);
	assert_int_equal(t.v.n_warnings, 0);
	assert_true(t.v.has_source);
	t.q.to_name = NULL;
	t.q.received = 2;
	t.log.lost = 1;
	trial_judge(&t);
	assert_int_equal(t.v.confidence, CONFIDENCE_INFERRED);
	t.log.n = t.log.lost = 0;
	trial_judge(&t);
	assert_string_equal(t.v.summary, "192.168.15.2 answered 2 of 3, 1 got no answer.");
}

/* Faults that exist and stop nothing: an answer is an answer. */
static void suspicious_and_healthy(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	hand_link(&t.h, BLUE, "lo", "")->flags = IFF_LOOPBACK;
	hand_down(&t.h, BLUE, "lo");
	first_ping(&t);
	trial_drop(&t, "blue:eth0", echo(RED_IP, BLUE_IP), "NETFILTER_DROP", "");
	t.q.received = 1;
	trial_judge(&t);
	assert_true(t.v.reachable);
	assert_int_equal(t.v.cause, CAUSE_NONE);
}

static void answered_by_oneself(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, RED_IP);
	t.q.received = 3;
	trial_judge(&t);
	assert_true(t.v.reachable);
	assert_int_equal(t.v.n_warnings, 1);
	assert_int_equal(t.v.warnings[0].cause, CAUSE_OWN_ADDRESS);
	assert_string_equal(t.v.warnings[0].where.netns, "red");
	/* another has it, too: which may have been meant */
	trial_done(&t);
	trial_begin(&t, hand_pair, RED_IP);
	hand_addr(&t.h, BLUE, 2, RED_IP, 24);
	t.q.received = 3;
	trial_judge(&t);
	assert_non_null(strstr(t.v.warnings[0].text, "blue"));
}

/* ---- interfaces */

static void link_down(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	hand_down(&t.h, BLUE, "eth0");
	trial_fly(&t, who_has(BLUE_IP, RED_IP), "red:eth0", NULL, "red:eth0>");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_LINK_DOWN, "blue:eth0", LEG_REQUEST);
	assert_int_equal(t.v.confidence, CONFIDENCE_PROVEN);
	assert_fix(&t, 0, "ip -n blue link set eth0 up");
	/* one's own */
	trial_done(&t);
	trial_begin(&t, hand_pair, BLUE_IP);
	hand_down(&t.h, RED, "eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_LINK_DOWN, "red:eth0", LEG_REQUEST);
	/* the bridge in between */
	trial_done(&t);
	trial_begin(&t, hand_switch, BLUE_IP);
	hand_down(&t.h, SW, "br0");
	trial_fly(&t, who_has(BLUE_IP, RED_IP), "red:eth0", NULL, "red:eth0> >sw:red");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_LINK_DOWN, "sw:br0", LEG_REQUEST);
	/* behind a router */
	trial_done(&t);
	trial_begin(&t, trial_routed, "10.2.0.2");
	hand_down(&t.h, BLUE, "eth0");
	trial_fly(&t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_fly(&t, who_has("10.2.0.2", "10.2.0.1"), "rtr:b0", NULL, "rtr:b0>");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_LINK_DOWN, "blue:eth0", LEG_REQUEST);
}

/* Down, and no part of the way. */
static void another_link_down(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_switch, "192.168.15.9");
	hand_down(&t.h, GREEN, "eth0");
	hand_link(&t.h, RED, "lo", "")->flags = IFF_LOOPBACK;
	trial_fly(&t, who_has("192.168.15.9", RED_IP), "red:eth0", NULL,
		  "red:eth0> >sw:red sw:blue> >blue:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_ADDRESS_UNOWNED, "red:eth0", LEG_REQUEST);
	assert_true(t.v.ruled_out[CAUSE_LINK_DOWN]);
}

/* The packet had passed it. */
static void a_link_that_went_down_since(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_switch, BLUE_IP);
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0", "red:eth0> >sw:red");
	hand_down(&t.h, RED, "eth0");
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_LINK_DOWN);
}

static void loopback_down(void **state)
{
	static const char *const to[] = { "127.0.0.1", RED_IP };
	_cleanup_trial_ struct trial t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(to); i++) {
		trial_begin(&t, hand_pair, to[i]);
		hand_link(&t.h, RED, "lo", "")->flags = IFF_LOOPBACK;
		hand_addr(&t.h, RED, 3, "127.0.0.1", 8);
		trial_judge(&t);
		assert_verdict(&t, CAUSE_LOOPBACK_DOWN, "red:lo", LEG_REQUEST);
		assert_fix(&t, 0, "ip -n red link set lo up");
		trial_done(&t);
	}
	trial_begin(&t, hand_pair, "127.0.0.1");
	hand_link(&t.h, RED, "lo", "")->flags = IFF_LOOPBACK | IFF_UP;
	hand_addr(&t.h, RED, 3, "127.0.0.1", 8);
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_LOOPBACK_DOWN);
}

static void no_carrier(void **state)
{
	_cleanup_trial_ struct trial t;
	struct link_row *l;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	l = hand_find(&t.h, RED, "eth0");
	l->carrier = false;
	l->peer_cookie = 0;
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0", "red:eth0>");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NO_CARRIER, "red:eth0", LEG_REQUEST);
	/* it has one, and leads out of sight */
	l->carrier = true;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_REMOTE_UNKNOWN, "red:eth0", LEG_REQUEST);
	assert_int_not_equal(t.v.confidence, CONFIDENCE_PROVEN);
	/* behind the switch nobody has the address, and its taps are how one gets out of sight */
	trial_done(&t);
	trial_begin(&t, hand_switch, "192.168.15.50");
	for (int i = 0; i < 2; i++) {
		l = hand_link(&t.h, SW, i ? "tap1" : "tap0", "tun");
		l->carrier = false;
		l->master = hand_find(&t.h, SW, "red")->master;
	}
	trial_fly(&t, who_has("192.168.15.50", RED_IP), "red:eth0", NULL, "red:eth0> >sw:red");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NO_CARRIER, "sw:tap0", LEG_REQUEST);
	l->carrier = true;
	trial_judge(&t);
	assert_int_equal(t.v.cause, CAUSE_REMOTE_UNKNOWN);
}

/* ---- addresses */

static void bare_pair(struct hand *h)
{
	hand_pair(h);
	h->rooms[RED].n_addrs = 0;
}

static void narrow_pair(struct hand *h)
{
	hand_pair(h);
	h->addrs[RED][0].len = 32;
}

static void wide_routed(struct hand *h)
{
	hand_routed(h);
	h->addrs[RED][0].len = 8;
}

static void no_address(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, bare_pair, BLUE_IP);
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NO_ADDRESS, "red:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n red addr add 192.168.15.1/24 dev eth0");
	/* what is proposed must be free */
	hand_addr(&t.h, BLUE, 2, RED_IP, 24);
	trial_judge(&t);
	assert_fix(&t, 0, "ip -n red addr add 192.168.15.3/24 dev eth0");
}

static void broadcast(void **state)
{
	static const char *const to[] = { "192.168.15.255", "192.168.15.0", "224.0.0.1" };
	static const char *const where[] = { "red:eth0", "red:eth0", "red" };
	_cleanup_trial_ struct trial t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(to); i++) {
		trial_begin(&t, hand_pair, to[i]);
		trial_judge(&t);
		assert_verdict(&t, CAUSE_BROADCAST_ADDRESS, where[i], LEG_REQUEST);
		trial_done(&t);
	}
	/* by another's mask it is an address like any other */
	trial_begin(&t, hand_pair, "192.168.15.255");
	hand_addr(&t.h, BLUE, 2, "192.168.15.255", 16);
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_BROADCAST_ADDRESS);
	trial_done(&t);
	/* of a net of two there is none (RFC 3021) */
	trial_begin(&t, hand_pair, "192.168.15.0");
	t.h.addrs[RED][0].len = t.h.addrs[BLUE][0].len = 31;
	asked_in_vain(&t, "192.168.15.0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_ADDRESS_UNOWNED, "red:eth0", LEG_REQUEST);
}

static void bad_source(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	trial_fly(&t, echo("192.168.15.77", BLUE_IP), "red:eth0", "blue:eth0",
		  "red:eth0> >blue:eth0");
	trial_fly(&t, who_has("192.168.15.77", BLUE_IP), "blue:eth0", NULL, "blue:eth0> >red:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_BAD_SOURCE, "red:eth0", LEG_REQUEST);
}

static void ipv6s_own(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, "fd00::2");
	hand_addr(&t.h, BLUE, 2, "fd00::2", 64);
	hand_addr(&t.h, RED, 2, "fd00::1", 64);
	t.h.addrs[RED][1].flags = IFA_F_TENTATIVE;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_ADDRESS_TENTATIVE, "red:eth0", LEG_REQUEST);
	t.h.addrs[RED][1].flags |= IFA_F_DADFAILED;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_DAD_FAILED, "red:eth0", LEG_REQUEST);
	t.h.addrs[RED][1].flags = 0;
	settings_iface(trial_settings(&t, RED), 2)->v6[SETTING6_DISABLE_IPV6] = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_IPV6_DISABLED, "red:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "ip netns exec red sysctl -w net.ipv6.conf.eth0.disable_ipv6=0");
}

static void nobody_has_it(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, "192.168.15.9");
	asked_in_vain(&t, "192.168.15.9");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_ADDRESS_UNOWNED, "red:eth0", LEG_REQUEST);
	assert_int_equal(t.v.confidence, CONFIDENCE_PROVEN);
	assert_string_equal(t.v.summary,
			    "red asked 3 times who has 192.168.15.9 on eth0 and nobody answered: "
			    "no interface on that wire owns it.");
	assert_fix(&t, 0, "ip -n blue addr add 192.168.15.9/24 dev eth0");
	/* the same address in a lab of its own means nothing */
	hand_room(&t.h, "other");
	hand_link(&t.h, 2, "eth0", "veth");
	hand_addr(&t.h, 2, 2, "192.168.15.9", 24);
	trial_judge(&t);
	assert_verdict(&t, CAUSE_ADDRESS_UNOWNED, "red:eth0", LEG_REQUEST);
	/* but behind blue it does, and was asked for on the wrong wire */
	hand_pipe(&t.h, BLUE, "eth1", 2, "eth1");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_ADDRESS_UNOWNED, "red:eth0", LEG_REQUEST);
	assert_non_null(strstr(t.v.summary, "other has it, but is not on that wire"));
	assert_int_equal(t.v.n_fix, 0);
	/* where it goes on out of sight, somebody may have it */
	trial_done(&t);
	trial_begin(&t, hand_switch, "192.168.15.9");
	hand_find(&t.h, SW, "green")->peer_cookie = 0;
	trial_fly(&t, who_has("192.168.15.9", RED_IP), "red:eth0", NULL,
		  "red:eth0> >sw:red sw:blue> >blue:eth0");
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_ADDRESS_UNOWNED);
	assert_int_not_equal(t.v.confidence, CONFIDENCE_PROVEN);
}

static void two_have_it(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	hand_addr(&t.h, BLUE, 2, RED_IP, 24);
	trial_fly(&t, who_has(BLUE_IP, RED_IP), "red:eth0", NULL, "red:eth0> >blue:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_DUPLICATE_ADDRESS, "blue:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n blue addr del 192.168.15.1/24 dev eth0");
}

/* ---- routes */

static void no_route(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_routed, "10.2.0.2");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NO_ROUTE, "red", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n red route replace 10.2.0.2/32 via 10.1.0.1 dev eth0");
	/* the router lacks it */
	trial_done(&t);
	trial_begin(&t, trial_routed, "10.9.0.1");
	trial_fly(&t, echo("10.1.0.2", "10.9.0.1"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NO_ROUTE, "rtr", LEG_REQUEST);
	assert_int_equal(t.v.n_fix, 0);
	/* the target lacks one for its reply */
	trial_done(&t);
	trial_begin(&t, hand_routed, "10.2.0.2");
	hand_route(&t.h, RED, "0.0.0.0", 0, 2, "10.1.0.1");
	echo_there(&t);
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NO_ROUTE, "blue", LEG_REPLY);
	assert_fix(&t, 0, "ip -n blue route replace 10.1.0.2/32 via 10.2.0.1 dev eth0");
}

static void a_route_that_refuses(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, trial_routed, "10.2.0.2");
	hand_route(&t.h, RED, "10.2.0.0", 16, 2, NULL);
	t.h.routes[RED][t.h.rooms[RED].n_routes - 1].type = RTN_UNREACHABLE;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_ROUTE_REJECTS, "red", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n red route del unreachable 10.2.0.0/16");
	/* one that no rule leads to refuses nobody */
	trial_done(&t);
	trial_begin(&t, hand_routed, "10.2.0.2");
	hand_route(&t.h, RED, "10.2.0.0", 16, 2, NULL);
	t.h.routes[RED][t.h.rooms[RED].n_routes - 1].type = RTN_UNREACHABLE;
	t.h.routes[RED][t.h.rooms[RED].n_routes - 1].table = 100;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NO_ROUTE, "red", LEG_REQUEST);
}

static void a_rule_that_misleads(void **state)
{
	static struct rule_row rules[1];
	_cleanup_trial_ struct trial t;
	struct answer *a;

	(void)state;
	trial_begin(&t, trial_routed, "10.2.0.2");
	rules[0] = (struct rule_row){ .family = AF_INET, .priority = 100, .table = 100 };
	rules[0].action = FR_ACT_TO_TBL;
	t.h.rooms[RED].rules = rules;
	t.h.rooms[RED].n_rules = 1;
	a = trial_tell(&t, RED, "10.2.0.2");
	a->route.table = 100;
	a->route.n_hops = 1;
	a->hops[0] = (struct hop_row){ .oif = 2, .family = AF_INET, .gateway = { 10, 1, 0, 9 } };
	trial_fly(&t, who_has("10.1.0.9", "10.1.0.2"), "red:eth0", NULL, "red:eth0> >rtr:r0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_POLICY_ROUTE, "red", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n red rule del priority 100");
	/* it is not for this packet */
	rules[0].invert = true;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_GATEWAY_UNOWNED, "red:eth0", LEG_REQUEST);
	rules[0].invert = false;
	/* table 100 is right, and the gateway is not there: no rule's fault */
	a->hops[0].gateway[3] = 1;
	hand_addr(&t.h, RED, 2, "10.1.0.2", 24);
	trial_done(&t);
	t.asks = (struct asks){ 0 };
	t.log.n = 0;
	trial_fly(&t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_POLICY_ROUTE);
}

/* The longer mask takes it to nobody; of the other route's two legs the second leads there. */
static void overlapping(void **state)
{
	_cleanup_trial_ struct trial t;
	struct room *r = &t.h.rooms[RED];

	(void)state;
	trial_begin(&t, hand_routed, "10.2.0.2");
	hand_route(&t.h, RED, "10.2.0.0", 30, 2, "10.1.0.77");
	hand_route(&t.h, RED, "10.2.0.0", 24, 99, NULL);
	r->routes[r->n_routes - 1].n_hops = 2;
	r->hops[r->n_hops] = (struct hop_row){ .oif = 2, .family = AF_INET };
	inet_pton(AF_INET, "10.1.0.1", r->hops[r->n_hops++].gateway);
	trial_fly(&t, who_has("10.1.0.77", "10.1.0.2"), "red:eth0", NULL, "red:eth0> >rtr:r0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_OVERLAPPING_ROUTE, "red:eth0", LEG_REQUEST);
	assert_int_equal(t.v.confidence, CONFIDENCE_PROVEN);
	assert_false(t.v.unseen);
	/* asked before one looked: nobody tells where it went, only tables */
	for (int purged = 0; purged < 2; purged++) {
		t.log.n = 0;
		trial_drop(&t, "red:eth0", echo("10.1.0.2", "10.2.0.2"),
			   purged ? "NOT_SPECIFIED" : "NEIGH_FAILED",
			   purged ? "neigh_invalidate" : "arp_error_report");
		trial_judge(&t);
		assert_true(t.v.unseen);
		assert_int_equal(t.v.confidence, CONFIDENCE_INFERRED);
	}
	assert_fix(&t, 0, "ip -n red route replace 10.2.0.2 via 10.1.0.1 dev eth0");
}

static void masks(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, narrow_pair, BLUE_IP);
	trial_judge(&t);
	assert_verdict(&t, CAUSE_WRONG_PREFIX, "red:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n red addr add 192.168.15.1/24 dev eth0");
	assert_fix(&t, 1, "ip -n red addr del 192.168.15.1/32 dev eth0");
	trial_done(&t);
	trial_begin(&t, wide_routed, "10.2.0.2");
	trial_fly(&t, who_has("10.2.0.2", "10.1.0.2"), "red:eth0", NULL, "red:eth0> >rtr:r0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_WRONG_PREFIX, "red:eth0", LEG_REQUEST);
}

static void gateways(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_routed, "10.2.0.2");
	hand_route(&t.h, RED, "0.0.0.0", 0, 2, "10.1.0.77");
	trial_fly(&t, who_has("10.1.0.77", "10.1.0.2"), "red:eth0", NULL, "red:eth0> >rtr:r0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_GATEWAY_UNOWNED, "red:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n red route replace default via 10.1.0.1 dev eth0");
	trial_done(&t);
	trial_begin(&t, hand_routed, "10.2.0.2");
	hand_route(&t.h, RED, "0.0.0.0", 0, 2, NULL);
	trial_fly(&t, who_has("10.2.0.2", "10.1.0.2"), "red:eth0", NULL, "red:eth0> >rtr:r0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NO_GATEWAY, "red:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n red route replace default via 10.1.0.1 dev eth0");
}

static void a_dead_leg(void **state)
{
	_cleanup_trial_ struct trial t;
	struct room *r = &t.h.rooms[RED];

	(void)state;
	trial_begin(&t, hand_routed, "10.2.0.2");
	hand_route(&t.h, RED, "0.0.0.0", 0, 2, "10.1.0.77");
	r->routes[r->n_routes - 1].n_hops = 2;
	r->hops[r->n_hops] = (struct hop_row){ .oif = 2, .family = AF_INET };
	inet_pton(AF_INET, "10.1.0.1", r->hops[r->n_hops++].gateway);
	trial_fly(&t, who_has("10.1.0.77", "10.1.0.2"), "red:eth0", NULL, "red:eth0> >rtr:r0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_DEAD_NEXT_HOP, "red:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n red route replace default via 10.1.0.1 dev eth0");
}

static void ttl(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, trial_routed, "10.2.0.2");
	trial_fly(&t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_drop(&t, "rtr:r0", echo("10.1.0.2", "10.2.0.2"), "IP_INHDR", "ip_forward");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_TTL_TOO_SMALL, "red", LEG_REQUEST);
	assert_fix(&t, 0, "ip netns exec red sysctl -w net.ipv4.ip_default_ttl=64");
	/* the route says so */
	((struct route_row *)route_for(&t.h.rooms[RED], AF_INET, t.q.to, RT_TABLE_MAIN))->ttl = 1;
	trial_judge(&t);
	assert_fix(&t, 0, "ip -n red route replace default via 10.1.0.1 dev eth0");
	assert_int_equal(t.v.n_fix, 1);
	/* as it was asked for */
	t.q.ttl = 1;
	trial_judge(&t);
	assert_int_equal(t.v.n_fix, 0);
}

/* ---- neighbours */

static void neighbours(void **state)
{
	_cleanup_trial_ struct trial t;
	struct frame told;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	trial_set4(&t, BLUE, 2, SETTING4_ARP_IGNORE, 8);
	asked_in_vain(&t, BLUE_IP);
	trial_judge(&t);
	assert_verdict(&t, CAUSE_ARP_IGNORED, "blue:eth0", LEG_REQUEST);
	trial_set4(&t, BLUE, 2, SETTING4_ARP_IGNORE, 1); /* it is that interface's own */
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_ARP_IGNORED);
	hand_find(&t.h, BLUE, "eth0")->flags |= IFF_NOARP;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_ARP_OFF, "blue:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n blue link set eth0 arp on");
	/* sent to somebody else's MAC */
	trial_done(&t);
	trial_begin(&t, hand_switch, BLUE_IP);
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "green:eth0",
		  "red:eth0> >sw:red sw:green> >green:eth0");
	t.kept[3].f.dir = DIR_NONE;
	t.log.n = 3;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NEIGHBOUR_WRONG, "red:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n red neigh del 192.168.15.2 dev eth0");
	/* the answer is advertised to a MAC that is not the asker's, who hears it all the same */
	trial_done(&t);
	trial_begin(&t, hand_pair, "fd00::2");
	hand_addr(&t.h, RED, 2, "fd00::1", 64);
	hand_addr(&t.h, BLUE, 2, "fd00::2", 64);
	trial_fly(&t, solicit(ND_NEIGHBOR_SOLICIT, "fd00::2"), "red:eth0", NULL,
		  "red:eth0> >blue:eth0");
	told = solicit(ND_NEIGHBOR_ADVERT, "fd00::2");
	inet_pton(AF_INET6, "fd00::1", told.ip.dst);
	trial_fly(&t, told, "blue:eth0", "blue:eth0", "blue:eth0> >red:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NEIGHBOUR_WRONG, "blue:eth0", LEG_REPLY);
	assert_fix(&t, 0, "ip -n blue neigh del fd00::1 dev eth0");
}

static void one_mac_twice(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_switch, BLUE_IP);
	memcpy(hand_find(&t.h, GREEN, "eth0")->mac, hand_find(&t.h, BLUE, "eth0")->mac, 6);
	trial_fly(&t, echo(RED_IP, BLUE_IP), "red:eth0", "blue:eth0",
		  "red:eth0> >sw:red sw:green>");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_DUPLICATE_MAC, "green:eth0", LEG_REQUEST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answered),
		cmocka_unit_test(suspicious_and_healthy),
		cmocka_unit_test(answered_by_oneself),
		cmocka_unit_test(link_down),
		cmocka_unit_test(another_link_down),
		cmocka_unit_test(a_link_that_went_down_since),
		cmocka_unit_test(loopback_down),
		cmocka_unit_test(no_carrier),
		cmocka_unit_test(no_address),
		cmocka_unit_test(broadcast),
		cmocka_unit_test(bad_source),
		cmocka_unit_test(ipv6s_own),
		cmocka_unit_test(nobody_has_it),
		cmocka_unit_test(two_have_it),
		cmocka_unit_test(no_route),
		cmocka_unit_test(a_route_that_refuses),
		cmocka_unit_test(a_rule_that_misleads),
		cmocka_unit_test(overlapping),
		cmocka_unit_test(masks),
		cmocka_unit_test(gateways),
		cmocka_unit_test(a_dead_leg),
		cmocka_unit_test(ttl),
		cmocka_unit_test(neighbours),
		cmocka_unit_test(one_mac_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
