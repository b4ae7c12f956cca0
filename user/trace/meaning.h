/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * meaning.h - each event in one plain sentence, for someone who has never seen ARP.
 *
 *     12:00:01.000123 red:eth0   out ARP Request who-has 192.168.15.2 tell 192.168.15.1, length 28
 *         red asks everyone on this wire: who has 192.168.15.2? Only its owner should answer.
 *
 *     frame ──meaning_of()──▶ which sentence (meaning_list.h) ──meaning_say()──▶ text
 *
 * A teacher says a thing in full once, then in few words, and not at all when it was just said.
 * Pure.
 */
#ifndef NSCOPE_MEANING_H
#define NSCOPE_MEANING_H

#include "frame.h"
#include "meaning_list.h"
#include "snapshot.h"

#define MEANING_ENUM(id, full, brief) MEANING_##id,
enum meaning_id { MEANINGS(MEANING_ENUM) MEANING_MAX };
#undef MEANING_ENUM

#define MEANING_TEXT  640 /* the longest sentence, with names of 63 octets, each escaped */
#define MEANING_NATS  16  /* echoes whose sender was changed lately */
#define MEANING_TRAIL 256 /* packets under way that are known again at their next end */

/* What was said and seen before; all zero: nothing. */
struct meaning {
	bool told[MEANING_MAX];
	char last[MEANING_TEXT];
	struct trail {
		uint32_t packet_id;
		uint8_t src[16], dst[16]; /* as it was at its last end */
	} trail[MEANING_TRAIL];
	struct {
		uint64_t cookie;  /* 0: none */
		uint16_t id, seq; /* as it was sent on */
	} nats[MEANING_NATS];
	size_t n_nats;
};

/* What a sentence's words come from. */
struct meaning_from {
	const struct snapshot *names;
	const struct words *words;
	const struct frame *f; /* NULL: LOST, END */
};

/** meaning_of() - which sentence an event is explained with; remembers the packet */
enum meaning_id meaning_of(struct meaning *m, const struct meaning_from *from);

/** meaning_say() - append it; @brief: in its short form */
void meaning_say(enum meaning_id id, const struct meaning_from *from, bool brief, struct text *t);

/** meaning_teach() - append it as a teacher would: in full, later in short, not twice in a row */
void meaning_teach(struct meaning *m, enum meaning_id id, const struct meaning_from *from,
		   struct text *t);

/* ---- between its files */

struct meaning_place {
	const struct room *room; /* NULL: not known */
	const struct link_row *link;
	bool port;   /* a switch's: it passes frames on */
	bool origin; /* its first end: it was made here */
};

/** meaning_of_arp(), meaning_of_icmp() - of a packet that is one, at @at */
enum meaning_id meaning_of_arp(const struct frame *f, const struct meaning_place *at);
enum meaning_id meaning_of_icmp(const struct frame *f, const struct meaning_place *at,
				const struct trail *was);

/** meaning_of_change() - of what is no packet */
enum meaning_id meaning_of_change(const struct meaning_from *from);

/** meaning_addr() - append the address of a change of one */
void meaning_addr(const struct frame *f, struct text *t);

/** drop_words() - a drop's reason: in few words, and as the end of a sentence. false: no words */
bool drop_words(const char *reason, const char **ret_brief, const char **ret_full);

#endif
