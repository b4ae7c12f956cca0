// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables_route.c - rows that say where a packet goes: routes with their next hops, rules, and
 * the kernel's answer to one question
 */
#include "tables.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../util/cursor.h"
#include "../kernel/attr.h"
#include "tables_row.h"

/* struct rtvia: a family, and an address as long as that family's. */
static void read_via(const struct nlattr *a, struct hop_row *hop)
{
	const uint8_t *p = mnl_attr_get_payload(a);
	struct cursor c = { p, p + mnl_attr_get_payload_len(a) };
	const uint8_t *head = take(&c, sizeof(uint16_t)), *addr;
	uint16_t family;

	if (!head)
		return;
	memcpy(&family, head, sizeof(family));
	if (family > UINT8_MAX || !addr_len((uint8_t)family))
		return;
	addr = take(&c, addr_len((uint8_t)family));
	if (!addr)
		return;
	hop->family = (uint8_t)family;
	memcpy(hop->gateway, addr, addr_len(hop->family));
}

static void read_gateway(const struct nlattr *a, uint8_t family, struct hop_row *hop)
{
	if (mnl_attr_get_payload_len(a) != addr_len(family))
		return;
	hop->family = family;
	attr_bytes(a, hop->gateway, addr_len(family));
}

static int add_hop(struct room *room, struct route_row *row, struct hop_row hop)
{
	struct hop_row *more = ADD(room->hops, room->n_hops);

	if (!more)
		return -ENOMEM;
	*more = hop;
	row->n_hops++;
	return 0;
}

/* Attributes behind one struct rtnexthop. */
static void read_leg(struct cursor c, uint8_t family, struct hop_row *hop)
{
	while (cursor_left(&c) >= sizeof(struct nlattr)) {
		const struct nlattr *a = (const struct nlattr *)c.p;

		if (!mnl_attr_ok(a, (int)cursor_left(&c)))
			return;
		if (mnl_attr_get_type(a) == RTA_GATEWAY)
			read_gateway(a, family, hop);
		else if (mnl_attr_get_type(a) == RTA_VIA)
			read_via(a, hop);
		if (!take(&c, MNL_ALIGN(a->nla_len)))
			return;
	}
}

static int read_legs(const struct nlattr *legs, struct room *room, struct route_row *row)
{
	const uint8_t *p = mnl_attr_get_payload(legs);
	struct cursor c = { p, p + mnl_attr_get_payload_len(legs) };
	const uint8_t *head;
	struct rtnexthop nh;
	int err = 0;

	while (!err && (head = take(&c, sizeof(nh)))) {
		struct hop_row hop = { 0 };
		const uint8_t *body;

		memcpy(&nh, head, sizeof(nh));
		body = nh.rtnh_len < sizeof(nh) ? NULL : take(&c, nh.rtnh_len - sizeof(nh));
		if (!body)
			return 0;
		hop.oif = (uint32_t)nh.rtnh_ifindex;
		hop.weight = (uint16_t)(nh.rtnh_hops + 1);
		hop.flags = nh.rtnh_flags;
		read_leg((struct cursor){ body, c.p }, row->family, &hop);
		err = add_hop(room, row, hop);
		if (!take(&c, RTNH_ALIGN(nh.rtnh_len) - nh.rtnh_len))
			return err;
	}
	return err;
}

static void read_metrics(const struct nlattr *metrics, struct route_row *row)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, metrics)
	{
		if (mnl_attr_get_type(a) == RTAX_MTU)
			row->mtu = attr_u32(a);
		if (mnl_attr_get_type(a) == RTAX_HOPLIMIT)
			row->ttl = attr_u32(a);
	}
}

/* What is said of the route as a whole, and, where it has but one, of its next hop. */
static void read_route_attr(const struct nlattr *a, struct route_row *row, struct hop_row *hop)
{
	size_t len = addr_len(row->family);

	switch (mnl_attr_get_type(a)) {
	case RTA_DST: attr_bytes(a, row->dst, len); break;
	case RTA_SRC: attr_bytes(a, row->from, len); break;
	case RTA_TABLE: row->table = attr_u32(a); break;
	case RTA_PRIORITY: row->metric = attr_u32(a); break;
	case RTA_NH_ID: row->nhid = attr_u32(a); break;
	case RTA_METRICS: read_metrics(a, row); break;
	case RTA_PREFSRC:
		row->has_prefsrc = mnl_attr_get_payload_len(a) == len;
		attr_bytes(a, row->prefsrc, len);
		break;
	case RTA_OIF: hop->oif = attr_u32(a); break;
	case RTA_GATEWAY: read_gateway(a, row->family, hop); break;
	case RTA_VIA: read_via(a, hop); break;
	default: break;
	}
}

int read_route_any(const struct nlmsghdr *h, void *ctx)
{
	const struct rtmsg *m = attr_head(h, sizeof(*m));
	const struct nlattr *a, *legs = NULL;
	struct reading *r = ctx;
	struct hop_row hop = { .weight = 1 };
	struct route_row *row;

	if (!m || h->nlmsg_type != RTM_NEWROUTE || !addr_len(m->rtm_family))
		return 0;
	row = ADD(r->room->routes, r->room->n_routes);
	if (!row)
		return -ENOMEM;
	row->family = m->rtm_family;
	row->type = m->rtm_type;
	row->len = m->rtm_dst_len;
	row->from_len = m->rtm_src_len;
	row->table = m->rtm_table;
	row->protocol = m->rtm_protocol;
	row->scope = m->rtm_scope;
	row->tos = m->rtm_tos;
	row->flags = m->rtm_flags;
	row->hop = (uint32_t)r->room->n_hops;
	mnl_attr_for_each(a, h, sizeof(*m))
	{
		if (mnl_attr_get_type(a) == RTA_MULTIPATH)
			legs = a;
		else
			read_route_attr(a, row, &hop);
	}
	hop.flags = (uint8_t)m->rtm_flags;
	if (legs)
		return read_legs(legs, r->room, row);
	return hop.oif || hop.family ? add_hop(r->room, row, hop) : 0;
}

