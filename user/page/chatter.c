// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * chatter.c - which events tell nothing to somebody who learns what ARP and ping do
 */
#include "page.h"

#include <linux/if.h>
#include <netinet/icmp6.h>
#include <string.h>

#include "../trace/netchange.h"

static bool neigh_is_chatter(const struct page *p, const struct frame *f)
{
	const struct room *r = snapshot_room(p->out.config.names, f->netns_cookie);
	const struct link_row *l = r ? room_link(r, f->ifindex) : NULL;
	const uint8_t first = f->neigh.addr[0];

	if (f->neigh.old == f->neigh.new_ || (l && l->flags & IFF_LOOPBACK))
		return true;
	return f->neigh.addr_len == 16 ? first == 0xff : first >= 224 || first == 127;
}

/* IPv6's own: routers sought, groups joined, addresses tried. RFC 4861, 4862, 3810. */
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

bool story_is_chatter(const struct page *p, const struct frame *f)
{
	switch (f->type) {
	case FRAME_NEIGH: return neigh_is_chatter(p, f);
	case FRAME_LINK:
	case FRAME_ADDR:
	case FRAME_ROUTE: return change_is_quiet(f);
	case FRAME_CONSUME:
	case FRAME_RESYNC: return true;
	case FRAME_PACKET:
	case FRAME_DROP:
		if (p->strangers)
			return false;
		if (out_is_noise(p->out.config.words, f))
			return true;
		return f->proto == PROTO_OTHER || (f->proto == PROTO_ICMP6 && icmp6_is_chatter(f));
	case FRAME_RULE:
	case FRAME_ICMP_SEND:
	case FRAME_FIB:
	case FRAME_FDB:
	case FRAME_NETNS:
	case FRAME_TYPE_MAX: break;
	}
	return false;
}
