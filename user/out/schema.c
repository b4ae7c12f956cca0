// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * schema.c - the JSON schemas of a trace's lines, and of a verdict
 */
#include "../util/embed.h"
#include "out.h"
#include "verdict.h"

EMBED(trace_schema_text, "user/out/trace.schema.json");
EMBED(verdict_schema_text, "user/out/verdict.schema.json");

const char *out_schema(size_t *ret_len)
{
	*ret_len = (size_t)(trace_schema_text_end - trace_schema_text);
	return trace_schema_text;
}

const char *verdict_schema(size_t *ret_len)
{
	*ret_len = (size_t)(verdict_schema_text_end - verdict_schema_text);
	return verdict_schema_text;
}
