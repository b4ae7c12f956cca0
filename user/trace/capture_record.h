/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture_record.h - what pcapng has no field for, as records in the options of its blocks.
 *
 *     section header    HEAD                    this file is ours, and whose
 *     interface         IFACE                   cookie, inum, ifindex behind "red:eth0"
 *     enhanced packet   [carried ...] [PACKET]  what the block's packet is, beside its fields
 *     statistics        carried ...             where no packet came to ride on
 *
 *     carried: what happened before the block's own packet, in order:
 *              DROP  EVENT  ASIDE  UNSEEN  LOST  TRANSACTION, and at the very end TOTALS
 *
 * A drop, a neighbour change, a gap are no packets and make no row in Wireshark: they ride on the
 * next packet's block, or on a statistics block, which may come anywhere and as often as one likes
 * (draft-ietf-opsawg-pcapng, 4.6). Most packets need no PACKET: their block says which way they
 * went, HEAD how far CLOCK_BOOTTIME is from the block's time. A packet block with SHOWN shows a
 * frame that was dropped before any end saw it; its DROP rides on it. (In version 1 each packet had
 * a PACKET, and a block without one was for show.)
 *
 * What belongs together is told by transaction numbers and TRANSACTION, or it is left to the
 * reader, who finds out by the same code (exchange.h): HEAD says which. In the second case all that
 * was numbered is in the file, in order; what a filter left out is UNSEEN.
 *
 * The option's code has its highest bit set: for local use, as the draft has it (3.5), so it needs
 * no registered number, and readers who do not know it skip it. So does a tool that rewrites the
 * file; then HEAD is gone too, and the file is read as anybody's. So is one from a machine of the
 * other byte order: records are in the writer's, like all of the file.
 */
#ifndef NSCOPE_CAPTURE_RECORD_H
#define NSCOPE_CAPTURE_RECORD_H

#include <linux/types.h>

#include "../../include/event.h"

#define CAPTURE_OPTION	0xce53 /* 0x8000 for local use, and "NS" */
#define CAPTURE_MAGIC	"nscope"
#define CAPTURE_VERSION 2
#define CAPTURE_SNAPLEN 262144 /* the same for all interfaces, or libpcap refuses the file */

enum record_kind {
	RECORD_HEAD = 1,
	RECORD_IFACE,
	RECORD_PACKET,
	RECORD_DROP,
	RECORD_EVENT,
	RECORD_LOST,
	RECORD_TRANSACTION,
	RECORD_TOTALS,
	RECORD_ASIDE,  /* as EVENT: a change that nobody was told, but that names changed by */
	RECORD_UNSEEN, /* as DROP: of any type; nobody was told, but it belongs to something */
	RECORD_SHOWN,
};

#define RECORD_HEAD_LATER 1 /* flags: who reads it finds the transactions */

struct record_head {
	__u8 kind;
	__u8 version;
	__u8 magic[6]; /* CAPTURE_MAGIC, without its end; version 1 ends here */
	__u32 flags;
	__u32 pad;
	__s64 wall_offset; /* ns from CLOCK_BOOTTIME to the epoch */
};

#define RECORD_HEAD_V1 8

struct record_iface {
	__u8 kind;
	__u8 pad[3];
	__u32 inum;
	__u64 cookie;
	__u32 ifindex;
	__u32 pad2;
};

struct record_shown {
	__u8 kind;
	__u8 pad[3];
};

/* Where the block does not say it all. Time since the epoch, lengths and bytes are the block's own
 * fields; packet_id is epb_packetid. */
struct record_packet {
	__u8 kind;
	__u8 hook;
	__u8 l2len; /* 0: the Ethernet header was put in front for the reader's sake */
	__u8 pad;
	__u32 transaction;
	__u64 mono_ns;
};

/* What is no packet, as the ring handed it in. Followed by its data; a drop's, a witness's, and
 * what is UNSEEN, by struct record_drop before that. */
struct record_event {
	__u8 kind;
	__u8 hook;
	__u8 l2len;
	__u8 pad;
	__u32 transaction;
	__u64 cookie;
	__u32 inum;
	__u32 ifindex;
	__u64 mono_ns, time_ns;
	__u32 len;
	__u16 protocol;
	__u16 caplen;
};

/* Followed by the reason's name and the symbol. */
struct record_drop {
	__u64 location; /* 0 where the symbol says it: a kernel address is nobody's business */
	__u32 packet_id;
	__u32 reason;
	__u8 reason_len; /* 0: it has no name */
	__u8 symbol_len;
	__u8 pad[6];
};

struct record_lost {
	__u8 kind;
	__u8 pad[7];
	__u64 count, time_ns;
};

#define RECORD_TRANSACTION_ECHO	    1
#define RECORD_TRANSACTION_ANSWERED 2

struct record_transaction {
	__u8 kind;
	__u8 flags;
	__u8 family;
	__u8 pad;
	__u32 id;
	__u64 cookie;
	__u32 ifindex;
	__u32 arp_requests;
	__u8 src[16], dst[16];
	__u16 echo_id, echo_seq;
	__u32 pad2;
	__u64 begin_ns, resolved_ns, request_ns, there_ns, reply_ns;
};

struct record_totals {
	__u8 kind;
	__u8 pad[7];
	__u64 seen, filtered, delivered, lost;
};

_Static_assert(sizeof(struct record_head) == 24, "a file format");
_Static_assert(__builtin_offsetof(struct record_head, flags) == RECORD_HEAD_V1, "a file format");
_Static_assert(sizeof(struct record_shown) == 4, "a file format");
_Static_assert(sizeof(struct record_iface) == 24, "a file format");
_Static_assert(sizeof(struct record_packet) == 16, "a file format");
_Static_assert(sizeof(struct record_event) == 48, "a file format");
_Static_assert(sizeof(struct record_drop) == 24, "a file format");
_Static_assert(sizeof(struct record_lost) == 24, "a file format");
_Static_assert(sizeof(struct record_transaction) == 104, "a file format");
_Static_assert(sizeof(struct record_totals) == 40, "a file format");

#endif
