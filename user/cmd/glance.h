/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * glance.h - frames seen without any eBPF: for who cannot wait for that.
 *
 *     packet sockets (kernel/tap.h) ──▶ stream (pure) ──▶ log
 */
#ifndef NSCOPE_GLANCE_H
#define NSCOPE_GLANCE_H

#include "../why/verdict.h"
#include "target.h"

struct glance;

/**
 * glance_open() - listen in several namespaces
 * @names:  their tables, by the same index; stay while the glance does
 * @linked: those to listen in, NULL: all
 * @log:    takes what is seen
 */
int glance_open(const struct targets *t, const struct snapshot *names, const bool *linked,
		struct frame_log *log, struct glance **ret, struct err *e);

/**
 * glance_look() - what was seen so far goes to the log
 *
 * Frames of the last millisecond may wait for the next time: an older one may still come.
 * Return: 0; -EAGAIN some frames have no true time; -ENOBUFS frames found no room
 */
int glance_look(struct glance *g);

/** glance_end() - the last look: all of it. Return: as glance_look() */
int glance_end(struct glance *g);

/** glance_fds() - its descriptors, which nobody else may hold open; NULL: it has none
 * Return: the caller's to free */
int *glance_fds(const struct glance *g, size_t *ret_n);

void glance_free(struct glance *g);

static inline void cleanup_glance(struct glance **g)
{
	glance_free(*g);
}
#define _cleanup_glance_ _cleanup_(cleanup_glance)

#endif
