/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * join.h - one number for one frame at every end it passes, and the neighbour states before ours.
 */
#ifndef NSCOPE_JOIN_H
#define NSCOPE_JOIN_H

#include "frame.h"
#include "memo.h"

#define PASSAGES     4096 /* frames; a ping over a bridge and a router is 2 */
#define PASSAGE_ENDS 5

/* A frame on its way, as it was when first seen: two cache lines, of which most of what comes again
 * needs one. What only has to be equal or not is kept as a hash. */
struct passage {
	uint32_t id;	  /* packet_id; 0: never used */
	uint32_t n_ends;  /* how many ends it visited */
	uint64_t object;  /* its sk_buff, where last seen */
	uint64_t content; /* its content key, where last seen */
	uint64_t last_ns, last_cookie;
	uint64_t src, dst;  /* what NAT may change, where last seen */
	uint64_t invariant; /* what no rewriting on the way changes */

	uint64_t ends[PASSAGE_ENDS]; /* the first of them */
	uint32_t len;
	uint32_t pad;
	uint16_t caplen;
	uint16_t icmp_id; /* NAT may change that, too */
	uint16_t eth_type;
	uint8_t l2len;
	uint8_t last_dir; /* enum frame_dir; DIR_NONE: its sk_buff is freed */
	uint64_t pad2;
};

_Static_assert(sizeof(struct passage) == 128, "a passage is two cache lines");

struct join {
	struct memo content, object;	  /* to packet_id */
	struct memo visited;		  /* (packet_id, end) seen together, behind PASSAGE_ENDS */
	struct memo neighs;		  /* (end, address) to its last state */
	struct passage *passages;	  /* a ring: packet_id modulo its size */
	uint8_t (*bytes)[EVENT_DATA_MAX]; /* of each, as first seen */
	uint32_t last_id;
};

/**
 * join_init() - an empty memory
 * Return: 0 or -ENOMEM; join_done() it in both cases
 */
int join_init(struct join *j);
void join_done(struct join *j);

/**
 * join_ahead() - a packet or a drop will be asked for soon: what is remembered of it comes nearer
 * Return: what it says, for join_frame()
 */
uint64_t join_ahead(const struct join *j, const struct frame *f);

/**
 * join_frame() - which frame is this
 * @f: a packet or a drop; packet_id is filled, and a drop without bytes gets those of the frame it
 *     killed (they stay valid until the next call)
 * @content: of join_ahead()
 */
void join_frame(struct join *j, struct frame *f, uint64_t content);

/**
 * join_rule() - give a verdict the packet_id of the packet it is about
 *
 * By content: it comes after the packet, and changes nothing that is known of it.
 */
void join_rule(const struct join *j, struct frame *f);

/**
 * join_witness() - the same for a witness: by its sk_buff, and by content where it has bytes
 *
 * Nothing is remembered of it: every packet that arrives ends somewhere, and a number is for what
 * was seen at an end.
 */
void join_witness(const struct join *j, struct frame *f);

/** join_neigh() - fill neigh.old where the kernel could not tell; remember neigh.new_ */
void join_neigh(struct join *j, struct frame *f);

/** join_seed_neigh() - a neighbour's state before the first event; @len 4 or 16 */
void join_seed_neigh(struct join *j, uint64_t cookie, uint32_t ifindex, const uint8_t *addr,
		     size_t len, uint8_t state);

#endif
