// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * strangers.c - a capture that others took tells no rooms: each MAC is one, and all share a wire
 *
 *     ┌───────────┐   ┌──────┐   ┌───────────┐
 *     │ 10.0.0.1  ├───┤ wire ├───┤ 10.0.0.2  │
 *     └───────────┘   └──────┘   └───────────┘
 *
 * A room is called by the address that its ARP packets claim, else by its MAC. What a router
 * forwards comes from others' addresses, so an IP header's source names nobody.
 */
#include "page.h"

#include <stdlib.h>
#include <string.h>

#define WIRE 1 /* cookies: the wire's, and from 2 on the rooms' */

static struct link_row *add_end(struct room *r, uint32_t ifindex, struct place peer)
{
	const struct link_row l = {
		.ifindex = ifindex,
		.kind = "veth",
		.flags = IFF_UP,
		.carrier = true,
		.peer_cookie = peer.cookie,
		.peer_ifindex = peer.ifindex,
	};

	return world_add_link(r, &l);
}

static struct room *add_room(struct snapshot *world, uint64_t cookie)
{
	return world_add_room(world, &(struct room){ .cookie = cookie });
}

static bool open_wire(struct snapshot *world)
{
	struct room *wire = world->n_rooms ? world->rooms : add_room(world, WIRE);

	if (wire)
		snprintf(wire->name, sizeof(wire->name), "wire");
	return wire;
}

/* The room of a MAC, made where it is new; 0: there are too many. */
static uint64_t room_of(struct snapshot *world, const uint8_t mac[6])
{
	uint64_t cookie = world->n_rooms + 1;
	struct link_row *end, *port;
	struct room *r;
	struct text t;

	for (size_t i = 1; i < world->n_rooms; i++)
		if (!memcmp(world->rooms[i].links[0].mac, mac, 6))
			return world->rooms[i].cookie;
	if (world->n_rooms > STRANGERS_MAX)
		return 0;
	r = add_room(world, cookie);
	end = r ? add_end(r, 1, (struct place){ WIRE, (uint32_t)cookie }) : NULL;
	port = end ? add_end(&world->rooms[0], (uint32_t)cookie, (struct place){ cookie, 1 })
		   : NULL;
	if (!port) {
		world->n_rooms -= r != NULL;
		return 0;
	}
	memcpy(end->mac, mac, 6);
	snprintf(end->name, sizeof(end->name), "eth");
	snprintf(port->name, sizeof(port->name), "port%zu", world->n_rooms - 1);
	port->port.valid = true;
	t = TEXT(r->name);
	text_mac(&t, mac);
	return cookie;
}

static void name_room(struct snapshot *world, uint64_t cookie, const struct arp_part *a)
{
	static const uint8_t nobody[4];
	struct room *r = &world->rooms[cookie - 1];
	struct text t = TEXT(r->name);

	if (a->valid && memcmp(a->spa, nobody, 4) && !memcmp(r->links[0].mac, a->sha, 6))
		text_ip(&t, a->spa, 4);
}

static void add_way(struct step *s, struct place from, struct place to, bool later)
{
	story_hop(s, &(struct hop){ .from = from, .to = to, .arrived = true, .later = later });
}

static void fan_out(const struct snapshot *world, struct step *s, uint64_t from)
{
	for (size_t i = 1; i < world->n_rooms; i++) {
		uint64_t to = world->rooms[i].cookie;

		if (to != from)
			add_way(s, (struct place){ WIRE, (uint32_t)to }, (struct place){ to, 1 },
				true);
	}
}

void strangers_step(struct page *p, struct step *s)
{
	uint64_t from, to;

	if (!p->world || s->kind != STEP_HOP || !s->f.l2len || s->f.caplen < s->f.l2len ||
	    !open_wire(p->world))
		return;
	from = room_of(p->world, s->f.eth_src);
	to = s->f.eth_dst[0] & 1 ? 0 : room_of(p->world, s->f.eth_dst);
	if (!from)
		return;
	name_room(p->world, from, &s->f.arp);
	s->begins = true;
	s->f.netns_cookie = from;
	s->f.ifindex = 1;
	add_way(s, (struct place){ from, 1 }, (struct place){ WIRE, (uint32_t)from }, false);
	if (to)
		add_way(s, (struct place){ WIRE, (uint32_t)to }, (struct place){ to, 1 }, true);
}

/* Who is on the wire is known at the end. */
void strangers_finish(struct page *p)
{
	for (size_t i = 0; i < p->n_steps; i++) {
		struct step *s = &p->steps[i];

		if (p->strangers && p->world && s->n_hops == 1 && s->f.eth_dst[0] & 1)
			fan_out(p->world, s, s->f.netns_cookie);
	}
}
