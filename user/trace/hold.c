// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hold.c - frames that wait for their transaction's fate
 *
 * A chain for each transaction under way, by its id; the stream knows no more at once than there
 * are chains, and tells the fate of each before it forgets it. A chain remembers the fate, for
 * frames that come after it.
 */
#include "hold.h"

#include "rule.h"

#include <string.h>

#define FRAMES 16384 /* 10 s of 800 unanswered pings a second, seen at two ends */
#define CHAINS 8192  /* as many as exchange.c has at once */
#define NONE   UINT32_MAX

enum fate { UNDER_WAY, ANSWERED, FAILED };

struct held {
	struct frame f;
	uint32_t next;
	uint8_t data[EVENT_NOTE_MAX];
};

struct chain {
	uint32_t id, first, last;
	enum fate fate;
};

struct hold {
	struct sink sink;
	struct held *frames;
	uint32_t unused; /* a chain of its own */
	struct chain chains[CHAINS];
};

struct hold *hold_new(const struct sink *sink)
{
	_cleanup_hold_ struct hold *h = calloc(1, sizeof(*h));

	if (!h)
		return NULL;
	h->sink = *sink;
	h->frames = calloc(FRAMES, sizeof(*h->frames));
	if (!h->frames)
		return NULL;
	for (uint32_t i = 0; i < FRAMES; i++)
		h->frames[i].next = i + 1 < FRAMES ? i + 1 : NONE;
	for (size_t i = 0; i < CHAINS; i++)
		h->chains[i].first = NONE;
	return TAKE_PTR(h);
}

void hold_free(struct hold *h)
{
	if (!h)
		return;
	free(h->frames);
	free(h);
}

/* Takes a chain's frames off it, on to the sink or not. Return: how many */
static size_t release(struct hold *h, struct chain *c, bool on)
{
	size_t n = 0;

	while (c->first != NONE) {
		struct held *held = &h->frames[c->first];
		uint32_t next = held->next;

		if (on && h->sink.frame)
			h->sink.frame(h->sink.ctx, &held->f);
		held->next = h->unused;
		h->unused = c->first;
		c->first = next;
		n++;
	}
	return n;
}

/* Its bytes live no longer than the call that brought it. */
static void keep(struct held *held, const struct frame *f)
{
	held->f = *f;
	if (f->caplen > sizeof(held->data))
		held->f.caplen = sizeof(held->data);
	if (held->f.caplen)
		memcpy(held->data, f->data, held->f.caplen);
	held->f.data = held->data;
	if (frame_type_has_packet(f->type))
		frame_dissect(&held->f);
	else if (f->type == FRAME_RULE)
		rule_dissect(&held->f);
}

static void append(struct hold *h, struct chain *c, const struct frame *f)
{
	uint32_t at = h->unused;

	if (at == NONE) {
		if (h->sink.lost)
			h->sink.lost(h->sink.ctx, 1, f->time_ns);
		return;
	}
	h->unused = h->frames[at].next;
	keep(&h->frames[at], f);
	h->frames[at].next = NONE;
	if (c->first == NONE)
		c->first = at;
	else
		h->frames[c->last].next = at;
	c->last = at;
}

size_t hold_frame(struct hold *h, const struct frame *f)
{
	struct chain *c = &h->chains[f->transaction % CHAINS];
	size_t gone = 0;

	if (!f->transaction)
		return 1;
	if (c->id != f->transaction) {
		gone = release(h, c, false);
		*c = (struct chain){ .id = f->transaction, .first = NONE };
	}
	switch (c->fate) {
	case UNDER_WAY: append(h, c, f); break;
	case ANSWERED: gone++; break;
	case FAILED:
		if (h->sink.frame)
			h->sink.frame(h->sink.ctx, f);
		break;
	}
	return gone;
}

size_t hold_transaction(struct hold *h, const struct transaction *t)
{
	struct chain *c = &h->chains[t->id % CHAINS];
	size_t gone = 0;

	if (c->id != t->id) {
		gone = release(h, c, false);
		*c = (struct chain){ .id = t->id, .first = NONE };
	}
	c->fate = t->answered ? ANSWERED : FAILED;
	if (t->answered)
		return gone + release(h, c, false);
	release(h, c, true);
	if (h->sink.transaction)
		h->sink.transaction(h->sink.ctx, t);
	return gone;
}

void hold_finish(struct hold *h)
{
	for (size_t i = 0; i < CHAINS; i++)
		release(h, &h->chains[i], true);
}
