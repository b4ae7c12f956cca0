// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * msg.c - rtnetlink messages as bytes
 */
#include "msg.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <string.h>

#include "../util/cursor.h"
#include "msg_put.h"

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
	mnl_attr_put_u32(h, IFLA_NUM_TX_QUEUES, 1);
	mnl_attr_put_u32(h, IFLA_NUM_RX_QUEUES, 1);
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
	mnl_attr_put_u8(h, IFLA_BR_MCAST_SNOOPING, 0);
	mnl_attr_nest_end(h, data);
	mnl_attr_nest_end(h, info);
	return h;
}

struct nlmsghdr *msg_snoop(void *buf, uint32_t index, bool on)
{
	struct nlmsghdr *h = request(buf, RTM_NEWLINK, NLM_F_ACK);
	struct nlattr *info, *data;

	put_ifinfo(h, index, false);
	info = mnl_attr_nest_start(h, IFLA_LINKINFO);
	mnl_attr_put_strz(h, IFLA_INFO_KIND, "bridge");
	data = mnl_attr_nest_start(h, IFLA_INFO_DATA);
	mnl_attr_put_u8(h, IFLA_BR_MCAST_SNOOPING, on);
	mnl_attr_nest_end(h, data);
	mnl_attr_nest_end(h, info);
	return h;
}

struct nlmsghdr *msg_set(void *buf, uint32_t index, const uint8_t *mac, unsigned int mtu)
{
	struct nlmsghdr *h = request(buf, RTM_SETLINK, NLM_F_ACK);

	put_ifinfo(h, index, false);
	if (mac)
		mnl_attr_put(h, IFLA_ADDRESS, 6, mac);
	if (mtu)
		mnl_attr_put_u32(h, IFLA_MTU, mtu);
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

struct nlmsghdr *msg_down(void *buf, uint32_t index)
{
	struct nlmsghdr *h = request(buf, RTM_SETLINK, NLM_F_ACK);
	struct ifinfomsg *i = mnl_nlmsg_put_extra_header(h, sizeof(*i));

	i->ifi_index = (int)index;
	i->ifi_change = IFF_UP;
	return h;
}

struct nlmsghdr *msg_alias(void *buf, uint32_t index, const char *alias)
{
	struct nlmsghdr *h = request(buf, RTM_SETLINK, NLM_F_ACK);

	put_ifinfo(h, index, false);
	mnl_attr_put_strz(h, IFLA_IFALIAS, alias);
	return h;
}

struct nlmsghdr *msg_link_del(void *buf, uint32_t index)
{
	struct nlmsghdr *h = request(buf, RTM_DELLINK, NLM_F_ACK);

	put_ifinfo(h, index, false);
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

/* Each table's own header, as NETLINK_GET_STRICT_CHK wants it. All begin with the family. */
static size_t dump_header(uint16_t rtm_get)
{
	switch (rtm_get) {
	case RTM_GETLINK: return sizeof(struct ifinfomsg);
	case RTM_GETADDR: return sizeof(struct ifaddrmsg);
	case RTM_GETROUTE: return sizeof(struct rtmsg);
	case RTM_GETRULE: return sizeof(struct fib_rule_hdr);
	case RTM_GETNEIGHTBL: return sizeof(struct ndtmsg);
	case RTM_GETMDB: return sizeof(struct br_port_msg);
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

struct nlmsghdr *msg_link_get(void *buf, uint32_t index, const char *name)
{
	struct nlmsghdr *h = request(buf, RTM_GETLINK, 0);

	put_ifinfo(h, name ? 0 : index, false);
	if (name)
		mnl_attr_put_strz(h, IFLA_IFNAME, name);
	return h;
}

struct nlmsghdr *msg_nsid_new(void *buf, int ns, int32_t nsid)
{
	struct nlmsghdr *h = request(buf, RTM_NEWNSID, NLM_F_ACK);

	mnl_nlmsg_put_extra_header(h, sizeof(struct rtgenmsg));
	mnl_attr_put_u32(h, NETNSA_FD, (uint32_t)ns);
	mnl_attr_put_u32(h, NETNSA_NSID, (uint32_t)nsid);
	return h;
}

struct nlmsghdr *msg_nsid_dump(void *buf, int32_t target)
{
	struct nlmsghdr *h = request(buf, RTM_GETNSID, NLM_F_DUMP);

	mnl_nlmsg_put_extra_header(h, sizeof(struct rtgenmsg));
	mnl_attr_put_u32(h, NETNSA_TARGET_NSID, (uint32_t)target);
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
