// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - what a node is beside its network: `run`, `isolate`
 */
#include <string.h>

#include "parse.h"

static const char *const isolate_words[] = {
#define ISOLATE_WORD(id, word) [ISOLATE_##id] = word,
	ISOLATES(ISOLATE_WORD)
#undef ISOLATE_WORD
};

static int read_command(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_node *n = to;
	struct topo_run r = { .mark = v->mark };
	const char *text;
	size_t len;
	int err = parse_text(p, v, "a command", true, &text);

	if (err)
		return err;
	/* The line break that a block of text ends with is YAML's, not the command's. */
	for (len = strlen(text); len && text[len - 1] == '\n';)
		len--;
	if (!text[strspn(text, " \t\n")])
		return parse_error(p, v->mark, "a command is missing");
	r.command = strndup(text, len);
	err = r.command ? parse_append(p, v->mark, &n->runs, &n->n_runs, &r, sizeof(r),
				       TOPO_ITEMS_MAX, "commands")
			: parse_no_memory(p);
	if (err)
		free(r.command);
	return err;
}

int run_read_all(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_list_or_one(p, v, "`run`", read_command, to);
}

static int read_isolate(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_node *n = to;
	unsigned int which = 0;
	int err = parse_choice(p, v, "thing to `isolate`", isolate_words, ISOLATE_MAX, &which);

	if (!err)
		n->isolate |= 1U << which;
	return err;
}

int run_read_isolate(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_list_or_one(p, v, "`isolate`", read_isolate, to);
}
