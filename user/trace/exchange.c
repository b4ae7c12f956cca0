// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exchange.c - which frames and neighbour changes belong together
 *
 * Theory of operation
 *
 * A transaction is a question and its answer, and what they had to wait for:
 *
 *     red                         router                       blue
 *     neigh INCOMPLETE   opens T
 *     ARP who-has router T ─────▶
 *                        ◀─────── ARP is-at T
 *     neigh REACHABLE    T
 *     echo request       T ─────▶
 *                                 ARP who-has blue T ─────────▶   the echo waits for this one too
 *                                 ◀────────────────── ARP is-at T
 *                                 echo request T ─────────────▶
 *     ...                                                         the reply goes the same way back
 *
 * Only a frame's first sight is a decision; at all later ends it keeps its transaction (its
 * passage remembers). What is decided by is remembered in one memo, by what was said and in which
 * namespace, because two labs may use the same addresses at the same time:
 *
 *   QUESTION  (here, asker, target)  an ARP request or neighbour solicitation passed here
 *   ECHO      (here, src, dst, id, seq)  an echo request passed here. Put at every end with the
 *             addresses it has there, so the answer to what NAT made of it finds it as well
 *   ASKED     (here, target)         this namespace resolves target: its neighbour changes
 *   HEARD     (here, asker)          this namespace was asked by asker: its neighbour changes
 *   ANSWERED  (here, MAC)            this namespace was told MAC: the echo it held back follows
 *   WAITING   (here, address)        an echo came in here and must go on to, or back to, address
 *   FRAGMENT  (here, src, dst, IP id)  its first fragment passed here
 *
 * With `here` 0 QUESTION and ECHO are found anywhere: for ends that nobody watches. Every hit is
 * checked against the transaction itself, as it may be too old or over.
 *
 * Transactions live in a ring that their id indexes, so they expire in order of birth; one that
 * is pushed out is reported first.
 */
#include "exchange.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <string.h>
#include <sys/socket.h>

#include "../../include/knobs.h"

#define EXCHANGES  8192		  /* at once: 10 s of 800 unanswered pings a second */
#define KEYS	   65536	  /* eight of them for each */
#define ANSWER_NS  10000000000ull /* as long as ping waits at its end */
#define REPEAT_NS  5000000000ull  /* ARP asks 3 times, 1 s apart, then again when asked to */
#define FOLLOW_NS  3000000000ull  /* from an answer to the echo that waited for it */
#define WAITING_NS 1000000000ull  /* from a packet's arrival to the question where it goes on */

enum key_kind { QUESTION, ECHO, ASKED, HEARD, ANSWERED, WAITING, FRAGMENT, OWN };

struct exchange {
	struct transaction t;
	bool reported;
	bool src_known;
	enum frame_dir dir;	 /* of the question, where it was first seen */
	uint64_t last_cookie;	 /* where its latest frame was seen, */
	enum frame_dir last_dir; /* which way, */
	uint64_t last_ns;	 /* and when */
};

struct addr {
	uint8_t b[16]; /* IPv4: the first four, the rest zero */
};

/* An ARP packet, or its like of IPv6. */
struct question {
	bool reply;
	uint8_t family;
	struct addr asker, target;
	uint8_t mac[6]; /* reply: who has it */
};

int exchanges_init(struct exchanges *x, const struct sink *sink)
{
	int err = 0;

	*x = (struct exchanges){
		.ring = calloc(EXCHANGES, sizeof(*x->ring)),
		.oldest = 1,
		.sink = sink,
	};
	err |= memo_init(&x->keys, KEYS);
	err |= memo_init(&x->own, NEIGH_MAX);
	return x->ring ? err : -ENOMEM;
}

void exchanges_done(struct exchanges *x)
{
	memo_done(&x->keys);
	memo_done(&x->own);
	free(x->ring);
	x->ring = NULL;
}

static struct addr addr_of(const uint8_t *bytes, uint8_t family)
{
	struct addr a = { 0 };

	memcpy(a.b, bytes, family == AF_INET ? 4 : 16);
	return a;
}

static uint8_t family_of(const struct frame *f)
{
	return f->ip.version == 6 ? AF_INET6 : AF_INET;
}

