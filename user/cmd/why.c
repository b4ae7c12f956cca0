// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * why.c - nscope why: is TO reachable, and if not, why, where, and what would mend it
 */
#include "cmd.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "../out/verdict.h"
#include "../why/explain.h"
#include "probe.h"
#include "progress.h"
#include "term.h"
#include "why_case.h"
#include "why_fix.h"

static const char help[] =
	"Pings TO from FROM with the system's ping, follows the packets through every\n"
	"namespace of this machine, asks the kernels about the gap, and says in one\n"
	"sentence why no answer came. TO is a node or an address. Exit status: 0 it is\n"
	"reachable, 1 it is not, 2 trouble.\n"
	"\n"
	"  -j                 as JSON\n"
	"  -v                 all that was seen and ruled out, and ping's own words\n"
	"  -w FILE            write down what it was judged by: names, tables, packets\n"
	"  -r FILE            judge such a file again; no root\n"
	"  --fix              offer to run what mends it, and ask again, until TO answers\n"
	"  --yes              run it without asking\n"
	"  --allow-host       --yes: also what changes the host's own network\n"
	"  --explain [CAUSE]  what a cause is, and how to build one; without CAUSE a list\n"
	"  --color[=WHEN]     auto, always, never\n"
	"\n"
	"  sudo nscope why red blue\n"
	"  sudo nscope why red 192.168.15.9 -- -s 1400\n"
	"  sudo nscope why -w case.json red blue; nscope why -r case.json\n"
	"  nscope why --explain rp-filter\n";

struct why_options {
	struct probe_options probe;
	bool json, verbose, fix;
	struct fixer fixer;
	const char *color;
	const char *write, *read; /* files; NULL: none */
};

/* One waits for a probe; these are its fields, and the verdict so far. */
struct waiting {
	struct probe probe;
	struct verdict verdict;
};

static int list_causes(void)
{
	struct explanation x;

	for (enum cause c = CAUSE_NONE + 1; c < CAUSE_MAX; c++)
		if (explain(c, &x))
			printf("%s\n  %.*s\n", cause_code(c), (int)x.line_len, x.line);
	return fflush(stdout) ? EXIT_TROUBLE : EXIT_YES;
}

static int explain_cause(const char *code)
{
	struct explanation x;

	if (!code)
		return list_causes();
	for (enum cause c = CAUSE_NONE + 1; c < CAUSE_MAX; c++) {
		if (strcmp(cause_code(c), code) || !explain(c, &x))
			continue;
		printf("%.*s", (int)x.len, x.text);
		return fflush(stdout) ? EXIT_TROUBLE : EXIT_YES;
	}
	return cmd_usage("why", "no cause is called so; --explain lists them");
}

/* getopt takes what an option may have only behind "=". */
static const char *next_word(int argc, char **argv)
{
	if (optarg)
		return optarg;
	return optind < argc && argv[optind][0] != '-' ? argv[optind] : NULL;
}

static const char *contradiction(const struct why_options *o)
{
	if (o->read && (o->write || o->fix))
		return "-r asks no kernel: without -w and --fix, please";
	if (o->write && o->fix)
		return "-w is for one verdict, --fix for many: one of them, please";
	if (!o->fix)
		return o->fixer.yes || o->fixer.allow_host ? "--yes and --allow-host go with --fix"
							   : NULL;
	if (o->json)
		return "--fix talks, and -j does not: one of them, please";
	if (!o->fixer.yes && !isatty(STDIN_FILENO))
		return "--fix asks first, and there is no terminal to ask on; add --yes";
	return NULL;
}

enum { OPT_FIX = 256, OPT_YES, OPT_ALLOW_HOST, OPT_EXPLAIN, OPT_COLOR };

