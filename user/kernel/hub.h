/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hub.h - a namespace of our own in which each watched one has a number (nsid).
 *
 * Theory of operation
 *
 * Two things the kernel does only for namespaces that have a number where the netlink socket is:
 * it tells one socket of changes in all of them (NETLINK_LISTEN_ALL_NSID), and it translates the
 * number by which one of them knows another (NETNSA_TARGET_NSID). Giving numbers in the namespace
 * nscope was started in would change it, so we make one for the purpose.
 *
 *          red ──┐ 0        what is nsid 5 of red?  ─▶ 1: blue
 *                ├── hub
 *         blue ──┘ 1        a link of nsid 1 is down ─▶ blue
 *
 * A number does not keep alive what it stands for: when a namespace dies its number goes, and
 * the hub is told so. Nobody else sees the hub, and it ends with its descriptors.
 */
#ifndef NSCOPE_HUB_H
#define NSCOPE_HUB_H

#include "nl.h"

struct hub {
	struct netns room;
	struct nl line;
};

#define HUB_INIT                                                                                   \
	{                                                                                          \
		.room = NETNS_INIT, .line = NL_INIT                                                \
	}

/** hub_open() - an empty one; hub_close() it */
int hub_open(struct hub *ret, struct err *e);
void hub_close(struct hub *h);
#define _cleanup_hub_ _cleanup_(hub_close)

/**
 * hub_number() - give a namespace a number
 * Return: 0; -EEXIST: it has one, or another one has this; -errno
 */
int hub_number(struct hub *h, const struct netns *n, int32_t number, struct err *e);

/* @theirs is the number by which a room knows another one, @ours the hub's; -1: it has none. */
typedef int hub_row(int32_t theirs, int32_t ours, void *ctx);

/** hub_translate() - call @row for each namespace that room number @room knows by a number */
int hub_translate(struct hub *h, int32_t room, hub_row *row, void *ctx, struct err *e);

#endif
