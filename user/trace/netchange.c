// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netchange.c - changes found, carried, and done to a snapshot
 */
#include "netchange.h"

#include <errno.h>
#include <linux/if.h>
#include <string.h>

const char *event_action_word(enum event_action a)
{
#define ACTION_WORD(id, word) [EVENT_##id] = word,
	static const char *const words[] = { EVENT_ACTIONS(ACTION_WORD) };
#undef ACTION_WORD

	return words[a];
}

/* A type's bytes, copied: a record may lie anywhere. */
#define CARRIED(name)                                                                              \
	struct event_##name frame_##name(const struct frame *f)                                    \
	{                                                                                          \
		struct event_##name e = { 0 };                                                     \
                                                                                                   \
		if (f->data && f->caplen >= sizeof(e))                                             \
			memcpy(&e, f->data, sizeof(e));                                            \
		return e;                                                                          \
	}
CARRIED(link)
CARRIED(addr)
CARRIED(route)
CARRIED(netns)
#undef CARRIED

static bool is_family(uint8_t family)
{
	return family == AF_INET || family == AF_INET6;
}

static bool fits(uint8_t family, uint8_t len)
{
	return is_family(family) && len <= addr_octets(family) * 8;
}

static int check_route(const struct frame *f)
{
	struct event_route r = frame_route(f);

	if (f->caplen < sizeof(r) || r.action >= EVENT_ACTION_MAX || !fits(r.family, r.len))
		return -EPROTO;
	return !r.gateway_family || is_family(r.gateway_family) ? 0 : -EPROTO;
}

int change_check(const struct frame *f)
{
	struct event_addr a;

	switch (f->type) {
	case FRAME_LINK:
		return f->caplen >= sizeof(struct event_link) &&
				       frame_link(f).action < EVENT_ACTION_MAX
			       ? 0
			       : -EPROTO;
	case FRAME_ADDR:
		a = frame_addr(f);
		return f->caplen >= sizeof(a) && a.action < EVENT_ACTION_MAX &&
				       fits(a.family, a.len)
			       ? 0
			       : -EPROTO;
	case FRAME_ROUTE: return check_route(f);
	case FRAME_NETNS:
		return f->caplen >= sizeof(struct event_netns) &&
				       frame_netns(f).action < EVENT_ACTION_MAX
			       ? 0
			       : -EPROTO;
	case FRAME_PACKET:
	case FRAME_DROP:
	case FRAME_NEIGH:
	case FRAME_RULE:
	case FRAME_CONSUME:
	case FRAME_ICMP_SEND:
	case FRAME_FIB:
	case FRAME_FDB:
	case FRAME_RESYNC:
	case FRAME_TYPE_MAX: break;
	}
	return 0;
}

enum event_action change_action(const struct frame *f)
{
	switch (f->type) {
	case FRAME_LINK: return frame_link(f).action;
	case FRAME_ADDR: return frame_addr(f).action;
	case FRAME_ROUTE: return frame_route(f).action;
	case FRAME_NETNS: return frame_netns(f).action;
	case FRAME_PACKET:
	case FRAME_DROP:
	case FRAME_NEIGH:
	case FRAME_RULE:
	case FRAME_CONSUME:
	case FRAME_ICMP_SEND:
	case FRAME_FIB:
	case FRAME_FDB:
	case FRAME_RESYNC:
	case FRAME_TYPE_MAX: break;
	}
	return EVENT_CHANGED;
}

static uint16_t link_differs(const struct link_row *a, const struct link_row *b)
{
	uint16_t what = 0;

	what |= (a->flags ^ b->flags) & IFF_UP ? EVENT_LINK_UP : 0;
	/* What is down has no carrier; that needs no saying. */
	if (a->flags & b->flags & IFF_UP)
		what |= (a->flags ^ b->flags) & IFF_LOWER_UP ? EVENT_LINK_CARRIER : 0;
	what |= strcmp(a->name, b->name) ? EVENT_LINK_NAME : 0;
	what |= memcmp(a->mac, b->mac, sizeof(a->mac)) ? EVENT_LINK_MAC : 0;
	what |= a->mtu != b->mtu ? EVENT_LINK_MTU : 0;
	what |= a->master != b->master ? EVENT_LINK_MASTER : 0;
	return what;
}

