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

bool echo_read(const struct frame *f, struct echo *echo)
{
	bool ipv4 = f->ip.version == 4;
	uint64_t src, dst;

	if (!frame_is_echo(f, &echo->reply))
		return false;
	src = memo_addr(f->ip.src, ipv4);
	dst = memo_addr(f->ip.dst, ipv4);
	echo->said = echo->reply ? said2(dst, src, echo_word(f)) : said2(src, dst, echo_word(f));
	echo->src = addr_of(f->ip.src, family_of(f));
	echo->dst = addr_of(f->ip.dst, family_of(f));
	return true;
}

static struct exchange *echo_opens(struct exchanges *x, const struct frame *f,
				   const struct echo *echo)
{
	static const uint8_t nobody[6];
	struct exchange *e;

	e = exchange_lookup(x, key_of(ECHO, f->netns_cookie, echo->said), f->mono_ns);
	/* A copy made on the way belongs; the asker's own repetition is a new question. */
	if (e && !(f->netns_cookie == e->t.netns_cookie && f->dir == e->dir))
		return e;
	if (f->dir == DIR_IN)
		return exchange_open(x, f, family_of(f));
	e = exchange_lookup(x, key1(ASKED, f->netns_cookie, &echo->dst), f->mono_ns);
	if (adoptable(e, f->mono_ns))
		return e;
	e = NULL;
	if (memcmp(f->eth_dst, nobody, 6))
		e = exchange_lookup(x, key_mac(f->netns_cookie, f->eth_dst), f->mono_ns);
	return adoptable(e, f->mono_ns) ? e : exchange_open(x, f, family_of(f));
}

static void echo_sent(struct exchanges *x, struct exchange *e, const struct frame *f,
		      const struct echo *echo)
{
	memo_put(&x->keys, key_of(ECHO, 0, echo->said), e->t.id);
	if (e->t.echo)
		return;
	e->t.echo = true;
	e->t.answered = false;
	memcpy(e->t.src, echo->src.b, 16);
	memcpy(e->t.dst, echo->dst.b, 16);
	e->src_known = true;
	e->t.ifindex = f->ifindex;
	e->t.echo_id = f->icmp.id;
	e->t.echo_seq = f->icmp.seq;
	e->t.request_ns = f->type == FRAME_PACKET ? f->mono_ns : 0;
	e->dir = f->dir;
}

/* What is asked here first, then what is asked anywhere. */
static struct exchange *find_asked(struct exchanges *x, const struct frame *f,
				   const struct echo *echo)
{
	struct exchange *e;

	e = exchange_lookup(x, key_of(ECHO, f->netns_cookie, echo->said), f->mono_ns);
	return e ? e : exchange_lookup(x, key_of(ECHO, 0, echo->said), f->mono_ns);
}

struct exchange *echo_find(struct exchanges *x, const struct frame *f, const struct echo *echo)
{
	struct exchange *e;

	if (!echo->reply) {
		e = echo_opens(x, f, echo);
		echo_sent(x, e, f, echo);
		return e;
	}
	e = find_asked(x, f, echo);
	/* Where the request was last seen coming in, somebody answers: that was its target. */
	if (e && !e->t.there_ns && e->last_dir == DIR_IN && e->last_cookie == f->netns_cookie)
		e->t.there_ns = e->last_ns;
	return e;
}

void echo_saw(struct exchanges *x, struct exchange *e, const struct frame *f,
	      const struct echo *echo)
{
	const struct addr *src = &echo->src, *dst = &echo->dst;

	if (!echo->reply)
		memo_put(&x->keys, key_of(ECHO, f->netns_cookie, echo->said), e->t.id);
	/* NAT was here */
	if (!echo->reply && (memcmp(src->b, e->t.src, 16) || memcmp(dst->b, e->t.dst, 16)))
		memo_put(&x->keys, key_of(ECHO, 0, echo->said), e->t.id);
	if (f->dir == DIR_IN) {
		memo_put(&x->keys, key1(WAITING, f->netns_cookie, dst), e->t.id);
		memo_put(&x->keys, key1(WAITING, f->netns_cookie, src), e->t.id);
		memo_put(&x->keys, key_of(PASSING, f->netns_cookie, 0), e->t.id);
	}
	if (!echo->reply && !e->t.there_ns && f->dir == DIR_IN &&
	    memo_get(&x->own, key1(OWN, f->netns_cookie, dst)))
		e->t.there_ns = f->mono_ns;
	if (echo->reply && !e->t.answered && exchange_is_home(e, f)) {
		e->t.answered = true;
		e->t.reply_ns = f->mono_ns;
		exchange_report(x, e);
	}
}

struct exchange *echo_find_quoted(struct exchanges *x, const struct frame *f)
{
	struct frame q;
	struct echo echo;

	if (!frame_quoted(f, &q) || !echo_read(&q, &echo))
		return NULL;
	q.netns_cookie = f->netns_cookie;
	q.mono_ns = f->mono_ns;
	return find_asked(x, &q, &echo);
}
