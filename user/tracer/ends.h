/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ends.h - the programs at the ends of a namespace's pipes: by tcx where the kernel has it (the
 * links go with their descriptors), else by clsact (tracer/tc.h).
 */
#ifndef NSCOPE_ENDS_H
#define NSCOPE_ENDS_H

#include "tc.h"

struct end {
	uint32_t ifindex;
	int link[2]; /* tcx: ingress, egress */
	struct tc_hold tc;
};

/* All that are held in one namespace. */
struct ends {
	bool tcx;
	struct tc_claim claim;
	struct end *held;
	size_t n;
};

#define ENDS_INIT                                                                                  \
	{                                                                                          \
		.claim = TC_CLAIM_INIT                                                             \
	}

/** ends_has_tcx() - does this kernel attach @prog_fd by tcx? */
bool ends_has_tcx(int prog_fd);

/**
 * ends_attach() - both programs to each interface that has them not yet
 * @prog_fd: ingress, egress
 *
 * By tcx in front of whatever is there: what others do with a packet happens behind us. An
 * interface that has gone is no error. On failure what was attached stays: ends_detach() it.
 */
int ends_attach(struct ends *s, const struct netns *n, const int prog_fd[2],
		const uint32_t *ifindexes, size_t count, struct err *e);

/** ends_release() - one interface; it is gone, or the programs go now */
void ends_release(struct ends *s, uint32_t ifindex);

void ends_detach(struct ends *s, const struct netns *n);

#endif
