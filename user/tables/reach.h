/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reach.h - the namespaces that pipes lead into, whether somebody named them or not.
 *
 * Theory of operation
 *
 * A pipe says by which number (nsid) its namespace knows the other end's, and no call turns that
 * number into a descriptor. So all namespaces that can be opened are candidates: the host's, names
 * below /run/netns, processes', mounts; and only where a pipe then still leads into the dark, what
 * processes hold open without living there. The hub (kernel/hub.h) says which candidate a number
 * means, and the walk goes on from there.
 *
 *      red ──▶ nsid 3 ──hub──▶ candidate 17 "pid:812" ──▶ nsid 0 ──▶ …
 *
 * A namespace that nobody but a socket keeps alive cannot be opened, and is not found.
 */
#ifndef NSCOPE_REACH_H
#define NSCOPE_REACH_H

#include "../kernel/netns.h"

#define REACH_WHAT_MAX 320 /* a mount's path; a longer one is passed over */

struct reached {
	struct netns ns; /* .name: "blue", "pid:17", "unnamed 4026532000, held by pid 17" */
	char what[REACH_WHAT_MAX]; /* by what netns_open() finds it again */
};

struct reach {
	struct reached *found;
	size_t n;
};

/**
 * reach_open() - all namespaces that can be come to by pipes, macvlans and the like from some
 * @from: @n of them; those are not found again
 * @ret:  reach_close() it
 *
 * What is not ours to open, or vanishes meanwhile, is passed over.
 */
int reach_open(const struct netns *from, size_t n, struct reach *ret, struct err *e);
void reach_close(struct reach *r);
#define _cleanup_reach_ _cleanup_(reach_close)

#endif
