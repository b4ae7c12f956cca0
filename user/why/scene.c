// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * scene.c - the way the packet should have gone, and what was seen of it
 */
#include "scene.h"

#include <linux/neighbour.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <string.h>

/* RFC 826 */
enum { ARP_REQUEST = 1, ARP_REPLY = 2 };

static bool same_ip(const struct question *q, const uint8_t *a, const uint8_t *b)
{
	return !memcmp(a, b, addr_octets(q->family));
}

/* Append the ends that lead to @to, nearest first. */
static void path_add(struct scene *s, const struct wire *w, int to, bool guessed)
{
	size_t count = 0;

	for (int i = to; i >= 0; i = w->ends[i].via)
		count++;
	if (s->n_path + count > PATH_MAX_ENDS)
		return;
	s->n_path += count;
	for (int i = to, at = (int)s->n_path; i >= 0; i = w->ends[i].via)
		s->path[--at] = (struct step){ w->ends[i].room, w->ends[i].link, guessed };
}

/* Egress, the pipe's other end, its bridge: what every packet passes, whoever it is for. */
static int wire_trunk(const struct wire *w)
{
	if (w->n < 2 || strcmp(w->ends[0].link->kind, "veth") != 0 || w->ends[0].link->master)
		return 0;
	return w->n > 2 && w->ends[1].link->master ? 2 : 1;
}

/* To the owner of @addr on this wire, round closed ways where one is open. */
static const struct room *path_to(struct scene *s, const struct wire *w, const uint8_t *addr,
				  bool guessed)
{
	_cleanup_wire_ struct wire live = { 0 };
	int at;

	if (!w->n)
		return NULL;
	wire_walk(s->q->snap, w->ends[0].room, w->ends[0].link, true, &live);
	at = wire_owner(&live, s->q->family, addr);
	if (at >= 0) {
		path_add(s, &live, at, guessed);
		return live.ends[at].room;
	}
	at = wire_owner(w, s->q->family, addr);
	path_add(s, w, at >= 0 ? at : wire_trunk(w), guessed);
	return at >= 0 ? w->ends[at].room : NULL;
}

/* The interface of a router whose own network holds TO; the longest mask wins. */
static const struct link_row *connected_link(const struct room *r, uint8_t family,
					     const uint8_t *to)
{
	const struct addr_row *best = NULL;

	for (size_t i = 0; i < r->n_addrs; i++)
		if (addr_row_covers(&r->addrs[i], family, to) &&
		    (!best || r->addrs[i].len > best->len))
			best = &r->addrs[i];
	return best ? room_link(r, best->ifindex) : NULL;
}

/* Behind the gateway. An own address of the gateway needs no further wire, only its interface. */
static const struct room *path_behind(struct scene *s, const struct room *gateway)
{
	const struct question *q = s->q;
	const struct addr_row *own = room_addr(gateway, q->family, q->to);
	const struct link_row *link =
		own ? room_link(gateway, own->ifindex) : connected_link(gateway, q->family, q->to);
	_cleanup_wire_ struct wire w = { 0 };

	if (!link)
		return NULL;
	if (own) {
		if (s->n_path < PATH_MAX_ENDS && s->path[s->n_path - 1].link != link)
			s->path[s->n_path++] = (struct step){ gateway, link, false };
		return gateway;
	}
	wire_walk(q->snap, gateway, link, false, &w);
	return path_to(s, &w, q->to, true);
}

static void scene_walk(struct scene *s)
{
	const struct question *q = s->q;

	if (q->route.error || q->route.local)
		return;
	s->egress = room_link(q->from, q->route.oif);
	if (!s->egress)
		return;
	wire_walk(q->snap, q->from, s->egress, false, &s->wire);
	s->hop_room = path_to(s, &s->wire, s->hop, false);
	if (!s->hop_room)
		return;
	s->to_room = room_addr(s->hop_room, q->family, q->to) || q->route.has_gateway
			     ? path_behind(s, s->hop_room)
			     : NULL;
}

static bool is_question(const struct scene *s, const struct frame *f)
{
	if (f->arp.valid)
		return f->arp.op == ARP_REQUEST && same_ip(s->q, f->arp.tpa, s->hop);
	return f->icmp.valid && f->proto == PROTO_ICMP6 && f->icmp.type == ND_NEIGHBOR_SOLICIT &&
	       f->icmp.has_target && same_ip(s->q, f->icmp.target, s->hop);
}

static bool is_answer(const struct scene *s, const struct frame *f)
{
	if (f->arp.valid)
		return f->arp.op == ARP_REPLY && same_ip(s->q, f->arp.spa, s->hop);
	return f->icmp.valid && f->proto == PROTO_ICMP6 && f->icmp.type == ND_NEIGHBOR_ADVERT &&
	       f->icmp.has_target && same_ip(s->q, f->icmp.target, s->hop);
}

static bool is_request(const struct scene *s, const struct frame *f)
{
	bool reply;

	return frame_is_echo(f, &reply) && !reply && same_ip(s->q, f->ip.dst, s->q->to);
}

static bool is_reply(const struct scene *s, const struct frame *f)
{
	bool reply;

	return frame_is_echo(f, &reply) && reply && same_ip(s->q, f->ip.src, s->q->to);
}

static bool in_room(const struct frame *f, const struct room *r)
{
	return r && f->netns_cookie == r->cookie;
}

