// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables_addr.c - rows that say who is where: addresses, neighbours, a bridge's FDB
 */
#include "tables_row.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../kernel/attr.h"

/* IFA_ADDRESS is the other end's where there is an IFA_LOCAL that differs (point to point). */
static void place_addr(struct addr_row *row, const struct nlattr *local, const struct nlattr *addr)
{
	size_t len = addr_len(row->family);

	if (local)
		attr_bytes(local, row->addr, len);
	if (!addr)
		return;
	attr_bytes(addr, local ? row->peer : row->addr, len);
	row->has_peer = local && memcmp(row->peer, row->addr, len) != 0;
}

int read_addr(const struct nlmsghdr *h, void *ctx)
{
	const struct ifaddrmsg *m = attr_head(h, sizeof(*m));
	const struct nlattr *a, *local = NULL, *addr = NULL;
	struct reading *r = ctx;
	struct addr_row *row;

	if (!m || h->nlmsg_type != RTM_NEWADDR || !addr_len(m->ifa_family))
		return 0;
	row = ADD(r->room->addrs, r->room->n_addrs);
	if (!row)
		return -ENOMEM;
	row->ifindex = m->ifa_index;
	row->family = m->ifa_family;
	row->len = m->ifa_prefixlen;
	row->scope = m->ifa_scope;
	row->flags = m->ifa_flags;
	mnl_attr_for_each(a, h, sizeof(*m))
	{
		switch (mnl_attr_get_type(a)) {
		case IFA_LOCAL: local = a; break;
		case IFA_ADDRESS: addr = a; break;
		case IFA_FLAGS: row->flags = attr_u32(a); break;
		case IFA_BROADCAST:
			row->has_broadcast = row->family == AF_INET;
			attr_bytes(a, row->broadcast, sizeof(row->broadcast));
			break;
		default: break;
		}
	}
	place_addr(row, local, addr);
	return 0;
}

static void fill_neigh(const struct nlmsghdr *h, const struct ndmsg *m, struct neigh_row *row)
{
	const struct nlattr *a;

	row->ifindex = (uint32_t)m->ndm_ifindex;
	row->family = m->ndm_family;
	row->state = m->ndm_state;
	row->flags = m->ndm_flags;
	mnl_attr_for_each(a, h, sizeof(*m))
	{
		if (mnl_attr_get_type(a) == NDA_DST)
			attr_bytes(a, row->addr, addr_len(row->family));
		if (mnl_attr_get_type(a) == NDA_LLADDR &&
		    mnl_attr_get_payload_len(a) == sizeof(row->lladdr)) {
			attr_bytes(a, row->lladdr, sizeof(row->lladdr));
			row->has_lladdr = true;
		}
	}
}

int read_neigh(const struct nlmsghdr *h, void *ctx)
{
	const struct ndmsg *m = attr_head(h, sizeof(*m));
	struct reading *r = ctx;
	struct neigh_row *row;

	if (!m || h->nlmsg_type != RTM_NEWNEIGH || !addr_len(m->ndm_family))
		return 0;
	row = ADD(r->room->neighs, r->room->n_neighs);
	if (row)
		fill_neigh(h, m, row);
	return row ? 0 : -ENOMEM;
}

int read_proxy(const struct nlmsghdr *h, void *ctx)
{
	const struct ndmsg *m = attr_head(h, sizeof(*m));
	struct reading *r = ctx;
	struct neigh_row *row;

	/* A kernel that does not know the question answers with the neighbours. */
	if (!m || h->nlmsg_type != RTM_NEWNEIGH || !addr_len(m->ndm_family) ||
	    !(m->ndm_flags & NTF_PROXY))
		return 0;
	row = ADD(r->room->proxies, r->room->n_proxies);
	if (row)
		fill_neigh(h, m, row);
	return row ? 0 : -ENOMEM;
}

int read_fdb(const struct nlmsghdr *h, void *ctx)
{
	const struct ndmsg *m = attr_head(h, sizeof(*m));
	struct reading *r = ctx;
	const struct nlattr *a;
	struct fdb_row *row;

	if (!m || h->nlmsg_type != RTM_NEWNEIGH || m->ndm_family != AF_BRIDGE)
		return 0;
	row = ADD(r->room->fdb, r->room->n_fdb);
	if (!row)
		return -ENOMEM;
	row->ifindex = (uint32_t)m->ndm_ifindex;
	row->state = m->ndm_state;
	row->flags = m->ndm_flags;
	mnl_attr_for_each(a, h, sizeof(*m))
	{
		switch (mnl_attr_get_type(a)) {
		case NDA_LLADDR: attr_bytes(a, row->mac, sizeof(row->mac)); break;
		case NDA_MASTER: row->master = attr_u32(a); break;
		case NDA_VLAN: attr_bytes(a, &row->vlan, sizeof(row->vlan)); break;
		default: break;
		}
	}
	return 0;
}
