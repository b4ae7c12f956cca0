// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_filter.c - packets that a namespace refuses: reverse path, forwarding, firewalls, NAT
 */
#include "causes.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <string.h>

#include "../trace/rule.h"
#include "way.h"

bool cause_rp_filter(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct answer *back;
	const struct hop_row *way;
	int64_t mode;

	if (s->q->family != AF_INET || !h->in || room_addr(h->room, AF_INET, h->src))
		return false;
	mode = setting4_effective(h->room->settings, h->in->ifindex, SETTING4_RP_FILTER);
	if (!scene_drop_in(s, h->room, "IP_RPFILTER", NULL) &&
	    !(mode > 0 && h->route && h->route->error == EINVAL && !s->gap.drop))
		return false;
	back = scene_ask(s, h->room, NULL, h->dst, h->src);
	way = answer_hop(back);
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, h->in);
	if (way && room_link(h->room, way->oif))
		say(v,
		    "%s refuses the packet by reverse-path check: it came in by %s, and answers to "
		    "%s would leave by %s.",
		    SHOW(h->room->name), SHOW(h->in->name), SHOW_IP(AF_INET, h->src),
		    SHOW(room_link(h->room, way->oif)->name));
	else
		say(v,
		    "%s refuses the packet by reverse-path check: it came in by %s, and there is "
		    "no way back to %s.",
		    SHOW(h->room->name), SHOW(h->in->name), SHOW_IP(AF_INET, h->src));
	say_evidence(v, EVIDENCE_CONFIG, "%s: rp_filter = %lld", SHOW_AT(h->room, h->in),
		     (long long)mode);
	say_fix(v, h->room, "sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.%s.rp_filter=0",
		h->in->name);
	return true;
}

static bool forwards(const struct scene *s, const struct hop *h)
{
	const struct settings *w = h->room->settings;

	if (s->q->family == AF_INET)
		return setting4_effective(w, h->in->ifindex, SETTING4_FORWARDING) != 0;
	return setting6_effective(w, h->in->ifindex, SETTING6_FORWARDING) != 0 ||
	       setting6_effective(w, h->in->ifindex, SETTING6_FORCE_FORWARDING) == 1;
}

bool cause_forwarding_off(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	bool six = s->q->family == AF_INET6, own;

	if (!h->in || forwards(s, h) || room_addr(h->room, s->q->family, h->dst))
		return false;
	own = !six && room_setting(h->room->settings, ROOM_SETTING_IP_FORWARD) == 1;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, own ? h->in : NULL);
	say(v, "%s got a packet for %s on %s, and does not forward: %s is 0.", SHOW(h->room->name),
	    SHOW_GOAL_IP(s, h->dst), SHOW(h->in->name),
	    own	  ? "forwarding of that interface"
	    : six ? "net.ipv6.conf.all.forwarding"
		  : "net.ipv4.ip_forward");
	say_evidence(v, EVIDENCE_CONFIG, "%s: forwarding = 0", SHOW_AT(h->room, h->in));
	if (own)
		say_fix(v, h->room, "sysctl -w net.ipv4.conf.%s.forwarding=1", h->in->name);
	else
		say_fix(v, h->room, "sysctl -w %s=1",
			six ? "net.ipv6.conf.all.forwarding" : "net.ipv4.ip_forward");
	return true;
}

/* The namespace whose netfilter threw it away, NULL: none did. */
static const struct room *dropped_by(const struct scene *s)
{
	const struct kept *k = scene_drop_in(s, NULL, "NETFILTER_DROP", NULL);

	/* Handed to a program that is not there: that gives no reason. */
	k = k ? k : scene_drop_in(s, NULL, NULL, "nf_queue");
	k = k ? k : s->gap.rule;
	if (!s->gap.rule && way_is_marked(s))
		return NULL;
	return k ? snapshot_room(s->q->snap, k->f.netns_cookie) : NULL;
}

/* Only another probe, with the verdicts traced, can tell which rule it was. */
static void want_rules(const struct scene *s, struct verdict *v)
{
	v->wants_rules = !s->gap.rule && !s->q->rules;
}

/* A base chain whose policy it may have been, where no rule told. */
static const struct chain_row *dropping_chain(const struct room *r)
{
	for (size_t i = 0; i < r->n_chains; i++)
		if (r->chains[i].drops)
			return &r->chains[i];
	return NULL;
}

/* The chain of iptables-legacy that a packet meets there: which table, it does not tell. */
static const char *legacy_chain(const struct scene *s)
{
	return s->gap.stage == STAGE_SEND				       ? "OUTPUT"
	       : s->gap.stage == STAGE_FORWARD || s->gap.stage == STAGE_BRIDGE ? "FORWARD"
									       : "INPUT";
}

