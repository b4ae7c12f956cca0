// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * trace.c - nscope trace: the live stream of ARP and ICMP at every veth end
 */
#include "cmd.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "replay.h"
#include "session.h"
#include "term.h"

static const char help[] =
	"Prints every ARP, ICMP and ICMPv6 packet at every veth end of the namespaces,\n"
	"with drops and neighbour changes, in one order. Without NODE: every node of\n"
	"every lab, or, where there is no lab, every named namespace.\n"
	"\n"
	"  -c N            stop after N packets\n"
	"  -j              JSON lines\n"
	"  -n, -l, -U      accepted, as in tcpdump: it always is so\n"
	"  --color[=WHEN]  auto, always, never\n"
	"\n"
	"  sudo nscope trace red blue\n"
	"  sudo nscope trace -j -c 8 | jq .summary\n"
	"\n"
	"Ctrl-C ends it; then the counters are printed on stderr: seen = filtered +\n"
	"delivered + lost.\n";

struct trace_options {
	uint64_t limit;
	bool json, print;
	const char *color;
	const char *write, *read; /* a capture's file; NULL: none */
};

/* One NODE[:IF] argument. */
struct want {
	uint64_t cookie;
	uint32_t inum;
	const char *ifname; /* "" : every veth end */
	bool found;
};

struct wants {
	struct want *items;
	size_t n;
};

static bool wants_end(const struct room *r, const struct link_row *l, const void *ctx)
{
	const struct wants *w = ctx;
	bool any = false;

	for (size_t i = 0; i < w->n; i++) {
		struct want *one = &w->items[i];

		if (one->cookie != r->cookie || one->inum != r->inum)
			continue;
		if (*one->ifname ? strcmp(one->ifname, l->name) : strcmp(l->kind, "veth"))
			continue;
		one->found = any = true;
	}
	return any;
}

/* "red:eth0" is an end of red; "pid:17" and paths keep their colon. */
static char *split_end(char *arg)
{
	char *colon = strrchr(arg, ':');

	if (!colon || strchr(colon, '/') || (!strncmp(arg, "pid:", 4) && colon == arg + 3))
		return arg + strlen(arg);
	*colon = '\0';
	return colon + 1;
}

static int choose(int argc, char **argv, struct targets *t, struct wants *w, struct err *e)
{
	size_t at;
	int err;

	if (argc == 0)
		return targets_add_all(t, e);
	w->items = calloc((size_t)argc, sizeof(*w->items));
	if (!w->items)
		return err_sys(e, ENOMEM, "trace");
	for (int i = 0; i < argc; i++) {
		struct want *one = &w->items[w->n];

		one->ifname = split_end(argv[i]);
		err = targets_add(t, argv[i], &at, e);
		if (err)
			return err;
		one->cookie = t->rooms[at].cookie;
		one->inum = t->rooms[at].inum;
		w->n++;
	}
	return 0;
}

static int check_found(const struct wants *w, char **argv, struct err *e)
{
	for (size_t i = 0; i < w->n; i++)
		if (*w->items[i].ifname && !w->items[i].found)
			return err_set(e, ENOENT,
				       "no interface '%s' in %s; ip -n %s link lists them",
				       w->items[i].ifname, argv[i], argv[i]);
	return 0;
}

/* A capture is written instead of lines, unless both were asked for. */
static const struct out_ops *format_of(const struct trace_options *o)
{
	if (o->json)
		return &out_json;
	return o->write && !o->print ? NULL : &out_text;
}

static int trace(const struct trace_options *o, int argc, char **argv, struct totals *ret,
		 struct err *e)
{
	_cleanup_targets_ struct targets t = TARGETS_INIT;
	_cleanup_snapshot_ struct snapshot *names = NULL;
	_cleanup_session_ struct session *s = NULL;
	_cleanup_free_ struct want *items = NULL;
	_cleanup_outfile_ struct outfile *record = NULL;
	struct wants w = { 0 };
	int err = 0;

	if (o->write)
		err = outfile_create(o->write, &record, e);
	if (!err)
		err = targets_open(&t, e);
	if (!err)
		err = choose(argc, argv, &t, &w, e);
	items = w.items;
	if (!err)
		err = targets_read(&t, TABLES_NAMES, &names, e);
	if (err)
		return err;
	const struct session_config c = {
		.targets = &t,
		.names = names,
		.wants = w.n ? wants_end : NULL,
		.wants_ctx = &w,
		.format = format_of(o),
		.record = record,
		.color = !o->json && term_color(o->color) > 0,
		.limit = o->limit,
	};
	err = session_open(&c, &s, e);
	if (!err)
		err = check_found(&w, argv, e);
	if (!err && session_ends(s) == 0)
		err = err_set(e, ENODEV,
			      "there is no veth end to watch; name an interface, as in %s:eth0",
			      t.rooms[0].name);
	if (err)
		return err;
	fprintf(stderr, "nscope: watching %zu end%s in %zu namespace%s; Ctrl-C ends it\n",
		session_ends(s), session_ends(s) == 1 ? "" : "s", t.n, t.n == 1 ? "" : "s");
	err = session_run(s, 0, NULL, e);
	return err ? err : session_close(s, ret, e);
}

/* No tracer, no namespaces, no rights: what a capture holds. */
static int recorded(const struct trace_options *o, struct totals *ret, struct err *e)
{
	_cleanup_outfile_ struct outfile *record = NULL;
	struct replay_config c = {
		.path = o->read,
		.format = format_of(o),
		.color = !o->json && term_color(o->color) > 0,
		.limit = o->limit,
	};
	int err = o->write ? outfile_create(o->write, &record, e) : 0;

	c.record = record;
	return err ? err : replay(&c, ret, e);
}

static int parse_limit(const char *arg, uint64_t *ret)
{
	char *end;

	errno = 0;
	*ret = strtoull(arg, &end, 10);
	return errno || end == arg || *end || *arg == '-' || *ret == 0 ? -EINVAL : 0;
}

int cmd_trace(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "color", optional_argument, NULL, 'C' },
		{ "print", no_argument, NULL, 'P' },
		{ NULL, 0, NULL, 0 },
	};
	struct trace_options o = { 0 };
	struct totals totals;
	struct err e = { 0 };
	int c;

	while ((c = getopt_long(argc, argv, "c:jnlUr:w:h", longs, NULL)) != -1) {
		switch (c) {
		case 'c':
			if (parse_limit(optarg, &o.limit))
				return cmd_usage("trace",
						 "-c wants a number of packets, 1 or more");
			break;
		case 'j': o.json = true; break;
		case 'r': o.read = optarg; break;
		case 'w': o.write = optarg; break;
		case 'P': o.print = true; break;
		case 'n':
		case 'l':
		case 'U': break;
		case 'C':
			o.color = optarg ? optarg : "always";
			if (term_color(o.color) < 0)
				return cmd_usage("trace", "--color is auto, always or never");
			break;
		case 'h': return cmd_help("trace", help);
		default: return cmd_usage("trace", NULL);
		}
	}
	/* Who stops reading ends it, in order: a capture beside it is to be whole. */
	signal(SIGPIPE, SIG_IGN);
	if (o.read ? recorded(&o, &totals, &e)
		   : trace(&o, argc - optind, argv + optind, &totals, &e))
		return cmd_fail(&e);
	fprintf(stderr,
		"nscope: %" PRIu64 " seen = %" PRIu64 " filtered + %" PRIu64 " delivered + %" PRIu64
		" lost\n",
		totals.seen, totals.filtered, totals.delivered, totals.lost);
	return EXIT_YES;
}
