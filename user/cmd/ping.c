// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ping.c - nscope ping: the system's ping, everything it caused, and one closing sentence
 */
#include "cmd.h"

#include <getopt.h>
#include <string.h>
#include <sys/wait.h>

#include "probe.h"
#include "term.h"

static const char help[] =
	"Runs the system's ping inside FROM, draws every ARP and ICMP frame it caused,\n"
	"hop by hop, and closes with one sentence. One echo is sent, unless\n"
	"OPTIONS say otherwise (-- -c 3). TO is a node or an address. Exit status:\n"
	"0 answered, 1 not, 2 trouble.\n"
	"\n"
	"  -v              ping's own words, too\n"
	"  --explain       each event in a plain sentence, too\n"
	"  --color[=WHEN]  auto, always, never\n"
	"\n"
	"  sudo nscope ping red blue\n"
	"  sudo nscope ping red 192.168.15.9\n";

struct ping_options {
	struct probe_options probe;
	bool verbose;
	const char *color;
};

/* Folded between words on a terminal; one line for a pipe, where it is searched for. */
static void print_sentence(const char *s)
{
	size_t room = isatty(STDOUT_FILENO) ? term_width() : SIZE_MAX;

	while (strlen(s) > room) {
		const char *cut = memrchr(s, ' ', room + 1);

		if (!cut)
			break;
		printf("%.*s\n", (int)(cut - s), s);
		s = cut + 1;
	}
	puts(s);
}

static int report(const struct ping_options *o, const struct probe *p, const struct verdict *v)
{
	bool refused = probe_refused(p, v);

	if (o->verbose || refused)
		probe_print_said(p->said);
	putchar('\n');
	print_sentence(v->summary);
	for (size_t i = 0; i < v->n_fix; i++)
		printf("  fix: %s\n", v->fix[i]);
	if (fflush(stdout))
		return EXIT_TROUBLE;
	if (refused && WIFEXITED(p->status) && WEXITSTATUS(p->status) > 1)
		return EXIT_TROUBLE;
	return v->reachable ? EXIT_YES : EXIT_NO;
}

static int parse(int argc, char **argv, struct ping_options *o)
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "color", optional_argument, NULL, 'C' },
		{ "explain", no_argument, NULL, 'E' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	argc = probe_split(argc, argv, &o->probe);
	while ((c = getopt_long(argc, argv, "vh", longs, NULL)) != -1) {
		switch (c) {
		case 'v': o->verbose = true; break;
		case 'E': o->probe.explain = true; break;
		case 'C':
			o->color = optarg ? optarg : "always";
			if (term_color(o->color) < 0)
				return cmd_usage("ping", "--color is auto, always or never");
			break;
		case 'h': return cmd_help("ping", help);
		default: return cmd_usage("ping", NULL);
		}
	}
	o->probe.format = &out_ladder;
	o->probe.color = term_color(o->color) > 0;
	return probe_take("ping", argc - optind, argv + optind, &o->probe);
}

int cmd_ping(int argc, char **argv)
{
	_cleanup_probe_ struct probe p = { 0 };
	struct ping_options o = { 0 };
	struct verdict v = { 0 };
	struct err e = { 0 };
	int status = parse(argc, argv, &o);

	if (status >= 0)
		return status;
	if (probe_run(&p, &o.probe, &v, &e))
		return cmd_fail(&e);
	return report(&o, &p, &v);
}
