// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_prefix.c - masks that put the other end on the wrong side of the wire
 */
#include "causes.h"

#include "way.h"

/* A network of one's own that is wider than that of the others on the wire: the mask is wrong. */
static const struct addr_row *too_wide(const struct scene *s, const struct hop *h,
				       struct end *ret_like, const struct addr_row **ret_net)
{
	const struct addr_row *a =
		h->out ? room_covering(h->room, h->out, s->q->family, h->dst) : NULL;
	_cleanup_wire_ struct wire w = { 0 };

	if (!a)
		return NULL;
	wire_walk(s->q->snap, h->room, h->out, false, &w);
	for (size_t i = 1; i < w.n; i++) {
		const struct addr_row *b =
			w.ends[i].link->master
				? NULL
				: addr_on(w.ends[i].room, w.ends[i].link, s->q->family);

		if (!b || b->len <= a->len || !addr_row_covers(b, s->q->family, a->addr) ||
		    addr_row_covers(b, s->q->family, h->dst))
			continue;
		*ret_like = w.ends[i];
		*ret_net = b;
		return a;
	}
	return NULL;
}

static void say_mask_fix(const struct room *r, const struct link_row *l, const struct addr_row *a,
			 uint8_t len, struct verdict *v)
{
	/* IPv6 has an address once; with IPv4's last one its routes would go. */
	bool first = a->family == AF_INET6;

	if (first)
		say_addr_del(v, r, a->family, a->addr, a->len, l->name);
	say_addr_add(v, r, a->family, a->addr, len, l->name);
	if (!first)
		say_addr_del(v, r, a->family, a->addr, a->len, l->name);
}

static bool mask_too_wide(const struct scene *s, const struct hop *h, struct verdict *v)
{
	struct end like;
	const struct addr_row *net = NULL, *a;

	if (h->has_gateway || wire_leads(s->q->snap, h->room, h->out, s->q->family, h->dst))
		return false;
	a = too_wide(s, h, &like, &net);
	if (!a)
		return false;
	say(v,
	    "%s's mask /%u is too wide: it asks for %s on its own wire, where the network is %s "
	    "(as at %s).",
	    SHOW_AT(h->room, h->out), a->len, SHOW_IP(a->family, h->dst),
	    SHOW_NET(net->family, net->addr, net->len), SHOW(like.room->name));
	say_evidence(v, EVIDENCE_CONFIG, "%s has %s/%u, %s has %s/%u", SHOW_AT(h->room, h->out),
		     SHOW_IP(a->family, a->addr), a->len, SHOW_AT(like.room, like.link),
		     SHOW_IP(net->family, net->addr), net->len);
	say_where(v, h->room, h->out);
	say_mask_fix(h->room, h->out, a, net->len, v);
	return true;
}

/* On one wire with the destination, and no network of its own that holds it. */
static bool mask_too_narrow(const struct scene *s, const struct hop *h, struct verdict *v)
{
	const struct question *q = s->q;

	for (size_t i = 0; i < h->room->n_links; i++) {
		const struct link_row *l = &h->room->links[i];
		const struct addr_row *a = addr_on(h->room, l, q->family), *far;
		const struct room *owner;

		if (!a || l->flags & IFF_LOOPBACK || addr_row_covers(a, q->family, h->dst) ||
		    !wire_leads(q->snap, h->room, l, q->family, h->dst))
			continue;
		owner = wire_owner_room(q->snap, h->room, l, q->family, h->dst);
		far = room_addr(owner, q->family, h->dst);
		if (!far || far->len >= a->len || !addr_row_covers(far, q->family, a->addr))
			continue;
		say(v,
		    "%s's mask /%u is too narrow: %s is on the same wire, and has the network %s.",
		    SHOW_AT(h->room, l), a->len, SHOW(owner->name),
		    SHOW_NET(far->family, far->addr, far->len));
		say_evidence(v, EVIDENCE_CONFIG, "%s has %s/%u, %s has %s/%u", SHOW_AT(h->room, l),
			     SHOW_IP(a->family, a->addr), a->len, SHOW(owner->name),
			     SHOW_IP(far->family, far->addr), far->len);
		say_where(v, h->room, l);
		say_mask_fix(h->room, l, a, far->len, v);
		return true;
	}
	return false;
}

bool cause_wrong_prefix(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;

	v->confidence = scene_confidence(s, true);
	if (s->gap.stage == STAGE_ASK)
		return mask_too_wide(s, h, v);
	return (way_not_found(s) || h->has_gateway) && mask_too_narrow(s, h, v);
}
