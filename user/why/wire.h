/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wire.h - everything one Ethernet frame can reach in a snapshot: pipes and bridges, no routers.
 *
 *     red:eth0 ──pipe── sw:p-red ──port of── sw:br0 ──port── sw:p-blue ──pipe── blue:eth0
 *     ends[0]           ends[1]              ends[2]         ends[3]            ends[4]
 *     via -1            via 0                via 1           via 2              via 3
 */
#ifndef NSCOPE_WIRE_H
#define NSCOPE_WIRE_H

#include <string.h>
#include <sys/socket.h>

#include "../trace/snapshot.h"

struct end {
	const struct room *room;
	const struct link_row *link;
	int via;      /* the end a frame comes from; -1: it starts here */
	bool passing; /* what a macvlan sits on: its frames pass, and never end there */
};

struct wire {
	struct end *ends;
	size_t n;
	bool blind; /* it goes on where the snapshot does not */
};

/**
 * wire_walk() - follow a wire from one interface, nearest first
 * @up_only: pass only interfaces that are administratively up
 * @ret:     wire_done() it; when memory is out it is blind, which claims nothing
 */
void wire_walk(const struct snapshot *s, const struct room *room, const struct link_row *link,
	       bool up_only, struct wire *ret);

void wire_done(struct wire *w);
#define _cleanup_wire_ _cleanup_(wire_done)

/** end_is_blind() - does the wire go on from there where the snapshot does not? A tap's other end
 * is a process, a pipe's may be in a namespace that nobody can enter */
bool end_is_blind(const struct end *e);

/**
 * wire_owner() - the end whose namespace has an address, the interface that carries it first
 *
 * Linux answers for every address of the namespace on every interface (the weak host model, see
 * arp_process() in net/ipv4/arp.c), so the room counts, not the interface. A bridge's port does
 * not speak for itself.
 * Return: index into ends, -1: nobody on this wire
 */
int wire_owner(const struct wire *w, uint8_t family, const uint8_t *addr);

/** room_covering() - an address of interface @l whose network holds @addr, NULL: none does */
const struct addr_row *room_covering(const struct room *r, const struct link_row *l, uint8_t family,
				     const uint8_t *addr);

/** room_only_link() - the only interface of a room, lo aside; NULL: none, or several */
const struct link_row *room_only_link(const struct room *r);

/** link_sits_on() - is @child a macvlan on @base? */
bool link_sits_on(const struct room *r, const struct link_row *child, const struct room *base_room,
		  const struct link_row *base);

/** wire_leads() - is an address owned by another namespace on the wire that hangs on @l? */
bool wire_leads(const struct snapshot *s, const struct room *room, const struct link_row *l,
		uint8_t family, const uint8_t *addr);

/** wire_owner_room() - whose namespace that is, NULL: nobody's there */
const struct room *wire_owner_room(const struct snapshot *s, const struct room *room,
				   const struct link_row *l, uint8_t family, const uint8_t *addr);

/** is_loopback() - 127/8 and ::1 are on every namespace's lo, written down or not (RFC 1122,
 * RFC 4291) */
static inline bool is_loopback(uint8_t family, const uint8_t *addr)
{
	static const uint8_t one[16] = { [15] = 1 };

	return family == AF_INET ? addr[0] == 127 : !memcmp(addr, one, sizeof(one));
}

static inline bool link_is_bridge(const struct link_row *l)
{
	return !strcmp(l->kind, "bridge");
}

static inline bool link_is_up(const struct link_row *l)
{
	return l->flags & IFF_UP;
}

#endif
