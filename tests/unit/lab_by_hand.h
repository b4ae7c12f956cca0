/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lab_by_hand.h - snapshots and frames as a person would tell them, for tests of pure code.
 *
 *     pair     red:eth0 ── blue:eth0
 *     switch   red, blue, green:eth0 ── sw:red, blue, green, ports of sw:br0 (.5)
 *     routed   red:eth0 10.1.0.2 ── 10.1.0.1 rtr 10.2.0.1 ── 10.2.0.2 blue:eth0
 */
#ifndef NSCOPE_LAB_BY_HAND_H
#define NSCOPE_LAB_BY_HAND_H

#include <arpa/inet.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../../user/trace/stream.h"

#define HAND_ROOMS 16
#define HAND_ROWS  16

/* Cookies are 100 + the room's index, so ifindexes may repeat from room to room. */
struct hand {
	struct snapshot snap;
	struct room rooms[HAND_ROOMS];
	struct link_row links[HAND_ROOMS][HAND_ROWS];
	struct addr_row addrs[HAND_ROOMS][HAND_ROWS];
	struct route_row routes[HAND_ROOMS][HAND_ROWS];
	struct hop_row hops[HAND_ROOMS][HAND_ROWS];
};

static inline int hand_room(struct hand *h, const char *name)
{
	int i = (int)h->snap.n_rooms++;

	snprintf(h->rooms[i].name, sizeof(h->rooms[i].name), "%s", name);
	h->rooms[i].cookie = 100 + (uint64_t)i;
	h->rooms[i].links = h->links[i];
	h->rooms[i].addrs = h->addrs[i];
	h->rooms[i].routes = h->routes[i];
	h->rooms[i].hops = h->hops[i];
	h->snap.rooms = h->rooms;
	return i;
}

static inline struct link_row *hand_link(struct hand *h, int room, const char *name,
					 const char *kind)
{
	struct room *r = &h->rooms[room];
	struct link_row *l = &r->links[r->n_links++];

	l->ifindex = (uint32_t)r->n_links + 1;
	snprintf(l->name, sizeof(l->name), "%s", name);
	snprintf(l->kind, sizeof(l->kind), "%s", kind);
	l->flags = IFF_UP;
	l->carrier = true;
	l->mac[0] = 2;
	l->mac[4] = (uint8_t)r->n_links - 1;
	l->mac[5] = (uint8_t)(room + 1);
	return l;
}

static inline void hand_pipe(struct hand *h, int a, const char *aname, int b, const char *bname)
{
	struct link_row *la = hand_link(h, a, aname, "veth"), *lb = hand_link(h, b, bname, "veth");

	la->peer_cookie = h->rooms[b].cookie;
	la->peer_ifindex = lb->ifindex;
	lb->peer_cookie = h->rooms[a].cookie;
	lb->peer_ifindex = la->ifindex;
}

static inline void hand_addr(struct hand *h, int room, uint32_t ifindex, const char *text,
			     uint8_t len)
{
	struct room *r = &h->rooms[room];
	struct addr_row *a = &r->addrs[r->n_addrs++];

	*a = (struct addr_row){ .ifindex = ifindex, .family = AF_INET, .len = len };
	if (strchr(text, ':'))
		a->family = AF_INET6;
	inet_pton(a->family, text, a->addr);
}

/* A route of table main with one next hop; @via NULL: no gateway. */
static inline void hand_route(struct hand *h, int room, const char *dst, uint8_t len, uint32_t oif,
			      const char *via)
{
	struct room *r = &h->rooms[room];
	struct route_row *w = &r->routes[r->n_routes++];
	struct hop_row *hop = &r->hops[r->n_hops++];

	*w = (struct route_row){ .family = strchr(dst, ':') ? AF_INET6 : AF_INET,
				 .type = RTN_UNICAST,
				 .len = len,
				 .table = RT_TABLE_MAIN,
				 .hop = (uint32_t)r->n_hops - 1,
				 .n_hops = 1 };
	inet_pton(w->family, dst, w->dst);
	*hop = (struct hop_row){ .oif = oif, .weight = 1 };
	if (!via)
		return;
	hop->family = w->family;
	inet_pton(w->family, via, hop->gateway);
}

static inline struct link_row *hand_find(struct hand *h, int room, const char *name)
{
	for (size_t i = 0; i < h->rooms[room].n_links; i++)
		if (!strcmp(h->links[room][i].name, name))
			return &h->links[room][i];
	return NULL;
}

