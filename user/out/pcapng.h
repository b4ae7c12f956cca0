/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcapng.h - what the files of the pcapng format share.
 *
 *     section header   host and topology, as far as they fit
 *     names, ...       the rest of the topology; whose address is whose
 *     interface, ...   node:if, its MAC and addresses; one that appears later comes before its use
 *     packet, ...      direction, packet_id, drop reason, neighbour change, transaction
 *     statistics, ...  what happened while no packet came; at the end each interface's counters
 *                      and the sum
 *
 * trace/capture_record.h says what else the blocks carry, and how.
 */
#ifndef NSCOPE_PCAPNG_H
#define NSCOPE_PCAPNG_H

#include "../trace/capture_record.h"
#include "blocks.h"
#include "out.h"

#define PCAPNG_IFACES 65536 /* 4096 namespaces of 16; a power of two */
#define PCAPNG_RIDING (16 * 1024)

struct pcapng_iface {
	uint64_t cookie;
	uint32_t ifindex;
	uint64_t packets, first_ns, last_ns;
};

/* Memory that nobody touches costs nothing, so all of it is here and nothing can run short. */
struct pcapng {
	struct out out;
	uint32_t row_packet_id; /* of the packet in the open block */
	uint32_t newest_id;	/* the highest packet_id so far */
	unsigned int comments;	/* on the open block */
	uint64_t dropcount;	/* lost since the last packet */
	uint64_t last_ns;	/* of the last event, since the epoch */
	size_t riding_len;
	uint32_t riding_iface; /* where the first of them happened */
	size_t n_ifaces;
	uint32_t last_iface;		   /* asked for last: most packets come in runs */
	uint8_t riding[PCAPNG_RIDING];	   /* options for the next packet's block */
	uint32_t slots[2 * PCAPNG_IFACES]; /* hash to index + 1 */
	struct pcapng_iface ifaces[PCAPNG_IFACES];
	struct blocks blocks;
};

/** pcapng_head() - all that stands before the first packet */
void pcapng_head(struct pcapng *p);

/** pcapng_iface() - the number of an interface; its block is written where it is new */
uint32_t pcapng_iface(struct pcapng *p, uint64_t cookie, uint32_t inum, uint32_t ifindex);

/** pcapng_known_iface() - where a frame happened, or the first interface; NULL: nowhere */
uint32_t pcapng_known_iface(struct pcapng *p, const struct frame *f);

/** pcapng_packet() - a packet that passed an end */
void pcapng_packet(struct pcapng *p, const struct frame *f);

/** pcapng_row() - a packet block, left open, with what rides on it */
void pcapng_row(struct pcapng *p, uint32_t iface, const struct frame *f);

/** pcapng_put_riding() - what rides goes into the open block */
void pcapng_put_riding(struct pcapng *p);

/** pcapng_carry() - what rides gets a block of its own: no packet comes, or something else has to
 * stand behind it */
void pcapng_carry(struct pcapng *p);

/** pcapng_room() - after this a block more fits; the open one may have been closed for it */
void pcapng_room(struct pcapng *p);

/** pcapng_transaction_words() - append "transaction 3: answered in 0.075 ms: resolve 0.061, there
 * 0.002, back 0.012" */
void pcapng_transaction_words(const struct transaction *tr, struct text *t);

/** pcapng_tail() - every interface's counters, and the sum */
void pcapng_tail(struct pcapng *p, const struct totals *t);

#endif
