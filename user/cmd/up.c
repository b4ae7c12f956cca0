// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * up.c - nscope up: a lab file becomes namespaces and links
 */
#include <string.h>

#include "../kernel/lab.h"
#include "cmd.h"
#include "load.h"

/* Names in the closing line; a big lab's go on for pages. */
#define NAMES_SHOWN 8

static const char help[] =
	"Builds the lab: its namespaces, links, switches, addresses and routes; all of\n"
	"it or, when something fails, nothing. A second up of the same file changes\n"
	"nothing. Returns when every switch port forwards. '-' reads the lab from\n"
	"standard input.\n"
	"\n"
	"  sudo nscope up pair                  red and blue, and a pipe between them\n"
	"  sudo nscope up lab.yaml\n"
	"\n"
	"nscope plan FILE prints the commands that would do the same.\n";

static const char *s(size_t n)
{
	return n == 1 ? "" : "s";
}

static void print_built(const struct topo *t)
{
	printf("lab %s is up: ", t->name);
	for (size_t i = 0; i < t->n_nodes && i < NAMES_SHOWN; i++)
		printf("%s%s", i ? ", " : "", t->nodes[i].name);
	if (t->n_nodes > NAMES_SHOWN)
		printf(", ...");
	printf(" (%zu namespace%s, %zu link%s)\n", t->n_nodes, s(t->n_nodes), t->n_links,
	       s(t->n_links));
}

/* Two nodes worth a ping: the first and the last that are plain hosts. */
static void print_hint(const struct topo *t)
{
	const char *from = NULL, *to = NULL;

	for (size_t i = 0; i < t->n_nodes; i++) {
		if (t->nodes[i].kind != NODE_HOST)
			continue;
		if (!from)
			from = t->nodes[i].name;
		else
			to = t->nodes[i].name;
	}
	if (to)
		printf("try: nscope ping %s %s\n", from, to);
	else
		printf("try: nscope list\n");
}

static int up(const char *what, struct err *e)
{
	_cleanup_topo_ struct topo *t = NULL;
	_cleanup_plan_ struct plan *p = NULL;
	_cleanup_free_ char *text = NULL;
	size_t len = 0;
	int err = load_topo(what, &t, &text, &len, e);

	if (!err)
		err = plan_make(t, &p, e);
	if (!err)
		err = lab_up(p, what, text, len, e);
	if (err < 0)
		return err;
	if (err) {
		printf("lab %s is up already\n", t->name);
		return 0;
	}
	print_built(t);
	print_hint(t);
	return 0;
}

int cmd_up(int argc, char **argv)
{
	struct err e = { 0 };

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return cmd_help("up", help);
	if (argc == 2 && argv[1][0] == '-' && argv[1][1])
		return cmd_usage("up", "it has no options");
	if (argc != 2)
		return cmd_usage("up", argc < 2 ? "which lab?" : "one lab at a time");
	return up(argv[1], &e) ? cmd_fail(&e) : EXIT_YES;
}
