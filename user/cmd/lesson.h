/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lesson.h - inside the verb lesson: the one that runs, and how it is judged.
 */
#ifndef NSCOPE_CMD_LESSON_H
#define NSCOPE_CMD_LESSON_H

#include "../lesson/lesson.h"

/**
 * lesson_judge() - does everything hold that the lesson wants? Prints what does not
 * Return: 1 yes, 0 no, -errno it could not be judged
 */
int lesson_judge(const struct lesson *l, const struct lesson_style *style, struct err *e);

#endif
