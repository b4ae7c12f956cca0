// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * msg.c - rtnetlink messages as bytes
 */
#include "msg.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/fib_rules.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <string.h>

#include "../util/cursor.h"

#define CREATE (NLM_F_CREATE | NLM_F_EXCL)

static struct nlmsghdr *request(void *buf, uint16_t type, uint16_t flags)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(buf);

	h->nlmsg_type = type;
	h->nlmsg_flags = NLM_F_REQUEST | flags;
	return h;
}

static size_t addr_len(uint8_t family)
{
	return family == AF_INET ? 4 : 16;
}

/* The header of a link message: at the top, and again in front of a veth's peer. */
static void put_ifinfo(struct nlmsghdr *h, uint32_t index, bool up)
{
	struct ifinfomsg *i = mnl_nlmsg_put_extra_header(h, sizeof(*i));

	i->ifi_index = (int)index;
	i->ifi_flags = up ? IFF_UP : 0;
	i->ifi_change = up ? IFF_UP : 0;
}

static void put_end(struct nlmsghdr *h, const struct step_end *end)
{
	mnl_attr_put_strz(h, IFLA_IFNAME, end->ifname);
	if (end->mac)
		mnl_attr_put(h, IFLA_ADDRESS, 6, end->mac);
	if (end->mtu)
		mnl_attr_put_u32(h, IFLA_MTU, end->mtu);
}

