// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_link.c - faults of interfaces: down, without carrier
 */
#include "causes.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

/* What a namespace sends to itself goes by lo, also to the address of another interface. */
bool cause_loopback_down(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	bool own = h->route ? h->route->route.type == RTN_LOCAL
			    : room_addr(h->room, s->q->family, h->dst) != NULL;

	if (!is_loopback(s->q->family, h->dst) && !own)
		return false;
	for (size_t i = 0; i < h->room->n_links; i++) {
		const struct link_row *l = &h->room->links[i];

		if (!(l->flags & IFF_LOOPBACK) || link_is_up(l) || h->in)
			continue;
		v->confidence = scene_confidence(s, true);
		say_where(v, h->room, l);
		say(v, "%s's %s is down, and what %s sends to itself goes by it.",
		    SHOW(h->room->name), SHOW(l->name), SHOW(h->room->name));
		say_evidence(v, EVIDENCE_CONFIG, "%s is administratively down",
			     SHOW_AT(h->room, l));
		say_fix(v, h->room, "ip link set %s up", l->name);
		return true;
	}
	return false;
}

static void link_down_at(const struct scene *s, const struct room *room, const struct link_row *l,
			 struct verdict *v)
{
	v->confidence = scene_confidence(s, true);
	say_where(v, room, l);
	say_evidence(v, EVIDENCE_CONFIG, "%s is administratively down", SHOW_AT(room, l));
	say_fix(v, room, "ip link set %s up", l->name);
}

/* The first end behind the last sight that is down. */
static const struct end *down_on_way(const struct gap *g)
{
	bool behind = false;

	for (size_t i = 0; i < g->n_way; i++) {
		behind |= g->way[i].link == g->link || g->room == g->hop.room;
		if (behind && !link_is_up(g->way[i].link))
			return &g->way[i];
	}
	return NULL;
}

static void say_way_down(const struct scene *s, const struct end *at, struct verdict *v)
{
	const char *bridge = link_is_bridge(at->link) ? "bridge " : "";
	const struct hop *h = &s->gap.hop;

	if (s->gap.what == WHAT_QUESTION)
		say(v, "%s's %s%s is down, so nobody heard %s ask who has %s.",
		    SHOW(at->room->name), bridge, SHOW(at->link->name), SHOW(h->room->name),
		    SHOW_IP(h->next_family, h->next));
	else
		say(v, "%s's %s%s is down, and the way from %s to %s leads through it.",
		    SHOW(at->room->name), bridge, SHOW(at->link->name), SHOW(h->room->name),
		    SHOW_GOAL(s));
}

/* An interface of the namespace that is down, and would be the way if it were up. */
static const struct link_row *down_way_out(const struct scene *s, const struct hop *h)
{
	const struct room *r = h->room;
	const struct link_row *only = room_only_link(r);

	for (size_t i = 0; i < r->n_links; i++) {
		const struct link_row *l = &r->links[i];
		bool covers = room_covering(r, l, s->q->family, h->dst);
		bool leads = wire_leads(s->q->snap, r, l, s->q->family, h->dst);

		if (link_is_up(l) || l->flags & IFF_LOOPBACK || l->master)
			continue;
		if (h->out ? covers && leads && !room_covering(r, h->out, s->q->family, h->dst)
			   : l == only || covers || leads)
			return l;
	}
	return NULL;
}

static bool way_out_down(const struct scene *s, const struct hop *h, struct verdict *v)
{
	const struct link_row *l;

	if (h->route && h->route->error && h->route->error != ENETUNREACH)
		return false;
	l = down_way_out(s, h);
	if (!l)
		return false;
	link_down_at(s, h->room, l, v);
	if (h->out)
		say(v, "%s's %s is down, so packets to %s leave by %s instead and do not arrive.",
		    SHOW(h->room->name), SHOW(l->name), SHOW_GOAL(s), SHOW(h->out->name));
	else
		say(v, "%s's %s is down, so %s has no route to %s.", SHOW(h->room->name),
		    SHOW(l->name), SHOW(h->room->name), SHOW_GOAL(s));
	return true;
}

bool cause_link_down(const struct scene *s, struct verdict *v)
{
	const struct end *at = down_on_way(&s->gap);

	if (at) {
		say_way_down(s, at, v);
		link_down_at(s, at->room, at->link, v);
		return true;
	}
	for (int leg = 0; leg < LEG_MAX; leg++)
		for (size_t i = 0; i < s->n_hops[leg]; i++)
			if (way_out_down(s, &s->hops[leg][i], v)) {
				v->direction = (enum leg)leg;
				return true;
			}
	return false;
}

/* An end whose peer we see is judged by the peer. A bridge has none. */
static bool is_dead_end(const struct link_row *l)
{
	return !l->carrier && link_is_up(l) && !l->peer_cookie && !link_is_bridge(l);
}

/* Nobody that is seen has the address, and all that leads out of sight leads nowhere: the first. */
static const struct end *only_dead_ends(const struct gap *g)
{
	const struct end *first = NULL;

	for (size_t i = 0; g->owner <= 0 && g->stage == STAGE_BEYOND && i < g->wire.n; i++) {
		const struct end *at = &g->wire.ends[i];

		if (!end_is_blind(at) || !link_is_up(at->link))
			continue;
		if (!is_dead_end(at->link))
			return NULL;
		first = first ? first : at;
	}
	return first;
}

bool cause_no_carrier(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct end *at = NULL;

	for (size_t i = 0; i < g->n_way && !at; i++)
		if (is_dead_end(g->way[i].link))
			at = &g->way[i];
	if (!at)
		at = only_dead_ends(g);
	if (!at)
		return false;
	v->confidence = scene_confidence(s, true);
	say(v, "%s's %s is up but has no carrier: its other end is missing or cannot be seen.",
	    SHOW(at->room->name), SHOW(at->link->name));
	say_where(v, at->room, at->link);
	return true;
}
