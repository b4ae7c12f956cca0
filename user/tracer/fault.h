/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault.h - an end of a link impaired on purpose, and mended again.
 *
 * Theory of operation
 *
 * An impaired end has a copy of bpf/fault.bpf.c of its own where its frames leave, with one map
 * that says what to do and counts what was done. The device alone holds both: nothing is pinned,
 * no process has to stay, and when the device goes they go. An end that is not impaired has
 * nothing there at all.
 *
 * A program is ours when it has our name, a map of our name, and our magic in it. Only such a one
 * is read, replaced or taken away; what others put there stays, and where it stood.
 *
 * A frame is impaired where it leaves, so a link has two ends to impair, one for each direction.
 */
#ifndef NSCOPE_FAULT_H
#define NSCOPE_FAULT_H

#include "../topo/impair.h"
#include "../kernel/netns.h"

/* What became of the frames since it was set. */
struct fault_tally {
	uint64_t seen; /* all that left, without our copies of them */
	uint64_t lost, duplicated, corrupted, blocked;
};

struct fault {
	struct impairment impairment;
	struct fault_tally tally;
};

/**
 * fault_set() - impair the frames that leave by an interface, in place of what was set before
 * @n: a namespace of a lab; its name and the interface's, with the seed, decide which frames are
 *     hit: the same three, the same fates for the same sequence of frames
 * @i: one that does nothing clears
 *
 * One step for the kernel: at any instant the old or the new is in force.
 * Return: 0; -EPERM with the missing capability; -ENODEV; -errno
 */
int fault_set(const struct netns *n, uint32_t ifindex, const struct impairment *i, struct err *e);

/** fault_set_clsact() - the same as before Linux 6.6, for tests; the others find it by themselves
 */
int fault_set_clsact(const struct netns *n, uint32_t ifindex, const struct impairment *i,
		     struct err *e);

/** fault_get() - what is set at an interface. Return: 0; -ENOENT: nothing; -errno */
int fault_get(const struct netns *n, uint32_t ifindex, struct fault *ret, struct err *e);

/** fault_clear() - mend it. Return: 0; -ENOENT: nothing was set; -errno */
int fault_clear(const struct netns *n, uint32_t ifindex, struct err *e);

/** fault_ifindex() - an interface by name. Return: its index; 0 and -ENODEV in @e: there is none */
uint32_t fault_ifindex(const struct netns *n, const char *ifname, struct err *e);

/** fault_try() - would this kernel take the program? Return: 0, or why not */
int fault_try(struct err *e);

#endif
