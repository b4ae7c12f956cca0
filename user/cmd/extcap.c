// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * extcap.c - Wireshark asks (extcap(4)): which interfaces, which link type, which settings; then
 * it wants the packets, through a FIFO
 *
 *     ln -s /usr/local/bin/nscope ~/.config/wireshark/extcap/
 *
 * One interface is everything that is traced without NODE; there is one more for each lab.
 */
#include "extcap.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "../io/expr.h"
#include "../lab/lab.h"
#include "cmd.h"

#define ALL	  "nscope"
#define LAB	  "nscope-" /* and the lab's name */
#define WORDS_MAX 512

struct asked {
	bool interfaces, dlts, config, capture;
	const char *interface, *fifo, *filter, *nodes;
};

/* The command line of `nscope trace`, as somebody would have typed it. */
struct typed {
	char *words[WORDS_MAX + 1];
	int n;
};

bool extcap_asks(int argc, char **argv)
{
	return argc > 1 && (!strncmp(argv[1], "--extcap-", 9) || !strcmp(argv[1], "--capture"));
}

static void parse(int argc, char **argv, struct asked *a)
{
	static const struct option longs[] = {
		{ "extcap-interfaces", no_argument, NULL, 'I' },
		{ "extcap-version", optional_argument, NULL, 'V' },
		{ "extcap-interface", required_argument, NULL, 'i' },
		{ "extcap-dlts", no_argument, NULL, 'd' },
		{ "extcap-config", no_argument, NULL, 'o' },
		{ "extcap-capture-filter", required_argument, NULL, 'f' },
		{ "capture", no_argument, NULL, 'c' },
		{ "fifo", required_argument, NULL, 'p' },
		{ "nodes", required_argument, NULL, 'n' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	/* What a newer Wireshark asks beside is not known, and not in the way. */
	opterr = 0;
	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 'I': a->interfaces = true; break;
		case 'i': a->interface = optarg; break;
		case 'd': a->dlts = true; break;
		case 'o': a->config = true; break;
		case 'f': a->filter = *optarg ? optarg : NULL; break;
		case 'c': a->capture = true; break;
		case 'p': a->fifo = optarg; break;
		case 'n': a->nodes = *optarg ? optarg : NULL; break;
		}
	}
}

static int print_lab(const char *lab, void *ctx)
{
	(void)ctx;
	printf("interface {value=" LAB "%s}{display=nscope: lab %s}\n", lab, lab);
	return 0;
}

static int interfaces(void)
{
	struct err e = { 0 };

	puts("extcap {version=" NSCOPE_VERSION "}{help=man:nscope(8)}\n"
	     "interface {value=" ALL "}{display=nscope: ARP and ICMP in all namespaces}");
	/* Who may not look at the labs has the one interface. */
	lab_each(print_lab, NULL, &e);
	return EXIT_YES;
}

static int config(void)
{
	puts("arg {number=0}{call=--nodes}{display=Nodes}{type=string}"
	     "{tooltip=NODE or NODE:IF, with blanks between; empty: all of them}");
	return EXIT_YES;
}

static int add(struct typed *t, const char *word)
{
	char *copy = t->n < WORDS_MAX ? strdup(word) : NULL;

	if (!copy)
		return -ENOMEM;
	t->words[t->n++] = copy;
	return 0;
}

static int add_node(const char *node, uint64_t cookie, void *ctx)
{
	(void)cookie;
	return add(ctx, node);
}

static int add_nodes(struct typed *t, const struct asked *a, struct err *e)
{
	char words[4096], *rest = words, *word;
	int err = 0;

	if (!a->nodes && !strncmp(a->interface, LAB, strlen(LAB)))
		return lab_nodes(a->interface + strlen(LAB), add_node, t, e);
	snprintf(words, sizeof(words), "%s", a->nodes ? a->nodes : "");
	while (!err && (word = strsep(&rest, " ")))
		err = *word ? add(t, word) : 0;
	return err ? err_sys(e, -err, "extcap") : 0;
}

static int capture(const struct asked *a)
{
	struct typed t = { .n = 0 };
	struct err e = { 0 };
	int status, err;

	err = add(&t, "trace") | add(&t, "-w") | add(&t, a->fifo);
	if (!err)
		err = add_nodes(&t, a, &e);
	if (!err && a->filter)
		err = add(&t, "--") | add(&t, a->filter);
	if (err && !e.code)
		err_sys(&e, ENOMEM, "extcap");
	optind = 0; /* another command line */
	opterr = 1;
	status = err ? cmd_fail(&e) : cmd_trace(t.n, t.words);
	while (t.n)
		free(t.words[--t.n]);
	return status;
}

/* Wireshark shows what we say of it; silence is consent. */
static int check_filter(const char *filter)
{
	_cleanup_expr_ struct expr *x = NULL;
	struct err e = { 0 };

	if (filter && expr_new(filter, &x, &e))
		puts(e.text);
	return EXIT_YES;
}

int extcap_answer(int argc, char **argv)
{
	struct asked a = { 0 };

	parse(argc, argv, &a);
	if (a.interfaces)
		return interfaces();
	if (!a.interface || (a.capture && !a.fifo)) {
		fputs("nscope: this is for Wireshark; see extcap in man nscope\n", stderr);
		return EXIT_TROUBLE;
	}
	if (a.dlts) {
		puts("dlt {number=1}{name=EN10MB}{display=Ethernet}");
		return EXIT_YES;
	}
	if (a.config)
		return config();
	return a.capture ? capture(&a) : check_filter(a.filter);
}
