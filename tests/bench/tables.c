// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables.c - what `why` reads of namespaces, as lines; or what reading it costs
 *
 *     tables NODE...       the record (trace/record.h) of all that a failed ping may come from
 *     tables -t NODE...    milliseconds for each part of it, the best of seven; microseconds for
 *                          one question to the kernel
 */
#include <err.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "../../user/tables/asker.h"
#include "../../user/tables/tables.h"
#include "../../user/trace/record.h"

#define ROUNDS	  7
#define QUESTIONS 1000

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct snapshot *look(const struct netns *rooms, size_t n, unsigned int what)
{
	struct snapshot *s = NULL;
	struct err e = { 0 };

	if (tables_read(rooms, NULL, n, what, &s, &e))
		errx(1, "%s", e.text);
	return s;
}

static void print(const struct netns *rooms, size_t n)
{
	_cleanup_snapshot_ struct snapshot *s = look(rooms, n, TABLES_WHY);
	static char line[RECORD_LINE_MAX];
	struct record_at at = { 0 };

	for (struct text t = TEXT(line); record_line(s, &at, &t); t.len = 0)
		fputs(line, stdout);
}

static void time_reads(const struct netns *rooms, size_t n)
{
	static const struct {
		const char *name;
		unsigned int what;
	} parts[] = {
		{ "names", TABLES_NAMES },
		{ "show", TABLES_ALL },
		{ "show + settings", TABLES_ALL | TABLES_SETTINGS },
		{ "show + gates", TABLES_ALL | TABLES_GATES },
		{ "show + counts", TABLES_ALL | TABLES_COUNTS },
		{ "why", TABLES_WHY },
	};

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		double best = 0;

		for (int k = 0; k < ROUNDS; k++) {
			double start = now_ms(), took;

			snapshot_free(look(rooms, n, parts[i].what));
			took = now_ms() - start;
			best = k && best < took ? best : took;
		}
		printf("%-16s %8.2f ms, %zu namespaces\n", parts[i].name, best, n);
	}
}

static void time_questions(const struct netns *rooms, size_t n)
{
	_cleanup_asker_ struct asker *a = NULL;
	struct ask q = { .cookie = rooms[0].cookie, .family = AF_INET, .to = { 192, 168, 15, 2 } };
	struct answer r;
	struct err e = { 0 };
	double start = 0;

	if (asker_open(rooms, n, &a, &e))
		errx(1, "%s", e.text);
	/* The first opens the socket. */
	for (int i = 0; i <= QUESTIONS; i++) {
		if (asker_ask(a, &q, &r, &e))
			errx(1, "%s", e.text);
		start = i ? start : now_ms();
	}
	printf("%-16s %8.2f us\n", "a question", (now_ms() - start) * 1e3 / QUESTIONS);
}

int main(int argc, char **argv)
{
	bool timed = argc > 1 && !strcmp(argv[1], "-t");
	_cleanup_free_ struct netns *rooms = calloc((size_t)argc, sizeof(*rooms));
	size_t n = 0;

	netns_limit_lift();
	for (int i = timed ? 2 : 1; i < argc; i++) {
		struct err e = { 0 };

		if (netns_open(argv[i], &rooms[n++], &e))
			errx(1, "%s", e.text);
	}
	if (!n)
		errx(2, "usage: tables [-t] NODE...");
	if (!timed)
		print(rooms, n);
	else
		time_reads(rooms, n), time_questions(rooms, n);
	return 0;
}
