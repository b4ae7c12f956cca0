/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * peers.h - where the other end of a veth is.
 *
 * A link says the index of its other end, and by which number (nsid) its own namespace knows the
 * other's. Which namespace that is the hub (kernel/hub.h) can tell.
 */
#ifndef NSCOPE_PEERS_H
#define NSCOPE_PEERS_H

#include "../trace/snapshot.h"
#include "hub.h"

#define PEER_SAME_ROOM (-1) /* a link that names no nsid */

struct peer_hint {
	uint32_t ifindex;
	int32_t nsid;
};

struct peers;

/** peers_new() - for @n rooms; NULL when memory is out */
struct peers *peers_new(size_t n);
void peers_free(struct peers *p);

/** peers_room() - the hints that follow are of the i-th room */
void peers_room(struct peers *p, size_t i);

/** peers_hint() - what the next link of that room says */
int peers_hint(struct peers *p, struct peer_hint hint);

/** peers_hints() - all of that room, as many as links were read */
const struct peer_hint *peers_hints(const struct peers *p);

/** peers_take() - the last hint of that room, and forget it; for links that come one by one */
struct peer_hint peers_take(struct peers *p);

/**
 * peers_prove() - fill peer_ifindex and peer_cookie of every veth of @s, base_* of what sits on
 * another
 * @hub: where the i-th room has the number i; NULL: one is made, if it is needed
 */
int peers_prove(struct peers *p, struct hub *hub, const struct netns *rooms, struct snapshot *s,
		struct err *e);

/**
 * peers_mirror() - whose peer is known is its peer's peer
 * @s: indexed
 *
 * The dump that names whom a namespace knows may end with its first datagram (Linux 6.18; ip netns
 * list-id shows 134 of 1,000), so that of a switch's ports those behind the first 900 have none.
 * Their other ends know few namespaces and were told all of them.
 */
void peers_mirror(struct snapshot *s);

static inline void cleanup_peers(struct peers **p)
{
	peers_free(*p);
}
#define _cleanup_peers_ _cleanup_(cleanup_peers)

#endif
