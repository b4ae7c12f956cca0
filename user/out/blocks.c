// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * blocks.c - pcapng blocks
 */
#include "blocks.h"

void blocks_begin(struct blocks *b, enum block_type type)
{
	blocks_close(b);
	b->start = b->len;
	b->open = true;
	blocks_put32(b, type);
	blocks_put32(b, 0);
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
