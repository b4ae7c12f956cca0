/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ends.h - one program at one end of a pipe: attached by tcx where the kernel has it, else by
 * clsact, and taken away by proof.
 */
#ifndef NSCOPE_ENDS_H
#define NSCOPE_ENDS_H

#include <stdbool.h>

#include "netns.h"

/* clsact only: a priority of our own; the handle is our pid, so that several of us fit and what a
 * killed one left can be told from what a living one uses. */
#define ENDS_PRIORITY 0x4e53

enum { END_INGRESS, END_EGRESS, END_DIRECTIONS };

struct end_hold {
	uint32_t ifindex;
	bool clsact;			  /* else tcx */
	bool made_qdisc;		  /* clsact: it was not there before us */
	int link[END_DIRECTIONS];	  /* tcx: gone with their descriptors */
	uint32_t prog_id[END_DIRECTIONS]; /* clsact: what the kernel must show before we delete */
};

/** ends_has_tcx() - does this kernel attach @prog_fd by tcx? */
bool ends_has_tcx(int prog_fd);

/**
 * ends_attach() - attach to both directions of an interface of the namespace this thread is in
 * @prog_fd: END_DIRECTIONS of them
 * @tcx: by tcx, in front of whatever is there, else by clsact
 * @ret: untouched on failure, and then nothing is attached
 * Return: 0; -ENODEV the interface has gone; -errno
 */
int ends_attach(const int *prog_fd, uint32_t ifindex, bool tcx, struct end_hold *ret);

/**
 * ends_detach() - take both away; for clsact from inside the same namespace
 *
 * A filter is deleted only while the kernel says that it is our program; the qdisc only if we made
 * it and nothing else hangs on it.
 */
void ends_detach(struct end_hold *h);

/**
 * ends_sweep() - remove what a killed nscope left on clsact: filters at our priority, with a
 * program of our name, whose pid lives no more
 *
 * The qdisc stays: that we made it cannot be proved any more, and an empty one does nothing.
 */
void ends_sweep(uint32_t ifindex);

#endif
