// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scene.c - the way the packet went, and the gap where it was lost
 */
#include "scene.h"

#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>

#include "gap.h"

const struct answer *scene_ask(const struct scene *s, const struct room *room,
			       const struct link_row *in, const uint8_t *src, const uint8_t *dst)
{
	static const uint8_t none[16];
	const struct question *q = s->q;
	struct ask k = {
		.kind = ASK_ROUTE,
		.cookie = room->cookie,
		.family = q->family,
		.has_from = memcmp(src, none, addr_octets(q->family)) != 0,
		.iif = in ? in->ifindex : 0,
		.ip_proto = q->family == AF_INET ? IPPROTO_ICMP : IPPROTO_ICMPV6,
	};

	memcpy(k.to, dst, addr_octets(q->family));
	if (k.has_from)
		memcpy(k.from, src, addr_octets(q->family));
	if (!in && room == q->from && same_ip(q, dst, q->to)) {
		k.oif = q->oif;
		k.mark = q->mark;
	}
	return asks_find(q->asks, &k);
}

/*
 * Does it end here? Told by the kernel; by the addresses until that has answered, or where it
 * would refuse what has in truth been answered.
 */
static bool is_local(const struct scene *s, enum leg leg, const struct hop *h)
{
	if (h->route && !h->route->error)
		return h->route->route.type == RTN_LOCAL;
	if (h->in && h->in->flags & IFF_LOOPBACK)
		return true;
	return room_addr(h->room, s->q->family, h->dst) &&
	       (!h->route ||
		(leg == LEG_REQUEST && trail_leaves(&s->flow.leg[LEG_REPLY], h->room)));
}

static const struct sight *find_leaving(const struct trail *t, size_t from, const struct room *room)
{
	for (size_t i = from; i < t->n; i++)
		if (t->at[i].room == room && t->at[i].k->f.dir == DIR_OUT && !t->at[i].link->master)
			return &t->at[i];
	return NULL;
}

/* Where the namespace that the frame is addressed to saw it; copies that others saw do not count.
 */
static const struct sight *find_arrival(const struct trail *t, const struct sight *left)
{
	for (const struct sight *at = left + 1; at < t->at + t->n; at++)
		if (at->k->f.dir == DIR_IN && !at->link->master &&
		    !memcmp(at->link->mac, at->k->f.eth_dst, 6))
			return at;
	return NULL;
}

static struct hop *add_hop(struct scene *s, enum leg leg, const struct room *room,
			   const uint8_t *src, const uint8_t *dst)
{
	struct hop *h;

	if (s->n_hops[leg] == HOPS_MAX)
		return NULL;
	h = &s->hops[leg][s->n_hops[leg]++];
	*h = (struct hop){ .room = room, .next_family = s->q->family };
	memcpy(h->src, src, sizeof(h->src));
	memcpy(h->dst, dst, sizeof(h->dst));
	return h;
}

/* By which way out, and to whom: as it was seen, else as the kernel says. */
static void fill_out(struct hop *h)
{
	const struct hop_row *leg = answer_hop(h->route);

	h->out = h->left ? h->left->link : leg ? room_link(h->room, leg->oif) : NULL;
	h->has_gateway = leg && leg->family;
	if (h->has_gateway)
		h->next_family = leg->family;
	memcpy(h->next,
	       h->has_gateway ? leg->gateway
	       : h->left      ? h->left->k->f.ip.dst
			      : h->dst,
	       sizeof(h->next));
}

/* Return: did it arrive? Else the gap is filled. */
static bool follow(struct scene *s, enum leg leg, const struct room *room, const uint8_t *src,
		   const uint8_t *dst)
{
	const struct trail *t = &s->flow.leg[leg];
	const struct sight *came = NULL;

	for (;;) {
		struct hop *h = add_hop(s, leg, room, src, dst);

		if (!h) {
			gap_find(s, leg, &s->hops[leg][HOPS_MAX - 1]);
			return false;
		}
		h->came = came;
		h->in = came ? came->link : NULL;
		h->route = scene_ask(s, room, h->in, src, dst);
		if (came && is_local(s, leg, h))
			return true;
		h->left = find_leaving(t, came ? (size_t)(came - t->at) + 1 : 0, room);
		fill_out(h);
		/* Rewritten to be this namespace's own, perhaps: it did answer. */
		if (!h->left && came && leg == LEG_REQUEST && s->flow.leg[LEG_REPLY].n &&
		    s->flow.leg[LEG_REPLY].at[0].room == room)
			return true;
		came = h->left ? find_arrival(t, h->left) : NULL;
		if (!came) {
			gap_find(s, leg, h);
			return false;
		}
		room = came->room;
		src = came->k->f.ip.src;
		dst = came->k->f.ip.dst;
	}
}

