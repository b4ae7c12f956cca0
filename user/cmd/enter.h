/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * enter.h - a program runs inside a node, in our place: what exec and shell share.
 */
#ifndef NSCOPE_ENTER_H
#define NSCOPE_ENTER_H

#include "../lab/netns_run.h"

/* What tells a program where it is. */
#define ENTER_VARIABLE "NSCOPE_NODE"

struct entry {
	struct netns ns;
	struct keeper keeper;
};
#define ENTRY_INIT                                                                                 \
	{                                                                                          \
		.ns = NETNS_INIT, .keeper = KEEPER_INIT                                            \
	}

/**
 * enter_open() - a node, and what it has beside its network
 * @what: as netns_open(); only a node of a lab, by its name, has more than its network
 * @ret:  untouched on failure; enter_close() it
 */
int enter_open(const char *what, struct entry *ret, struct err *e);
void enter_close(struct entry *x);
#define _cleanup_entry_ _cleanup_(enter_close)

/**
 * enter_run() - run a program there, in our place; @shell: as netns_exec() has it
 * Return: only when it does not run: our exit status; the error was printed
 */
int enter_run(const struct entry *x, char *const argv[], bool shell);

#endif
