/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tables.h - reads the kernel's tables back: links, addresses, routes, …; asks for one route.
 */
#ifndef NSCOPE_TABLES_H
#define NSCOPE_TABLES_H

#include "../trace/snapshot.h"
#include "../kernel/netns.h"

struct hub;

/**
 * tables_read() - a snapshot of several namespaces
 * @rooms: namespaces, @n of them
 * @labs:  the lab of each, "" for none; may be NULL
 * @what:  TABLES_*: each costs one dump a room, the FDB only where there is a bridge
 * @ret:   untouched on failure; indexed; snapshot_free() it
 *
 * Dumps that changed under us (NLM_F_DUMP_INTR) are taken again. Peers are found by nsid. A
 * descriptor at a time is open.
 */
int tables_read(const struct netns *rooms, const char *const *labs, size_t n, unsigned int what,
		struct snapshot **ret, struct err *e);

/** tables_read_by() - the same, with a hub where the i-th room has the number i */
int tables_read_by(struct hub *hub, const struct netns *rooms, const char *const *labs, size_t n,
		   unsigned int what, struct snapshot **ret, struct err *e);

struct nl;
struct peers;

/**
 * tables_read_line() - one room's tables, over a socket somebody opened there
 * @r:     rows are added
 * @peers: gets a hint for each link
 */
int tables_read_line(struct nl *nl, unsigned int what, struct room *r, struct peers *peers,
		     struct err *e);

/**
 * tables_route() - ask a namespace's kernel how it would reach an address (RTM_GETROUTE)
 * @ret: .error holds the kernel's refusal; that is an answer, not a failure
 */
int tables_route(const struct netns *from, uint8_t family, const uint8_t *to,
		 struct route_answer *ret, struct err *e);

#endif
