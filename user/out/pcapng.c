// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pcapng.c - a capture that Wireshark opens without a plugin, and that we read back to the letter
 *
 * Theory of operation
 *
 * A row in Wireshark is a packet that passed an end, or a dropped one that never reached one. All
 * else becomes a comment, on the row it belongs to as long as that block is still open (it stays
 * so until the next one, or until it is flushed), else on the next row.
 *
 * For our own reading what is no packet is kept as a record, in its place in the order: it rides
 * on the next packet's block. A packet is a record only where its block does not say all of it.
 *
 * In a storm what belongs together costs more than all the rest. Where nobody sees it live it is
 * left to who reads the file (out_config.later): what that needs and a filter left out rides, too.
 *
 * When the file is flushed before a packet came, a statistics block takes what rides. So after each
 * flush the file is whole and complete.
 */
#include "pcapng.h"

#include "../trace/rule.h"

#define COMMENTS_MAX 16	  /* on one block */
#define COMMENT_SIZE 1024 /* a place, and the longest summary */

void pcapng_put_riding(struct pcapng *p)
{
	memcpy(p->blocks.bytes + p->blocks.len, p->riding, p->riding_len);
	p->blocks.len += p->riding_len;
	p->riding_len = 0;
}

void pcapng_carry(struct pcapng *p)
{
	if (!p->riding_len)
		return;
	pcapng_room(p);
	blocks_begin(&p->blocks, BLOCK_STATS);
	blocks_put32(&p->blocks, p->riding_iface);
	blocks_time(&p->blocks, p->last_ns);
	pcapng_put_riding(p);
	blocks_close(&p->blocks);
}

static void ride(struct pcapng *p, uint16_t code, const void *head, size_t head_len,
		 const void *rest, size_t rest_len)
{
	uint16_t option[2] = { code, (uint16_t)(head_len + rest_len) };
	size_t len = head_len + rest_len, pad = -len & 3;
	uint8_t *to = p->riding + p->riding_len;

	memcpy(to, option, sizeof(option));
	memcpy(to + 4, head, head_len);
	if (rest_len)
		memcpy(to + 4 + head_len, rest, rest_len);
	memset(to + 4 + len, 0, pad);
	p->riding_len += 4 + len + pad;
}

/* A record at its place in the order. @f: where it happened, NULL: nowhere in particular */
static void record(struct pcapng *p, const struct frame *f, const void *head, size_t head_len,
		   const void *rest, size_t rest_len)
{
	/* half of it is for comments */
	if (p->riding_len + head_len + rest_len + 8 > sizeof(p->riding) / 2)
		pcapng_carry(p);
	if (!p->riding_len)
		p->riding_iface = pcapng_known_iface(p, f);
	ride(p, CAPTURE_OPTION, head, head_len, rest, rest_len);
}

static void comment_next(struct pcapng *p, const struct text *t)
{
	if (p->riding_len + t->len + 8 <= sizeof(p->riding))
		ride(p, OPTION_COMMENT, t->buf, t->len, NULL, 0);
}

static void comment(struct pcapng *p, const struct text *t)
{
	if (!p->blocks.open)
		comment_next(p, t);
	else if (p->comments++ < COMMENTS_MAX)
		blocks_option(&p->blocks, OPTION_COMMENT, t->buf, t->len);
}

static void comment_drop(struct pcapng *p, const struct frame *f)
{
	bool own = p->blocks.open && p->row_packet_id == f->packet_id;
	char buf[COMMENT_SIZE];
	struct text t = TEXT(buf);

	out_where(&p->out, f, &t);
	text_str(&t, " drop ");
	out_drop_reason(&p->out, f, &t);
	text_str(&t, " at ");
	out_drop_place(&p->out, f, &t);
	if (!own) {
		text_str(&t, " ");
		text_str(&t, frame_proto_name(f));
		text_str(&t, " ");
		frame_summary(f, &t);
	}
	comment(p, &t);
}

static size_t word_len(const char *word)
{
	return word ? strnlen(word, UINT8_MAX) : 0;
}

static struct record_event record_of(enum record_kind kind, const struct frame *f)
{
	return (struct record_event){
		.kind = kind,
		.hook = (uint8_t)f->hook,
		.l2len = f->l2len,
		.transaction = f->transaction,
		.cookie = f->netns_cookie,
		.inum = f->netns_inum,
		.ifindex = f->ifindex,
		.mono_ns = f->mono_ns,
		.time_ns = f->time_ns,
		.len = f->len,
		.protocol = f->eth_type,
		.caplen = (uint16_t)(f->type == FRAME_NEIGH ? sizeof(f->neigh) : f->caplen),
	};
}

/* Append octets to a record's rest. */
static size_t more(uint8_t *to, size_t at, const void *bytes, size_t len)
{
	if (len)
		memcpy(to + at, bytes, len);
	return at + len;
}

/* What has a place in the kernel, or a packet that it is about. */
static void record_placed(struct pcapng *p, enum record_kind kind, const struct frame *f)
{
	const struct words *w = p->out.config.words;
	const char *reason = f->type == FRAME_DROP ? words_reason(w, f) : NULL;
	const char *symbol = words_symbol(w, f);
	const struct record_event r = record_of(kind, f);
	const struct record_drop d = {
		.location = symbol ? 0 : f->location,
		.packet_id = f->packet_id,
		.reason = f->reason,
		.reason_len = (uint8_t)word_len(reason),
		.symbol_len = (uint8_t)word_len(symbol),
	};
	uint8_t rest[sizeof(d) + 2 * UINT8_MAX + EVENT_NOTE_MAX];
	size_t n = more(rest, 0, &d, sizeof(d));

	n = more(rest, n, reason, d.reason_len);
	n = more(rest, n, symbol, d.symbol_len);
	n = more(rest, n, f->type == FRAME_NEIGH ? (const void *)&f->neigh : f->data, r.caplen);
	record(p, f, &r, sizeof(r), rest, n);
}

