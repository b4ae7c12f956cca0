// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_msg_route.c - routes of all types, rules and neighbours read back; what removes them
 */
#include "unit.h"

#include <linux/fib_rules.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "../../user/kernel/msg.h"
#include "attrs.h"

static char buf[MSG_MAX] __attribute__((aligned(8)));

static const struct ip_prefix net10 = { .family = AF_INET, .len = 8, .addr = { 10 } };
static const struct ip_prefix fd00 = { .family = AF_INET6, .len = 64, .addr = { 0xfd } };
static const struct ip_prefix host = { .family = AF_INET, .len = 32, .addr = { 10, 0, 0, 7 } };

static const struct rtmsg *route(const struct topo_route *r)
{
	return mnl_nlmsg_get_payload(msg_route(buf, r, 0));
}

static uint32_t u32(size_t head, uint16_t type)
{
	const struct nlattr *a = top((const struct nlmsghdr *)buf, head, type);

	assert_non_null(a);
	assert_int_equal(mnl_attr_get_payload_len(a), 4);
	return mnl_attr_get_u32(a);
}

static bool has(size_t head, uint16_t type)
{
	return top((const struct nlmsghdr *)buf, head, type);
}

/* What iproute_modify() makes of the same words. */
static void every_type_has_its_scope_and_table(void **state)
{
	static const struct {
		enum route_type type;
		uint8_t rtn, scope, table;
	} wanted[] = {
		{ ROUTE_UNICAST, RTN_UNICAST, RT_SCOPE_LINK, RT_TABLE_MAIN },
		{ ROUTE_LOCAL, RTN_LOCAL, RT_SCOPE_HOST, RT_TABLE_LOCAL },
		{ ROUTE_BROADCAST, RTN_BROADCAST, RT_SCOPE_LINK, RT_TABLE_LOCAL },
		{ ROUTE_BLACKHOLE, RTN_BLACKHOLE, RT_SCOPE_UNIVERSE, RT_TABLE_MAIN },
		{ ROUTE_UNREACHABLE, RTN_UNREACHABLE, RT_SCOPE_UNIVERSE, RT_TABLE_MAIN },
		{ ROUTE_PROHIBIT, RTN_PROHIBIT, RT_SCOPE_UNIVERSE, RT_TABLE_MAIN },
		{ ROUTE_THROW, RTN_THROW, RT_SCOPE_UNIVERSE, RT_TABLE_MAIN },
	};

	(void)state;
	assert_int_equal(ARRAY_SIZE(wanted), ROUTE_TYPE_MAX);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		struct topo_route r = { .type = wanted[i].type, .to = net10 };

		assert_int_equal(route(&r)->rtm_type, wanted[i].rtn);
		assert_int_equal(route(&r)->rtm_scope, wanted[i].scope);
		assert_int_equal(route(&r)->rtm_table, wanted[i].table);
		r.to = fd00;
		assert_int_equal(route(&r)->rtm_scope, RT_SCOPE_UNIVERSE);
		r.table = 7;
		assert_int_equal(route(&r)->rtm_table, 7);
	}
}

static void a_great_table_is_an_attribute(void **state)
{
	struct topo_route r = { .to = net10, .table = 255 };

	(void)state;
	assert_int_equal(route(&r)->rtm_table, 255);
	assert_false(has(sizeof(struct rtmsg), RTA_TABLE));
	r.table = 256;
	assert_int_equal(route(&r)->rtm_table, RT_TABLE_UNSPEC);
	assert_int_equal(u32(sizeof(struct rtmsg), RTA_TABLE), 256);
}

