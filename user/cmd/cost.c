// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cost.c - what watching has cost, on standard error
 *
 *     nscope: program                runs  ns each     total
 *             end_in                20000       87  0.0017 s
 *             end_out               20000       91  0.0018 s
 *             reading, printing                     0.0320 s
 */
#include "cost.h"

#include <inttypes.h>
#include <time.h>

#define NS_PER_S 1e9

static const char *const programs[] = {
#define PROGRAM_ROW(id, program, ...) #program,
	HOOKS(PROGRAM_ROW)
#undef PROGRAM_ROW
};

uint64_t cost_begin(void)
{
	struct timespec t = { 0 };

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

void cost_print(const struct hook_cost *cost, uint64_t begin)
{
	fprintf(stderr, "nscope: %-18s %8s %8s %9s\n", "program", "runs", "ns each", "total");
	for (int i = 0; i < HOOK_MAX; i++)
		if (cost[i].runs)
			fprintf(stderr, "        %-18s %8" PRIu64 " %8" PRIu64 " %7.4f s\n",
				programs[i], cost[i].runs, cost[i].ns / cost[i].runs,
				(double)cost[i].ns / NS_PER_S);
	fprintf(stderr, "        %-18s %8s %8s %7.4f s\n", "reading, printing", "", "",
		(double)(cost_begin() - begin) / NS_PER_S);
}
