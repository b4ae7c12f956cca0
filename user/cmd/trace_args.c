// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * trace_args.c - what `nscope trace` was asked for
 */
#include "trace_args.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "number.h"
#include "target.h"
#include "term.h"

#define RING_KIB_MAX (1 << 20) /* the kernel pins it */

static const char help[] =
	"Prints every ARP, ICMP and ICMPv6 packet at every veth end of the namespaces,\n"
	"with drops, neighbour changes, and links, addresses and routes that change, in\n"
	"one order. Without NODE: every node of every lab, or, where there is no lab,\n"
	"every named namespace, also those that appear later.\n"
	"\n"
	"  sudo nscope trace red blue\n"
	"  sudo nscope trace red icmp and host 192.168.15.2\n"
	"  sudo nscope trace -j -c 8 | jq .summary\n"
	"  sudo nscope trace -w lab.pcapng      then: wireshark lab.pcapng\n"
	"  sudo nscope trace -w - | wireshark -k -i -\n"
	"  nscope trace -r lab.pcapng --ladder  needs no root\n"
	"\n"
	"  -B KIB          room for events that wait to be read; 16384\n"
	"  -c N            stop after N packets\n"
	"  -e              the Ethernet header, too\n"
	"  -i IF|any       interfaces of this name only, of any kind; all of them\n"
	"  -j              JSON lines\n"
	"  --ladder        a column per namespace, an arrow per hop\n"
	"  -Q in|out       packets that go this way\n"
	"  -q              fewer words\n"
	"  -r FILE         read a capture: nscope's to the letter, or any pcap or\n"
	"                  pcapng of Ethernet frames; - is standard input\n"
	"  -s N            look at the first N octets of a packet only\n"
	"  -t ... -ttttt   no time; since 1970; since the line before; date and time;\n"
	"                  since the first line; --nano has nanoseconds, --micro not\n"
	"  -v              more of each packet: TTL, flags, options, what errors quote\n"
	"  -x -xx -X -XX   its octets; from the Ethernet header on; as text, too\n"
	"  -w FILE         write a capture (pcapng) instead of lines; - is standard\n"
	"                  output; --print, -j, --ladder print beside it\n"
	"  --all           every namespace of this machine: named, of containers, and any\n"
	"                  other that a process lives in\n"
	"  --count         how many of what, for each namespace, instead of lines\n"
	"  --summary       that beside the lines, at the end, on stderr\n"
	"  --cost          what watching has cost, at the end: time for each program\n"
	"  --netns NODE    only what happens there; may be repeated\n"
	"  --drops         only drops\n"
	"  --explain       each event in a plain sentence, too\n"
	"  --rules         also what the firewall says of each packet, rule by rule;\n"
	"                  adds the table nscope_trace to the rulesets until it ends\n"
	"  --witness       also what leaves no drop: where packets end quietly, route\n"
	"                  decisions, errors being sent, what a bridge learns\n"
	"  --transaction-failed   only what belongs to a request without an answer\n"
	"  -n, -l, -U      accepted, as in tcpdump: it always is so\n"
	"  --color[=WHEN]  auto, always, never\n"
	"\n"
	"FILTER is tcpdump's language (man pcap-filter). It begins with the first word\n"
	"that an expression can begin with and that no namespace is called, or behind --.\n"
	"\n"
	"Ctrl-C ends it; then the counters are printed on stderr: seen = filtered +\n"
	"delivered + lost. SIGUSR1 prints them as they are.\n";

enum {
	OPT_ALL = 256,
	OPT_COLOR,
	OPT_COST,
	OPT_COUNT,
	OPT_DROPS,
	OPT_EXPLAIN,
	OPT_FAILED,
	OPT_LADDER,
	OPT_MICRO,
	OPT_NANO,
	OPT_NETNS,
	OPT_PRINT,
	OPT_RULES,
	OPT_WITNESS,
	OPT_SUMMARY
};

static const struct option longs[] = {
	{ "all", no_argument, NULL, OPT_ALL },
	{ "help", no_argument, NULL, 'h' },
	{ "color", optional_argument, NULL, OPT_COLOR },
	{ "cost", no_argument, NULL, OPT_COST },
	{ "count", no_argument, NULL, OPT_COUNT },
	{ "drops", no_argument, NULL, OPT_DROPS },
	{ "explain", no_argument, NULL, OPT_EXPLAIN },
	{ "ladder", no_argument, NULL, OPT_LADDER },
	{ "micro", no_argument, NULL, OPT_MICRO },
	{ "nano", no_argument, NULL, OPT_NANO },
	{ "netns", required_argument, NULL, OPT_NETNS },
	{ "print", no_argument, NULL, OPT_PRINT },
	{ "rules", no_argument, NULL, OPT_RULES },
	{ "summary", no_argument, NULL, OPT_SUMMARY },
	{ "transaction-failed", no_argument, NULL, OPT_FAILED },
	{ "witness", no_argument, NULL, OPT_WITNESS },
	{ NULL, 0, NULL, 0 },
};

