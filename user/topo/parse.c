// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse.c - what all sections share: maps by table, lists, words, numbers, "did you mean"
 */
#include "parse.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "../util/text.h"

/* Two slips of the finger are a typing error, three are another word. */
#define SLIPS_MAX 2
#define WORD_MAX  64

int parse_error(struct parse *p, struct mark m, const char *fmt, ...)
{
	char what[300] = "";
	struct text t = TEXT(what);
	va_list ap;

	if (p->copy && p->copy->key)
		text_add(&t, "in %s: ", source_quote(p->copy->key).text);
	else if (p->copy)
		text_add(&t, "in copy %u: ", p->copy->copy);
	va_start(ap, fmt);
	vsnprintf(what + t.len, sizeof(what) - t.len, fmt, ap);
	va_end(ap);
	return source_error(p->source, m, p->e, "%s", what);
}

int parse_no_memory(struct parse *p)
{
	return err_sys(p->e, ENOMEM, "cannot hold the lab");
}

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* Letters left out, put in, mistaken, or two neighbours swapped, each one slip. */
static unsigned int slips(const char *a, const char *b)
{
	unsigned int row[3][WORD_MAX + 1];
	size_t la = strlen(a), lb = strlen(b);

	if (la > WORD_MAX || lb > WORD_MAX)
		return SLIPS_MAX + 1;
	for (size_t j = 0; j <= lb; j++)
		row[0][j] = (unsigned int)j;
	for (size_t i = 1; i <= la; i++) {
		unsigned int *now = row[i % 3], *last = row[(i - 1) % 3];

		now[0] = (unsigned int)i;
		for (size_t j = 1; j <= lb; j++) {
			now[j] = least(least(last[j], now[j - 1]) + 1,
				       last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = least(now[j], row[(i - 2) % 3][j - 2] + 1);
		}
	}
	return row[la % 3][lb];
}

const char *parse_nearest(const char *word, const char *(*nth)(const void *ctx, size_t i),
			  const void *ctx, size_t n)
{
	const char *best = NULL;
	unsigned int fewest = least(SLIPS_MAX, (unsigned int)strlen(word) / 2) + 1;

	for (size_t i = 0; i < n; i++) {
		unsigned int d = slips(word, nth(ctx, i));

		if (d < fewest) {
			fewest = d;
			best = nth(ctx, i);
		}
	}
	return best;
}

const char *parse_nth_word(const void *words, size_t i)
{
	return ((const char *const *)words)[i];
}

struct parse_hint parse_hint(const char *near)
{
	struct parse_hint h = { "" };

	if (near)
		snprintf(h.text, sizeof(h.text), ": did you mean '%s'?", near);
	return h;
}

static const char *nth_key(const void *ctx, size_t i)
{
	return ((const struct parse_section *)ctx)->keys[i].key;
}

static int unknown_key(struct parse *p, const struct yaml_value *v, const struct parse_section *s)
{
	const char *near = parse_nearest(v->key, nth_key, s, s->n_keys);
	struct source_quote key = source_quote(v->key);
	char list[160] = "";
	struct text t = TEXT(list);

	for (size_t i = 0; i < s->n_keys; i++)
		text_add(&t, "%s%s", i ? ", " : ": known are ", s->keys[i].key);
	return parse_error(p, v->key_mark, "unknown key '%s' in %s%s", key.text, s->what,
			   near ? parse_hint(near).text : list);
}

const struct parse_key *parse_key_of(const struct parse_section *s, const char *key)
{
	for (size_t i = 0; i < s->n_keys; i++)
		if (!strcmp(s->keys[i].key, key))
			return &s->keys[i];
	return NULL;
}

int parse_map(struct parse *p, const struct yaml_value *v, const struct parse_section *s, void *to)
{
	int err = 0;

	if (yaml_is_null(v))
		return 0;
	if (v->kind != YAML_MAP)
		return parse_error(p, v->mark, "%s is a map: `key: value`", s->what);
	for (const struct yaml_value *i = v->item; i && !err; i = i->next) {
		const struct parse_key *k = parse_key_of(s, i->key);

		err = k ? k->read(p, i, to) : unknown_key(p, i, s);
	}
	return err;
}

struct yaml_value *parse_child(const struct yaml_value *map, const char *key)
{
	struct yaml_value *i = map->kind == YAML_MAP ? map->item : NULL;

	while (i && strcmp(i->key, key))
		i = i->next;
	return i;
}

int parse_list(struct parse *p, const struct yaml_value *v, const char *what, parse_reader *read,
	       void *to)
{
	int err = 0;

	if (yaml_is_null(v))
		return 0;
	if (v->kind != YAML_LIST)
		return parse_error(p, v->mark, "%s is a list: [one, two]", what);
	for (const struct yaml_value *i = v->item; i && !err; i = i->next)
		err = read(p, i, to);
	return err;
}

int parse_list_or_one(struct parse *p, const struct yaml_value *v, const char *what,
		      parse_reader *read, void *to)
{
	if (v->kind == YAML_WORD && !yaml_is_null(v))
		return read(p, v, to);
	return parse_list(p, v, what, read, to);
}

int parse_append(struct parse *p, struct mark m, void *items, size_t *count, const void *item,
		 size_t size, size_t limit, const char *what)
{
	char *more;

	if (*count >= limit)
		return parse_error(p, m, "more than %zu %s", limit, what);
	memcpy(&more, items, sizeof(more));
	more = grow(more, *count, size);
	if (!more)
		return parse_no_memory(p);
	memcpy(items, &more, sizeof(more));
	memcpy(more + (*count)++ * size, item, size);
	return 0;
}
