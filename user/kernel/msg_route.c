// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * msg_route.c - addresses, neighbours, routes and rules as rtnetlink messages
 *
 * Types, scopes and tables are those that ip(8) would say (iproute_modify(), iprule_modify()), so
 * that a lab is the same whoever builds it. A removal names all that the creation said, and the
 * protocol that is ours: it finds nobody else's.
 */
#include <linux/fib_rules.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "msg.h"
#include "msg_put.h"

/* IP6_RT_PRIO_USER, include/net/ip6_route.h: the metric of an IPv6 route that was given none */
#define IPV6_METRIC 1024

static const uint8_t route_types[] = {
	[ROUTE_UNICAST] = RTN_UNICAST,
	[ROUTE_LOCAL] = RTN_LOCAL,
	[ROUTE_BROADCAST] = RTN_BROADCAST,
	[ROUTE_BLACKHOLE] = RTN_BLACKHOLE,
	[ROUTE_UNREACHABLE] = RTN_UNREACHABLE,
	[ROUTE_PROHIBIT] = RTN_PROHIBIT,
	[ROUTE_THROW] = RTN_THROW,
};
_Static_assert(sizeof(route_types) == ROUTE_TYPE_MAX, "a type for every word");

static const uint8_t rule_actions[] = {
	[RULE_LOOKUP] = FR_ACT_TO_TBL,
	[RULE_BLACKHOLE] = FR_ACT_BLACKHOLE,
	[RULE_UNREACHABLE] = FR_ACT_UNREACHABLE,
	[RULE_PROHIBIT] = FR_ACT_PROHIBIT,
};
_Static_assert(sizeof(rule_actions) == RULE_ACTION_MAX, "an action for every word");

static struct nlmsghdr *address(struct nlmsghdr *h, uint32_t index, const struct ip_prefix *a)
{
	struct ifaddrmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->ifa_family = a->family;
	m->ifa_prefixlen = a->len;
	m->ifa_index = index;
	/* As ip does it; IPv6 finds the scope itself. */
	if (a->family == AF_INET && a->addr[0] == 127)
		m->ifa_scope = RT_SCOPE_HOST;
	mnl_attr_put(h, IFA_LOCAL, addr_len(a->family), a->addr);
	mnl_attr_put(h, IFA_ADDRESS, addr_len(a->family), a->addr);
	return h;
}

struct nlmsghdr *msg_address(void *buf, uint32_t index, const struct ip_prefix *a)
{
	struct nlmsghdr *h = address(request(buf, RTM_NEWADDR, CREATE | NLM_F_ACK), index, a);

	if (a->family == AF_INET6)
		mnl_attr_put_u32(h, IFA_FLAGS, IFA_F_NODAD);
	return h;
}

struct nlmsghdr *msg_address_del(void *buf, uint32_t index, const struct ip_prefix *a)
{
	return address(request(buf, RTM_DELADDR, NLM_F_ACK), index, a);
}

static struct nlmsghdr *neigh(struct nlmsghdr *h, uint32_t index, const struct topo_neigh *n)
{
	struct ndmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->ndm_family = n->to.family;
	m->ndm_ifindex = (int)index;
	m->ndm_state = NUD_PERMANENT;
	m->ndm_flags = n->proxy ? NTF_PROXY : 0;
	mnl_attr_put(h, NDA_DST, addr_len(n->to.family), n->to.addr);
	return h;
}

/* Not exclusive: what the kernel has learned of that address meanwhile is what it shall forget. */
struct nlmsghdr *msg_neigh(void *buf, uint32_t index, const struct topo_neigh *n)
{
	const uint16_t flags = NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK;
	struct nlmsghdr *h = neigh(request(buf, RTM_NEWNEIGH, flags), index, n);

	if (!n->proxy)
		mnl_attr_put(h, NDA_LLADDR, sizeof(n->mac), n->mac);
	return h;
}

struct nlmsghdr *msg_neigh_del(void *buf, uint32_t index, const struct topo_neigh *n)
{
	return neigh(request(buf, RTM_DELNEIGH, NLM_F_ACK), index, n);
}

static void put_gateway(struct nlmsghdr *h, uint8_t family, const struct ip_prefix *via)
{
	struct nlattr *a;
	uint16_t via_family = via->family;

	if (via_family == family) {
		mnl_attr_put(h, RTA_GATEWAY, addr_len(family), via->addr);
		return;
	}
	/* RFC 5549: an IPv4 route by an IPv6 neighbour; struct rtvia has a flexible tail. */
	a = mnl_nlmsg_get_payload_tail(h);
	mnl_attr_put_u16(h, RTA_VIA, via_family);
	memcpy((char *)mnl_attr_get_payload(a) + sizeof(via_family), via->addr,
	       addr_len(via->family));
	a->nla_len = (uint16_t)(a->nla_len + addr_len(via->family));
	h->nlmsg_len = (uint32_t)((char *)a - (char *)h) + MNL_ALIGN(a->nla_len);
}

