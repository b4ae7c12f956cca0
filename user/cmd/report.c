// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report.c - nscope report: a capture as a page that steps through it
 */
#include "cmd.h"

#include <getopt.h>
#include <stdio.h>

#include "number.h"
#include "replay.h"

static const char help[] =
	"One HTML file that needs nothing else, neither a network nor a server: the lab\n"
	"drawn, each packet moving through its pipe, its fields, and everybody's tables\n"
	"before and after. CAPTURE is what trace -w wrote; another pcap or pcapng file\n"
	"of Ethernet frames also works, but tells no rooms: each MAC becomes one. Needs\n"
	"no rights. \"-\" is standard input.\n"
	"\n"
	"  -o FILE   where the page goes; \"-\" is standard output\n"
	"  -c N      only the first N packets; a page has room for 2,000 steps\n"
	"\n"
	"  sudo nscope trace -w lesson.pcapng\n"
	"  nscope report lesson.pcapng -o lesson.html\n";

struct report_args {
	const char *capture, *page;
	uint64_t limit;
};

static int parse(int argc, char **argv, struct report_args *a)
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "output", required_argument, NULL, 'o' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "c:ho:", longs, NULL)) != -1) {
		switch (c) {
		case 'o': a->page = optarg; break;
		case 'c':
			if (number_parse(optarg, 1, UINT64_MAX, &a->limit))
				return cmd_usage("report", "-c is a number of packets");
			break;
		case 'h': return cmd_help("report", help);
		default: return cmd_usage("report", NULL);
		}
	}
	if (optind + 1 != argc)
		return cmd_usage("report", "one CAPTURE, please");
	if (!a->page)
		return cmd_usage("report", "-o FILE says where the page goes");
	a->capture = argv[optind];
	return -1;
}

static int report(const struct report_args *a, struct err *e)
{
	static const struct sieve all;
	_cleanup_outfile_ struct outfile *page = NULL;
	struct replay_config c = {
		.path = a->capture,
		.format = &out_page,
		.limit = a->limit,
		.sieve = &all,
	};
	struct totals totals;
	bool ended;
	int err = outfile_create(a->page, &page, e);

	if (err)
		return err;
	c.print = page;
	err = replay(&c, &totals, &ended, e);
	if (!err && !ended)
		fprintf(stderr,
			"nscope: %s has no end: its writer was killed; shown as far as it goes\n",
			a->capture);
	return err;
}

int cmd_report(int argc, char **argv)
{
	struct report_args a = { 0 };
	struct err e = { 0 };
	int status = parse(argc, argv, &a);

	if (status >= 0)
		return status;
	return report(&a, &e) ? cmd_fail(&e) : EXIT_YES;
}
