/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * why_fix.h - a verdict's cure, run: asked for, one verdict after the other.
 */
#ifndef NSCOPE_WHY_FIX_H
#define NSCOPE_WHY_FIX_H

#include "../util/err.h"
#include "../why/verdict.h"

struct fixer {
	bool yes;	 /* nobody is asked */
	bool allow_host; /* also what changes the namespace that we were started in */
	unsigned int rounds;
	enum cause cause; /* of the last round */
	struct place where;
};

/**
 * fix_next() - run what mends it, when it may be run
 * Return: 1, it was run: judge again; 0, that was all, and why was said; -errno
 */
int fix_next(struct fixer *f, const struct verdict *v, struct err *e);

#endif