/* The head has room for one octet; greater numbers follow as an attribute. */
static uint8_t put_table(struct nlmsghdr *h, uint32_t table, uint16_t attribute)
{
	if (table <= UINT8_MAX)
		return (uint8_t)table;
	mnl_attr_put_u32(h, attribute, table);
	return RT_TABLE_UNSPEC;
}

static uint32_t route_table(const struct topo_route *r)
{
	if (r->table)
		return r->table;
	return r->type == ROUTE_LOCAL || r->type == ROUTE_BROADCAST ? RT_TABLE_LOCAL
								    : RT_TABLE_MAIN;
}

/* How far away what it leads to is: IPv6 has no use for that. */
static uint8_t route_scope(const struct topo_route *r, uint8_t family)
{
	if (family != AF_INET)
		return RT_SCOPE_UNIVERSE;
	if (r->type == ROUTE_LOCAL)
		return RT_SCOPE_HOST;
	if (r->type == ROUTE_BROADCAST || (r->type == ROUTE_UNICAST && !r->has_via))
		return RT_SCOPE_LINK;
	return RT_SCOPE_UNIVERSE;
}

static struct nlmsghdr *route(struct nlmsghdr *h, const struct topo_route *r, uint32_t oif)
{
	struct rtmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->rtm_family = r->to.family ? r->to.family : r->via.family;
	m->rtm_dst_len = r->is_default ? 0 : r->to.len;
	m->rtm_protocol = MSG_ROUTE_PROTOCOL;
	m->rtm_type = route_types[r->type];
	m->rtm_scope = route_scope(r, m->rtm_family);
	m->rtm_table = put_table(h, route_table(r), RTA_TABLE);
	if (m->rtm_dst_len)
		mnl_attr_put(h, RTA_DST, addr_len(m->rtm_family), r->to.addr);
	if (r->has_via)
		put_gateway(h, m->rtm_family, &r->via);
	if (oif)
		mnl_attr_put_u32(h, RTA_OIF, oif);
	return h;
}

struct nlmsghdr *msg_route(void *buf, const struct topo_route *r, uint32_t oif)
{
	struct nlmsghdr *h = route(request(buf, RTM_NEWROUTE, CREATE | NLM_F_ACK), r, oif);

	if (r->has_metric)
		mnl_attr_put_u32(h, RTA_PRIORITY, r->metric);
	return h;
}

/* A removal without metric takes the first of any: IPv4 has the one of metric 0 there. */
struct nlmsghdr *msg_route_del(void *buf, const struct topo_route *r, uint32_t oif)
{
	struct nlmsghdr *h = route(request(buf, RTM_DELROUTE, NLM_F_ACK), r, oif);
	const struct rtmsg *m = mnl_nlmsg_get_payload(h);
	uint32_t metric = r->metric ? r->metric : m->rtm_family == AF_INET6 ? IPV6_METRIC : 0;

	if (metric)
		mnl_attr_put_u32(h, RTA_PRIORITY, metric);
	return h;
}

static void put_prefix(struct nlmsghdr *h, const struct ip_prefix *p, uint16_t attribute)
{
	if (p->family && p->len)
		mnl_attr_put(h, attribute, addr_len(p->family), p->addr);
}

static struct nlmsghdr *rule(struct nlmsghdr *h, const struct topo_rule *r, uint32_t priority)
{
	struct fib_rule_hdr *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->family = r->family;
	m->src_len = r->from.family ? r->from.len : 0;
	m->dst_len = r->to.family ? r->to.len : 0;
	m->action = rule_actions[r->action];
	if (r->action == RULE_LOOKUP)
		m->table = put_table(h, r->table, FRA_TABLE);
	mnl_attr_put_u32(h, FRA_PRIORITY, priority);
	mnl_attr_put_u8(h, FRA_PROTOCOL, MSG_ROUTE_PROTOCOL);
	put_prefix(h, &r->from, FRA_SRC);
	put_prefix(h, &r->to, FRA_DST);
	if (*r->iif)
		mnl_attr_put_strz(h, FRA_IIFNAME, r->iif);
	if (*r->oif)
		mnl_attr_put_strz(h, FRA_OIFNAME, r->oif);
	if (r->has_fwmark) {
		mnl_attr_put_u32(h, FRA_FWMARK, r->fwmark);
		mnl_attr_put_u32(h, FRA_FWMASK, r->fwmask);
	}
	return h;
}

struct nlmsghdr *msg_rule(void *buf, const struct topo_rule *r, uint32_t priority)
{
	return rule(request(buf, RTM_NEWRULE, CREATE | NLM_F_ACK), r, priority);
}

struct nlmsghdr *msg_rule_del(void *buf, const struct topo_rule *r, uint32_t priority)
{
	return rule(request(buf, RTM_DELRULE, NLM_F_ACK), r, priority);
}