static uint64_t key1(enum key_kind kind, uint64_t cookie, const struct addr *a)
{
	return memo_mix_bytes(memo_mix(kind, cookie), a->b, 16);
}

static uint64_t key2(enum key_kind kind, uint64_t cookie, const struct addr *a,
		     const struct addr *b, uint32_t more)
{
	return memo_mix(memo_mix_bytes(key1(kind, cookie, a), b->b, 16), more);
}

static uint64_t key_mac(uint64_t cookie, const uint8_t mac[6])
{
	uint64_t word = 0;

	memcpy(&word, mac, 6);
	return memo_mix(memo_mix(ANSWERED, cookie), word);
}

static uint32_t echo_word(const struct frame *f)
{
	return (uint32_t)f->icmp.id << 16 | f->icmp.seq;
}

static bool younger(uint64_t now, uint64_t then, uint64_t ns)
{
	return now <= then || now - then <= ns;
}

static struct exchange *exchange_of(const struct exchanges *x, uint32_t id)
{
	struct exchange *e = &x->ring[id % EXCHANGES];

	return id && e->t.id == id ? e : NULL;
}

static struct exchange *lookup(const struct exchanges *x, uint64_t key, uint64_t now)
{
	struct exchange *e = exchange_of(x, memo_get(&x->keys, key));

	return e && younger(now, e->t.begin_ns, ANSWER_NS) ? e : NULL;
}

static void report(struct exchanges *x, struct exchange *e)
{
	if (!e->t.id || e->reported)
		return;
	e->reported = true;
	if (x->sink->transaction)
		x->sink->transaction(x->sink->ctx, &e->t);
}

static struct exchange *open_new(struct exchanges *x, const struct frame *f, uint8_t family)
{
	struct exchange *e;

	if (!++x->last_id)
		x->last_id = 1;
	e = &x->ring[x->last_id % EXCHANGES];
	report(x, e);
	*e = (struct exchange){
		.t = {
			.id = x->last_id,
			.netns_cookie = f->netns_cookie,
			.ifindex = f->ifindex,
			.family = family,
			.begin_ns = f->mono_ns,
		},
		.dir = f->dir,
		.last_cookie = f->netns_cookie,
		.last_dir = f->dir,
		.last_ns = f->mono_ns,
	};
	return e;
}

/* Back where the question was first seen, on its way home. */
static bool is_home(const struct exchange *e, const struct frame *f)
{
	enum frame_dir back = e->dir == DIR_IN ? DIR_OUT : DIR_IN;

	return f->type == FRAME_PACKET && f->netns_cookie == e->t.netns_cookie && f->dir == back;
}

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
	memcpy(q->mac, a->sha, 6);
	return true;
}

static bool as_question(const struct frame *f, struct question *q)
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
	memcpy(q->mac, f->eth_src, 6);
	return true;
}

/* An echo that came in here and did not go on yet. */
static struct exchange *held_up(struct exchanges *x, const struct frame *f, const struct addr *to)
{
	struct exchange *e = lookup(x, key1(WAITING, f->netns_cookie, to), f->mono_ns);
	bool here = e && e->last_cookie == f->netns_cookie && e->last_dir == DIR_IN;

	return here && !e->reported && younger(f->mono_ns, e->last_ns, WAITING_NS) ? e : NULL;
}

/* Somebody asks and has no answer yet: the same question goes on. */
static bool unresolved(const struct exchange *e, uint64_t now)
{
	return e && !e->reported && !e->t.answered && !e->t.resolved_ns &&
	       younger(now, e->t.begin_ns, REPEAT_NS);
}

static struct exchange *question_opens(struct exchanges *x, const struct frame *f,
				       const struct question *q)
{
	struct exchange *e;

	e = lookup(x, key2(QUESTION, f->netns_cookie, &q->asker, &q->target, 0), f->mono_ns);
	if (unresolved(e, f->mono_ns))
		return e;
	if (f->dir != DIR_IN) {
		e = lookup(x, key1(ASKED, f->netns_cookie, &q->target), f->mono_ns);
		if (unresolved(e, f->mono_ns) && !e->src_known)
			return e;
		e = held_up(x, f, &q->target);
		if (e)
			return e;
	}
	return open_new(x, f, q->family);
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
	memo_put(&x->keys, key2(QUESTION, 0, &q->asker, &q->target, 0), e->t.id);
}

