// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * echo.c - echo requests, their replies and errors as part of a transaction
 */
#include "exchange_inner.h"

/* An ARP exchange that this echo may have been waiting for. */
static bool adoptable(const struct exchange *e, uint64_t now)
{
	return e && !e->t.echo && !e->reported &&
	       younger(now, e->t.resolved_ns ? e->t.resolved_ns : e->t.begin_ns, FOLLOW_NS);
}

static struct exchange *echo_opens(struct exchanges *x, const struct frame *f,
				   const struct addr *src, const struct addr *dst)
{
	static const uint8_t nobody[6];
	struct exchange *e;

	e = exchange_lookup(x, key2(ECHO, f->netns_cookie, src, dst, echo_word(f)), f->mono_ns);
	/* A copy made on the way belongs; the asker's own repetition is a new question. */
	if (e && !(f->netns_cookie == e->t.netns_cookie && f->dir == e->dir))
		return e;
	if (f->dir == DIR_IN)
		return exchange_open(x, f, family_of(f));
	e = exchange_lookup(x, key1(ASKED, f->netns_cookie, dst), f->mono_ns);
	if (adoptable(e, f->mono_ns))
		return e;
	e = NULL;
	if (memcmp(f->eth_dst, nobody, 6))
		e = exchange_lookup(x, key_mac(f->netns_cookie, f->eth_dst), f->mono_ns);
	return adoptable(e, f->mono_ns) ? e : exchange_open(x, f, family_of(f));
}

static void echo_sent(struct exchanges *x, struct exchange *e, const struct frame *f,
		      const struct addr *src, const struct addr *dst)
{
	memo_put(&x->keys, key2(ECHO, 0, src, dst, echo_word(f)), e->t.id);
	if (e->t.echo)
		return;
	e->t.echo = true;
	e->t.answered = false;
	memcpy(e->t.src, src->b, 16);
	memcpy(e->t.dst, dst->b, 16);
	e->src_known = true;
	e->t.ifindex = f->ifindex;
	e->t.echo_id = f->icmp.id;
	e->t.echo_seq = f->icmp.seq;
	e->t.request_ns = f->type == FRAME_PACKET ? f->mono_ns : 0;
	e->dir = f->dir;
}

struct exchange *echo_find(struct exchanges *x, const struct frame *f, bool reply)
{
	struct addr src = addr_of(f->ip.src, family_of(f)), dst = addr_of(f->ip.dst, family_of(f));
	struct exchange *e;

	if (!reply) {
		e = echo_opens(x, f, &src, &dst);
		echo_sent(x, e, f, &src, &dst);
		return e;
	}
	e = exchange_lookup(x, key2(ECHO, f->netns_cookie, &dst, &src, echo_word(f)), f->mono_ns);
	if (!e)
		e = exchange_lookup(x, key2(ECHO, 0, &dst, &src, echo_word(f)), f->mono_ns);
	/* Where the request was last seen coming in, somebody answers: that was its target. */
	if (e && !e->t.there_ns && e->last_dir == DIR_IN && e->last_cookie == f->netns_cookie)
		e->t.there_ns = e->last_ns;
	return e;
}

void echo_saw(struct exchanges *x, struct exchange *e, const struct frame *f, bool reply)
{
	struct addr src = addr_of(f->ip.src, family_of(f)), dst = addr_of(f->ip.dst, family_of(f));

	if (!reply)
		memo_put(&x->keys, key2(ECHO, f->netns_cookie, &src, &dst, echo_word(f)), e->t.id);
	/* NAT was here */
	if (!reply && (memcmp(src.b, e->t.src, 16) || memcmp(dst.b, e->t.dst, 16)))
		memo_put(&x->keys, key2(ECHO, 0, &src, &dst, echo_word(f)), e->t.id);
	if (f->dir == DIR_IN) {
		memo_put(&x->keys, key1(WAITING, f->netns_cookie, &dst), e->t.id);
		memo_put(&x->keys, key1(WAITING, f->netns_cookie, &src), e->t.id);
	}
	if (!reply && !e->t.there_ns && f->dir == DIR_IN &&
	    memo_get(&x->own, key1(OWN, f->netns_cookie, &dst)))
		e->t.there_ns = f->mono_ns;
	if (reply && !e->t.answered && exchange_is_home(e, f)) {
		e->t.answered = true;
		e->t.reply_ns = f->mono_ns;
		exchange_report(x, e);
	}
}

struct exchange *echo_find_quoted(struct exchanges *x, const struct frame *f)
{
	struct frame q;
	struct addr src, dst;
	struct exchange *e;
	bool reply;

	if (!frame_quoted(f, &q) || !frame_is_echo(&q, &reply))
		return NULL;
	src = addr_of(reply ? q.ip.dst : q.ip.src, family_of(&q));
	dst = addr_of(reply ? q.ip.src : q.ip.dst, family_of(&q));
	e = exchange_lookup(x, key2(ECHO, f->netns_cookie, &src, &dst, echo_word(&q)), f->mono_ns);
	return e ? e : exchange_lookup(x, key2(ECHO, 0, &src, &dst, echo_word(&q)), f->mono_ns);
}
