// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ladder.c - the story of a ping as a ladder: a lane per namespace, a rung per frame
 *
 *          red                                                       blue
 *     192.168.15.1                                               192.168.15.2
 *        ms │                                                          │ ms
 *     0.000 ◆ neigh 192.168.15.2 NONE → INCOMPLETE: asks for its MAC   │
 *           ■ echo request 1 waits: no MAC to send it to yet           │
 *     0.004 ├─ ARP who has 192.168.15.2? tell 192.168.15.1 ───────────▶│ 0.010
 *           ┆        neigh 192.168.15.1 NONE → STALE: noted, unchecked ◆ 0.013
 *     0.025 ┆◀────────────── ARP 192.168.15.2 is at 02:00:00:00:00:02 ─┤ 0.019
 *     0.027 ◆ neigh 192.168.15.2 INCOMPLETE → REACHABLE: MAC known     │
 *     0.098 ├─ ICMP echo request 1 to 192.168.15.2 ───────────────────▶│ 0.129
 *           │        neigh 192.168.15.1 STALE → DELAY: used, unchecked ◆ 0.131
 *     0.157 │◀───────────────────── ICMP echo reply 1 to 192.168.15.1 ─┤ 0.148
 *   echo 1 answered in 0.153 ms: 0.094 asking for the MAC, 0.031 there, 0.028 back
 *
 * A time column belongs to the arrow's end on its side. An arrow that ends in ╳ was dropped, with
 * the reason; one that ends in ▶ and words was not seen to arrive. A lane is dotted as long as
 * a packet waits there for a MAC.
 *
 * Theory of operation
 *
 * A frame that left waits in rows[] until it comes in somewhere, is dropped, or HOP_PATIENCE of
 * the stream's own time has gone by. Rows are printed from the front as soon as they are complete,
 * so a line never has to be taken back and the order is that of the departures.
 */
#include "ladder.h"

#include <string.h>

static struct ladder *ladder_of(struct out *o)
{
	return (struct ladder *)o;
}

static const struct link_row *link_of(const struct ladder *l, uint64_t cookie, uint32_t ifindex)
{
	const struct room *r = snapshot_room(l->out.config.names, cookie);

	return r ? room_link(r, ifindex) : NULL;
}

/* A row tells what its frames mean, one sentence each. */
static void explain(struct ladder *l, const struct frame *f, struct row *r)
{
	struct text t = { r->explain, sizeof(r->explain), strlen(r->explain) };

	if (l->out.config.explain)
		lecture_add(&l->out, &l->meaning, f, &t);
}

static void frame_out(struct ladder *l, const struct frame *f, int lane)
{
	const struct link_row *link = link_of(l, f->netns_cookie, f->ifindex);
	const struct room *peer = link && link->peer_cookie
					  ? snapshot_room(l->out.config.names, link->peer_cookie)
					  : NULL;
	struct row *r;

	/* A copy for a namespace that is not drawn and passes nothing on. */
	if (peer && ladder_lane(l, peer->cookie) < 0 && room_pipes(peer) < 2) {
		ladder_add_copy(l, f, lane);
		return;
	}
	r = ladder_push(l);
	r->from = lane;
	r->from_ns = f->mono_ns;
	r->packet_id = f->packet_id;
	r->cookie = f->netns_cookie;
	r->ifindex = f->ifindex;
	ladder_words(l, f, r);
	ladder_translated(l, f, lane, r);
	explain(l, f, r);
	if (peer) {
		r->to = ladder_lane(l, peer->cookie);
		r->hidden = r->to < 0;
		if (r->hidden) {
			r->beside = ladder_towards(l, f->netns_cookie, peer->cookie);
			text_escape(&TEXT(r->why), peer->name, strnlen(peer->name, 24));
		}
	} else if (link && link->peer_ifindex) {
		r->end = HOP_UNSEEN;
		snprintf(r->why, sizeof(r->why), "out of sight");
	}
	if (r->to == lane)
		r->kind = ROW_NOTE;
}

static bool is_peer(const struct ladder *l, const struct row *r, const struct frame *f)
{
	const struct link_row *link = link_of(l, r->cookie, r->ifindex);

	return link && link->peer_cookie == f->netns_cookie && link->peer_ifindex == f->ifindex;
}

static struct row *sent_as(struct ladder *l, const struct frame *f, int peer_lane)
{
	for (size_t i = 0; i < l->n_rows; i++)
		if (ladder_under_way(&l->rows[i]) && l->rows[i].packet_id == f->packet_id &&
		    is_peer(l, &l->rows[i], f))
			return &l->rows[i];
	/* Through a namespace without a lane, or between ends whose pipe we do not know. */
	for (size_t i = 0; i < l->n_rows && peer_lane < 0; i++)
		if (ladder_under_way(&l->rows[i]) && l->rows[i].packet_id == f->packet_id &&
		    l->rows[i].to < 0)
			return &l->rows[i];
	return NULL;
}

/* Everybody on the wire hears a question; who stays silent says why. */
static bool add_not_me(struct ladder *l, const struct frame *f, int lane)
{
	struct row not_me = {
		.kind = ROW_NOTE, .from = lane, .to = -1, .end = HOP_ARRIVED, .to_ns = f->mono_ns
	};

	if (!ladder_not_me(l, f, &not_me))
		return false;
	explain(l, f, &not_me);
	*ladder_push(l) = not_me;
	return true;
}

