/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * prefilter.h - the trace's filter in front of the programs at the ends.
 *
 *     interface ──▶ prefilter[d] ──┬─▶ end_in,  end_out     a record
 *                                  └─▶ skip_in, skip_out    counted as filtered
 *
 * The prefilter is what is attached, and named as the program behind it, by which it is known to
 * be ours. It goes on by tail calls: without a filter there is none, and nothing costs more.
 */
#ifndef NSCOPE_PREFILTER_H
#define NSCOPE_PREFILTER_H

#include "tracer.h"

struct nscope;

struct prefilter {
	int map;     /* of the programs it goes on in; is emptied when nobody holds it */
	int prog[2]; /* in, out; -1: there is none */
};

#define PREFILTER_NONE ((struct prefilter){ -1, { -1, -1 } })

/** prefilter_is_asked() - is there anything to leave out? */
bool prefilter_is_asked(const struct tracer_sift *s);

/**
 * prefilter_open() - one for each direction in which something is to be left out
 * @skel: loaded, with skip_in and skip_out
 *
 * Return: 0; -EOPNOTSUPP when the filter means something else in the kernel; -errno when it
 * refuses the program: then user space has to do it
 */
int prefilter_open(const struct tracer_sift *s, const struct nscope *skel, struct prefilter *ret);
void prefilter_close(struct prefilter *g);

#endif
