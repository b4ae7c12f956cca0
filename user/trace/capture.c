// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * capture.c - a capture that nscope wrote, read back
 */
#include "capture_inner.h"

#include <errno.h>

#include "snapshot_text.h"

struct capture *capture_new(const struct sink *sink)
{
	_cleanup_capture_ struct capture *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->names = calloc(1, sizeof(*c->names));
	if (!c->names)
		return NULL;
	c->sink = *sink;
	c->words = (struct words){ capture_reason, capture_symbol, c };
	return TAKE_PTR(c);
}

void capture_free(struct capture *c)
{
	if (!c)
		return;
	snapshot_free(c->names);
	exchanges_done(&c->exchanges);
	free(c->reasons.items);
	free(c->symbols.items);
	free(c->ifaces);
	free(c);
}

bool capture_is_ours(const uint8_t *bytes, size_t len)
{
	return len >= CAPTURE_SNIFF && u32(bytes) == BLOCK_SECTION &&
	       u32(bytes + 8) == BLOCK_MAGIC && u16(bytes + 24) == CAPTURE_OPTION &&
	       u16(bytes + 26) >= RECORD_HEAD_V1 && bytes[28] == RECORD_HEAD &&
	       !memcmp(bytes + 30, CAPTURE_MAGIC, 6);
}

size_t capture_block_len(const uint8_t head[8])
{
	uint32_t len = u32(head + 4);

	return len >= CAPTURE_BLOCK_MIN && len % 4 == 0 && len <= CAPTURE_BLOCK_MAX ? len : 0;
}

static int read_line(struct capture *c, const char *line, size_t len)
{
	char word[SNAPSHOT_LINE_MAX] = "";

	c->indexed = false;
	if (len < 5 || len >= sizeof(word) || memcmp(line, "host ", 5))
		return snapshot_read_line(c->names, line, len);
	memcpy(word, line + 5, len - 5);
	snapshot_unname(word, c->host, sizeof(c->host));
	return 0;
}

/* Of a packet or a statistics block a comment repeats what the records say. */
static int read_comment(struct capture *c, const struct block *b, struct cursor text)
{
	const char *end;
	int err = 0;

	if (b->type == BLOCK_PACKET || b->type == BLOCK_STATS)
		return 0;
	while (cursor_left(&text) && !err) {
		end = memchr(text.p, '\n', cursor_left(&text));
		if (!end)
			end = (const char *)text.end;
		err = read_line(c, (const char *)text.p, (size_t)(end - (const char *)text.p));
		text.p = (const uint8_t *)end + (end != (const char *)text.end);
	}
	return err;
}

static int read_options(struct capture *c, struct block *b, struct cursor rest, struct err *e)
{
	const uint8_t *head, *value;
	int err = 0;

	while (!err && (head = take(&rest, 4)) && u16(head) != OPTION_END) {
		size_t len = u16(head + 2);
		struct cursor in;

		value = take(&rest, len);
		if (!value || !take(&rest, -len & 3))
			return -EPROTO;
		in = (struct cursor){ value, value + len };
		if (u16(head) == CAPTURE_OPTION)
			err = capture_read_record(c, b, in, e);
		else if (u16(head) == OPTION_COMMENT)
			err = read_comment(c, b, in);
		else if (b->type == BLOCK_PACKET && u16(head) == PACKET_ID && len == 8)
			memcpy(&b->packet_id, value, 8);
		else if (b->type == BLOCK_PACKET && u16(head) == PACKET_FLAGS && len == 4)
			b->flags = u32(value);
	}
	return err;
}

static int read_packet(struct capture *c, struct block *b, struct cursor rest, struct err *e)
{
	const uint8_t *head = take(&rest, 20);
	int err;

	if (!head)
		return -EPROTO;
	b->iface = u32(head) < c->n_ifaces ? &c->ifaces[u32(head)] : NULL;
	b->time_ns = (uint64_t)u32(head + 4) << 32 | u32(head + 8);
	b->caplen = u32(head + 12);
	b->len = u32(head + 16);
	b->bytes = take(&rest, b->caplen);
	if (!b->iface || !b->bytes || !take(&rest, -b->caplen & 3))
		return -EPROTO;
	err = read_options(c, b, rest, e);
	return err ? err : capture_hand_on(c, b);
}

static int read_section(struct capture *c, struct block *b, struct cursor rest, struct err *e)
{
	const uint8_t *head = take(&rest, 16);
	int err;

	if (!head || u32(head) != BLOCK_MAGIC)
		return -EPROTO;
	c->ours = false;
	c->n_ifaces = 0;
	err = read_options(c, b, rest, e);
	return err || c->ours ? err : -EPROTO;
}

static int read_new_iface(struct capture *c, struct block *b, struct cursor rest, struct err *e)
{
	struct iface *ifaces = grow(c->ifaces, c->n_ifaces, sizeof(*ifaces));

	if (!ifaces)
		return -ENOMEM;
	c->ifaces = ifaces;
	ifaces[c->n_ifaces++] = (struct iface){ 0 };
	return take(&rest, 8) ? read_options(c, b, rest, e) : -EPROTO;
}

static int read_names(struct capture *c, struct block *b, struct cursor rest, struct err *e)
{
	const uint8_t *head;

	while ((head = take(&rest, 4)) && u16(head)) {
		size_t len = u16(head + 2);

		if (!take(&rest, len + (-len & 3)))
			return -EPROTO;
	}
	return head ? read_options(c, b, rest, e) : -EPROTO;
}

int capture_block(struct capture *c, const uint8_t *block, size_t len, struct err *e)
{
	struct block b = { 0 };
	struct cursor rest;
	int err = -EPROTO;

	e->code = 0;
	if (len >= CAPTURE_BLOCK_MIN && capture_block_len(block) == len &&
	    u32(block + len - 4) == len) {
		b.type = u32(block);
		rest = (struct cursor){ block + 8, block + len - 4 };
		if (b.type == BLOCK_SECTION)
			err = read_section(c, &b, rest, e);
		else if (!c->ours)
			err = -EPROTO;
		else if (b.type == BLOCK_IFACE)
			err = read_new_iface(c, &b, rest, e);
		else if (b.type == BLOCK_NAMES)
			err = read_names(c, &b, rest, e);
		else if (b.type == BLOCK_PACKET)
			err = read_packet(c, &b, rest, e);
		else if (b.type == BLOCK_STATS)
			err = take(&rest, 12) ? read_options(c, &b, rest, e) : -EPROTO;
		else
			err = 0;
	}
	if (err && !e->code)
		return err_set(e, -err,
			       err == -ENOMEM ? "out of memory" : "a block contradicts itself");
	return err;
}

const struct snapshot *capture_names(const struct capture *c)
{
	return c->names;
}

const char *capture_host(const struct capture *c)
{
	return c->host;
}

const struct words *capture_words(const struct capture *c)
{
	return &c->words;
}

int64_t capture_wall_offset(const struct capture *c)
{
	return c->wall_offset;
}

void capture_finish(struct capture *c)
{
	if (c->joins)
		exchange_finish(&c->exchanges);
}

bool capture_totals(const struct capture *c, struct totals *ret)
{
	if (c->ended)
		*ret = c->totals;
	return c->ended;
}
