/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exchange.h - questions and answers: which frames and neighbour changes belong to one transaction.
 */
#ifndef NSCOPE_EXCHANGE_H
#define NSCOPE_EXCHANGE_H

#include "join.h"
#include "stream.h"

struct exchange; /* exchange_inner.h */

/* What a numbered packet belongs to. */
struct belonging {
	uint32_t packet_id; /* 0: none yet */
	uint32_t transaction;
};

struct exchanges {
	struct memo keys;	   /* what a frame says, to transaction id */
	struct memo own;	   /* (namespace, address): it is that namespace's */
	struct exchange *ring;	   /* transaction id modulo its size */
	struct belonging *packets; /* packet_id modulo PASSAGES: as many as join.c knows */
	uint32_t last_id;
	uint32_t oldest; /* id of the oldest that may still have to be reported */
	const struct sink *sink;
};

/**
 * exchanges_init() - none yet
 * @sink: transaction() is called when one is over; must outlive this
 * Return: 0 or -ENOMEM; exchanges_done() it in both cases
 */
int exchanges_init(struct exchanges *x, const struct sink *sink);
void exchanges_done(struct exchanges *x);

/** exchange_seed() - whose which address is, before the first frame */
void exchange_seed(struct exchanges *x, const struct snapshot *snap);

/**
 * exchange_frame() - fill a frame's transaction
 * @f: of any type, in order; numbered by join.h, which forgets a packet when PASSAGES newer ones
 *     were numbered
 */
void exchange_frame(struct exchanges *x, struct frame *f);

/** exchange_expire() - report what was never answered, and is too old to be, at @now_ns */
void exchange_expire(struct exchanges *x, uint64_t now_ns);

/** exchange_finish() - report all that was not yet */
void exchange_finish(struct exchanges *x);

#endif
