// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_nat.c - addresses that are rewritten, or are not
 */
#include "causes.h"

#include <linux/netfilter.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../trace/rule.h"
#include "way.h"

/* RFC 1918, 6598, 4193 */
static bool is_private(uint8_t family, const uint8_t *a)
{
	if (family == AF_INET6)
		return (a[0] & 0xfe) == 0xfc;
	return a[0] == 10 || (a[0] == 172 && (a[1] & 0xf0) == 16) || (a[0] == 192 && a[1] == 168) ||
	       (a[0] == 100 && (a[1] & 0xc0) == 64);
}

/* Where the packet goes out among public addresses: the first router that has one there itself,
 * else the last one before the destination. */
static const struct hop *border(const struct scene *s)
{
	size_t n = s->n_hops[LEG_REQUEST];

	for (size_t i = 1; i + 1 < n; i++) {
		const struct hop *h = &s->hops[LEG_REQUEST][i];
		const struct addr_row *a = h->out ? addr_on(h->room, h->out, s->q->family) : NULL;

		if (a && !is_private(s->q->family, a->addr))
			return h;
	}
	return n > 2 ? &s->hops[LEG_REQUEST][n - 2] : NULL;
}

/* Is this namespace one that the request came to after it had left the border? */
static bool is_behind(const struct scene *s, const struct hop *at, const struct room *room)
{
	const struct hop *end = &s->hops[LEG_REQUEST][s->n_hops[LEG_REQUEST]];

	for (const struct hop *h = at + 1; h < end; h++)
		if (h->room == room)
			return true;
	return false;
}

/* Where a private source went out to where it means nothing, and no answer finds its way back.
 * Where one would, NAT is not what is missing: the reply was lost otherwise. */
static const struct hop *let_out(const struct scene *s)
{
	const struct hop *at = border(s), *to;

	if (s->gap.leg != LEG_REPLY || !at || !at->left || !at->out)
		return NULL;
	to = &s->hops[LEG_REQUEST][s->n_hops[LEG_REQUEST] - 1];
	return is_private(s->q->family, at->left->k->f.ip.src) &&
			       !is_private(s->q->family, to->dst) &&
			       is_behind(s, at, s->gap.hop.room) &&
			       !way_reaches(s->q->snap, s->gap.hop.room, s->q->family,
					    at->left->k->f.ip.src)
		       ? at
		       : NULL;
}

/* A chain that rewrites sources, and has rules for it. */
static const struct chain_row *source_chain(const struct room *r, uint8_t family)
{
	uint8_t own = family == AF_INET ? NFPROTO_IPV4 : NFPROTO_IPV6;

	for (size_t i = 0; i < r->n_chains; i++) {
		const struct chain_row *c = &r->chains[i];

		if (c->hook == NF_INET_POST_ROUTING && !strcmp(c->type, "nat") && c->uses &&
		    (c->family == own || c->family == NFPROTO_INET))
			return c;
	}
	return NULL;
}

/* Was the request's way through this namespace's rules traced, and through this chain? */
static bool was_traced(const struct scene *s, const struct room *r, const struct chain_row *c)
{
	for (size_t i = 0; i < s->q->log->n; i++) {
		const struct kept *k = &s->q->log->kept[i];

		if (k->f.type == FRAME_RULE && frame_in(&k->f, r) &&
		    trail_holds(&s->flow.leg[LEG_REQUEST], k->f.packet_id) &&
		    (!c || (k->rule.family == c->family && !strcmp(k->rule.table, c->table) &&
			    !strcmp(k->rule.chain, c->name))))
			return true;
	}
	return false;
}

/* Only a connection's first packet meets the chains of NAT: one that met none of their rules is of
 * a connection that is older than they are. */
