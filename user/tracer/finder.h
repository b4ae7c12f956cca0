/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * finder.h - namespaces that appear, and names that vanish.
 *
 * A name below /run/netns is a file first, and a namespace when it is mounted there: inotify tells
 * of the one, a change of /proc/self/mountinfo of the other. Then the directory is looked through,
 * at most every FINDER_PAUSE_MS. Nobody tells of a namespace without a name: where those are wanted
 * all processes are looked at every FINDER_PROC_MS.
 */
#ifndef NSCOPE_FINDER_H
#define NSCOPE_FINDER_H

#include <poll.h>
#include <stdbool.h>

#include "../kernel/netns.h"

#define FINDER_PAUSE_MS 10
#define FINDER_PROC_MS	1000
#define FINDER_FDS	2
#define FINDER_WHAT_MAX 24

struct finder;

struct finder_ops {
	/* Something is called so that was not before, or is another now. */
	void (*found)(void *ctx, const char *what);
	/* Nothing is called so any more. */
	void (*vanished)(void *ctx, const char *name);
	/* Is that namespace known? Else its processes are "found". */
	bool (*knows)(void *ctx, uint32_t inum);
	void *ctx;
};

/** finder_open() - @processes: namespaces without a name, too */
int finder_open(bool processes, const struct finder_ops *ops, struct finder **ret, struct err *e);
void finder_close(struct finder *f);

/** finder_fds() - what to wait for, FINDER_FDS of them */
void finder_fds(const struct finder *f, struct pollfd *fds);

/**
 * finder_look() - look, if there is cause to
 * @fds: as poll() returned them
 * Return: ms until it wants to look again, -1: when there is cause
 */
int finder_look(struct finder *f, const struct pollfd *fds);

/**
 * finder_processes() - call @fn for each process, "pid:N", with its namespace's inode number; the
 * lowest first; stops at its first non-zero, and returns it
 */
int finder_processes(int (*fn)(void *ctx, uint32_t inum, const char *what), void *ctx);

/** finder_process() - "pid:N" for a process that lives in a namespace; -ENOENT: nobody does */
int finder_process(uint32_t inum, char what[FINDER_WHAT_MAX]);

static inline void cleanup_finder(struct finder **f)
{
	finder_close(*f);
}
#define _cleanup_finder_ _cleanup_(cleanup_finder)

#endif
