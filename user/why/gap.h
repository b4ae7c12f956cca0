/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gap.h - where the packet was seen last, where it should have been next, and what the kernel said
 * in between.
 */
#ifndef NSCOPE_GAP_H
#define NSCOPE_GAP_H

#include "scene.h"

/** gap_find() - it was not seen coming in behind this hop: fill s->gap */
void gap_find(struct scene *s, enum leg leg, const struct hop *h);

/** gap_deliver() - it came in where its destination is; what became of it there is not on any wire
 */
void gap_deliver(struct scene *s, enum leg leg, const struct hop *h);

/** gap_made() - no reply left TO's namespace: did the request die there before one was made? */
void gap_made(struct scene *s);

#endif
