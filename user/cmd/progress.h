/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * progress.h - when it takes long, a line on the terminal that says what is waited for.
 */
#ifndef NSCOPE_PROGRESS_H
#define NSCOPE_PROGRESS_H

#include <stdint.h>

/**
 * progress_begin() - from now on somebody waits; without a terminal at stderr nothing is ever shown
 * @words: what for, in a few words; asked anew each time
 */
void progress_begin(const char *(*words)(const void *ctx), const void *ctx);

/** progress_tick() - time goes by. @now: CLOCK_BOOTTIME, nanoseconds */
void progress_tick(uint64_t now);

/** progress_end() - the line is wiped away, also where progress never began */
void progress_end(void);

#endif
