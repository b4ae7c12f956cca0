// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ladder_lanes.c - which namespaces get a lane, and in what order they stand
 *
 * Neighbours on a pipe stand side by side where that is possible: a walk from the first namespace
 * that has one neighbour only, in the snapshot's order. So red, blue, sw becomes red, sw, blue.
 */
#include "ladder.h"

#include <string.h>
#include <sys/socket.h>

#define WIDE_LANES 3 /* as many stand side by side with room for words, needed or not */

/* A graph of rooms, by index into the snapshot. */
struct plan {
	const struct snapshot *snap;
	bool *reached; /* from the asker */
	bool *keep;
	int *parent;  /* towards the asker */
	size_t *list; /* room for a walk */
	size_t n_list;
	size_t *distance; /* from the asker, in the order of the walk */
};

static int room_index(const struct plan *p, uint64_t cookie)
{
	const struct room *r = cookie ? snapshot_room(p->snap, cookie) : NULL;

	return r ? (int)(r - p->snap->rooms) : -1;
}

static void reach_all(struct plan *p, size_t asker)
{
	p->n_list = 0;
	p->list[p->n_list++] = asker;
	p->reached[asker] = true;
	for (size_t i = 0; i < p->n_list; i++) {
		const struct room *r = &p->snap->rooms[p->list[i]];

		for (size_t k = 0; k < r->n_links; k++) {
			int next = room_index(p, r->links[k].peer_cookie);

			if (next < 0 || p->reached[next])
				continue;
			p->reached[next] = true;
			p->parent[next] = (int)p->list[i];
			p->distance[next] = p->n_list;
			p->list[p->n_list++] = (size_t)next;
		}
	}
}

static bool has_one_neighbour(const struct plan *p, size_t room)
{
	const struct room *r = &p->snap->rooms[room];
	uint64_t first = 0;

	for (size_t i = 0; i < r->n_links; i++) {
		if (!r->links[i].peer_cookie || r->links[i].peer_cookie == r->cookie)
			continue;
		if (first && first != r->links[i].peer_cookie)
			return false;
		first = r->links[i].peer_cookie;
	}
	return true;
}

/* The next room of the walk that was not listed yet: a neighbour of the youngest that has one. */
static int next_room(const struct plan *p, const bool *listed)
{
	int next = -1;

	for (size_t i = p->n_list; i-- > 0;) {
		const struct room *r = &p->snap->rooms[p->list[i]];

		for (size_t k = 0; k < r->n_links; k++) {
			int peer = room_index(p, r->links[k].peer_cookie);

			if (peer >= 0 && p->keep[peer] && !listed[peer])
				return peer;
		}
	}
	/* Those between have no lane. */
	for (size_t i = 0; i < p->snap->n_rooms; i++)
		if (p->keep[i] && !listed[i] && (next < 0 || p->distance[i] < p->distance[next]))
			next = (int)i;
	return next;
}

/* Who is kept, in the order they shall stand. */
static void order(struct plan *p, bool *listed)
{
	int at = -1;

	p->n_list = 0;
	for (size_t i = 0; i < p->snap->n_rooms && at < 0; i++)
		if (p->keep[i] && has_one_neighbour(p, i))
			at = (int)i;
	if (at < 0)
		at = next_room(p, listed);
	for (; at >= 0; at = next_room(p, listed)) {
		listed[at] = true;
		p->list[p->n_list++] = (size_t)at;
	}
}

/*
 * Too many to stand side by side: the two ends, and as many of those between as there is room.
 * Return: how many were left out that forward the ping.
 */
static size_t keep_path(struct plan *p, int asker, int target, size_t max)
{
	size_t kept = 1, left_out = 0;

	p->keep[asker] = true;
	if (target < 0 || target == asker || !p->reached[target]) {
		/* The list is in the order of their distance. */
		for (size_t i = 0; i < p->n_list && i < max; i++)
			p->keep[p->list[i]] = true;
		return 0;
	}
	p->keep[target] = true;
	kept++;
	for (int at = p->parent[target]; at != asker; at = p->parent[at]) {
		if (kept++ < max)
			p->keep[at] = true;
		else
			left_out++;
	}
	return left_out;
}

/* A port of a switch passes frames on to all others; it has no address of its own. */
static bool is_port(const struct room *r, const struct link_row *l)
{
	for (size_t i = 0; i < r->n_addrs && !l->master; i++)
		if (r->addrs[i].ifindex == l->ifindex)
			return false;
	return true;
}

/* It hears what is asked on the way: a port of a switch there leads to it. */
static bool is_bystander(const struct plan *p, size_t room)
{
	const struct room *r = &p->snap->rooms[room];

	for (size_t i = 0; i < r->n_links; i++) {
		const struct room *peer = snapshot_room(p->snap, r->links[i].peer_cookie);
		const struct link_row *port =
			peer ? room_link(peer, r->links[i].peer_ifindex) : NULL;

		if (port && p->keep[peer - p->snap->rooms] && is_port(peer, port))
			return true;
	}
	return false;
}

static void keep_bystanders(struct plan *p)
{
	for (size_t i = 0; i < p->n_list; i++)
		if (!p->keep[p->list[i]] && is_bystander(p, p->list[i]))
			p->keep[p->list[i]] = true;
}

static void name_absent(struct ladder *l, const struct plan *p, size_t left_out)
{
	struct text t = TEXT(l->absent);
	size_t named = 0, more = 0;

	for (size_t i = 0; i < p->snap->n_rooms; i++) {
		const char *name = p->snap->rooms[i].name;

		if (!p->reached[i] || p->keep[i])
			continue;
		if (named == 3 || t.len > 30) {
			more++;
			continue;
		}
		text_add(&t, named++ ? ", " : "not drawn: ");
		text_escape(&t, name, strnlen(name, 12));
	}
	if (more)
		text_add(&t, " and %zu more", more);
	text_add(&t, left_out ? " (they only forward)" : " (the ping does not pass them)");
}

