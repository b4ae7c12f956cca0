// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * story.c - events become steps
 *
 * A packet that leaves opens a step, or joins that of its other copies; where it comes in at the
 * other end of the pipe, the hop is complete. All else is a step of its own.
 */
#include "page.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "../trace/memo.h"
#include "../trace/netchange.h"
#include "../trace/witness.h"

#define LOOK_BACK 128 /* steps among which a packet's way is looked for */

static enum step_kind kind_of(const struct frame *f)
{
	switch (f->type) {
	case FRAME_PACKET: return STEP_HOP;
	case FRAME_DROP: return STEP_DROP;
	case FRAME_NEIGH: return STEP_NEIGH;
	case FRAME_RULE: return STEP_RULE;
	case FRAME_CONSUME:
	case FRAME_ICMP_SEND:
	case FRAME_FIB:
	case FRAME_FDB: return STEP_WITNESS;
	case FRAME_LINK:
	case FRAME_ADDR:
	case FRAME_ROUTE:
	case FRAME_NETNS:
	case FRAME_RESYNC:
	case FRAME_TYPE_MAX: break;
	}
	return STEP_CHANGE;
}

/* The same octets are told once, however often they were seen. */
static int packet_of(struct page *p, const struct frame *f)
{
	char layers[8192] = "[";
	struct text t = { layers, sizeof(layers), 1 };
	uint8_t padded[EVENT_DATA_MAX] = { 0 };
	struct packet *more;
	uint64_t hash;

	if (!f->caplen || !f->data || f->caplen > sizeof(padded))
		return -1;
	memcpy(padded, f->data, f->caplen);
	hash = memo_mix(memo_mix_bytes(f->len, padded, sizeof(padded)), f->caplen);
	for (size_t i = 0; i < p->n_packets; i++)
		if (p->packets[i].hash == hash && p->packets[i].caplen == f->caplen &&
		    !memcmp(p->packets[i].bytes, padded, sizeof(padded)))
			return (int)i;
	more = p->n_packets < PAGE_PACKETS_MAX ? grow(p->packets, p->n_packets, sizeof(*more))
					       : NULL;
	if (!more)
		return -1;
	p->packets = more;
	more += p->n_packets;
	fields_layers(f, &t);
	*more = (struct packet){
		.caplen = f->caplen,
		.len = f->len,
		.hash = hash,
		.layers = strdup(layers + 1),
	};
	memcpy(more->bytes, padded, sizeof(padded));
	return (int)p->n_packets++;
}

/* NULL: there is no room for more. */
static struct step *add_step(struct page *p, enum step_kind kind, const struct frame *f)
{
	struct step *more =
		p->n_steps < PAGE_STEPS_MAX ? grow(p->steps, p->n_steps, sizeof(*more)) : NULL;

	if (!more) {
		p->beyond++;
		return NULL;
	}
	p->steps = more;
	more += p->n_steps++;
	*more = (struct step){ .kind = kind, .f = *f, .packet = -1 };
	if (p->n_steps == 1) {
		p->zero_ns = f->mono_ns;
		p->zero_time_ns = f->time_ns;
	}
	if (frame_type_has_packet(f->type))
		more->packet = packet_of(p, f);
	more->f.data = NULL;
	more->f.net = more->f.body = (struct cursor){ 0 };
	more->f.malformed = NULL;
	more->f.icmp.quoted = NULL;
	return more;
}

/* What is done to tables joins what was done before by events that are no steps. */
static void add_ops(struct page *p, struct step *s, const struct frame *f)
{
	char buf[STEP_OPS_MAX] = "[";
	struct text t = { buf, sizeof(buf), 1 };
	const char *had = s && s->ops ? s->ops : p->pending;

	text_str(&t, had);
	tables_change(p, f, &t);
	if (!s) {
		snprintf(p->pending, sizeof(p->pending), "%s", buf + 1);
		return;
	}
	if (had == p->pending)
		p->pending[0] = '\0';
	if (t.len > 1) {
		free(s->ops);
		s->ops = strdup(buf + 1);
	}
}

void story_hop(struct step *s, const struct hop *hop)
{
	struct hop *more =
		s->n_hops < STEP_HOPS_MAX ? grow(s->hops, s->n_hops, sizeof(*more)) : NULL;

	if (!more)
		return;
	s->hops = more;
	more[s->n_hops++] = *hop;
}

static bool is_same(struct place a, struct place b)
{
	return a.cookie == b.cookie && a.ifindex == b.ifindex;
}

static size_t look_back(const struct page *p)
{
	return p->n_steps > LOOK_BACK ? p->n_steps - LOOK_BACK : 0;
}

