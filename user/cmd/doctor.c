// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * doctor.c - nscope doctor: what this machine can do, a line each, with the cure where it cannot
 */
#include "cmd.h"

#include <stdbool.h>
#include <string.h>

#include "../tracer/probe.h"
#include "term.h"

static const char help[] =
	"Says what this machine can do for nscope, a line each: ok, no (something will\n"
	"not work), or -- (lacking, and done without), with the cure. Exit status 1 if\n"
	"there is a no.\n"
	"\n"
	"  -v         also where each program hangs, and how many instructions the\n"
	"             kernel's verifier walked through to let it in\n"
	"\n"
	"  sudo nscope doctor\n";

struct findings {
	bool color, verbose;
	unsigned int missing;
};

static const char *const words[] = {
#define FACT_WORD(id, word) [FACT_##id] = word,
	FACT_STATES(FACT_WORD)
#undef FACT_WORD
};

static const char *const colors[] = {
	[FACT_YES] = "\033[32m",
	[FACT_NO] = "\033[1;31m",
	[FACT_WITHOUT] = "\033[2m",
};

static void print_fact(const struct fact *f, void *ctx)
{
	struct findings *found = ctx;

	printf("%s%s%s  %-17s %s\n", found->color ? colors[f->state] : "", words[f->state],
	       found->color ? "\033[m" : "", f->subject, f->says);
	if (*f->cure)
		printf("    %-17s cure: %s\n", "", f->cure);
	if (found->verbose && *f->more)
		printf("    %-17s %s\n", "", f->more);
	found->missing += f->state == FACT_NO;
}

int cmd_doctor(int argc, char **argv)
{
	struct findings found = { .color = term_color(NULL) > 0 };

	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		return cmd_help("doctor", help);
	}
	found.verbose = argc == 2 && !strcmp(argv[1], "-v");
	if (argc > 1 && !found.verbose)
		return cmd_usage("doctor", "it takes no argument but -v");
	probe_machine(print_fact, &found);
	if (found.missing)
		printf("\n%u thing%s missing.\n", found.missing,
		       found.missing == 1 ? " is" : "s are");
	else
		printf("\nAll is well.\n");
	return found.missing ? EXIT_NO : EXIT_YES;
}
