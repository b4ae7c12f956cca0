// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capture_record.c - the records in a capture's blocks, as the ring handed them in
 */
#include "capture_inner.h"

#include <errno.h>
#include <linux/if_ether.h>

#include "../../include/knobs.h"
#include "netchange.h"

#define NAMED_MAX 1024 /* reasons, or symbols, that are remembered */

/* A record as the ring would have handed it in. */
struct rebuilt {
	_Alignas(8) uint8_t bytes[sizeof(struct event) + EVENT_NOTE_MAX];
};

const char *capture_reason(void *ctx, uint32_t reason)
{
	const struct named_list *l = &((struct capture *)ctx)->reasons;

	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].number == reason)
			return l->items[i].name;
	return NULL;
}

const char *capture_symbol(void *ctx, uint64_t location)
{
	const struct named_list *l = &((struct capture *)ctx)->symbols;

	return location && location <= l->n ? l->items[location - 1].name : NULL;
}

/* Remembers a name. Return: its place, counted from 1; 0: no room */
static size_t learn(struct named_list *l, uint64_t number, const uint8_t *name, size_t len)
{
	struct named *items = l->n < NAMED_MAX ? grow(l->items, l->n, sizeof(*items)) : NULL;

	if (!items)
		return 0;
	l->items = items;
	items[l->n].number = number;
	memcpy(items[l->n].name, name, len);
	items[l->n].name[len] = '\0';
	return ++l->n;
}

static void learn_reason(struct capture *c, uint32_t reason, const uint8_t *name, size_t len)
{
	if (len && !capture_reason(c, reason))
		learn(&c->reasons, reason, name, len);
}

static uint64_t learn_symbol(struct capture *c, const uint8_t *name, size_t len)
{
	for (size_t i = 0; i < c->symbols.n; i++)
		if (strlen(c->symbols.items[i].name) == len &&
		    !memcmp(c->symbols.items[i].name, name, len))
			return i + 1;
	return learn(&c->symbols, 0, name, len);
}

/* A record says what it is; so does its hook. */
static bool fits(enum record_kind kind, enum frame_type type)
{
	if (kind == RECORD_PACKET || (type == FRAME_PACKET && kind != RECORD_UNSEEN))
		return kind == RECORD_PACKET && type == FRAME_PACKET;
	if (kind == RECORD_ASIDE)
		return frame_type_is_change(type);
	if (kind == RECORD_UNSEEN)
		return !frame_type_is_change(type);
	return (kind == RECORD_DROP) == (type == FRAME_DROP || frame_type_is_witness(type));
}

/* Nothing older than it comes any more: as when it was live, but for the clock. */
static void belong(struct capture *c, struct frame *f)
{
	if (!c->joins)
		return;
	if (!c->seeded)
		exchange_seed(&c->exchanges, c->names);
	c->seeded = true;
	exchange_expire(&c->exchanges, f->mono_ns);
	exchange_frame(&c->exchanges, f);
}

/* What changes who is who is done to it, as it was live: before it is told, unless it says goodbye.
 */
static int tell(struct capture *c, const struct frame *f)
{
	bool gone = change_action(f) == EVENT_GONE;
	int err = 0;

	if (f->type == FRAME_NETNS && c->names->n_rooms >= WATCHED_MAX)
		return -EPROTO;
	/* Without an index rooms are found by walking. */
	c->indexed = c->indexed || !snapshot_index(c->names);
	if (!gone)
		err = change_apply(c->names, f);
	if (!err && c->sink.frame)
		c->sink.frame(c->sink.ctx, f);
	return err || !gone ? err : change_apply(c->names, f);
}

/* Hands on what the ring would have brought. */
static int hand_on(struct capture *c, const struct rebuilt *r, enum record_kind kind,
		   uint64_t time_ns, uint32_t packet_id, uint32_t transaction)
{
	const struct event *e = (const struct event *)r->bytes;
	struct frame f;

	if (frame_decode(r->bytes, sizeof(*e) + e->caplen, &f) || !fits(kind, f.type))
		return -EPROTO;
	f.time_ns = time_ns;
	if (f.type != FRAME_RULE) /* it says that itself */
		f.packet_id = packet_id;
	f.transaction = transaction;
	f.aside = kind == RECORD_ASIDE || kind == RECORD_UNSEEN;
	belong(c, &f);
	return tell(c, &f);
}

