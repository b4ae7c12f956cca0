/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * journal.h - what a lab made, one line each, written before the thing exists. Text, in memory.
 *
 *     nscope journal 1
 *     netns red 25 113 4026532213 4097    name, file's device and inode, namespace's inode, cookie
 *     link red eth0 blue eth0             both ends; one removes the other
 *     keeper red 4711 83921 pid,mount     pid, ticks from boot to its start, what it keeps
 *     run 0123456789abcdef...             the lab's commands carry it: DAEMONS_MARK in environ(7)
 *     ready                               all of it is there
 *     change                              not ready: it is being made into another
 *     gone link red eth0 blue eth0        not any more
 *     gone netns blue
 *     gone keeper red
 */
#ifndef NSCOPE_JOURNAL_H
#define NSCOPE_JOURNAL_H

#include <net/if.h>
#include <stdbool.h>

#include "../util/err.h"
#include "../util/text.h"
#include "../kernel/netns_named.h"

/* The longest line: two names of 63, two interfaces of 15, and the words. */
#define JOURNAL_LINE_MAX 256

struct journal_netns {
	char name[NETNS_NAME_MAX];
	struct netns_point point;
	uint32_t inum;
	uint64_t cookie;
};

#define JOURNAL_HOST "host" /* where nscope was started, at the far end of a link */

struct journal_link {
	struct {
		char node[NETNS_NAME_MAX];
		char ifname[IFNAMSIZ];
	} ends[2];
};

/* A process that keeps more namespaces of a node: keeper.h */
struct journal_keeper {
	char node[NETNS_NAME_MAX];
	pid_t pid;
	uint64_t start;	      /* field 22 of /proc/PID/stat, clock ticks */
	unsigned int isolate; /* 1 << enum isolate */
};

/* What tells our processes from others: 128 random bits, in hexadecimal. */
#define JOURNAL_TOKEN_MAX 33

struct journal {
	struct journal_netns *netns;
	size_t n_netns;
	struct journal_link *links;
	size_t n_links;
	struct journal_keeper *keepers;
	size_t n_keepers;
	char token[JOURNAL_TOKEN_MAX]; /* "": the lab has run nothing */
	bool ready;
};

/**
 * journal_parse() - read a journal
 * @text: hostile in theory; a last line without newline was being written when its writer died,
 *        so what it announces does not exist
 * @ret:  untouched on failure; journal_done() it
 * Return: 0; -EINVAL with the line's number; -ENOMEM
 */
int journal_parse(const char *text, size_t len, struct journal *ret, struct err *e);
void journal_done(struct journal *j);
#define _cleanup_journal_ _cleanup_(journal_done)

/* The lines, appended to @t */
void journal_put_head(struct text *t);
void journal_put_netns(struct text *t, const struct journal_netns *n);
void journal_put_link(struct text *t, const struct journal_link *l);
void journal_put_keeper(struct text *t, const struct journal_keeper *k);
void journal_put_run(struct text *t, const char *token);
void journal_put_ready(struct text *t);
void journal_put_change(struct text *t);
void journal_put_gone_link(struct text *t, const struct journal_link *l);
void journal_put_gone_netns(struct text *t, const char *name);
void journal_put_gone_keeper(struct text *t, const char *node);

/** journal_find() - a namespace by its name, NULL: the lab has none of that name */
const struct journal_netns *journal_find(const struct journal *j, const char *name);

#endif
