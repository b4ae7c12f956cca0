// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gap.c - where the packet was seen last, and where it should have been next
 */
#include "gap.h"

#include <net/if_arp.h>
#include <string.h>

#include "../trace/rule.h"
#include "way.h"

/* The namespaces it passed between hop.out and end @to, nearest first; no more than WAY_MAX. */
static void fill_way(struct gap *g, const struct wire *w, int to)
{
	size_t n = 0;

	if (!w->n)
		return;
	for (int i = to; i >= 0; i = w->ends[i].via)
		n++;
	g->n_way = n < WAY_MAX ? n : WAY_MAX;
	for (int i = to; i >= 0; i = w->ends[i].via)
		if (--n < WAY_MAX)
			g->way[n] = w->ends[i];
}

/* The last end on the way where the frame was seen, and the next one. */
static void fill_last(struct gap *g)
{
	size_t last = 0, next;

	for (size_t i = 0; i < g->n_way; i++)
		if (!is_between_ports(g->way, i, g->n_way) &&
		    trail_has(&g->trail, g->way[i].room, g->way[i].link, DIR_NONE))
			last = i;
	g->room = g->n_way ? g->way[last].room : g->hop.room;
	g->link = g->n_way ? g->way[last].link : g->hop.out;
	for (next = last + 1; next < g->n_way && is_between_ports(g->way, next, g->n_way);)
		next++;
	if (next < g->n_way) {
		g->next_room = g->way[next].room;
		g->next_link = g->way[next].link;
	}
	g->stage = !g->next_room ? STAGE_BEYOND
		   : g->next_room == g->room && (g->link->master || link_is_bridge(g->link))
			   ? STAGE_BRIDGE
			   : STAGE_WIRE;
}

/* As far as one can tell without knowing whom it leads to: the pipe's other end, and its bridge. */
static int wire_trunk(const struct wire *w)
{
	if (w->n < 2 || strcmp(w->ends[0].link->kind, "veth") != 0 || w->ends[0].link->master)
		return 0;
	return w->n > 2 && w->ends[1].link->master ? 2 : 1;
}

static int wire_mac(const struct wire *w, const uint8_t mac[6])
{
	for (size_t i = 1; i < w->n; i++)
		if (!memcmp(w->ends[i].link->mac, mac, 6) && !w->ends[i].link->master)
			return (int)i;
	return -1;
}

/* The way to the next hop over what is up, or else over all there is. */
static void fill_wire(struct scene *s)
{
	const struct snapshot *snap = s->q->snap;
	_cleanup_wire_ struct wire live = { 0 };
	struct gap *g = &s->gap;
	int at;

	wire_walk(snap, g->hop.room, g->hop.out, false, &g->wire);
	g->owner = wire_owner(&g->wire, g->hop.next_family, g->hop.next);
	wire_walk(snap, g->hop.room, g->hop.out, true, &live);
	at = wire_owner(&live, g->hop.next_family, g->hop.next);
	if (at > 0)
		fill_way(g, &live, at);
	else
		fill_way(g, &g->wire, g->owner > 0 ? g->owner : wire_trunk(&g->wire));
}

/* Did any interface of the owner's namespace that speaks for it hear the question? */
static const struct sight *heard(const struct gap *g, const struct room *owner)
{
	for (size_t i = 0; i < g->trail.n; i++)
		if (g->trail.at[i].room == owner && g->trail.at[i].k->f.dir == DIR_IN &&
		    !g->trail.at[i].link->master)
			return &g->trail.at[i];
	return NULL;
}

static void turn_way(struct gap *g)
{
	for (size_t i = 0, j = g->n_way; i + 1 < j; i++) {
		struct end e = g->way[i];

		g->way[i] = g->way[--j];
		g->way[j] = e;
	}
}

/* The owner was asked and heard it: it is silent, or its answer was lost. */
static void gap_answer(struct scene *s, const struct sight *ear)
{
	const struct room *owner = ear->room;
	struct gap *g = &s->gap;
	struct trail answers;

	flow_answers(s->q, g->hop.room, g->hop.next_family, g->hop.next, &answers);
	s->starved |= answers.cut;
	if (!trail_leaves(&answers, owner)) {
		trail_done(&answers);
		g->stage = STAGE_HEARD;
		g->room = owner;
		g->link = ear->link;
		return;
	}
	g->what = WHAT_ANSWER;
	trail_done(&g->trail);
	g->trail = answers;
	turn_way(g);
	fill_last(g);
}

