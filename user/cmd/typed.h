/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * typed.h - a plan as it would be typed, on stdout.
 */
#ifndef NSCOPE_TYPED_H
#define NSCOPE_TYPED_H

#include "../topo/plan.h"

/** typed_print() - every step as its command, in order */
int typed_print(const struct plan *p, struct err *e);

#endif
