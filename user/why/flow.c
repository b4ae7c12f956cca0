// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flow.c - the probe's frames, sorted out
 */
#include "flow.h"

#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <string.h>

#include "wire.h"

/* RFC 826 */
void trail_done(struct trail *t)
{
	free(t->at);
	*t = (struct trail){ 0 };
}

void flow_done(struct flow *f)
{
	for (int i = 0; i < LEG_MAX; i++)
		trail_done(&f->leg[i]);
}

static void trail_add(const struct question *q, struct trail *t, const struct kept *k)
{
	const struct room *room = snapshot_room(q->snap, k->f.netns_cookie);
	const struct link_row *link = room ? room_link(room, k->f.ifindex) : NULL;
	struct sight *more = link ? grow(t->at, t->n, sizeof(*more)) : NULL;

	t->cut |= link && !more;
	if (!more)
		return;
	t->at = more;
	t->at[t->n++] = (struct sight){ k, room, link };
}

int trail_find(const struct trail *t, size_t from, const struct room *room,
	       const struct link_row *link, enum frame_dir dir)
{
	for (size_t i = from; i < t->n; i++)
		if (t->at[i].room == room && t->at[i].link == link &&
		    (dir == DIR_NONE || t->at[i].k->f.dir == dir))
			return (int)i;
	return -1;
}

bool trail_leaves(const struct trail *t, const struct room *room)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->at[i].room == room && t->at[i].k->f.dir == DIR_OUT)
			return true;
	return false;
}

bool trail_holds(const struct trail *t, uint32_t packet_id)
{
	for (size_t i = 0; packet_id && i < t->n; i++)
		if (t->at[i].k->f.packet_id == packet_id)
			return true;
	return false;
}

bool frame_is_probe(const struct question *q, const struct frame *f, enum leg leg)
{
	bool reply;

	return frame_is_echo(f, &reply) && reply == (leg == LEG_REPLY) &&
	       same_ip(q, reply ? f->ip.src : f->ip.dst, q->to);
}

bool frame_asks(const struct question *q, const struct frame *f, const uint8_t *target)
{
	if (f->arp.valid)
		return q->family == AF_INET && f->arp.op == ARPOP_REQUEST &&
		       same_ip(q, f->arp.tpa, target);
	return f->icmp.valid && f->proto == PROTO_ICMP6 && f->icmp.type == ND_NEIGHBOR_SOLICIT &&
	       f->icmp.has_target && same_ip(q, f->icmp.target, target);
}

bool frame_answers(const struct question *q, const struct frame *f, const uint8_t *target)
{
	if (f->arp.valid)
		return q->family == AF_INET && f->arp.op == ARPOP_REPLY &&
		       same_ip(q, f->arp.spa, target);
	return f->icmp.valid && f->proto == PROTO_ICMP6 && f->icmp.type == ND_NEIGHBOR_ADVERT &&
	       f->icmp.has_target && same_ip(q, f->icmp.target, target);
}

bool kept_is_unlearned(const struct kept *k)
{
	return k->f.type == FRAME_DROP &&
	       (!strcmp(k->reason, "NEIGH_FAILED") || !strcmp(k->symbol, "neigh_invalidate"));
}

bool frame_is_time_exceeded(const struct frame *f)
{
	return f->icmp.valid && !f->icmp.code &&
	       f->icmp.type == (f->proto == PROTO_ICMP6 ? ICMP6_TIME_EXCEEDED : ICMP_TIME_EXCEEDED);
}

/* The asker's MAC is in ARP's own header; of a solicitation it is in the frame's. */
static bool asked_by(const struct frame *f, const struct room *asker)
{
	return room_has_mac(asker, f->arp.valid ? f->arp.sha : f->eth_src);
}

void flow_questions(const struct question *q, const struct room *asker, const uint8_t *target,
		    struct trail *ret)
{
	*ret = (struct trail){ 0 };
	for (size_t i = 0; i < q->log->n; i++) {
		const struct kept *k = &q->log->kept[i];

		if (k->f.type == FRAME_PACKET && frame_asks(q, &k->f, target) &&
		    asked_by(&k->f, asker))
			trail_add(q, ret, k);
	}
}

