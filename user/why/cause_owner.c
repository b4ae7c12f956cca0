// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_owner.c - faults of the far address: nobody has it
 */
#include "causes.h"

#include <string.h>

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

/* The address on the wire that is nearest to @addr, and which end has it. */
static const struct addr_row *nearest(const struct scene *s, const uint8_t *addr,
				      const struct end **ret_end)
{
	const struct wire *w = &s->gap.wire;
	const struct addr_row *best = NULL;
	size_t n = addr_octets(s->q->family);

	for (size_t e = 1; e < w->n; e++) {
		const struct end *end = &w->ends[e];

		for (size_t i = 0; i < end->room->n_addrs; i++) {
			const struct addr_row *a = &end->room->addrs[i];

			if (a->ifindex != end->link->ifindex || end->room == s->gap.hop.room ||
			    !addr_row_covers(a, s->q->family, addr))
				continue;
			if (best && distance(best->addr, addr, n) <= distance(a->addr, addr, n))
				continue;
			best = a;
			*ret_end = end;
		}
	}
	return best;
}

/*
 * The address exists after all: where a packet might have been meant to go, or on something else
 * than a pipe or a bridge, which might hang on any wire. The same address in a lab of its own means
 * nothing.
 */
static bool owned_elsewhere(const struct scene *s, const uint8_t *addr)
{
	const struct question *q = s->q;

	for (size_t i = 0; i < q->snap->n_rooms; i++) {
		const struct room *r = &q->snap->rooms[i];
		const struct addr_row *a = room_addr(r, q->family, addr);
		const struct link_row *l = a ? room_link(r, a->ifindex) : NULL;

		if (a && (!l || (strcmp(l->kind, "veth") && !link_is_bridge(l)) ||
			  scene_linked(q->snap, s->gap.hop.room, r)))
			return true;
	}
	return false;
}

static unsigned int times_asked(const struct trail *t, const struct room *asker)
{
	unsigned int n = 0;

	for (size_t i = 0; i < t->n; i++)
		n += t->at[i].room == asker && t->at[i].k->f.dir == DIR_OUT &&
		     !t->at[i].link->master;
	return n;
}

bool cause_address_unowned(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct question *q = s->q;
	const struct end *end = NULL;
	const struct addr_row *near;

	if (h->has_gateway || owned_elsewhere(s, h->next))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, h->out);
	say(v,
	    "%s asked %s who has %s on %s and nobody answered: no interface on that wire owns it.",
	    SHOW(h->room->name), SHOW_TIMES(times_asked(&s->gap.trail, h->room)),
	    SHOW_IP(q->family, h->next), SHOW(h->out->name));
	near = nearest(s, h->next, &end);
	if (near)
		say_addr_add(v, end->room, q->family, h->next, near->len, end->link->name);
	return true;
}

/* Nothing else explains it: the address exists, but not where it was asked for. */
bool cause_address_elsewhere(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct room *owner = snapshot_owner(s->q->snap, s->q->family, h->next, NULL);

	if (h->has_gateway)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, h->out);
	say(v, "%s asked %s who has %s on %s and nobody answered: %s%s.", SHOW(h->room->name),
	    SHOW_TIMES(times_asked(&s->gap.trail, h->room)), SHOW_IP(s->q->family, h->next),
	    SHOW(h->out->name), owner ? SHOW(owner->name) : "nobody",
	    owner ? " has it, but is not on that wire" : " there has it");
	return true;
}
