// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe_clear.c - when a probe has been watched long enough
 */
#include "probe_inner.h"

#include <linux/rtnetlink.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <string.h>

#include "../why/flow.h"

/* So long nothing more has to be seen after what decides it. */
#define SETTLED_NS 60000000ull
#define OVER_NS	   20000000ull	/* the same where ping has ended by that */
#define SENDING_NS 300000000ull /* the same where ping was told how, and may have more to send */
/* How long a kernel that asks for a MAC is waited for, and whatever goes on behind ping's end:
 * an entry may vanish without a word, and a room may never be quiet. */
#define RESOLVE_NS 5000000000ull

/* May it hold packets back for long? What kernels and distributions choose does not. */
static bool holds_back(const struct queue_row *queue)
{
	static const char *const prompt[] = { "mq", "fq", "fq_codel", "pfifo_fast" };

	for (size_t i = 0; i < ARRAY_SIZE(prompt); i++)
		if (!strcmp(queue->kind, prompt[i]))
			return false;
	return queue_holds(queue);
}

/* Did somebody choose a queue for an interface near FROM that holds packets back? */
static bool has_queues(const struct probe *p)
{
	for (size_t i = 0; i < p->names->n_rooms; i++) {
		const struct room *r = &p->names->rooms[i];

		for (size_t q = 0; q < r->n_queues && probe_reaches(p, i); q++)
			if (holds_back(&r->queues[q]))
				return true;
	}
	return false;
}

/* Are there wires whose other end is a program, or another machine? */
static bool has_far_ends(const struct probe *p)
{
	static const char *const near[] = { "veth", "bridge", "macvlan", "vlan", "dummy" };

	for (size_t i = 0; i < p->names->n_rooms; i++) {
		const struct room *r = &p->names->rooms[i];

		for (size_t l = 0; l < r->n_links && probe_reaches(p, i); l++) {
			bool is_near = r->links[l].flags & IFF_LOOPBACK;

			for (size_t k = 0; k < ARRAY_SIZE(near); k++)
				is_near |= !strcmp(r->links[l].kind, near[k]);
			if (!is_near && r->links[l].flags & IFF_UP)
				return true;
		}
	}
	return false;
}

uint64_t probe_patience(const struct probe *p)
{
	if (has_queues(p))
		return PROBE_QUEUED_NS;
	return has_far_ends(p) || !snapshot_owner(p->names, p->family, p->to, NULL)
		       ? PROBE_SILENT_NS
		       : PROBE_NEAR_NS;
}

/* Was it seen to ask, whose question for a MAC has been given up? */
static bool was_asked(const struct question *q, const struct frame *f)
{
	const struct room *r = snapshot_room(q->snap, f->netns_cookie);
	struct trail asked = { 0 };
	bool any;

	if (r)
		flow_questions(q, r, f->neigh.addr_len == 4 ? AF_INET : AF_INET6, f->neigh.addr,
			       &asked);
	any = asked.n;
	trail_done(&asked);
	return any;
}

/* Where one entry changes others may still wait. */
static void note_asking(struct sofar *s, const struct frame *f)
{
	bool asks = f->neigh.new_ == NUD_INCOMPLETE;
	struct asking *a = s->asking, *end = a + s->n_asking;

	while (a < end && (a->netns_cookie != f->netns_cookie || a->ifindex != f->ifindex ||
			   memcmp(a->addr, f->neigh.addr, f->neigh.addr_len)))
		a++;
	if (a < end && !asks) {
		*a = end[-1];
		s->n_asking--;
	} else if (a == end && asks && s->n_asking < PROBE_ASKING) {
		*a = (struct asking){ .netns_cookie = f->netns_cookie, .ifindex = f->ifindex };
		memcpy(a->addr, f->neigh.addr, f->neigh.addr_len);
		s->n_asking++;
	}
	s->resolving = s->n_asking;
}

static void look_at_neigh(struct probe *p, const struct question *q, const struct frame *f)
{
	note_asking(&p->sofar, f);
	if (f->neigh.new_ != NUD_FAILED)
		return;
	if (was_asked(q, f))
		p->sofar.settled = true;
	else
		p->sofar.stale = true;
}

/* Is it an echo request that leaves FROM, to whomever? */
static bool is_sent(const struct question *q, const struct frame *f)
{
	bool reply;

	return f->type == FRAME_PACKET && f->dir == DIR_OUT && frame_in(f, q->from) &&
	       frame_is_echo(f, &reply) && !reply;
}

/* Where an echo of this number is to be noted. What stands there may be of a log before this one,
 * or of another number: the frame itself tells. */
