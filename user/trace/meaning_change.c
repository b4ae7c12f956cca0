// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * meaning_change.c - what it means that an entry, a link, an address or a route has changed, that a
 * packet was dropped, or what a witness said
 */
#include "meaning.h"

#include <linux/if.h>
#include <linux/neighbour.h>

#include "netchange.h"
#include "rule.h"

void meaning_addr(const struct frame *f, struct text *t)
{
	const struct event_addr a = frame_addr(f);

	text_ip(t, a.addr, addr_octets(a.family));
}

static enum meaning_id of_neigh(const struct event_neigh *n)
{
	const uint8_t alive = NUD_REACHABLE | NUD_DELAY | NUD_PROBE;

	if (n->old == n->new_)
		return MEANING_NEIGH_OTHER;
	switch (n->new_) {
	case NUD_INCOMPLETE: return MEANING_NEIGH_INCOMPLETE;
	case NUD_REACHABLE: return MEANING_NEIGH_REACHABLE;
	case NUD_STALE:
		return n->old != EVENT_NUD_UNKNOWN && n->old & alive ? MEANING_NEIGH_AGED
								     : MEANING_NEIGH_LEARNT;
	case NUD_DELAY: return MEANING_NEIGH_DELAY;
	case NUD_PROBE: return MEANING_NEIGH_PROBE;
	case NUD_FAILED: return MEANING_NEIGH_FAILED;
	case NUD_PERMANENT: return MEANING_NEIGH_PERMANENT;
	case NUD_NOARP: return MEANING_NEIGH_NOARP;
	case NUD_NONE: return MEANING_NEIGH_GONE;
	}
	return MEANING_NEIGH_OTHER;
}

static enum meaning_id of_drop(const struct meaning_from *from)
{
	const char *name = words_reason(from->words, from->f);
	const char *brief, *full;

	return from->f->hook != HOOK_DROP_PLAIN && drop_words(name, &brief, &full)
		       ? MEANING_DROP
		       : MEANING_DROP_UNKNOWN;
}

static enum meaning_id of_link(const struct event_link *l)
{
	if (l->action == EVENT_NEW)
		return MEANING_LINK_NEW;
	if (l->action == EVENT_GONE)
		return MEANING_LINK_GONE;
	if (!(l->changed & (EVENT_LINK_UP | EVENT_LINK_CARRIER)))
		return MEANING_LINK_OTHER;
	if (!(l->flags & IFF_UP))
		return MEANING_LINK_DOWN;
	return l->flags & IFF_LOWER_UP ? MEANING_LINK_UP : MEANING_NO_CARRIER;
}

static enum meaning_id by_action(const struct frame *f, enum meaning_id appeared,
				 enum meaning_id changed, enum meaning_id gone)
{
	switch (change_action(f)) {
	case EVENT_NEW: return appeared;
	case EVENT_GONE: return gone;
	case EVENT_CHANGED:
	case EVENT_ACTION_MAX: break;
	}
	return changed;
}

enum meaning_id meaning_of_change(const struct meaning_from *from)
{
	const struct frame *f = from->f;
	struct event_link link;

	switch (f->type) {
	case FRAME_NEIGH: return of_neigh(&f->neigh);
	case FRAME_DROP: return of_drop(from);
	case FRAME_RULE: return rule_is_drop(f) ? MEANING_RULE_DROP : MEANING_RULE;
	case FRAME_CONSUME: return MEANING_CONSUME;
	case FRAME_ICMP_SEND: return MEANING_ICMP_SEND;
	case FRAME_FIB: return MEANING_FIB;
	case FRAME_FDB: return MEANING_FDB;
	case FRAME_LINK: link = frame_link(f); return of_link(&link);
	case FRAME_ADDR:
		return by_action(f, MEANING_ADDR_NEW, MEANING_ADDR_OTHER, MEANING_ADDR_GONE);
	case FRAME_ROUTE:
		return by_action(f, MEANING_ROUTE_NEW, MEANING_ROUTE_OTHER, MEANING_ROUTE_GONE);
	case FRAME_NETNS:
		return by_action(f, MEANING_NETNS_NEW, MEANING_NETNS_NEW, MEANING_NETNS_GONE);
	case FRAME_RESYNC: return MEANING_RESYNC;
	case FRAME_PACKET:
	case FRAME_TYPE_MAX: break;
	}
	return MEANING_ICMP_OTHER;
}
