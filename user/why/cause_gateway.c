// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_gateway.c - faults of the next hop: none where one is needed, one that nobody is, one of
 * several that is dead; packets that go round, or not far enough
 */
#include "causes.h"

#include <linux/rtnetlink.h>
#include <string.h>

#include "way.h"

/* The route that decides; where the kernel refused, that of table main. */
static const struct route_row *route_of(const struct scene *s, const struct hop *h)
{
	return h->route && h->route->error ? route_for(h->room, s->q->family, h->dst, RT_TABLE_MAIN)
					   : way_taken(s, h);
}

/* A router on the wire that leads there: then the route can be mended. */
static void say_via_fix(const struct scene *s, const struct route_row *r, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	struct router to;
	struct hop_row by;

	if (!r || !way_router(s->q->snap, h->room, s->q->family, h->dst, &to))
		return;
	by = router_hop(&to);
	say_route(v, h->room, s->q->family, show_destination(r).text, &by, r->table);
}

bool cause_no_gateway(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct route_row *r = route_of(s, h);

	/* A network that the interface itself is in needs none. */
	if (h->has_gateway || !r || room_covering(h->room, h->out, s->q->family, h->dst))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, h->out);
	say(v,
	    "%s's route %s has no gateway, so %s asks its own wire for the MAC of %s, which is not "
	    "on it.",
	    SHOW(h->room->name), show_destination(r).text, SHOW(h->room->name),
	    SHOW_IP(s->q->family, h->dst));
	say_evidence(v, EVIDENCE_CONFIG, "%s: route %s dev %s, no gateway", SHOW(h->room->name),
		     show_destination(r).text, SHOW(h->out->name));
	say_via_fix(s, r, v);
	return true;
}

/* Was the packet's leg one of several? */
bool cause_dead_next_hop(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct route_row *r = route_of(s, h);

	if (!r || r->n_hops < 2 || !h->out)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, h->out);
	say(v, "%s's route %s has %u next hops, and the one this packet takes, %s by %s, is dead.",
	    SHOW(h->room->name), show_destination(r).text, r->n_hops,
	    SHOW_IP(h->next_family, h->next), SHOW(h->out->name));
	for (uint32_t i = 0; i < r->n_hops; i++) {
		const struct hop_row *leg = &h->room->hops[r->hop + i];
		const struct link_row *out = room_link(h->room, leg->oif);

		if (!out || !leg->family ||
		    !way_leads(s->q->snap, h->room, out, s->q->family, leg->gateway, h->dst))
			continue;
		say_route(v, h->room, s->q->family, show_destination(r).text, leg, r->table);
		break;
	}
	return true;
}

bool cause_gateway_unowned(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct route_row *r = route_of(s, h);

	if (!h->has_gateway)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, h->out);
	say(v,
	    "%s sends packets for %s to the gateway %s on %s, and nobody there has that address.",
	    SHOW(h->room->name), SHOW_GOAL_IP(s, h->dst), SHOW_IP(h->next_family, h->next),
	    SHOW(h->out->name));
	say_via_fix(s, r, v);
	return true;
}

static bool visited(const struct scene *s, const struct room *room, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (s->hops[s->gap.leg][i].room == room)
			return true;
	return false;
}

/* Did TTL run out there? The kernel says so by its drop, or by the error it sends. */
static bool ttl_ran_out(const struct scene *s)
{
	const struct gap *g = &s->gap;

	for (size_t i = 0; i < s->q->log->n; i++) {
		const struct kept *k = &s->q->log->kept[i];

		if (k->f.type == FRAME_PACKET && k->f.icmp.valid && frame_in(&k->f, g->hop.room) &&
		    k->f.dir == DIR_OUT && frame_is_time_exceeded(&k->f))
			return true;
	}
	return scene_drop_in(s, g->hop.room, "IP_INHDR", "ip_forward") ||
	       scene_drop_in(s, g->hop.room, "IP_INHDR", "ip6_forward");
}

/* Who of those that it goes round should have sent it elsewhere: the one that is connected to its
 * network, else the one that sent it back. */
static const struct hop *wrong_turn(const struct scene *s)
{
	const struct hop *hops = s->hops[s->gap.leg], *back = NULL;
	size_t n = s->n_hops[s->gap.leg];

	for (size_t i = 1; i < n; i++) {
		const struct hop *h = &hops[i];

		for (size_t l = 0; l < h->room->n_links; l++)
			if (wire_leads(s->q->snap, h->room, &h->room->links[l], s->q->family,
				       h->dst))
				return h;
		if (!back && visited(s, hops[i].room, i))
			back = &hops[i - 1];
	}
	return back;
}

