// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_member.c - faults of how a switch is put together: who is a port of it, and where its
 * address is
 */
#include "causes.h"

#include <linux/if_link.h>
#include <string.h>

#include "way.h"

static size_t ports_of(const struct room *r, uint32_t bridge)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_links; i++)
		n += r->links[i].master == bridge;
	return n;
}

static const struct link_row *bridge_of(const struct room *r, const struct link_row *near)
{
	const struct link_row *best = NULL;

	if (near && near->master)
		return room_link(r, near->master);
	for (size_t i = 0; i < r->n_links; i++)
		if (link_is_bridge(&r->links[i]) &&
		    (!best || ports_of(r, r->links[i].ifindex) > ports_of(r, best->ifindex)))
			best = &r->links[i];
	return best;
}

/* All that hangs on the interface of whoever the packet is for. */
static bool far_wire(const struct scene *s, struct wire *ret)
{
	const struct hop *h = &s->gap.hop;
	const struct link_row *link = NULL;
	const struct room *r = snapshot_owner(s->q->snap, h->next_family, h->next, &link);

	if (!r || r == h->room || !link)
		return false;
	wire_walk(s->q->snap, r, link, false, ret);
	return true;
}

/* How well whoever a wire begins at fits among the others on it: with each of its own network
 * better, with each of another one worse. */
static int fit(const struct wire *w)
{
	const struct end *first = &w->ends[0];
	const struct addr_row *mine = addr_on(first->room, first->link, AF_INET);
	int n = 0;

	mine = mine ? mine : addr_on(first->room, first->link, AF_INET6);
	for (size_t i = 1; mine && i < w->n; i++) {
		const struct end *e = &w->ends[i];
		const struct addr_row *a = e->link->master || e->room == first->room
						   ? NULL
						   : addr_on(e->room, e->link, mine->family);

		if (a)
			n += addr_row_covers(mine, a->family, a->addr) ? 1 : -1;
	}
	return n;
}

/* Both are ports: is it @a that is in the wrong bridge, and not @b? Then it is among strangers
 * there, or, where that does not tell, alone. */
static bool is_stranger(const struct wire *here, const struct wire *there, const struct end *a,
			const struct end *b)
{
	int fit_here = fit(here), fit_there = fit(there);

	if (fit_here != fit_there)
		return fit_here < fit_there;
	return ports_of(a->room, a->link->master) < ports_of(b->room, b->link->master);
}

/* The end of a pipe that lies in a namespace with a bridge, and is in none, or in another than its
 * neighbour. */
static const struct end *stray(const struct wire *here, const struct wire *there,
			       const struct end **ret_mate)
{
	for (size_t i = 0; i < here->n; i++)
		for (size_t j = 0; j < there->n; j++) {
			const struct end *a = &here->ends[i], *b = &there->ends[j];

			if (a->room != b->room || a->link == b->link || link_is_bridge(a->link) ||
			    link_is_bridge(b->link) || a->link->master == b->link->master ||
			    !bridge_of(a->room, NULL))
				continue;
			*ret_mate = a->link->master ? a : b;
			if (!b->link->master)
				return b;
			if (!a->link->master)
				return a;
			if (is_stranger(here, there, a, b)) {
				*ret_mate = b;
				return a;
			}
			*ret_mate = a;
			return b;
		}
	return NULL;
}

static void say_stray(const struct scene *s, const struct end *e, const struct link_row *bridge,
		      struct verdict *v)
{
	const struct link_row *is = e->link->master ? room_link(e->room, e->link->master) : NULL;

	v->confidence = scene_confidence(s, true);
	say_where(v, e->room, e->link);
	if (is)
		say(v,
		    "%s is a port of %s, not of %s, so what comes in there does not get further.",
		    SHOW_AT(e->room, e->link), SHOW(is->name), SHOW(bridge->name));
	else
		say(v, "%s is not a port of %s, so what comes in there does not get further.",
		    SHOW_AT(e->room, e->link), SHOW(bridge->name));
	say_evidence(v, EVIDENCE_CONFIG, "%s has %s%s", SHOW_AT(e->room, e->link),
		     is ? "the master " : "no master", is ? SHOW(is->name) : "");
	say_fix(v, e->room, "ip link set %s master %s", e->link->name, bridge->name);
}

/* An end without an address, beside a bridge, is a port that was forgotten. */
static const struct end *forgotten(const struct scene *s, const struct wire *w)
{
	for (size_t i = 1; i < w->n; i++) {
		const struct end *e = &w->ends[i];

		if (!e->link->master && !link_is_bridge(e->link) && e->room != s->gap.hop.room &&
		    !addr_on(e->room, e->link, AF_INET) && !addr_on(e->room, e->link, AF_INET6) &&
		    bridge_of(e->room, NULL))
			return e;
	}
	return NULL;
}

