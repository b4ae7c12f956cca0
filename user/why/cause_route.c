// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_route.c - faults of routes: none, one that refuses, one that leads elsewhere
 */
#include "causes.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "way.h"

bool way_not_found(const struct scene *s)
{
	const struct hop *h = &s->gap.hop;

	return (h->route && h->route->error == ENETUNREACH) ||
	       scene_drop_in(s, h->room, "IP_INNOROUTES", NULL) ||
	       scene_drop_in(s, h->room, "IP_OUTNOROUTES", NULL);
}

static void say_route_fix(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	uint8_t family = s->q->family;
	struct hop_row by;
	struct router r;

	if (!way_router(s->q->snap, h->room, family, h->dst, &r))
		return;
	by = router_hop(&r);
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
	if (way_router(q->snap, h->room, q->family, h->dst, &r))
		say(v, "%s has no route to %s, but %s at %s does.", SHOW(h->room->name),
		    SHOW_GOAL_IP(s, h->dst), SHOW(r.room->name), SHOW_IP(q->family, r.via->addr));
	else
		say(v,
		    "%s has no route to %s: none of its networks holds it, and there is no default "
		    "route.",
		    SHOW(h->room->name), SHOW_GOAL_IP(s, h->dst));
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
	bool refused = h->route && h->route->error && h->route->error != ENETUNREACH;
	struct shown to;
	bool others;

	if (!w || (!refused && !(h->route && refusal(h->route->route.type))))
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
	say_fix(v, h->room, "ip %sroute del %s %s%s", SIX(s->q->family), refusal(w->type), to.text,
		show_table(w->table).text);
	if (!others)
		say_route_fix(s, v);
	return true;
}

static bool is_usual_table(uint32_t table)
{
	return table == RT_TABLE_MAIN || table == RT_TABLE_LOCAL || table == RT_TABLE_DEFAULT;
}

static bool named(const char *rule, const struct link_row *l)
{
	return !*rule || (l && !strcmp(rule, l->name)) || (!l && !strcmp(rule, "lo"));
}

/* Would the kernel take this rule for the packet? As fib_rule_match() in net/core/fib_rules.c,
 * for what is known here. */
static bool rule_applies(const struct scene *s, const struct rule_row *r, const struct hop *h)
{
	const struct question *q = s->q;
	struct route_row from = { .family = r->family, .len = r->from_len };
	struct route_row to = { .family = r->family, .len = r->to_len };
	uint32_t mark = h->room == q->from && !h->in ? q->mark : 0;
	bool hit;

	memcpy(from.dst, r->from, sizeof(from.dst));
	memcpy(to.dst, r->to, sizeof(to.dst));
	hit = r->family == q->family && route_covers(&from, q->family, h->src) &&
	      route_covers(&to, q->family, h->dst) && named(r->iif, h->in) &&
	      (!*r->oif || (h->out && !strcmp(r->oif, h->out->name))) &&
	      !((mark ^ r->fwmark) & r->fwmask);
	return hit != r->invert;
}

static bool is_own_rule(const struct rule_row *r)
{
	return r->priority == 0 || r->priority == 32766 || r->priority == 32767;
}

/* The first rule of somebody's own making that takes the packet. */
static const struct rule_row *deciding_rule(const struct scene *s, const struct hop *h)
{
	for (size_t i = 0; i < h->room->n_rules; i++) {
		const struct rule_row *r = &h->room->rules[i];

		if (!is_own_rule(r) && rule_applies(s, r, h) &&
		    (r->action != FR_ACT_TO_TBL || !h->route || h->route->error ||
		     h->route->route.table == r->table))
			return r;
	}
	return NULL;
}

/* Did this namespace send it where it cannot arrive, although its table main knows better? */
static bool rule_misleads(const struct scene *s, const struct hop *h)
{
	const struct rule_row *r = deciding_rule(s, h);
	const struct answer *a = h->route;

	if (!r || !a || (!a->error && is_usual_table(a->route.table)))
		return false;
	if (!a->error && h->out &&
	    way_leads(s->q->snap, h->room, h->out, s->q->family, h->has_gateway ? h->next : NULL,
		      h->dst))
		return false;
	return way_reaches(s->q->snap, h->room, s->q->family, h->dst);
}

static void say_rule(const struct scene *s, const struct hop *h, struct verdict *v)
{
	const struct rule_row *r = deciding_rule(s, h);
	const char *six = SIX(s->q->family);

	say(v,
	    "%s has a rule (priority %u) that takes packets to %s past table main, which knows the "
	    "way: table %u sends them elsewhere.",
	    SHOW(h->room->name), r->priority, SHOW_IP(s->q->family, h->dst), r->table);
	if (r->action != FR_ACT_TO_TBL || h->route->error)
		say(v,
		    "%s has a rule (priority %u) that takes packets to %s past table main, which "
		    "knows the way, and they are refused: %s.",
		    SHOW(h->room->name), r->priority, SHOW_IP(s->q->family, h->dst),
		    h->route->words);
	say_evidence(v, EVIDENCE_CONFIG, "%s: rule %u decides for table %u", SHOW(h->room->name),
		     r->priority, r->table);
	say_fix(v, h->room, "ip %srule del priority %u", six, r->priority);
}

/* Each namespace on the way so far, the first one first. */
static const struct hop *first_hop(const struct scene *s,
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

bool cause_policy_route(const struct scene *s, struct verdict *v)
{
	const struct hop *h = first_hop(s, rule_misleads, &v->direction);

	if (!h)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, NULL);
	say_rule(s, h, v);
	return true;
}

/* The route that the kernel took, as it stands in the table. */
static const struct route_row *taken(const struct scene *s, const struct hop *h)
{
	if (!h->route || h->route->error)
		return NULL;
	return route_for(h->room, s->q->family, h->dst, h->route->route.table);
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
	const struct route_row *w = taken(s, h);

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
	w = taken(s, h);
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
