/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tracer_inner.h - what tracer.c, which attaches, and tracer_count.c, which counts, share.
 */
#ifndef NSCOPE_TRACER_INNER_H
#define NSCOPE_TRACER_INNER_H

#include "ends.h"
#include "prefilter.h"
#include "load.h"
#include "nscope.skel.h"
#include "reasons.h"
#include "ring.h"

/* A watched namespace. */
struct watch {
	uint64_t key;
	struct netns room;   /* its descriptor is held only where there are no links */
	struct nscope *copy; /* its own end programs, with its key written in */
	struct ends ends;
};

struct tracer {
	struct nscope *skel;
	struct prefilter prefilter; /* in front of the end programs */
	struct tracer_hook hooks[HOOK_MAX];
	struct bpf_link *links[HOOK_MAX];
	bool tcx, copies, by_inum, attached;
	struct watch *watches;
	size_t n_watches;
	int stats_fd; /* while it is open the kernel takes the time; -1: it does not */
	int ring_fd;  /* our own, for when the object is gone */
	struct event_ring *ring;
	struct reasons *reasons;
	int cpus;
};

#endif
