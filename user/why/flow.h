/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * flow.h - the probe's frames, sorted out: where each of them was seen.
 *
 *     red:eth0 out ─▶ sw:p-red in ─▶ sw:p-blue out ─▶ blue:eth0 in        a trail of four sights
 */
#ifndef NSCOPE_FLOW_H
#define NSCOPE_FLOW_H

#include "verdict.h"

/* A frame at an end. */
struct sight {
	const struct kept *k;
	const struct room *room;
	const struct link_row *link;
};

/* One frame, or several that ask the same, at every end they passed, in order of time. */
struct trail {
	struct sight *at;
	size_t n;
	bool cut; /* memory was out: there may be more of them */
};

void trail_done(struct trail *t);

/* The probe whose packets came farthest. */
struct flow {
	struct trail leg[LEG_MAX];
	uint32_t transaction;	  /* 0: no echo left FROM */
	const struct kept *first; /* its first sight, NULL: none */
	uint8_t source[16];	  /* as it left FROM; all zero where it did not */
	uint32_t echo_id, echo_seq;
};

/** question_fails() - did ping fail? One echo that was not answered is enough, where ping was told
 * that it needs all (-w) */
bool question_fails(const struct question *q);

/** flow_find() - sort out the echoes; flow_done() it */
void flow_find(const struct question *q, struct flow *ret);
void flow_done(struct flow *f);

/** flow_came_back() - was its reply seen last where it came in at FROM? */
bool flow_came_back(const struct question *q, const struct flow *f);

/**
 * flow_questions() - where a namespace's question for an address was seen (ARP, or neighbour
 *                    solicitation), however often it asked
 * @asker: who asked
 * @ret:   trail_done() it
 */
void flow_questions(const struct question *q, const struct room *asker, uint8_t family,
		    const uint8_t *target, struct trail *ret);

/** flow_answers() - where the answers to it were seen, whoever gave them */
void flow_answers(const struct question *q, const struct room *asker, uint8_t family,
		  const uint8_t *target, struct trail *ret);

/** trail_find() - the first sight at an end from index @from on; DIR_NONE: any direction
 * Return: index, -1: never there */
int trail_find(const struct trail *t, size_t from, const struct room *room,
	       const struct link_row *link, enum frame_dir dir);

/** trail_has() - was any of its frames there? */
static inline bool trail_has(const struct trail *t, const struct room *room,
			     const struct link_row *link, enum frame_dir dir)
{
	return trail_find(t, 0, room, link, dir) >= 0;
}

/** trail_leaves() - was any of its frames seen leaving this namespace? */
bool trail_leaves(const struct trail *t, const struct room *room);

/** trail_holds() - is this frame one of them, by its number? */
bool trail_holds(const struct trail *t, uint32_t packet_id);

/** frame_asks() - is it a question for @target? frame_answers() - an answer that tells it? */
bool frame_asks(uint8_t family, const struct frame *f, const uint8_t *target);
bool frame_answers(uint8_t family, const struct frame *f, const uint8_t *target);

/** same_ip() - of the question's family */
static inline bool same_ip(const struct question *q, const uint8_t *a, const uint8_t *b)
{
	return !memcmp(a, b, addr_octets(q->family));
}

/** frame_is_probe() - an echo request for TO, or a reply from it */
bool frame_is_probe(const struct question *q, const struct frame *f, enum leg leg);

/** kept_is_unlearned() - was it thrown away because nobody told the next hop's MAC?
 *
 * Of several that wait for it the kernel may clear away the last ones without a reason
 * (neigh_invalidate() in net/core/neighbour.c).
 */
bool kept_is_unlearned(const struct kept *k);

/** frame_replies() - is it the answer to this request? One whose request was not seen may be that
 * to an older ping: then its number has to fit */
bool frame_replies(const struct question *q, const struct frame *f, const struct frame *request);

/** frame_is_time_exceeded() - an ICMP error: TTL or hop limit ran out on the way */
bool frame_is_time_exceeded(const struct frame *f);

static inline bool frame_in(const struct frame *f, const struct room *r)
{
	return r && f->netns_cookie == r->cookie;
}

#endif
