// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * question.c - who has this address: ARP and neighbour discovery as part of a transaction
 */
#include "exchange_inner.h"

static bool as_arp(const struct frame *f, struct question *q)
{
	const struct arp_part *a = &f->arp;

	if (!a->valid || (a->op != 1 && a->op != 2))
		return false;
	/* An announcement (RFC 5227) asks nobody. */
	if (!memcmp(a->spa, a->tpa, 4))
		return false;
	q->reply = a->op == 2;
	q->family = AF_INET;
	q->asker = addr_of(q->reply ? a->tpa : a->spa, AF_INET);
	q->target = addr_of(q->reply ? a->spa : a->tpa, AF_INET);
	q->said = said2(said1(&q->asker), said1(&q->target), 0);
	memcpy(q->mac, a->sha, 6);
	return true;
}

bool question_read(const struct frame *f, struct question *q)
{
	if (f->proto == PROTO_ARP)
		return as_arp(f, q);
	if (f->proto != PROTO_ICMP6 || !f->icmp.has_target ||
	    (f->icmp.type != 135 && f->icmp.type != 136))
		return false;
	q->reply = f->icmp.type == 136;
	q->family = AF_INET6;
	q->asker = addr_of(q->reply ? f->ip.dst : f->ip.src, AF_INET6);
	q->target = addr_of(f->icmp.target, AF_INET6);
	q->said = said2(said1(&q->asker), said1(&q->target), 0);
	memcpy(q->mac, f->eth_src, 6);
	return true;
}

static struct exchange *question_opens(struct exchanges *x, const struct frame *f,
				       const struct question *q)
{
	struct exchange *e;

	e = exchange_lookup(x, key_of(QUESTION, f->netns_cookie, q->said), f->mono_ns);
	if (exchange_unresolved(e, f->mono_ns))
		return e;
	if (f->dir != DIR_IN) {
		e = exchange_lookup(x, key1(ASKED, f->netns_cookie, &q->target), f->mono_ns);
		if (exchange_unresolved(e, f->mono_ns) && !e->src_known)
			return e;
		e = exchange_held_up(x, f, &q->target);
		if (e)
			return e;
	}
	return exchange_open(x, f, q->family);
}

/* The words of the question become the transaction's, unless it is an echo's already. */
static void question_sent(struct exchanges *x, struct exchange *e, const struct frame *f,
			  const struct question *q)
{
	if (f->netns_cookie == e->t.netns_cookie)
		e->t.arp_requests++;
	if (!e->src_known && !e->t.echo) {
		memcpy(e->t.src, q->asker.b, 16);
		memcpy(e->t.dst, q->target.b, 16);
		e->t.ifindex = f->ifindex;
		e->dir = f->dir;
		e->src_known = true;
	}
	if (f->dir != DIR_IN)
		memo_put(&x->keys, key1(ASKED, f->netns_cookie, &q->target), e->t.id);
	memo_put(&x->keys, key_of(QUESTION, 0, q->said), e->t.id);
}

struct exchange *question_find(struct exchanges *x, const struct frame *f, const struct question *q)
{
	struct exchange *e;

	if (!q->reply) {
		e = question_opens(x, f, q);
		question_sent(x, e, f, q);
		return e;
	}
	e = exchange_lookup(x, key_of(QUESTION, f->netns_cookie, q->said), f->mono_ns);
	return e ? e : exchange_lookup(x, key_of(QUESTION, 0, q->said), f->mono_ns);
}

void question_saw(struct exchanges *x, struct exchange *e, const struct frame *f,
		  const struct question *q)
{
	if (!q->reply) {
		memo_put(&x->keys, key_of(QUESTION, f->netns_cookie, q->said), e->t.id);
		if (f->dir == DIR_IN)
			memo_put(&x->keys, key1(HEARD, f->netns_cookie, &q->asker), e->t.id);
		return;
	}
	if (e->t.resolved_ns || e->t.request_ns || !exchange_is_home(e, f))
		return;
	e->t.resolved_ns = f->mono_ns;
	e->t.answered = !e->t.echo;
	memo_put(&x->keys, key_mac(f->netns_cookie, q->mac), e->t.id);
}
