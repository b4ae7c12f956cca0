// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * msg_gate.c - asking for queues, tc filters, chains, and for what a plain dump leaves out
 */
#include "msg_gate.h"

#include <linux/netfilter/nf_tables.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>

#include "msg_put.h"

struct nlmsghdr *msg_qdisc_dump(void *buf)
{
	struct nlmsghdr *h = request(buf, RTM_GETQDISC, NLM_F_DUMP);

	mnl_nlmsg_put_extra_header(h, sizeof(struct tcmsg));
	return h;
}

struct nlmsghdr *msg_filter_dump(void *buf, uint32_t ifindex, uint32_t parent)
{
	struct nlmsghdr *h = request(buf, RTM_GETTFILTER, NLM_F_DUMP);
	struct tcmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->tcm_ifindex = (int)ifindex;
	m->tcm_parent = parent;
	return h;
}

struct nlmsghdr *msg_chain_dump(void *buf)
{
	struct nlmsghdr *h = request(buf, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETCHAIN, NLM_F_DUMP);

	mnl_nlmsg_put_extra_header(h, sizeof(struct nfgenmsg));
	return h;
}

struct nlmsghdr *msg_vlan_dump(void *buf)
{
	struct nlmsghdr *h = request(buf, RTM_GETLINK, NLM_F_DUMP);
	struct ifinfomsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->ifi_family = AF_BRIDGE;
	mnl_attr_put_u32(h, IFLA_EXT_MASK, RTEXT_FILTER_BRVLAN_COMPRESSED);
	return h;
}

struct nlmsghdr *msg_proxy_dump(void *buf)
{
	struct nlmsghdr *h = request(buf, RTM_GETNEIGH, NLM_F_DUMP);
	struct ndmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));

	m->ndm_flags = NTF_PROXY;
	return h;
}
