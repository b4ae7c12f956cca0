/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netns.h - namespaces: with netns_named.h the only code that calls setns, unshare or mount.
 *
 * A namespace is held by a descriptor. Whoever enters one holds a token, and the token always
 * leads back: a thread that cannot go home aborts, because whatever it did next would be done
 * to the wrong room.
 */
#ifndef NSCOPE_NETNS_H
#define NSCOPE_NETNS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "../util/err.h"

#define NETNS_DIR      "/run/netns"
#define NETNS_NAME_MAX 64

struct netns {
	int fd;
	uint64_t cookie; /* SO_NETNS_COOKIE; before Linux 5.14 the inode number */
	uint32_t inum;
	char name[NETNS_NAME_MAX]; /* as the user called it */
};

struct netns_token {
	int home;
};

/**
 * netns_open() - find a namespace by what users call it
 * @what: a name under /run/netns, "pid:N", a path with a slash, or "host" (where we started)
 * @ret:  untouched on failure; netns_close() it
 * Return: 0; -ENOENT, -EINVAL (it is a file, but no network namespace), -EPERM, …
 */
int netns_open(const char *what, struct netns *ret, struct err *e);

/**
 * netns_adopt() - a descriptor as a namespace, looked at: is it one, which one
 * @fd:   taken over, also on failure
 * @name: as errors shall call it
 */
int netns_adopt(int fd, const char *name, struct netns *ret, struct err *e);

/** netns_create() - a new namespace, held by its descriptor alone: it ends with it */
int netns_create(const char *name, struct netns *ret, struct err *e);

/** netns_create_inside() - the same, and the caller is in it, as after netns_enter() */
struct netns_token;
int netns_create_inside(const char *name, struct netns *ret, struct netns_token *t, struct err *e);

/**
 * netns_limit() - let this process hold @n namespaces, by a socket in each
 *
 * Return: 0; -EMFILE when the hard limit of open files forbids it
 */
int netns_limit(size_t n, struct err *e);

/** netns_limit_lift() - as many open files as this process may have; for who cannot know how many
 * it will need */
void netns_limit_lift(void);

void netns_close(struct netns *n);

/**
 * netns_enter() - go into a namespace
 * @t: the way home; declare it with _cleanup_netns_, or call netns_leave()
 */
int netns_enter(const struct netns *n, struct netns_token *t, struct err *e);
void netns_leave(struct netns_token *t);
#define NETNS_TOKEN_INIT                                                                           \
	{                                                                                          \
		.home = -1                                                                         \
	}
#define _cleanup_netns_ _cleanup_(netns_leave)

/**
 * netns_name_check() - may this be a namespace's name?
 *
 * Letters, digits, '-', '_', '.', at most 63, not beginning with '.' or '-'; not "host".
 * Return: 0 or -EINVAL with the reason
 */
int netns_name_check(const char *name, struct err *e);

/** netns_each() - call @fn for every name under /run/netns, sorted; stops at its first non-zero */
int netns_each(int (*fn)(const char *name, void *ctx), void *ctx, struct err *e);

/**
 * netns_mounts() - a mount namespace of our own that fits the network namespace we are in: /sys of
 * that one, the files of /etc/netns/NAME/ over /etc, as `ip netns exec` does; with @proc also
 * /proc of the pid namespace we are in
 */
int netns_mounts(const char *name, bool proc, struct err *e);

/**
 * netns_fork() - fork a child, into another pid namespace perhaps
 * @apart: not into ours
 * @pidfd: a process whose pid namespace it is; -1: a new one, of which the child becomes pid 1
 * Return: as fork() has it; -errno
 */
pid_t netns_fork(bool apart, int pidfd, struct err *e);

static inline void cleanup_netns_close(struct netns *n)
{
	netns_close(n);
}
#define NETNS_INIT                                                                                 \
	{                                                                                          \
		.fd = -1                                                                           \
	}
#define _cleanup_netns_close_ _cleanup_(cleanup_netns_close)

#endif
