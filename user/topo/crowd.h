/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * crowd.h - how many neighbours a lab can make the kernel remember.
 */
#ifndef NSCOPE_CROWD_H
#define NSCOPE_CROWD_H

#include "topo.h"

/**
 * crowd_neighbours() - entries when everybody on a wire talks to everybody on it
 * @family: AF_INET, AF_INET6
 * @ret:    the sum over all wires; all namespaces of a machine share one table (gc_thresh3,
 *          net/core/neighbour.c)
 * Return: 0 or -ENOMEM
 */
int crowd_neighbours(const struct topo *t, uint8_t family, uint64_t *ret);

#endif
