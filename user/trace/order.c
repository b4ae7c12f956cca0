// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * order.c - records of several CPUs into one line
 *
 * Theory of operation
 *
 * Each CPU hands in its records in order; between CPUs they overtake each other by microseconds.
 * A binary heap of small keys (24 octets) names slots by index; a slot goes back
 * on a stack when its record was taken, so a steady stream allocates nothing. What comes in is
 * nearly sorted, so a new key seldom climbs more than a step; what goes out costs log2 of what is
 * held, and no more is held than arrives within the hold time (stream.c).
 */
#include "order.h"

#include <errno.h>
#include <string.h>

#define CAPACITY_FIRST 1024 /* slots; 1 ms of a 2-core storm is 700 */

void order_done(struct order *o)
{
	free(o->slots);
	free(o->heap);
	free(o->free);
	*o = (struct order){ 0 };
}

static int more(struct order *o)
{
	size_t capacity = o->capacity ? o->capacity * 2 : CAPACITY_FIRST;
	void *p;

	p = reallocarray(o->slots, capacity, sizeof(*o->slots));
	if (!p)
		return -ENOMEM;
	o->slots = p;
	p = reallocarray(o->heap, capacity, sizeof(*o->heap));
	if (!p)
		return -ENOMEM;
	o->heap = p;
	p = reallocarray(o->free, capacity, sizeof(*o->free));
	if (!p)
		return -ENOMEM;
	o->free = p;
	/* The stack is empty now: that is why we are here. */
	for (size_t i = 0; i < capacity - o->capacity; i++)
		o->free[i] = (uint32_t)(capacity - 1 - i);
	o->capacity = capacity;
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
	memcpy(slot->record, record, len);
	for (at = o->n++; at && before(key, &o->heap[(at - 1) / 2]); at = (at - 1) / 2)
		o->heap[at] = o->heap[(at - 1) / 2];
	o->heap[at] = *key;
	o->heap[at].slot = index;
	return 0;
}

const struct order_key *order_first(const struct order *o)
{
	return o->n ? o->heap : NULL;
}

/* The last key moves to the top's place and sinks. */
static void sink_last(struct order *o)
{
	const struct order_key *last = &o->heap[o->n];
	size_t at = 0, child;

	for (child = 1; child < o->n; child = 2 * at + 1) {
		if (child + 1 < o->n && before(&o->heap[child + 1], &o->heap[child]))
			child++;
		if (!before(&o->heap[child], last))
			break;
		o->heap[at] = o->heap[child];
		at = child;
	}
	o->heap[at] = *last;
}

const struct order_slot *order_take(struct order *o)
{
	uint32_t index = o->heap[0].slot;

	o->n--;
	o->free[o->capacity - o->n - 1] = index;
	sink_last(o);
	return &o->slots[index];
}