/* An interface goes down: so does the carrier at both ends of its pipe. */
static inline void hand_down(struct hand *h, int room, const char *name)
{
	struct link_row *l = hand_find(h, room, name);

	l->flags &= ~(uint32_t)IFF_UP;
	l->carrier = false;
	for (size_t r = 0; r < h->snap.n_rooms; r++)
		for (size_t i = 0; i < h->rooms[r].n_links; i++)
			if (l->peer_cookie == h->rooms[r].cookie &&
			    l->peer_ifindex == h->links[r][i].ifindex)
				h->links[r][i].carrier = false;
}

enum { RED, BLUE, SW, GREEN, RTR = SW };

static inline void hand_pair(struct hand *h)
{
	memset(h, 0, sizeof(*h));
	hand_room(h, "red");
	hand_room(h, "blue");
	hand_pipe(h, RED, "eth0", BLUE, "eth0");
	hand_addr(h, RED, 2, "192.168.15.1", 24);
	hand_addr(h, BLUE, 2, "192.168.15.2", 24);
}

static inline void hand_switch(struct hand *h)
{
	struct link_row *br;

	memset(h, 0, sizeof(*h));
	hand_room(h, "red");
	hand_room(h, "blue");
	hand_room(h, "sw");
	hand_room(h, "green");
	br = hand_link(h, SW, "br0", "bridge");
	hand_pipe(h, RED, "eth0", SW, "red");
	hand_pipe(h, BLUE, "eth0", SW, "blue");
	hand_pipe(h, GREEN, "eth0", SW, "green");
	for (size_t i = 1; i < h->rooms[SW].n_links; i++)
		h->links[SW][i].master = br->ifindex;
	hand_addr(h, RED, 2, "192.168.15.1", 24);
	hand_addr(h, BLUE, 2, "192.168.15.2", 24);
	hand_addr(h, SW, br->ifindex, "192.168.15.5", 24);
	hand_addr(h, GREEN, 2, "192.168.15.3", 24);
}

static inline void hand_routed(struct hand *h)
{
	memset(h, 0, sizeof(*h));
	hand_room(h, "red");
	hand_room(h, "blue");
	hand_room(h, "rtr");
	hand_pipe(h, RED, "eth0", RTR, "r0");
	hand_pipe(h, BLUE, "eth0", RTR, "b0");
	hand_addr(h, RED, 2, "10.1.0.2", 24);
	hand_addr(h, RTR, 2, "10.1.0.1", 24);
	hand_addr(h, RTR, 3, "10.2.0.1", 24);
	hand_addr(h, BLUE, 2, "10.2.0.2", 24);
}

/* ---- frames */

static inline struct frame hand_frame(const struct hand *h, int room, const char *link,
				      enum frame_dir dir, uint64_t us, uint32_t packet_id)
{
	struct frame f = { .type = FRAME_PACKET,
			   .dir = dir,
			   .mono_ns = 1000000000 + us * 1000,
			   .netns_cookie = h->rooms[room].cookie,
			   .packet_id = packet_id };

	for (size_t i = 0; i < h->rooms[room].n_links; i++)
		if (!strcmp(h->links[room][i].name, link))
			f.ifindex = h->links[room][i].ifindex;
	return f;
}

static inline struct frame hand_arp(struct frame f, uint16_t op, const char *spa, const char *tpa,
				    uint8_t sha_last)
{
	f.proto = PROTO_ARP;
	f.arp = (struct arp_part){ .valid = true, .op = op, .sha = { 2, [5] = sha_last } };
	inet_pton(AF_INET, spa, f.arp.spa);
	inet_pton(AF_INET, tpa, f.arp.tpa);
	return f;
}

static inline struct frame hand_echo(struct frame f, uint8_t type, const char *src, const char *dst,
				     uint16_t seq)
{
	f.proto = PROTO_ICMP;
	f.ip = (struct ip_part){ .valid = true, .version = 4 };
	f.icmp = (struct icmp_part){ .valid = true, .type = type, .id = 1, .seq = seq };
	inet_pton(AF_INET, src, f.ip.src);
	inet_pton(AF_INET, dst, f.ip.dst);
	return f;
}

static inline struct frame hand_neigh(struct frame f, const char *addr, uint8_t old, uint8_t new_)
{
	f.type = FRAME_NEIGH;
	f.dir = DIR_NONE;
	f.neigh = (struct event_neigh){ .addr_len = 4, .old = old, .new_ = new_ };
	inet_pton(AF_INET, addr, f.neigh.addr);
	return f;
}

static inline struct frame hand_drop(struct frame f, uint32_t reason)
{
	f.type = FRAME_DROP;
	f.dir = DIR_NONE;
	f.reason = reason;
	return f;
}

enum { ASK = 1, TELL = 2, REQUEST = 8, REPLY = 0 };

#endif