bool cause_not_in_bridge(const struct scene *s, struct verdict *v)
{
	_cleanup_wire_ struct wire far = { 0 };
	const struct end *e = NULL, *mate = NULL;
	const struct link_row *bridge;

	if (!s->gap.hop.out)
		return false;
	if (far_wire(s, &far))
		e = stray(&s->gap.wire, &far, &mate);
	if (!e && s->gap.owner <= 0)
		e = forgotten(s, &s->gap.wire);
	if (!e)
		return false;
	bridge = bridge_of(e->room, mate && mate->link != e->link ? mate->link : NULL);
	if (!bridge || bridge->ifindex == e->link->master)
		return false;
	say_stray(s, e, bridge, v);
	return true;
}

static bool say_on_port(const struct scene *s, const struct room *r, const struct link_row *l,
			struct verdict *v)
{
	const struct addr_row *a = l && l->master ? addr_on(r, l, s->q->family) : NULL;
	const struct link_row *bridge = a ? room_link(r, l->master) : NULL;

	if (!bridge)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, r, l);
	say(v,
	    "%s's address %s is on %s, a port of %s: the bridge takes what comes in there, so the "
	    "address belongs on %s.",
	    SHOW(r->name), SHOW_IP(a->family, a->addr), SHOW(l->name), SHOW(bridge->name),
	    SHOW(bridge->name));
	say_evidence(v, EVIDENCE_CONFIG, "%s has %s/%u and the master %s", SHOW_AT(r, l),
		     SHOW_IP(a->family, a->addr), a->len, SHOW(bridge->name));
	say_addr_del(v, r, a->family, a->addr, a->len, l->name);
	say_addr_add(v, r, a->family, a->addr, a->len, bridge->name);
	return true;
}

bool cause_address_on_port(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct addr_row *a = s->owner ? room_addr(s->owner, s->q->family, s->q->to) : NULL;

	if (h->out && say_on_port(s, h->room, h->out, v))
		return true;
	return a && s->gap.leg == LEG_REQUEST &&
	       say_on_port(s, s->owner, room_link(s->owner, a->ifindex), v);
}

/* The parent talks to its children by a child of its own, which then has its address. */
static void say_sibling_fix(const struct scene *s, const struct room *r,
			    const struct link_row *base, struct verdict *v)
{
	const struct addr_row *a = addr_on(r, base, s->q->family);

	if (!a)
		return;
	say_fix(v, r, "ip link add macvlan9 link %s type macvlan mode bridge", base->name);
	say_addr_del(v, r, a->family, a->addr, a->len, base->name);
	say_addr_add(v, r, a->family, a->addr, a->len, "macvlan9");
	say_fix(v, r, "ip link set macvlan9 up");
}

/* Do two interfaces sit on the same one? */
static bool are_siblings(const struct snapshot *s, const struct room *a, const struct link_row *x,
			 const struct room *b, const struct link_row *y)
{
	const struct room *base = x->base_cookie ? snapshot_room(s, x->base_cookie) : a;
	const struct link_row *on =
		base ? room_link(base, x->base_ifindex ? x->base_ifindex : x->lower) : NULL;

	return on && x != y && link_sits_on(a, x, base, on) && link_sits_on(b, y, base, on);
}

static void say_bridge_mode(const struct room *r, const struct link_row *l, struct verdict *v)
{
	if (l->macvlan_mode != MACVLAN_MODE_BRIDGE)
		say_fix(v, r, "ip link set %s type macvlan mode bridge", l->name);
}

/* A private one hears nothing of its siblings, not even by way of a switch that reflects. */
static bool is_private(const struct scene *s, const struct room *to, const struct link_row *link,
		       struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	bool mine = h->out->macvlan_mode == MACVLAN_MODE_PRIVATE;

	if (!are_siblings(s->q->snap, h->room, h->out, to, link) ||
	    (!mine && link->macvlan_mode != MACVLAN_MODE_PRIVATE))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, mine ? h->room : to, mine ? h->out : link);
	say(v, "%s and %s are macvlans on one interface, and %s is private: it talks to no other.",
	    SHOW_AT(h->room, h->out), SHOW_AT(to, link), mine ? "the first" : "the second");
	say_evidence(v, EVIDENCE_CONFIG, "%s: macvlan mode private",
		     SHOW_AT(mine ? h->room : to, mine ? h->out : link));
	say_bridge_mode(h->room, h->out, v);
	say_bridge_mode(to, link, v);
	return true;
}

bool cause_macvlan_isolated(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct link_row *link = NULL;
	const struct room *r = snapshot_owner(s->q->snap, h->next_family, h->next, &link);
	bool down, up;

	if (!r || !link || !h->out || r == h->room)
		return false;
	down = link_sits_on(r, link, h->room, h->out);
	up = link_sits_on(h->room, h->out, r, link);
	if (!down && !up)
		return is_private(s, r, link, v);
	v->confidence = scene_confidence(s, true);
	say_where(v, down ? r : h->room, down ? link : h->out);
	say(v, "%s is a macvlan on %s, and the two never talk to each other directly.",
	    SHOW_AT(down ? r : h->room, down ? link : h->out),
	    SHOW_AT(down ? h->room : r, down ? h->out : link));
	say_sibling_fix(s, down ? h->room : r, down ? h->out : link, v);
	return true;
}