bool say_nat_too_late(const struct scene *s, struct verdict *v)
{
	const struct hop *at = let_out(s);
	const struct chain_row *c = at ? source_chain(at->room, s->q->family) : NULL;
	const struct frame *f;

	if (!c || !s->q->rules || was_traced(s, at->room, c))
		return false;
	f = &at->left->k->f;
	v->confidence = scene_confidence(s, was_traced(s, at->room, NULL));
	v->direction = LEG_REPLY;
	say_where(v, at->room, NULL);
	say(v,
	    "%s has a rule of NAT for what leaves by %s, and the packet did not meet it: its "
	    "connection is tracked since before the rule was there.",
	    SHOW(at->room->name), SHOW(at->out->name));
	say_evidence(v, EVIDENCE_PACKET, "left %s with the source %s", SHOW_AT(at->room, at->out),
		     SHOW_IP(s->q->family, f->ip.src));
	say_evidence(v, EVIDENCE_RULE, "%s: chain %s of table %s was not entered",
		     SHOW(at->room->name), SHOW(c->name), SHOW(c->table));
	say_fix(v, at->room, "conntrack -D -s %s -d %s -p %s%s", SHOW_IP(s->q->family, f->ip.src),
		SHOW_IP(s->q->family, f->ip.dst), s->q->family == AF_INET ? "icmp" : "icmpv6",
		s->q->family == AF_INET ? "" : " -f ipv6");
	return true;
}

bool cause_nat_missing(const struct scene *s, struct verdict *v)
{
	const struct hop *at = let_out(s), *to;
	const struct question *q = s->q;
	const uint8_t *src;

	if (!at)
		return false;
	to = &s->hops[LEG_REQUEST][s->n_hops[LEG_REQUEST] - 1];
	src = at->left->k->f.ip.src;
	/* A rule for it may be there, and connection tracking older than that. */
	v->confidence = scene_confidence(s, !room_has_nat(at->room));
	v->wants_rules = source_chain(at->room, q->family) && !q->rules;
	v->direction = LEG_REPLY;
	say_where(v, at->room, at->out);
	say(v,
	    "%s lets the private source %s out by %s as it is, and %s has no way back to it: NAT "
	    "is missing.",
	    SHOW(at->room->name), SHOW_IP(q->family, src), SHOW(at->out->name),
	    SHOW(to->room->name));
	say_evidence(v, EVIDENCE_PACKET, "left %s with the source %s", SHOW_AT(at->room, at->out),
		     SHOW_IP(q->family, src));
	say_fix(v, at->room, "%s -t nat -A POSTROUTING -s %s -o %s -j MASQUERADE",
		q->family == AF_INET ? "iptables" : "ip6tables", SHOW_IP(q->family, src),
		at->out->name);
	return true;
}

/* The namespace on the way of a leg that changed the destination (or the source). */
static const struct hop *changed(const struct scene *s, enum leg leg, bool source)
{
	for (size_t i = 0; i < s->n_hops[leg]; i++) {
		const struct hop *h = &s->hops[leg][i];
		static const uint8_t none[16];
		const uint8_t *was = source ? h->src : h->dst, *is;

		if (!h->left || !memcmp(was, none, sizeof(none)))
			continue;
		is = source ? h->left->k->f.ip.src : h->left->k->f.ip.dst;
		if (!same_ip(s->q, was, is))
			return h;
	}
	return NULL;
}

/* The rule that rewrites, as the trace of verdicts names it. */
static const struct kept *rewriting_rule(const struct scene *s, const struct room *room)
{
	static const char *const words[] = { "dnat", "snat", "masquerade", "redirect" };

	for (size_t i = 0; i < s->q->log->n; i++) {
		const struct kept *k = &s->q->log->kept[i];

		for (size_t w = 0;
		     k->f.type == FRAME_RULE && frame_in(&k->f, room) && w < ARRAY_SIZE(words); w++)
			if (strstr(k->rule.text, words[w]))
				return k;
	}
	return NULL;
}

/* The source as it was finds its way back, or the rule has to give it another. */
static bool is_known_back(const struct scene *s, const struct hop *h)
{
	const struct hop *to = &s->hops[LEG_REQUEST][s->n_hops[LEG_REQUEST] - 1];

	return way_reaches(s->q->snap, to->room, s->q->family, h->src);
}