/* The address people call it by: the first that is not the loopback's. */
static void lane_address(const struct room *r, uint8_t family, struct lane *lane)
{
	struct text t = TEXT(lane->address);
	size_t more = 0;

	for (size_t i = 0; i < r->n_addrs; i++) {
		const struct link_row *link = room_link(r, r->addrs[i].ifindex);

		if (r->addrs[i].family != family || (link && link->flags & IFF_LOOPBACK))
			continue;
		if (t.len)
			more++;
		else
			text_ip(&t, r->addrs[i].addr, addr_octets(family));
	}
	if (more)
		text_add(&t, " +%zu", more);
}

static void place(struct ladder *l, const struct plan *p, uint8_t family)
{
	unsigned int span = l->width - 1 - 2 * LADDER_MARGIN;
	unsigned int gap = p->n_list > 1 ? span / ((unsigned int)p->n_list - 1) : span;

	l->end = LADDER_MARGIN + gap * (p->n_list > 1 ? (unsigned int)p->n_list - 1 : 1);
	l->n_lanes = (int)p->n_list;
	for (int i = 0; i < l->n_lanes; i++) {
		const struct room *r = &p->snap->rooms[p->list[i]];
		struct lane *lane = &l->lanes[i];
		struct text t = TEXT(lane->name);

		*lane = (struct lane){ .cookie = r->cookie,
				       .next_seq = 1,
				       .x = LADDER_MARGIN + gap * (unsigned int)i };
		text_escape(&t, r->name, strlen(r->name));
		lane_address(r, family, lane);
	}
}

static int target_of(const struct plan *p, const struct frame *f, uint8_t *ret_family)
{
	const uint8_t *addr = NULL;
	const struct room *r;

	*ret_family = AF_INET;
	if (f->type == FRAME_NEIGH)
		addr = f->neigh.addr;
	else if (f->arp.valid)
		addr = f->arp.tpa;
	else if (f->ip.valid)
		addr = f->ip.dst;
	if (f->type == FRAME_NEIGH ? f->neigh.addr_len == 16 : f->ip.valid && f->ip.version == 6)
		*ret_family = AF_INET6;
	r = addr ? snapshot_owner(p->snap, *ret_family, addr, NULL) : NULL;
	return r ? (int)(r - p->snap->rooms) : -1;
}

static size_t n_kept(const struct plan *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n_list; i++)
		n += p->keep[p->list[i]];
	return n;
}

static void choose(struct ladder *l, struct plan *p, const struct frame *first, bool *listed)
{
	size_t max = (l->width - 1 - 2 * LADDER_MARGIN) / LANE_GAP + 1, left_out = 0;
	int asker = room_index(p, l->out.config.from ? l->out.config.from : first->netns_cookie);
	uint8_t family;
	int target = target_of(p, first, &family);

	if (asker < 0)
		return;
	if (l->out.config.to)
		target = room_index(p, l->out.config.to);
	reach_all(p, (size_t)asker);
	if (max > LANES_MAX)
		max = LANES_MAX;
	if (p->n_list > WIDE_LANES) {
		left_out = keep_path(p, asker, target, max);
		if (p->n_list <= max)
			keep_bystanders(p);
		if (n_kept(p) < p->n_list)
			name_absent(l, p, left_out);
	} else {
		memcpy(p->keep, p->reached, p->snap->n_rooms * sizeof(*p->keep));
	}
	order(p, listed);
	place(l, p, family);
}

void ladder_lanes_set(struct ladder *l, const struct frame *first)
{
	size_t n = l->out.config.names->n_rooms;
	_cleanup_free_ bool *reached = calloc(n + 1, sizeof(bool));
	_cleanup_free_ bool *keep = calloc(n + 1, sizeof(bool));
	_cleanup_free_ bool *listed = calloc(n + 1, sizeof(bool));
	_cleanup_free_ int *parent = calloc(n + 1, sizeof(int));
	_cleanup_free_ size_t *list = calloc(n + 1, sizeof(size_t));
	_cleanup_free_ size_t *distance = calloc(n + 1, sizeof(size_t));
	struct plan p = { l->out.config.names, reached, keep, parent, list, 0, distance };

	if (reached && keep && listed && parent && list && distance)
		choose(l, &p, first, listed);
}

#define WALK_MAX 64 /* namespaces; a longer way round is not looked for */

int ladder_towards(const struct ladder *l, uint64_t here, uint64_t peer)
{
	const struct snapshot *s = l->out.config.names;
	uint64_t list[WALK_MAX] = { here, peer };
	size_t n = 2;

	for (size_t at = 1; at < n; at++) {
		const struct room *r = snapshot_room(s, list[at]);
		int lane = ladder_lane(l, list[at]);

		if (lane >= 0)
			return lane;
		for (size_t i = 0; r && i < r->n_links && n < WALK_MAX; i++) {
			uint64_t next = r->links[i].peer_cookie;
			size_t k = 0;

			while (k < n && list[k] != next)
				k++;
			if (next && k == n)
				list[n++] = next;
		}
	}
	return -1;
}

int ladder_lane(const struct ladder *l, uint64_t cookie)
{
	for (int i = 0; i < l->n_lanes; i++)
		if (cookie && l->lanes[i].cookie == cookie)
			return i;
	return -1;
}
