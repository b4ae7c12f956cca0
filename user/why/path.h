/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * path.h - the way of the probe, end by end, with a mark where it was lost.
 */
#ifndef NSCOPE_PATH_H
#define NSCOPE_PATH_H

#include "say.h"

/** add_path() - the request's way, and the reply's, where one was or should have been made */
void add_path(const struct scene *s, struct verdict *v);

#endif
