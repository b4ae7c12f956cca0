/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cursor.h - the only way to untrusted bytes: p never passes end.
 */
#ifndef NSCOPE_CURSOR_H
#define NSCOPE_CURSOR_H

#include <stddef.h>
#include <stdint.h>

struct cursor {
	const uint8_t *p, *end;
};

static inline size_t cursor_left(const struct cursor *c)
{
	return (size_t)(c->end - c->p);
}

/** take() - the next @n bytes, or NULL (and nothing is consumed) when fewer are left */
static inline const uint8_t *take(struct cursor *c, size_t n)
{
	const uint8_t *p = c->p;

	if (cursor_left(c) < n)
		return NULL;
	c->p += n;
	return p;
}

static inline uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

#endif
