// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * schema.c - nscope schema: what our JSON looks like, for programs
 */
#include <errno.h>
#include <string.h>

#include "../out/out.h"
#include "../topo/topo.h"
#include "cmd.h"

static const char help[] =
	"Prints a JSON schema (draft 7): of the lines of `trace -j`, or of lab files.\n"
	"\n"
	"  nscope schema >trace.schema.json\n"
	"  nscope schema lab >lab.schema.json\n";

int cmd_schema(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "trace", *schema;
	struct err e = { 0 };
	size_t len;

	if (!strcmp(what, "--help"))
		return cmd_help("schema", help);
	if (argc > 2 || (strcmp(what, "trace") && strcmp(what, "lab")))
		return cmd_usage("schema", "of trace, or of lab");
	schema = strcmp(what, "lab") ? out_schema(&len) : topo_schema(&len);
	if (fwrite(schema, 1, len, stdout) == len && !fflush(stdout))
		return EXIT_YES;
	err_sys(&e, errno, "cannot write the schema");
	return cmd_fail(&e);
}
