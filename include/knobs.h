/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * knobs.h - numbers both sides must agree on, each with its reason.
 */
#ifndef NSCOPE_KNOBS_H
#define NSCOPE_KNOBS_H

/* Default ring: 10 ms of a 2-core storm (350 k packets/s at two ends, 192 B) is 1.3 MB. */
#define RING_BYTES (16u << 20)

/* After a wake-up the reader looks again by itself for WATCH_NS; a hook may stay
 * silent for QUIET_NS after it woke the reader. WATCH_NS > QUIET_NS, so nothing sleeps. */
#define QUIET_NS 4000000ull
#define WATCH_NS 12000000ull

/* A change is dated when it began, not when its hook ran, by at most this: less than what user
 * space holds back to put records in order (1 ms). */
#define BACKDATE_NS 500000ull

/* Namespaces watched at once. */
#define WATCHED_MAX 4096

/* Neighbour entries whose last state is remembered. */
#define NEIGH_MAX 16384

#endif
