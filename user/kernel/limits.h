/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limits.h - what this machine holds, asked before anything is built.
 */
#ifndef NSCOPE_LIMITS_H
#define NSCOPE_LIMITS_H

#include "../util/err.h"

struct limits {
	uint64_t neighbours4, neighbours6; /* gc_thresh3, 0: cannot be seen from here */
	uint64_t namespaces;		   /* user.max_net_namespaces, 0: no such limit */
};

/**
 * limits_read() - never fails: what cannot be read is 0
 *
 * The neighbour table's limits are files of the initial namespace alone, so they are unknown to
 * who was started in another one.
 */
void limits_read(struct limits *ret);

#endif
