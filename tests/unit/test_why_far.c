// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_why_far.c - what is near at hand and wrong there, and is not what stopped the packet
 */
#include "why_trial.h"

#include <linux/fib_rules.h>
#include <linux/if_link.h>
#include <linux/netfilter.h>
#include <netinet/icmp6.h>

/* red 10.1.0.2 - rtr - blue, which has a public address of its own */
static void public_target(struct hand *h)
{
	hand_routed(h);
	hand_addr(h, BLUE, 2, "203.0.113.200", 32);
	hand_route(h, RED, "0.0.0.0", 0, 2, "10.1.0.1");
	hand_route(h, RTR, "203.0.113.200", 32, 3, "10.2.0.2");
}

static void request_there(struct trial *t, const char *to)
{
	trial_fly(t, echo("10.1.0.2", to), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_fly(t, echo("10.1.0.2", to), "rtr:b0", "blue:eth0", "rtr:b0> >blue:eth0");
}

static void no_nat_is_needed_where_a_way_leads_back(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, public_target, "203.0.113.200");
	settings_iface(trial_settings(&t, RTR), 0)->v4[SETTING4_FORWARDING] = 1;
	request_there(&t, "203.0.113.200");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NAT_MISSING, "rtr:b0", LEG_REPLY);
	hand_route(&t.h, BLUE, "0.0.0.0", 0, 2, "10.2.0.1");
	asks_done(&t.asks);
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_NAT_MISSING);
}

/* rtr knows blue's way home by the gateway red, and by a stranger's, which knows none. */
static void led_to_a_stranger(struct hand *h)
{
	hand_routed(h);
	hand_room(h, "moe");
	hand_pipe(h, RTR, "m0", GREEN, "eth0");
	hand_addr(h, RTR, 4, "10.3.0.1", 24);
	hand_addr(h, GREEN, 2, "10.3.0.2", 24);
	hand_addr(h, BLUE, 2, "10.9.0.2", 32);
	hand_route(h, RED, "0.0.0.0", 0, 2, "10.1.0.1");
	hand_route(h, RTR, "10.9.0.0", 24, 3, "10.2.0.2");
	hand_route(h, RTR, "10.9.0.0", 29, 4, "10.3.0.2");
}

static void who_does_not_forward_is_not_to_blame_for_being_asked(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, led_to_a_stranger, "10.9.0.2");
	settings_iface(trial_settings(&t, RTR), 0)->v4[SETTING4_FORWARDING] = 1;
	trial_set4(&t, GREEN, 2, SETTING4_FORWARDING, 0);
	trial_fly(&t, echo("10.1.0.2", "10.9.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_fly(&t, echo("10.1.0.2", "10.9.0.2"), "rtr:m0", "moe:eth0", "rtr:m0> >moe:eth0");
	trial_refuse(&t, GREEN, NULL, EHOSTUNREACH);
	trial_judge(&t);
	assert_verdict(&t, CAUSE_OVERLAPPING_ROUTE, "rtr:m0", LEG_REQUEST);
	/* One that would know the way is. */
	hand_route(&t.h, GREEN, "10.9.0.0", 24, 2, "10.3.0.1");
	hand_pipe(&t.h, GREEN, "b0", BLUE, "m0");
	hand_addr(&t.h, GREEN, 3, "10.4.0.1", 24);
	hand_addr(&t.h, BLUE, 3, "10.4.0.2", 24);
	inet_pton(AF_INET, "10.4.0.2", t.h.rooms[GREEN].hops[t.h.rooms[GREEN].n_hops - 1].gateway);
	t.h.rooms[GREEN].hops[t.h.rooms[GREEN].n_hops - 1].oif = 3;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_FORWARDING_OFF, "moe", LEG_REQUEST);
}

static void child(struct hand *h, int room, uint32_t mode, const char *addr)
{
	struct link_row *l = hand_link(h, room, "c0", "macvlan");

	l->macvlan_mode = mode;
	l->base_cookie = h->rooms[RED].cookie;
	l->base_ifindex = 2;
	hand_addr(h, room, l->ifindex, addr, 24);
}

