/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault_list.h - impaired links as a table, or as JSON.
 */
#ifndef NSCOPE_FAULT_LIST_H
#define NSCOPE_FAULT_LIST_H

#include "../tracer/fault.h"
#include "links.h"

/* One direction of a link. */
struct way {
	struct lab_end from, to;
	struct fault fault;
};

/**
 * fault_table() - print them, a line each
 *
 *     FROM      TO         SEEN  LOST       DUPLICATED  CORRUPTED  BLOCKED   SEED
 *     red:eth0  blue:eth0  1000  301 (30%)  -           -          12 (arp)  7
 */
void fault_table(const struct way *ways, size_t n);

/** fault_json() - print them as an array */
void fault_json(const char *lab, const struct way *ways, size_t n);

#endif
