/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * frame.h - one event, decoded: what it says in the field's terms, with nothing left to look up
 * but names.
 *
 * Pure: frame_decode() touches the record it was handed and the frame it fills, and nothing else.
 */
#ifndef NSCOPE_FRAME_H
#define NSCOPE_FRAME_H

#include <stdbool.h>

#include <linux/types.h>

#include "../../include/event.h"
#include "../../include/hooks.h"
#include "../util/cursor.h"
#include "../util/text.h"

/* id, word in JSON's "type" */
#define FRAME_TYPES(X)                                                                             \
	X(PACKET, "packet")                                                                        \
	X(DROP, "drop")                                                                            \
	X(NEIGH, "neigh")                                                                          \
	X(RULE, "rule")                                                                            \
	X(CONSUME, "consume")                                                                      \
	X(ICMP_SEND, "icmp_send")                                                                  \
	X(FIB, "fib")                                                                              \
	X(FDB, "fdb")                                                                              \
	X(LINK, "link")                                                                            \
	X(ADDR, "addr")                                                                            \
	X(ROUTE, "route")                                                                          \
	X(NETNS, "netns")                                                                          \
	X(RESYNC, "resync")

/* id, word in JSON's "dir" and in text; seen from the namespace that owns the interface */
#define FRAME_DIRS(X)                                                                              \
	X(NONE, "")                                                                                \
	X(IN, "in")                                                                                \
	X(OUT, "out")

/* id, word in JSON's "proto" */
#define FRAME_PROTOS(X)                                                                            \
	X(OTHER, "other")                                                                          \
	X(ARP, "arp")                                                                              \
	X(ICMP, "icmp")                                                                            \
	X(ICMP6, "icmp6")

#define ENUM_ROW(prefix, id) prefix##_##id,
#define TYPE_ENUM(id, word)  FRAME_##id,
#define DIR_ENUM(id, word)   DIR_##id,
#define PROTO_ENUM(id, word) PROTO_##id,
enum frame_type { FRAME_TYPES(TYPE_ENUM) FRAME_TYPE_MAX };
enum frame_dir { FRAME_DIRS(DIR_ENUM) DIR_MAX };
enum frame_proto { FRAME_PROTOS(PROTO_ENUM) PROTO_MAX };
#undef TYPE_ENUM
#undef DIR_ENUM
#undef PROTO_ENUM
#undef ENUM_ROW

/* It tells what became of the network, not of a packet or a neighbour (trace/netchange.h). */
static inline bool frame_type_is_change(enum frame_type t)
{
	return t >= FRAME_LINK;
}

/* What leaves no drop, for those who asked (trace/witness.h). */
static inline bool frame_type_is_witness(enum frame_type t)
{
	return t >= FRAME_CONSUME && t <= FRAME_FDB;
}

/* Its bytes are a packet's: proto and the header parts have a meaning. */
static inline bool frame_type_has_packet(enum frame_type t)
{
	return t == FRAME_PACKET || t == FRAME_DROP || t == FRAME_CONSUME || t == FRAME_ICMP_SEND;
}

const char *frame_type_word(enum frame_type t);
const char *frame_dir_word(enum frame_dir d);
const char *frame_proto_word(enum frame_proto p);

/* RFC 826; MAC and IPv4 addresses only, else valid is false */
struct arp_part {
	bool valid;
	uint16_t op;
	uint8_t sha[6], spa[4], tha[6], tpa[4];
};

struct ip_part {
	bool valid;
	uint8_t version;  /* 4 or 6 */
	uint8_t ttl;	  /* or hop limit */
	uint8_t protocol; /* of the payload, behind IPv6 extension headers */
	uint16_t id;	  /* IPv4 */
	bool df;
	bool fragment;	      /* part of one, offset or more-fragments set */
	uint16_t frag_offset; /* octets; >0: no ICMP header here */
	uint8_t src[16], dst[16];
	uint32_t len; /* octets behind the IP header, as the header says */
};

struct icmp_part {
	bool valid;
	uint8_t type, code;
	uint16_t id, seq; /* of an echo */
	uint16_t mtu;	  /* of fragmentation needed; ICMPv6 packet too big */
	bool has_target;
	uint8_t target[16];    /* NS, NA; redirect's new gateway (4 octets) */
	const uint8_t *quoted; /* the packet an error quotes, inside data; NULL: none */
	size_t quoted_len;
};

struct frame {
	enum frame_type type;
	enum hook hook;
	uint64_t mono_ns; /* CLOCK_BOOTTIME */
	uint64_t time_ns; /* since the epoch; set by the stream, which knows the offset */
	uint64_t netns_cookie;
	uint32_t netns_inum;
	uint32_t ifindex;
	uint16_t cpu;
	uint32_t seq;
	uint64_t object, location;