static void frame_in(struct ladder *l, const struct frame *f, int lane)
{
	const struct link_row *link = link_of(l, f->netns_cookie, f->ifindex);
	int peer_lane = link ? ladder_lane(l, link->peer_cookie) : -1;
	struct row *r = sent_as(l, f, peer_lane);

	if (peer_lane == lane)
		return;
	if (!r) {
		r = ladder_push(l);
		r->from = peer_lane;
		if (peer_lane < 0 && link && link->peer_cookie)
			r->beside = ladder_towards(l, f->netns_cookie, link->peer_cookie);
		ladder_words(l, f, r);
	}
	r->end = HOP_ARRIVED;
	r->to = lane;
	r->to_ns = f->mono_ns;
	if (r->from == lane)
		r->kind = ROW_NOTE;
	if (!add_not_me(l, f, lane))
		explain(l, f, r);
}

static void note(struct ladder *l, const struct frame *f, int lane)
{
	struct row *r = ladder_push(l);

	r->kind = ROW_NOTE;
	r->from = lane;
	r->from_ns = f->mono_ns;
	ladder_words(l, f, r);
	explain(l, f, r);
	if (f->type != FRAME_DROP)
		return;
	r->end = HOP_LOST;
	r->ink = INK_BAD;
	ladder_reason(l, f, r->why, sizeof(r->why));
}

static void frame_neigh(struct ladder *l, const struct frame *f, int lane)
{
	struct row waits;
	bool began = ladder_wait_neigh(l, f, lane, &waits);

	if (lane < 0)
		return;
	note(l, f, lane);
	if (began) {
		waits.from_ns = f->mono_ns;
		*ladder_push(l) = waits;
	}
}

/* The kernel says where it was freed: at the end it left by (the device has not changed yet when
 * the far side refuses it), or in the namespace it was on its way to. */
static void frame_drop(struct ladder *l, const struct frame *f, int lane)
{
	for (size_t i = 0; i < l->n_rows; i++) {
		struct row *r = &l->rows[i];
		const struct link_row *link = link_of(l, r->cookie, r->ifindex);

		if (!ladder_under_way(r) || !f->packet_id || r->packet_id != f->packet_id)
			continue;
		if (r->cookie != f->netns_cookie && (!link || link->peer_cookie != f->netns_cookie))
			continue;
		r->end = HOP_LOST;
		ladder_reason(l, f, r->why, sizeof(r->why));
		explain(l, f, r);
		return;
	}
	note(l, f, lane);
}

static void frame_packet(struct ladder *l, const struct frame *f, int lane)
{
	switch (f->dir) {
	case DIR_OUT: frame_out(l, f, lane); break;
	case DIR_IN: frame_in(l, f, lane); break;
	case DIR_NONE:
	case DIR_MAX: break;
	}
}

static void frame_in_lane(struct ladder *l, const struct frame *f, int lane)
{
	if (f->type == FRAME_PACKET)
		frame_packet(l, f, lane);
	else if (f->type == FRAME_DROP)
		frame_drop(l, f, lane);
	else
		note(l, f, lane);
}

static void ladder_begin(struct out *o)
{
	unsigned int width = o->config.width ? o->config.width : LADDER_COLUMNS;

	ladder_of(o)->width = width > LADDER_COLUMNS  ? LADDER_COLUMNS
			      : width < LADDER_NARROW ? LADDER_NARROW
						      : width;
}

static void ladder_frame(struct out *o, const struct frame *f)
{
	struct ladder *l = ladder_of(o);
	int lane;

	ladder_give_up_before(l, f->mono_ns);
	if (ladder_says_nothing(l, f)) {
		l->not_drawn += f->type == FRAME_PACKET;
		return;
	}
	if (!l->n_lanes) {
		ladder_lanes_set(l, f);
		l->zero_ns = f->mono_ns;
		if (l->n_lanes)
			ladder_head(l);
	}
	lane = ladder_lane(l, f->netns_cookie);
	ladder_end_crowds(l, f->packet_id);
	ladder_wait_packet(l, f, lane);
	if (f->type == FRAME_NEIGH)
		frame_neigh(l, f, lane);
	else if (lane >= 0)
		frame_in_lane(l, f, lane);
	ladder_flush_rows(l);
}

static void ladder_transaction(struct out *o, const struct transaction *t)
{
	struct ladder *l = ladder_of(o);

	if (!l->n_lanes || !ladder_sums_up(t))
		return;
	ladder_sentence(l, t, ladder_push(l));
	ladder_flush_rows(l);
}

static void ladder_lost(struct out *o, uint64_t count, uint64_t time_ns)
{
	struct ladder *l = ladder_of(o);
	struct row *r = ladder_push(l);

	(void)time_ns;
	l->lost += count;
	r->kind = ROW_TEXT;
	r->ink = INK_BAD;
	snprintf(r->say[0], SAY_SIZE, "%llu event%s lost here: the ladder has a gap",
		 (unsigned long long)count, count == 1 ? "" : "s");
	if (o->config.explain)
		lecture_id(&l->meaning, MEANING_LOST, &TEXT(r->explain));
	ladder_flush_rows(l);
}

static void ladder_end(struct out *o, const struct totals *t)
{
	struct ladder *l = ladder_of(o);

	for (size_t i = 0; i < l->n_rows; i++)
		if (ladder_under_way(&l->rows[i]))
			ladder_give_up(l, &l->rows[i]);
	ladder_flush_rows(l);
	ladder_foot(l, t);
}

/* Nothing is coming: what was under way is lost, and is told now rather than with the next frame.
 */
static void ladder_flush(struct out *o, uint64_t now_ns)
{
	ladder_give_up_before(ladder_of(o), now_ns);
}

const struct out_ops out_ladder = {
	.name = "ladder",
	.joins = true,
	.size = sizeof(struct ladder),
	.begin = ladder_begin,
	.frame = ladder_frame,
	.transaction = ladder_transaction,
	.lost = ladder_lost,
	.end = ladder_end,
	.flush = ladder_flush,
};
