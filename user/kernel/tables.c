// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables.c - the kernel's tables read back: links, addresses, neighbours, one route
 */
#include "tables.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "attr.h"
#include "peers.h"

static size_t addr_len(uint8_t family)
{
	return family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
}

/* A row more in a vector of the room; NULL: no memory. */
#define ADD(items, n)                                                                              \
	({                                                                                         \
		__typeof__(items) more_ = grow(items, n, sizeof(*more_));                          \
		if (more_) {                                                                       \
			(items) = more_;                                                           \
			memset(&more_[n], 0, sizeof(*more_));                                      \
			more_ += (n)++;                                                            \
		}                                                                                  \
		more_;                                                                             \
	})

struct reading {
	struct room *room;
	struct peers *peers;
};

static void read_kind(const struct nlattr *info, struct link_row *l)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, info) if (mnl_attr_get_type(a) == IFLA_INFO_KIND)
		attr_text(a, l->kind, sizeof(l->kind));
}

static int read_link(const struct nlmsghdr *h, void *ctx)
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
	l->flags = i->ifi_flags;
	l->carrier = i->ifi_flags & IFF_LOWER_UP;
	mnl_attr_for_each(a, h, sizeof(*i))
	{
		switch (mnl_attr_get_type(a)) {
		case IFLA_IFNAME: attr_text(a, l->name, sizeof(l->name)); break;
		case IFLA_ADDRESS: attr_bytes(a, l->mac, sizeof(l->mac)); break;
		case IFLA_MTU: l->mtu = attr_u32(a); break;
		case IFLA_MASTER: l->master = attr_u32(a); break;
		case IFLA_LINK: hint.ifindex = attr_u32(a); break;
		case IFLA_LINK_NETNSID: hint.nsid = (int32_t)attr_u32(a); break;
		case IFLA_LINKINFO: read_kind(a, l); break;
		default: break;
		}
	}
	return peers_hint(r->peers, hint);
}

static int read_addr(const struct nlmsghdr *h, void *ctx)
{
	const struct ifaddrmsg *m = attr_head(h, sizeof(*m));
	struct reading *r = ctx;
	const struct nlattr *a;
	struct addr_row *row;
	bool local = false;

	if (!m || h->nlmsg_type != RTM_NEWADDR || !addr_len(m->ifa_family))
		return 0;
	row = ADD(r->room->addrs, r->room->n_addrs);
	if (!row)
		return -ENOMEM;
	row->ifindex = m->ifa_index;
	row->family = m->ifa_family;
	row->len = m->ifa_prefixlen;
	/* IFA_ADDRESS is the other end's where there is an IFA_LOCAL that differs (point to point).
	 */
	mnl_attr_for_each(a, h, sizeof(*m))
	{
		if (mnl_attr_get_type(a) == IFA_LOCAL)
			local = true;
		else if (mnl_attr_get_type(a) != IFA_ADDRESS || local)
			continue;
		attr_bytes(a, row->addr, addr_len(row->family));
	}
	return 0;
}

static int read_neigh(const struct nlmsghdr *h, void *ctx)
{
	const struct ndmsg *m = attr_head(h, sizeof(*m));
	struct reading *r = ctx;
	const struct nlattr *a;
	struct neigh_row *row;

	if (!m || h->nlmsg_type != RTM_NEWNEIGH || !addr_len(m->ndm_family))
		return 0;
	row = ADD(r->room->neighs, r->room->n_neighs);
	if (!row)
		return -ENOMEM;
	row->ifindex = (uint32_t)m->ndm_ifindex;
	row->family = m->ndm_family;
	row->state = m->ndm_state;
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
	return 0;
}

static int read_room(struct nl *nl, struct reading *r, struct err *e)
{
	static const struct {
		uint16_t type;
		nl_row *row;
	} tables[] = {
		{ RTM_GETLINK, read_link },
		{ RTM_GETADDR, read_addr },
		{ RTM_GETNEIGH, read_neigh },
	};

	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		char buf[MSG_MAX];
		struct err why = { 0 };
		int err = nl_dump(nl, msg_dump(buf, tables[i].type), tables[i].row, r, &why);

		if (err)
			return err_set(e, -err, "cannot read the tables of %s: %s", r->room->name,
				       why.code ? why.text : strerror(-err));
	}
	return 0;
}

static void name_room(struct room *r, const struct netns *n, const char *lab)
{
	snprintf(r->name, sizeof(r->name), "%s", n->name);
	snprintf(r->lab, sizeof(r->lab), "%s", lab);
	r->cookie = n->cookie;
	r->inum = n->inum;
}

static struct snapshot *snapshot_new(size_t n_rooms)
{
	struct snapshot *s = calloc(1, sizeof(*s));
	struct room *rooms = calloc(n_rooms + 1, sizeof(*rooms));

	if (!s || !rooms) {
		free(s);
		free(rooms);
		return NULL;
	}
	s->rooms = rooms;
	s->n_rooms = n_rooms;
	return s;
}

static int read_rooms(const struct netns *rooms, const char *const *labs, struct peers *peers,
		      struct snapshot *s, struct err *e)
{
	int err = 0;

	for (size_t i = 0; i < s->n_rooms && !err; i++) {
		struct reading r = { &s->rooms[i], peers };
		_cleanup_nl_ struct nl nl = NL_INIT;

		name_room(r.room, &rooms[i], labs ? labs[i] : "");
		peers_room(peers, i);
		err = nl_open(&rooms[i], &nl, e);
		if (!err)
			err = read_room(&nl, &r, e);
	}
	return err;
}

int tables_read_by(struct hub *hub, const struct netns *rooms, const char *const *labs, size_t n,
		   struct snapshot **ret, struct err *e)
{
	_cleanup_snapshot_ struct snapshot *s = snapshot_new(n);
	_cleanup_peers_ struct peers *peers = peers_new(n);
	int err;

	if (!s || !peers)
		return err_sys(e, ENOMEM, "cannot read the tables");
	err = read_rooms(rooms, labs, peers, s, e);
	if (!err)
		err = peers_prove(peers, hub, rooms, s, e);
	if (!err && snapshot_index(s))
		err = err_sys(e, ENOMEM, "cannot read the tables");
	if (err)
		return err;
	*ret = TAKE_PTR(s);
	return 0;
}

int tables_read(const struct netns *rooms, const char *const *labs, size_t n, struct snapshot **ret,
		struct err *e)
{
	return tables_read_by(NULL, rooms, labs, n, ret, e);
}

static int read_route(const struct nlmsghdr *h, void *ctx)
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
	err = nl_ask(&nl, msg_route_get(buf, family, to), read_route, &r, &why);
	if (err == -EBADMSG || err == -ETIMEDOUT)
		return err_set(e, -err, "cannot ask %s for a route: %s", from->name,
			       why.code ? why.text : strerror(-err));
	r.error = -err;
	*ret = r;
	return 0;
}
