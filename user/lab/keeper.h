/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * keeper.h - a process that keeps a node's other namespaces: pid, mount, uts, ipc.
 *
 * Theory of operation
 *
 * A namespace that has no name lives as long as somebody is in it, and a pid namespace dies with
 * its pid 1. So a node with `isolate` has a keeper: a process that does nothing, as pid 1 where
 * the node counts its own pids. It is made by `up` and ended by `down`:
 *
 *     up                                     keeper
 *      │ fork                                 │ leaves session, descriptors, signals behind;
 *      │                                      │ makes the namespaces
 *      │◀────────────── "ready", or what is wrong
 *      │ journal: pid, start time             │ waits
 *      ├────────────── "stay" ───────────────▶│ sleeps until it is killed
 *
 * Without "stay" the keeper ends: if `up` is killed anywhere, either nobody is there, or the
 * journal knows who. A pid alone is nobody's name, so `down` opens a pidfd, looks whether that
 * process is the recorded one, and kills what the descriptor holds. All that lives in a pid
 * namespace dies with its pid 1.
 */
#ifndef NSCOPE_KEEPER_H
#define NSCOPE_KEEPER_H

#include "../topo/isolate.h"
#include "journal.h"

/* A keeper that was found, and proved to be the one; or none. */
struct keeper {
	int pidfd;
	unsigned int isolate; /* what it keeps, 1 << enum isolate; 0: there is none */
};
#define KEEPER_INIT                                                                                \
	{                                                                                          \
		.pidfd = -1                                                                        \
	}

/** keeper_keeps() - has the node a namespace of this kind for itself? @k: NULL: it has no keeper */
static inline bool keeper_keeps(const struct keeper *k, enum isolate what)
{
	return k && (k->isolate & 1U << what);
}

/**
 * keeper_start() - give a node namespaces of its own
 * @isolate: which, 1 << enum isolate; not 0
 * @note:    writes the journal line; the keeper stays when this returns 0
 *
 * It is the caller's child, and lives on when the caller ends.
 * Return: 0; what @note said; -errno, also of what went wrong in the keeper
 */
int keeper_start(const struct netns *ns, const char *node, unsigned int isolate,
		 int (*note)(void *ctx, const struct journal_keeper *k, struct err *e), void *ctx,
		 struct err *e);

/**
 * keeper_find() - the keeper of a node, by the labs' journals
 * @cookie: of the node's namespace
 * @ret:    KEEPER_INIT where the node has none; keeper_close() it
 * Return: 0; -ESTALE it should have one, which was killed; -errno
 */
int keeper_find(const char *node, uint64_t cookie, struct keeper *ret, struct err *e);

/**
 * keepers_end() - kill keepers, and with them all in their pid namespaces; wait until they are dead
 * @node: of this node alone; NULL: all of the journal
 * @left: receives a sentence for each that lives after KEEPERS_PATIENCE_MS
 *
 * Who is not the recorded process any more is left alone: the keeper is dead.
 */
#define KEEPERS_PATIENCE_MS 2000
int keepers_end(const struct journal *j, const char *node, struct text *left, struct err *e);

static inline void keeper_close(struct keeper *k)
{
	cleanup_close(&k->pidfd);
	k->pidfd = -1;
}
#define _cleanup_keeper_ _cleanup_(keeper_close)

#endif
