/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * words.h - the kernel's numbers in iproute2's words.
 *
 * A set is one row here and one table in words.c. A number without a word is printed as it is,
 * as iproute2 does.
 */
#ifndef NSCOPE_SHOW_WORDS_H
#define NSCOPE_SHOW_WORDS_H

#include "../util/text.h"

/* X(name): numbers of which a value is one */
#define WORD_SETS(X)                                                                               \
	X(ROUTE_TYPE)	  /* RTN_* */                                                              \
	X(ROUTE_PROTOCOL) /* RTPROT_*: who made it */                                              \
	X(ROUTE_TABLE)	  /* RT_TABLE_* */                                                         \
	X(SCOPE)	  /* RT_SCOPE_* */                                                         \
	X(OPERSTATE)	  /* IF_OPER_* */                                                          \
	X(LINK_TYPE)	  /* ARPHRD_* */                                                           \
	X(PORT_STATE)	  /* BR_STATE_* */                                                         \
	X(RULE_ACTION)	  /* FR_ACT_* */                                                           \
	X(IP_PROTOCOL)	  /* IPPROTO_* */

enum word_set {
#define WORD_SET(name) WORDS_##name,
	WORD_SETS(WORD_SET)
#undef WORD_SET
		WORD_SET_MAX,
};

struct word {
	char text[24];
};

/** word_of() - "blackhole" for RTN_BLACKHOLE, "17" for what has no word */
struct word word_of(enum word_set set, uint32_t n);

/* X(name): numbers whose bits each mean something */
#define FLAG_SETS(X)                                                                               \
	X(LINK)	 /* IFF_* */                                                                       \
	X(ADDR)	 /* IFA_F_*, without PERMANENT, which most have */                                 \
	X(NEIGH) /* NTF_* */                                                                       \
	X(HOP)	 /* RTNH_F_* */

enum flag_set {
#define FLAG_SET(name) FLAGS_##name,
	FLAG_SETS(FLAG_SET)
#undef FLAG_SET
		FLAG_SET_MAX,
};

/**
 * flag_next() - the words of the bits that are set, one a call
 * @at: 0 for the first; keeps the place
 * Return: NULL when there are no more
 */
const char *flag_next(enum flag_set set, uint32_t flags, size_t *at);

/** fdb_word() - "permanent", "static", "stale"; "" for what was learnt */
const char *fdb_word(uint16_t state);

#endif