static void gap_question(struct scene *s)
{
	struct gap *g = &s->gap;
	const struct sight *ear;

	g->what = WHAT_QUESTION;
	fill_wire(s);
	if (g->owner <= 0) {
		g->stage = g->wire.blind ? STAGE_BEYOND : STAGE_ASK;
		g->room = g->hop.room;
		g->link = g->hop.out;
		return;
	}
	ear = heard(g, g->wire.ends[g->owner].room);
	if (ear)
		gap_answer(s, ear);
	else
		fill_last(g);
}

/* It left, and did not come in at whom it is addressed to. */
static void gap_wire(struct scene *s, enum leg leg)
{
	const uint8_t *mac = s->gap.hop.left->k->f.eth_dst;
	const struct trail *t = &s->flow.leg[leg];
	struct gap *g = &s->gap;
	int at;

	g->what = WHAT_ECHO;
	g->trail.at = t->n ? malloc(t->n * sizeof(*t->at)) : NULL;
	if (g->trail.at)
		memcpy(g->trail.at, t->at, (g->trail.n = t->n) * sizeof(*t->at));
	s->starved |= g->trail.n < t->n;
	fill_wire(s);
	at = g->owner > 0 ? -1 : wire_mac(&g->wire, mac);
	if (at > 0)
		fill_way(g, &g->wire, at);
	fill_last(g);
	if (g->owner <= 0 && at <= 0 && g->wire.blind && t->n) {
		const struct sight *last = &t->at[t->n - 1];

		g->stage = STAGE_BEYOND;
		g->room = last->room;
		g->link = last->link;
		g->next_room = NULL;
		g->next_link = NULL;
	}
	if (g->stage == STAGE_BEYOND && !g->wire.blind) {
		g->stage = STAGE_WIRE; /* addressed to nobody */
		g->next_room = NULL;
	}
}

/* Was the next hop's MAC asked for, and not learnt? */
static bool asks_in_vain(struct scene *s, const struct hop *h)
{
	struct trail answers;
	bool learnt = false;

	if (!h->out)
		return false;
	flow_questions(s->q, h->room, h->next_family, h->next, &s->gap.trail);
	flow_answers(s->q, h->room, h->next_family, h->next, &answers);
	for (size_t i = 0; i < answers.n; i++) {
		const struct sight *at = &answers.at[i];

		learnt |= at->room == h->room && at->k->f.dir == DIR_IN && !at->link->master &&
			  (at->k->f.eth_dst[0] & 1 || room_has_mac(h->room, at->k->f.eth_dst));
	}
	s->starved |= answers.cut || s->gap.trail.cut;
	trail_done(&answers);
	return trail_leaves(&s->gap.trail, h->room) && !learnt;
}

/* A drop of the frame that is missing: by its number, or, where it never was on a wire, by what
 * it says. */
static bool is_lost(const struct scene *s, const struct kept *k)
{
	const struct kept *first = s->flow.first;
	const struct gap *g = &s->gap;
	bool reply;

	if (trail_holds(&g->trail, k->f.packet_id) ||
	    trail_holds(&s->flow.leg[g->leg], k->f.packet_id))
		return true;
	switch (g->what) {
	case WHAT_ECHO:
		if (g->leg == LEG_REPLY && first)
			return frame_replies(s->q, &k->f, &first->f);
		if (first && k->f.transaction)
			return k->f.transaction == first->f.transaction &&
			       frame_is_echo(&k->f, &reply) && !reply;
		return frame_is_probe(s->q, &k->f, g->leg);
	case WHAT_QUESTION:
		return frame_asks(g->hop.next_family, &k->f, g->hop.next) ||
		       (g->stage == STAGE_HEARD &&
			frame_answers(g->hop.next_family, &k->f, g->hop.next));
	case WHAT_ANSWER: return frame_answers(g->hop.next_family, &k->f, g->hop.next);
	}
	return false;
}