struct nlmsghdr *msg_veth(void *buf, const struct step_end ends[2], const uint32_t index[2],
			  uint32_t master, int peer_ns)
{
	struct nlmsghdr *h = request(buf, RTM_NEWLINK, CREATE | NLM_F_ACK);
	struct nlattr *info, *data, *peer;

	put_ifinfo(h, index[0], ends[0].up);
	put_end(h, &ends[0]);
	if (master)
		mnl_attr_put_u32(h, IFLA_MASTER, master);
	info = mnl_attr_nest_start(h, IFLA_LINKINFO);
	mnl_attr_put_strz(h, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(h, IFLA_INFO_DATA);
	peer = mnl_attr_nest_start(h, VETH_INFO_PEER);
	/* Never up: veth_open() refuses while its own end is not connected yet (ENOTCONN). */
	put_ifinfo(h, index[1], false);
	put_end(h, &ends[1]);
	mnl_attr_put_u32(h, IFLA_NET_NS_FD, (uint32_t)peer_ns);
	mnl_attr_nest_end(h, peer);
	mnl_attr_nest_end(h, data);
	mnl_attr_nest_end(h, info);
	return h;
}

struct nlmsghdr *msg_bridge(void *buf, uint32_t index, const uint8_t mac[6])
{
	struct nlmsghdr *h = request(buf, RTM_NEWLINK, CREATE | NLM_F_ACK);
	struct nlattr *info, *data;

	put_ifinfo(h, index, false);
	mnl_attr_put_strz(h, IFLA_IFNAME, TOPO_BRIDGE_NAME);
	mnl_attr_put(h, IFLA_ADDRESS, 6, mac);
	info = mnl_attr_nest_start(h, IFLA_LINKINFO);
	mnl_attr_put_strz(h, IFLA_INFO_KIND, "bridge");
	data = mnl_attr_nest_start(h, IFLA_INFO_DATA);
	mnl_attr_put_u32(h, IFLA_BR_STP_STATE, 0);
	mnl_attr_put_u32(h, IFLA_BR_FORWARD_DELAY, 0);
	mnl_attr_nest_end(h, data);
	mnl_attr_nest_end(h, info);
	return h;
}

struct nlmsghdr *msg_master(void *buf, uint32_t index, uint32_t master)
{
	struct nlmsghdr *h = request(buf, RTM_SETLINK, NLM_F_ACK);

	put_ifinfo(h, index, false);
	mnl_attr_put_u32(h, IFLA_MASTER, master);
	return h;
}

struct nlmsghdr *msg_up(void *buf, uint32_t index)
{
	struct nlmsghdr *h = request(buf, RTM_SETLINK, NLM_F_ACK);

	put_ifinfo(h, index, true);
	return h;
}

struct nlmsghdr *msg_doom(void *buf, const char *ifname)
{
	struct nlmsghdr *h = request(buf, RTM_SETLINK, NLM_F_ACK);

	put_ifinfo(h, 0, false);
	mnl_attr_put_strz(h, IFLA_IFNAME, ifname);
	mnl_attr_put_u32(h, IFLA_GROUP, MSG_DOOMED);
	return h;
}

struct nlmsghdr *msg_doomed_del(void *buf)
{
	struct nlmsghdr *h = request(buf, RTM_DELLINK, NLM_F_ACK);

	put_ifinfo(h, 0, false);
	mnl_attr_put_u32(h, IFLA_GROUP, MSG_DOOMED);
	return h;
}

struct nlmsghdr *msg_address(void *buf, uint32_t index, const struct ip_prefix *a)
{
	struct nlmsghdr *h = request(buf, RTM_NEWADDR, CREATE | NLM_F_ACK);
	struct ifaddrmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->ifa_family = a->family;
	m->ifa_prefixlen = a->len;
	m->ifa_index = index;
	/* As ip does it; IPv6 finds the scope itself. */
	if (a->family == AF_INET && a->addr[0] == 127)
		m->ifa_scope = RT_SCOPE_HOST;
	mnl_attr_put(h, IFA_LOCAL, addr_len(a->family), a->addr);
	mnl_attr_put(h, IFA_ADDRESS, addr_len(a->family), a->addr);
	if (a->family == AF_INET6)
		mnl_attr_put_u32(h, IFA_FLAGS, IFA_F_NODAD);
	return h;
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

struct nlmsghdr *msg_route(void *buf, const struct topo_route *r, uint32_t oif)
{
	struct nlmsghdr *h = request(buf, RTM_NEWROUTE, CREATE | NLM_F_ACK);
	struct rtmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->rtm_family = r->to.family ? r->to.family : r->via.family;
	m->rtm_dst_len = r->is_default ? 0 : r->to.len;
	m->rtm_table = RT_TABLE_MAIN;
	m->rtm_protocol = MSG_ROUTE_PROTOCOL;
	m->rtm_type = RTN_UNICAST;
	m->rtm_scope = !r->has_via && m->rtm_family == AF_INET ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
	if (m->rtm_dst_len)
		mnl_attr_put(h, RTA_DST, addr_len(m->rtm_family), r->to.addr);
	if (r->has_via)
		put_gateway(h, m->rtm_family, &r->via);
	if (oif)
		mnl_attr_put_u32(h, RTA_OIF, oif);
	if (r->has_metric)
		mnl_attr_put_u32(h, RTA_PRIORITY, r->metric);
	return h;
}

/* Each table's own header, as NETLINK_GET_STRICT_CHK wants it. All begin with the family. */
static size_t dump_header(uint16_t message)
{
	switch (message) {
	case RTM_GETLINK: return sizeof(struct ifinfomsg);
	case RTM_GETADDR: return sizeof(struct ifaddrmsg);
	case RTM_GETROUTE: return sizeof(struct rtmsg);
	case RTM_GETRULE: return sizeof(struct fib_rule_hdr);
	default: return sizeof(struct ndmsg);
	}
}

struct nlmsghdr *msg_dump_family(void *buf, uint16_t type, uint8_t family)
{
	struct nlmsghdr *h = request(buf, type, NLM_F_DUMP);
	uint8_t *head = mnl_nlmsg_put_extra_header(h, dump_header(type));

	*head = family;
	if (type == RTM_GETLINK)
		mnl_attr_put_u32(h, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return h;
}

struct nlmsghdr *msg_dump(void *buf, uint16_t type)
{
	return msg_dump_family(buf, type, AF_UNSPEC);
}

struct nlmsghdr *msg_route_get(void *buf, uint8_t family, const uint8_t *to)
{
	struct nlmsghdr *h = request(buf, RTM_GETROUTE, 0);
	struct rtmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->rtm_family = family;
	m->rtm_dst_len = (unsigned char)(addr_len(family) * 8);
	mnl_attr_put(h, RTA_DST, addr_len(family), to);
	return h;
}

struct nlmsghdr *msg_nsid_get(void *buf, int ns)
{
	struct nlmsghdr *h = request(buf, RTM_GETNSID, 0);

	mnl_nlmsg_put_extra_header(h, sizeof(struct rtgenmsg));
	mnl_attr_put_u32(h, NETNSA_FD, (uint32_t)ns);
	return h;
}

/* Attributes behind an error: found by hand, libmnl has no parser for them. */
static void extack(struct cursor c, struct text *words)
{
	const uint8_t *p;
	struct nlattr a;
	size_t len;

	while ((p = take(&c, sizeof(a)))) {
		memcpy(&a, p, sizeof(a));
		if (a.nla_len < sizeof(a))
			return;
		len = a.nla_len - sizeof(a);
		p = take(&c, len);
		if (!p)
			return;
		if ((a.nla_type & NLA_TYPE_MASK) == NLMSGERR_ATTR_MSG)
			text_escape(words, (const char *)p, strnlen((const char *)p, len));
		take(&c, MNL_ALIGN(len) - len);
	}
}

int msg_error(const struct nlmsghdr *h, struct text *words)
{
	const uint8_t *payload = (const uint8_t *)(h + 1);
	struct cursor c = { payload, payload + mnl_nlmsg_get_payload_len(h) };
	const uint8_t *code = take(&c, sizeof(int));
	struct nlmsghdr cause;
	int error;

	if (!code)
		return EBADMSG;
	memcpy(&error, code, sizeof(error));
	if (h->nlmsg_type == NLMSG_ERROR) {
		const uint8_t *p = take(&c, sizeof(cause));

		if (!p)
			return EBADMSG;
		memcpy(&cause, p, sizeof(cause));
		/* Without NETLINK_CAP_ACK the whole request comes back before the attributes. */
		if (!(h->nlmsg_flags & NLM_F_CAPPED) && cause.nlmsg_len > sizeof(cause))
			take(&c, MNL_ALIGN(cause.nlmsg_len) - sizeof(cause));
	}
	if (error && (h->nlmsg_flags & NLM_F_ACK_TLVS))
		extack(c, words);
	return error < 0 ? -error : 0;
}
