/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lecture.h - what --explain adds: a sentence below a line, folded, indented, dim on a terminal.
 */
#ifndef NSCOPE_LECTURE_H
#define NSCOPE_LECTURE_H

#include "../trace/meaning.h"
#include "out.h"

/* How a sentence stands below its line. */
struct lecture_place {
	unsigned int indent, width; /* columns; a width of 0: all on one line */
};

/** lecture_add() - append what an event means to @t, with a blank in front if something stands
 * there; nothing where it was just said */
void lecture_add(const struct out *o, struct meaning *m, const struct frame *f, struct text *t);

/** lecture_id() - the same of what is no frame: MEANING_LOST, MEANING_END */
void lecture_id(struct meaning *m, enum meaning_id id, struct text *t);

/** lecture_whole() - append it in full, whatever was said before */
void lecture_whole(const struct out *o, struct meaning *m, const struct frame *f, struct text *t);

/** lecture_print() - lines of their own; nothing for "" */
void lecture_print(const struct out *o, const struct lecture_place *p, const char *s);

#endif
