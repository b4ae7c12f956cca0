// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wire.c - a walk over pipes and bridges
 */
#include "wire.h"

#include <string.h>

static bool wire_has(const struct wire *w, const struct room *room, const struct link_row *link)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->ends[i].room == room && w->ends[i].link == link)
			return true;
	return false;
}

static void wire_add(struct wire *w, const struct room *room, const struct link_row *link, int via)
{
	struct end *more;

	if (wire_has(w, room, link))
		return;
	more = grow(w->ends, w->n, sizeof(*more));
	if (!more) {
		w->blind = true;
		return;
	}
	w->ends = more;
	w->ends[w->n++] = (struct end){ .room = room, .link = link, .via = via };
}

static void wire_add_peer(struct wire *w, const struct snapshot *s, const struct link_row *l,
			  int via)
{
	const struct room *room = l->peer_cookie ? snapshot_room(s, l->peer_cookie) : NULL;
	const struct link_row *peer = room ? room_link(room, l->peer_ifindex) : NULL;

	if (peer)
		wire_add(w, room, peer, via);
	else
		w->blind = true;
}

static void wire_add_ports(struct wire *w, const struct room *r, uint32_t bridge, int via)
{
	for (size_t i = 0; i < r->n_links; i++)
		if (r->links[i].master == bridge)
			wire_add(w, r, &r->links[i], via);
}

bool link_sits_on(const struct room *r, const struct link_row *child, const struct room *base_room,
		  const struct link_row *base)
{
	uint64_t room = child->base_cookie ? child->base_cookie : r->cookie;
	uint32_t ifindex = child->base_ifindex ? child->base_ifindex : child->lower;

	return !strcmp(child->kind, "macvlan") && room == base_room->cookie &&
	       ifindex == base->ifindex;
}

static void wire_add_base(struct wire *w, const struct snapshot *s, struct end e, int via)
{
	const struct room *room =
		e.link->base_cookie ? snapshot_room(s, e.link->base_cookie) : e.room;
	uint32_t ifindex = e.link->base_ifindex ? e.link->base_ifindex : e.link->lower;
	const struct link_row *base = room ? room_link(room, ifindex) : NULL;
	size_t n = w->n;

	if (base)
		wire_add(w, room, base, via);
	else
		w->blind = true;
	if (w->n > n)
		w->ends[n].passing = true;
}

/* What comes in from outside, or from one child, goes to the children; its own frames do not. */
static void wire_add_children(struct wire *w, const struct snapshot *s, struct end e, int via)
{
	for (size_t r = 0; e.via >= 0 && r < s->n_rooms; r++)
		for (size_t l = 0; l < s->rooms[r].n_links; l++)
			if (link_sits_on(&s->rooms[r], &s->rooms[r].links[l], e.room, e.link))
				wire_add(w, &s->rooms[r], &s->rooms[r].links[l], via);
}

static void wire_step(struct wire *w, const struct snapshot *s, int at)
{
	struct end e = w->ends[at];

	if (e.link->master) {
		const struct link_row *master = room_link(e.room, e.link->master);

		if (master)
			wire_add(w, e.room, master, at);
		else
			w->blind = true;
	}
	wire_add_children(w, s, e, at);
	if (!strcmp(e.link->kind, "macvlan") && e.via < 0)
		wire_add_base(w, s, e, at);
	else if (!strcmp(e.link->kind, "macvlan"))
		return;
	else if (!strcmp(e.link->kind, "bridge"))
		wire_add_ports(w, e.room, e.link->ifindex, at);
	else if (!strcmp(e.link->kind, "veth"))
		wire_add_peer(w, s, e.link, at);
	else
		w->blind = true;
}

void wire_walk(const struct snapshot *s, const struct room *room, const struct link_row *link,
	       bool up_only, struct wire *ret)
{
	*ret = (struct wire){ 0 };
	wire_add(ret, room, link, -1);
	for (size_t i = 0; i < ret->n; i++)
		if (!up_only || link_is_up(ret->ends[i].link))
			wire_step(ret, s, (int)i);
}

bool end_is_blind(const struct end *e)
{
	return strcmp(e->link->kind, "macvlan") && !link_is_bridge(e->link) &&
	       !(e->link->flags & IFF_LOOPBACK) &&
	       (strcmp(e->link->kind, "veth") || !e->link->peer_cookie);
}

void wire_done(struct wire *w)
{
	free(w->ends);
	w->ends = NULL;
	w->n = 0;
}

int wire_owner(const struct wire *w, uint8_t family, const uint8_t *addr)
{
	int room_end = -1;

	for (size_t i = 0; i < w->n; i++) {
		const struct end *e = &w->ends[i];
		const struct addr_row *a = room_addr(e->room, family, addr);

		if (!a || e->passing)
			continue;
		if (a->ifindex == e->link->ifindex)
			return (int)i;
		if (room_end < 0 && !e->link->master)
			room_end = (int)i;
	}
	return room_end;
}

const struct room *wire_owner_room(const struct snapshot *s, const struct room *room,
				   const struct link_row *l, uint8_t family, const uint8_t *addr)
{
	_cleanup_wire_ struct wire w = { 0 };
	int at;

	wire_walk(s, room, l, false, &w);
	at = wire_owner(&w, family, addr);
	return at < 0 ? NULL : w.ends[at].room;
}

bool wire_leads(const struct snapshot *s, const struct room *room, const struct link_row *l,
		uint8_t family, const uint8_t *addr)
{
	const struct room *owner = wire_owner_room(s, room, l, family, addr);

	return owner && owner != room;
}

const struct addr_row *room_covering(const struct room *r, const struct link_row *l, uint8_t family,
				     const uint8_t *addr)
{
	for (size_t i = 0; i < r->n_addrs; i++)
		if (r->addrs[i].ifindex == l->ifindex &&
		    addr_row_covers(&r->addrs[i], family, addr))
			return &r->addrs[i];
	return NULL;
}

const struct link_row *room_only_link(const struct room *r)
{
	const struct link_row *only = NULL;

	for (size_t i = 0; i < r->n_links; i++) {
		if (r->links[i].flags & IFF_LOOPBACK)
			continue;
		if (only)
			return NULL;
		only = &r->links[i];
	}
	return only;
}