static void count_packet(const struct scene *s, const struct frame *f, struct seen *n)
{
	bool out = f->dir == DIR_OUT, from = in_room(f, s->q->from), to = in_room(f, s->to_room);

	if (is_question(s, f)) {
		n->asked += from && out;
		n->heard += in_room(f, s->hop_room) && !out;
	} else if (is_answer(s, f)) {
		n->answered += from && !out;
	} else if (is_request(s, f)) {
		n->echoes += from && out;
		n->arrived += to && !out;
	} else if (is_reply(s, f)) {
		n->replies += to && out;
		n->back += from && !out;
	}
}

/* The first echo that was answered, and the question it waited for. */
static void time_first(const struct scene *s, struct seen *n)
{
	const struct frame_log *log = s->q->log;
	const struct frame *back = NULL;

	for (size_t i = 0; i < log->n && !back; i++)
		if (log->frames[i].type == FRAME_PACKET && log->frames[i].dir == DIR_IN &&
		    in_room(&log->frames[i], s->q->from) && is_reply(s, &log->frames[i]))
			back = &log->frames[i];
	for (const struct frame *f = log->frames; back && f < back; f++) {
		if (!in_room(f, s->q->from))
			continue;
		if (is_request(s, f) && f->dir == DIR_OUT && f->icmp.seq == back->icmp.seq &&
		    f->icmp.id == back->icmp.id) {
			n->first_echo_ns = f->mono_ns;
			n->first_back_ns = back->mono_ns;
			n->first_ns = n->first_ns ? n->first_ns : f->mono_ns;
			return;
		}
		/* The neighbour entry that was made for it, and the question, are part of it. */
		if (f->transaction && f->transaction == back->transaction && !n->first_ns)
			n->first_ns = f->mono_ns;
	}
	n->first_ns = 0;
}

static void scene_count(struct scene *s)
{
	const struct frame_log *log = s->q->log;
	struct seen n = { 0 };

	for (size_t i = 0; i < log->n; i++) {
		const struct frame *f = &log->frames[i];

		if (f->type == FRAME_PACKET)
			count_packet(s, f, &n);
		else if (f->type == FRAME_NEIGH)
			n.failed += in_room(f, s->q->from) && f->neigh.new_ == NUD_FAILED &&
				    same_ip(s->q, f->neigh.addr, s->hop);
		else if (f->type == FRAME_DROP && !n.drop && is_request(s, f))
			n.drop = snapshot_room(s->q->snap, f->netns_cookie);
	}
	time_first(s, &n);
	s->seen = n;
}

bool scene_linked(const struct snapshot *s, const struct room *a, const struct room *b)
{
	_cleanup_free_ bool *reached = calloc(s->n_rooms, sizeof(*reached));
	_cleanup_free_ size_t *todo = calloc(s->n_rooms, sizeof(*todo));
	size_t n = 0;

	if (!reached || !todo)
		return true; /* claims less than false */
	todo[n++] = (size_t)(a - s->rooms);
	reached[a - s->rooms] = true;
	for (size_t i = 0; i < n; i++) {
		const struct room *r = &s->rooms[todo[i]];

		for (size_t l = 0; l < r->n_links; l++) {
			const struct room *next =
				r->links[l].peer_cookie ? snapshot_room(s, r->links[l].peer_cookie)
							: NULL;

			if (!next || reached[next - s->rooms])
				continue;
			reached[next - s->rooms] = true;
			todo[n++] = (size_t)(next - s->rooms);
		}
	}
	return reached[b - s->rooms];
}

/* The same address may live in another lab; the owner that can be walked to is the one meant. */
static const struct room *find_owner(const struct question *q)
{
	const struct room *any = snapshot_owner(q->snap, q->family, q->to, NULL);

	for (size_t i = 0; any && i < q->snap->n_rooms; i++)
		if (room_addr(&q->snap->rooms[i], q->family, q->to) &&
		    scene_linked(q->snap, q->from, &q->snap->rooms[i]))
			return &q->snap->rooms[i];
	return any;
}

void scene_set(const struct question *q, struct scene *ret)
{
	*ret = (struct scene){ .q = q };
	memcpy(ret->hop, q->route.has_gateway ? q->route.gateway : q->to, sizeof(ret->hop));
	ret->owner = find_owner(q);
	scene_walk(ret);
	scene_count(ret);
}

void scene_done(struct scene *s)
{
	wire_done(&s->wire);
}

static bool is_probe(const struct scene *s, const struct frame *f)
{
	return is_question(s, f) || is_answer(s, f) || is_request(s, f) || is_reply(s, f);
}

bool scene_packets_past(const struct scene *s, size_t step)
{
	for (size_t i = 0; i < s->q->log->n; i++) {
		const struct frame *f = &s->q->log->frames[i];

		if (f->type != FRAME_PACKET || !is_probe(s, f))
			continue;
		for (size_t at = step; at < s->n_path; at++)
			if (in_room(f, s->path[at].room) && f->ifindex == s->path[at].link->ifindex)
				return true;
	}
	return false;
}

bool scene_leads_to_owner(const struct scene *s, const struct link_row *l)
{
	_cleanup_wire_ struct wire w = { 0 };
	int at;

	wire_walk(s->q->snap, s->q->from, l, false, &w);
	at = wire_owner(&w, s->q->family, s->q->to);
	return at >= 0 && w.ends[at].room != s->q->from;
}

enum confidence scene_confidence(const struct scene *s, bool witnessed)
{
	if (s->q->log->lost)
		return CONFIDENCE_INCONCLUSIVE;
	return witnessed ? CONFIDENCE_PROVEN : CONFIDENCE_INFERRED;
}
