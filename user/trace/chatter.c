// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * chatter.c - what a network says by itself
 */
#include "chatter.h"

#include <linux/if.h>
#include <netinet/icmp6.h>
#include <string.h>

bool neigh_is_chatter(const struct snapshot *names, const struct frame *f)
{
	const struct room *r = snapshot_room(names, f->netns_cookie);
	const struct link_row *l = r ? room_link(r, f->ifindex) : NULL;
	const uint8_t first = f->neigh.addr[0];

	if (f->neigh.old == f->neigh.new_ || (l && l->flags & IFF_LOOPBACK))
		return true;
	return f->neigh.addr_len == 16 ? first == 0xff : first >= 224 || first == 127;
}

static bool icmp6_is_chatter(const struct frame *f)
{
	static const uint8_t nobody[16];

	if (!f->icmp.valid)
		return true;
	switch (f->icmp.type) {
	case ND_NEIGHBOR_SOLICIT: return !memcmp(f->ip.src, nobody, 16);
	case ND_NEIGHBOR_ADVERT: return f->ip.dst[0] == 0xff;
	case ICMP6_ECHO_REQUEST:
	case ICMP6_ECHO_REPLY: return false;
	default: return f->icmp.type > ICMP6_PARAM_PROB;
	}
}

bool packet_is_chatter(const struct frame *f)
{
	return f->proto == PROTO_OTHER || (f->proto == PROTO_ICMP6 && icmp6_is_chatter(f));
}
