// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stream.c - the pipeline from records to a sink
 *
 * Theory of operation
 *
 * A record is held for HOLD_NS, so that one of another CPU that is older but was read later can
 * go before it. What comes later still is handed out at once and counted as late: a record is
 * never thrown away.
 *
 * Each hook numbers its events on each CPU from 0, the lost ones too. A jump is a gap: its size
 * travels with the record that revealed it and is told to the sink just before that one. A CPU
 * hands in one hook's records in order, as no hook interrupts itself, so a number that goes back
 * is no gap and leaves the count alone.
 */
#include "stream.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "exchange.h"
#include "join.h"
#include "order.h"

#define HOLD_NS	 1000000ull /* CPUs overtake each other by microseconds; a reader batches for ms */
#define AT_ONCE	 8	    /* let out together */
#define CPUS_MAX 8192	    /* the largest NR_CPUS of any distribution's kernel */

struct stream {
	struct sink sink;
	int64_t wall_offset;
	bool numbers_only;
	struct order order;
	struct join join;
	struct exchanges exchanges;
	struct stream_count counts;
	uint64_t last_ns;		  /* of the record let out last */
	uint64_t owed;			  /* lost here for want of memory, not told yet */
	uint32_t (*next_seq)[SOURCE_MAX]; /* by CPU */
};

struct stream *stream_new(const struct sink *sink, int64_t wall_offset)
{
	_cleanup_stream_ struct stream *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->sink = *sink;
	s->wall_offset = wall_offset;
	s->next_seq = calloc(CPUS_MAX, sizeof(*s->next_seq));
	if (join_init(&s->join) | exchanges_init(&s->exchanges, &s->sink) || !s->next_seq)
		return NULL;
	return TAKE_PTR(s);
}

void stream_free(struct stream *s)
{
	if (!s)
		return;
	order_done(&s->order);
	join_done(&s->join);
	exchanges_done(&s->exchanges);
	free(s->next_seq);
	free(s);
}

int stream_seed(struct stream *s, const struct snapshot *snap)
{
	for (size_t i = 0; i < snap->n_rooms; i++) {
		const struct room *r = &snap->rooms[i];

		for (size_t j = 0; j < r->n_neighs; j++) {
			const struct neigh_row *n = &r->neighs[j];

			join_seed_neigh(&s->join, r->cookie, n->ifindex, n->addr,
					addr_octets(n->family), (uint8_t)n->state);
		}
	}
	exchange_seed(&s->exchanges, snap);
	return 0;
}

/* Returns how many events were lost before this one. */
static uint64_t gap_before(struct stream *s, const struct event *e)
{
	uint32_t *next = &s->next_seq[e->cpu][e->hook];
	uint32_t jump = e->seq - *next;

	if (jump > INT32_MAX)
		return 0;
	*next = e->seq + 1;
	return jump;
}

void stream_only_number(struct stream *s)
{
	s->numbers_only = true;
}

int stream_push(struct stream *s, const void *record, size_t len)
{
	struct order_key key;
	struct event e;
	uint64_t lost;

	s->counts.pushed++;
	if (len >= sizeof(e))
		memcpy(&e, record, sizeof(e));
	if (len < sizeof(e) || e.version != EVENT_VERSION || !hook_is_valid(e.hook) ||
	    e.cpu >= CPUS_MAX) {
		s->counts.malformed++;
		return 0;
	}
	lost = gap_before(s, &e);
	s->counts.lost += lost;
	lost += s->owed;
	key = (struct order_key){ .time_ns = e.time_ns, .cpu = e.cpu, .seq = e.seq };
	/* A record may be longer than its bytes: the ring hands out fixed sizes. */
	if (len > sizeof(e) + EVENT_NOTE_MAX)
		len = sizeof(e) + EVENT_NOTE_MAX;
	if (order_put(&s->order, &key, record, len, lost)) {
		s->counts.lost++;
		s->owed = lost + 1;
		return -ENOMEM;
	}
	s->owed = 0;
	s->counts.late += e.time_ns < s->last_ns;
	return 0;
}

static uint64_t wall(const struct stream *s, uint64_t mono_ns)
{
	return mono_ns + (uint64_t)s->wall_offset;
}

static void tell_lost(struct stream *s, uint64_t count, uint64_t mono_ns)
{
	if (count && s->sink.lost)
		s->sink.lost(s->sink.ctx, count, wall(s, mono_ns));
}

static bool is_packet(const struct frame *f)
{
	return f->type == FRAME_PACKET || f->type == FRAME_DROP;
}

/* Which packet it is, or is about; what a neighbour was before. */
static void number(struct join *j, struct frame *f, uint64_t content)
{
	if (is_packet(f))
		join_frame(j, f, content);
	else if (f->type == FRAME_NEIGH)
		join_neigh(j, f);
	else if (f->type == FRAME_RULE)
		join_rule(j, f);
	else if (frame_type_is_witness(f->type))
		join_witness(j, f);
}

/* A record on its way out. */
struct leaving {
	struct frame f;
	uint64_t lost, time_ns;
	uint64_t content;
	bool bad;
};

static void take_first(struct stream *s, struct leaving *l)
{
	const struct order_slot *slot;

	l->time_ns = order_first(&s->order)->time_ns;
	slot = order_take(&s->order);
	l->lost = slot->lost;
	l->bad = frame_decode(slot->record, slot->len, &l->f);
	if (!l->bad && is_packet(&l->f))
		l->content = join_ahead(&s->join, &l->f);
}

static void let_out(struct stream *s, struct leaving *l)
{
	struct frame *f = &l->f;

	if (l->time_ns > s->last_ns)
		s->last_ns = l->time_ns;
	tell_lost(s, l->lost, l->time_ns);
	if (l->bad) {
		s->counts.malformed++;
		return;
	}
	f->time_ns = wall(s, f->mono_ns);
	number(&s->join, f, l->content);
	if (!s->numbers_only)
		exchange_frame(&s->exchanges, f);
	if (s->sink.frame)
		s->sink.frame(s->sink.ctx, f);
}

/* Nanoseconds until the first that is held will be due at @now_ns, 0: it is, or there is none */
static uint64_t first_due(const struct stream *s, uint64_t now_ns)
{
	const struct order_key *key = order_first(&s->order);
	uint64_t due;

	if (!key)
		return 0;
	if (__builtin_add_overflow(key->time_ns, HOLD_NS, &due))
		due = UINT64_MAX;
	return due > now_ns ? due - now_ns : 0;
}

/* Some at a time, so that what is remembered of the next ones comes out of memory while one is
 * worked on. Their bytes stay where they are until the next one is put. */
static void let_out_due(struct stream *s, uint64_t now_ns)
{
	struct leaving some[AT_ONCE];
	size_t n;

	do {
		for (n = 0; n < AT_ONCE && order_first(&s->order) && !first_due(s, now_ns); n++)
			take_first(s, &some[n]);
		for (size_t i = 0; i < n; i++)
			let_out(s, &some[i]);
	} while (n == AT_ONCE);
}

uint64_t stream_advance(struct stream *s, uint64_t now_ns)
{
	if (!s->numbers_only)
		exchange_expire(&s->exchanges, now_ns);
	let_out_due(s, now_ns);
	return first_due(s, now_ns);
}

void stream_finish(struct stream *s)
{
	let_out_due(s, UINT64_MAX);
	tell_lost(s, s->owed, s->last_ns);
	s->owed = 0;
	exchange_finish(&s->exchanges);
}

struct stream_count stream_counts(const struct stream *s)
{
	return s->counts;
}
