/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock.h - what time it is
 */
#ifndef NSCOPE_CLOCK_H
#define NSCOPE_CLOCK_H

#include <stdint.h>
#include <time.h>

/** now_ns() - nanoseconds of a clock */
static inline uint64_t now_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/** now_ms() - milliseconds that only go forward, for deadlines */
static inline int64_t now_ms(void)
{
	return (int64_t)(now_ns(CLOCK_MONOTONIC) / 1000000);
}

#endif
