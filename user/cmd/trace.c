// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * trace.c - nscope trace: the live stream of ARP and ICMP at every veth end
 */
#include "cmd.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "../tables/tables.h"
#include "cost.h"
#include "replay.h"
#include "session.h"
#include "term.h"
#include "trace_args.h"
#include "wants.h"

/* More than these take so long to attach that it needs saying. */
#define SLOW_FROM 100

/* A capture is written instead of lines, unless both were asked for. */
static const struct out_ops *format_of(const struct trace_args *a)
{
	if (a->json)
		return &out_json;
	if (a->ladder)
		return &out_ladder;
	if (a->count)
		return &out_count;
	return a->write && !a->print ? NULL : &out_text;
}

/* Without it the rest works as well: what is there now is watched, and stays so. */
static int follow_if_possible(const struct targets *t, struct follow **ret, struct err *e)
{
	struct err why = { 0 };
	int err = follow_new(t, true, ret, &why);

	if (!err)
		return 0;
	fprintf(stderr, "nscope: what appears later will not be watched: %s\n", why.text);
	return follow_new(t, false, ret, e);
}

/* A capture also tells who reads it where packets could go. */
static int read_names(const struct targets *t, struct follow *f, bool record, struct snapshot **ret,
		      struct err *e)
{
	unsigned int what = TABLES_NAMES | (record ? TABLES_ROUTES | TABLES_FDB : 0);

	return tables_read_by(follow_hub(f), t->rooms, t->labs, t->n, what, ret, e);
}

static void say_watching(const struct session *s, const struct session_config *c)
{
	const struct targets *t = c->targets;
	size_t ends = session_ends(s), rooms = session_rooms(s);

	fprintf(stderr, "nscope: watching %zu end%s in %zu namespace%s; Ctrl-C ends it\n", ends,
		ends == 1 ? "" : "s", rooms, rooms == 1 ? "" : "s");
	if (!ends)
		fprintf(stderr,
			"nscope: there is no veth end yet; another interface is named, as in "
			"%s:eth0\n",
			t->rooms[0].name);
	if (c->rules)
		fputs("nscope: the ruleset of each has a table nscope_trace until then, which "
		      "marks ICMP and ARP\n",
		      stderr);
}

static void say_totals(const struct totals *t)
{
	fprintf(stderr,
		"nscope: %" PRIu64 " seen = %" PRIu64 " filtered + %" PRIu64 " delivered + %" PRIu64
		" lost\n",
		t->seen, t->filtered, t->delivered, t->lost);
}

static int watch(const struct session_config *c, struct err *e)
{
	_cleanup_session_ struct session *s = NULL;
	struct totals totals;
	uint64_t begin;
	int err = session_open(c, &s, e);

	if (err)
		return err;
	begin = cost_begin();
	say_watching(s, c);
	err = session_run(s, 0, NULL, e);
	if (!err && session_rooms(s) == 0)
		fputs("nscope: all that was watched is gone\n", stderr);
	if (!err)
		err = session_close(s, &totals, e);
	if (!err)
		say_totals(&totals);
	if (!err && c->cost)
		cost_print(c->cost, begin);
	return err;
}

static int trace(const struct trace_args *a, struct outfile *record, struct err *e)
{
	_cleanup_targets_ struct targets t = TARGETS_INIT;
	_cleanup_snapshot_ struct snapshot *names = NULL;
	_cleanup_follow_ struct follow *f = NULL;
	_cleanup_wants_ struct wants w = { 0 };
	struct hook_cost cost[HOOK_MAX] = { 0 };
	enum targets_scope scope;
	size_t wanted;
	int err;

	err = targets_open(&t, e);
	if (!err)
		err = wants_choose(&w, a, &t, e);
	if (!err)
		err = follow_if_possible(&t, &f, e);
	if (!err)
		err = read_names(&t, f, record, &names, e);
	if (err)
		return err;
	scope = a->all ? TARGETS_MACHINE : t.n_owners ? TARGETS_LABS : TARGETS_NAMES;
	err = wants_check(&w, a, names, &wanted, e);
	if (err)
		return err;
	if (wanted > SLOW_FROM)
		fprintf(stderr, "nscope: attaching to %zu ends; the kernel takes its time\n",
			wanted);
	const struct attacher_finding finding = { targets_find, &scope, a->all };

	return watch(
		&(struct session_config){
			.targets = &t,
			.names = names,
			.wants = wants_end,
			.wants_ctx = &w,
			.follow = TAKE_PTR(f),
			.finding = a->n_nodes ? NULL : &finding,
			.format = format_of(a),
			.record = record,
			.summary = a->summary,
			.cost = a->cost ? cost : NULL,
			.color = !a->json && term_color(a->color) > 0,
			.explain = a->explain,
			.style = a->style,
			.limit = a->limit,
			.sieve = &a->sieve,
			.filter = a->filter,
			.failed = a->failed,
			.rules = a->rules,
			.witness = a->witness,
			.snaplen = a->snaplen,
			.ring_bytes = a->ring_bytes,
			.cage = true,
		},
		e);
}

/* No tracer, no namespaces, no rights: what a capture holds. */
static int recorded(const struct trace_args *a, struct outfile *record, struct err *e)
{
	const struct replay_config c = {
		.path = a->read,
		.format = format_of(a),
		.record = record,
		.summary = a->summary,
		.color = !a->json && term_color(a->color) > 0,
		.explain = a->explain,
		.style = a->style,
		.limit = a->limit,
		.sieve = &a->sieve,
		.filter = a->filter,
		.failed = a->failed,
		.snaplen = a->snaplen,
	};
	struct totals totals;
	bool ended;
	int err = replay(&c, &totals, &ended, e);

	if (err)
		return err;
	if (!ended)
		fprintf(stderr,
			"nscope: %s has no end: its writer was killed; counted as far as it goes\n",
			a->read);
	say_totals(&totals);
	return 0;
}

static int run(const struct trace_args *a, struct err *e)
{
	_cleanup_outfile_ struct outfile *record = NULL;
	int err = a->write ? outfile_create(a->write, &record, e) : 0;

	if (err)
		return err;
	return a->read ? recorded(a, record, e) : trace(a, record, e);
}

int cmd_trace(int argc, char **argv)
{
	__attribute__((cleanup(trace_args_done))) struct trace_args a = { 0 };
	struct err e = { 0 };
	int status = trace_args_parse(argc, argv, &a);

	if (status >= 0)
		return status;
	/* Who stops reading ends it, in order: a capture beside it is to be whole. */
	signal(SIGPIPE, SIG_IGN);
	return run(&a, &e) ? cmd_fail(&e) : EXIT_YES;
}