	enum frame_dir dir;
	enum frame_proto proto;
	uint32_t len, caplen; /* octets: on the wire, in data */
	const uint8_t *data;  /* inside the record, valid as long as that is */
	uint8_t l2len;	      /* 14: data starts with an Ethernet header */

	uint8_t eth_src[6], eth_dst[6];
	uint16_t eth_type;  /* behind VLAN tags */
	struct cursor net;  /* inside data, from the network header on */
	struct cursor body; /* inside data, behind the IP header and its extensions */
	struct arp_part arp;
	struct ip_part ip;
	struct icmp_part icmp;
	const char *malformed; /* why a header could not be read; NULL: all is well */

	uint32_t reason; /* drop; icmp_send: type << 8 | code */
	struct event_neigh neigh;

	/* Filled by the stream, which remembers: 0 where it does not apply. */
	uint32_t packet_id;
	uint32_t transaction;

	bool aside; /* for captures: it keeps names current, and was not shown to anybody */
};

/* Kernel symbols and reason numbers into words; given by the caller who may read them. */
struct words {
	const char *(*drop_reason)(void *ctx, uint32_t reason); /* NULL: print the number */
	const char *(*symbol)(void *ctx, uint64_t location);	/* NULL: print the address */
	void *ctx;
};

/** words_reason() - a drop's reason, words_symbol() - the function where it happened; NULL: it has
 * no name that can be read. @w may be NULL */
static inline const char *words_reason(const struct words *w, const struct frame *f)
{
	return w && w->drop_reason ? w->drop_reason(w->ctx, f->reason) : NULL;
}

static inline const char *words_symbol(const struct words *w, const struct frame *f)
{
	return w && w->symbol ? w->symbol(w->ctx, f->location) : NULL;
}

/**
 * frame_decode() - one record from the ring buffer to one frame
 * @record: hostile
 * @len:    octets of it
 * @f:      filled, except time_ns, packet_id and transaction; undefined on failure
 *
 * Checks length, version, ranges, in that order.
 * Return: 0, -EPROTO (the record is not ours), -EPROTONOSUPPORT (another version).
 */
int frame_decode(const void *record, size_t len, struct frame *f);

/**
 * frame_dissect() - read the headers again, from other bytes
 * @f: data, caplen, len, l2len and eth_type (used where l2len is 0) say what to read; proto and
 *     all header parts are filled
 */
void frame_dissect(struct frame *f);

/** frame_clear_parts() - no header is read: none is valid, and nothing is left over */
void frame_clear_parts(struct frame *f);

/**
 * frame_quoted() - the packet that an ICMP error quotes (RFC 792, RFC 4443)
 * @ret: only the header parts have a meaning; points into @f's bytes; untouched when false
 */
bool frame_quoted(const struct frame *f, struct frame *ret);

/**
 * frame_summary() - the packet in tcpdump's words (`tcpdump -n`), without the protocol's name:
 * "who-has 192.168.15.2 tell 192.168.15.1", "192.168.15.1 > 192.168.15.2: echo request, id 1,
 * seq 1, length 64". Of a neighbour event: "192.168.15.1 NONE -> STALE 02:00:00:00:00:01"; of a
 * change: see change_words().
 */
void frame_summary(const struct frame *f, struct text *t);

/**
 * frame_verbose_head() - append what `tcpdump -v` says in front of the summary, with a blank
 * behind it: "(tos 0x0, ttl 64, id 7, offset 0, flags [DF], proto ICMP (1), length 84) "
 * frame_verbose_tail() - append what it says behind it: options, the packet an error quotes
 */
void frame_verbose_head(const struct frame *f, struct text *t);
void frame_verbose_tail(const struct frame *f, struct text *t);

/** frame_proto_name() - "ARP", "ICMP", "ICMP6", "IP", "IP6", "Ethernet": what stands before the
 * summary in text */
const char *frame_proto_name(const struct frame *f);

/** nud_word() - "REACHABLE" for NUD_REACHABLE, "NONE" for 0, "?" for EVENT_NUD_UNKNOWN */
const char *nud_word(uint8_t state);

/** frame_ip_octets() - of its addresses: 4 or 16 */
static inline size_t frame_ip_octets(const struct frame *f)
{
	return f->ip.version == 6 ? 16 : 4;
}

/** frame_is_echo() - an ICMP or ICMPv6 echo; @ret_reply tells request from reply */
bool frame_is_echo(const struct frame *f, bool *ret_reply);

#endif
