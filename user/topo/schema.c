// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * schema.c - the JSON schema of a lab file, for editors
 */
#include "../util/embed.h"
#include "topo.h"

EMBED(schema_text, "user/topo/lab.schema.json");

const char *topo_schema(size_t *ret_len)
{
	*ret_len = (size_t)(schema_text_end - schema_text);
	return schema_text;
}
