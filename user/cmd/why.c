// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * why.c - nscope why: is TO reachable, and if not, why, where, and what would mend it
 */
#include "cmd.h"

#include <getopt.h>
#include <unistd.h>

#include "../out/verdict.h"
#include "probe.h"
#include "term.h"

static const char help[] =
	"Pings TO from FROM with the system's ping, follows the packets through every\n"
	"namespace of this machine, asks the kernels about the gap, and says in one\n"
	"sentence why no answer came. TO is a node or an address. Exit status: 0 it is\n"
	"reachable, 1 it is not, 2 trouble.\n"
	"\n"
	"  -j              as JSON\n"
	"  -v              ping's own words, too\n"
	"  --color[=WHEN]  auto, always, never\n"
	"\n"
	"  sudo nscope why red blue\n"
	"  sudo nscope why red 192.168.15.9 -- -s 1400\n";

struct why_options {
	struct probe_options probe;
	bool json, verbose;
	const char *color;
};

static int parse(int argc, char **argv, struct why_options *o)
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ "color", optional_argument, NULL, 'C' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	argc = probe_split(argc, argv, &o->probe);
	while ((c = getopt_long(argc, argv, "jvh", longs, NULL)) != -1) {
		switch (c) {
		case 'j': o->json = true; break;
		case 'v': o->verbose = true; break;
		case 'C':
			o->color = optarg ? optarg : "always";
			if (term_color(o->color) < 0)
				return cmd_usage("why", "--color is auto, always or never");
			break;
		case 'h': return cmd_help("why", help);
		default: return cmd_usage("why", NULL);
		}
	}
	o->probe.diagnose = true;
	return probe_take("why", argc - optind, argv + optind, &o->probe);
}

static int report(const struct why_options *o, const struct probe *p, const struct verdict *v)
{
	const struct verdict_style style = {
		.width = isatty(STDOUT_FILENO) ? term_width() : 0,
		.color = term_color(o->color) > 0,
	};
	struct question q;

	probe_question(p, &q);
	if (o->json)
		verdict_json(&q, v, stdout);
	else
		verdict_text(&q, v, &style, stdout);
	if (o->verbose && !o->json)
		probe_print_said(p);
	if (fflush(stdout))
		return EXIT_TROUBLE;
	return v->reachable ? EXIT_YES : EXIT_NO;
}

int cmd_why(int argc, char **argv)
{
	_cleanup_probe_ struct probe p = { 0 };
	struct why_options o = { 0 };
	struct verdict v = { 0 };
	struct err e = { 0 };
	int status = parse(argc, argv, &o);

	if (status >= 0)
		return status;
	if (probe_run(&p, &o.probe, &v, &e))
		return cmd_fail(&e);
	return report(&o, &p, &v);
}
