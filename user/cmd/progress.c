// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * progress.c - when it takes long, a line on the terminal that says what is waited for
 */
#include "progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "../kernel/clock.h"

/* Nobody wants to read what is gone before it is read. */
#define PATIENCE_NS 500000000ull

#define LINE_COLUMNS 78

static struct {
	const char *(*words)(const void *ctx);
	const void *ctx;
	uint64_t since;
	const char *shown; /* NULL: nothing */
} progress;

void progress_begin(const char *(*words)(const void *ctx), const void *ctx)
{
	progress_end();
	if (!isatty(STDERR_FILENO))
		return;
	progress.words = words;
	progress.ctx = ctx;
	progress.since = now_ns(CLOCK_BOOTTIME);
}

void progress_tick(uint64_t now)
{
	const char *words;

	if (!progress.words || now < progress.since + PATIENCE_NS)
		return;
	words = progress.words(progress.ctx);
	if (words == progress.shown)
		return;
	fprintf(stderr, "\r%-*.*s", LINE_COLUMNS, LINE_COLUMNS, words);
	fflush(stderr);
	progress.shown = words;
}

void progress_end(void)
{
	if (progress.shown)
		fprintf(stderr, "\r%*s\r", LINE_COLUMNS, "");
	progress.words = NULL;
	progress.shown = NULL;
}
