// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * util.c - growing vectors
 */
#include "util.h"

void *grow(void *items, size_t count, size_t size)
{
	size_t bytes;

	/* Full exactly when the count is a power of two, or nothing is there yet. */
	if (items && (count & (count - 1)))
		return items;
	if (__builtin_mul_overflow(count ? count * 2 : 1, size, &bytes))
		return NULL;
	return realloc(items, bytes);
}

size_t grow_room(size_t count)
{
	size_t room = 1;

	while (room < count)
		room *= 2;
	return room;
}
