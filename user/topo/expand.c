// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * expand.c - `count`: a node whose name holds {i} becomes so many nodes, and a link or check that
 * names it so many links or checks
 *
 *	r{i}: {count: 3, …}		r1, r2, r3
 *	["r{i}:eth0", sw]		r1:eth0, r2:eth0, r3:eth0 to sw
 *	["r{i}:right", "r{i+1}:left"]	r1 to r2, r2 to r3: a chain; what goes beyond r3 is not made
 *
 * In the tree, before any section is read: the readers know nothing of it but which copy they
 * complain of. Marks are the template's.
 */
#include <errno.h>
#include <string.h>

#include "counted.h"
#include "parse.h"

/* What all copies may weigh: 8 KiB for each of TOPO_NODES_MAX nodes, or 100 values of the tree. */
#define EXPAND_MAX (32 << 20)

#define VALUE_WEIGHT (sizeof(struct yaml_value) + 16) /* octets, with what malloc() adds */
#define PLUS_MAX     100000

struct template
{
	char *name; /* "r{i}" */
	uint32_t count;
};

struct expansion {
	struct parse *p;
	struct template *templates;
	size_t n_templates;
	size_t n_nodes, weight;
};

static void cleanup_expansion(struct expansion *x)
{
	for (size_t i = 0; i < x->n_templates; i++)
		free(x->templates[i].name);
	free(x->templates);
}
#define _cleanup_expansion_ _cleanup_(cleanup_expansion)

static int weigh(struct expansion *x, const struct yaml_value *v)
{
	x->weight += VALUE_WEIGHT + (v->key ? strlen(v->key) : 0) + (v->word ? strlen(v->word) : 0);
	if (x->weight <= EXPAND_MAX)
		return 0;
	return parse_error(x->p, v->key ? v->key_mark : v->mark,
			   "the copies of all templates are more than %d MiB", EXPAND_MAX >> 20);
}

static int copy_value(struct expansion *x, const struct yaml_value *v, uint32_t i,
		      struct yaml_value **ret);

static int copy_items(struct expansion *x, const struct yaml_value *v, uint32_t i,
		      struct yaml_value *to)
{
	struct yaml_value **tail = &to->item;
	bool renamed = false;
	int err = 0;

	for (const struct yaml_value *k = v->item; k && !err; k = k->next) {
		err = copy_value(x, k, i, tail);
		tail = err ? tail : &(*tail)->next;
		renamed |= k->key && counted_any(k->key);
	}
	return !err && renamed ? yaml_check_keys(x->p->source, to, x->p->e) : err;
}

/* A deep copy of @v alone, without what follows it. */
static int copy_value(struct expansion *x, const struct yaml_value *v, uint32_t i,
		      struct yaml_value **ret)
{
	_cleanup_free_ char *key = v->key ? counted_text(v->key, i) : NULL;
	_cleanup_free_ char *word = v->word ? counted_text(v->word, i) : NULL;
	_cleanup_yaml_tree_ struct yaml_value *c = NULL;
	int err = weigh(x, v);

	if (err)
		return err;
	if ((v->key && !key) || (v->word && !word))
		return parse_no_memory(x->p);
	c = yaml_value_make(v, key, word);
	if (!c)
		return parse_no_memory(x->p);
	c->n_items = v->n_items;
	err = copy_items(x, v, i, c);
	if (!err)
		*ret = TAKE_PTR(c);
	return err;
}

/* In place of *@at, which is freed, its copies 1 to @n; *@at becomes where the next item hangs. */
static int replace(struct expansion *x, struct yaml_value ***at, uint32_t n)
{
	_cleanup_yaml_tree_ struct yaml_value *copies = NULL;
	struct yaml_value *v = **at, **tail = &copies;
	int err;

	for (uint32_t i = 1; i <= n; i++) {
		err = copy_value(x, v, i, tail);
		if (err)
			return err;
		(*tail)->copy = i;
		tail = &(*tail)->next;
	}
	*tail = v->next;
	v->next = NULL;
	yaml_tree_free(v);
	**at = TAKE_PTR(copies);
	if (n)
		*at = tail;
	return 0;
}

