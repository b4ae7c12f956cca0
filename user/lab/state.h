/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state.h - /run/nscope: which labs there are, who may change one, and its journal.
 *
 * Two locks. That of /run/nscope itself is held for moments only: to find or make a lab's
 * directory and take its lock, and to remove it. The lab's own, `lock`, is held as long as the
 * lab is changed, and holds the changer's pid. So whoever has a lab's lock has a directory that
 * is still there. Both are the kernel's: they end with the process.
 */
#ifndef NSCOPE_STATE_H
#define NSCOPE_STATE_H

#include "journal.h"

/* A lab's directory, locked. */
struct state {
	int root, dir, lock, journal;
	char lab[NETNS_NAME_MAX];
};
#define STATE_INIT                                                                                 \
	{                                                                                          \
		.root = -1, .dir = -1, .lock = -1, .journal = -1                                   \
	}

/**
 * state_open() - lock a lab
 * @create: also make /run/nscope, /run/netns and the lab's directory
 * Return: 0; -ENOENT there is no such lab; -EBUSY somebody else has it; -errno
 */
int state_open(const char *lab, bool create, struct state *ret, struct err *e);

/** state_close() - let go of the lock */
void state_close(struct state *s);
#define _cleanup_state_ _cleanup_(state_close)

/** state_read() - a file of the lab; @ret: malloc()ed. Return: 0, -ENOENT, -errno */
int state_read(const struct state *s, const char *file, char **ret, size_t *ret_len, struct err *e);

/** state_rename() - a file of the lab takes the place of another */
int state_rename(const struct state *s, const char *from, const char *to, struct err *e);

/** state_write() - a new file of the lab */
int state_write(const struct state *s, const char *file, const char *text, size_t len,
		struct err *e);

/** state_note() - append to the journal; what it says may be done when this returns 0 */
int state_note(struct state *s, const struct text *t, struct err *e);

/** state_journal() - what the journal says; empty where there is none */
int state_journal(const struct state *s, struct journal *ret, struct err *e);

/** state_remove() - the lab's directory goes, and with the last one all we made in /run */
int state_remove(struct state *s, struct err *e);

/** state_tidy() - with no lab left, all we made in /run goes; for who was killed early */
int state_tidy(struct err *e);

/** state_peek() - look at a lab without its lock: only for reading */
int state_peek(const char *lab, struct state *ret, struct err *e);

#endif
