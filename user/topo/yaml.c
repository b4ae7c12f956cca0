// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * yaml.c - libyaml's events become a tree; the only user of libyaml
 */
#include "yaml.h"

#include <errno.h>
#include <string.h>

#include <yaml.h>

struct reader {
	const struct source *source;
	yaml_parser_t parser;
	struct err *e;
};

static void cleanup_event(yaml_event_t *ev)
{
	yaml_event_delete(ev);
}
#define _cleanup_event_ _cleanup_(cleanup_event)

static void cleanup_reader(struct reader *r)
{
	yaml_parser_delete(&r->parser);
}
#define _cleanup_reader_ _cleanup_(cleanup_reader)

/* Over siblings in a loop, over children by recursion: the depth is bounded, the width is not. */
void yaml_tree_free(struct yaml_value *v)
{
	while (v) {
		struct yaml_value *next = v->next;

		yaml_tree_free(v->item);
		free(v);
		v = next;
	}
}

bool yaml_is_null(const struct yaml_value *v)
{
	return v->kind == YAML_WORD && v->plain &&
	       (!*v->word || !strcmp(v->word, "~") || !strcmp(v->word, "null"));
}

static struct mark mark_from(const yaml_mark_t *m)
{
	return (struct mark){ (unsigned int)m->line + 1, (unsigned int)m->column + 1 };
}

static int no_memory(struct err *e)
{
	return err_sys(e, ENOMEM, "cannot read the lab file");
}

/* libyaml's complaint, in its words, at its place; for a tab it has none that help. */
static int parser_error(struct reader *r)
{
	const struct source *s = r->source;
	const yaml_parser_t *p = &r->parser;
	struct mark m = mark_from(&p->problem_mark);
	size_t at = source_offset(s, m);

	if (p->error == YAML_MEMORY_ERROR)
		return no_memory(r->e);
	if (p->error == YAML_READER_ERROR)
		return source_error(s, source_mark(s, p->problem_offset), r->e,
				    "this is not UTF-8 text: %s", p->problem);
	if (p->error == YAML_SCANNER_ERROR && at < s->len && s->text[at] == '\t')
		return source_error(s, m, r->e, "a tab cannot indent YAML: use spaces");
	if (p->error == YAML_PARSER_ERROR && s->len - at > 2 && !memcmp(s->text + at, "{i", 2))
		return source_error(s, m, r->e,
				    "between brackets a word with {i} needs quotes: \"r{i}:eth0\"");
	return source_error(s, m, r->e, "%s%s%s", p->problem, p->context ? ", " : "",
			    p->context ? p->context : "");
}

static int next_event(struct reader *r, yaml_event_t *ev)
{
	return yaml_parser_parse(&r->parser, ev) ? 0 : parser_error(r);
}

static int event_refuse(struct reader *r, const yaml_event_t *ev, const char *what)
{
	return source_error(r->source, mark_from(&ev->start_mark), r->e, "%s", what);
}

/* Anchors and tags turn a small text into a large or another one. */
static int check_event(struct reader *r, const yaml_event_t *ev)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;

	if (ev->type == YAML_SCALAR_EVENT) {
		anchor = ev->data.scalar.anchor;
		tag = ev->data.scalar.tag;
	} else if (ev->type == YAML_SEQUENCE_START_EVENT) {
		anchor = ev->data.sequence_start.anchor;
		tag = ev->data.sequence_start.tag;
	} else if (ev->type == YAML_MAPPING_START_EVENT) {
		anchor = ev->data.mapping_start.anchor;
		tag = ev->data.mapping_start.tag;
	}
	if (ev->type == YAML_ALIAS_EVENT || anchor)
		return event_refuse(r, ev, "anchors (&) and aliases (*) are not for lab files");
	if (tag)
		return event_refuse(r, ev, "tags (!) are not for lab files");
	return 0;
}