const struct kept *scene_drop_in(const struct scene *s, const struct room *room, const char *reason,
				 const char *symbol)
{
	const struct kept *found = NULL;

	for (size_t i = 0; i < s->q->log->n; i++) {
		const struct kept *k = &s->q->log->kept[i];

		if (k->f.type == FRAME_DROP && (!room || frame_in(&k->f, room)) &&
		    (!reason || !strcmp(k->reason, reason)) &&
		    (!symbol || !strcmp(k->symbol, symbol)) && is_lost(s, k))
			found = k;
	}
	return found;
}

static const struct kept *find_rule(const struct scene *s)
{
	for (size_t i = 0; i < s->q->log->n; i++) {
		const struct kept *k = &s->q->log->kept[i];

		if (k->f.type == FRAME_RULE && event_rule_drops(&k->rule) && is_lost(s, k))
			return k;
	}
	return NULL;
}

/* Did anybody say that the packet ended here: a drop, a rule, a lookup, an error to ping? */
static bool is_told(const struct scene *s)
{
	const struct gap *g = &s->gap;
	const char *said = g->hop.room == s->q->from ? s->q->said : NULL;

	return g->rule || (g->drop && !kept_is_unlearned(g->drop)) || way_refused(&g->hop) ||
	       (said && (!strncmp(said, "ping: ", 6) || strstr(said, "\nping: ")));
}

/* In the gap first: what died elsewhere was a copy. */
static void fill_witness(struct scene *s)
{
	struct gap *g = &s->gap;

	g->drop = scene_drop_in(s, g->room, NULL, NULL);
	if (!g->drop && g->next_room)
		g->drop = scene_drop_in(s, g->next_room, NULL, NULL);
	for (size_t i = 0; !g->drop && i < g->n_way; i++)
		g->drop = scene_drop_in(s, g->way[i].room, NULL, NULL);
	g->rule = find_rule(s);
	g->unseen = s->q->sent && g->what == WHAT_ECHO &&
		    (g->stage == STAGE_SEND || g->stage == STAGE_FORWARD) && !is_told(s);
}

static void gap_room(struct scene *s, enum stage stage)
{
	struct gap *g = &s->gap;

	trail_done(&g->trail);
	g->stage = stage;
	g->what = WHAT_ECHO;
	g->room = g->hop.room;
	g->link = g->hop.in;
	if (!g->hop.out)
		return;
	fill_wire(s);
	/* A tunnel has no frames that could be watched, nor another end that is known. */
	if (stage != STAGE_DELIVER && g->hop.out->type != ARPHRD_ETHER &&
	    g->hop.out->type != ARPHRD_LOOPBACK && g->hop.out->type) {
		g->stage = STAGE_BEYOND;
		g->link = g->hop.out;
	}
}

static void gap_begin(struct scene *s, enum leg leg, const struct hop *h)
{
	wire_done(&s->gap.wire);
	trail_done(&s->gap.trail);
	s->gap = (struct gap){ .leg = leg, .hop = *h, .owner = -1 };
}

void gap_find(struct scene *s, enum leg leg, const struct hop *h)
{
	gap_begin(s, leg, h);
	if (h->left)
		gap_wire(s, leg);
	else if (asks_in_vain(s, h))
		gap_question(s);
	else
		gap_room(s, h->in ? STAGE_FORWARD : STAGE_SEND);
	fill_witness(s);
}

void gap_deliver(struct scene *s, enum leg leg, const struct hop *h)
{
	gap_begin(s, leg, h);
	gap_room(s, STAGE_DELIVER);
	fill_witness(s);
}

void gap_made(struct scene *s)
{
	struct scene died = { .q = s->q, .flow = s->flow, .gap.leg = LEG_REQUEST };
	const struct hop *to = &s->hops[LEG_REQUEST][s->n_hops[LEG_REQUEST] - 1];
	const struct kept *k;

	if (s->gap.stage != STAGE_SEND || s->gap.drop || s->gap.rule)
		return;
	k = scene_drop_in(&died, to->room, NULL, NULL);
	/* IPv6 frees the request so whenever it makes no reply, for want of a way, too. */
	if (k && strcmp(k->symbol, "icmpv6_rcv") != 0)
		gap_deliver(s, LEG_REQUEST, to);
}