int read_route(const struct nlmsghdr *h, void *ctx)
{
	const struct rtmsg *m = attr_head(h, sizeof(*m));

	/* What the kernel noted of one destination comes along before strict checking. */
	return m && m->rtm_flags & RTM_F_CLONED ? 0 : read_route_any(h, ctx);
}

static void read_ports(const struct nlattr *a, uint16_t *first, uint16_t *last)
{
	struct fib_rule_port_range range = { 0 };

	attr_bytes(a, &range, sizeof(range));
	*first = range.start;
	*last = range.end;
}

static void read_uids(const struct nlattr *a, struct rule_row *row)
{
	struct fib_rule_uid_range range = { 0 };

	row->has_uids = mnl_attr_get_payload_len(a) == sizeof(range);
	attr_bytes(a, &range, sizeof(range));
	row->uid_first = range.start;
	row->uid_last = range.end;
}

static void read_rule_attr(const struct nlattr *a, struct rule_row *row)
{
	size_t len = addr_len(row->family);

	switch (mnl_attr_get_type(a)) {
	case FRA_SRC: attr_bytes(a, row->from, len); break;
	case FRA_DST: attr_bytes(a, row->to, len); break;
	case FRA_IIFNAME: attr_text(a, row->iif, sizeof(row->iif)); break;
	case FRA_OIFNAME: attr_text(a, row->oif, sizeof(row->oif)); break;
	case FRA_PRIORITY: row->priority = attr_u32(a); break;
	case FRA_FWMARK: row->fwmark = attr_u32(a); break;
	case FRA_FWMASK: row->fwmask = attr_u32(a); break;
	case FRA_TABLE: row->table = attr_u32(a); break;
	case FRA_GOTO: row->target = attr_u32(a); break;
	case FRA_IP_PROTO: row->ip_proto = attr_u8(a); break;
	case FRA_PROTOCOL: row->protocol = attr_u8(a); break;
	case FRA_L3MDEV: row->l3mdev = attr_u8(a); break;
	case FRA_SPORT_RANGE: read_ports(a, &row->sport_first, &row->sport_last); break;
	case FRA_DPORT_RANGE: read_ports(a, &row->dport_first, &row->dport_last); break;
	case FRA_UID_RANGE: read_uids(a, row); break;
	case FRA_SUPPRESS_PREFIXLEN: row->suppress_prefixlen = (int32_t)attr_u32(a); break;
	default: break;
	}
}

int read_rule(const struct nlmsghdr *h, void *ctx)
{
	const struct fib_rule_hdr *m = attr_head(h, sizeof(*m));
	struct reading *r = ctx;
	const struct nlattr *a;
	struct rule_row *row;

	if (!m || h->nlmsg_type != RTM_NEWRULE || !addr_len(m->family))
		return 0;
	row = ADD(r->room->rules, r->room->n_rules);
	if (!row)
		return -ENOMEM;
	row->family = m->family;
	row->action = m->action;
	row->invert = m->flags & FIB_RULE_INVERT;
	row->table = m->table;
	row->from_len = m->src_len;
	row->to_len = m->dst_len;
	row->tos = m->tos;
	row->suppress_prefixlen = -1;
	mnl_attr_for_each(a, h, sizeof(*m)) read_rule_attr(a, row);
	return 0;
}

static int read_answer(const struct nlmsghdr *h, void *ctx)
{
	const struct rtmsg *m = attr_head(h, sizeof(*m));
	struct route_answer *r = ctx;
	const struct nlattr *a;

	if (!m || h->nlmsg_type != RTM_NEWROUTE)
		return -EBADMSG;
	r->local = m->rtm_type == RTN_LOCAL;
	mnl_attr_for_each(a, h, sizeof(*m))
	{
		switch (mnl_attr_get_type(a)) {
		case RTA_OIF: r->oif = attr_u32(a); break;
		case RTA_GATEWAY:
			attr_bytes(a, r->gateway, addr_len(m->rtm_family));
			r->has_gateway = true;
			break;
		case RTA_PREFSRC:
			attr_bytes(a, r->source, addr_len(m->rtm_family));
			r->has_source = true;
			break;
		default: break;
		}
	}
	return 0;
}

int tables_route(const struct netns *from, uint8_t family, const uint8_t *to,
		 struct route_answer *ret, struct err *e)
{
	_cleanup_nl_ struct nl nl = NL_INIT;
	struct route_answer r = { 0 };
	struct err why = { 0 };
	char buf[MSG_MAX];
	int err = nl_open(from, &nl, e);

	if (err)
		return err;
	err = nl_ask(&nl, msg_route_get(buf, family, to), read_answer, &r, &why);
	if (err == -EBADMSG || err == -ETIMEDOUT)
		return err_set(e, -err, "cannot ask %s for a route: %s", from->name,
			       why.code ? why.text : strerror(-err));
	r.error = -err;
	*ret = r;
	return 0;
}
