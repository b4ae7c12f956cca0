/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * order.h - records of several CPUs into one line, by (time, cpu, seq).
 */
#ifndef NSCOPE_ORDER_H
#define NSCOPE_ORDER_H

#include <stdbool.h>

#include <linux/types.h>

#include "../../include/event.h"
#include "../util/util.h"

/* What waits for its turn: most are two cache lines. */
struct order_slot {
	_Alignas(64) uint64_t lost; /* events lost just before this one */
	size_t len;
	uint8_t record[sizeof(struct event) + EVENT_NOTE_MAX];
};

struct order_key {
	uint64_t time_ns;
	uint32_t cpu, seq;
	uint32_t slot;
};

struct order {
	struct order_slot *slots;
	struct order_key *keys; /* a ring, smallest first */
	uint32_t *free;		/* slots in nobody's use, a stack */
	size_t first;		/* where the ring begins */
	size_t n, capacity;	/* held; slots, a power of two */
};

void order_done(struct order *o);

/**
 * order_put() - hold a record
 * @len:  octets, at most those of order_slot.record
 * @lost: handed back with it
 * Return: 0 or -ENOMEM; allocates only when more are held than ever before
 */
int order_put(struct order *o, const struct order_key *key, const void *record, size_t len,
	      uint64_t lost);

/** order_first() - key of the oldest record held, NULL: none */
const struct order_key *order_first(const struct order *o);

/** order_take() - the oldest record; valid until the next order_put(). There must be one. */
const struct order_slot *order_take(struct order *o);

#endif