static int add_room(struct trace_args *a, const char *name)
{
	const char **rooms = grow(a->rooms, a->n_rooms, sizeof(*rooms));

	if (!rooms)
		return -ENOMEM;
	a->rooms = rooms;
	rooms[a->n_rooms++] = name;
	return 0;
}

static int parse_dir(const char *word, enum frame_dir *ret)
{
	for (int d = DIR_IN; d < DIR_MAX; d++)
		if (!strcmp(word, frame_dir_word(d))) {
			*ret = d;
			return 0;
		}
	if (strcmp(word, "inout"))
		return -EINVAL;
	*ret = DIR_NONE;
	return 0;
}

/* The kernel takes powers of two. Return: octets; 0: that is no size */
static size_t parse_ring(const char *arg)
{
	uint64_t kib;
	size_t size = (size_t)sysconf(_SC_PAGESIZE);

	if (number_parse(arg, 1, RING_KIB_MAX, &kib))
		return 0;
	while (size < kib * 1024)
		size *= 2;
	return size;
}

/* Given twice it begins with the Ethernet header. */
static void take_dump(struct text_style *s, enum out_dump dump)
{
	s->dump_link = s->dump == dump;
	s->dump = dump;
}

/* One option. Return: NULL, or what is wrong with it */
static const char *take_option(struct trace_args *a, int c, const char *arg)
{
	uint64_t n;

	switch (c) {
	case 'B':
		a->ring_bytes = parse_ring(arg);
		if (!a->ring_bytes)
			return "-B wants a number of KiB, 1 to 1048576";
		break;
	case 'c':
		if (number_parse(arg, 1, UINT64_MAX, &a->limit))
			return "-c wants a number of packets, 1 or more";
		break;
	case 'i':
		a->ifname = arg;
		a->sieve.ifname = strcmp(arg, "any") ? arg : NULL;
		break;
	case 'j': a->json = true; break;
	case 'Q':
		if (parse_dir(arg, &a->sieve.dir))
			return "-Q is in, out or inout";
		break;
	case 'r': a->read = arg; break;
	case 's':
		if (number_parse(arg, 0, UINT32_MAX, &n))
			return "-s wants a number of octets; 0 is all there is";
		a->snaplen = (uint32_t)n;
		break;
	case 'w': a->write = arg; break;
	case 'e': a->style.link = true; break;
	case 'q': a->style.quiet = true; break;
	case 't':
		if (++a->style.stamp == STAMP_MAX)
			return "-t is given at most five times";
		break;
	case 'v': a->style.verbose = true; break;
	case 'x': take_dump(&a->style, DUMP_HEX); break;
	case 'X': take_dump(&a->style, DUMP_ASCII); break;
	case OPT_MICRO: a->style.nano = false; break;
	case OPT_NANO: a->style.nano = true; break;
	case OPT_ALL: a->all = true; break;
	case OPT_COST: a->cost = true; break;
	case OPT_COUNT: a->count = true; break;
	case OPT_SUMMARY: a->summary = true; break;
	case OPT_COLOR:
		a->color = arg ? arg : "always";
		if (term_color(a->color) < 0)
			return "--color is auto, always or never";
		break;
	case OPT_DROPS: a->sieve.drops = true; break;
	case OPT_EXPLAIN: a->explain = true; break;
	case OPT_FAILED: a->failed = true; break;
	case OPT_LADDER: a->ladder = true; break;
	case OPT_NETNS:
		if (add_room(a, arg))
			return strerror(ENOMEM);
		break;
	case OPT_PRINT: a->print = true; break;
	case OPT_RULES: a->rules = true; break;
	case OPT_WITNESS: a->witness = true; break;
	}
	return NULL;
}

