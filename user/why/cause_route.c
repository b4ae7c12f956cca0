// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_route.c - faults of routes: none, one that refuses, one that leads elsewhere
 */
#include "causes.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "way.h"

static void say_route_fix(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	uint8_t family = s->q->family;
	struct hop_row by;
	struct router r;

	if (!way_router(s->q->snap, h->room, family, h->dst, &r))
		return;
	by = router_hop(&r);
	if (same_ip(s->q, r.via->addr, h->dst))
		by.family = 0; /* it is on the wire itself */
	say_route(v, h->room, family, SHOW_NET(family, h->dst, addr_octets(family) * 8), &by,
		  RT_TABLE_MAIN);
}

bool cause_no_route(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct question *q = s->q;
	struct router r;

	if (!way_not_found(s))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, NULL);
	if (!way_router(q->snap, h->room, q->family, h->dst, &r))
		say(v,
		    "%s has no route to %s: none of its networks holds it, and there is no default "
		    "route.",
		    SHOW(h->room->name), SHOW_GOAL_IP(s, h->dst));
	else if (same_ip(q, r.via->addr, h->dst))
		say(v, "%s has no route to %s, though that is on the wire of %s.",
		    SHOW(h->room->name), SHOW_GOAL_IP(s, h->dst), SHOW(r.out->name));
	else
		say(v, "%s has no route to %s, but %s at %s does.", SHOW(h->room->name),
		    SHOW_GOAL_IP(s, h->dst), SHOW(r.room->name), SHOW_IP(q->family, r.via->addr));
	say_route_fix(s, v);
	return true;
}

static const char *refusal(uint8_t type)
{
	static const char *const words[] = {
		[RTN_UNREACHABLE] = "unreachable",
		[RTN_PROHIBIT] = "prohibit",
		[RTN_BLACKHOLE] = "blackhole",
	};

	return type < ARRAY_SIZE(words) ? words[type] : NULL;
}

/* The route that refuses: the best one over all tables that are asked, none of which said yes. */
static const struct route_row *refusing(const struct room *r, uint8_t family, const uint8_t *dst)
{
	for (size_t i = 0; i < r->n_routes; i++) {
		const struct route_row *w = &r->routes[i];

		if (refusal(w->type) && route_covers(w, family, dst) &&
		    route_for(r, family, dst, w->table) == w)
			return w;
	}
	return NULL;
}

static bool others_cover(const struct room *r, const struct route_row *but, uint8_t family,
			 const uint8_t *dst)
{
	for (size_t i = 0; i < r->n_routes; i++)
		if (&r->routes[i] != but && r->routes[i].type == RTN_UNICAST &&
		    route_covers(&r->routes[i], family, dst))
			return true;
	return false;
}

bool cause_route_rejects(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct route_row *w = refusing(h->room, s->q->family, h->dst);
	int refused = way_refused(h);
	struct shown to;
	bool others;

	if (!w ||
	    ((!refused || refused == ENETUNREACH) && !(h->route && refusal(h->route->route.type))))
		return false;
	to = show_destination(w);
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, NULL);
	say(v, "%s has a route that refuses: %s %s, and %s is in it.", SHOW(h->room->name),
	    refusal(w->type), to.text, SHOW_IP(s->q->family, h->dst));
	say_evidence(v, EVIDENCE_CONFIG, "%s: %s %s in table %u", SHOW(h->room->name),
		     refusal(w->type), to.text, w->table);
	others = others_cover(h->room, w, s->q->family, h->dst);
	/* Without it, and without another, it would be refused all the same. */
	if (!others &&
	    !way_router(s->q->snap, h->room, s->q->family, h->dst, &(struct router){ 0 }))
		return true;
	/* Of one by a next hop object, that one is what refuses, and not the route. */
	say_fix(v, h->room, "ip %sroute del %s%s%s%s", SIX(s->q->family),
		w->nhid ? "" : refusal(w->type), w->nhid ? "" : " ", to.text,
		show_table(w->table).text);
	if (!others)
		say_route_fix(s, v);
	return true;
}

const struct hop *first_hop(const struct scene *s,
			    bool (*wrong)(const struct scene *s, const struct hop *h),
			    enum leg *ret_leg)
{
	for (int leg = 0; leg < LEG_MAX; leg++)
		for (size_t i = 0; i < s->n_hops[leg]; i++)
			if (wrong(s, &s->hops[leg][i])) {
				*ret_leg = (enum leg)leg;
				return &s->hops[leg][i];
			}
	return NULL;
}

/* The leg of another route of the same table that would have led there. */
static const struct hop_row *better(const struct scene *s, const struct hop *h,
				    const struct route_row * not )
{
	const struct room *r = h->room;

	for (size_t i = 0; not &&i < r->n_routes; i++) {
		const struct route_row *w = &r->routes[i];

		if (w == not || w->table != not ->table || !route_covers(w, s->q->family, h->dst))
			continue;
		for (uint32_t n = 0; n < w->n_hops; n++) {
			const struct hop_row *hop = &r->hops[w->hop + n];
			const struct link_row *out = room_link(r, hop->oif);

			if (out && way_leads(s->q->snap, r, out, s->q->family,
					     hop->family ? hop->gateway : NULL, h->dst))
				return hop;
		}
	}
	return NULL;
}

static bool misled(const struct scene *s, const struct hop *h)
{
	const struct route_row *w = way_taken(s, h);

	if (!w || !h->out || w->n_hops > 1 || w->type != RTN_UNICAST ||
	    way_leads(s->q->snap, h->room, h->out, s->q->family, h->has_gateway ? h->next : NULL,
		      h->dst))
		return false;
	return better(s, h, w);
}

bool cause_overlapping_route(const struct scene *s, struct verdict *v)
{
	const struct hop *h = first_hop(s, misled, &v->direction);
	const struct question *q = s->q;
	const struct route_row *w;
	const struct hop_row *to;
	struct shown net;

	if (!h)
		return false;
	w = way_taken(s, h);
	to = better(s, h, w);
	net = show_destination(w);
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, h->out);
	say(v,
	    "%s's route to %s takes packets to %s out by %s, where they do not arrive; %s%s leads "
	    "there.",
	    SHOW(h->room->name), net.text, SHOW_IP(q->family, h->dst), SHOW(h->out->name),
	    to->family ? "the gateway " : "",
	    to->family ? SHOW_IP(to->family, to->gateway)
		       : SHOW(room_link(h->room, to->oif)->name));
	say_evidence(v, EVIDENCE_KERNEL, "%s: route %s dev %s decides", SHOW(h->room->name),
		     net.text, SHOW(h->out->name));
	if (w->len == addr_octets(q->family) * 8)
		say_fix(v, h->room, "ip %sroute del %s dev %s", SIX(q->family), net.text,
			h->out->name);
	else
		say_route(v, h->room, q->family, SHOW_IP(q->family, h->dst), to, w->table);
	return true;
}
