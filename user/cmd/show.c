// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * show.c - nscope show: what the kernel's tables say in each namespace, and how they are joined
 */
#include "cmd.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

#include "../lab/look.h"
#include "../show/graph.h"
#include "show_watch.h"
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
	"  --no-marks      do not mark what is new (+), changed (~), gone (-) since the\n"
	"                  last look; --marks: do, with -j, as member changes\n"
	"  --watch[=SECONDS]  again and again, every 2 seconds; a mark stays for 5 looks\n"
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
	bool marks, no_marks;
	unsigned int watch_ms; /* 0: one look */
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

/* What one look takes, and what stays until the next. */
struct look {
	struct snapshot *snap, *names;
};

static void look_done(struct look *l)
{
	snapshot_free(l->snap);
	snapshot_free(l->names);
	*l = (struct look){ 0 };
}

static int look(int argc, char **argv, struct look *ret, struct err *e)
{
	_cleanup_targets_ struct targets t = TARGETS_INIT;
	_cleanup_(look_done) struct look l = { 0 };
	int err = targets_open(&t, e);

	if (!err)
		err = add_nodes(&t, argc, argv, e);
	if (!err)
		err = targets_read(&t, TABLES_ALL | TABLES_PROCS | TABLES_FAULTS, &l.snap, e);
	if (!err && leads_out(l.snap))
		err = read_names(&t, &l.names, e);
	if (err)
		return err;
	*ret = l;
	l = (struct look){ 0 };
	return 0;
}

static int print(const struct show_options *o, const struct look *l, const struct snapshot *before,
		 FILE *file, struct err *e)
{
	const struct show_config c = {
		.snap = l->snap,
		.names = l->names ? l->names : l->snap,
		.before = before,
		.paper = { file, term_width(), term_color(o->color) > 0, term_utf8() },
		.verbose = o->verbose,
	};
	int err = o->format(&c);

	if (!err && (fflush(file) || ferror(file)))
		err = -errno;
	return err ? err_sys(e, -err, "cannot print") : 0;
}

/* A person's look is remembered; scripts may look in between. */
static bool is_marked(const struct show_options *o)
{
	return !o->no_marks && (o->format == show_text || o->marks);
}

static int show(const struct show_options *o, int argc, char **argv, struct err *e)
{
	_cleanup_(look_done) struct look l = { 0 };
	_cleanup_snapshot_ struct snapshot *before = NULL;
	int err = look(argc, argv, &l, e);

	if (!err && is_marked(o))
		before = look_read(l.snap);
	if (!err)
		err = print(o, &l, before, stdout, e);
	if (!err && is_marked(o))
		look_write(l.snap);
	return err;
}

/* The last looks, oldest first: marks are against that one. */
struct looks {
	struct look list[WATCH_LOOKS];
	size_t n;
};

static void looks_keep(struct looks *k, struct look *l)
{
	if (k->n == WATCH_LOOKS) {
		look_done(&k->list[0]);
		memmove(k->list, k->list + 1, --k->n * sizeof(*k->list));
	}
	k->list[k->n++] = *l;
	*l = (struct look){ 0 };
}

static void looks_done(struct looks *k)
{
	for (size_t i = 0; i < k->n; i++)
		look_done(&k->list[i]);
}

/* The picture as text; a mark stays until WATCH_LOOKS more have been taken. */
static int draw(const struct show_options *o, int argc, char **argv, struct looks *kept, char **ret,
		struct err *e)
{
	_cleanup_(look_done) struct look l = { 0 };
	_cleanup_fclose_ FILE *f = NULL;
	size_t len;
	int err = look(argc, argv, &l, e);

	if (err)
		return err;
	if (!kept->n && is_marked(o)) {
		struct look last = { .snap = look_read(l.snap) };

		if (last.snap)
			looks_keep(kept, &last);
	}
	f = open_memstream(ret, &len);
	if (!f)
		return err_sys(e, ENOMEM, "cannot print");
	err = print(o, &l, is_marked(o) && kept->n ? kept->list[0].snap : NULL, f, e);
	looks_keep(kept, &l);
	return err;
}

static int watch(const struct show_options *o, int argc, char **argv, struct err *e)
{
	_cleanup_(looks_done) struct looks kept = { 0 };
	int err = 0;

	show_watch_begin();
	do {
		_cleanup_free_ char *page = NULL;

		err = draw(o, argc, argv, &kept, &page, e);
		if (!err)
			err = show_watch_page(page, o->watch_ms, e);
	} while (!err && show_watch_wait(o->watch_ms));
	if (kept.n && is_marked(o))
		look_write(kept.list[kept.n - 1].snap);
	return err;
}

static int choose(struct show_options *o, show_format *f)
{
	if (o->format && o->format != f)
		return cmd_usage("show", "one of -j, --graph, --dot, --mermaid, please");
	o->format = f;
	return -1;
}

/* What each option asks for, taken together. */
static int agree(struct show_options *o)
{
	/* --graph --dot is the graph as DOT */
	if (o->graph && (!o->format || o->format == show_json) && choose(o, show_graph) >= 0)
		return EXIT_TROUBLE;
	if (!o->format)
		o->format = show_text;
	if (o->marks && o->no_marks)
		return cmd_usage("show", "--marks or --no-marks, not both");
	if (o->watch_ms && o->format != show_text)
		return cmd_usage("show", "--watch shows text");
	if (o->marks && o->format != show_text && o->format != show_json)
		return cmd_usage("show", "--marks are for text and -j");
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
		{ "marks", no_argument, NULL, 'K' },
		{ "no-marks", no_argument, NULL, 'N' },
		{ "watch", optional_argument, NULL, 'W' },
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
		case 'K': o->marks = true; break;
		case 'N': o->no_marks = true; break;
		case 'W':
			if (show_watch_interval(optarg, &o->watch_ms))
				return cmd_usage("show", "--watch=SECONDS wants 0.1 to 3600");
			break;
		case 'C':
			o->color = optarg ? optarg : "always";
			if (term_color(o->color) < 0)
				return cmd_usage("show", "--color is auto, always or never");
			break;
		case 'h': return cmd_help("show", help);
		default: return cmd_usage("show", NULL);
		}
	}
	return status < 0 ? agree(o) : status;
}

int cmd_show(int argc, char **argv)
{
	struct show_options o = { 0 };
	struct err e = { 0 };
	int status = parse(argc, argv, &o), err;

	if (status >= 0)
		return status;
	err = (o.watch_ms ? watch : show)(&o, argc - optind, argv + optind, &e);
	return err ? cmd_fail(&e) : EXIT_YES;
}
