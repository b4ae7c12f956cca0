// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables_gate.c - rows of what stands in a packet's way: programs, filters, queues, chains
 */
#include "tables_row.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/gen_stats.h>
#include <linux/if_link.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../kernel/attr.h"
#include "../kernel/msg_gate.h"
#include "../tracer/tc_list.h"
#include "netfile.h"

static struct gate_row *add_gate(struct room *r, uint32_t ifindex, enum gate where,
				 const char *kind, uint32_t prog_id)
{
	struct gate_row *g = ADD(r->gates, r->n_gates);

	if (!g)
		return NULL;
	g->ifindex = ifindex;
	g->where = (uint8_t)where;
	g->prog_id = prog_id;
	snprintf(g->kind, sizeof(g->kind), "%s", kind);
	return g;
}

int read_xdp(const struct nlattr *xdp, struct room *r, uint32_t ifindex)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, xdp)
	{
		const char *kind = NULL;

		switch (mnl_attr_get_type(a)) {
		case IFLA_XDP_SKB_PROG_ID: kind = "generic"; break;
		case IFLA_XDP_DRV_PROG_ID: kind = "native"; break;
		case IFLA_XDP_HW_PROG_ID: kind = "offload"; break;
		default: break;
		}
		if (kind && attr_u32(a) && !add_gate(r, ifindex, GATE_XDP, kind, attr_u32(a)))
			return -ENOMEM;
	}
	return 0;
}

static void read_queue_stats(const struct nlattr *stats, struct queue_row *q)
{
	struct gnet_stats_queue s = { 0 };
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, stats) if (mnl_attr_get_type(a) == TCA_STATS_QUEUE)
		attr_bytes(a, &s, sizeof(s));
	q->drops = s.drops;
	q->overlimits = s.overlimits;
	q->qlen = s.qlen;
}

static int read_queue(const struct nlmsghdr *h, void *ctx)
{
	const struct tcmsg *m = attr_head(h, sizeof(*m));
	struct room *r = ctx;
	const struct nlattr *a;
	struct queue_row *q;

	if (!m || h->nlmsg_type != RTM_NEWQDISC)
		return 0;
	q = ADD(r->queues, r->n_queues);
	if (!q)
		return -ENOMEM;
	q->ifindex = (uint32_t)m->tcm_ifindex;
	q->handle = m->tcm_handle;
	q->parent = m->tcm_parent;
	mnl_attr_for_each(a, h, sizeof(*m))
	{
		if (mnl_attr_get_type(a) == TCA_KIND)
			attr_text(a, q->kind, sizeof(q->kind));
		if (mnl_attr_get_type(a) == TCA_STATS2)
			read_queue_stats(a, q);
	}
	/* What an interface has by itself, and has harmed nobody. */
	if (!q->handle && !q->drops)
		r->n_queues--;
	return 0;
}

struct filters {
	struct room *room;
	enum gate where;
	uint32_t ifindex;
};

static void read_bpf(const struct nlattr *options, struct gate_row *g)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, options)
	{
		if (mnl_attr_get_type(a) == TCA_BPF_ID)
			g->prog_id = attr_u32(a);
		if (mnl_attr_get_type(a) == TCA_BPF_NAME)
			attr_text(a, g->name, sizeof(g->name));
	}
}

static int read_filter(const struct nlmsghdr *h, void *ctx)
{
	const struct tcmsg *m = attr_head(h, sizeof(*m));
	const struct filters *f = ctx;
	const struct nlattr *a;
	struct gate_row *g;

	/* Besides the filters the dump holds a row for each priority, with handle 0. */
	if (!m || h->nlmsg_type != RTM_NEWTFILTER || !m->tcm_handle)
		return 0;
	g = add_gate(f->room, f->ifindex, f->where, "", 0);
	if (!g)
		return -ENOMEM;
	g->handle = m->tcm_handle;
	g->pref = TC_H_MAJ(m->tcm_info) >> 16;
	mnl_attr_for_each(a, h, sizeof(*m)) if (mnl_attr_get_type(a) == TCA_KIND)
		attr_text(a, g->kind, sizeof(g->kind));
	mnl_attr_for_each(a, h, sizeof(*m)) if (mnl_attr_get_type(a) == TCA_OPTIONS &&
						!strcmp(g->kind, "bpf")) read_bpf(a, g);
	return 0;
}

static int read_filters(struct nl *nl, struct room *r, const struct queue_row *q)
{
	static const struct {
		const char *kind; /* NULL: any other */
		enum gate where;
		uint32_t parent; /* 0: the queue itself */
	} places[] = {
		{ "ingress", GATE_TC_IN, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS) },
		{ "clsact", GATE_TC_IN, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS) },
		{ "clsact", GATE_TC_OUT, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS) },
	};
	struct filters f = { r, GATE_QUEUE, q->ifindex };
	char buf[MSG_MAX];
	bool known = false;
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(places) && !err; i++) {
		if (strcmp(q->kind, places[i].kind))
			continue;
		known = true;
		f.where = places[i].where;
		err = nl_dump(nl, msg_filter_dump(buf, q->ifindex, places[i].parent), read_filter,
			      &f, NULL);
	}
	if (!known && q->handle)
		err = nl_dump(nl, msg_filter_dump(buf, q->ifindex, q->handle), read_filter, &f,
			      NULL);
	/* A queue without classes takes no filters; one that has just gone has none. */
	return err == -ENOMEM ? err : 0;
}

