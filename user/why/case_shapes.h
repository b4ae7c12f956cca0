/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * case_shapes.h - all that a verdict is judged by, field by field, for shape.h; what points from
 * one to another is why/case.c's
 */
#ifndef NSCOPE_CASE_SHAPES_H
#define NSCOPE_CASE_SHAPES_H

#include "shape.h"

extern const struct shape shape_snapshot, shape_log, shape_asked, shape_question;

#endif
