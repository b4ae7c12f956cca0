// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * schema.c - nscope schema: what our JSON looks like, for programs
 */
#include <errno.h>
#include <string.h>

#include "../out/out.h"
#include "../out/verdict.h"
#include "../topo/topo.h"
#include "cmd.h"

static const char help[] = "Prints a JSON schema (draft 7): of the lines of `trace -j`, of\n"
			   "`why -j`, or of lab files.\n"
			   "\n"
			   "  nscope schema >trace.schema.json\n"
			   "  nscope schema why >why.schema.json\n"
			   "  nscope schema lab >lab.schema.json\n";

static const struct {
	const char *of;
	const char *(*text)(size_t *ret_len);
} schemas[] = {
	{ "trace", out_schema },
	{ "why", verdict_schema },
	{ "lab", topo_schema },
};

int cmd_schema(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "trace", *schema;
	struct err e = { 0 };
	size_t len, i = 0;

	if (!strcmp(what, "--help"))
		return cmd_help("schema", help);
	while (i < ARRAY_SIZE(schemas) && strcmp(what, schemas[i].of))
		i++;
	if (argc > 2 || i == ARRAY_SIZE(schemas))
		return cmd_usage("schema", "of trace, of why, or of lab");
	schema = schemas[i].text(&len);
	if (fwrite(schema, 1, len, stdout) == len && !fflush(stdout))
		return EXIT_YES;
	err_sys(&e, errno, "cannot write the schema");
	return cmd_fail(&e);
}
