/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peers.h - where the other end of a veth is: found by index, proved by the kernel.
 *
 * A link says the index of its other end, and by which number (nsid) its own namespace knows the
 * other's. Only a room that has a veth of that index pointing back is a candidate, and only
 * candidates are asked for: RTM_GETNSID with the candidate's descriptor.
 */
#ifndef NSCOPE_PEERS_H
#define NSCOPE_PEERS_H

#include "../trace/snapshot.h"
#include "nl.h"

#define PEER_SAME_ROOM (-1) /* a link that names no nsid */

struct peer_hint {
	uint32_t ifindex;
	int32_t nsid;
};

struct peers;

/** peers_new() - for @n rooms, read in their order; NULL when memory is out */
struct peers *peers_new(const struct netns *rooms, size_t n);
void peers_free(struct peers *p);

/** peers_line() - begin with the i-th room: its netlink socket; NULL with an error */
struct nl *peers_line(struct peers *p, size_t i, struct err *e);

/** peers_hint() - what the next link of that room says */
int peers_hint(struct peers *p, struct peer_hint hint);

/** peers_prove() - fill peer_ifindex and peer_cookie of every veth of @s */
int peers_prove(struct peers *p, struct snapshot *s, struct err *e);

static inline void cleanup_peers(struct peers **p)
{
	peers_free(*p);
}
#define _cleanup_peers_ _cleanup_(cleanup_peers)

#endif
