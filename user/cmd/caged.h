/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * caged.h - before others' packets are taken apart: rights given up (tracer/cage.h).
 */
#ifndef NSCOPE_CAGED_H
#define NSCOPE_CAGED_H

/**
 * caged() - all that has to be opened is open; go on without rights
 *
 * A kernel that refuses is told of, and the work goes on.
 */
void caged(void);

#endif
