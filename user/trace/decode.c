// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * decode.c - one record's bytes to one struct frame
 */
#include "netchange.h"
#include "rule.h"
#include "witness.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <string.h>

static enum frame_type type_of(enum hook hook)
{
	switch (hook) {
	case HOOK_END_IN:
	case HOOK_END_OUT: return FRAME_PACKET;
	case HOOK_DROP:
	case HOOK_DROP_PLAIN: return FRAME_DROP;
	case HOOK_NEIGH_CREATE:
	case HOOK_NEIGH_UPDATE:
	case HOOK_NEIGH_UPDATED:
	case HOOK_NEIGH_SENT:
	case HOOK_NEIGH_TIMER:
	case HOOK_NEIGH_GONE: return FRAME_NEIGH;
	case HOOK_CONSUME: return FRAME_CONSUME;
	case HOOK_ICMP_SEND: return FRAME_ICMP_SEND;
	case HOOK_FIB:
	case HOOK_FIB6: return FRAME_FIB;
	case HOOK_FDB: return FRAME_FDB;
	case HOOK_LINK: return FRAME_LINK;
	case HOOK_ADDR: return FRAME_ADDR;
	case HOOK_ROUTE: return FRAME_ROUTE;
	case HOOK_NETNS: return FRAME_NETNS;
	case HOOK_RESYNC: return FRAME_RESYNC;
	case HOOK_RULE: return FRAME_RULE;
	case HOOK_IN_HAND: /* these two submit nothing */
	case HOOK_LAID_DOWN:
	case HOOK_MAX:
	case HOOK_NOTES:
	case SOURCE_MAX: break;
	}
	return FRAME_TYPE_MAX;
}

static int decode_neigh(struct frame *f)
{
	if (f->caplen < sizeof(f->neigh))
		return -EPROTO;
	memcpy(&f->neigh, f->data, sizeof(f->neigh));
	if (f->neigh.addr_len != 4 && f->neigh.addr_len != 16)
		return -EPROTO;
	return 0;
}

static size_t room_of(enum hook hook)
{
	return hook == HOOK_RULE ? EVENT_NOTE_MAX : EVENT_DATA_MAX;
}

/* Part by part: all at once the compiler clears it by an instruction that takes longer than all
 * the rest of a decoding. */
static void begin_frame(struct frame *f, const struct event *e, const uint8_t *data)
{
	f->type = type_of(e->hook);
	f->hook = e->hook;
	f->mono_ns = e->time_ns;
	f->time_ns = 0;
	f->netns_cookie = e->netns_cookie;
	f->netns_inum = e->netns_inum;
	f->ifindex = e->ifindex;
	f->cpu = (uint16_t)e->cpu;
	f->seq = e->seq;
	f->object = e->object;
	f->location = e->location;
	f->dir = DIR_NONE;
	f->len = e->len > e->caplen ? e->len : e->caplen;
	f->caplen = e->caplen;
	f->data = data;
	f->l2len = e->l2len;
	memset(f->eth_src, 0, sizeof(f->eth_src));
	memset(f->eth_dst, 0, sizeof(f->eth_dst));
	f->eth_type = e->protocol;
	f->reason = e->reason;
	f->neigh = (struct event_neigh){ 0 };
	f->packet_id = f->transaction = 0;
	f->aside = false;
}

int frame_decode(const void *record, size_t len, struct frame *f)
{
	struct event e;

	if (len < sizeof(e))
		return -EPROTO;
	memcpy(&e, record, sizeof(e));
	if (e.version != EVENT_VERSION)
		return -EPROTONOSUPPORT;
	if (!hook_is_valid(e.hook) || e.caplen > room_of(e.hook) || e.caplen > len - sizeof(e) ||
	    (e.l2len && e.l2len != ETH_HLEN))
		return -EPROTO;
	begin_frame(f, &e, (const uint8_t *)record + sizeof(e));
	if (f->type != FRAME_PACKET)
		frame_clear_parts(f);
	if (f->type == FRAME_NEIGH) {
		f->len = e.len;
		return decode_neigh(f);
	}
	if (f->type == FRAME_TYPE_MAX)
		return -EPROTO;
	if (f->type == FRAME_RULE)
		return rule_check(f);
	if (f->type == FRAME_FIB || f->type == FRAME_FDB)
		return witness_check(f);
	if (frame_type_is_change(f->type))
		return change_check(f);
	if (f->type == FRAME_PACKET)
		f->dir = e.hook == HOOK_END_IN ? DIR_IN : DIR_OUT;
	/* A drop without bytes still says what it was. */
	if (!f->caplen)
		f->l2len = 0;
	frame_dissect(f);
	return 0;
}
