// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * evidence.c - where the packet was, what the kernel did to it, what it says of the way
 */
#include "evidence.h"

#include <linux/rtnetlink.h>
#include <string.h>

#include "../trace/rule.h"

static const char *lost_word(const struct frame *f)
{
	if (f->arp.valid)
		return f->arp.op == 1 ? "the ARP request" : "the ARP reply";
	return frame_is_echo(f, &(bool){ 0 }) ? "the echo" : "the packet";
}

/* "red:eth0 out ARP who-has 10.0.0.9 tell 10.0.0.1" */
static void add_sight(struct verdict *v, const struct sight *at)
{
	say_evidence(v, EVIDENCE_PACKET, "%s %s %s %s", SHOW_AT(at->room, at->link),
		     frame_dir_word(at->k->f.dir), frame_proto_name(&at->k->f), at->k->summary);
}

/* Every end once: of a question asked three times, the last time. */
static void add_trail(const struct trail *t, struct verdict *v)
{
	uint32_t id = t->n ? t->at[t->n - 1].k->f.packet_id : 0;

	for (size_t i = 0; i < t->n; i++)
		if (t->at[i].k->f.packet_id == id && v->n_evidence < EVIDENCE_LINES - 8)
			add_sight(v, &t->at[i]);
}

static void add_drop(const struct scene *s, struct verdict *v)
{
	const struct kept *k = s->gap.drop;
	const struct room *r = k ? snapshot_room(s->q->snap, k->f.netns_cookie) : NULL;

	if (k && r)
		say_evidence(v, EVIDENCE_DROP, "%s: the kernel threw %s away: %s in %s()",
			     SHOW_AT(r, room_link(r, k->f.ifindex)), lost_word(&k->f),
			     *k->reason ? k->reason : "no reason given",
			     *k->symbol ? k->symbol : "?");
}

static void add_rule(const struct scene *s, struct verdict *v)
{
	const struct kept *k = s->gap.rule;
	const struct room *r = k ? snapshot_room(s->q->snap, k->f.netns_cookie) : NULL;
	char buf[EVIDENCE_TEXT];
	struct text t = TEXT(buf);

	if (!r)
		return;
	event_rule_words(&k->rule, &t);
	say_evidence(v, EVIDENCE_RULE, "%s: %s", SHOW(r->name), buf);
}

/* "red's kernel sends packets for 10.0.0.9 by eth0 via 10.0.0.254" */
static void add_route(const struct scene *s, const struct hop *h, struct verdict *v)
{
	const struct hop_row *leg = answer_hop(h->route);
	const struct link_row *out = leg ? room_link(h->room, leg->oif) : NULL;
	const char *by = h->in ? " that come in by " : "";
	char buf[EVIDENCE_TEXT];
	struct text t = TEXT(buf);

	if (!h->route)
		return;
	text_add(&t, "%s's kernel %s packets for %s%s%s", SHOW(h->room->name),
		 h->route->error		     ? "refuses"
		 : h->route->route.type == RTN_LOCAL ? "takes for itself"
						     : "sends",
		 SHOW_IP(s->q->family, h->dst), by, h->in ? SHOW(h->in->name) : "");
	if (h->route->error)
		text_add(&t, ": %s", h->route->words);
	else if (h->route->route.type != RTN_LOCAL && out)
		text_add(&t, " by %s", SHOW(out->name));
	if (leg && leg->family && !h->route->error)
		text_add(&t, " via %s", SHOW_IP(leg->family, leg->gateway));
	say_evidence(v, EVIDENCE_KERNEL, "%s", buf);
}

static void add_neigh(const struct scene *s, struct verdict *v)
{
	for (size_t i = 0; i < s->q->log->n; i++) {
		const struct frame *f = &s->q->log->kept[i].f;
		const struct room *r = s->gap.hop.room;

		if (f->type != FRAME_NEIGH || !r || !frame_in(f, r) ||
		    f->neigh.new_ != NUD_FAILED ||
		    f->neigh.addr_len != addr_octets(s->gap.hop.next_family) ||
		    memcmp(f->neigh.addr, s->gap.hop.next, f->neigh.addr_len))
			continue;
		say_evidence(v, EVIDENCE_NEIGH, "%s gave up learning the MAC of %s",
			     SHOW_AT(r, room_link(r, f->ifindex)),
			     SHOW_IP(s->gap.hop.next_family, s->gap.hop.next));
		return;
	}
}

static void add_ping(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;

	if (q->sent)
		say_evidence(v, EVIDENCE_PING, "%u sent, %u answered", q->sent, q->received);
}

/* Where the packet ended without a word: the last place that took it, in the gap. */
static void add_quiet_end(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;

	for (size_t i = s->q->log->n; g->room && i-- > 0;) {
		const struct kept *k = &s->q->log->kept[i];

		if (k->f.type != FRAME_CONSUME || !frame_in(&k->f, g->room) || !*k->symbol ||
		    !(trail_holds(&g->trail, k->f.packet_id) ||
		      trail_holds(&s->flow.leg[LEG_REQUEST], k->f.packet_id) ||
		      trail_holds(&s->flow.leg[LEG_REPLY], k->f.packet_id)))
			continue;
		say_evidence(v, EVIDENCE_KERNEL, "%s: the packet ended quietly in %s()",
			     SHOW_AT(g->room, room_link(g->room, k->f.ifindex)), k->symbol);
		return;
	}
}

void add_evidence(const struct scene *s, struct verdict *v)
{
	add_ping(s, v);
	add_trail(&s->flow.leg[LEG_REQUEST], v);
	add_trail(&s->flow.leg[LEG_REPLY], v);
	if (s->gap.what != WHAT_ECHO)
		add_trail(&s->gap.trail, v);
	if (v->reachable)
		return;
	add_drop(s, v);
	add_rule(s, v);
	add_quiet_end(s, v);
	add_neigh(s, v);
	if (s->gap.hop.room)
		add_route(s, &s->gap.hop, v);
	if (s->q->log->lost)
		say_evidence(v, EVIDENCE_PACKET, "%llu events were lost: absence proves nothing",
			     (unsigned long long)s->q->log->lost);
}
