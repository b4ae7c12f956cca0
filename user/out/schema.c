// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * schema.c - the JSON schema of a trace's lines
 */
#include "../util/embed.h"
#include "out.h"

EMBED(trace_schema_text, "user/out/trace.schema.json");

const char *out_schema(size_t *ret_len)
{
	*ret_len = (size_t)(trace_schema_text_end - trace_schema_text);
	return trace_schema_text;
}