struct yaml_value *yaml_value_make(const struct yaml_value *like, const char *key, const char *word)
{
	size_t key_size = key ? strlen(key) + 1 : 0, word_size = word ? strlen(word) + 1 : 0;
	struct yaml_value *v = malloc(sizeof(*v) + key_size + word_size);
	char *behind = (char *)(v + 1);

	if (!v)
		return NULL;
	*v = *like;
	v->item = v->next = NULL;
	v->n_items = 0;
	v->key = key ? memcpy(behind, key, key_size) : NULL;
	v->word = word ? memcpy(behind + key_size, word, word_size) : NULL;
	return v;
}

static const char *text_of(const yaml_event_t *ev)
{
	return (const char *)ev->data.scalar.value;
}

static int check_text_of(struct reader *r, const yaml_event_t *ev)
{
	return memchr(text_of(ev), 0, ev->data.scalar.length)
		       ? event_refuse(r, ev, "a word cannot hold a NUL character")
		       : 0;
}

static int check_key(struct reader *r, const yaml_event_t *ev)
{
	int err = check_event(r, ev);

	if (err)
		return err;
	if (ev->type != YAML_SCALAR_EVENT)
		return event_refuse(r, ev, "a key must be a word");
	if (ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !strcmp(text_of(ev), "<<"))
		return event_refuse(r, ev, "merge keys (<<) are not for lab files");
	return check_text_of(r, ev);
}

static int compare_keys(const void *a, const void *b)
{
	const struct yaml_value *x = *(struct yaml_value *const *)a;
	const struct yaml_value *y = *(struct yaml_value *const *)b;
	int order = strcmp(x->key, y->key);

	if (order)
		return order;
	if (x->key_mark.line != y->key_mark.line)
		return x->key_mark.line < y->key_mark.line ? -1 : 1;
	return x->key_mark.col < y->key_mark.col ? -1 : 1;
}

/* Sorted, because a hostile map has 100,000 keys. */
int yaml_check_keys(const struct source *s, const struct yaml_value *map, struct err *e)
{
	_cleanup_free_ struct yaml_value **sorted = NULL;
	size_t n = 0;

	if (map->n_items < 2)
		return 0;
	sorted = calloc(map->n_items, sizeof(struct yaml_value *));
	if (!sorted)
		return no_memory(e);
	for (struct yaml_value *v = map->item; v; v = v->next)
		sorted[n++] = v;
	qsort(sorted, n, sizeof(struct yaml_value *), compare_keys);
	for (size_t i = 1; i < n; i++)
		if (!strcmp(sorted[i - 1]->key, sorted[i]->key))
			return source_error(s, sorted[i]->key_mark, e,
					    "'%s' is here twice; the first is in line %u",
					    source_quote(sorted[i]->key).text,
					    sorted[i - 1]->key_mark.line);
	return 0;
}

static int read_value(struct reader *r, const yaml_event_t *key, const yaml_event_t *ev,
		      unsigned int depth, struct yaml_value **ret);

/* One more item of @v, whose first event is @ev. */
static int read_item(struct reader *r, const yaml_event_t *ev, unsigned int depth,
		     struct yaml_value *v, struct yaml_value **ret)
{
	_cleanup_event_ yaml_event_t value = { 0 };
	int err;

	v->n_items++;
	if (v->kind == YAML_LIST)
		return read_value(r, NULL, ev, depth, ret);
	err = check_key(r, ev);
	if (!err)
		err = next_event(r, &value);
	return err ? err : read_value(r, ev, &value, depth, ret);
}

static int read_items(struct reader *r, unsigned int depth, struct yaml_value *v)
{
	yaml_event_type_t end =
		v->kind == YAML_LIST ? YAML_SEQUENCE_END_EVENT : YAML_MAPPING_END_EVENT;
	struct yaml_value **tail = &v->item;
	int err;

	for (;;) {
		_cleanup_event_ yaml_event_t ev = { 0 };

		err = next_event(r, &ev);
		if (err)
			return err;
		if (ev.type == end)
			return v->kind == YAML_MAP ? yaml_check_keys(r->source, v, r->e) : 0;
		err = read_item(r, &ev, depth, v, tail);
		if (err)
			return err;
		tail = &(*tail)->next;
	}
}