static struct event *rebuild(struct rebuilt *r, const struct iface *i, uint8_t hook,
			     const uint8_t *bytes, size_t len)
{
	struct event *e = (struct event *)r->bytes;

	*e = (struct event){
		.netns_cookie = i->cookie,
		.netns_inum = i->inum,
		.ifindex = i->ifindex,
		.version = EVENT_VERSION,
		.hook = hook,
		.caplen = (uint16_t)len,
	};
	memcpy(e->data, bytes, len);
	return e;
}

/* The reason and the place, in words that this machine may not have. */
static int read_reason(struct capture *c, struct cursor *rest, struct record_drop *d)
{
	const uint8_t *head = take(rest, sizeof(*d)), *reason, *symbol;

	if (!head)
		return -EPROTO;
	memcpy(d, head, sizeof(*d));
	reason = take(rest, d->reason_len);
	symbol = take(rest, d->symbol_len);
	if (!reason || !symbol)
		return -EPROTO;
	learn_reason(c, d->reason, reason, d->reason_len);
	if (d->symbol_len)
		d->location = learn_symbol(c, symbol, d->symbol_len);
	return 0;
}

static int read_event(struct capture *c, struct cursor rest)
{
	const uint8_t *head = take(&rest, sizeof(struct record_event)), *bytes;
	struct record_drop d = { 0 };
	struct record_event r;
	struct rebuilt ring;
	struct event *e;

	if (!head)
		return -EPROTO;
	memcpy(&r, head, sizeof(r));
	if (r.kind != RECORD_EVENT && r.kind != RECORD_ASIDE && read_reason(c, &rest, &d))
		return -EPROTO;
	bytes = take(&rest, r.caplen);
	if (!bytes || r.caplen > EVENT_NOTE_MAX)
		return -EPROTO;
	e = rebuild(&ring, &(struct iface){ r.cookie, r.inum, r.ifindex }, r.hook, bytes, r.caplen);
	e->time_ns = r.mono_ns;
	e->location = d.location;
	e->reason = d.reason;
	e->len = r.len;
	e->protocol = r.protocol;
	e->l2len = r.l2len;
	return hand_on(c, &ring, r.kind, r.time_ns, d.packet_id, r.transaction);
}

static int read_lost(struct capture *c, struct cursor rest)
{
	const uint8_t *head = take(&rest, sizeof(struct record_lost));
	struct record_lost l;

	if (!head)
		return -EPROTO;
	memcpy(&l, head, sizeof(l));
	if (c->sink.lost)
		c->sink.lost(c->sink.ctx, l.count, l.time_ns);
	return 0;
}

static int read_transaction(struct capture *c, struct cursor rest)
{
	const uint8_t *head = take(&rest, sizeof(struct record_transaction));
	struct record_transaction r;
	struct transaction t;

	if (!head)
		return -EPROTO;
	memcpy(&r, head, sizeof(r));
	t = (struct transaction){
		.id = r.id,
		.echo = r.flags & RECORD_TRANSACTION_ECHO,
		.answered = r.flags & RECORD_TRANSACTION_ANSWERED,
		.netns_cookie = r.cookie,
		.ifindex = r.ifindex,
		.family = r.family,
		.echo_id = r.echo_id,
		.echo_seq = r.echo_seq,
		.arp_requests = r.arp_requests,
		.begin_ns = r.begin_ns,
		.resolved_ns = r.resolved_ns,
		.request_ns = r.request_ns,
		.there_ns = r.there_ns,
		.reply_ns = r.reply_ns,
	};
	memcpy(t.src, r.src, sizeof(t.src));
	memcpy(t.dst, r.dst, sizeof(t.dst));
	if (c->sink.transaction)
		c->sink.transaction(c->sink.ctx, &t);
	return 0;
}

static int read_totals(struct capture *c, struct cursor rest)
{
	const uint8_t *head = take(&rest, sizeof(struct record_totals));
	struct record_totals t;

	if (!head)
		return -EPROTO;
	memcpy(&t, head, sizeof(t));
	c->totals = (struct totals){ t.seen, t.filtered, t.delivered, t.lost };
	c->ended = true;
	capture_finish(c);
	return 0;
}

