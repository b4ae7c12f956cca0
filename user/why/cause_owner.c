// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_owner.c - faults of the far address: nobody has it
 */
#include "causes.h"

#include <string.h>

#include "say.h"

/* Broadcast, network and multicast addresses have no owner and need none. */
static bool is_everyone(const struct question *q)
{
	const uint8_t *to = q->to;

	if (q->family == AF_INET6)
		return to[0] == 0xff;
	if (to[0] >= 224)
		return true;
	for (size_t i = 0; i < q->from->n_addrs; i++) {
		const struct addr_row *a = &q->from->addrs[i];
		uint32_t host = a->len && a->len < 31 ? 0xffffffffu >> a->len : 0;
		uint32_t bits = (uint32_t)to[0] << 24 | (uint32_t)to[1] << 16 |
				(uint32_t)to[2] << 8 | to[3];

		if (host && addr_row_covers(a, q->family, to) &&
		    ((bits & host) == 0 || (bits & host) == host))
			return true;
	}
	return false;
}

static uint32_t distance(const uint8_t *a, const uint8_t *b, size_t octets)
{
	uint32_t d = 0;

	/* The last four octets tell neighbours apart; the rest is one network. */
	for (size_t i = octets - 4; i < octets; i++)
		d = d << 8 | a[i];
	for (size_t i = 0, shift = 24; i < 4; i++, shift -= 8)
		d -= (uint32_t)b[octets - 4 + i] << shift;
	return (int32_t)d < 0 ? -d : d;
}

/* The address on the wire that is nearest to TO, and which end has it. */
static const struct addr_row *nearest(const struct scene *s, const struct end **ret_end)
{
	const struct question *q = s->q;
	const struct addr_row *best = NULL;

	for (size_t e = 1; e < s->wire.n; e++) {
		const struct end *end = &s->wire.ends[e];

		for (size_t i = 0; i < end->room->n_addrs; i++) {
			const struct addr_row *a = &end->room->addrs[i];
			size_t n = addr_octets(q->family);

			if (a->ifindex != end->link->ifindex || end->room == q->from ||
			    !addr_row_covers(a, q->family, q->to))
				continue;
			if (best && distance(best->addr, q->to, n) <= distance(a->addr, q->to, n))
				continue;
			best = a;
			*ret_end = end;
		}
	}
	return best;
}

/*
 * TO exists after all: where a packet of FROM might have been meant to go, or on something else
 * than a pipe or a bridge (macvlan, a tunnel), which might hang on any wire. The same address in a
 * lab of its own means nothing.
 */
static bool owned_elsewhere(const struct scene *s)
{
	const struct question *q = s->q;

	for (size_t i = 0; i < q->snap->n_rooms; i++) {
		const struct room *r = &q->snap->rooms[i];
		const struct addr_row *a = room_addr(r, q->family, q->to);
		const struct link_row *l = a ? room_link(r, a->ifindex) : NULL;

		if (a && (!l || (strcmp(l->kind, "veth") && strcmp(l->kind, "bridge")) ||
			  scene_linked(q->snap, q->from, r)))
			return true;
	}
	return false;
}

bool cause_address_unowned(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	const struct end *end = NULL;
	const struct addr_row *near;

	if (!s->egress || q->route.has_gateway || s->hop_room || s->wire.blind || !s->seen.asked ||
	    s->seen.answered || s->seen.echoes || is_everyone(q) || owned_elsewhere(s))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, q->from, s->egress);
	say(v,
	    "%s asked %s who has %s on %s and nobody answered: no interface on that wire owns it.",
	    SHOW(q->from->name), SHOW_TIMES(s->seen.asked), SHOW_IP(q->family, q->to),
	    SHOW(s->egress->name));
	near = nearest(s, &end);
	if (near)
		say_fix(v, end->room, end->link, "addr add %s/%u dev %s", SHOW_IP(q->family, q->to),
			near->len, end->link->name);
	return true;
}