static int parse(int argc, char **argv, struct why_options *o)
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ "fix", no_argument, NULL, OPT_FIX },
		{ "yes", no_argument, NULL, OPT_YES },
		{ "allow-host", no_argument, NULL, OPT_ALLOW_HOST },
		{ "explain", optional_argument, NULL, OPT_EXPLAIN },
		{ "color", optional_argument, NULL, OPT_COLOR },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	argc = probe_split(argc, argv, &o->probe);
	while ((c = getopt_long(argc, argv, "jvhw:r:", longs, NULL)) != -1) {
		switch (c) {
		case 'j': o->json = true; break;
		case 'v': o->verbose = true; break;
		case 'w': o->write = optarg; break;
		case 'r': o->read = optarg; break;
		case OPT_FIX: o->fix = true; break;
		case OPT_YES: o->fixer.yes = true; break;
		case OPT_ALLOW_HOST: o->fixer.allow_host = true; break;
		case OPT_EXPLAIN: return explain_cause(next_word(argc, argv));
		case OPT_COLOR:
			o->color = optarg ? optarg : "always";
			if (term_color(o->color) < 0)
				return cmd_usage("why", "--color is auto, always or never");
			break;
		case 'h': return cmd_help("why", help);
		default: return cmd_usage("why", NULL);
		}
	}
	if (contradiction(o))
		return cmd_usage("why", contradiction(o));
	if (o->read)
		return argc == optind ? -1 : cmd_usage("why", "FROM and TO are in the file");
	o->probe.diagnose = true;
	return probe_take("why", argc - optind, argv + optind, &o->probe);
}

static const char *waits_for(const void *ctx)
{
	const struct waiting *w = ctx;

	if (w->verdict.wants_rules)
		return "a firewall dropped it; asking once more, with its rules watched ...";
	if (w->probe.sofar.resolving)
		return "waiting for somebody to say whose address that is (up to 3 s) ...";
	return w->probe.sofar.began ? "waiting for the reply ..."
				    : "waiting for ping's first packet ...";
}

static int report(const struct why_options *o, const struct question *q, const struct verdict *v)
{
	const struct verdict_style style = {
		.width = term_width(),
		.color = term_color(o->color) > 0,
		.utf8 = term_utf8(),
		.all = o->verbose,
	};

	if (o->json)
		verdict_json(q, v, stdout);
	else
		verdict_text(v, &style, stdout);
	if (o->verbose && !o->json)
		probe_print_said(q->said);
	if (fflush(stdout))
		return EXIT_TROUBLE;
	return v->reachable ? EXIT_YES : EXIT_NO;
}

/* Return: 1 something was changed, look again; 0, the last word; -errno */
static int ask_once(struct why_options *o, int *ret_status, struct err *e)
{
	struct waiting w = { 0 };
	struct question q;
	int err;

	progress_begin(waits_for, &w);
	err = probe_run(&w.probe, &o->probe, &w.verdict, e);
	progress_end();
	if (!err) {
		probe_question(&w.probe, &q);
		*ret_status = report(o, &q, &w.verdict);
	}
	if (!err && o->write)
		err = case_save(&q, o->write, e);
	probe_done(&w.probe);
	if (err || !o->fix)
		return err;
	return fix_next(&o->fixer, &w.verdict, e);
}

/* What this nscope would ask and that one did not is not answered. */
static int judge_again(const struct why_options *o, int *ret_status, struct err *e)
{
	_cleanup_case_ struct why_case c = { 0 };
	struct verdict v;
	int err = case_load(o->read, &c, e);

	if (err)
		return err;
	why_judge(&c.q, &v);
	if (asks_pending(&c.asks))
		fprintf(stderr, "nscope: %s: another nscope's, which asked its kernels less\n",
			o->read);
	*ret_status = report(o, &c.q, &v);
	return 0;
}

int cmd_why(int argc, char **argv)
{
	struct why_options o = { 0 };
	struct err e = { 0 };
	int status = parse(argc, argv, &o), again;

	if (status >= 0)
		return status;
	do
		again = o.read ? judge_again(&o, &status, &e) : ask_once(&o, &status, &e);
	while (again > 0);
	return again < 0 ? cmd_fail(&e) : status;
}
