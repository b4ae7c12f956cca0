// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * up.c - nscope up: a lab file becomes namespaces and links
 */
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "../kernel/clock.h"
#include "../lab/lab.h"
#include "checks.h"
#include "cmd.h"
#include "load.h"
#include "preflight.h"
#include "typed.h"

/* Names in the closing line; a big lab's go on for pages. */
#define NAMES_SHOWN 8

static const char help[] =
	"Builds the lab: its namespaces, links, switches, addresses, routes, rules; all\n"
	"of it or, when something fails, nothing. A second up of the same file changes\n"
	"nothing; when the file was changed, only what differs is changed. Returns when\n"
	"every switch port forwards. '-' reads the lab from standard input.\n"
	"\n"
	"  --dry-run       print the commands that would do the same, and do nothing\n"
	"  --check         then try the file's `checks`; status 1 when one fails\n"
	"  --allow-host    the file may link the lab to the host's own namespace\n"
	"  --wait          accepted: up always waits until packets can pass\n"
	"\n"
	"Addresses that the host or another lab has, too, are told before anything is\n"
	"built: a note where namespaces keep them apart, refused where they would reach\n"
	"the host.\n"
	"\n"
	"  sudo nscope up pair                  red and blue, and a pipe between them\n"
	"  sudo nscope up lab.yaml\n"
	"  sudo nscope up --dry-run lab.yaml    what would change\n";

/* So long a lab may take before it says how far it is, and from then on this often. */
#define PROGRESS_MS 200

struct progress {
	const char *lab;
	int64_t last_ms;
	bool shown;
};

struct up_options {
	const char *what;
	bool dry_run, check, allow_host;
};

static const char *s(size_t n)
{
	return n == 1 ? "" : "s";
}

static void print_up(const struct topo *t, const char *how)
{
	size_t n = t->n_nodes, shown = 0;

	printf("lab %s is %s: ", t->name, how);
	for (size_t i = 0; i < t->n_nodes; i++) {
		n -= t->nodes[i].outside;
		if (!t->nodes[i].outside && shown < NAMES_SHOWN)
			printf("%s%s", shown++ ? ", " : "", t->nodes[i].name);
	}
	if (n > shown)
		printf(", ...");
	printf(" (%zu namespace%s, %zu link%s)\n", n, s(n), t->n_links, s(t->n_links));
}

/* Two nodes worth a ping: the first and the last that are plain hosts. */
static void print_hint(const struct topo *t)
{
	const char *from = NULL, *to = NULL;

	for (size_t i = 0; i < t->n_nodes; i++) {
		if (t->nodes[i].kind != NODE_HOST || t->nodes[i].outside)
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

static int dry_run(const struct lab_wish *w, struct err *e)
{
	_cleanup_topo_ struct topo *was = NULL;
	_cleanup_plan_ struct plan *p = NULL;
	int err = lab_plan(w, &p, &was, e);

	if (!err && !p->n_steps)
		fprintf(stderr, "lab %s is up already, nothing would change\n", w->topo->name);
	return err ? err : typed_print(p, e);
}

/* A line that is written over, ten times a second; only who has to wait sees it. */
static void show_progress(void *ctx, size_t done, size_t all)
{
	struct progress *p = ctx;
	int64_t now = now_ms();

	if (now < p->last_ms + PROGRESS_MS)
		return;
	p->last_ms = now;
	p->shown = true;
	fprintf(stderr, "\rlab %s: %3zu %%", p->lab, done * 100 / all);
}

static int build(struct lab_wish *w, struct err *e)
{
	struct progress p = { .lab = w->topo->name, .last_ms = now_ms() };
	enum lab_up done = LAB_UNCHANGED;
	int err;

	if (isatty(STDERR_FILENO)) {
		w->how.progress = show_progress;
		w->how.ctx = &p;
	}
	err = lab_up(w, &done, e);
	if (p.shown)
		fputs("\r\033[K", stderr);

	if (err)
		return err;
	switch (done) {
	case LAB_BUILT:
		print_up(w->topo, "up");
		print_hint(w->topo);
		break;
	case LAB_CHANGED: print_up(w->topo, "changed"); break;
	case LAB_UNCHANGED: printf("lab %s is up already\n", w->topo->name); break;
	}
	return 0;
}

static int up(const struct up_options *o, struct checks_result *ret, struct err *e)
{
	_cleanup_topo_ struct topo *t = NULL;
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *source = NULL;
	struct lab_wish w = { .how.file = o->what };
	int err = load_topo(o->what, &t, &text, &w.text_len, e);

	if (err)
		return err;
	source = load_source(o->what);
	if (!source)
		return err_sys(e, errno, "cannot find %s", o->what);
	w.topo = t;
	w.text = text;
	w.source = source;
	err = preflight(t, o->what, o->allow_host, stderr, e);
	if (err || o->dry_run)
		return err ? err : dry_run(&w, e);
	err = build(&w, e);
	fflush(stdout);
	return err || !o->check ? err : checks_run(t, true, ret, e);
}

static const char *parse(int argc, char **argv, struct up_options *o, bool *ret_help)
{
	enum { DRY_RUN = 256, CHECK, ALLOW_HOST, WAIT };
	static const struct option longs[] = { { "dry-run", no_argument, NULL, DRY_RUN },
					       { "check", no_argument, NULL, CHECK },
					       { "wait", no_argument, NULL, WAIT },
					       { "help", no_argument, NULL, 'h' },
					       { "allow-host", no_argument, NULL, ALLOW_HOST },
					       { 0 } };
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "h", longs, NULL)) != -1) {
		switch (c) {
		case DRY_RUN: o->dry_run = true; break;
		case CHECK: o->check = true; break;
		case ALLOW_HOST: o->allow_host = true; break;
		case WAIT: break;
		case 'h': *ret_help = true; return NULL;
		default: return "its options are --dry-run, --check, --allow-host, --wait";
		}
	}
	if (optind + 1 != argc)
		return optind < argc ? "one lab at a time" : "which lab?";
	o->what = argv[optind];
	return NULL;
}

int cmd_up(int argc, char **argv)
{
	struct up_options o = { 0 };
	struct err e = { 0 };
	bool wants_help = false;
	struct checks_result checks = { 0 };
	const char *complaint = parse(argc, argv, &o, &wants_help);

	if (wants_help)
		return cmd_help("up", help);
	if (complaint)
		return cmd_usage("up", complaint);
	if (up(&o, &checks, &e))
		return cmd_fail(&e);
	return checks.failed ? EXIT_NO : EXIT_YES;
}
