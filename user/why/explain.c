// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * explain.c - what each cause is: explain.txt, taken apart
 */
#include "explain.h"

#include <string.h>

#include "../util/embed.h"
#include "verdict.h"

EMBED(explain_text, "user/why/explain.txt");

/* The code is the only line of an entry that is not indented. */
static const char *find_end(const char *entry)
{
	const char *line = entry;

	while ((line = strchr(line, '\n')) && line[1]) {
		line++;
		if (*line != ' ' && *line != '\n')
			return line;
	}
	return explain_text_end;
}

bool explain(enum cause c, struct explanation *ret)
{
	const char *code = cause_code(c), *entry = explain_text, *end;
	size_t len = strlen(code);

	for (; *entry; entry = end) {
		end = find_end(entry);
		if (strncmp(entry, code, len) || entry[len] != '\n')
			continue;
		while (end[-1] == '\n' && end[-2] == '\n')
			end--;
		*ret = (struct explanation){ .text = entry, .len = (size_t)(end - entry) };
		ret->line = entry + len + 1;
		ret->line += strspn(ret->line, " ");
		ret->line_len = strcspn(ret->line, "\n");
		return true;
	}
	return false;
}