/* Without the rule it has to arrive; whom else one could have meant nobody knows. */
static void say_rewrite_fix(const struct scene *s, const struct hop *h, bool source,
			    struct verdict *v)
{
	const struct room *room = h->room;
	const struct kept *k = rewriting_rule(s, room);
	char words[200];
	struct text t = TEXT(words);

	v->wants_rules = !k && !s->q->rules;
	if (!k)
		return;
	event_rule_words(&k->rule, &t);
	say_evidence(v, EVIDENCE_RULE, "%s: %s", SHOW(room->name), words);
	if (!source || !h->out || is_known_back(s, h)) {
		if (source || way_reaches(s->q->snap, room, s->q->family, h->dst))
			say_rule_del(v, room, &k->rule);
	} else if (are_words(k->rule.table, k->rule.chain)) {
		say_fix(v, room, "nft replace rule %s %s %s handle %llu oifname %s masquerade",
			rule_family_word(k->rule.family), k->rule.table, k->rule.chain,
			(unsigned long long)k->rule.handle, h->out->name);
	}
}

/* To what a namespace with NAT rewrote the destination, though nothing left it: it asked for that
 * address in vain, or threw the packet away with it. NULL: nothing speaks for it. */
static const uint8_t *rewritten_to(const struct scene *s, const struct hop *h)
{
	const struct question *q = s->q;

	for (size_t i = 0; room_has_nat(h->room) && i < q->log->n; i++) {
		const struct frame *f = &q->log->kept[i].f;
		const uint8_t *asked = f->arp.valid ? f->arp.tpa : f->icmp.target;

		if (!frame_in(f, h->room) || (h->came && f->mono_ns < h->came->k->f.mono_ns))
			continue;
		if (f->type == FRAME_DROP && frame_is_echo(f, &(bool){ 0 }) &&
		    trail_holds(&s->flow.leg[LEG_REQUEST], f->packet_id) &&
		    !same_ip(q, f->ip.dst, h->dst))
			return f->ip.dst;
		if (f->type == FRAME_PACKET && f->dir == DIR_OUT &&
		    frame_asks(q->family, f, asked) && !same_ip(q, asked, h->next) &&
		    !same_ip(q, asked, h->src))
			return asked;
		/* It asked before we looked, for an older ping. */
		if (s->gap.unseen && f->type == FRAME_NEIGH && f->neigh.new_ == NUD_FAILED &&
		    f->neigh.addr_len == addr_octets(q->family) &&
		    !same_ip(q, f->neigh.addr, h->next) && !same_ip(q, f->neigh.addr, h->src))
			return f->neigh.addr;
	}
	return NULL;
}

static bool say_rewritten(const struct scene *s, const struct hop *h, const uint8_t *to,
			  struct verdict *v)
{
	say_where(v, h->room, NULL);
	say(v, "%s's NAT rewrites packets for %s to %s, where they do not arrive.",
	    SHOW(h->room->name), SHOW_IP(s->q->family, h->dst), SHOW_IP(s->q->family, to));
	say_rewrite_fix(s, h, false, v);
	return true;
}

bool cause_nat_wrong(const struct scene *s, struct verdict *v)
{
	const struct hop *dst = changed(s, LEG_REQUEST, false),
			 *src = changed(s, LEG_REQUEST, true);
	const struct hop *h = &s->gap.hop;
	const uint8_t *to;

	v->confidence = scene_confidence(s, true);
	if (dst && s->gap.leg == LEG_REQUEST)
		return say_rewritten(s, dst, dst->left->k->f.ip.dst, v);
	to = s->gap.leg == LEG_REQUEST && !h->left ? rewritten_to(s, h) : NULL;
	if (to)
		return say_rewritten(s, h, to, v);
	if (!src || room_addr(src->room, s->q->family, src->left->k->f.ip.src))
		return false;
	say_where(v, src->room, NULL);
	say(v, "%s's NAT rewrites the source to %s, which is not its own, so no answer comes back.",
	    SHOW(src->room->name), SHOW_IP(s->q->family, src->left->k->f.ip.src));
	say_rewrite_fix(s, src, true, v);
	return true;
}