static uint32_t *left_at(struct probe *p, uint32_t transaction)
{
	return &p->left_at[transaction % PROBE_ECHOES];
}

static bool has_left(struct probe *p, const struct question *q, uint32_t transaction)
{
	size_t at = *left_at(p, transaction);

	return transaction && at <= p->sofar.looked &&
	       p->log.kept[at].f.transaction == transaction && is_sent(q, &p->log.kept[at].f);
}

/* Is it of an echo that left FROM since we began? What an older ping sent may only now arrive. */
static bool is_ours(struct probe *p, const struct question *q, const struct frame *f)
{
	if (!frame_is_probe(q, f, LEG_REQUEST) && !frame_is_probe(q, f, LEG_REPLY))
		return false;
	return has_left(p, q, f->transaction) || !p->sofar.asked ||
	       (!f->transaction && frame_is_probe(q, f, LEG_REQUEST));
}

/* An ICMP error about the probe: there will be no answer. */
static bool is_refusal(const struct question *q, const struct kept *k)
{
	const struct icmp_part *icmp = &k->f.icmp;

	if (k->f.type != FRAME_PACKET || !icmp->valid || !k->quoted.valid ||
	    !k->quoted_icmp.valid || !same_ip(q, k->quoted.dst, q->to))
		return false;
	return k->f.proto == PROTO_ICMP6
		       ? icmp->type < ICMP6_ECHO_REQUEST
		       : icmp->type == ICMP_DEST_UNREACH || icmp->type == ICMP_TIME_EXCEEDED;
}

/* Thrown away for good? A reply whose request was not seen to leave, as by a tunnel, may be that to
 * an older ping. */
static bool is_loss(struct probe *p, const struct question *q, const struct kept *k)
{
	return k->f.type == FRAME_DROP && strcmp(k->reason, "OTHERHOST") &&
	       strncmp(k->reason, "NEIGH_", 6) && !kept_is_unlearned(k) &&
	       (frame_is_probe(q, &k->f, LEG_REQUEST) || has_left(p, q, k->f.transaction));
}

/* Does this frame decide the probe? A copy that died of having been flooded does not. */
static void look_at(struct probe *p, const struct question *q, const struct kept *k)
{
	const struct frame *f = &k->f;
	bool probe = is_ours(p, q, f);
	bool asks = f->type == FRAME_PACKET && f->arp.valid;

	if (f->type == FRAME_NEIGH)
		look_at_neigh(p, q, f);
	p->sofar.settled |= probe && is_loss(p, q, k);
	p->sofar.settled |= is_refusal(q, k) && frame_in(f, q->from) && f->dir == DIR_IN;
	if (f->type == FRAME_PACKET && probe && frame_in(f, q->from)) {
		p->sofar.asked |= f->dir == DIR_OUT && frame_is_probe(q, f, LEG_REQUEST);
		p->sofar.answered |= f->dir == DIR_IN && frame_is_probe(q, f, LEG_REPLY);
	}
	if (!probe && !asks && f->type != FRAME_NEIGH)
		return;
	p->sofar.began = true;
	p->sofar.quiet_since = f->mono_ns;
}

/* What was never seen to begin, ping itself has to end. */
bool probe_is_clear(void *ctx, uint64_t now, bool ended)
{
	struct probe *p = ctx;
	struct question q;

	probe_question(p, &q);
	for (; p->sofar.looked < p->log.n; p->sofar.looked++) {
		const struct kept *k = &p->log.kept[p->sofar.looked];

		if (is_sent(&q, &k->f))
			*left_at(p, k->f.transaction) = (uint32_t)p->sofar.looked;
		if (!probe_is_first(p, k))
			look_at(p, &q, k);
	}
	/* If it is in vain there will be drops, in three seconds. */
	if (p->sofar.resolving)
		session_learn(p->session);
	if (ended && !p->sofar.ended)
		p->sofar.ended = now;
	if (ended && !p->sofar.quiet_since)
		p->sofar.quiet_since = now;
	if (p->log.n >= FRAME_LOG_MAX)
		return true;
	if (!p->sofar.quiet_since)
		return false;
	if (ended && now > p->sofar.ended + RESOLVE_NS)
		return true;
	if (p->sofar.answered && ended)
		return now > p->sofar.quiet_since + ANSWERED_NS;
	if (p->sofar.settled || p->sofar.answered || (ended && !p->sofar.began))
		return now > p->sofar.quiet_since + (ended	     ? OVER_NS
						     : p->o->n_extra ? SENDING_NS
								     : SETTLED_NS);
	return now > p->sofar.quiet_since + (p->sofar.resolving ? RESOLVE_NS : p->patience);
}
