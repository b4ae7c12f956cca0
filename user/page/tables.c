// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables.c - what each event changes in whose table
 */

#include "rows.h"

#include <inttypes.h>
#include <linux/if.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../trace/netchange.h"
#include "../trace/witness.h"

#define LEARNT_MAX 4096

static void neigh_change(const struct page *p, const struct frame *f, struct text *t)
{
	static const uint8_t nothing[6];
	const struct event_neigh *n = &f->neigh;

	if (row_needs_entry(n->addr, n->addr_len) && n->old != n->new_)
		row_neigh(p, (struct place){ f->netns_cookie, f->ifindex }, n->addr, n->addr_len,
			  memcmp(n->lladdr, nothing, 6) ? n->lladdr : NULL, n->new_, t);
}

static void route_change(const struct page *p, const struct frame *f, struct text *t)
{
	const struct event_route e = frame_route(f);
	struct cell_text dev = { "" };
	const struct route_words r = {
		.family = e.family,
		.len = e.len,
		.type = e.type,
		.dst = e.dst,
		.gateway = e.gateway_family ? e.gateway : NULL,
		.gateway_family = e.gateway_family,
		.dev = dev.text,
		.table = e.table,
		.metric = e.metric,
		.hops = e.hops,
	};

	text_escape(&TEXT(dev.text), e.dev, strnlen(e.dev, sizeof(e.dev)));
	if (row_route_tells(e.family, e.dst, e.table))
		row_route(p, f->netns_cookie, &r, e.action == EVENT_GONE, t);
}

static void link_change(const struct page *p, const struct frame *f, struct text *t)
{
	const struct event_link e = frame_link(f);

	if (!(e.flags & IFF_LOOPBACK))
		row_link(p, (struct place){ f->netns_cookie, f->ifindex }, e.mac, e.flags & IFF_UP,
			 e.flags & IFF_LOWER_UP, e.action == EVENT_GONE, t);
}

bool tables_learn(struct page *p, uint64_t cookie, const uint8_t mac[6], uint32_t port)
{
	struct learnt *l = p->learnt, *more;

	for (size_t i = 0; i < p->n_learnt; i++, l++)
		if (l->cookie == cookie && !memcmp(l->mac, mac, 6)) {
			bool news = l->port != port;

			l->port = port;
			return news;
		}
	more = p->n_learnt < LEARNT_MAX ? grow(p->learnt, p->n_learnt, sizeof(*more)) : NULL;
	if (!more)
		return true;
	p->learnt = more;
	l = &more[p->n_learnt++];
	*l = (struct learnt){ .cookie = cookie, .port = port };
	memcpy(l->mac, mac, 6);
	return true;
}

/* A bridge learns from the source of every frame that comes in at a port. */
static void packet_teaches(struct page *p, const struct frame *f, struct text *t)
{
	const struct place at = { f->netns_cookie, f->ifindex };
	const struct link_row *l = page_link(p, at);

	if (f->dir == DIR_IN && f->l2len && f->caplen >= f->l2len && l && l->master &&
	    !(f->eth_src[0] & 1) && tables_learn(p, at.cookie, f->eth_src, at.ifindex))
		row_fdb(p, at.cookie, f->eth_src, at.ifindex, "learnt", t);
}

static void fdb_change(struct page *p, const struct frame *f, struct text *t)
{
	const struct event_fdb e = frame_fdb(f);

	if (e.port_ifindex && tables_learn(p, f->netns_cookie, e.mac, e.port_ifindex))
		row_fdb(p, f->netns_cookie, e.mac, e.port_ifindex, "learnt", t);
}

static void addr_change(const struct page *p, const struct frame *f, struct text *t)
{
	const struct event_addr e = frame_addr(f);

	row_addr(p, (struct place){ f->netns_cookie, f->ifindex }, e.family, e.addr, e.len,
		 e.action == EVENT_GONE, t);
}

void tables_change(struct page *p, const struct frame *f, struct text *ops)
{
	if (page_room(p, f->netns_cookie) < 0 || ops->len + 8 * CELL > ops->size)
		return;
	switch (f->type) {
	case FRAME_PACKET: packet_teaches(p, f, ops); break;
	case FRAME_NEIGH: neigh_change(p, f, ops); break;
	case FRAME_FDB: fdb_change(p, f, ops); break;
	case FRAME_LINK: link_change(p, f, ops); break;
	case FRAME_ADDR: addr_change(p, f, ops); break;
	case FRAME_ROUTE: route_change(p, f, ops); break;
	case FRAME_DROP:
	case FRAME_RULE:
	case FRAME_CONSUME:
	case FRAME_ICMP_SEND:
	case FRAME_FIB:
	case FRAME_NETNS:
	case FRAME_RESYNC:
	case FRAME_TYPE_MAX: break;
	}
}