/* Ours only, and exactly that one. */
static void a_route_goes_as_it_came(void **state)
{
	struct topo_route r = { .to = net10, .has_via = true, .via = host, .table = 300 };
	const struct nlmsghdr *h = msg_route_del(buf, &r, 4);
	const struct rtmsg *m = mnl_nlmsg_get_payload(h);

	(void)state;
	assert_int_equal(h->nlmsg_type, RTM_DELROUTE);
	assert_int_equal(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_int_equal(m->rtm_protocol, MSG_ROUTE_PROTOCOL);
	assert_int_equal(m->rtm_type, RTN_UNICAST);
	assert_int_equal(m->rtm_dst_len, 8);
	assert_int_equal(u32(sizeof(*m), RTA_TABLE), 300);
	assert_int_equal(u32(sizeof(*m), RTA_OIF), 4);
	assert_true(has(sizeof(*m), RTA_GATEWAY));
	assert_false(has(sizeof(*m), RTA_PRIORITY));
	r.has_metric = true;
	r.metric = 7;
	msg_route_del(buf, &r, 4);
	assert_int_equal(u32(sizeof(*m), RTA_PRIORITY), 7);
}

static void an_ipv6_route_always_has_a_metric(void **state)
{
	struct topo_route r = { .to = fd00, .has_metric = true, .metric = 0 };

	(void)state;
	msg_route_del(buf, &r, 4);
	assert_int_equal(u32(sizeof(struct rtmsg), RTA_PRIORITY), 1024);
}

static void a_rule_with_everything(void **state)
{
	const struct topo_rule r = {
		.family = AF_INET,
		.from = net10,
		.to = host,
		.iif = "eth0",
		.oif = "eth1",
		.has_fwmark = true,
		.fwmark = 1,
		.fwmask = 0xff,
		.table = 1000,
	};
	const struct nlmsghdr *h = msg_rule(buf, &r, 100);
	const struct fib_rule_hdr *m = mnl_nlmsg_get_payload(h);
	size_t head = sizeof(*m);

	(void)state;
	assert_int_equal(h->nlmsg_type, RTM_NEWRULE);
	assert_int_equal(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
	assert_int_equal(m->family, AF_INET);
	assert_int_equal(m->src_len, 8);
	assert_int_equal(m->dst_len, 32);
	assert_int_equal(m->action, FR_ACT_TO_TBL);
	assert_int_equal(m->table, RT_TABLE_UNSPEC);
	assert_int_equal(u32(head, FRA_TABLE), 1000);
	assert_int_equal(u32(head, FRA_PRIORITY), 100);
	assert_int_equal(u32(head, FRA_FWMARK), 1);
	assert_int_equal(u32(head, FRA_FWMASK), 0xff);
	assert_memory_equal(mnl_attr_get_payload(top(h, head, FRA_SRC)), net10.addr, 4);
	assert_memory_equal(mnl_attr_get_payload(top(h, head, FRA_DST)), host.addr, 4);
	assert_string_equal(mnl_attr_get_str(top(h, head, FRA_IIFNAME)), "eth0");
	assert_string_equal(mnl_attr_get_str(top(h, head, FRA_OIFNAME)), "eth1");
	assert_int_equal(mnl_attr_get_payload_len(top(h, head, FRA_PROTOCOL)), 1);
	assert_int_equal(mnl_attr_get_u8(top(h, head, FRA_PROTOCOL)), MSG_ROUTE_PROTOCOL);
	h = msg_rule_del(buf, &r, 100);
	assert_int_equal(h->nlmsg_type, RTM_DELRULE);
	assert_int_equal(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_int_equal(u32(head, FRA_PRIORITY), 100);
	assert_int_equal(u32(head, FRA_TABLE), 1000);
	assert_true(has(head, FRA_PROTOCOL));
}

static void a_rule_that_ends_the_search(void **state)
{
	static const uint8_t wanted[] = { FR_ACT_TO_TBL, FR_ACT_BLACKHOLE, FR_ACT_UNREACHABLE,
					  FR_ACT_PROHIBIT };

	(void)state;
	assert_int_equal(ARRAY_SIZE(wanted), RULE_ACTION_MAX);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		const struct topo_rule r = { .family = AF_INET6,
					     .action = i,
					     .from = fd00,
					     .table = i == RULE_LOOKUP ? 254 : 0 };
		const struct fib_rule_hdr *m = mnl_nlmsg_get_payload(msg_rule(buf, &r, 100));

		assert_int_equal(m->action, wanted[i]);
		assert_int_equal(m->table, i == RULE_LOOKUP ? RT_TABLE_MAIN : 0);
		assert_int_equal(m->dst_len, 0);
		assert_false(has(sizeof(*m), FRA_TABLE) || has(sizeof(*m), FRA_FWMARK) ||
			     has(sizeof(*m), FRA_IIFNAME) || has(sizeof(*m), FRA_DST));
	}
}

static void neighbours_stay_or_are_answered_for(void **state)
{
	struct topo_neigh n = { .to = host, .mac = { 2, 0, 0, 0, 0, 9 } };
	const struct nlmsghdr *h = msg_neigh(buf, 3, &n);
	const struct ndmsg *m = mnl_nlmsg_get_payload(h);

	(void)state;
	assert_int_equal(h->nlmsg_type, RTM_NEWNEIGH);
	assert_int_equal(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE);
	assert_int_equal(m->ndm_family, AF_INET);
	assert_int_equal(m->ndm_ifindex, 3);
	assert_int_equal(m->ndm_state, NUD_PERMANENT);
	assert_int_equal(m->ndm_flags, 0);
	assert_memory_equal(mnl_attr_get_payload(top(h, sizeof(*m), NDA_DST)), host.addr, 4);
	assert_memory_equal(mnl_attr_get_payload(top(h, sizeof(*m), NDA_LLADDR)), n.mac, 6);
	n.proxy = true;
	h = msg_neigh(buf, 3, &n);
	assert_int_equal(m->ndm_flags, NTF_PROXY);
	assert_false(has(sizeof(*m), NDA_LLADDR));
	h = msg_neigh_del(buf, 3, &n);
	assert_int_equal(h->nlmsg_type, RTM_DELNEIGH);
	assert_int_equal(m->ndm_flags, NTF_PROXY);
	assert_true(has(sizeof(*m), NDA_DST));
}

static void an_address_goes_as_it_came(void **state)
{
	const struct nlmsghdr *h = msg_address_del(buf, 3, &fd00);
	const struct ifaddrmsg *m = mnl_nlmsg_get_payload(h);

	(void)state;
	assert_int_equal(h->nlmsg_type, RTM_DELADDR);
	assert_int_equal(h->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
	assert_int_equal(m->ifa_index, 3);
	assert_int_equal(m->ifa_prefixlen, 64);
	assert_int_equal(mnl_attr_get_payload_len(top(h, sizeof(*m), IFA_LOCAL)), 16);
	assert_false(has(sizeof(*m), IFA_FLAGS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_has_its_scope_and_table),
		cmocka_unit_test(a_great_table_is_an_attribute),
		cmocka_unit_test(a_route_goes_as_it_came),
		cmocka_unit_test(an_ipv6_route_always_has_a_metric),
		cmocka_unit_test(a_rule_with_everything),
		cmocka_unit_test(a_rule_that_ends_the_search),
		cmocka_unit_test(neighbours_stay_or_are_answered_for),
		cmocka_unit_test(an_address_goes_as_it_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
