// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * warn.c - faults that did not stop this ping, and answers that came from the wrong place
 */
#include "evidence.h"

#include <linux/rtnetlink.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <string.h>

#include "way.h"

/* TO is an address of FROM itself, so the packet never left; another may have been meant. */
static void warn_own(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	const struct addr_row *own = room_addr(q->from, q->family, q->to);

	if (!own || is_loopback(q->family, q->to))
		return;
	if (s->owner && s->owner != q->from)
		say_warning(v, CAUSE_OWN_ADDRESS, q->from, room_link(q->from, own->ifindex),
			    "%s is an address of %s and of %s: %s answered itself, and no packet "
			    "went to %s.",
			    SHOW_IP(q->family, q->to), SHOW(q->from->name), SHOW(s->owner->name),
			    SHOW(q->from->name), SHOW(s->owner->name));
	else
		say_warning(v, CAUSE_OWN_ADDRESS, q->from, room_link(q->from, own->ifindex),
			    "%s is an address of %s itself: no packet left it.",
			    SHOW_IP(q->family, q->to), SHOW(q->from->name));
}

/* Several namespaces of a wire have the next hop's address: whoever answered first got it. */
static void warn_twins(const struct scene *s, const struct hop *h, struct verdict *v)
{
	const struct question *q = s->q;
	const struct room *first = NULL;
	_cleanup_wire_ struct wire w = { 0 };

	wire_walk(q->snap, h->room, h->out, true, &w);
	for (size_t i = 1; i < w.n; i++) {
		const struct end *e = &w.ends[i];
		const struct addr_row *a = room_addr(e->room, h->next_family, h->next);

		if (!a || a->ifindex != e->link->ifindex || e->room == h->room || e->room == first)
			continue;
		if (!first) {
			first = e->room;
			continue;
		}
		say_warning(v, CAUSE_DUPLICATE_ADDRESS, e->room, e->link,
			    "%s and %s both have %s: whichever answers first gets the packets.",
			    SHOW(first->name), SHOW(e->room->name),
			    SHOW_IP(h->next_family, h->next));
	}
}

static void say_flux(const struct hop *h, const struct room *room, const struct link_row *by,
		     const struct link_row *has, struct verdict *v)
{
	say_warning(
		v, CAUSE_ARP_FLUX, room, by,
		"%s answers for %s, which is on %s: any interface of a namespace answers for all "
		"its addresses.",
		SHOW_AT(room, by), SHOW_IP(h->next_family, h->next), SHOW(has->name));
}

/* Who is on the same wire with two interfaces answers by both, unless it is told not to. */
static void warn_both(const struct scene *s, const struct hop *h, const struct hop *next,
		      const struct link_row *has, struct verdict *v)
{
	_cleanup_wire_ struct wire w = { 0 };

	wire_walk(s->q->snap, h->room, h->out, true, &w);
	for (size_t i = 1; s->q->family == AF_INET && i < w.n; i++) {
		const struct link_row *l = w.ends[i].link;
		const struct settings *t = next->room->settings;

		if (w.ends[i].room == next->room && l != has && !l->master && !link_is_bridge(l) &&
		    strcmp(l->kind, "macvlan") &&
		    setting4_effective(t, l->ifindex, SETTING4_ARP_IGNORE) == 0 &&
		    setting4_effective(t, l->ifindex, SETTING4_ARP_FILTER) == 0)
			say_flux(h, next->room, l, has, v);
	}
}

/* An interface answered that does not have the address: any does, for all of its namespace. */
static void warn_flux(const struct scene *s, const struct hop *h, const struct hop *next,
		      struct verdict *v)
{
	const struct question *q = s->q;
	const struct addr_row *a = room_addr(next->room, h->next_family, h->next);
	const struct link_row *has = a ? room_link(next->room, a->ifindex) : NULL;
	struct trail answers;

	if (!has || has->flags & IFF_LOOPBACK || has->master)
		return;
	if (next->in != has)
		say_flux(h, next->room, next->in, has, v);
	warn_both(s, h, next, has, v);
	flow_answers(q, h->room, h->next_family, h->next, &answers);
	for (size_t i = 0; i < answers.n; i++) {
		const struct sight *at = &answers.at[i];

		if (at->room == next->room && at->k->f.dir == DIR_OUT && at->link != has &&
		    !at->link->master && strcmp(at->link->kind, "macvlan") &&
		    !link_sits_on(next->room, has, next->room, at->link))
			say_flux(h, at->room, at->link, has, v);
	}
	trail_done(&answers);
}