static struct exchange *find_question(struct exchanges *x, const struct frame *f,
				      const struct question *q)
{
	struct exchange *e;

	if (!q->reply) {
		e = question_opens(x, f, q);
		question_sent(x, e, f, q);
		return e;
	}
	e = lookup(x, key2(QUESTION, f->netns_cookie, &q->asker, &q->target, 0), f->mono_ns);
	return e ? e : lookup(x, key2(QUESTION, 0, &q->asker, &q->target, 0), f->mono_ns);
}

static void saw_question(struct exchanges *x, struct exchange *e, const struct frame *f,
			 const struct question *q)
{
	if (!q->reply) {
		memo_put(&x->keys, key2(QUESTION, f->netns_cookie, &q->asker, &q->target, 0),
			 e->t.id);
		if (f->dir == DIR_IN)
			memo_put(&x->keys, key1(HEARD, f->netns_cookie, &q->asker), e->t.id);
		return;
	}
	if (e->t.resolved_ns || e->t.request_ns || !is_home(e, f))
		return;
	e->t.resolved_ns = f->mono_ns;
	e->t.answered = !e->t.echo;
	memo_put(&x->keys, key_mac(f->netns_cookie, q->mac), e->t.id);
}

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

	e = lookup(x, key2(ECHO, f->netns_cookie, src, dst, echo_word(f)), f->mono_ns);
	/* A copy made on the way belongs; the asker's own repetition is a new question. */
	if (e && !(f->netns_cookie == e->t.netns_cookie && f->dir == e->dir))
		return e;
	if (f->dir == DIR_IN)
		return open_new(x, f, family_of(f));
	e = lookup(x, key1(ASKED, f->netns_cookie, dst), f->mono_ns);
	if (adoptable(e, f->mono_ns))
		return e;
	e = NULL;
	if (memcmp(f->eth_dst, nobody, 6))
		e = lookup(x, key_mac(f->netns_cookie, f->eth_dst), f->mono_ns);
	return adoptable(e, f->mono_ns) ? e : open_new(x, f, family_of(f));
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

static struct exchange *find_echo(struct exchanges *x, const struct frame *f, bool reply)
{
	struct addr src = addr_of(f->ip.src, family_of(f)), dst = addr_of(f->ip.dst, family_of(f));
	struct exchange *e;

	if (!reply) {
		e = echo_opens(x, f, &src, &dst);
		echo_sent(x, e, f, &src, &dst);
		return e;
	}
	e = lookup(x, key2(ECHO, f->netns_cookie, &dst, &src, echo_word(f)), f->mono_ns);
	if (!e)
		e = lookup(x, key2(ECHO, 0, &dst, &src, echo_word(f)), f->mono_ns);
	/* Where the request was last seen coming in, somebody answers: that was its target. */
	if (e && !e->t.there_ns && e->last_dir == DIR_IN && e->last_cookie == f->netns_cookie)
		e->t.there_ns = e->last_ns;
	return e;
}

static void saw_echo(struct exchanges *x, struct exchange *e, const struct frame *f, bool reply)
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
	if (reply && !e->t.answered && is_home(e, f)) {
		e->t.answered = true;
		e->t.reply_ns = f->mono_ns;
		report(x, e);
	}
}

/* The transaction of the echo that an ICMP error quotes. */
static struct exchange *find_quoted(struct exchanges *x, const struct frame *f)
{
	struct frame q;
	struct addr src, dst;
	struct exchange *e;
	bool reply;

	if (!frame_quoted(f, &q) || !frame_is_echo(&q, &reply))
		return NULL;
	src = addr_of(reply ? q.ip.dst : q.ip.src, family_of(&q));
	dst = addr_of(reply ? q.ip.src : q.ip.dst, family_of(&q));
	e = lookup(x, key2(ECHO, f->netns_cookie, &src, &dst, echo_word(&q)), f->mono_ns);
	return e ? e : lookup(x, key2(ECHO, 0, &src, &dst, echo_word(&q)), f->mono_ns);
}

