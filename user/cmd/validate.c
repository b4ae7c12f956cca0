// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * validate.c - nscope validate: is this a lab?
 */
#include <string.h>

#include "../util/text.h"
#include "cmd.h"
#include "load.h"

static const char help[] =
	"Checks all that needs no kernel and no root: words, names, addresses, links,\n"
	"next hops. Exit status 0: it is a lab; 2: it is none, and the complaint says\n"
	"where and why.\n"
	"\n"
	"  nscope validate lab.yaml             lab.yaml: ok: 2 nodes, 1 link\n";

int cmd_validate(int argc, char **argv)
{
	_cleanup_topo_ struct topo *t = NULL;
	char name[200] = "";
	struct text n = TEXT(name);
	struct err e = { 0 };

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return cmd_help("validate", help);
	if (argc != 2)
		return cmd_usage("validate", argc < 2 ? "which lab?" : "one lab at a time");
	if (argv[1][0] == '-' && argv[1][1])
		return cmd_usage("validate", "it has no options");
	if (load_topo(argv[1], &t, NULL, NULL, &e))
		return cmd_fail(&e);
	text_escape(&n, argv[1], strlen(argv[1]));
	printf("%s: ok: %zu node%s, %zu link%s\n", name, t->n_nodes, t->n_nodes == 1 ? "" : "s",
	       t->n_links, t->n_links == 1 ? "" : "s");
	return EXIT_YES;
}
