/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ring.h - the programs' ring of records, read in place (linux/bpf.h, BPF_MAP_TYPE_RINGBUF).
 */
#ifndef NSCOPE_RING_H
#define NSCOPE_RING_H

#include "../util/util.h"

struct event_ring;

/**
 * ring_open() - map a ring
 * @fd:    of the map; not taken over, and not needed any more afterwards
 * @bytes: its size, as the map has it
 * Return: 0 or -errno
 */
int ring_open(int fd, size_t bytes, struct event_ring **ret);
void ring_close(struct event_ring *r);

/**
 * ring_read() - hand out what is there, oldest first
 * @fn: sees a record where it lies, until it returns; non-zero stops behind this record
 *
 * What comes meanwhile is left for the next time. A record that is still being written ends it.
 * Return: how many
 */
int ring_read(struct event_ring *r, int (*fn)(void *ctx, const void *record, size_t len),
	      void *ctx);

#endif
