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
 * number remembers it). What is decided by is remembered in one memo, by what was said and in which
 * namespace, because two labs may use the same addresses at the same time:
 *
 *   QUESTION  (here, asker, target)  an ARP request or neighbour solicitation passed here
 *   ECHO      (here, src, dst, id, seq)  an echo request passed here. Put at every end with the
 *             addresses it has there, so the answer to what NAT made of it finds it as well
 *   ASKED     (here, target)         this namespace resolves target: its neighbour changes
 *   HEARD     (here, asker)          this namespace was asked by asker: its neighbour changes
 *   ANSWERED  (here, MAC)            this namespace was told MAC: the echo it held back follows
 *   WAITING   (here, address)        an echo came in here and must go on to, or back to, address
 *   PASSING   (here)                 an echo came in here: it may go on by a gateway's address
 *   FRAGMENT  (here, src, dst, IP id)  its first fragment passed here
 *
 * With `here` 0 QUESTION and ECHO are found anywhere: for ends that nobody watches. Every hit is
 * checked against the transaction itself, as it may be too old or over.
 *
 * Transactions live in a ring that their id indexes, so they expire in order of birth; one that
 * is pushed out is reported first.
 */
#include "exchange_inner.h"

#include <errno.h>
#include <linux/neighbour.h>

#include "../../include/knobs.h"
#include "netchange.h"

#define EXCHANGES 8192	/* at once: 10 s of 800 unanswered pings a second */
#define KEYS	  32768 /* four of them for each, six with luck */

int exchanges_init(struct exchanges *x, const struct sink *sink)
{
	int err = 0;

	*x = (struct exchanges){
		.ring = calloc(EXCHANGES, sizeof(*x->ring)),
		.packets = calloc(PASSAGES, sizeof(*x->packets)),
		.oldest = 1,
		.sink = sink,
	};
	err |= memo_init(&x->keys, KEYS);
	err |= memo_init(&x->own, NEIGH_MAX);
	return x->ring && x->packets ? err : -ENOMEM;
}

void exchanges_done(struct exchanges *x)
{
	memo_done(&x->keys);
	memo_done(&x->own);
	free(x->ring);
	free(x->packets);
	x->ring = NULL;
	x->packets = NULL;
}

static struct exchange *exchange_of(const struct exchanges *x, uint32_t id)
{
	struct exchange *e = &x->ring[id % EXCHANGES];

	return id && e->t.id == id ? e : NULL;
}

struct exchange *exchange_lookup(const struct exchanges *x, uint64_t key, uint64_t now)
{
	struct exchange *e = exchange_of(x, memo_get(&x->keys, key));

	return e && younger(now, e->t.begin_ns, ANSWER_NS) ? e : NULL;
}

void exchange_report(struct exchanges *x, struct exchange *e)
{
	if (!e->t.id || e->reported)
		return;
	e->reported = true;
	if (x->sink->transaction)
		x->sink->transaction(x->sink->ctx, &e->t);
}

struct exchange *exchange_open(struct exchanges *x, const struct frame *f, uint8_t family)
{
	struct exchange *e;

	if (!++x->last_id)
		x->last_id = 1;
	e = &x->ring[x->last_id % EXCHANGES];
	exchange_report(x, e);
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

bool exchange_is_home(const struct exchange *e, const struct frame *f)
{
	enum frame_dir back = e->dir == DIR_IN ? DIR_OUT : DIR_IN;

	return f->type == FRAME_PACKET && f->netns_cookie == e->t.netns_cookie && f->dir == back;
}

/* Is that where its echo was seen last? */
static bool came_in_here(const struct exchange *e, const struct frame *f, uint64_t ns)
{
	return e && e->last_cookie == f->netns_cookie && e->last_dir == DIR_IN && !e->reported &&
	       younger(f->mono_ns, e->last_ns, ns);
}

struct exchange *exchange_held_up(struct exchanges *x, const struct frame *f, const struct addr *to)
{
	struct exchange *e = exchange_lookup(x, key1(WAITING, f->netns_cookie, to), f->mono_ns);