/* No rule told that it was the one: that of a hook which cannot be traced, or iptables-legacy's. */
void say_chain_fix(const struct scene *s, const struct room *r, struct verdict *v)
{
	const char *raw = NULL, *filter = NULL;

	for (size_t i = 0; i < r->n_chains; i++) {
		const struct chain_row *c = &r->chains[i];

		if (c->family == NFPROTO_NETDEV ||
		    (c->family == NFPROTO_INET && c->hook == NF_INET_INGRESS)) {
			if (are_words(c->table, c->name))
				say_fix(v, r, "nft insert rule %s %s %s accept",
					rule_family_word(c->family), c->table, c->name);
			return;
		}
	}
	for (size_t i = 0; i < r->n_xtables; i++) {
		filter = !strcmp(r->xtables[i].name, "filter") ? "filter" : filter;
		raw = !strcmp(r->xtables[i].name, "raw") ? "raw" : raw;
	}
	if (filter || raw)
		say_fix(v, r, "%s-legacy -t %s -I %s -p %s -j ACCEPT",
			s->q->family == AF_INET ? "iptables" : "ip6tables", filter ? filter : raw,
			filter			     ? legacy_chain(s)
			: s->gap.stage == STAGE_SEND ? "OUTPUT"
						     : "PREROUTING",
			s->q->family == AF_INET ? "icmp" : "ipv6-icmp");
}

static void say_rule_fix(const struct scene *s, const struct room *r, struct verdict *v)
{
	const struct kept *k = s->gap.rule;
	const char *icmp = s->gap.what != WHAT_ECHO || !k || k->rule.family == NFPROTO_ARP ? ""
			   : s->q->family == AF_INET ? "meta l4proto icmp "
						     : "meta l4proto ipv6-icmp ";

	if (!k)
		say_chain_fix(s, r, v);
	else if (k->rule.handle)
		say_rule_del(v, r, &k->rule);
	else if (are_words(k->rule.table, k->rule.chain))
		say_fix(v, r, "nft insert rule %s %s %s %saccept", rule_family_word(k->rule.family),
			k->rule.table, k->rule.chain, icmp);
}

static const char *victim(const struct scene *s)
{
	if (s->gap.what == WHAT_QUESTION)
		return s->q->family == AF_INET ? "the ARP request" : "the neighbour solicitation";
	if (s->gap.what == WHAT_ANSWER)
		return s->q->family == AF_INET ? "the ARP reply" : "the neighbour advertisement";
	return s->gap.leg == LEG_REQUEST ? "the echo request" : "the echo reply";
}

static void say_dropped(const struct scene *s, const struct room *r, struct verdict *v)
{
	const struct kept *k = s->gap.rule;
	const struct chain_row *c = k ? NULL : dropping_chain(r);
	char words[200];
	struct text t = TEXT(words);

	if (k)
		event_rule_words(&k->rule, &t);
	if (k)
		say(v, "%s's firewall drops %s: %s.", SHOW(r->name), victim(s), words);
	else if (c)
		say(v, "%s's firewall drops %s, perhaps by the policy of %s %s %s.", SHOW(r->name),
		    victim(s), rule_family_word(c->family), SHOW(c->table), SHOW(c->name));
	else
		say(v, "%s's firewall drops %s.", SHOW(r->name), victim(s));
}

/* Is it a frame that a bridge carries, met by a chain for IP? */
static bool is_bridged(const struct scene *s, const struct room *r)
{
	const struct kept *k = s->gap.rule;

	if (s->gap.stage != STAGE_BRIDGE || s->gap.room != r)
		return false;
	if (k)
		return k->rule.family != NFPROTO_BRIDGE && k->rule.family != NFPROTO_NETDEV &&
		       k->rule.family != NFPROTO_ARP;
	for (size_t i = 0; i < r->n_chains; i++)
		if (r->chains[i].family == NFPROTO_BRIDGE || r->chains[i].family == NFPROTO_NETDEV)
			return false;
	return s->gap.what == WHAT_ECHO;
}

bool cause_bridge_netfilter(const struct scene *s, struct verdict *v)
{
	const struct room *r = dropped_by(s);
	const char *what = s->q->family == AF_INET ? "iptables" : "ip6tables";

	if (!r || !is_bridged(s, r))
		return false;
	want_rules(s, v);
	v->confidence = scene_confidence(s, true);
	say_where(v, r, NULL);
	say_dropped(s, r, v);
	say_evidence(v, EVIDENCE_CONFIG,
		     "%s: bridge-nf-call-%s is on, so frames in its bridge meet rules for IP",
		     SHOW(r->name), what);
	say_fix(v, r, "sysctl -w net.bridge.bridge-nf-call-%s=0", what);
	return true;
}

bool cause_conntrack(const struct scene *s, struct verdict *v)
{
	const struct room *r = dropped_by(s);
	const struct kept *k = s->gap.rule;

	if (!r || !k || !strstr(k->rule.text, "ct state"))
		return say_nat_too_late(s, v);
	v->confidence = scene_confidence(s, true);
	say_where(v, r, NULL);
	say_dropped(s, r, v);
	say_evidence(v, EVIDENCE_RULE,
		     "%s: the rule asks connection tracking, which takes the packet for %s",
		     SHOW(r->name), strstr(k->rule.text, "invalid") ? "invalid" : "not its own");
	say_rule_fix(s, r, v);
	return true;
}

bool cause_firewall(const struct scene *s, struct verdict *v)
{
	const struct room *r = dropped_by(s);

	if (!r)
		return false;
	want_rules(s, v);
	v->confidence = scene_confidence(s, true);
	say_where(v, r, NULL);
	say_dropped(s, r, v);
	say_rule_fix(s, r, v);
	return true;
}