/* {i} where nothing counts. In `run` and `nft` it is a text's own. */
static const struct yaml_value *find_token(const struct yaml_value *v)
{
	const struct yaml_value *found = NULL;

	if (v->key && (!strcmp(v->key, "run") || !strcmp(v->key, "nft")))
		return NULL;
	if ((v->key && counted_any(v->key)) || (v->word && counted_any(v->word)))
		return v;
	for (const struct yaml_value *i = v->item; i && !found; i = i->next)
		found = find_token(i);
	return found;
}

static int refuse_token(struct expansion *x, const struct yaml_value *v)
{
	const struct yaml_value *t = find_token(v);

	if (!t)
		return 0;
	return parse_error(x->p, t->key && counted_any(t->key) ? t->key_mark : t->mark,
			   "{i} counts the copies of a node with `count`, this is in none");
}

/* The name of a template holds {i} and no other. */
static bool names_template(const char *name)
{
	uint32_t plus = 0;

	for (const char *c = name; (c = strchr(c, '{')); c++)
		if (!counted_token(name, c, &plus) || plus)
			return false;
	return counted_any(name);
}

static int add_template(struct expansion *x, const struct yaml_value *v, uint32_t count)
{
	struct template t = { .name = strdup(v->key), .count = count };
	int err = t.name ? parse_append(x->p, v->key_mark, &x->templates, &x->n_templates, &t,
					sizeof(t), TOPO_NODES_MAX, "templates")
			 : parse_no_memory(x->p);

	if (err) {
		free(t.name);
		return err;
	}
	return places_add(&x->p->places, PLACES_TEMPLATES, t.name, x->n_templates - 1)
		       ? parse_no_memory(x->p)
		       : 0;
}

static void drop_child(struct yaml_value *map, const struct yaml_value *child)
{
	struct yaml_value **at = &map->item, *v;

	while (*at != child)
		at = &(*at)->next;
	v = *at;
	*at = v->next;
	map->n_items--;
	v->next = NULL;
	yaml_tree_free(v);
}

static int expand_template(struct expansion *x, struct yaml_value ***at,
			   const struct yaml_value *said)
{
	struct yaml_value *v = **at;
	struct mark m = said->mark;
	uint32_t count = 0;
	int err = parse_number(x->p, said, "`count`", 1, TOPO_NODES_MAX, &count);

	if (err)
		return err;
	if (!names_template(v->key))
		return parse_error(x->p, v->key_mark,
				   "`count` makes copies: the node's name must hold {i}, like "
				   "'%.40s{i}'",
				   counted_any(v->key) ? "red" : source_quote(v->key).text);
	x->n_nodes += count - 1;
	if (x->n_nodes > TOPO_NODES_MAX)
		return parse_error(x->p, m, "more than %d nodes", TOPO_NODES_MAX);
	drop_child(v, said);
	err = add_template(x, v, count);
	return err ? err : replace(x, at, count);
}

static int expand_node(struct expansion *x, struct yaml_value ***at)
{
	const struct yaml_value *v = **at, *count = parse_child(v, "count");
	int err;

	if (count)
		return expand_template(x, at, count);
	if (counted_any(v->key))
		return parse_error(x->p, v->key_mark, "'%s' needs `count`: how many there shall be",
				   source_quote(v->key).text);
	err = refuse_token(x, v);
	if (!err)
		*at = &(**at)->next;
	return err;
}

static int expand_nodes(struct expansion *x, struct yaml_value *nodes)
{
	struct yaml_value **at = &nodes->item;
	int err = 0;

	if (nodes->kind != YAML_MAP)
		return 0;
	x->n_nodes = nodes->n_items;
	while (*at && !err)
		err = expand_node(x, &at);
	nodes->n_items = x->n_nodes;
	return err;
}

