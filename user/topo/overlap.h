/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * overlap.h - "what if the namespace's address is the same as an actual address?"
 *
 * Pure: what a lab would bring is held against what is there already, and each overlap is told by
 * what it would do. Namespaces keep most of them apart; what would reach the host is refused.
 */
#ifndef NSCOPE_OVERLAP_H
#define NSCOPE_OVERLAP_H

#include "topo.h"

/* id, what it does */
#define OVERLAPS(X)                                                                                \
	X(APART, "kept apart")                                                                     \
	X(SHADOWED, "shadowed route")                                                              \
	X(MARTIAN, "martian source")                                                               \
	X(DUPLICATE, "duplicate answer")

#define OVERLAP_ENUM(id, word) OVERLAP_##id,
enum overlap_kind { OVERLAPS(OVERLAP_ENUM) OVERLAP_KIND_MAX };
#undef OVERLAP_ENUM

/* An address or a route that is there: the host's, or of another lab. */
struct overlap_there {
	const char *lab;    /* NULL: the host's */
	const char *node;   /* of a lab */
	const char *ifname; /* "" : none (a blackhole route) */
	bool route;	    /* a network that is routed; else an address with its network */
	struct ip_prefix net;
};

struct overlap {
	enum overlap_kind kind;
	bool refused; /* it would reach the host */
	struct mark mark;
	char text[320]; /* one sentence */
};

/**
 * overlap_find() - what overlaps, each network or address once
 * @there: what is on the machine, @n of them; loopback and link-local addresses may be among them
 * @fn:    non-zero stops and is returned
 *
 * First what would reach the host, then overlaps with it that namespaces keep apart, then those
 * with other labs, last those inside the lab.
 * Return: 0, -ENOMEM, or what @fn returned
 */
int overlap_find(const struct topo *t, const struct overlap_there *there, size_t n,
		 int (*fn)(void *ctx, const struct overlap *o), void *ctx);

const char *overlap_word(enum overlap_kind k);

#endif
