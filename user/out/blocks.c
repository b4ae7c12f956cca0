// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * blocks.c - pcapng blocks
 */
#include "blocks.h"

#define TRAILER 8 /* the end of options, and the length again */

void blocks_put(struct blocks *b, const void *bytes, size_t len)
{
	size_t pad = -len & 3;

	memcpy(b->bytes + b->len, bytes, len);
	memset(b->bytes + b->len + len, 0, pad);
	b->len += len + pad;
}

void blocks_put32(struct blocks *b, uint32_t n)
{
	memcpy(b->bytes + b->len, &n, sizeof(n));
	b->len += sizeof(n);
}

void blocks_time(struct blocks *b, uint64_t time_ns)
{
	blocks_put32(b, (uint32_t)(time_ns >> 32));
	blocks_put32(b, (uint32_t)time_ns);
}

void blocks_begin(struct blocks *b, enum block_type type)
{
	blocks_close(b);
	b->start = b->len;
	b->open = true;
	blocks_put32(b, type);
	blocks_put32(b, 0);
}

void blocks_option(struct blocks *b, uint16_t code, const void *value, size_t len)
{
	uint16_t head[2] = { code, (uint16_t)len };

	if (len > OPTION_MAX || b->len - b->start + sizeof(head) + len + 3 + TRAILER > BLOCK_MAX)
		return;
	blocks_put(b, head, sizeof(head));
	blocks_put(b, value, len);
}

void blocks_close(struct blocks *b)
{
	uint32_t len;

	if (!b->open)
		return;
	blocks_put32(b, OPTION_END);
	len = (uint32_t)(b->len - b->start + sizeof(len));
	blocks_put32(b, len);
	memcpy(b->bytes + b->start + 4, &len, sizeof(len));
	b->open = false;
}

void blocks_write(struct blocks *b, FILE *file)
{
	blocks_close(b);
	if (b->len)
		fwrite(b->bytes, 1, b->len, file);
	b->len = 0;
}
