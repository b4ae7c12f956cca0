/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lab_inner.h - inside lab*.c: what building and removing share.
 */
#ifndef NSCOPE_LAB_INNER_H
#define NSCOPE_LAB_INNER_H

#include <signal.h>

#include "state.h"

/** lab_may_change() - asked first, so that without the capabilities nothing is changed at all */
int lab_may_change(const char *what, struct err *e);

/** lab_hold_signals() - Ctrl-C waits until the kernel and the journal agree */
void lab_hold_signals(sigset_t *before);
void lab_release_signals(sigset_t *before);

/** lab_take_away() - everything the journal knows goes, then the lab itself; as lab_down() */
int lab_take_away(struct state *s, struct err *e);

#endif
