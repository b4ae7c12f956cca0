/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * undo.h - a journal walked backwards.
 */
#ifndef NSCOPE_UNDO_H
#define NSCOPE_UNDO_H

#include "journal.h"

/**
 * undo_journal() - take away what a journal says, where the kernel agrees that it is that
 * @left: receives what was left alone or lives on, a sentence each, "; " between; untouched when
 *        all is clean
 *
 * Links first: their removal is over when the kernel answers, that of a namespace is not. May be
 * done twice, and continued by another process.
 */
int undo_journal(const struct journal *j, struct text *left, struct err *e);

#endif
