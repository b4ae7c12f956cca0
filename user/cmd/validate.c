// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * validate.c - nscope validate: is this a lab, or a lesson?
 */
#include <errno.h>
#include <string.h>

#include "../lesson/lesson.h"
#include "../util/text.h"
#include "cmd.h"
#include "load.h"

static const char help[] =
	"Checks all that needs no kernel and no root: words, names, addresses, links,\n"
	"next hops; of a lesson its texts, too. Exit status 0: it is a lab, or a lesson;\n"
	"2: it is none, and the complaint says where and why. --schema prints the\n"
	"JSON schema of lab files, for editors.\n"
	"\n"
	"  nscope validate lab.yaml             lab.yaml: ok: lab x: 2 nodes, 1 link\n"
	"  nscope validate --schema >lab.schema.json\n";

static void add_count(struct text *t, const char *before, size_t n, const char *what)
{
	text_add(t, "%s%zu %s%s", before, n, what, n == 1 ? "" : "s");
}

/* What somebody else's file would do beside its network is said, too. */
static void add_lab(struct text *t, const struct topo *lab)
{
	size_t outside = 0, commands = 0;

	for (size_t i = 0; i < lab->n_nodes; i++) {
		outside += lab->nodes[i].outside;
		commands += lab->nodes[i].n_runs;
	}
	text_add(t, "ok: lab %s: ", lab->name);
	add_count(t, "", lab->n_nodes - outside, "node");
	add_count(t, ", ", lab->n_links, "link");
	if (lab->n_checks)
		add_count(t, ", ", lab->n_checks, "check");
	if (commands)
		add_count(t, ", ", commands, "command");
	if (outside)
		text_add(t, ", tied to the host");
}

static void add_lesson(struct text *t, const struct lesson *l)
{
	text_add(t, "ok: lesson %s: ", lesson_id(l));
	add_count(t, "", l->lab->n_nodes, "node");
	add_count(t, ", ", l->faults.n, "fault");
	add_count(t, ", ", l->n_hints, "hint");
	add_count(t, ", ", l->checks.n + l->lab->n_checks, "check");
}

static int add(struct text *t, const char *what, struct err *e)
{
	_cleanup_lesson_ struct lesson *lesson = NULL;
	_cleanup_topo_ struct topo *lab = NULL;
	_cleanup_free_ char *text = NULL;
	size_t len = 0;
	int err = load_text(what, &text, &len, e);

	if (err)
		return err;
	if (lesson_is(text, len)) {
		err = lesson_parse(text, len, load_name(what), &lesson, e);
		if (!err)
			add_lesson(t, lesson);
		return err;
	}
	err = topo_parse(text, len, load_name(what), &lab, e);
	if (!err)
		add_lab(t, lab);
	return err;
}

static int print_schema(void)
{
	size_t len;
	const char *schema = topo_schema(&len);
	struct err e = { 0 };

	if (fwrite(schema, 1, len, stdout) == len && !fflush(stdout))
		return EXIT_YES;
	err_sys(&e, errno, "cannot write the schema");
	return cmd_fail(&e);
}

int cmd_validate(int argc, char **argv)
{
	char name[200] = "", line[200] = "";
	struct text n = TEXT(name), l = TEXT(line);
	struct err e = { 0 };

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return cmd_help("validate", help);
	if (argc == 2 && !strcmp(argv[1], "--schema"))
		return print_schema();
	if (argc != 2)
		return cmd_usage("validate", argc < 2 ? "which lab?" : "one lab at a time");
	if (argv[1][0] == '-' && argv[1][1])
		return cmd_usage("validate", "its only option is --schema");
	if (add(&l, argv[1], &e))
		return cmd_fail(&e);
	text_escape(&n, argv[1], strlen(argv[1]));
	printf("%s: %s\n", name, line);
	return EXIT_YES;
}
