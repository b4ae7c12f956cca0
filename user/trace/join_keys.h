/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * join_keys.h - what frames are told apart by, as hashes; theory in join.c
 */
#ifndef NSCOPE_JOIN_KEYS_H
#define NSCOPE_JOIN_KEYS_H

#include <string.h>

#include "frame.h"
#include "memo.h"

static inline uint64_t src_key(const struct frame *f)
{
	return memo_addr(f->ip.src, f->ip.version != 6);
}

static inline uint64_t dst_key(const struct frame *f)
{
	return memo_addr(f->ip.dst, f->ip.version != 6);
}

/* Its 28 octets: straight from the record, as what was just written in small pieces cannot be read
 * in large ones at once. */
static inline uint64_t arp_key(const struct frame *f)
{
	uint64_t words[3];
	uint32_t last;

	memcpy(words, f->net.p, sizeof(words));
	memcpy(&last, f->net.p + sizeof(words), sizeof(last));
	return memo_mix(memo_mix(words[0], words[1] ^ f->eth_type), memo_mix(words[2], last));
}

static inline uint64_t bytes_key(const struct frame *f)
{
	uint8_t bytes[56] = { 0 }; /* a multiple of 8, for memo_mix_bytes() */

	if (f->caplen)
		memcpy(bytes, f->data, f->caplen < sizeof(bytes) ? f->caplen : sizeof(bytes));
	return memo_mix_bytes(f->eth_type, bytes, sizeof(bytes));
}

static inline uint64_t content_key(const struct frame *f)
{
	size_t left = cursor_left(&f->body);
	uint64_t head, body = 0;

	if (f->ip.valid) {
		head = (uint64_t)f->ip.frag_offset << 32 | (uint64_t)f->ip.id << 16 |
		       (uint64_t)f->ip.protocol << 8 | f->ip.version;
		if (left)
			memcpy(&body, f->body.p, left < 8 ? left : 8);
		return memo_mix(memo_mix(head, body), memo_mix(src_key(f), dst_key(f)));
	}
	return f->arp.valid ? arp_key(f) : bytes_key(f);
}

/* What NAT, routing and bridging all leave alone. */
static inline uint64_t invariant_of(const struct frame *f)
{
	uint64_t ip = (uint64_t)f->ip.id << 48 | (uint64_t)f->ip.frag_offset << 32 | f->ip.len;
	uint64_t kind = (uint64_t)f->icmp.seq << 48 | (uint64_t)f->icmp.type << 40 |
			(uint64_t)f->icmp.code << 32 | (uint64_t)f->ip.protocol << 24 |
			(uint64_t)(uint8_t)f->arp.op << 16 | f->eth_type;

	return memo_mix(ip, kind);
}

#endif