/* The reply is made where the request ended, and goes to whom that came from. */
static void follow_reply(struct scene *s)
{
	const struct hop *to = &s->hops[LEG_REQUEST][s->n_hops[LEG_REQUEST] - 1];
	const struct hop *end;

	s->arrived[LEG_REPLY] = follow(s, LEG_REPLY, to->room, to->dst, to->src);
	if (!s->arrived[LEG_REPLY]) {
		gap_made(s);
		return;
	}
	end = &s->hops[LEG_REPLY][s->n_hops[LEG_REPLY] - 1];
	s->arrived[LEG_REPLY] = end->room == s->q->from;
	gap_deliver(s, LEG_REPLY, end);
}

/* A room's number in the snapshot, n_rooms where it is not known. */
static size_t room_at(const struct snapshot *s, uint64_t cookie)
{
	const struct room *r = cookie ? snapshot_room(s, cookie) : NULL;

	return r ? (size_t)(r - s->rooms) : s->n_rooms;
}

/* Which rooms hang together: each names one of its set, the first of a set itself. */
static size_t set_of(size_t *set, size_t at)
{
	while (set[at] != at)
		at = set[at] = set[set[at]];
	return at;
}

static void join_room(const struct snapshot *s, size_t at, size_t *set)
{
	const struct room *r = &s->rooms[at];

	for (size_t i = 0; i < r->n_links; i++) {
		size_t peer = room_at(s, r->links[i].peer_cookie);
		size_t base = room_at(s, r->links[i].base_cookie);

		if (peer < s->n_rooms)
			set[set_of(set, peer)] = set_of(set, at);
		if (base < s->n_rooms)
			set[set_of(set, base)] = set_of(set, at);
	}
}

bool *scene_reached(const struct snapshot *s, const struct room *from)
{
	bool *reached = calloc(s->n_rooms + 1, sizeof(*reached));
	_cleanup_free_ size_t *set = calloc(s->n_rooms + 1, sizeof(*set));

	if (!reached || !set) {
		free(reached);
		return NULL;
	}
	for (size_t i = 0; i < s->n_rooms; i++)
		set[i] = i;
	for (size_t i = 0; i < s->n_rooms; i++)
		join_room(s, i, set);
	for (size_t i = 0; i < s->n_rooms; i++)
		reached[i] = set_of(set, i) == set_of(set, (size_t)(from - s->rooms));
	return reached;
}

bool scene_linked(const struct snapshot *s, const struct room *a, const struct room *b)
{
	_cleanup_free_ bool *reached = scene_reached(s, a);

	return !reached || reached[b - s->rooms]; /* true claims less than false */
}

/* The same address may live in another lab; the owner that can be walked to is the one meant. */
static const struct room *find_owner(const struct question *q)
{
	const struct room *any = snapshot_owner(q->snap, q->family, q->to, NULL);

	_cleanup_free_ bool *reached = any ? scene_reached(q->snap, q->from) : NULL;

	for (size_t i = 0; reached && i < q->snap->n_rooms; i++)
		if (&q->snap->rooms[i] != q->from && reached[i] &&
		    room_addr(&q->snap->rooms[i], q->family, q->to))
			return &q->snap->rooms[i];
	return any;
}

void scene_set(const struct question *q, struct scene *ret)
{
	static const uint8_t none[16];
	const struct addr_row *a;

	*ret = (struct scene){ .q = q, .gap.owner = -1 };
	ret->owner = find_owner(q);
	a = ret->owner ? room_addr(ret->owner, q->family, q->to) : NULL;
	ret->owner_link = a ? room_link(ret->owner, a->ifindex) : NULL;
	flow_find(q, &ret->flow);
	ret->starved = ret->flow.leg[LEG_REQUEST].cut || ret->flow.leg[LEG_REPLY].cut;
	ret->arrived[LEG_REQUEST] =
		follow(ret, LEG_REQUEST, q->from, q->has_source ? q->source : none, q->to);
	if (ret->arrived[LEG_REQUEST])
		follow_reply(ret);
}

void scene_done(struct scene *s)
{
	flow_done(&s->flow);
	wire_done(&s->gap.wire);
	trail_done(&s->gap.trail);
}

enum confidence scene_confidence(const struct scene *s, bool witnessed)
{
	if (s->q->log->lost || s->starved)
		return CONFIDENCE_INCONCLUSIVE;
	return witnessed && !s->gap.unseen ? CONFIDENCE_PROVEN : CONFIDENCE_INFERRED;
}
