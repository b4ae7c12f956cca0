// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * way.c - ways a packet could have taken instead
 */
#include "way.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

/* So many namespaces are tried, and each once: routes may go round, over several legs each. */
#define TRIED_MAX 64

struct tried {
	const struct room *rooms[TRIED_MAX];
	size_t n;
};

static bool try_first(struct tried *t, const struct room *room)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->rooms[i] == room)
			return false;
	if (t->n == TRIED_MAX)
		return false;
	t->rooms[t->n++] = room;
	return true;
}

static bool covers(const uint8_t *net, uint8_t len, const uint8_t *addr)
{
	uint8_t rest = len % 8 ? (uint8_t)(0xff00u >> (len % 8)) : 0;

	return !memcmp(net, addr, len / 8) && (!rest || !((net[len / 8] ^ addr[len / 8]) & rest));
}

bool route_covers(const struct route_row *r, uint8_t family, const uint8_t *addr)
{
	return r->family == family && covers(r->dst, r->len, addr);
}

const struct route_row *route_for(const struct room *r, uint8_t family, const uint8_t *dst,
				  uint32_t table)
{
	const struct route_row *best = NULL;

	for (size_t i = 0; i < r->n_routes; i++) {
		const struct route_row *w = &r->routes[i];

		if (w->table != table || !route_covers(w, family, dst))
			continue;
		if (!best || w->len > best->len ||
		    (w->len == best->len && w->metric < best->metric))
			best = w;
	}
	return best;
}

static bool reaches(const struct snapshot *s, const struct room *room, uint8_t family,
		    const uint8_t *dst, struct tried *tried);

static bool leads(const struct snapshot *s, const struct room *room, const struct link_row *out,
		  uint8_t family, const uint8_t *gateway, const uint8_t *dst, struct tried *tried)
{
	_cleanup_wire_ struct wire w = { 0 };
	int at;

	wire_walk(s, room, out, true, &w);
	at = wire_owner(&w, family, gateway ? gateway : dst);
	if (at < 0 || w.ends[at].room == room)
		return false;
	return !gateway || reaches(s, w.ends[at].room, family, dst, tried);
}

static bool hop_leads(const struct snapshot *s, const struct room *room, const struct hop_row *h,
		      uint8_t family, const uint8_t *dst, struct tried *tried)
{
	const struct link_row *out = room_link(room, h->oif);

	return out && (!h->family || h->family == family) &&
	       leads(s, room, out, family, h->family ? h->gateway : NULL, dst, tried);
}

static bool reaches(const struct snapshot *s, const struct room *room, uint8_t family,
		    const uint8_t *dst, struct tried *tried)
{
	const struct route_row *r;

	if (room_addr(room, family, dst))
		return true;
	r = try_first(tried, room) ? route_for(room, family, dst, RT_TABLE_MAIN) : NULL;
	for (uint32_t i = 0; r && i < r->n_hops; i++)
		if (hop_leads(s, room, &room->hops[r->hop + i], family, dst, tried))
			return true;
	return false;
}

bool way_reaches(const struct snapshot *s, const struct room *room, uint8_t family,
		 const uint8_t *dst)
{
	struct tried tried = { .n = 0 };

	return reaches(s, room, family, dst, &tried);
}

bool way_leads(const struct snapshot *s, const struct room *room, const struct link_row *out,
	       uint8_t family, const uint8_t *gateway, const uint8_t *dst)
{
	struct tried tried = { .n = 0 };

	return leads(s, room, out, family, gateway, dst, &tried);
}

static bool is_link_local(const struct addr_row *a)
{
	return a->family == AF_INET6 && a->addr[0] == 0xfe && (a->addr[1] & 0xc0) == 0x80;
}

const struct addr_row *addr_on(const struct room *r, const struct link_row *l, uint8_t family)
{
	for (size_t i = 0; i < r->n_addrs; i++)
		if (r->addrs[i].family == family && r->addrs[i].ifindex == l->ifindex &&
		    !is_link_local(&r->addrs[i]))
			return &r->addrs[i];
	return NULL;
}

/* The address by which one interface's room may call an end: in a network they share. */
static const struct addr_row *callable(const struct room *room, const struct link_row *out,
				       const struct end *e, uint8_t family)
{
	for (size_t i = 0; i < e->room->n_addrs; i++) {
		const struct addr_row *via = &e->room->addrs[i];

		if (via->ifindex == e->link->ifindex && via->family == family &&
		    room_covering(room, out, family, via->addr))
			return via;
	}
	return NULL;
}

static bool router_on(const struct snapshot *s, const struct room *room, const struct link_row *out,
		      uint8_t family, const uint8_t *dst, struct router *ret)
{
	_cleanup_wire_ struct wire w = { 0 };

	wire_walk(s, room, out, true, &w);
	for (size_t i = 1; i < w.n; i++) {
		const struct end *e = &w.ends[i];
		const struct addr_row *via =
			e->link->master || e->room == room ? NULL : callable(room, out, e, family);

		if (!via || !way_reaches(s, e->room, family, dst))
			continue;
		*ret = (struct router){ out, e->room, via };
		return true;
	}
	return false;
}

bool way_router(const struct snapshot *s, const struct room *room, uint8_t family,
		const uint8_t *dst, struct router *ret)
{
	for (size_t i = 0; i < room->n_links; i++) {
		const struct link_row *out = &room->links[i];

		if (!(out->flags & IFF_LOOPBACK) && !out->master &&
		    router_on(s, room, out, family, dst, ret))
			return true;
	}
	return false;
}

bool room_has_nat(const struct room *r)
{
	for (size_t i = 0; i < r->n_chains; i++)
		if (!strcmp(r->chains[i].type, "nat"))
			return true;
	for (size_t i = 0; i < r->n_xtables; i++)
		if (!strcmp(r->xtables[i].name, "nat"))
			return true;
	return false;
}

int way_refused(const struct hop *h)
{
	return h->route && !(h->in && room_has_nat(h->room)) ? h->route->error : 0;
}

bool way_not_found(const struct scene *s)
{
	const struct hop *h = &s->gap.hop;

	return way_refused(h) == ENETUNREACH || scene_drop_in(s, h->room, "IP_INNOROUTES", NULL) ||
	       scene_drop_in(s, h->room, "IP_OUTNOROUTES", NULL);
}

const struct route_row *way_taken(const struct scene *s, const struct hop *h)
{
	if (!h->route || h->route->error)
		return NULL;
	return route_for(h->room, s->q->family, h->dst, h->route->route.table);
}

struct hop_row router_hop(const struct router *r)
{
	struct hop_row h = { .oif = r->out->ifindex, .family = r->via->family };

	memcpy(h.gateway, r->via->addr, sizeof(h.gateway));
	return h;
}