/* Each section is a trace of its own: the last one's questions end with it. */
static int begin_trace(struct capture *c, bool joins)
{
	if (c->joins && joins && !c->seeded)
		return 0;
	capture_finish(c);
	exchanges_done(&c->exchanges);
	c->joins = c->seeded = false;
	if (joins && exchanges_init(&c->exchanges, &c->sink))
		return -ENOMEM;
	c->joins = joins;
	return 0;
}

static int read_head(struct capture *c, struct cursor rest, struct err *e)
{
	struct record_head h = { 0 };
	size_t len = cursor_left(&rest) < sizeof(h) ? RECORD_HEAD_V1 : sizeof(h);
	const uint8_t *head = take(&rest, len);

	if (!head || memcmp(head + 2, CAPTURE_MAGIC, 6))
		return -EPROTO;
	if (!head[1] || head[1] > CAPTURE_VERSION)
		return err_set(e, EPROTONOSUPPORT,
			       "the capture's version is %u, this nscope reads %d; a newer one may",
			       head[1], CAPTURE_VERSION);
	if (head[1] > 1 && len < sizeof(h))
		return -EPROTO;
	memcpy(&h, head, len);
	c->ours = true;
	c->version = h.version;
	c->wall_offset = h.wall_offset;
	return begin_trace(c, h.flags & RECORD_HEAD_LATER);
}

static int read_iface(struct capture *c, struct cursor rest)
{
	const uint8_t *head = take(&rest, sizeof(struct record_iface));
	struct record_iface i;

	if (!head || !c->n_ifaces)
		return -EPROTO;
	memcpy(&i, head, sizeof(i));
	c->ifaces[c->n_ifaces - 1] = (struct iface){ i.cookie, i.inum, i.ifindex };
	return 0;
}

static int read_packet_record(struct block *b, struct cursor rest)
{
	const uint8_t *head = take(&rest, sizeof(struct record_packet));

	if (!head || b->type != BLOCK_PACKET)
		return -EPROTO;
	memcpy(&b->packet, head, sizeof(b->packet));
	b->is_packet = true;
	return 0;
}

int capture_read_record(struct capture *c, struct block *b, struct cursor rest, struct err *e)
{
	if (!cursor_left(&rest))
		return -EPROTO;
	switch (rest.p[0]) {
	case RECORD_HEAD: return read_head(c, rest, e);
	case RECORD_IFACE: return read_iface(c, rest);
	case RECORD_PACKET: return read_packet_record(b, rest);
	case RECORD_DROP:
	case RECORD_EVENT:
	case RECORD_ASIDE:
	case RECORD_UNSEEN: return read_event(c, rest);
	case RECORD_SHOWN: b->is_shown = true; return 0;
	case RECORD_LOST: return read_lost(c, rest);
	case RECORD_TRANSACTION: return read_transaction(c, rest);
	case RECORD_TOTALS: return read_totals(c, rest);
	}
	return -EPROTO;
}

/* What a packet is that brings no record: its block says it. */
static int as_plain(const struct capture *c, struct block *b)
{
	uint32_t way = b->flags & (PACKET_IN | PACKET_OUT);

	if (way != PACKET_IN && way != PACKET_OUT)
		return -EPROTO;
	b->packet = (struct record_packet){
		.hook = way == PACKET_IN ? HOOK_END_IN : HOOK_END_OUT,
		.l2len = ETH_HLEN,
		.mono_ns = b->time_ns - (uint64_t)c->wall_offset,
	};
	return 0;
}

int capture_hand_on(struct capture *c, struct block *b)
{
	size_t front;
	struct rebuilt r;
	struct event *e;

	if (b->is_shown || (c->version == 1 && !b->is_packet))
		return 0;
	if (!b->is_packet && as_plain(c, b))
		return -EPROTO;
	front = b->packet.l2len ? 0 : ETH_HLEN;
	if (b->caplen < front || b->caplen - front > EVENT_DATA_MAX || b->len < b->caplen)
		return -EPROTO;
	e = rebuild(&r, b->iface, b->packet.hook, b->bytes + front, b->caplen - front);
	e->time_ns = b->packet.mono_ns;
	e->len = b->len - (uint32_t)front;
	e->l2len = b->packet.l2len;
	e->protocol = front ? be16(b->bytes + 12) : 0;
	return hand_on(c, &r, RECORD_PACKET, b->time_ns, (uint32_t)b->packet_id,
		       b->packet.transaction);
}
