/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netns_named.h - names below /run/netns, given and taken away.
 *
 * Theory of operation
 *
 * A named namespace is, as ip-netns(8) has it, an empty file below /run/netns with a mount of the
 * namespace on it, and /run/netns is a shared mount, so that names given later reach other mount
 * namespaces. We do the same in an order that lets each thing be written down, with its identity,
 * before it has a name: the file is made by O_TMPFILE, the mount by open_tree(), both hang on
 * descriptors alone until linkat() and move_mount(). Who is killed leaves either nothing or
 * something that its record knows.
 */
#ifndef NSCOPE_NETNS_NAMED_H
#define NSCOPE_NETNS_NAMED_H

#include "netns.h"

/* Which file carries the name. */
struct netns_point {
	uint64_t dev, ino;
};

/* A namespace with a file and a mount prepared, but no name yet. */
struct netns_birth {
	struct netns ns;
	struct netns_point point;
	int file, tree;
};
#define NETNS_BIRTH_INIT                                                                           \
	{                                                                                          \
		.ns = NETNS_INIT, .file = -1, .tree = -1                                           \
	}

/**
 * netns_dir_open() - /run/netns, safely
 * Return: a descriptor, or -errno
 */
int netns_dir_open(struct err *e);

/**
 * netns_dir_ensure() - make sure that /run/netns is there and a mount, as `ip netns` wants it
 * @state: descriptor of our run directory, on the same file system; what we had to make is
 *         recorded there, in the file NETNS_DIR_RECORD, before it exists. Hold its lock.
 */
#define NETNS_DIR_RECORD ".netns"
int netns_dir_ensure(int state, struct err *e);

/**
 * netns_dir_release() - take away again what netns_dir_ensure() made, if it is empty
 * @state: as there
 */
int netns_dir_release(int state, struct err *e);

/**
 * netns_birth_prepare() - a new namespace, its file and its mount; all vanish unless named
 * @t: as of netns_create_inside()
 */
int netns_birth_prepare(int dir, const char *name, struct netns_birth *ret, struct netns_token *t,
			struct err *e);

/** netns_birth_name() - give it its name; -EEXIST when somebody has it */
int netns_birth_name(int dir, struct netns_birth *b, struct err *e);

/** netns_birth_done() - what is not needed any more; the namespace too, unless taken */
void netns_birth_done(struct netns_birth *b);
#define _cleanup_birth_ _cleanup_(netns_birth_done)

/**
 * netns_unname() - take a name away: the mount, if it is that namespace, and the file, if it is
 * that file
 * @inum, @cookie: of the namespace
 * Return: 0 gone, or was not there; 1 something else has that name and was left alone; -errno
 */
int netns_unname(int dir, const char *name, const struct netns_point *point, uint32_t inum,
		 uint64_t cookie, struct err *e);

/**
 * netns_same() - open a name if it is still that namespace
 * Return: 0; -ENOENT nobody has the name; -ESTALE somebody else has it; -errno
 */
int netns_same(int dir, const char *name, uint32_t inum, uint64_t cookie, struct netns *ret,
	       struct err *e);

#endif
