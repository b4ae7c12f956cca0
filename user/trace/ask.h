/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ask.h - a question to a namespace's kernel and what it said, as plain data.
 *
 * What the kernel would do with a packet it is asked, not computed from its tables. Asked by
 * tables/asker.h; a question and its answer can be kept, and given again without a kernel. Pure.
 *
 *     ask ROUTE in rtr: to 10.2.0.2 from 10.1.0.2 iif rr  ─▶  unicast, oif rb, no gateway
 *                                                        └▶  EHOSTUNREACH: rr does not forward
 *
 * What ROUTE with an iif refuses (Linux 6.18, inet_rtm_getroute() in net/ipv4/route.c; all of it
 * IPv4's, IPv6 looks only for a route and checks nothing):
 *
 *     EHOSTUNREACH  iif's own forwarding is 0 (the outgoing one's is not asked), or a route of
 *                   type unreachable
 *     EINVAL        the source is refused: rp_filter, an own address (accept_local 0), loopback,
 *                   multicast, 0.0.0.0 (also where none was given); or the destination is loopback
 *                   or 0.0.0.0; or a route of type blackhole
 *     EACCES        a route or a rule of type prohibit
 *     ENETUNREACH   no route, one of type throw, or a rule of type unreachable
 *
 * Bound to an oif, ROUTE answers for any address, as if it were on that wire; MATCH then says
 * EHOSTUNREACH where no route does. The table of a local or broadcast answer means nothing as long
 * as no rule was made (fib_trie keeps local and main in one), MATCH's does.
 */
#ifndef NSCOPE_ASK_H
#define NSCOPE_ASK_H

#include "snapshot.h"

#define ASK_KINDS(X)                                                                               \
	X(ROUTE, "route") /* what becomes of a packet: RTM_GETROUTE */                             \
	X(MATCH, "match") /* which route decides that, as it was made: RTM_F_FIB_MATCH */          \
	X(NEIGH, "neigh") /* who is behind an address on an interface: RTM_GETNEIGH */             \
	X(PROXY, "proxy") /* is an address answered for there: the same with NTF_PROXY */          \
	X(FDB, "fdb")	  /* behind which port of a bridge a MAC lives: the same of AF_BRIDGE */

enum ask_kind {
#define ASK_ENUM(name, word) ASK_##name,
	ASK_KINDS(ASK_ENUM)
#undef ASK_ENUM
		ASK_KINDS_N,
};

struct ask {
	enum ask_kind kind;
	uint64_t cookie; /* the room whose kernel is asked */
	uint8_t family;	 /* of the addresses; FDB: none */
	uint8_t to[16];
	bool has_from;
	uint8_t from[16];
	uint32_t iif;	  /* it comes in there; 0: it is sent from here */
	uint32_t oif;	  /* it is bound to that; NEIGH, PROXY: the interface; FDB: the bridge */
	uint32_t mark;	  /* fwmark, 0: none */
	uint8_t tos;	  /* IPv4's only */
	uint8_t ip_proto; /* 0: not said; the kernel knows TCP, UDP, ICMP */
	bool has_uid;	  /* else root's */
	uint32_t uid;
	uint8_t mac[6]; /* FDB */
	uint16_t vlan;	/* FDB, 0: none */
};

/* The legs of a multipath route that an answer holds; the rest is counted in route.n_hops. */
#define ANSWER_HOPS_MAX	 16
#define ANSWER_WORDS_MAX 120

struct answer {
	int error;		      /* 0, or the positive errno by which the kernel refused */
	char words[ANSWER_WORDS_MAX]; /* its own (extack), or strerror's; "" when error is 0 */
	/* ROUTE: dst is the destination, whole; MATCH: the route's own prefix, metric, protocol.
	 * A route that refuses is an error, and no row. */
	struct route_row route;
	struct hop_row hops[ANSWER_HOPS_MAX]; /* route.hop is 0 */
	struct neigh_row neigh;		      /* NEIGH, PROXY */
	struct fdb_row fdb;		      /* FDB */
};

/** answer_hops() - how many of the route's legs the answer holds */
static inline uint32_t answer_hops(const struct answer *a)
{
	return a->route.n_hops < ANSWER_HOPS_MAX ? a->route.n_hops : ANSWER_HOPS_MAX;
}

#endif
