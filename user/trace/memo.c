// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memo.c - a bounded memory of keys and values
 */
#include "memo.h"

#include <errno.h>
#include <string.h>

#define WAYS 8 /* places per set: at a load of one per place, a ninth has bad luck once in 10^6 */

int memo_init(struct memo *m, size_t entries)
{
	*m = (struct memo){
		.entries = calloc(entries, sizeof(*m->entries)),
		.sets = entries / WAYS,
	};
	return m->entries ? 0 : -ENOMEM;
}

void memo_done(struct memo *m)
{
	free(m->entries);
	m->entries = NULL;
}

static struct memo_entry *set_of(const struct memo *m, uint64_t key)
{
	return &m->entries[(key & (m->sets - 1)) * WAYS];
}

void memo_put(struct memo *m, uint64_t key, uint32_t value)
{
	struct memo_entry *set = set_of(m, key), *place = set;

	m->clock++;
	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].value && set[i].key == key) {
			place = &set[i];
			break;
		}
		/* Ages, not stamps, are compared: the clock wraps. A free place is oldest of all.
		 */
		if (place->value &&
		    (!set[i].value || m->clock - set[i].stamp > m->clock - place->stamp))
			place = &set[i];
	}
	*place = (struct memo_entry){ key, value, m->clock };
}

uint32_t memo_get(const struct memo *m, uint64_t key)
{
	const struct memo_entry *set = set_of(m, key);

	for (size_t i = 0; i < WAYS; i++)
		if (set[i].value && set[i].key == key)
			return set[i].value;
	return 0;
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
