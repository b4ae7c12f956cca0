/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * util.h - what C lacks: locals that clean up after themselves, and small arithmetic.
 */
#ifndef NSCOPE_UTIL_H
#define NSCOPE_UTIL_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Hand an owned pointer or descriptor on: the local forgets it. */
#define TAKE_PTR(p)                                                                                \
	({                                                                                         \
		__typeof__(p) taken_ = (p);                                                        \
		(p) = NULL;                                                                        \
		taken_;                                                                            \
	})
#define TAKE_FD(fd)                                                                                \
	({                                                                                         \
		int taken_ = (fd);                                                                 \
		(fd) = -1;                                                                         \
		taken_;                                                                            \
	})

static inline void cleanup_free(void *p)
{
	free(*(void **)p);
}

static inline void cleanup_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

static inline void cleanup_fclose(FILE **f)
{
	if (*f)
		fclose(*f);
}

#define _cleanup_(f)	 __attribute__((cleanup(f)))
#define _cleanup_free_	 _cleanup_(cleanup_free)
#define _cleanup_close_	 _cleanup_(cleanup_close)
#define _cleanup_fclose_ _cleanup_(cleanup_fclose)

#define _printf_(fmt, args) __attribute__((format(printf, fmt, args)))

/**
 * grow() - make room for one more element in a vector
 * @items: the vector, may be NULL
 * @count: elements in use
 * @size:  octets per element
 *
 * Capacity is always the next power of two, so it needs no field of its own.
 * Return: the vector, moved perhaps, or NULL when memory is out (the old one stays valid).
 */
void *grow(void *items, size_t count, size_t size);

/** grow_room() - how many elements a vector of @count has room for, where grow() made it; for who
 * makes one at once that is to grow later */
size_t grow_room(size_t count);

#endif
