// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * join_neigh.c - the neighbour states before ours
 */
#include "join.h"

#include <string.h>

#define NEIGH_SEEN 0x100 /* so that NUD_NONE is a value too */

static uint64_t neigh_key(uint64_t cookie, uint32_t ifindex, const uint8_t *addr, size_t len)
{
	uint8_t padded[16] = { 0 };

	memcpy(padded, addr, len);
	return memo_mix_bytes(memo_mix(cookie, (uint64_t)ifindex << 8 | len), padded, 16);
}

void join_seed_neigh(struct join *j, uint64_t cookie, uint32_t ifindex, const uint8_t *addr,
		     size_t len, uint8_t state)
{
	memo_put(&j->neighs, neigh_key(cookie, ifindex, addr, len), state | NEIGH_SEEN);
}

void join_neigh(struct join *j, struct frame *f)
{
	uint64_t key = neigh_key(f->netns_cookie, f->ifindex, f->neigh.addr, f->neigh.addr_len);
	uint32_t known = memo_get(&j->neighs, key);

	if (f->neigh.old == EVENT_NUD_UNKNOWN && known)
		f->neigh.old = (uint8_t)known;
	memo_put(&j->neighs, key, f->neigh.new_ | NEIGH_SEEN);
}
