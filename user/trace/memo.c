// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memo.c - a bounded memory of keys and values
 */
#include "memo.h"

#include <errno.h>
#include <string.h>

#define PER_SET 4 /* entries, of six places */

int memo_init(struct memo *m, size_t entries)
{
	size_t n = entries / PER_SET, size = n * sizeof(*m->sets);

	*m = (struct memo){ .sets = aligned_alloc(sizeof(*m->sets), size), .n = n };
	if (!m->sets)
		return -ENOMEM;
	memset(m->sets, 0, size);
	return 0;
}

void memo_done(struct memo *m)
{
	free(m->sets);
	m->sets = NULL;
}

static struct memo_set *set_of(const struct memo *m, uint64_t key)
{
	return &m->sets[key & (m->n - 1)];
}

/* The place of a key, or MEMO_WAYS. */
static size_t place_of(const struct memo_set *set, uint64_t key)
{
	size_t i;

	for (i = 0; i < MEMO_WAYS; i++)
		if (set->tag[i] == (uint32_t)(key >> 16) && set->high[i] == key >> 48 &&
		    set->value[i])
			break;
	return i;
}

static inline void move(struct memo_set *set, size_t to, size_t from)
{
	set->value[to] = set->value[from];
	set->tag[to] = set->tag[from];
	set->high[to] = set->high[from];
}

void memo_put(struct memo *m, uint64_t key, uint32_t value)
{
	struct memo_set *set = set_of(m, key);
	size_t i = place_of(set, key);

	/* Those that are newer move one back; it goes in front. */
	for (i = i == MEMO_WAYS ? i - 1 : i; i > 0; i--)
		move(set, i, i - 1);
	set->value[0] = value;
	set->tag[0] = (uint32_t)(key >> 16);
	set->high[0] = (uint16_t)(key >> 48);
}

void memo_forget(struct memo *m, uint64_t key)
{
	struct memo_set *set = set_of(m, key);
	size_t i = place_of(set, key);

	if (i == MEMO_WAYS)
		return;
	for (; i + 1 < MEMO_WAYS; i++)
		move(set, i, i + 1);
	set->value[i] = 0;
}

uint32_t memo_get(const struct memo *m, uint64_t key)
{
	const struct memo_set *set = set_of(m, key);
	size_t i = place_of(set, key);

	return i < MEMO_WAYS ? set->value[i] : 0;
}

uint64_t memo_mix_bytes(uint64_t key, const void *bytes, size_t len)
{
	const uint8_t *p = bytes;
	uint64_t word;

	for (; len >= sizeof(word); p += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		key = memo_mix(key, word);
	}
	return key;
}
