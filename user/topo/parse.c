// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse.c - what all sections share: maps by table, lists, words, numbers, "did you mean"
 */
#include "parse.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "../util/text.h"
#include "addr.h"

#define MTU_MIN 68
#define MTU_MAX 65535

/* Two slips of the finger are a typing error, three are another word. */
#define SLIPS_MAX 2
#define WORD_MAX  64

int parse_error(struct parse *p, struct mark m, const char *fmt, ...)
{
	char what[300] = "";
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
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

static const char *nth_key(const void *ctx, size_t i)
{
	return ((const struct parse_key *)ctx)[i].key;
}

static int unknown_key(struct parse *p, const struct yaml_value *v, const char *what,
		       const struct parse_key *keys, size_t n)
{
	const char *near = parse_nearest(v->key, nth_key, keys, n);
	struct source_quote key = source_quote(v->key);
	char list[160] = "";
	struct text t = TEXT(list);

	if (near)
		return parse_error(p, v->key_mark, "unknown key '%s' in %s: did you mean '%s'?",
				   key.text, what, near);
	for (size_t i = 0; i < n; i++)
		text_add(&t, "%s%s", i ? ", " : "", keys[i].key);
	return parse_error(p, v->key_mark, "unknown key '%s' in %s: known are %s", key.text, what,
			   list);
}

int parse_map(struct parse *p, const struct yaml_value *v, const char *what,
	      const struct parse_key *keys, size_t n_keys, void *to)
{
	int err = 0;

	if (yaml_is_null(v))
		return 0;
	if (v->kind != YAML_MAP)
		return parse_error(p, v->mark, "%s is a map: `key: value`", what);
	for (const struct yaml_value *i = v->item; i && !err; i = i->next) {
		size_t k = 0;

		while (k < n_keys && strcmp(keys[k].key, i->key))
			k++;
		err = k < n_keys ? keys[k].read(p, i, to) : unknown_key(p, i, what, keys, n_keys);
	}
	return err;
}

int parse_list(struct parse *p, const struct yaml_value *v, const char *what,
	       int (*read)(struct parse *p, const struct yaml_value *v, void *to), void *to)
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

int parse_mtu(struct parse *p, const struct yaml_value *v, unsigned int *ret)
{
	return parse_number(p, v, "an MTU", MTU_MIN, MTU_MAX, ret);
}

int parse_prefix(struct parse *p, const struct yaml_value *v, struct ip_prefix *ret)
{
	struct ip_prefix a = { 0 };
	const char *word;
	int err = parse_word(p, v, "an address", &word);

	if (err)
		return err;
	switch (addr_prefix(word, &a)) {
	case ADDR_NOT_ONE:
		return parse_error(p, v->mark, "'%s' is no address like 192.168.15.1/24",
				   source_quote(word).text);
	case ADDR_NO_LEN:
		return parse_error(p, v->mark, "address without a prefix length: did you mean %s?",
				   addr_string(&a, false).text);
	case ADDR_BAD_LEN:
		return parse_error(p, v->mark,
				   "the prefix length of '%s' is no number from 0 to %u",
				   source_quote(word).text, addr_bits(a.family));
	case ADDR_OK: break;
	}
	a.mark = v->mark;
	*ret = a;
	return 0;
}
