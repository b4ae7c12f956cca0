/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fault.h - an impaired end: what bpf/fault.bpf.c is told, what it counts, how it draws lots.
 *
 * As event.h, compiled by clang -target bpf and by cc (after <linux/bpf.h>).
 */
#ifndef NSCOPE_FAULT_WIRE_H
#define NSCOPE_FAULT_WIRE_H

/* What proves that a program is ours, with its name: the first word of its map. */
#define FAULT_PROGRAM "nscope_fault"
#define FAULT_MAP     "fault_state"
#define FAULT_MAGIC   0x4e53464cu /* "NSFL" */
#define FAULT_VERSION 1

#define FAULT_ALL 1000000u /* per million */

struct fault_count {
	__u64 seen; /* every frame that left, and the number of the next one */
	__u64 lost;
	__u64 duplicated;
	__u64 corrupted;
	__u64 blocked;
};

/* The one element of the map. Set before the program is attached; afterwards only counted in. */
struct fault_state {
	__u32 magic;
	__u32 version;
	struct bpf_spin_lock lock; /* of count.seen; the other counters are added to atomically */
	__u32 seed;		   /* as the user gave it */
	__u64 key;		   /* fault_key(): seed and end in one */
	__u32 loss, duplicate, corrupt; /* per million */
	__u8 block_arp, block_icmp;
	__u8 made_qdisc; /* clsact was not there before us */
	__u8 pad;
	struct fault_count count;
};

_Static_assert(__builtin_offsetof(struct fault_state, lock) == 8, "magic and version come first");
_Static_assert(__builtin_offsetof(struct fault_state, count) == 40, "struct fault_state is a wire");
_Static_assert(sizeof(struct fault_state) == 80, "struct fault_state is a wire format");

/* What is drawn lots for, each time for each frame. */
enum fault_chance { FAULT_LOSS, FAULT_DUPLICATE, FAULT_CORRUPT, FAULT_CHANCES };

/* The finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
 * OOPSLA 2014): every bit of the input moves every bit of the output. */
static inline __attribute__((always_inline)) __u64 fault_mix(__u64 x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ x >> 27) * 0x94d049bb133111ebull;
	return x ^ x >> 31;
}

/**
 * fault_draw() - the lot of the n-th frame: SplitMix64 entered at any place, so that a frame's fate
 * does not depend on what else was drawn for
 */
static inline __attribute__((always_inline)) __u64 fault_draw(__u64 key, __u64 n,
							      enum fault_chance c)
{
	return fault_mix(key + (n * FAULT_CHANCES + c + 1) * 0x9e3779b97f4a7c15ull);
}

/** fault_hits() - does a lot fall among the first @ppm of a million? By its upper half. */
static inline __attribute__((always_inline)) int fault_hits(__u64 draw, __u32 ppm)
{
	return (__u32)((draw >> 32) * FAULT_ALL >> 32) < ppm;
}

/** fault_place() - one of @n places, by a lot's lower half */
static inline __attribute__((always_inline)) __u32 fault_place(__u64 draw, __u32 n)
{
	return (__u32)((__u64)(__u32)draw * n >> 32);
}

#endif