static uint64_t fragment_key(const struct frame *f)
{
	struct addr src = addr_of(f->ip.src, family_of(f)), dst = addr_of(f->ip.dst, family_of(f));

	return key2(FRAGMENT, f->netns_cookie, &src, &dst, f->ip.id);
}

static struct exchange *find(struct exchanges *x, const struct frame *f)
{
	struct question q;
	struct exchange *e;
	bool reply;

	if (as_question(f, &q))
		return find_question(x, f, &q);
	if (f->ip.frag_offset)
		return lookup(x, fragment_key(f), f->mono_ns);
	e = frame_is_echo(f, &reply) ? find_echo(x, f, reply) : find_quoted(x, f);
	if (e && f->ip.fragment)
		memo_put(&x->keys, fragment_key(f), e->t.id);
	return e;
}

static void saw(struct exchanges *x, struct exchange *e, const struct frame *f)
{
	struct question q;
	bool reply;

	if (as_question(f, &q))
		saw_question(x, e, f, &q);
	else if (frame_is_echo(f, &reply))
		saw_echo(x, e, f, reply);
	e->last_cookie = f->netns_cookie;
	e->last_dir = f->dir;
	e->last_ns = f->mono_ns;
}

void exchange_frame(struct exchanges *x, struct frame *f, struct passage *p, bool first)
{
	struct exchange *e;

	if (first) {
		e = find(x, f);
		p->transaction = e ? e->t.id : 0;
	}
	f->transaction = p->transaction;
	e = exchange_of(x, p->transaction);
	if (e && f->type == FRAME_PACKET)
		saw(x, e, f);
}

/* A namespace begins to look for an address: the ARP request follows. */
static struct exchange *resolution_begins(struct exchanges *x, const struct frame *f,
					  const struct addr *a, uint8_t family)
{
	struct exchange *e = held_up(x, f, a);

	if (!e) {
		e = open_new(x, f, family);
		memcpy(e->t.dst, a->b, 16);
	}
	memo_put(&x->keys, key1(ASKED, f->netns_cookie, a), e->t.id);
	return e;
}

static bool still_concerned(const struct exchange *e, const struct frame *f)
{
	if (!e || e->reported)
		return false;
	return !e->t.resolved_ns || younger(f->mono_ns, e->t.resolved_ns, FOLLOW_NS);
}

void exchange_neigh(struct exchanges *x, struct frame *f)
{
	uint8_t family = f->neigh.addr_len == 4 ? AF_INET : AF_INET6;
	struct addr a = addr_of(f->neigh.addr, family);
	bool begins =
		f->neigh.new_ != f->neigh.old && (f->neigh.new_ & (NUD_INCOMPLETE | NUD_PROBE));
	struct exchange *e;

	e = lookup(x, key1(ASKED, f->netns_cookie, &a), f->mono_ns);
	/* On another CPU the answer may be in before "INCOMPLETE" is reported: no new question. */
	if (begins && !unresolved(e, f->mono_ns) && !still_concerned(e, f))
		e = resolution_begins(x, f, &a, family);
	if (!still_concerned(e, f))
		e = lookup(x, key1(HEARD, f->netns_cookie, &a), f->mono_ns);
	f->transaction = still_concerned(e, f) ? e->t.id : 0;
}

void exchange_own(struct exchanges *x, uint64_t cookie, uint8_t family, const uint8_t *addr)
{
	struct addr a = addr_of(addr, family);

	memo_put(&x->own, key1(OWN, cookie, &a), 1);
}

void exchange_expire(struct exchanges *x, uint64_t now_ns)
{
	struct exchange *e;

	if (x->last_id - x->oldest >= EXCHANGES && x->last_id >= x->oldest)
		x->oldest = x->last_id - EXCHANGES + 1;
	for (; x->last_id - x->oldest < EXCHANGES; x->oldest++) {
		e = exchange_of(x, x->oldest);
		if (e && younger(now_ns, e->t.begin_ns, ANSWER_NS))
			return;
		if (e)
			report(x, e);
	}
}

void exchange_finish(struct exchanges *x)
{
	exchange_expire(x, UINT64_MAX);
}