/* A packet's addresses changed between two namespaces, where nobody routes. */
static void warn_changed(const struct scene *s, const struct hop *h, const struct hop *next,
			 struct verdict *v)
{
	const struct frame *left = &h->left->k->f, *came = &next->came->k->f;
	const struct trail *t = &s->flow.leg[LEG_REQUEST];
	const struct room *by = next->room;

	if (same_ip(s->q, left->ip.src, came->ip.src) && same_ip(s->q, left->ip.dst, came->ip.dst))
		return;
	for (const struct sight *at = h->left; at < next->came; at++)
		if (at >= t->at && at < t->at + t->n && at->link->port.valid)
			by = at->room;
	say_warning(v, CAUSE_NAT_WRONG, by, NULL,
		    "%s rewrote the packet though it only passed its switch: %s left, %s came in.",
		    SHOW(by->name), SHOW_IP(s->q->family, left->ip.src),
		    SHOW_IP(s->q->family, came->ip.src));
}

/* A mask that swallows what lies behind a router, which stands in for it (proxy ARP). */
static void warn_proxied(const struct scene *s, const struct hop *h, const struct hop *next,
			 struct verdict *v)
{
	const struct question *q = s->q;
	const struct addr_row *mine, *its;

	if (h->has_gateway || room_addr(next->room, h->next_family, h->next))
		return;
	mine = room_covering(h->room, h->out, h->next_family, h->next);
	its = addr_on(next->room, next->in, q->family);
	if (mine && its && its->len > mine->len && addr_row_covers(mine, q->family, its->addr))
		say_warning(v, CAUSE_WRONG_PREFIX, h->room, h->out,
			    "%s's mask /%u is wider than its wire (%s has /%u): it works because "
			    "%s answers for others.",
			    SHOW_AT(h->room, h->out), mine->len, SHOW(next->room->name), its->len,
			    SHOW(next->room->name));
}

/* Who answered has the address, and so has another that could have been meant. */
static void warn_double(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	_cleanup_free_ bool *reached = scene_reached(q->snap, q->from);
	const struct hop *end = &s->hops[LEG_REQUEST][s->n_hops[LEG_REQUEST] - 1];

	if (!s->arrived[LEG_REQUEST] || !reached || end->room == q->from ||
	    !room_addr(end->room, q->family, q->to))
		return;
	for (size_t i = 0; i < q->snap->n_rooms; i++) {
		const struct room *r = &q->snap->rooms[i];
		const struct addr_row *a = room_addr(r, q->family, q->to);

		if (reached[i] && a && r != end->room && r != q->from)
			say_warning(v, CAUSE_DUPLICATE_ADDRESS, r, room_link(r, a->ifindex),
				    "%s and %s both have %s; %s answered.", SHOW(end->room->name),
				    SHOW(r->name), SHOW_IP(q->family, q->to),
				    SHOW(end->room->name));
	}
}

/* Does its kernel get no MAC for this next hop: as it says itself, or asked and not answered? */
static bool is_dead(const struct scene *s, const struct room *r, const struct hop_row *leg)
{
	const struct neigh_row *n = room_neigh(r, leg->oif, leg->family, leg->gateway);
	bool dead = n && n->state & (NUD_FAILED | NUD_INCOMPLETE);

	for (size_t i = 0; i < s->q->log->n; i++) {
		const struct frame *f = &s->q->log->kept[i].f;

		if (f->type != FRAME_PACKET || !frame_in(f, r) || f->ifindex != leg->oif)
			continue;
		dead |= f->dir == DIR_OUT && frame_asks(leg->family, f, leg->gateway);
		if (f->dir == DIR_IN && frame_answers(leg->family, f, leg->gateway))
			return false;
	}
	return dead;
}

