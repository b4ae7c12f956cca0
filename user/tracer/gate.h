/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gate.h - the trace's filter in front of the programs at the ends.
 *
 *     interface ──▶ gate[d] ──┬─▶ end_in,  end_out     a record
 *                             └─▶ skip_in, skip_out    counted as filtered
 *
 * The gate is what is attached, and named as the program behind it, by which it is known to be
 * ours. It goes on by tail calls: without a filter there is no gate, and nothing costs more.
 */
#ifndef NSCOPE_GATE_H
#define NSCOPE_GATE_H

#include "tracer.h"

struct nscope;

struct gate {
	int map;     /* of the programs it goes on in; is emptied when nobody holds it */
	int prog[2]; /* in, out; -1: there is none */
};

#define GATE_NONE ((struct gate){ -1, { -1, -1 } })

/** gate_is_asked() - is there anything to leave out? */
bool gate_is_asked(const struct tracer_sift *s);

/**
 * gate_open() - one for each direction in which something is to be left out
 * @skel: loaded, with skip_in and skip_out
 *
 * Return: 0; -EOPNOTSUPP when the filter means something else in the kernel; -errno when it
 * refuses the program: then user space has to do it
 */
int gate_open(const struct tracer_sift *s, const struct nscope *skel, struct gate *ret);
void gate_close(struct gate *g);

#endif