/* red's eth0 goes to a switch; children of it are in red and in green. */
static void children(struct hand *h)
{
	hand_switch(h);
	child(h, RED, MACVLAN_MODE_BRIDGE, "10.6.0.1");
	child(h, GREEN, MACVLAN_MODE_PRIVATE, "10.6.0.2");
}

static void a_private_child_needs_no_hairpin(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, children, "10.6.0.2");
	trial_fly(&t, who_has("10.6.0.2", "10.6.0.1"), "red:c0", NULL,
		  "red:c0> red:eth0> >sw:red >sw:br0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_MACVLAN_ISOLATED, "green:c0", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n green link set c0 type macvlan mode bridge");
	assert_int_equal(t.v.n_fix, 1);
	hand_find(&t.h, GREEN, "c0")->macvlan_mode = MACVLAN_MODE_VEPA;
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_MACVLAN_ISOLATED);
}

static void a_stranger_with_the_same_mac_took_it(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_switch, "192.168.15.2");
	trial_set4(&t, GREEN, 2, SETTING4_FORWARDING, 0);
	trial_refuse(&t, GREEN, NULL, EHOSTUNREACH);
	memcpy(hand_find(&t.h, GREEN, "eth0")->mac, hand_find(&t.h, BLUE, "eth0")->mac, 6);
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0",
		  "red:eth0> >sw:red sw:green> >green:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_DUPLICATE_MAC, "green:eth0", LEG_REQUEST);
}

static struct rule_row by_mark(uint32_t mark, uint32_t table)
{
	return (struct rule_row){ .family = AF_INET,
				  .action = FR_ACT_TO_TBL,
				  .priority = 99,
				  .table = table,
				  .fwmark = mark,
				  .fwmask = ~0u };
}

static void set_rule(struct hand *h, int room, struct rule_row *r)
{
	h->rooms[room].rules = r;
	h->rooms[room].n_rules = 1;
}

/* What a firewall marks is not in any table; whom the router asks for is. */
static void a_mark_shows_by_whom_it_asks_for(void **state)
{
	struct rule_row rule = by_mark(0x20, 20);
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, public_target, "203.0.113.200");
	set_rule(&t.h, RTR, &rule);
	hand_route(&t.h, RTR, "0.0.0.0", 0, 3, "10.2.0.77");
	t.h.rooms[RTR].routes[t.h.rooms[RTR].n_routes - 1].table = 20;
	settings_iface(trial_settings(&t, RTR), 0)->v4[SETTING4_FORWARDING] = 1;
	trial_fly(&t, echo("10.1.0.2", "203.0.113.200"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_POLICY_ROUTE);
	trial_fly(&t, who_has("10.2.0.77", "10.2.0.1"), "rtr:b0", NULL, "rtr:b0> >blue:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_POLICY_ROUTE, "rtr", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n rtr rule del priority 99");
}

/* The hook throws away what has no way any more; that is no filter's verdict. */
static void a_mark_without_a_way_is_no_filter(void **state)
{
	struct rule_row rule = by_mark(0x30, 30);
	struct chain_row chain = { .family = NFPROTO_IPV4, .type = "route", .table = "mk" };
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, public_target, "203.0.113.200");
	settings_iface(trial_settings(&t, RTR), 0)->v4[SETTING4_FORWARDING] = 1;
	hand_route(&t.h, BLUE, "0.0.0.0", 0, 2, "10.2.0.1");
	request_there(&t, "203.0.113.200");
	trial_drop(&t, "blue:eth0", reply("203.0.113.200", "10.1.0.2"), "NETFILTER_DROP",
		   "nf_hook_slow");
	set_rule(&t.h, BLUE, &rule);
	trial_judge(&t);
	assert_verdict(&t, CAUSE_FIREWALL, "blue", LEG_REPLY);
	t.h.rooms[BLUE].chains = &chain;
	t.h.rooms[BLUE].n_chains = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_POLICY_ROUTE, "blue", LEG_REPLY);
	assert_int_equal(t.v.confidence, CONFIDENCE_INFERRED);
}

