// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ps.c - nscope ps: the processes in each namespace, with the pid on either side
 *
 *     NODE    PID  INNER  COMMAND
 *     red   21417      1  nscope: red
 *     red   21532      2  sleep 60
 *     blue  21540  21540  nc -l 80
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "../kernel/procs.h"
#include "../out/json_write.h"
#include "cmd.h"
#include "target.h"
#include "term.h"

struct row {
	size_t room;
	pid_t host, inner;
	char comm[PROCS_COMM_MAX];
	char cmdline[JSON_STRING_MAX + 1];
};

struct rows {
	struct row *rows;
	size_t n;
};

static int add_row(size_t room, pid_t host, pid_t inner, const char *comm, void *ctx)
{
	struct rows *r = ctx;
	struct row *more = grow(r->rows, r->n, sizeof(*more));

	if (!more)
		return -ENOMEM;
	r->rows = more;
	more += r->n++;
	more->room = room;
	more->host = host;
	more->inner = inner;
	snprintf(more->comm, sizeof(more->comm), "%s", comm);
	procs_cmdline(host, more->cmdline, sizeof(more->cmdline));
	return 0;
}

static int by_room(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->room != y->room)
		return x->room < y->room ? -1 : 1;
	return x->host < y->host ? -1 : x->host > y->host;
}

static int collect(const struct targets *t, struct rows *r, struct err *e)
{
	_cleanup_free_ uint32_t *inums = calloc(t->n, sizeof(*inums));
	int err;

	if (!inums)
		return err_sys(e, ENOMEM, "cannot list processes");
	for (size_t i = 0; i < t->n; i++)
		inums[i] = t->rooms[i].inum;
	err = procs_of(inums, t->n, add_row, r, e);
	if (err)
		return e->code ? err : err_sys(e, -err, "cannot list processes");
	if (r->n)
		qsort(r->rows, r->n, sizeof(*r->rows), by_room);
	return 0;
}

static int wider(int width, int needed)
{
	return needed > width ? needed : width;
}

static void print_table(const struct targets *t, const struct rows *r)
{
	int node = (int)strlen("NODE"), pid = (int)strlen("PID"), inner = (int)strlen("INNER");
	int left;

	for (size_t i = 0; i < r->n; i++) {
		node = wider(node, (int)strlen(t->rooms[r->rows[i].room].name));
		pid = wider(pid, snprintf(NULL, 0, "%d", r->rows[i].host));
		inner = wider(inner, snprintf(NULL, 0, "%d", r->rows[i].inner));
	}
	left = wider(20, (int)term_width() - node - pid - inner - 6);
	printf("%-*s  %*s  %*s  COMMAND\n", node, "NODE", pid, "PID", inner, "INNER");
	for (size_t i = 0; i < r->n; i++) {
		const struct row *row = &r->rows[i];
		char words[4 * JSON_STRING_MAX] = "";
		struct text w = TEXT(words);

		/* As ps has it: what tells no arguments (a kernel thread) stands in brackets. */
		if (*row->cmdline) {
			text_escape(&w, row->cmdline, strlen(row->cmdline));
		} else {
			text_str(&w, "[");
			text_escape(&w, row->comm, strlen(row->comm));
			text_str(&w, "]");
		}
		printf("%-*s  %*d  %*d  %.*s\n", node, t->rooms[row->room].name, pid, row->host,
		       inner, row->inner, left, words);
	}
}

static void print_json(const struct targets *t, const struct rows *r)
{
	printf("[");
	for (size_t i = 0; i < r->n; i++) {
		const struct row *row = &r->rows[i];
		char line[JSON_LINE_MAX] = "";
		struct text j = TEXT(line);

		json_begin(&j);
		json_word(&j, JSON_KEY("netns"), t->rooms[row->room].name);
		if (*t->labs[row->room])
			json_word(&j, JSON_KEY("lab"), t->labs[row->room]);
		json_uint(&j, JSON_KEY("netns_inum"), t->rooms[row->room].inum);
		json_uint(&j, JSON_KEY("pid"), (uint64_t)row->host);
		json_uint(&j, JSON_KEY("inner_pid"), (uint64_t)row->inner);
		json_name(&j, JSON_KEY("comm"), row->comm, sizeof(row->comm));
		json_name(&j, JSON_KEY("cmdline"), row->cmdline, sizeof(row->cmdline));
		json_close(&j);
		printf("%s%s", i ? "," : "", line);
	}
	puts("]");
}

static int ps(int argc, char **argv, bool json, struct err *e)
{
	_cleanup_targets_ struct targets t = TARGETS_INIT;
	struct rows r = { 0 };
	int err = targets_open(&t, e);

	for (int i = 0; i < argc && !err; i++)
		err = targets_add(&t, argv[i], NULL, e);
	if (!err && !argc)
		err = targets_add_all(&t, e);
	if (!err)
		err = collect(&t, &r, e);
	if (!err && json)
		print_json(&t, &r);
	else if (!err)
		print_table(&t, &r);
	free(r.rows);
	return err;
}

static const char help[] =
	"The processes in each namespace, whoever started them: PID as it is here, INNER\n"
	"as the process's own pid namespace counts. Without NODE: every node of every\n"
	"lab, or, where there is no lab, every named namespace. 'host' is where you are.\n"
	"\n"
	"  -j    as a JSON array, command lines longer\n"
	"\n"
	"  sudo nscope ps\n"
	"  sudo nscope ps red -j | jq -r '.[].pid'\n";

int cmd_ps(int argc, char **argv)
{
	struct err e = { 0 };
	bool json = false;
	int n = 0;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return cmd_help("ps", help);
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-j") || !strcmp(argv[i], "--json"))
			json = true;
		else if (argv[i][0] == '-')
			return cmd_usage("ps", "its only option is -j");
		else
			argv[1 + n++] = argv[i];
	}
	return ps(n, argv + 1, json, &e) ? cmd_fail(&e) : EXIT_YES;
}
