/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netchange.h - what became of links, addresses, routes and namespaces while somebody watched.
 *
 *     tables then, tables now ──change_*()──▶ events ──stream──▶ frames ──change_apply()──▶ names
 *
 * One that is recorded and read back says the same: a snapshot is kept current from the frames
 * alone.
 */
#ifndef NSCOPE_NETCHANGE_H
#define NSCOPE_NETCHANGE_H

#include "frame.h"
#include "snapshot.h"

/* X(id, word in JSON's "event") */
#define EVENT_ACTIONS(X)                                                                           \
	X(NEW, "new")                                                                              \
	X(CHANGED, "changed")                                                                      \
	X(GONE, "gone")

const char *event_action_word(enum event_action a);

/** change_check() - are the bytes of a frame of such a type what they should be? 0 or -EPROTO */
int change_check(const struct frame *f);

/** frame_link() and so on - what a frame of that type carries, once it is checked */
struct event_link frame_link(const struct frame *f);
struct event_addr frame_addr(const struct frame *f);
struct event_route frame_route(const struct frame *f);
struct event_netns frame_netns(const struct frame *f);

/** change_action() - new, changed, gone; of a frame that is none of them: changed */
enum event_action change_action(const struct frame *f);

/**
 * change_words() - in ip's words, as `ip monitor` would: "down", "+192.168.15.1/24",
 * "+default via 192.168.15.5 dev eth0"
 */
void change_words(const struct frame *f, struct text *t);

/**
 * change_apply() - do to a snapshot what a frame says; a frame of another type does nothing
 *
 * Who prints frames does it before one that is new, so that it has a name, and after one that is
 * gone, so that it still has.
 * Return: 0, also when it was so already; -ENOMEM
 */
int change_apply(struct snapshot *s, const struct frame *f);

/** change_copy() - the rooms of a snapshot with their links and addresses, indexed; NULL: no
 * memory */
struct snapshot *change_copy(const struct snapshot *s);

/**
 * change_of_link() - what is new about a link
 * @r:   its room: the name of its master is found there
 * @was: NULL: it is new
 * @now: NULL: it is gone
 * Return: false: nothing that shows
 */
bool change_of_link(const struct room *r, const struct link_row *was, const struct link_row *now,
		    struct event_link *ret);

/** change_of_peer() - where a link's other end is has been learnt; quiet */
struct event_link change_of_peer(const struct room *r, const struct link_row *l,
				 uint64_t peer_cookie, uint32_t peer_ifindex);

/** change_is_quiet() - it keeps names current, and is nothing that happened */
bool change_is_quiet(const struct frame *f);

/** change_of_addr() - the same of an address */
bool change_of_addr(const struct addr_row *was, const struct addr_row *now, struct event_addr *ret);

/** change_of_route() - a route that was added (or replaced another), or deleted */
struct event_route change_of_route(const struct room *r, const struct route_row *route,
				   const struct hop_row *hops, enum event_action action);

/** room_addr_row() - the row of an address with that mask on that interface, NULL: none */
const struct addr_row *room_addr_row(const struct room *r, const struct addr_row *a);

#endif
