// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_rule.c - faults of policy routing: a rule that sends a packet past the table that knows
 */
#include "causes.h"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "way.h"

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
static bool rule_applies(const struct scene *s, const struct rule_row *r, const struct hop *h,
			 uint32_t mark)
{
	const struct question *q = s->q;
	struct route_row from = { .family = r->family, .len = r->from_len };
	struct route_row to = { .family = r->family, .len = r->to_len };
	bool hit;

	memcpy(from.dst, r->from, sizeof(from.dst));
	memcpy(to.dst, r->to, sizeof(to.dst));
	hit = r->family == q->family && route_covers(&from, q->family, h->src) &&
	      route_covers(&to, q->family, h->dst) && named(r->iif, h->in) &&
	      (!*r->oif || (h->out && !strcmp(r->oif, h->out->name))) &&
	      !((mark ^ r->fwmark) & r->fwmask);
	return hit != r->invert;
}

/* The mark that ping gave it; one that a firewall gave it is not known. */
static uint32_t mark_of(const struct scene *s, const struct hop *h)
{
	return h->room == s->q->from && !h->in ? s->q->mark : 0;
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

		if (!is_own_rule(r) && rule_applies(s, r, h, mark_of(s, h)) &&
		    (r->action != FR_ACT_TO_TBL || !h->route || h->route->error ||
		     h->route->route.table == r->table))
			return r;
	}
	return NULL;
}

/* Type route: the kernel looks for the way again, where such a chain has marked a packet. */
static bool has_marking_chain(const struct room *r)
{
	for (size_t i = 0; i < r->n_chains; i++)
		if (!strcmp(r->chains[i].type, "route"))
			return true;
	return false;
}

/* The hook itself threw it away, and not a table's rule: iptables-legacy's are not told apart. */
static bool lost_by_reroute(const struct scene *s, const struct hop *h)
{
	return scene_drop_in(s, h->room, "NETFILTER_DROP", "nf_hook_slow") && !h->room->n_xtables &&
	       has_marking_chain(h->room);
}

static bool was_asked_for(const struct scene *s, const struct hop *h, const struct hop_row *leg)
{
	struct trail asked;
	bool any;

	if (leg->family != s->q->family || same_ip(s->q, leg->gateway, h->next))
		return false;
	flow_questions(s->q, h->room, leg->family, leg->gateway, &asked);
	any = trail_leaves(&asked, h->room);
	trail_done(&asked);
	return any;
}

/* Did the packet go, or was to go, by the table of a rule that wants a mark? */
static bool took_table(const struct scene *s, const struct hop *h, uint32_t table)
{
	const struct room *r = h->room;
	const struct route_row *w = route_for(r, s->q->family, h->dst, table);

	if (!w || !w->n_hops)
		return lost_by_reroute(s, h);
	for (uint32_t i = 0; !h->left && i < w->n_hops; i++)
		if (was_asked_for(s, h, &r->hops[w->hop + i]))
			return true;
	return false;
}

/* The rule that took a packet by a mark which a firewall of this namespace gave it. */
static const struct rule_row *marked_rule(const struct scene *s, const struct hop *h)
{
	for (size_t i = 0; i < h->room->n_rules; i++) {
		const struct rule_row *r = &h->room->rules[i];

		if (r->fwmask && r->action == FR_ACT_TO_TBL && !r->invert &&
		    rule_applies(s, r, h, r->fwmark) && !rule_applies(s, r, h, mark_of(s, h)) &&
		    took_table(s, h, r->table))
			return r;
	}
	return NULL;
}

bool way_is_marked(const struct scene *s)
{
	return marked_rule(s, &s->gap.hop);
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

static void say_marked(const struct scene *s, const struct rule_row *r, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;

	v->confidence = scene_confidence(s, !lost_by_reroute(s, h));
	say_where(v, h->room, NULL);
	say(v,
	    "%s's firewall marks packets to %s, and a rule (priority %u) takes those with the mark "
	    "0x%x past table main, which knows the way: table %u does not.",
	    SHOW(h->room->name), SHOW_IP(s->q->family, h->dst), r->priority, r->fwmark, r->table);
	say_evidence(v, EVIDENCE_CONFIG, "%s: rule %u, fwmark 0x%x, decides for table %u",
		     SHOW(h->room->name), r->priority, r->fwmark, r->table);
	say_fix(v, h->room, "ip %srule del priority %u", SIX(s->q->family), r->priority);
}

static void say_rule(const struct scene *s, const struct hop *h, struct verdict *v)
{
	const struct rule_row *r = deciding_rule(s, h);

	if (r->action != FR_ACT_TO_TBL || h->route->error)
		say(v,
		    "%s has a rule (priority %u) that takes packets to %s past table main, which "
		    "knows the way, and they are refused: %s.",
		    SHOW(h->room->name), r->priority, SHOW_IP(s->q->family, h->dst),
		    h->route->words);
	else
		say(v,
		    "%s has a rule (priority %u) that takes packets to %s past table main, which "
		    "knows the way: table %u sends them elsewhere.",
		    SHOW(h->room->name), r->priority, SHOW_IP(s->q->family, h->dst), r->table);
	say_evidence(v, EVIDENCE_CONFIG, "%s: rule %u decides for table %u", SHOW(h->room->name),
		     r->priority, r->table);
	say_fix(v, h->room, "ip %srule del priority %u", SIX(s->q->family), r->priority);
}

/* Is table main asked for whatever it knows? "ip rule" may have lost it, or keep its default from
 * being used (suppress_prefixlength). */
static bool asks_main(const struct room *r, uint8_t family)
{
	for (size_t i = 0; i < r->n_rules; i++)
		if (r->rules[i].family == family && r->rules[i].action == FR_ACT_TO_TBL &&
		    r->rules[i].table == RT_TABLE_MAIN && r->rules[i].suppress_prefixlen < 0)
			return true;
	return !r->n_rules;
}

static bool main_unasked(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;

	if (!(AT_ROOM & 1u << s->gap.stage) || !way_not_found(s) ||
	    asks_main(h->room, s->q->family) ||
	    !way_reaches(s->q->snap, h->room, s->q->family, h->dst))
		return false;
	v->direction = s->gap.leg;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, NULL);
	say(v,
	    "%s has no rule that asks table main for all it knows, and main knows the way to %s.",
	    SHOW(h->room->name), SHOW_IP(s->q->family, h->dst));
	say_evidence(v, EVIDENCE_CONFIG, "%s: no rule without conditions looks up table main",
		     SHOW(h->room->name));
	say_fix(v, h->room, "ip %srule add lookup main priority 32766", SIX(s->q->family));
	return true;
}

bool cause_policy_route(const struct scene *s, struct verdict *v)
{
	const struct hop *h = first_hop(s, rule_misleads, &v->direction);
	const struct rule_row *r = h ? NULL : marked_rule(s, &s->gap.hop);

	if (main_unasked(s, v))
		return true;
	if (r && way_reaches(s->q->snap, s->gap.hop.room, s->q->family, s->gap.hop.dst)) {
		v->direction = s->gap.leg;
		say_marked(s, r, v);
		return true;
	}
	if (!h)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, NULL);
	say_rule(s, h, v);
	return true;
}
