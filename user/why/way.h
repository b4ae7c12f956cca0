/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * way.h - ways a packet could have taken instead: for saying what is wrong with the one it took,
 * and what would mend it.
 *
 * What the kernels really do is asked of them (scene_ask()). Here tables are read, for ways that no
 * kernel would take as things are.
 */
#ifndef NSCOPE_WAY_H
#define NSCOPE_WAY_H

#include "scene.h"

/** route_for() - the route of a table that decides on an address: the longest mask, then the
 *  smallest metric. NULL: none */
const struct route_row *route_for(const struct room *r, uint8_t family, const uint8_t *dst,
				  uint32_t table);

/** way_taken() - the route that the kernel took, as it stands in its table; NULL: none */
const struct route_row *way_taken(const struct scene *s, const struct hop *h);

/** route_covers() - is an address inside its destination? */
bool route_covers(const struct route_row *r, uint8_t family, const uint8_t *addr);

/** way_reaches() - would a packet from this room get to the owner of an address, by tables main? */
bool way_reaches(const struct snapshot *s, const struct room *room, uint8_t family,
		 const uint8_t *dst);

/** way_leads() - would one that leaves by this interface, to this gateway or straight? */
bool way_leads(const struct snapshot *s, const struct room *room, const struct link_row *out,
	       uint8_t family, const uint8_t *gateway, const uint8_t *dst);

/* A router on one of a room's wires. */
struct router {
	const struct link_row *out; /* of the room */
	const struct room *room;
	const struct addr_row *via; /* its address there */
};

/** router_hop() - as a route names it */
struct hop_row router_hop(const struct router *r);

/** way_router() - one that reaches an address, and that the room can call; false: there is none */
bool way_router(const struct snapshot *s, const struct room *room, uint8_t family,
		const uint8_t *dst, struct router *ret);

/** addr_on() - the first address of a family that an interface has; link-local ones do not count */
const struct addr_row *addr_on(const struct room *r, const struct link_row *l, uint8_t family);

/**
 * way_refused() - what the kernel said instead of a way, errno; 0: it was asked for another packet
 *
 * Where there is NAT, what came in may have become another before the kernel looked for its way.
 */
int way_refused(const struct hop *h);

/** way_not_found() - did the namespace of the gap, sender or router, find no way? Told by its
 * kernel, or by its drop */
bool way_not_found(const struct scene *s);

/** room_has_nat() - has its netfilter any chain that may rewrite addresses? */
bool room_has_nat(const struct room *r);

#endif
