/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wire.h - records as the kernel side would hand them in, for tests of what reads them
 */
#ifndef NSCOPE_TEST_WIRE_H
#define NSCOPE_TEST_WIRE_H

#include <errno.h>
#include <string.h>

#include <linux/types.h>

#include "../../include/event.h"
#include "../../include/hooks.h"

/* A union: a copy of it is known to copy the event in it, too. */
struct wire {
	union {
		struct event head;
		_Alignas(8) uint8_t bytes[sizeof(struct event) + EVENT_NOTE_MAX];
	};
};

#define WIRE(w)	    ((struct event *)(w).bytes)
#define WIRE_LEN(w) (sizeof(struct event) + WIRE(w)->caplen)

static inline void wire_put(struct wire *w, const void *bytes, size_t len)
{
	struct event *e = (struct event *)w->bytes;

	memcpy(e->data + e->caplen, bytes, len);
	e->caplen = (uint16_t)(e->caplen + len);
	e->len = e->caplen;
}

static inline void wire_put16(struct wire *w, uint16_t n)
{
	wire_put(w, (uint8_t[]){ (uint8_t)(n >> 8), (uint8_t)n }, 2);
}

/* At one end: namespace @room (its cookie), interface 2, at @us microseconds. */
static inline struct wire wire_at(enum hook hook, uint64_t us, uint64_t room)
{
	struct wire w = { 0 };
	struct event *e = (struct event *)w.bytes;

	e->version = EVENT_VERSION;
	e->hook = hook;
	e->time_ns = us * 1000;
	e->netns_cookie = room;
	e->netns_inum = 4026532000u + (uint32_t)room;
	e->ifindex = 2;
	return w;
}

static inline void wire_eth(struct wire *w, uint8_t dst, uint8_t src, uint16_t type)
{
	struct event *e = (struct event *)w->bytes;

	wire_put(w, (uint8_t[]){ 2, 0, 0, 0, 0, dst, 2, 0, 0, 0, 0, src }, 12);
	wire_put16(w, type);
	e->l2len = 14;
	e->protocol = type;
}

/* Addresses and MACs are 192.168.15.N and 02:00:00:00:00:N. @op 1: @a asks for @b; 2: @a tells @b.
 */
static inline struct wire wire_arp(enum hook hook, uint64_t us, uint64_t room, uint8_t op,
				   uint8_t a, uint8_t b)
{
	struct wire w = wire_at(hook, us, room);

	wire_eth(&w, op == 1 ? 255 : b, a, 0x0806);
	wire_put(&w, (uint8_t[]){ 0, 1, 8, 0, 6, 4, 0, op, 2, 0, 0, 0, 0, a, 192, 168, 15, a }, 18);
	wire_put(&w, (uint8_t[]){ op == 1 ? 0 : 2, 0, 0, 0, 0, op == 1 ? 0 : b, 192, 168, 15, b },
		 10);
	return w;
}

/* @type 8 or 0; the IP id is the sequence number, a reply's 1000 more. */
static inline struct wire wire_echo(enum hook hook, uint64_t us, uint64_t room, uint8_t type,
				    uint8_t a, uint8_t b, uint16_t seq)
{
	struct wire w = wire_at(hook, us, room);

	wire_eth(&w, b, a, 0x0800);
	wire_put(&w, (uint8_t[]){ 0x45, 0, 0, 36 }, 4);
	wire_put16(&w, (uint16_t)(seq + (type ? 0 : 1000)));
	wire_put(&w, (uint8_t[]){ 0x40, 0, 64, 1, 0, 0, 192, 168, 15, a, 192, 168, 15, b }, 14);
	wire_put(&w, (uint8_t[]){ type, 0, 0, 0, 0, 7 }, 6);
	wire_put16(&w, seq);
	wire_put(&w, "12345678", 8);
	return w;
}

static inline struct wire wire_neigh(uint64_t us, uint64_t room, uint8_t a, uint8_t old,
				     uint8_t new_)
{
	struct wire w = wire_at(HOOK_NEIGH_UPDATED, us, room);
	struct event_neigh n = { .addr = { 192, 168, 15, a }, .addr_len = 4, .old = old };

	n.new_ = new_;
	wire_put(&w, &n, sizeof(n));
	WIRE(w)->len = 0;
	return w;
}

#endif
