/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * memo.h - a bounded memory: 64-bit key to 32-bit value, the oldest forgotten first.
 *
 *      key ──▶ one of n sets ──▶ 6 places, newest first: one cache line
 *
 * It never grows, never allocates after memo_init() and never fails: what is not remembered is
 * simply not known any more. Keys are hashes, so a value read back is a hint to be checked where
 * a wrong one would matter: a set tells keys apart by 48 of their bits.
 */
#ifndef NSCOPE_MEMO_H
#define NSCOPE_MEMO_H

#include <stdbool.h>

#include "../util/util.h"

#define MEMO_WAYS 6

struct memo_set {
	uint32_t value[MEMO_WAYS]; /* 0: the place is free, and so are those behind it */
	uint32_t tag[MEMO_WAYS];
	uint16_t high[MEMO_WAYS]; /* of the tag */
	uint32_t pad;
};

_Static_assert(sizeof(struct memo_set) == 64, "a set is a cache line");

struct memo {
	struct memo_set *sets;
	size_t n; /* power of two */
};

/**
 * memo_init() - room for @entries
 * @entries: a power of two, 4 to 2^18; there are half as many places more, for bad luck
 * Return: 0 or -ENOMEM
 */
int memo_init(struct memo *m, size_t entries);
void memo_done(struct memo *m);

/** memo_put() - remember; @value is not 0. The oldest of the set makes room. */
void memo_put(struct memo *m, uint64_t key, uint32_t value);

/** memo_forget() - make its place free for another, where it is remembered */
void memo_forget(struct memo *m, uint64_t key);

/** memo_get() - the value, 0: not known (any more) */
uint32_t memo_get(const struct memo *m, uint64_t key);

/* Fold one more word into a key: multiply and fold, so that every bit reaches every other. */
static inline uint64_t memo_mix(uint64_t key, uint64_t word)
{
	__uint128_t product =
		(__uint128_t)(key ^ 0x9e3779b97f4a7c15ull) * (word ^ 0xd6e8feb86659fd93ull);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* An address to what goes into a key. IPv4 (of 16 octets the first four, the rest 0) is read as the
 * four octets that were just written: a wider load would wait until they are in the cache. */
static inline uint64_t memo_addr(const uint8_t addr[16], bool ipv4)
{
	uint64_t words[2] = { 0 };

	if (ipv4)
		__builtin_memcpy(words, addr, 4);
	else
		__builtin_memcpy(words, addr, sizeof(words));
	return memo_mix(words[0], words[1]);
}

/** memo_prefetch() - a key will be asked for soon */
static inline void memo_prefetch(const struct memo *m, uint64_t key)
{
	__builtin_prefetch(&m->sets[key & (m->n - 1)], 1);
}

/** memo_mix_bytes() - fold @len octets, a multiple of 8, into a key */
uint64_t memo_mix_bytes(uint64_t key, const void *bytes, size_t len);

#endif
