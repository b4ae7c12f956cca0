/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * preflight.h - what is said, and refused, before a lab is built.
 */
#ifndef NSCOPE_PREFLIGHT_H
#define NSCOPE_PREFLIGHT_H

#include "../topo/topo.h"

/**
 * preflight() - hold a lab against the host, the other labs, and the machine's limits
 * @file:       as messages shall call the lab's file
 * @allow_host: links into the host's own namespace are allowed
 * @notes:      a line each for what is worth knowing and no reason to refuse; NULL: untold
 *
 * Return: 0; -EPERM, -EADDRINUSE, -ENOSPC: it must not be built; -errno
 */
int preflight(const struct topo *t, const char *file, bool allow_host, FILE *notes, struct err *e);

#endif