	if (!came_in_here(e, f, WAITING_NS)) {
		e = exchange_lookup(x, key_of(PASSING, f->netns_cookie, 0), f->mono_ns);
		if (!came_in_here(e, f, PASSING_NS))
			return NULL;
		memo_put(&x->keys, key1(WAITING, f->netns_cookie, to), e->t.id);
	}
	/* It waits for one MAC at a time. */
	memo_forget(&x->keys, key_of(PASSING, f->netns_cookie, 0));
	return e;
}

bool exchange_unresolved(const struct exchange *e, uint64_t now)
{
	return e && !e->reported && !e->t.answered && !e->t.resolved_ns &&
	       younger(now, e->t.begin_ns, REPEAT_NS);
}

static uint64_t fragment_key(const struct frame *f)
{
	struct addr src = addr_of(f->ip.src, family_of(f)), dst = addr_of(f->ip.dst, family_of(f));

	return key_of(FRAGMENT, f->netns_cookie, said2(said1(&src), said1(&dst), f->ip.id));
}

static void read_words(const struct frame *f, struct exchange_words *w)
{
	w->is_question = question_read(f, &w->q);
	w->is_echo = !w->is_question && echo_read(f, &w->echo);
}

static struct exchange *find(struct exchanges *x, const struct frame *f,
			     const struct exchange_words *w)
{
	struct exchange *e;

	if (w->is_question)
		return question_find(x, f, &w->q);
	if (f->ip.frag_offset)
		return exchange_lookup(x, fragment_key(f), f->mono_ns);
	e = w->is_echo ? echo_find(x, f, &w->echo) : echo_find_quoted(x, f);
	if (e && f->ip.fragment)
		memo_put(&x->keys, fragment_key(f), e->t.id);
	return e;
}

static void saw(struct exchanges *x, struct exchange *e, const struct frame *f,
		const struct exchange_words *w)
{
	if (w->is_question)
		question_saw(x, e, f, &w->q);
	else if (w->is_echo)
		echo_saw(x, e, f, &w->echo);
	e->last_cookie = f->netns_cookie;
	e->last_dir = f->dir;
	e->last_ns = f->mono_ns;
}

static struct belonging *belonging_of(const struct exchanges *x, const struct frame *f)
{
	return &x->packets[f->packet_id % PASSAGES];
}

/* A packet or a drop. */
static void exchange_packet(struct exchanges *x, struct frame *f)
{
	struct belonging *b = belonging_of(x, f);
	struct exchange_words w;
	struct exchange *e;

	read_words(f, &w);
	if (b->packet_id != f->packet_id) {
		e = find(x, f, &w);
		*b = (struct belonging){ f->packet_id, e ? e->t.id : 0 };
	}
	f->transaction = b->transaction;
	e = exchange_of(x, b->transaction);
	if (e && f->type == FRAME_PACKET)
		saw(x, e, f, &w);
}

/* A namespace begins to look for an address: the ARP request follows. */
static struct exchange *resolution_begins(struct exchanges *x, const struct frame *f,
					  const struct addr *a, uint8_t family)
{
	struct exchange *e = exchange_held_up(x, f, a);

	if (!e) {
		e = exchange_open(x, f, family);
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

static void exchange_neigh(struct exchanges *x, struct frame *f)
{
	uint8_t family = f->neigh.addr_len == 4 ? AF_INET : AF_INET6;
	struct addr a = addr_of(f->neigh.addr, family);
	bool begins =
		f->neigh.new_ != f->neigh.old && (f->neigh.new_ & (NUD_INCOMPLETE | NUD_PROBE));
	struct exchange *e;

	e = exchange_lookup(x, key1(ASKED, f->netns_cookie, &a), f->mono_ns);
	/* On another CPU the answer may be in before "INCOMPLETE" is reported: no new question. */
	if (begins && !exchange_unresolved(e, f->mono_ns) && !still_concerned(e, f))
		e = resolution_begins(x, f, &a, family);
	if (!still_concerned(e, f))
		e = exchange_lookup(x, key1(HEARD, f->netns_cookie, &a), f->mono_ns);
	f->transaction = still_concerned(e, f) ? e->t.id : 0;
}

static void own(struct exchanges *x, uint64_t cookie, uint8_t family, const uint8_t *addr)
{
	struct addr a = addr_of(addr, family);

	memo_put(&x->own, key1(OWN, cookie, &a), 1);
}

void exchange_seed(struct exchanges *x, const struct snapshot *snap)
{
	for (size_t i = 0; i < snap->n_rooms; i++)
		for (size_t j = 0; j < snap->rooms[i].n_addrs; j++)
			own(x, snap->rooms[i].cookie, snap->rooms[i].addrs[j].family,
			    snap->rooms[i].addrs[j].addr);
}

/* A new address is somebody's: a request for it has an end to arrive at. */
static void exchange_change(struct exchanges *x, const struct frame *f)
{
	struct event_addr a;

	if (f->type != FRAME_ADDR || change_action(f) == EVENT_GONE)
		return;
	a = frame_addr(f);
	own(x, f->netns_cookie, a.family, a.addr);
}

void exchange_frame(struct exchanges *x, struct frame *f)
{
	if (f->type == FRAME_PACKET || f->type == FRAME_DROP)
		exchange_packet(x, f);
	else if (f->type == FRAME_NEIGH)
		exchange_neigh(x, f);
	else if (frame_type_is_change(f->type))
		exchange_change(x, f);
	else if (f->packet_id && belonging_of(x, f)->packet_id == f->packet_id)
		f->transaction = belonging_of(x, f)->transaction;
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
			exchange_report(x, e);
	}
}

void exchange_finish(struct exchanges *x)
{
	exchange_expire(x, UINT64_MAX);
}