static int list_tcx(struct room *r)
{
	uint32_t ids[TC_LIST_MAX];

	for (size_t i = 0; i < r->n_links; i++)
		for (int out = 0; out < 2; out++) {
			size_t n = tc_list(r->links[i].ifindex, out, ids);

			for (size_t k = 0; k < n; k++)
				if (!add_gate(r, r->links[i].ifindex,
					      out ? GATE_TC_OUT : GATE_TC_IN, "tcx", ids[k]))
					return -ENOMEM;
		}
	return 0;
}

static void name_gates(struct room *r)
{
	for (size_t i = 0; i < r->n_gates; i++) {
		struct gate_row *g = &r->gates[i];

		if (!g->prog_id)
			continue;
		tc_prog_name(g->prog_id, g->name, sizeof(g->name));
		g->ours = g->where != GATE_XDP && tc_prog_ours(g->name);
	}
}

static void read_hook(const struct nlattr *hook, struct chain_row *c)
{
	const struct nlattr *a, *dev;

	mnl_attr_for_each_nested(a, hook)
	{
		switch (mnl_attr_get_type(a)) {
		case NFTA_HOOK_HOOKNUM: c->hook = (uint8_t)ntohl(attr_u32(a)); break;
		case NFTA_HOOK_PRIORITY: c->priority = (int32_t)ntohl(attr_u32(a)); break;
		case NFTA_HOOK_DEV: attr_text(a, c->device, sizeof(c->device)); break;
		case NFTA_HOOK_DEVS:
			mnl_attr_for_each_nested(dev, a) if (!c->device[0])
				attr_text(dev, c->device, sizeof(c->device));
			break;
		default: break;
		}
	}
}

static void read_chain_attr(const struct nlattr *a, struct chain_row *c)
{
	switch (mnl_attr_get_type(a)) {
	case NFTA_CHAIN_TABLE: attr_text(a, c->table, sizeof(c->table)); break;
	case NFTA_CHAIN_NAME: attr_text(a, c->name, sizeof(c->name)); break;
	case NFTA_CHAIN_TYPE: attr_text(a, c->type, sizeof(c->type)); break;
	case NFTA_CHAIN_POLICY: c->drops = ntohl(attr_u32(a)) == NF_DROP; break;
	case NFTA_CHAIN_USE: c->uses = ntohl(attr_u32(a)); break;
	case NFTA_CHAIN_HOOK: read_hook(a, c); break;
	default: break;
	}
}

static int read_chain(const struct nlmsghdr *h, void *ctx)
{
	const struct nfgenmsg *m = attr_head(h, sizeof(*m));
	struct room *r = ctx;
	const struct nlattr *a;
	struct chain_row *c;
	bool hooked = false;

	if (!m || h->nlmsg_type != (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWCHAIN))
		return 0;
	mnl_attr_for_each(a, h, sizeof(*m)) hooked |= mnl_attr_get_type(a) == NFTA_CHAIN_HOOK;
	if (!hooked)
		return 0;
	c = ADD(r->chains, r->n_chains);
	if (!c)
		return -ENOMEM;
	c->family = m->nfgen_family;
	mnl_attr_for_each(a, h, sizeof(*m)) read_chain_attr(a, c);
	return 0;
}

static int read_xtables(struct room *r, uint8_t family, const char *file)
{
	char buf[512], *rest = buf, *name;

	netfile_read(file, buf, sizeof(buf));
	while ((name = strsep(&rest, "\n"))) {
		struct xtable_row *x;

		if (!*name)
			continue;
		x = ADD(r->xtables, r->n_xtables);
		if (!x)
			return -ENOMEM;
		x->family = family;
		snprintf(x->name, sizeof(x->name), "%s", name);
	}
	return 0;
}

/* Where there is no nf_tables there is no chain. */
static int read_netfilter(struct room *r)
{
	_cleanup_nl_ struct nl nl = NL_INIT;
	char buf[MSG_MAX];
	int err = nl_open_firewall(&nl, NULL);

	if (!err)
		err = nl_dump(&nl, msg_chain_dump(buf), read_chain, r, NULL);
	if (err == -ENOMEM)
		return err;
	err = read_xtables(r, NFPROTO_IPV4, "ip_tables_names");
	err = err ?: read_xtables(r, NFPROTO_IPV6, "ip6_tables_names");
	return err ?: read_xtables(r, NFPROTO_ARP, "arp_tables_names");
}

int tables_gates(struct room *r, const struct netns *n, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	_cleanup_nl_ struct nl nl = NL_INIT;
	char buf[MSG_MAX];
	int err = netns_enter(n, &token, e);

	err = err ?: nl_open_here(&nl, e);
	if (err)
		return err;
	err = nl_dump(&nl, msg_qdisc_dump(buf), read_queue, r, NULL);
	/* A kernel without traffic control has no queues to tell of. */
	err = err == -ENOMEM ? err : 0;
	for (size_t i = 0; i < r->n_queues && !err; i++)
		err = read_filters(&nl, r, &r->queues[i]);
	err = err ?: list_tcx(r);
	name_gates(r);
	err = err ?: read_netfilter(r);
	return err ? err_sys(e, -err, "cannot see what is attached in %s", n->name) : 0;
}