bool cause_routing_loop(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop, *wrong;
	size_t n = s->n_hops[s->gap.leg];
	struct hop_row by;
	struct router r;

	if (n < 3 || !visited(s, h->room, n - 1) || !(ttl_ran_out(s) || n == HOPS_MAX))
		return false;
	wrong = wrong_turn(s);
	if (!wrong)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, wrong->room, NULL);
	say(v,
	    "the packet to %s went round between routers until its TTL ran out in %s: %s sends it "
	    "to %s, which sends it back.",
	    SHOW_GOAL_IP(s, h->dst), SHOW(h->room->name), SHOW(wrong->room->name),
	    SHOW_IP(wrong->next_family, wrong->next));
	if (way_router(s->q->snap, wrong->room, s->q->family, h->dst, &r)) {
		by = router_hop(&r);
		say_route(v, wrong->room, s->q->family, SHOW_IP(s->q->family, h->dst), &by,
			  RT_TABLE_MAIN);
	}
	return true;
}

/* The route that the packet's maker took sets its TTL: the same one without that. */
static bool say_route_ttl(const struct scene *s, const struct hop *maker, struct verdict *v)
{
	const struct route_row *r = route_of(s, maker);

	if (!r || !r->ttl || r->n_hops != 1)
		return false;
	say_evidence(v, EVIDENCE_CONFIG, "%s: route %s hoplimit %u", SHOW(maker->room->name),
		     show_destination(r).text, r->ttl);
	say_route(v, maker->room, s->q->family, show_destination(r).text,
		  &maker->room->hops[r->hop], r->table);
	return true;
}

/* A namespace on the way that left it less than forwarding does; NULL: none did. */
static const struct hop *lowering(const struct scene *s)
{
	const struct hop *h = s->hops[s->gap.leg], *end = h + s->n_hops[s->gap.leg];

	for (; h < end; h++)
		if (h->came && h->came->k->f.ip.ttl > (h->left ? h->left->k->f.ip.ttl + 1 : 1))
			return h;
	return NULL;
}

/* The rule that set it, as the trace of verdicts names it. */
static void say_ttl_rule(const struct scene *s, const struct room *room, struct verdict *v)
{
	v->wants_rules = !s->q->rules;
	for (size_t i = 0; i < s->q->log->n; i++) {
		const struct kept *k = &s->q->log->kept[i];

		if (k->f.type != FRAME_RULE || !frame_in(&k->f, room) ||
		    !(strstr(k->rule.text, "ttl set") || strstr(k->rule.text, "hoplimit set")))
			continue;
		say_evidence(v, EVIDENCE_RULE, "%s: %s", SHOW(room->name), SHOW(k->rule.text));
		say_rule_del(v, room, &k->rule);
		return;
	}
}

static void say_lowered(const struct scene *s, const struct hop *by, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;

	v->confidence = scene_confidence(s, true);
	say_where(v, by->room, NULL);
	say(v, "%s got the packet with TTL %u and lowered that by more than one: it ran out in %s.",
	    SHOW(by->room->name), by->came->k->f.ip.ttl, SHOW(h->room->name));
	say_evidence(v, EVIDENCE_PACKET, "TTL %u at %s", by->came->k->f.ip.ttl,
		     SHOW_AT(by->room, by->in));
	if (by->left)
		say_evidence(v, EVIDENCE_PACKET, "TTL %u at %s", by->left->k->f.ip.ttl,
			     SHOW_AT(by->room, by->left->link));
	say_ttl_rule(s, by->room, v);
}

bool cause_ttl_too_small(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop, *maker = &s->hops[s->gap.leg][0];
	const struct sight *left = maker->left;

	if (!left || !ttl_ran_out(s))
		return false;
	if (lowering(s)) {
		say_lowered(s, lowering(s), v);
		return true;
	}
	v->confidence = scene_confidence(s, true);
	say_where(v, maker->room, NULL);
	say(v, "%s sent the packet with TTL %u, which ran out in %s, hop %zu of the way.",
	    SHOW(maker->room->name), left->k->f.ip.ttl, SHOW(h->room->name),
	    s->n_hops[s->gap.leg] - 1);
	if ((s->gap.leg == LEG_REQUEST && s->q->ttl) || say_route_ttl(s, maker, v))
		return true;
	if (s->q->family == AF_INET)
		say_fix(v, maker->room, "sysctl -w net.ipv4.ip_default_ttl=64");
	else
		say_fix(v, maker->room, "sysctl -w net.ipv6.conf.%s.hop_limit=64",
			left->link->name);
	return true;
}