static void put_drop(struct pcapng *p, const struct frame *f)
{
	static const struct record_shown shown = { .kind = RECORD_SHOWN };

	record_placed(p, RECORD_DROP, f);
	/* No end saw it before: it would be invisible. */
	if (f->caplen && (int32_t)(f->packet_id - p->newest_id) > 0) {
		pcapng_row(p, pcapng_iface(p, f->netns_cookie, f->netns_inum, f->ifindex), f);
		blocks_value(&p->blocks, CAPTURE_OPTION, shown);
	}
	comment_drop(p, f);
}

/* With the packet that it is about, as the stream found out. */
static void record_rule(struct pcapng *p, const struct frame *f, const struct record_event *r)
{
	uint8_t bytes[EVENT_NOTE_MAX];
	struct event_rule rule = frame_rule(f);

	rule.packet_id = f->packet_id;
	more(bytes, more(bytes, 0, &rule, sizeof(rule)), f->net.p, rule.packet_len);
	record(p, f, r, sizeof(*r), bytes, r->caplen);
}

/* A neighbour's change, and whatever else is no packet. */
static void put_event(struct pcapng *p, const struct frame *f)
{
	const struct record_event r = record_of(f->aside ? RECORD_ASIDE : RECORD_EVENT, f);
	char buf[COMMENT_SIZE];
	struct text t = TEXT(buf);

	/* What a neighbour was before, the stream may know better than the ring. */
	if (f->type == FRAME_NEIGH)
		record(p, f, &r, sizeof(r), &f->neigh, sizeof(f->neigh));
	else if (f->type == FRAME_RULE)
		record_rule(p, f, &r);
	else if (frame_type_is_witness(f->type))
		record_placed(p, RECORD_DROP, f);
	else
		record(p, f, &r, sizeof(r), f->data, r.caplen);
	if (f->aside)
		return;
	out_where(&p->out, f, &t);
	text_add(&t, " %s ", frame_type_word(f->type));
	out_witness_head(&p->out, f, &t);
	frame_summary(f, &t);
	comment(p, &t);
}

static void pcapng_frame(struct out *out, const struct frame *f)
{
	struct pcapng *p = (struct pcapng *)out;

	p->last_ns = f->time_ns;
	if (f->aside && !frame_type_is_change(f->type)) {
		record_placed(p, RECORD_UNSEEN, f);
		return;
	}
	if (f->type == FRAME_PACKET)
		pcapng_packet(p, f);
	else if (f->type == FRAME_DROP)
		put_drop(p, f);
	else
		put_event(p, f);
	if ((int32_t)(f->packet_id - p->newest_id) > 0)
		p->newest_id = f->packet_id;
}

static void comment_transaction(struct pcapng *p, const struct transaction *tr)
{
	char buf[128];
	struct text t = TEXT(buf);

	pcapng_transaction_words(tr, &t);
	comment_next(p, &t);
}

static void pcapng_transaction(struct out *out, const struct transaction *tr)
{
	struct pcapng *p = (struct pcapng *)out;
	struct record_transaction r = {
		.kind = RECORD_TRANSACTION,
		.flags = (uint8_t)((tr->echo ? RECORD_TRANSACTION_ECHO : 0) |
				   (tr->answered ? RECORD_TRANSACTION_ANSWERED : 0)),
		.family = tr->family,
		.id = tr->id,
		.cookie = tr->netns_cookie,
		.ifindex = tr->ifindex,
		.arp_requests = tr->arp_requests,
		.echo_id = tr->echo_id,
		.echo_seq = tr->echo_seq,
		.begin_ns = tr->begin_ns,
		.resolved_ns = tr->resolved_ns,
		.request_ns = tr->request_ns,
		.there_ns = tr->there_ns,
		.reply_ns = tr->reply_ns,
	};

	memcpy(r.src, tr->src, sizeof(r.src));
	memcpy(r.dst, tr->dst, sizeof(r.dst));
	record(p, NULL, &r, sizeof(r), NULL, 0);
	comment_transaction(p, tr);
}

static void pcapng_lost(struct out *out, uint64_t count, uint64_t time_ns)
{
	struct pcapng *p = (struct pcapng *)out;
	const struct record_lost r = { .kind = RECORD_LOST, .count = count, .time_ns = time_ns };
	char buf[64];
	struct text t = TEXT(buf);

	p->dropcount += count;
	record(p, NULL, &r, sizeof(r), NULL, 0);
	text_uint(&t, count, 1);
	text_str(&t, count == 1 ? " event lost before this" : " events lost before this");
	comment_next(p, &t);
}

static void pcapng_begin(struct out *out)
{
	pcapng_head((struct pcapng *)out);
}

static void pcapng_flush(struct out *out, uint64_t now_ns)
{
	struct pcapng *p = (struct pcapng *)out;

	(void)now_ns;
	pcapng_carry(p);
	blocks_write(&p->blocks, out->config.file);
}

static void pcapng_end(struct out *out, const struct totals *t)
{
	struct pcapng *p = (struct pcapng *)out;

	pcapng_carry(p);
	pcapng_tail(p, t);
	blocks_write(&p->blocks, out->config.file);
}

const struct out_ops out_pcapng = {
	.name = "pcapng",
	.joins = true,
	.size = sizeof(struct pcapng),
	.begin = pcapng_begin,
	.frame = pcapng_frame,
	.transaction = pcapng_transaction,
	.lost = pcapng_lost,
	.end = pcapng_end,
	.flush = pcapng_flush,
};
