// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_route.c - faults of the sender's own address and route
 */
#include "causes.h"

#include <errno.h>
#include <string.h>

#include "say.h"

/* An address for @l beside the owner of TO that nobody has; false: cannot tell one. */
static bool free_address(const struct scene *s, const struct addr_row *net, uint8_t ret[16])
{
	uint8_t addr[16];

	if (net->family != AF_INET || net->len > 30 || net->len < 8)
		return false;
	memcpy(addr, net->addr, sizeof(addr));
	for (unsigned int last = 1; last < 255; last++) {
		addr[3] = (uint8_t)last;
		if (!addr_row_covers(net, AF_INET, addr) ||
		    (last | (0xffu << (32 - net->len) & 0xff)) == 0xff ||
		    snapshot_owner(s->q->snap, AF_INET, addr, NULL))
			continue;
		memcpy(ret, addr, sizeof(addr));
		return true;
	}
	return false;
}

/* fe80::/10 reaches no further than its own wire (RFC 4291, 2.5.6). */
static bool is_link_local(const struct addr_row *a)
{
	return a->family == AF_INET6 && a->addr[0] == 0xfe && (a->addr[1] & 0xc0) == 0x80;
}

static bool has_addr(const struct room *r, const struct link_row *l, uint8_t family)
{
	for (size_t i = 0; i < r->n_addrs; i++)
		if (r->addrs[i].family == family && r->addrs[i].ifindex == l->ifindex &&
		    !is_link_local(&r->addrs[i]))
			return true;
	return false;
}

static const struct link_row *bare_way_out(const struct scene *s)
{
	const struct room *r = s->q->from;
	const struct link_row *only = room_only_link(r);

	if (s->egress)
		return has_addr(r, s->egress, s->q->family) || s->q->route.has_source ||
				       s->seen.asked || s->seen.echoes
			       ? NULL
			       : s->egress;
	for (size_t i = 0; i < r->n_links; i++) {
		const struct link_row *l = &r->links[i];

		if (link_is_up(l) && !(l->flags & IFF_LOOPBACK) && !l->master &&
		    !has_addr(r, l, s->q->family) && (l == only || scene_leads_to_owner(s, l)))
			return l;
	}
	return NULL;
}

bool cause_no_address(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	const struct addr_row *net = s->owner ? room_addr(s->owner, q->family, q->to) : NULL;
	const struct link_row *l;
	uint8_t addr[16];

	if (q->route.local || (q->route.error && q->route.error != ENETUNREACH))
		return false;
	l = bare_way_out(s);
	if (!l)
		return false;
	v->confidence = scene_confidence(s, q->route.error);
	say(v, "%s's %s has no %s address, so %s cannot send to %s.", SHOW(q->from->name),
	    SHOW(l->name), q->family == AF_INET ? "IPv4" : "IPv6", SHOW(q->from->name), SHOW_TO(q));
	say_where(v, q->from, l);
	if (net && scene_leads_to_owner(s, l) && free_address(s, net, addr))
		say_fix(v, q->from, l, "addr add %s/%u dev %s", SHOW_IP(q->family, addr), net->len,
			l->name);
	return true;
}

struct way {
	const struct link_row *out; /* of FROM */
	const struct room *router;  /* on that wire */
	const struct addr_row *via; /* its address there */
	const struct addr_row *net; /* how it is connected to TO's network */
};

static const struct addr_row *connected_to(const struct room *r, const struct question *q)
{
	for (size_t i = 0; i < r->n_addrs; i++)
		if (addr_row_covers(&r->addrs[i], q->family, q->to))
			return &r->addrs[i];
	return NULL;
}

/* Is this end a namespace that FROM could send through? */
static bool way_via(const struct question *q, const struct link_row *out, const struct end *e,
		    struct way *ret)
{
	const struct addr_row *net = connected_to(e->room, q);

	if (e->room == q->from || e->link->master || !net || net->ifindex == e->link->ifindex)
		return false;
	for (size_t i = 0; i < e->room->n_addrs; i++) {
		const struct addr_row *via = &e->room->addrs[i];

		if (via->ifindex != e->link->ifindex || via->family != q->family)
			continue;
		for (size_t a = 0; a < q->from->n_addrs; a++) {
			if (q->from->addrs[a].ifindex != out->ifindex ||
			    !addr_row_covers(&q->from->addrs[a], q->family, via->addr))
				continue;
			*ret = (struct way){ out, e->room, via, net };
			return true;
		}
	}
	return false;
}

static bool find_way(const struct question *q, struct way *ret)
{
	for (size_t i = 0; i < q->from->n_links; i++) {
		_cleanup_wire_ struct wire w = { 0 };

		if (q->from->links[i].flags & IFF_LOOPBACK)
			continue;
		wire_walk(q->snap, q->from, &q->from->links[i], true, &w);
		for (size_t e = 1; e < w.n; e++)
			if (way_via(q, &q->from->links[i], &w.ends[e], ret))
				return true;
	}
	return false;
}

static void network_of(const struct addr_row *a, uint8_t ret[16])
{
	memset(ret, 0, 16);
	memcpy(ret, a->addr, a->len / 8);
	if (a->len % 8)
		ret[a->len / 8] = a->addr[a->len / 8] & (uint8_t)(0xff00u >> (a->len % 8));
}

bool cause_no_route(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	uint8_t net[16];
	struct way way;

	if (q->route.error != ENETUNREACH)
		return false;
	/* On one wire with TO and no route to it: that is a mask, not a missing route. */
	for (size_t i = 0; i < q->from->n_links; i++)
		if (scene_leads_to_owner(s, &q->from->links[i]) &&
		    !room_covering(q->from, &q->from->links[i], q->family, q->to))
			return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, q->from, NULL);
	if (!find_way(q, &way)) {
		say(v,
		    "%s has no route to %s: none of its networks holds it, and there is no default "
		    "route.",
		    SHOW(q->from->name), SHOW_TO(q));
		return true;
	}
	network_of(way.net, net);
	say(v, "%s has no route to %s, but %s at %s is connected to %s/%u.", SHOW(q->from->name),
	    SHOW_TO(q), SHOW(way.router->name), SHOW_IP(q->family, way.via->addr),
	    SHOW_IP(q->family, net), way.net->len);
	say_fix(v, q->from, way.out, "route add %s/%u via %s", SHOW_IP(q->family, net),
		way.net->len, SHOW_IP(q->family, way.via->addr));
	return true;
}
