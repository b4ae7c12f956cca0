// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * show.c - nscope show: what the kernel's tables say in each namespace, and how they are joined
 */
#include "cmd.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "../show/graph.h"
#include "target.h"
#include "term.h"

static const char help[] =
	"Per namespace: links, addresses, routes, neighbours, bridge ports and FDB, rules\n"
	"and processes; two beside each other where 80 columns allow. NODE may also be\n"
	"a lab. Without NODE: every node of every lab, or, where there is no lab, every\n"
	"named namespace. host is the one nscope was started in.\n"
	"\n"
	"  -v              all rows and all words; also table local, the three rules that\n"
	"                  are always there, what needs no neighbour entry\n"
	"  -j              as a JSON array, in the words of ip -j and bridge -j\n"
	"  --graph         draw the lab\n"
	"  --dot           the same for Graphviz\n"
	"  --mermaid       the same for Mermaid\n"
	"  --color[=WHEN]  auto, always, never\n"
	"\n"
	"  sudo nscope show host red\n"
	"  sudo nscope show -j | jq '.[] | .netns, .neighbours'\n"
	"  sudo nscope show --dot | dot -Tsvg >lab.svg\n";

typedef int show_format(const struct show_config *c);

struct show_options {
	show_format *format; /* NULL: none was asked for */
	bool graph, verbose;
	const char *color;
};

static int add_nodes(struct targets *t, int argc, char **argv, struct err *e)
{
	int err = argc ? 0 : targets_add_all(t, e);

	for (int i = 0; i < argc && !err; i++)
		err = targets_add_node_or_lab(t, argv[i], e);
	return err;
}

/* A pipe that leads out of what is shown. */
static bool leads_out(const struct snapshot *s)
{
	for (size_t i = 0; i < s->n_rooms; i++)
		for (size_t k = 0; k < s->rooms[i].n_links; k++)
			if (s->rooms[i].links[k].peer_ifindex && !s->rooms[i].links[k].peer_cookie)
				return true;
	return false;
}

/* With the rooms round those that are shown, so that their pipes' other ends have names. */
static int read_names(struct targets *t, struct snapshot **ret, struct err *e)
{
	int err = targets_add_around(t, e);

	return err ? err : targets_read(t, TABLES_LINKS, ret, e);
}

static int show(const struct show_options *o, int argc, char **argv, struct err *e)
{
	_cleanup_snapshot_ struct snapshot *snap = NULL, *names = NULL;
	_cleanup_targets_ struct targets t = TARGETS_INIT;
	struct show_config c = { .paper = { stdout, term_width(), term_color(o->color) > 0,
					    term_utf8() },
				 .verbose = o->verbose };
	int err = targets_open(&t, e);

	if (!err)
		err = add_nodes(&t, argc, argv, e);
	if (!err)
		err = targets_read(&t, TABLES_ALL | TABLES_PROCS | TABLES_FAULTS, &snap, e);
	if (!err && leads_out(snap))
		err = read_names(&t, &names, e);
	if (err)
		return err;
	c.snap = snap;
	c.names = names ? names : snap;
	err = o->format(&c);
	if (!err && (fflush(stdout) || ferror(stdout)))
		err = -errno;
	return err ? err_sys(e, -err, "cannot print") : 0;
}

static int choose(struct show_options *o, show_format *f)
{
	if (o->format && o->format != f)
		return cmd_usage("show", "one of -j, --graph, --dot, --mermaid, please");
	o->format = f;
	return -1;
}

static int parse(int argc, char **argv, struct show_options *o)
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ "graph", no_argument, NULL, 'G' },
		{ "dot", no_argument, NULL, 'D' },
		{ "mermaid", no_argument, NULL, 'M' },
		{ "color", optional_argument, NULL, 'C' },
		{ NULL, 0, NULL, 0 },
	};
	int c, status = -1;

	while (status < 0 && (c = getopt_long(argc, argv, "jvh", longs, NULL)) != -1) {
		switch (c) {
		case 'j': status = choose(o, show_json); break;
		case 'D': status = choose(o, show_dot); break;
		case 'M': status = choose(o, show_mermaid); break;
		case 'G': o->graph = true; break;
		case 'v': o->verbose = true; break;
		case 'C':
			o->color = optarg ? optarg : "always";
			if (term_color(o->color) < 0)
				return cmd_usage("show", "--color is auto, always or never");
			break;
		case 'h': return cmd_help("show", help);
		default: return cmd_usage("show", NULL);
		}
	}
	/* --graph --dot is the graph as DOT */
	if (status < 0 && o->graph && (!o->format || o->format == show_json))
		status = choose(o, show_graph);
	return status;
}

int cmd_show(int argc, char **argv)
{
	struct show_options o = { 0 };
	struct err e = { 0 };
	int status = parse(argc, argv, &o);

	if (status >= 0)
		return status;
	if (!o.format)
		o.format = show_text;
	return show(&o, argc - optind, argv + optind, &e) ? cmd_fail(&e) : EXIT_YES;
}
