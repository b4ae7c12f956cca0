/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hold.h - only what belongs to a transaction that failed: frames wait here until its fate is
 * known, and then go on together or not at all.
 */
#ifndef NSCOPE_HOLD_H
#define NSCOPE_HOLD_H

#include "stream.h"

struct hold;

/**
 * hold_new() - nothing waits yet; memory for all that ever will
 * @sink: copied; gets the frames of each transaction that failed, oldest first, and then it. A
 *        frame that there is no room for is told as lost
 */
struct hold *hold_new(const struct sink *sink);
void hold_free(struct hold *h);

/**
 * hold_frame() - a frame, whose fate is its transaction's
 * Return: how many were let go of: 1 when its transaction is known to have been answered, or it
 * has none
 */
size_t hold_frame(struct hold *h, const struct frame *f);

/**
 * hold_transaction() - its fate
 * Return: how many frames were let go of
 */
size_t hold_transaction(struct hold *h, const struct transaction *t);

/** hold_finish() - nothing more comes: what waits was never answered, so it goes on */
void hold_finish(struct hold *h);

static inline void cleanup_hold(struct hold **h)
{
	hold_free(*h);
}
#define _cleanup_hold_ _cleanup_(cleanup_hold)

#endif