static const char *check_together(const struct trace_args *a)
{
	bool prints = a->json || a->ladder || a->count || a->print;

	if (a->json + a->ladder + a->count > 1)
		return "one of -j, --ladder and --count";
	if (a->explain && a->count)
		return "--explain is for events, and --count prints none";
	if (a->cost && a->read)
		return "--cost is for watching; reading a capture runs no program";
	if (a->all && a->read)
		return "--all is for watching; a capture holds what it holds";
	if (a->witness && a->read)
		return "--witness is for watching; a capture holds what it holds";
	if (a->rules && a->read)
		return "--rules is for watching; a capture holds what it holds";
	if (a->write && !strcmp(a->write, "-") && prints)
		return "-w - has standard output for itself; nothing can be printed beside it";
	return NULL;
}

static bool is_address(const char *word)
{
	uint8_t addr[16];

	return inet_pton(AF_INET, word, addr) == 1 || inet_pton(AF_INET6, word, addr) == 1;
}

static bool is_namespace(const struct trace_args *a, const char *word)
{
	_cleanup_netns_close_ struct netns n = NETNS_INIT;

	/* Which namespaces a capture knows is not known yet. */
	return !a->read && !target_open(word, &n, NULL, NULL);
}

/* Does the filter begin here? */
static bool begins_filter(const struct trace_args *a, const char *word, const char *next)
{
	if (!expr_begins_with(word))
		return false;
	if (!strcmp(word, "host"))
		return next && is_address(next);
	return !is_namespace(a, word);
}

/* The words of an expression, as one: the shell has cut it up. */
static int join(char **words, int n, char **ret)
{
	_cleanup_free_ char *all = NULL;
	size_t len = 0, size;
	FILE *f;

	if (n <= 0)
		return 0;
	f = open_memstream(&all, &size);
	if (!f)
		return -ENOMEM;
	for (int i = 0; i < n; i++)
		len += (size_t)fprintf(f, "%s%s", i ? " " : "", words[i]);
	if (fclose(f) || size != len)
		return -ENOMEM;
	*ret = TAKE_PTR(all);
	return 0;
}

/* @behind: what stands behind "--", NULL: there is none */
static int split(struct trace_args *a, char **words, int n, char **behind, int n_behind,
		 struct err *e)
{
	int i = 0, err;

	while (i < n && !begins_filter(a, words[i], i + 1 < n ? words[i + 1] : NULL))
		i++;
	a->nodes = words;
	a->n_nodes = (size_t)i;
	if (i < n && behind)
		return err_set(e, EINVAL, "a filter begins at '%s' and another one behind --",
			       words[i]);
	err = i < n ? join(words + i, n - i, &a->filter) : join(behind, n_behind, &a->filter);
	if (err)
		return err_sys(e, -err, "filter");
	for (i = 0; !a->read && i < (int)a->n_nodes; i++)
		if (is_address(words[i]))
			return err_set(e, EINVAL, "%s is no namespace; a filter for it is: host %s",
				       words[i], words[i]);
	return a->filter ? expr_new(a->filter, &a->expr, e) : 0;
}

/* A capture is asked for its nodes while it is read. */
static void fill_sieve(struct trace_args *a)
{
	a->sieve.expr = a->expr;
	a->sieve.rooms = a->rooms;
	a->sieve.n_rooms = a->n_rooms;
	if (a->read) {
		a->sieve.ends = (const char *const *)a->nodes;
		a->sieve.n_ends = a->n_nodes;
	}
}

int trace_args_parse(int argc, char **argv, struct trace_args *a)
{
	char **behind = NULL;
	const char *wrong;
	struct err e = { 0 };
	int c, n = argc;

	*a = (struct trace_args){ 0 };
	for (int i = 1; i < argc && !behind; i++)
		if (!strcmp(argv[i], "--")) {
			behind = argv + i + 1;
			n = i;
		}
	while ((c = getopt_long(n, argv, "B:c:ehi:jlnqQ:r:s:tUvw:xX", longs, NULL)) != -1) {
		if (c == 'h')
			return cmd_help("trace", help);
		if (c == '?')
			return cmd_usage("trace", NULL);
		wrong = take_option(a, c, optarg);
		if (wrong)
			return cmd_usage("trace", wrong);
	}
	wrong = check_together(a);
	if (wrong)
		return cmd_usage("trace", wrong);
	if (split(a, argv + optind, n - optind, behind, behind ? argc - n - 1 : 0, &e))
		return cmd_fail(&e);
	if (a->all && a->n_nodes)
		return cmd_usage("trace", "--all or NODEs, not both");
	fill_sieve(a);
	return -1;
}

void trace_args_done(struct trace_args *a)
{
	expr_free(a->expr);
	free(a->filter);
	free(a->rooms);
	*a = (struct trace_args){ 0 };
}