/* red and blue behind rtr; a third interface of blue leads to green, where nobody knows a way. */
static void six(struct hand *h)
{
	memset(h, 0, sizeof(*h));
	hand_room(h, "red");
	hand_room(h, "blue");
	hand_room(h, "rtr");
	hand_room(h, "green");
	hand_pipe(h, RED, "eth0", RTR, "r0");
	hand_pipe(h, BLUE, "eth0", RTR, "b0");
	hand_pipe(h, BLUE, "spare", GREEN, "eth0");
	hand_addr(h, RED, 2, "fd01::2", 64);
	hand_addr(h, RTR, 2, "fd01::1", 64);
	hand_addr(h, BLUE, 2, "fd02::2", 64);
	hand_route(h, RED, "::", 0, 2, "fd01::1");
}

static struct frame echo6(void)
{
	struct frame f = a_frame(1);

	f.proto = PROTO_ICMP6;
	f.ip = (struct ip_part){ .valid = true, .version = 6 };
	f.icmp = (struct icmp_part){ .valid = true, .type = ICMP6_ECHO_REQUEST, .id = 1, .seq = 1 };
	inet_pton(AF_INET6, "fd01::2", f.ip.src);
	inet_pton(AF_INET6, "fd02::2", f.ip.dst);
	return f;
}

static void switch_off(struct trial *t, int room, uint32_t ifindex, bool off)
{
	settings_iface(trial_settings(t, room), ifindex)->v6[SETTING6_DISABLE_IPV6] = off;
}

static void six_is_off_where_it_would_lead(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, six, "fd02::2");
	switch_off(&t, RTR, 3, true);
	trial_fly(&t, echo6(), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_IPV6_DISABLED, "rtr:b0", LEG_REQUEST);
}

static void six_is_off_where_it_leads_nowhere(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, six, "fd02::2");
	hand_addr(&t.h, RTR, 3, "fd02::1", 64);
	switch_off(&t, BLUE, 3, true);
	trial_fly(&t, echo6(), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_fly(&t, echo6(), "rtr:b0", "blue:eth0", "rtr:b0> >blue:eth0");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NO_ROUTE, "blue", LEG_REPLY);
}

static void on_the_loopback(struct hand *h)
{
	struct link_row *lo;

	hand_routed(h);
	h->rooms[BLUE].n_addrs = 0;
	lo = hand_link(h, BLUE, "lo", "");
	lo->flags |= IFF_LOOPBACK;
	hand_addr(h, BLUE, lo->ifindex, "203.0.113.200", 32);
	hand_route(h, RED, "0.0.0.0", 0, 2, "10.1.0.1");
	hand_route(h, RTR, "203.0.113.200", 32, 3, NULL);
	hand_route(h, BLUE, "10.1.0.0", 16, 2, NULL);
}

/* A reply has its source already, on whatever interface that is. */
static void an_address_elsewhere_is_an_address(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, on_the_loopback, "203.0.113.200");
	settings_iface(trial_settings(&t, RTR), 0)->v4[SETTING4_FORWARDING] = 1;
	request_there(&t, "203.0.113.200");
	trial_tell(&t, BLUE, "10.1.0.2")->route.n_hops = 1;
	t.told[0].answer.hops[0].oif = 2;
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_NO_ADDRESS);
}

static void a_queue_without_a_reader_is_the_firewalls(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, public_target, "203.0.113.200");
	trial_fly(&t, echo("10.1.0.2", "203.0.113.200"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_drop(&t, "rtr:r0", echo("10.1.0.2", "203.0.113.200"), "NOT_SPECIFIED", "nf_queue");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_FIREWALL, "rtr", LEG_REQUEST);
}

