/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * impair.h - what is done to a link on purpose, as words: "--loss 1% --block arp".
 */
#ifndef NSCOPE_IMPAIR_H
#define NSCOPE_IMPAIR_H

#include <stdbool.h>

#include "../util/text.h"

#define IMPAIR_ALL 1000000u /* per million: every frame */

struct impairment {
	uint32_t loss, duplicate, corrupt; /* frames per million */
	bool block_arp;	 /* ARP, and what IPv6 has instead: neighbour solicitation, advertisement */
	bool block_icmp; /* ICMP and ICMPv6 echo and errors; neighbour discovery stays */
	uint32_t seed;	 /* the same seed, the same fates for the same sequence of frames */
};

/**
 * impair_percent() - read a share of all frames
 * @text:    "1%", "0.5%", "100%"; at most four decimals, which is one in a million
 * @ret_ppm: frames per million; untouched on failure
 * Return: 0; -EINVAL no such number, no "%", or more than 100%
 */
int impair_percent(const char *text, uint32_t *ret_ppm);

/**
 * impair_block() - note what shall be blocked, beside what is blocked already
 * @word: "arp" or "icmp"
 * Return: 0; -EINVAL another word, and nothing is changed
 */
int impair_block(const char *word, struct impairment *i);

/** impair_any() - does it do anything at all? */
bool impair_any(const struct impairment *i);

/** impair_chance() - has chance a part in it, and so the seed a meaning? */
bool impair_chance(const struct impairment *i);

/** impair_percent_text() - append a share as impair_percent() reads it: "0.5%" */
void impair_percent_text(struct text *t, uint32_t ppm);

/**
 * impair_text() - append the options of `nscope fault` that set it: "--loss 1% --seed 7"
 *
 * Nothing where nothing is impaired; the seed only where chance has a part in it.
 */
void impair_text(const struct impairment *i, struct text *t);

#endif
