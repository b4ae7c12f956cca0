/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tc.h - programs on clsact, for kernels without tcx (before Linux 6.6).
 *
 * A filter on clsact outlives its maker, so whose it is has to be provable. Ours stand at a
 * priority of our own; the handle says which nscope of those that watch this namespace at once.
 * To hold a handle is to hold an abstract socket of that name in the namespace, which the kernel
 * gives back when its holder dies: a filter whose handle can be claimed is a dead one's.
 */
#ifndef NSCOPE_TC_H
#define NSCOPE_TC_H

#include "../kernel/netns.h"

#define TC_PRIORITY 0x4e53
/* So many at once in one namespace. */
#define TC_HANDLES 8

struct tc_claim {
	int fd;
	uint32_t handle;
};

#define TC_CLAIM_INIT                                                                              \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/* What hangs at one interface. */
struct tc_hold {
	uint32_t ifindex;
	uint32_t prog_id[2]; /* ingress, egress; 0: nothing */
	bool made_qdisc;     /* it was not there before us */
};

/**
 * tc_claim() - get a handle in the namespace this thread is in
 *
 * Return: 0; -EBUSY when TC_HANDLES others hold theirs; -errno
 */
int tc_claim(struct tc_claim *ret, struct err *e);
void tc_release(struct tc_claim *c);

/**
 * tc_sweep() - remove the filters that killed holders of any handle left at an interface
 * @c: ours, with nothing attached yet at this interface
 *
 * Only those with a program of our name at our priority. The qdisc stays: that we made it cannot
 * be proved any more, and an empty one does nothing.
 */
void tc_sweep(const struct tc_claim *c, uint32_t ifindex);

/**
 * tc_attach() - both directions of an interface of the namespace this thread is in
 * @prog_fd: ingress, egress
 * @ret: filled as far as it got, also on failure; tc_detach() it
 */
int tc_attach(const struct tc_claim *c, const int prog_fd[2], uint32_t ifindex,
	      struct tc_hold *ret);

/**
 * tc_detach() - take them away, from inside the same namespace
 *
 * A filter is deleted only while the kernel says that it is our program; the qdisc only if we made
 * it and no other filter hangs on it.
 */
void tc_detach(const struct tc_claim *c, const struct netns *n, struct tc_hold *h);

/** tc_tidy() - remove clsact from an interface of the namespace this thread is in, if no filter
 * hangs on it; for who made it */
void tc_tidy(const struct netns *n, uint32_t ifindex);

#endif
