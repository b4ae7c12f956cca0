// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * msg_ask.c - questions to the kernel as bytes: one route, one neighbour, one MAC
 */
#include "msg_ask.h"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "msg_put.h"

static struct nlmsghdr *ask_route(void *buf, const struct ask *q)
{
	struct nlmsghdr *h = request(buf, RTM_GETROUTE, 0);
	struct rtmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));
	size_t len = addr_len(q->family);

	m->rtm_family = q->family;
	m->rtm_dst_len = (unsigned char)(len * 8);
	m->rtm_src_len = q->has_from ? m->rtm_dst_len : 0;
	m->rtm_tos = q->family == AF_INET ? q->tos : 0;
	/* IPv6 tells the table unasked, and refuses to be asked. */
	m->rtm_flags = (q->family == AF_INET ? RTM_F_LOOKUP_TABLE : 0) |
		       (q->kind == ASK_MATCH ? RTM_F_FIB_MATCH : 0);
	mnl_attr_put(h, RTA_DST, len, q->to);
	if (q->has_from)
		mnl_attr_put(h, RTA_SRC, len, q->from);
	if (q->iif)
		mnl_attr_put_u32(h, RTA_IIF, q->iif);
	if (q->oif)
		mnl_attr_put_u32(h, RTA_OIF, q->oif);
	if (q->mark)
		mnl_attr_put_u32(h, RTA_MARK, q->mark);
	if (q->has_uid)
		mnl_attr_put_u32(h, RTA_UID, q->uid);
	if (q->ip_proto)
		mnl_attr_put_u8(h, RTA_IP_PROTO, q->ip_proto);
	return h;
}

static struct nlmsghdr *ask_neigh(void *buf, const struct ask *q)
{
	struct nlmsghdr *h = request(buf, RTM_GETNEIGH, 0);
	struct ndmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->ndm_family = q->family;
	m->ndm_ifindex = (int)q->oif;
	m->ndm_flags = q->kind == ASK_PROXY ? NTF_PROXY : 0;
	mnl_attr_put(h, NDA_DST, addr_len(q->family), q->to);
	return h;
}

static struct nlmsghdr *ask_fdb(void *buf, const struct ask *q)
{
	struct nlmsghdr *h = request(buf, RTM_GETNEIGH, 0);
	struct ndmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->ndm_family = AF_BRIDGE;
	mnl_attr_put(h, NDA_LLADDR, sizeof(q->mac), q->mac);
	mnl_attr_put_u32(h, NDA_MASTER, q->oif);
	if (q->vlan)
		mnl_attr_put_u16(h, NDA_VLAN, q->vlan);
	return h;
}

struct nlmsghdr *msg_ask(void *buf, const struct ask *q)
{
	switch (q->kind) {
	case ASK_NEIGH:
	case ASK_PROXY: return ask_neigh(buf, q);
	case ASK_FDB: return ask_fdb(buf, q);
	case ASK_ROUTE:
	case ASK_MATCH:
	case ASK_KINDS_N: break;
	}
	return ask_route(buf, q);
}