static void put_name(char *to, const char *name, size_t size)
{
	memcpy(to, name, strnlen(name, size));
}

static struct event_link carry_link(const struct room *r, const struct link_row *l)
{
	const struct link_row *master = room_link(r, l->master);
	struct event_link e = {
		.flags = l->flags,
		.mtu = l->mtu,
		.master = l->master,
		.peer_ifindex = l->peer_ifindex,
		.peer_cookie = l->peer_cookie,
		.type = l->type,
		.operstate = l->operstate,
		.action = EVENT_CHANGED,
	};

	put_name(e.name, l->name, EVENT_NAME);
	put_name(e.kind, l->kind, EVENT_NAME);
	memcpy(e.mac, l->mac, sizeof(e.mac));
	if (master)
		put_name(e.master_name, master->name, EVENT_NAME);
	return e;
}

bool change_of_link(const struct room *r, const struct link_row *was, const struct link_row *now,
		    struct event_link *ret)
{
	uint16_t changed = was && now ? link_differs(was, now) : 0;

	if (was && now && !changed)
		return false;
	*ret = carry_link(r, now ? now : was);
	ret->changed = changed;
	ret->action = !was ? EVENT_NEW : !now ? EVENT_GONE : EVENT_CHANGED;
	if (changed & EVENT_LINK_NAME)
		put_name(ret->was, was->name, EVENT_NAME);
	return true;
}

struct event_link change_of_peer(const struct room *r, const struct link_row *l,
				 uint64_t peer_cookie, uint32_t peer_ifindex)
{
	struct event_link e = carry_link(r, l);

	e.changed = EVENT_LINK_PEER;
	e.peer_cookie = peer_cookie;
	e.peer_ifindex = peer_ifindex;
	return e;
}

bool change_is_quiet(const struct frame *f)
{
	struct event_link e;

	if (f->type != FRAME_LINK)
		return false;
	e = frame_link(f);
	return e.action == EVENT_CHANGED && e.changed == EVENT_LINK_PEER;
}

bool change_of_addr(const struct addr_row *was, const struct addr_row *now, struct event_addr *ret)
{
	const struct addr_row *a = now ? now : was;

	if (was && now && was->flags == now->flags && was->scope == now->scope)
		return false;
	*ret = (struct event_addr){
		.flags = a->flags,
		.family = a->family,
		.len = a->len,
		.scope = a->scope,
		.has_peer = a->has_peer,
		.action = !was	 ? EVENT_NEW
			  : !now ? EVENT_GONE
				 : EVENT_CHANGED,
	};
	memcpy(ret->addr, a->addr, sizeof(ret->addr));
	memcpy(ret->peer, a->peer, sizeof(ret->peer));
	return true;
}

struct event_route change_of_route(const struct room *r, const struct route_row *route,
				   const struct hop_row *hops, enum event_action action)
{
	const struct hop_row *hop = route->n_hops ? &hops[route->hop] : NULL;
	const struct link_row *dev = hop && hop->oif ? room_link(r, hop->oif) : NULL;
	struct event_route e = {
		.table = route->table,
		.metric = route->metric,
		.nhid = route->nhid,
		.hops = (uint16_t)(route->n_hops < UINT16_MAX ? route->n_hops : UINT16_MAX),
		.family = route->family,
		.len = route->len,
		.gateway_family = hop ? hop->family : 0,
		.has_prefsrc = route->has_prefsrc,
		.type = route->type,
		.protocol = route->protocol,
		.scope = route->scope,
		.action = (uint8_t)action,
	};

	memcpy(e.dst, route->dst, sizeof(e.dst));
	memcpy(e.prefsrc, route->prefsrc, sizeof(e.prefsrc));
	if (hop)
		memcpy(e.gateway, hop->gateway, sizeof(e.gateway));
	if (dev)
		put_name(e.dev, dev->name, EVENT_NAME);
	return e;
}

const struct addr_row *room_addr_row(const struct room *r, const struct addr_row *a)
{
	for (size_t i = 0; i < r->n_addrs; i++) {
		const struct addr_row *b = &r->addrs[i];

		if (b->ifindex == a->ifindex && b->family == a->family && b->len == a->len &&
		    !memcmp(b->addr, a->addr, addr_octets(a->family)))
			return b;
	}
	return NULL;
}
