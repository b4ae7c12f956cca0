// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * story_skip.c - which events tell nothing to somebody who learns what ARP and ping do
 */
#include "page.h"

#include "../trace/chatter.h"
#include "../trace/netchange.h"
#include "../trace/noise.h"

bool story_is_chatter(const struct page *p, const struct frame *f)
{
	switch (f->type) {
	case FRAME_NEIGH: return neigh_is_chatter(p->out.config.names, f);
	case FRAME_LINK:
	case FRAME_ADDR:
	case FRAME_ROUTE: return change_is_quiet(f);
	case FRAME_CONSUME:
	case FRAME_RESYNC: return true;
	case FRAME_PACKET:
	case FRAME_DROP:
		return !p->strangers &&
		       (frame_is_noise(p->out.config.words, f) || packet_is_chatter(f));
	case FRAME_RULE:
	case FRAME_ICMP_SEND:
	case FRAME_FIB:
	case FRAME_FDB:
	case FRAME_NETNS:
	case FRAME_TYPE_MAX: break;
	}
	return false;
}