/* The step that sends the other copies out of this room. */
static struct step *find_copies(struct page *p, const struct frame *f)
{
	for (size_t i = p->n_steps; f->packet_id && i-- > look_back(p);) {
		struct step *s = &p->steps[i];
		bool out = s->kind == STEP_HOP && s->f.packet_id == f->packet_id &&
			   s->f.dir == DIR_OUT && s->f.netns_cookie == f->netns_cookie;

		for (size_t k = 0; out && k < s->n_hops; k++)
			out = s->hops[k].from.ifindex != f->ifindex;
		if (out && s->n_hops < STEP_HOPS_MAX)
			return s;
	}
	return NULL;
}

/* The hop that comes in here. */
static struct hop *find_hop(struct page *p, const struct frame *f, struct step **ret)
{
	const struct place here = { f->netns_cookie, f->ifindex };

	for (size_t i = p->n_steps; f->packet_id && i-- > look_back(p);) {
		struct step *s = &p->steps[i];

		for (size_t k = 0; s->f.packet_id == f->packet_id && k < s->n_hops; k++)
			if (!s->hops[k].arrived && is_same(s->hops[k].to, here)) {
				*ret = s;
				return &s->hops[k];
			}
	}
	return NULL;
}

static bool is_new(const struct page *p, const struct frame *f)
{
	for (size_t i = p->n_steps; f->packet_id && i-- > look_back(p);)
		if (p->steps[i].kind == STEP_HOP && p->steps[i].f.packet_id == f->packet_id)
			return false;
	return f->packet_id != 0;
}

static void packet_out(struct page *p, const struct frame *f)
{
	const struct place here = { f->netns_cookie, f->ifindex };
	const struct link_row *l = page_link(p, here);
	struct hop hop = { .from = here };
	struct step *s = find_copies(p, f);
	bool first = !s, begins = first && is_new(p, f);

	if (first)
		s = add_step(p, STEP_HOP, f);
	if (!s)
		return;
	s->begins |= begins;
	if (l)
		hop.to = (struct place){ l->peer_cookie, l->peer_ifindex };
	story_hop(s, &hop);
	if (!first) {
		say_meaning(p, s, f);
		return;
	}
	say_step(p, s, f);
	add_ops(p, s, f);
}

static void packet_in(struct page *p, const struct frame *f)
{
	const struct place here = { f->netns_cookie, f->ifindex };
	struct step *s = NULL;
	struct hop *h = find_hop(p, f, &s);

	if (h) {
		h->arrived = true;
		say_meaning(p, s, f);
		add_ops(p, s, f);
		return;
	}
	s = add_step(p, STEP_HOP, f);
	if (!s)
		return;
	story_hop(s, &(struct hop){ .to = here, .arrived = true });
	say_step(p, s, f);
	add_ops(p, s, f);
}

static void other(struct page *p, const struct frame *f)
{
	struct step *s = add_step(p, kind_of(f), f);

	if (!s)
		return;
	if (p->strangers)
		strangers_step(p, s);
	say_step(p, s, f);
	add_ops(p, s, f);
}

void story_frame(struct page *p, const struct frame *f)
{
	if (story_is_chatter(p, f)) {
		p->chatter++;
		add_ops(p, NULL, f);
	} else if (f->type != FRAME_PACKET || f->dir == DIR_NONE) {
		other(p, f);
	} else if (f->dir == DIR_OUT) {
		packet_out(p, f);
	} else {
		packet_in(p, f);
	}
}

/* The last step of a transaction; NULL: it was chatter, or is not shown. */
static const struct step *last_of(const struct page *p, uint32_t transaction)
{
	for (size_t i = p->n_steps; i-- > 0;)
		if (p->steps[i].f.transaction == transaction)
			return &p->steps[i];
	return NULL;
}

void story_transaction(struct page *p, const struct transaction *t)
{
	const struct step *last = last_of(p, t->id);
	char buf[JSON_STRING_MAX] = "";
	const struct frame f = {
		.type = FRAME_RESYNC, /* of no packet */
		.netns_cookie = t->netns_cookie,
		.transaction = t->id,
		.mono_ns = last ? last->f.mono_ns : 0,
		.time_ns = last ? last->f.time_ns : 0,
	};
	struct step *s = last ? add_step(p, STEP_RESULT, &f) : NULL;

	if (!s)
		return;
	say_result(p, t, &TEXT(buf));
	say_own(s, buf);
}

void story_lost(struct page *p, uint64_t count, uint64_t time_ns)
{
	const struct frame f = { .type = FRAME_RESYNC, .time_ns = time_ns };
	struct step *s = add_step(p, STEP_LOST, &f);
	char buf[128];

	p->lost += count;
	if (!s)
		return;
	snprintf(buf, sizeof(buf), "%" PRIu64 " events were lost here: nobody saw what happened.",
		 count);
	say_own(s, buf);
}
