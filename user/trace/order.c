// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * order.c - records of several CPUs into one line
 *
 * Theory of operation
 *
 * Each CPU hands in its records in order; between CPUs they overtake each other by microseconds.
 * So what comes in is nearly sorted: small keys (24 octets) stand in line in a ring, and a new one
 * goes past the few that it has overtaken. Each names a slot by index; a slot goes back on a stack
 * when its record was taken, so a steady stream allocates nothing. No more is held than arrives
 * within the hold time (stream.c).
 */
#include "order.h"

#include <errno.h>
#include <string.h>

#define COMMON (sizeof(struct event) + EVENT_DATA_SMALL) /* an ARP packet, an echo */

#define CAPACITY_FIRST 1024 /* slots; 1 ms of a 2-core storm is 700 */

void order_done(struct order *o)
{
	free(o->slots);
	free(o->keys);
	free(o->free);
	*o = (struct order){ 0 };
}

static struct order_key *key_at(const struct order *o, size_t i)
{
	return &o->keys[(o->first + i) & (o->capacity - 1)];
}

static int more(struct order *o)
{
	size_t capacity = o->capacity ? o->capacity * 2 : CAPACITY_FIRST;
	struct order next = {
		.slots = aligned_alloc(_Alignof(struct order_slot), capacity * sizeof(*o->slots)),
		.keys = calloc(capacity, sizeof(*o->keys)),
		.free = calloc(capacity, sizeof(*o->free)),
		.n = o->n,
		.capacity = capacity,
	};

	if (!next.slots || !next.keys || !next.free) {
		order_done(&next);
		return -ENOMEM;
	}
	for (size_t i = 0; i < o->n; i++)
		next.keys[i] = *key_at(o, i);
	if (o->n)
		memcpy(next.slots, o->slots, o->n * sizeof(*o->slots));
	/* None is free now: that is why we are here. */
	for (size_t i = 0; i < capacity - o->capacity; i++)
		next.free[i] = (uint32_t)(capacity - 1 - i);
	order_done(o);
	*o = next;
	return 0;
}

static bool before(const struct order_key *a, const struct order_key *b)
{
	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns;
	if (a->cpu != b->cpu)
		return a->cpu < b->cpu;
	return (int32_t)(a->seq - b->seq) < 0;
}

int order_put(struct order *o, const struct order_key *key, const void *record, size_t len,
	      uint64_t lost)
{
	struct order_slot *slot;
	uint32_t index;
	size_t at;

	if (o->n == o->capacity && more(o))
		return -ENOMEM;
	index = o->free[o->capacity - o->n - 1];
	slot = &o->slots[index];
	slot->lost = lost;
	slot->len = len;
	if (len == COMMON) /* of a known size: a few moves */
		memcpy(slot->record, record, COMMON);
	else
		memcpy(slot->record, record, len);
	for (at = o->n++; at && before(key, key_at(o, at - 1)); at--)
		*key_at(o, at) = *key_at(o, at - 1);
	*key_at(o, at) = *key;
	key_at(o, at)->slot = index;
	return 0;
}

const struct order_key *order_first(const struct order *o)
{
	return o->n ? key_at(o, 0) : NULL;
}

const struct order_slot *order_take(struct order *o)
{
	uint32_t index = key_at(o, 0)->slot;

	o->first = (o->first + 1) & (o->capacity - 1);
	o->n--;
	o->free[o->capacity - o->n - 1] = index;
	return &o->slots[index];
}
