/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blocks.h - pcapng blocks (draft-ietf-opsawg-pcapng), one behind the other in a buffer that goes
 * out whole.
 *
 *     ┌──────┬──────┬──────────┬─ options ───────────────┬──────┐
 *     │ type │ len  │ fields … │ code len value pad … end│ len  │   all in host order, 4-aligned
 *     └──────┴──────┴──────────┴─────────────────────────┴──────┘
 *
 * The last block may be open: options can still be put behind it.
 */
#ifndef NSCOPE_BLOCKS_H
#define NSCOPE_BLOCKS_H

#include <stdbool.h>
#include <string.h>

#include "../trace/pcapng_numbers.h"
#include "../util/util.h"

#define BLOCK_MAX  (64 * 1024) /* octets of one block; libpcap takes 128 KiB */
#define BLOCKS_MAX (256 * 1024)

#define BLOCK_TRAILER 8 /* the end of options, and the length again */

/* One option holds so much at most, with room for a block's other fields. */
#define OPTION_MAX 60000

struct blocks {
	uint8_t bytes[BLOCKS_MAX];
	size_t len;
	size_t start; /* of the open block */
	bool open;
};

/** blocks_begin() - a new block, open; the one before is closed. There must be room. */
void blocks_begin(struct blocks *b, enum block_type type);

/** blocks_has_room() - for a whole block more */
static inline bool blocks_has_room(const struct blocks *b)
{
	return sizeof(b->bytes) - b->len >= 2 * BLOCK_MAX;
}

/* Inline, as most lengths are constants: then a few stores are all that is left. */

/** blocks_put() - append to the open block, padded to a multiple of four */
static inline void blocks_put(struct blocks *b, const void *bytes, size_t len)
{
	size_t pad = -len & 3;

	memcpy(b->bytes + b->len, bytes, len);
	memset(b->bytes + b->len + len, 0, pad);
	b->len += len + pad;
}

/** blocks_put32(), blocks_time() - a number; a time as two of them, the upper half first */
static inline void blocks_put32(struct blocks *b, uint32_t n)
{
	memcpy(b->bytes + b->len, &n, sizeof(n));
	b->len += sizeof(n);
}

static inline void blocks_time(struct blocks *b, uint64_t time_ns)
{
	blocks_put32(b, (uint32_t)(time_ns >> 32));
	blocks_put32(b, (uint32_t)time_ns);
}

/** blocks_option() - append an option to the open block; one that does not fit is left out */
static inline void blocks_option(struct blocks *b, uint16_t code, const void *value, size_t len)
{
	uint16_t head[2] = { code, (uint16_t)len };

	if (len > OPTION_MAX ||
	    b->len - b->start + sizeof(head) + len + 3 + BLOCK_TRAILER > BLOCK_MAX)
		return;
	blocks_put(b, head, sizeof(head));
	blocks_put(b, value, len);
}

/** blocks_close() - end the open block, if one is */
void blocks_close(struct blocks *b);

/** blocks_write() - close, and hand all over in one piece */
void blocks_write(struct blocks *b, FILE *file);

/* An option with a value of fixed size. */
#define blocks_value(b, code, value)                                                               \
	do {                                                                                       \
		__typeof__(value) value_ = (value);                                                \
		blocks_option(b, code, &value_, sizeof(value_));                                   \
	} while (0)

#endif