/* An advertisement is sent as any packet is, perhaps to a wrong MAC. */
static bool answered_to(const struct frame *f, const struct room *asker)
{
	if (f->arp.valid)
		return room_has_mac(asker, f->arp.tha);
	return room_has_mac(asker, f->eth_dst) || room_addr(asker, AF_INET6, f->ip.dst);
}

void flow_answers(const struct question *q, const struct room *asker, const uint8_t *target,
		  struct trail *ret)
{
	*ret = (struct trail){ 0 };
	for (size_t i = 0; i < q->log->n; i++) {
		const struct kept *k = &q->log->kept[i];

		if (k->f.type == FRAME_PACKET && frame_answers(q, &k->f, target) &&
		    answered_to(&k->f, asker))
			trail_add(q, ret, k);
	}
}

bool frame_replies(const struct question *q, const struct frame *f, const struct frame *first)
{
	bool reply;

	if (!frame_is_echo(f, &reply) || !reply)
		return false;
	if (f->transaction)
		return f->transaction == first->transaction;
	return frame_is_probe(q, f, LEG_REPLY) && f->icmp.id == first->icmp.id &&
	       f->icmp.seq == first->icmp.seq;
}

/* Of one echo: the request's sights, then the reply's. By number, as NAT changes all else. */
static void flow_one(const struct question *q, const struct kept *first, struct flow *ret)
{
	*ret = (struct flow){ .transaction = first->f.transaction,
			      .first = first,
			      .echo_id = first->f.icmp.id,
			      .echo_seq = first->f.icmp.seq };
	memcpy(ret->source, first->f.ip.src, sizeof(ret->source));
	for (size_t i = 0; i < q->log->n; i++) {
		const struct kept *k = &q->log->kept[i];

		if (k->f.type != FRAME_PACKET)
			continue;
		if (k->f.packet_id == first->f.packet_id)
			trail_add(q, &ret->leg[LEG_REQUEST], k);
		else if (frame_replies(q, &k->f, &first->f))
			trail_add(q, &ret->leg[LEG_REPLY], k);
	}
}

static size_t flow_reach(const struct flow *f)
{
	return f->leg[LEG_REPLY].n * 1000 + f->leg[LEG_REQUEST].n;
}

/* An echo request as FROM sends it: to TO, or, where its own NAT changed that, to anybody. */
static bool begins(const struct question *q, const struct frame *f, bool changed)
{
	bool reply;

	return f->type == FRAME_PACKET && frame_in(f, q->from) && f->dir == DIR_OUT &&
	       (changed ? frame_is_echo(f, &reply) && !reply : frame_is_probe(q, f, LEG_REQUEST));
}

static bool came_back(const struct question *q, const struct flow *f)
{
	const struct trail *t = &f->leg[LEG_REPLY];

	return t->n && t->at[t->n - 1].room == q->from && t->at[t->n - 1].k->f.dir == DIR_IN;
}

static bool find_farthest(const struct question *q, bool changed, struct flow *ret)
{
	bool found = false, cut = false;

	for (size_t i = 0; i < q->log->n; i++) {
		struct flow one;

		if (!begins(q, &q->log->kept[i].f, changed) ||
		    trail_holds(&ret->leg[LEG_REQUEST], q->log->kept[i].f.packet_id))
			continue;
		flow_one(q, &q->log->kept[i], &one);
		cut |= one.leg[LEG_REQUEST].cut || one.leg[LEG_REPLY].cut;
		if (q->received && question_fails(q) && came_back(q, &one)) {
			flow_done(&one);
			continue;
		}
		if (found && flow_reach(&one) <= flow_reach(ret)) {
			flow_done(&one);
			continue;
		}
		flow_done(ret);
		*ret = one;
		found = true;
	}
	ret->leg[LEG_REQUEST].cut |= cut;
	return found;
}

bool question_fails(const struct question *q)
{
	return !q->received || (q->received < q->sent && q->status > 0);
}

void flow_find(const struct question *q, struct flow *ret)
{
	*ret = (struct flow){ 0 };
	if (!find_farthest(q, false, ret))
		find_farthest(q, true, ret);
}
