/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * daemons.h - what the commands of a lab (`run`) left running in its namespaces.
 *
 * Theory of operation
 *
 * A pid proves nothing: numbers are reused. So every command is given a word nobody else has, 128
 * random bits of this lab, in its environment, and what it starts inherits it, whatever session it
 * moves to. A process is ours when it carries the word and is in one of the lab's namespaces; and
 * it is ended through a descriptor of it that was opened before both were looked at. One that wiped
 * its environment is not proven ours: it stays, and is named as whoever keeps a namespace alive.
 */
#ifndef NSCOPE_DAEMONS_H
#define NSCOPE_DAEMONS_H

#include "journal.h"

#define DAEMONS_MARK "NSCOPE_RUN" /* the variable that carries the word */

/* How long SIGTERM is given to work, before SIGKILL. */
#define DAEMONS_PATIENCE_MS 1000

/** daemons_token() - a new word; @ret: JOURNAL_TOKEN_MAX octets */
int daemons_token(char *ret, struct err *e);

/**
 * daemons_end() - end them
 * @rooms: namespaces, held open by the caller: their inode numbers are nobody else's
 * @token: "": the lab has run nothing
 *
 * Return: 0, and they have ended, or not even SIGKILL ends them; -errno of /proc
 */
int daemons_end(const struct journal_netns *rooms, size_t n, const char *token, struct err *e);

#endif