/* This packet took another next hop, the next one may not. */
static void warn_dead_legs(const struct scene *s, const struct hop *h, struct verdict *v)
{
	const struct route_row *r = way_taken(s, h);

	for (uint32_t i = 0; r && r->n_hops > 1 && i < r->n_hops; i++) {
		const struct hop_row *leg = &h->room->hops[r->hop + i];
		const struct link_row *out = room_link(h->room, leg->oif);

		if (out && is_dead(s, h->room, leg))
			say_warning(v, CAUSE_DEAD_NEXT_HOP, h->room, out,
				    "%s's route %s has %u next hops, and %s by %s is dead: packets "
				    "that take that one are lost.",
				    SHOW(h->room->name), show_destination(r).text, r->n_hops,
				    SHOW_IP(leg->family, leg->gateway), SHOW(out->name));
	}
}

static void warn_way(const struct scene *s, struct verdict *v)
{
	size_t n = s->n_hops[LEG_REQUEST];

	for (size_t i = 0; i < n; i++) {
		const struct hop *h = &s->hops[LEG_REQUEST][i];

		if (!h->left || !h->out || h->out->flags & IFF_LOOPBACK)
			continue;
		warn_twins(s, h, v);
		if (i + 1 == n || !h[1].in)
			continue;
		warn_flux(s, h, h + 1, v);
		warn_changed(s, h, h + 1, v);
		warn_proxied(s, h, h + 1, v);
	}
}

static bool is_redirect(const struct frame *f)
{
	return f->icmp.valid &&
	       f->icmp.type == (f->proto == PROTO_ICMP6 ? ND_REDIRECT : ICMP_REDIRECT);
}

static void warn_redirect(const struct scene *s, struct verdict *v)
{
	for (size_t i = 0; i < s->q->log->n; i++) {
		const struct frame *f = &s->q->log->kept[i].f;
		const struct room *r = snapshot_room(s->q->snap, f->netns_cookie);

		if (f->type == FRAME_PACKET && f->dir == DIR_OUT && is_redirect(f) && r)
			say_warning(v, CAUSE_REDIRECTED, r, NULL,
				    "%s told the sender of a better gateway on the same wire (ICMP "
				    "redirect).",
				    SHOW(r->name));
	}
}

/* Somebody answered who does not have the address, and nobody who has it was asked. */
static void warn_impostor(const struct scene *s, struct verdict *v)
{
	const struct trail *t = &s->flow.leg[LEG_REPLY];
	const struct question *q = s->q;

	if (!t->n || t->at[0].room == q->from || is_loopback(q->family, q->to))
		return;
	for (size_t i = 0; i < s->n_hops[LEG_REQUEST]; i++)
		if (room_addr(s->hops[LEG_REQUEST][i].room, q->family, q->to))
			return;
	say_warning(
		v, CAUSE_NAT_WRONG, t->at[0].room, NULL,
		"the answer came from %s, which does not have %s: the destination was rewritten "
		"on the way.",
		SHOW(t->at[0].room->name), SHOW_IP(q->family, q->to));
}

static bool grew(const struct room *before, const struct room *after, enum count what)
{
	uint64_t n = counts_grew(before->counts, after->counts, what);

	return n != COUNT_UNKNOWN && n;
}

void warn_rate_limit(const struct scene *s, struct verdict *v)
{
	static const enum count limits[] = { COUNT_ICMP_OUT_RATE_LIMIT_HOST,
					     COUNT_ICMP_OUT_RATE_LIMIT_GLOBAL,
					     COUNT_ICMP6_OUT_RATE_LIMIT_HOST };

	for (size_t i = 0; s->q->after && i < s->q->snap->n_rooms; i++) {
		const struct room *r = &s->q->snap->rooms[i];
		const struct room *now = snapshot_room(s->q->after, r->cookie);

		for (size_t n = 0; now && n < ARRAY_SIZE(limits); n++)
			if (grew(r, now, limits[n]))
				say_warning(v, CAUSE_ICMP_RATE_LIMITED, r, NULL,
					    "%s kept back ICMP errors that would have told more: "
					    "its rate limit is reached (%s).",
					    SHOW(r->name), count_name(limits[n]));
	}
}

void say_warnings(const struct scene *s, struct verdict *v)
{
	warn_own(s, v);
	warn_way(s, v);
	for (int leg = 0; leg < LEG_MAX; leg++)
		for (size_t i = 0; i < s->n_hops[leg]; i++)
			warn_dead_legs(s, &s->hops[leg][i], v);
	warn_double(s, v);
	warn_redirect(s, v);
	warn_impostor(s, v);
}
