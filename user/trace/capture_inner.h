/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture_inner.h - what capture.c, which reads blocks, and capture_record.c, which reads the
 * records in them, share.
 */
#ifndef NSCOPE_CAPTURE_INNER_H
#define NSCOPE_CAPTURE_INNER_H

#include <string.h>

#include "capture.h"
#include "capture_record.h"
#include "exchange.h"
#include "pcapng_numbers.h"

/* A number's name. A symbol has no number in a file, so it gets one: its place, counted from 1. */
struct named {
	uint64_t number;
	char name[UINT8_MAX + 1];
};

struct named_list {
	struct named *items;
	size_t n;
};

struct iface {
	uint64_t cookie;
	uint32_t inum, ifindex;
};

struct capture {
	struct sink sink;
	struct snapshot *names;
	bool indexed;
	char host[ROOM_NAME_MAX + 1];
	struct words words;
	struct named_list reasons, symbols;
	struct iface *ifaces; /* of this section */
	size_t n_ifaces;
	bool ours; /* the section's header said so */
	uint8_t version;
	int64_t wall_offset;
	bool joins; /* what belongs together is found here */
	bool seeded;
	struct exchanges exchanges;
	bool ended;
	struct totals totals;
};

/* One block under way. */
struct block {
	uint32_t type;
	const struct iface *iface; /* packet */
	uint64_t time_ns;
	const uint8_t *bytes;
	uint32_t caplen, len;
	uint64_t packet_id;
	uint32_t flags;
	bool is_packet; /* a record says what it is */
	bool is_shown;	/* it is no packet, but a row for show */
	struct record_packet packet;
};

static inline uint16_t u16(const uint8_t *p)
{
	uint16_t n;

	memcpy(&n, p, sizeof(n));
	return n;
}

static inline uint32_t u32(const uint8_t *p)
{
	uint32_t n;

	memcpy(&n, p, sizeof(n));
	return n;
}

/** capture_read_record() - one record of @b; what is carried is handed on at once */
int capture_read_record(struct capture *c, struct block *b, struct cursor rest, struct err *e);

/** capture_hand_on() - the block's own packet */
int capture_hand_on(struct capture *c, struct block *b);

/** capture_reason(), capture_symbol() - struct words' functions */
const char *capture_reason(void *ctx, uint32_t reason);
const char *capture_symbol(void *ctx, uint64_t location);

#endif