static void a_filter_that_sends_it_aside(void **state)
{
	_cleanup_trial_ struct trial t;
	struct gate_row gate = { .ifindex = 2, .where = GATE_TC_OUT, .kind = "u32", .pref = 7 };
	struct frame f = echo("10.1.0.2", "203.0.113.200");

	(void)state;
	trial_begin(&t, public_target, "203.0.113.200");
	hand_link(&t.h, RED, "side", "");
	trial_fly(&t, f, "red:eth0", "rtr:r0", "red:eth0> red:side>");
	trial_drop(&t, "red:side", f, "OTHERHOST", "ip_rcv_core");
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_TC_DROP);
	t.h.rooms[RED].gates = &gate;
	t.h.rooms[RED].n_gates = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_TC_DROP, "red:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "tc -n red filter del dev eth0 egress pref 7");
}

/* red and blue share a network that no route of red's tells of. */
static void no_route_to_a_neighbour(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, "192.168.15.2");
	trial_refuse(&t, RED, NULL, ENETUNREACH);
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NO_ROUTE, "red", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n red route replace 192.168.15.2/32 dev eth0");
}

static struct frame with_ttl(struct frame f, uint8_t ttl)
{
	f.ip.ttl = ttl;
	return f;
}

static void a_router_that_lowers_the_ttl(void **state)
{
	_cleanup_trial_ struct trial t;
	struct frame f = echo("10.1.0.2", "203.0.113.200");

	(void)state;
	trial_begin(&t, public_target, "203.0.113.200");
	trial_fly(&t, with_ttl(f, 64), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_drop(&t, "rtr:r0", f, "IP_INHDR", "ip_forward");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_TTL_TOO_SMALL, "rtr", LEG_REQUEST);
	assert_true(t.v.wants_rules);
	t.kept[0].f.ip.ttl = t.kept[1].f.ip.ttl = 1;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_TTL_TOO_SMALL, "red", LEG_REQUEST);
}

static void nothing_asks_table_main(void **state)
{
	_cleanup_trial_ struct trial t;
	struct rule_row rule = { .family = AF_INET,
				 .action = FR_ACT_TO_TBL,
				 .table = RT_TABLE_LOCAL,
				 .suppress_prefixlen = -1 };

	(void)state;
	trial_begin(&t, public_target, "203.0.113.200");
	trial_refuse(&t, RED, NULL, ENETUNREACH);
	set_rule(&t.h, RED, &rule);
	trial_judge(&t);
	assert_verdict(&t, CAUSE_POLICY_ROUTE, "red", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n red rule add lookup main priority 32766");
	rule.table = RT_TABLE_MAIN;
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_POLICY_ROUTE);
}

static void a_route_with_a_size_of_its_own(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, public_target, "203.0.113.200");
	t.q.said = "ping: local error: message too long, mtu=1000";
	for (size_t i = 0; i < t.h.rooms[RED].n_routes; i++)
		if (!t.h.rooms[RED].routes[i].len)
			t.h.rooms[RED].routes[i].mtu = 1000;
	trial_judge(&t);
	assert_verdict(&t, CAUSE_MTU, "red:eth0", LEG_REQUEST);
	assert_fix(&t, 0, "ip -n red route replace default via 10.1.0.1 dev eth0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_nat_is_needed_where_a_way_leads_back),
		cmocka_unit_test(who_does_not_forward_is_not_to_blame_for_being_asked),
		cmocka_unit_test(a_private_child_needs_no_hairpin),
		cmocka_unit_test(a_stranger_with_the_same_mac_took_it),
		cmocka_unit_test(a_mark_shows_by_whom_it_asks_for),
		cmocka_unit_test(a_mark_without_a_way_is_no_filter),
		cmocka_unit_test(six_is_off_where_it_would_lead),
		cmocka_unit_test(six_is_off_where_it_leads_nowhere),
		cmocka_unit_test(an_address_elsewhere_is_an_address),
		cmocka_unit_test(a_queue_without_a_reader_is_the_firewalls),
		cmocka_unit_test(a_filter_that_sends_it_aside),
		cmocka_unit_test(no_route_to_a_neighbour),
		cmocka_unit_test(a_router_that_lowers_the_ttl),
		cmocka_unit_test(nothing_asks_table_main),
		cmocka_unit_test(a_route_with_a_size_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
