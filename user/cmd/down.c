// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * down.c - nscope down: a lab goes, all of it and only it
 */
#include <errno.h>
#include <string.h>

#include "../lab/lab.h"
#include "cmd.h"

static const char help[] =
	"Removes what nscope up built, all of it and nothing else, and returns when the\n"
	"kernel is clean. Also after an up or a down that was killed. What bears a name\n"
	"of the lab and is not its own is left alone, and named.\n"
	"\n"
	"  sudo nscope down pair\n"
	"  sudo nscope down --all\n";

static int down(const char *lab)
{
	struct err e = { 0 };
	int err = lab_down(lab, &e);

	if (err < 0)
		return cmd_fail(&e);
	printf("lab %s is down\n", lab);
	if (err)
		fprintf(stderr, "nscope: %s\n", e.text);
	return EXIT_YES;
}

struct labs {
	char **names;
	size_t n;
};

static void labs_free(struct labs *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->names[i]);
	free(l->names);
}

/* Names first: the directory they stand in changes while labs go. */
static int add_lab(const char *lab, void *ctx)
{
	struct labs *l = ctx;
	char **more = grow(l->names, l->n, sizeof(*more));

	if (!more)
		return -ENOMEM;
	l->names = more;
	more[l->n] = strdup(lab);
	return more[l->n] ? (l->n++, 0) : -ENOMEM;
}

static int down_all(void)
{
	_cleanup_(labs_free) struct labs l = { 0 };
	struct err e = { 0 };
	int status = EXIT_YES, err = lab_each(add_lab, &l, &e);

	if (err) {
		if (!e.code)
			err_sys(&e, -err, "cannot list the labs");
		return cmd_fail(&e);
	}
	for (size_t i = 0; i < l.n; i++)
		if (down(l.names[i]) != EXIT_YES)
			status = EXIT_TROUBLE;
	if (!l.n)
		puts("no lab is up");
	return status;
}

int cmd_down(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--help"))
		return cmd_help("down", help);
	if (argc == 2 && !strcmp(argv[1], "--all"))
		return down_all();
	if (argc == 2 && argv[1][0] == '-')
		return cmd_usage("down", "its only option is --all");
	if (argc != 2)
		return cmd_usage("down", argc < 2 ? "which lab?" : "one lab at a time, or --all");
	return down(argv[1]);
}