/* What an item of `links` or `checks` counts by. */
struct survey {
	const struct yaml_value *first; /* word with a token, or NULL */
	const struct template *template;
	uint32_t plus; /* the largest behind a template's {i} */
};

/* "r{i+1}:eth0" is of the template r{i}, one further. */
static const struct template *template_of(struct expansion *x, const char *word, uint32_t *ret_plus)
{
	char name[TOPO_NAME_MAX + 8] = "";
	size_t end = strcspn(word, ":"), len = 0, at = 0, n;
	uint32_t plus = 0;

	for (size_t k = 0; k < end && len < TOPO_NAME_MAX; k += n ? n : 1) {
		n = counted_token(word, word + k, &plus);
		*ret_plus = n && plus > *ret_plus ? plus : *ret_plus;
		memcpy(name + len, n ? COUNTED_PLAIN : word + k, n ? COUNTED_PLAIN_LEN : 1);
		len += n ? COUNTED_PLAIN_LEN : 1;
	}
	return places_find(&x->p->places, PLACES_TEMPLATES, name, &at) ? &x->templates[at] : NULL;
}

static int survey_word(struct expansion *x, const struct yaml_value *v, struct survey *s)
{
	uint32_t plus = 0;
	const struct template *t;

	if (!counted_any(v->word))
		return 0;
	s->first = s->first ? s->first : v;
	t = template_of(x, v->word, &plus);
	if (!t)
		return 0;
	if (s->template && s->template->count != t->count)
		return parse_error(x->p, v->mark, "there are %u of %s, but %u of %s: no pairs",
				   t->count, source_quote(t->name).text, s->template->count,
				   source_quote(s->template->name).text);
	s->template = t;
	s->plus = plus > s->plus ? plus : s->plus;
	return 0;
}

static int survey(struct expansion *x, const struct yaml_value *v, struct survey *s)
{
	int err = v->kind == YAML_WORD ? survey_word(x, v, s) : 0;

	for (const struct yaml_value *i = v->item; i && !err; i = i->next)
		err = survey(x, i, s);
	return err;
}

static const char *nth_template(const void *ctx, size_t i)
{
	return ((const struct template *)ctx)[i].name;
}

static int no_template(struct expansion *x, const struct yaml_value *v)
{
	char name[TOPO_NAME_MAX] = "";

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(v->word, ":"), v->word);
	return parse_error(
		x->p, v->mark, "no node with `count` is called '%s'%s", source_quote(name).text,
		parse_hint(parse_nearest(name, nth_template, x->templates, x->n_templates)).text);
}

static int expand_item(struct expansion *x, struct yaml_value *list, struct yaml_value ***at)
{
	struct survey s = { 0 };
	int err = survey(x, **at, &s);
	uint32_t n;

	if (err)
		return err;
	if (!s.first) {
		*at = &(**at)->next;
		return 0;
	}
	if (!s.template)
		return no_template(x, s.first);
	n = s.template->count > s.plus ? s.template->count - s.plus : 0;
	list->n_items += n;
	list->n_items--;
	return replace(x, at, n);
}

static int expand_list(struct expansion *x, struct yaml_value *list)
{
	struct yaml_value **at = &list->item;
	int err = 0;

	while (list->kind == YAML_LIST && *at && !err)
		err = expand_item(x, list, &at);
	return err;
}

int expand_copies(struct parse *p, struct yaml_value *root)
{
	_cleanup_expansion_ struct expansion x = { .p = p };
	struct yaml_value *nodes = parse_child(root, "nodes");
	struct yaml_value *links = parse_child(root, "links");
	struct yaml_value *checks = parse_child(root, "checks");
	struct yaml_value *defaults = parse_child(root, "defaults");
	int err = defaults ? refuse_token(&x, defaults) : 0;

	if (!err && nodes)
		err = expand_nodes(&x, nodes);
	if (!err && links)
		err = expand_list(&x, links);
	if (!err && checks)
		err = expand_list(&x, checks);
	return err;
}
