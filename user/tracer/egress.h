/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * egress.h - a program that stays where frames leave an interface, and goes with the interface: by
 * tcx, or by clsact before Linux 6.6.
 *
 * All of it for an interface of the namespace the calling thread is in.
 */
#ifndef NSCOPE_EGRESS_H
#define NSCOPE_EGRESS_H

#include <stdbool.h>

#include "../kernel/netns.h"

/* The most that tcx takes at one place: BPF_MPROG_MAX, include/linux/bpf_mprog.h */
#define EGRESS_MAX 64

/* Behind the tracer's filters, whose priority is one less (tracer/tc.h). */
#define EGRESS_PRIORITY 0x4e54
#define EGRESS_HANDLE	1

struct egress {
	uint32_t ifindex;
	bool clsact; /* else tcx */
};

/** egress_has_tcx() - does the kernel have it? @ifindex: of an interface that exists */
bool egress_has_tcx(uint32_t ifindex);

/**
 * egress_programs() - what hangs there
 * @ids: EGRESS_MAX of them; by clsact at most the one at our priority and handle
 * Return: how many; -ENODEV; -EINVAL: no tcx; -errno
 */
int egress_programs(const struct egress *at, uint32_t *ids);

/**
 * egress_prepare() - make room for a program
 * Return: 0: nothing had to be done; 1: clsact was made, and egress_tidy() may take it away when
 * the program is gone; -errno
 */
int egress_prepare(const struct egress *at);
void egress_tidy(const struct egress *at, const struct netns *n);

/**
 * egress_attach() - a program behind all others, or in the place of one
 * @old_fd: the program to be replaced, in one step; -1: none
 * Return: 0; -EEXIST: somebody else has our priority and handle; -errno
 */
int egress_attach(const struct egress *at, int prog_fd, int old_fd);

/** egress_detach() - take that very program away */
int egress_detach(const struct egress *at, int prog_fd);

#endif
