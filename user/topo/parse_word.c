// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse_word.c - values that are one word: texts, choices, switches, numbers
 */
#include <string.h>

#include "../util/text.h"
#include "parse.h"

int parse_word(struct parse *p, const struct yaml_value *v, const char *what, const char **ret)
{
	if (v->kind != YAML_WORD)
		return parse_error(p, v->mark, "%s is one word, not a %s", what,
				   v->kind == YAML_MAP ? "map" : "list");
	if (yaml_is_null(v) || !*v->word)
		return parse_error(p, v->mark, "%s is missing", what);
	*ret = v->word;
	return 0;
}

int parse_text(struct parse *p, const struct yaml_value *v, const char *what, bool lines,
	       const char **ret)
{
	const char *word;
	int err = parse_word(p, v, what, &word);

	for (const char *c = word; !err && *c; c++) {
		if ((*c >= ' ' && *c <= '~') || *c == '\t' || (*c == '\n' && lines))
			continue;
		err = parse_error(p, v->mark, "%s is printable ASCII%s; this one holds %s", what,
				  lines ? "" : " in one line",
				  *c == '\n' ? "a line break"
					     : source_quote((char[]){ *c, '\0' }).text);
	}
	if (!err)
		*ret = word;
	return err;
}

int parse_choice(struct parse *p, const struct yaml_value *v, const char *what,
		 const char *const *words, size_t n, unsigned int *ret)
{
	const char *word, *near;
	char list[160] = "";
	struct text t = TEXT(list);
	int err = parse_word(p, v, what, &word);

	if (err)
		return err;
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(word, words[i])) {
			*ret = (unsigned int)i;
			return 0;
		}
		text_add(&t, "%s%s", !i ? ": it is " : i + 1 < n ? ", " : " or ", words[i]);
	}
	near = parse_nearest(word, parse_nth_word, words, n);
	return parse_error(p, v->mark, "'%s' is no %s%s", source_quote(word).text, what,
			   near ? parse_hint(near).text : list);
}

int parse_bool(struct parse *p, const struct yaml_value *v, const char *what, bool *ret)
{
	static const char *const words[][2] = { { "false", "true" },
						{ "no", "yes" },
						{ "off", "on" } };
	const char *word;
	int err = parse_word(p, v, what, &word);

	if (err)
		return err;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		for (int b = 0; b < 2; b++)
			if (!strcmp(word, words[i][b])) {
				*ret = b;
				return 0;
			}
	return parse_error(p, v->mark, "%s is true or false, not '%s'", what,
			   source_quote(word).text);
}

int parse_number(struct parse *p, const struct yaml_value *v, const char *what, uint32_t min,
		 uint32_t max, uint32_t *ret)
{
	const char *word;
	uint64_t n = 0;
	int err = parse_word(p, v, what, &word);

	if (err)
		return err;
	for (const char *c = word; *c; c++) {
		if (*c < '0' || *c > '9' || n > UINT32_MAX)
			n = (uint64_t)UINT32_MAX + 1;
		else
			n = n * 10 + (uint64_t)(*c - '0');
	}
	if (n < min || n > max)
		return parse_error(p, v->mark, "%s is a number from %u to %u, not '%s'", what, min,
				   max, source_quote(word).text);
	*ret = (uint32_t)n;
	return 0;
}

int parse_table(struct parse *p, const struct yaml_value *v, uint32_t *ret)
{
	static const struct {
		const char *word;
		uint32_t table;
	} names[] = { { "main", PARSE_TABLE_MAIN },
		      { "local", PARSE_TABLE_LOCAL },
		      { "default", 253 } };
	const char *word;
	int err = parse_word(p, v, "a table", &word);

	if (err)
		return err;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(word, names[i].word)) {
			*ret = names[i].table;
			return 0;
		}
	if (word[strspn(word, "0123456789")])
		return parse_error(p, v->mark,
				   "'%s' is no table: it is main, local, default or a number",
				   source_quote(word).text);
	return parse_number(p, v, "a table", 1, UINT32_MAX, ret);
}
