/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * evidence.h - what is known whatever the cause, line by line; and what is odd though it works.
 */
#ifndef NSCOPE_EVIDENCE_H
#define NSCOPE_EVIDENCE_H

#include "say.h"

/** add_evidence() - where the packet was, what the kernel did to it, what it says of the way */
void add_evidence(const struct scene *s, struct verdict *v);

/** say_warnings() - faults that did not stop this ping, and answers from the wrong place */
void say_warnings(const struct scene *s, struct verdict *v);

/** warn_rate_limit() - errors that were not sent; also beside a cause */
void warn_rate_limit(const struct scene *s, struct verdict *v);

#endif