/* Linked in at *@ret before its items are read, so it is freed in any case. */
static int read_value(struct reader *r, const yaml_event_t *key, const yaml_event_t *ev,
		      unsigned int depth, struct yaml_value **ret)
{
	struct yaml_value v = { .mark = mark_from(&ev->start_mark) };
	bool is_word = ev->type == YAML_SCALAR_EVENT;
	int err = check_event(r, ev);

	if (!err && is_word)
		err = check_text_of(r, ev);
	if (err)
		return err;
	if (!is_word && depth >= TOPO_DEPTH_MAX)
		return event_refuse(r, ev, "this is nested too deep for a lab file");
	if (key)
		v.key_mark = mark_from(&key->start_mark);
	if (is_word)
		v.plain = ev->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	else
		v.kind = ev->type == YAML_SEQUENCE_START_EVENT ? YAML_LIST : YAML_MAP;
	*ret = yaml_value_make(&v, key ? text_of(key) : NULL, is_word ? text_of(ev) : NULL);
	if (!*ret)
		return no_memory(r->e);
	return is_word ? 0 : read_items(r, depth + 1, *ret);
}

static int expect_end(struct reader *r)
{
	int err;

	for (;;) {
		_cleanup_event_ yaml_event_t ev = { 0 };

		err = next_event(r, &ev);
		if (err || ev.type == YAML_STREAM_END_EVENT)
			return err;
		if (ev.type == YAML_DOCUMENT_START_EVENT)
			return event_refuse(r, &ev, "a second document: one lab per file");
	}
}

static int read_document(struct reader *r, struct yaml_value **root)
{
	int err;

	for (;;) {
		_cleanup_event_ yaml_event_t ev = { 0 };

		err = next_event(r, &ev);
		if (err)
			return err;
		if (ev.type == YAML_STREAM_END_EVENT)
			return err_set(r->e, EINVAL, "%s is empty: a lab needs `nodes`",
				       source_quote(r->source->file).text);
		if (ev.type == YAML_STREAM_START_EVENT || ev.type == YAML_DOCUMENT_START_EVENT)
			continue;
		err = read_value(r, NULL, &ev, 0, root);
		return err ? err : expect_end(r);
	}
}

/*
 * What libyaml would swallow, or chew on for too long: its list of %TAG directives is searched
 * for each new one.
 */
static int check_text(const struct source *s, struct err *e)
{
	const char *nul = memchr(s->text, 0, s->len);

	if (s->len > TOPO_TEXT_MAX)
		return err_set(e, EINVAL, "%s is larger than 1 MiB: no lab file is",
			       source_quote(s->file).text);
	if (s->len >= 2 && (!memcmp(s->text, "\xff\xfe", 2) || !memcmp(s->text, "\xfe\xff", 2)))
		return err_set(e, EINVAL, "%s is UTF-16: a lab file is UTF-8 text",
			       source_quote(s->file).text);
	if (nul)
		return err_set(e, EINVAL, "%s is binary (octet %zu is NUL): no lab file is",
			       source_quote(s->file).text, (size_t)(nul - s->text));
	for (size_t i = 0; i < s->len; i++)
		if (s->text[i] == '%' && (!i || s->text[i - 1] == '\n' || s->text[i - 1] == '\r'))
			return source_error(s, source_mark(s, i), e,
					    "directives (%%) are not for lab files");
	return 0;
}

int yaml_tree_read(const struct source *s, struct yaml_value **ret, struct err *e)
{
	_cleanup_yaml_tree_ struct yaml_value *root = NULL;
	_cleanup_reader_ struct reader r = { .source = s, .e = e };
	int err = check_text(s, e);

	if (err)
		return err;
	if (!yaml_parser_initialize(&r.parser))
		return no_memory(e);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)s->text, s->len);
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	err = read_document(&r, &root);
	if (err)
		return err;
	*ret = TAKE_PTR(root);
	return 0;
}
