/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * exchange_inner.h - what exchange.c, question.c and echo.c share; theory in exchange.c
 */
#ifndef NSCOPE_EXCHANGE_INNER_H
#define NSCOPE_EXCHANGE_INNER_H

#include <string.h>
#include <sys/socket.h>

#include "exchange.h"

#define ANSWER_NS  10000000000ull /* as long as ping waits at its end */
#define REPEAT_NS  5000000000ull  /* ARP asks 3 times, 1 s apart, then again when asked to */
#define FOLLOW_NS  3000000000ull  /* from an answer to the echo that waited for it */
#define WAITING_NS 1000000000ull  /* from a packet's arrival to the question where it goes on */
#define PASSING_NS 10000000ull	  /* the same, where only the time joins them */

/* What was said, see exchange.c */
enum key_kind { QUESTION, ECHO, ASKED, HEARD, ANSWERED, WAITING, PASSING, FRAGMENT, OWN };

/* One transaction under way. */
struct exchange {
	struct transaction t;
	bool reported;
	bool src_known;
	enum frame_dir dir;	 /* of the question, where it was first seen */
	uint64_t last_cookie;	 /* where its latest frame was seen, */
	enum frame_dir last_dir; /* which way, */
	uint64_t last_ns;	 /* and when */
};

struct addr {
	uint8_t b[16]; /* IPv4: the first four, the rest zero */
};

/* An ARP packet, or its like of IPv6. */
struct question {
	bool reply;
	uint8_t family;
	struct addr asker, target;
	uint8_t mac[6]; /* reply: who has it */
	uint64_t said;	/* said2() of both */
};

/* An echo request or reply. */
struct echo {
	bool reply;
	struct addr src, dst;
	uint64_t said; /* said2() of who asked and who was asked, with id and sequence */
};

/* What a frame says, if it is one of these. */
struct exchange_words {
	bool is_question, is_echo;
	struct question q;
	struct echo echo;
};

static inline struct addr addr_of(const uint8_t *bytes, uint8_t family)
{
	struct addr a = { 0 };

	memcpy(a.b, bytes, addr_octets(family));
	return a;
}

static inline uint8_t family_of(const struct frame *f)
{
	return f->ip.version == 6 ? AF_INET6 : AF_INET;
}

/* The three parts of a key: what was said, of which kind it is, where. */
static inline uint64_t key_of(enum key_kind kind, uint64_t cookie, uint64_t said)
{
	return memo_mix(said, cookie ^ (uint64_t)kind << 56);
}

static inline uint64_t said1(const struct addr *a)
{
	return memo_addr(a->b, false);
}

/* @asker, @target: said1() of them, or what is equal to it */
static inline uint64_t said2(uint64_t asker, uint64_t target, uint32_t more)
{
	return memo_mix(memo_mix(asker, target), more);
}

static inline uint64_t key1(enum key_kind kind, uint64_t cookie, const struct addr *a)
{
	return key_of(kind, cookie, said1(a));
}

static inline uint64_t key_mac(uint64_t cookie, const uint8_t mac[6])
{
	uint64_t word = 0;

	memcpy(&word, mac, 6);
	return key_of(ANSWERED, cookie, word);
}

static inline uint32_t echo_word(const struct frame *f)
{
	return (uint32_t)f->icmp.id << 16 | f->icmp.seq;
}

static inline bool younger(uint64_t now, uint64_t then, uint64_t ns)
{
	return now <= then || now - then <= ns;
}

/* exchange.c */

/** exchange_lookup() - what a key leads to, unless it is too old to be answered */
struct exchange *exchange_lookup(const struct exchanges *x, uint64_t key, uint64_t now);

/** exchange_report() - it is over: tell the sink, once */
void exchange_report(struct exchanges *x, struct exchange *e);

/** exchange_open() - a new one that begins with @f */
struct exchange *exchange_open(struct exchanges *x, const struct frame *f, uint8_t family);

/** exchange_is_home() - @f is back where the question was first seen, on its way home */
bool exchange_is_home(const struct exchange *e, const struct frame *f);

/** exchange_held_up() - an echo that came in here, must go on to @to, and did not yet; or NULL */
struct exchange *exchange_held_up(struct exchanges *x, const struct frame *f,
				  const struct addr *to);

/** exchange_unresolved() - somebody asks and has no answer yet: the same question goes on */
bool exchange_unresolved(const struct exchange *e, uint64_t now);

/* question.c: ARP and neighbour discovery */

/** question_read() - does this frame ask who has an address, or answer that? */
bool question_read(const struct frame *f, struct question *ret);

/** question_find() - at first sight: whose is it; NULL: nobody's */
struct exchange *question_find(struct exchanges *x, const struct frame *f,
			       const struct question *q);

/** question_saw() - at every sight */
void question_saw(struct exchanges *x, struct exchange *e, const struct frame *f,
		  const struct question *q);

/* echo.c: echo requests, replies, and errors about them */

/** echo_read() - is this frame an echo? */
bool echo_read(const struct frame *f, struct echo *ret);

struct exchange *echo_find(struct exchanges *x, const struct frame *f, const struct echo *echo);
void echo_saw(struct exchanges *x, struct exchange *e, const struct frame *f,
	      const struct echo *echo);

/** echo_find_quoted() - the transaction of the echo that an ICMP error quotes */
struct exchange *echo_find_quoted(struct exchanges *x, const struct frame *f);

#endif
