/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * attacher_rooms.h - the namespaces an attacher knows, by number, and how it gets into them without
 * keeping them alive.
 *
 * A namespace lives as long as somebody holds it, and it shall not be us: it is opened by what it
 * is called, known by its cookie, used, and closed when none was used for HOLD_MS. One whose name
 * has gone is entered by way of a process that lives there, or not at all.
 */
#ifndef NSCOPE_ATTACHER_ROOMS_H
#define NSCOPE_ATTACHER_ROOMS_H

#include "../kernel/netns.h"

#define HOLD_MS 1000

struct known_room {
	uint64_t cookie; /* 0: the number is free */
	uint32_t inum;
	struct netns netns; /* held for a while */
	char *what;	    /* by what it is opened again */
};

struct rooms {
	struct known_room *items; /* by number */
	size_t n;
	int64_t used_ms; /* CLOCK_MONOTONIC, when one was held last; 0: none is */
};

/** rooms_add() - under the lowest free number; @n is taken over, untouched on failure */
int rooms_add(struct rooms *p, struct netns *n, const char *what, int32_t *ret_number);

/** rooms_get() - NULL: nobody has this number */
struct known_room *rooms_get(const struct rooms *p, int32_t number);

/** rooms_drop() - its number is free again */
void rooms_drop(struct known_room *one);

/** rooms_knows(), rooms_knows_inum() - is it one of them? */
bool rooms_knows(const struct rooms *p, uint64_t cookie);
bool rooms_knows_inum(const struct rooms *p, uint32_t inum);

/** rooms_open() - hold one: its netns is valid until the next rooms_rest() */
int rooms_open(struct rooms *p, struct known_room *one, struct err *e);

/** rooms_rest() - let go of all that is held, if that is due. Return: ms until it is, -1: never */
int rooms_rest(struct rooms *p);

void rooms_done(struct rooms *p);

#endif
