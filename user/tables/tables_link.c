// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables_link.c - rows of interfaces: what they are, whose port, on what they sit
 */
#include "tables_row.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../kernel/attr.h"

static bool is_kind(const struct nlattr *kind, const char *wanted)
{
	char name[16] = "";

	if (kind)
		attr_text(kind, name, sizeof(name));
	return !strcmp(name, wanted);
}

static void read_macvlan(const struct nlattr *data, struct link_row *l)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, data) if (mnl_attr_get_type(a) == IFLA_MACVLAN_MODE)
		l->macvlan_mode = attr_u32(a);
}

/* The kinds come before the data they explain, but that is nobody's promise. */
static void read_info(const struct nlattr *info, struct link_row *l)
{
	const struct nlattr *a, *at[IFLA_INFO_MAX + 1] = { NULL };

	mnl_attr_for_each_nested(a, info) if (mnl_attr_get_type(a) <= IFLA_INFO_MAX)
		at[mnl_attr_get_type(a)] = a;
	if (at[IFLA_INFO_KIND])
		attr_text(at[IFLA_INFO_KIND], l->kind, sizeof(l->kind));
	if (at[IFLA_INFO_DATA] && is_kind(at[IFLA_INFO_KIND], "bridge"))
		read_bridge(at[IFLA_INFO_DATA], &l->bridge);
	if (at[IFLA_INFO_DATA] && is_kind(at[IFLA_INFO_KIND], "macvlan"))
		read_macvlan(at[IFLA_INFO_DATA], l);
	if (at[IFLA_INFO_SLAVE_DATA] && is_kind(at[IFLA_INFO_SLAVE_KIND], "bridge"))
		read_port(at[IFLA_INFO_SLAVE_DATA], &l->port);
}

static void read_link_attr(const struct nlattr *a, struct link_row *l, struct peer_hint *hint)
{
	switch (mnl_attr_get_type(a)) {
	case IFLA_IFNAME: attr_text(a, l->name, sizeof(l->name)); break;
	case IFLA_ADDRESS: attr_bytes(a, l->mac, sizeof(l->mac)); break;
	case IFLA_MTU: l->mtu = attr_u32(a); break;
	case IFLA_OPERSTATE: l->operstate = attr_u8(a); break;
	case IFLA_PROMISCUITY: l->promiscuity = attr_u32(a); break;
	case IFLA_IFALIAS: attr_text(a, l->alias, sizeof(l->alias)); break;
	case IFLA_MASTER: l->master = attr_u32(a); break;
	case IFLA_LINK: hint->ifindex = attr_u32(a); break;
	case IFLA_LINK_NETNSID: hint->nsid = (int32_t)attr_u32(a); break;
	case IFLA_LINKINFO: read_info(a, l); break;
	case IFLA_STATS64: read_link_counts(a, &l->counts); break;
	default: break;
	}
}

int read_link(const struct nlmsghdr *h, void *ctx)
{
	const struct ifinfomsg *i = attr_head(h, sizeof(*i));
	struct reading *r = ctx;
	struct peer_hint hint = { .nsid = PEER_SAME_ROOM };
	const struct nlattr *a;
	struct link_row *l;

	if (!i || h->nlmsg_type != RTM_NEWLINK)
		return 0;
	l = ADD(r->room->links, r->room->n_links);
	if (!l)
		return -ENOMEM;
	l->ifindex = (uint32_t)i->ifi_index;
	l->type = i->ifi_type;
	l->flags = i->ifi_flags;
	l->carrier = i->ifi_flags & IFF_LOWER_UP;
	mnl_attr_for_each(a, h, sizeof(*i))
	{
		read_link_attr(a, l, &hint);
		if (mnl_attr_get_type(a) == IFLA_AF_SPEC && r->room->settings &&
		    read_settings(a, r->room->settings, l->ifindex))
			return -ENOMEM;
		if (mnl_attr_get_type(a) == IFLA_XDP && r->what & TABLES_GATES &&
		    read_xdp(a, r->room, l->ifindex))
			return -ENOMEM;
	}
	if (hint.nsid == PEER_SAME_ROOM && strcmp(l->kind, "veth") != 0 &&
	    hint.ifindex != l->ifindex)
		l->lower = hint.ifindex;
	return peers_hint(r->peers, hint);
}
