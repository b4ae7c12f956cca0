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
 *
 * Notes go to stderr, a line each.
 * Return: 0; -EPERM, -EADDRINUSE, -ENOSPC: it must not be built; -errno
 */
int preflight(const struct topo *t, const char *file, bool allow_host, struct err *e);

#endif
