// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * case.c - a question with all that its verdict was judged by, as JSON and back
 */
#include "case.h"

#include <errno.h>
#include <string.h>

#include "case_shapes.h"

#define VERSION 1

/* Foreign octets in ping's words decide nothing; JSON is UTF-8. */
static json_t *plain(const char *words)
{
	_cleanup_free_ char *copy = strdup(words);

	for (char *p = copy; p && *p; p++)
		if ((signed char)*p < 0)
			*p = '?';
	return copy ? json_stringn(copy, strlen(copy)) : NULL;
}

static json_t *write_asks(const struct asks *a)
{
	json_t *list = json_array();

	for (size_t i = 0; i < a->n; i++)
		json_array_append_new(list, shape_write(&shape_asked, a->rows[i]));
	return list;
}

static int put(json_t *o, const char *name, json_t *value)
{
	return json_object_set_new(o, name, value) ? -ENOMEM : 0;
}

json_t *case_write(const struct question *q)
{
	json_t *o = json_object(), *ask = shape_write(&shape_question, q);
	int err = put(o, "nscope-why", json_integer(VERSION));

	err |= put(ask, "from", json_integer(q->from - q->snap->rooms));
	if (q->owner)
		err |= put(ask, "owner", json_integer(q->owner - q->snap->rooms));
	if (q->to_name)
		err |= put(ask, "name", plain(q->to_name));
	if (q->said)
		err |= put(ask, "said", plain(q->said));
	err |= put(o, "question", ask);
	err |= put(o, "before", shape_write(&shape_snapshot, q->snap));
	if (q->after)
		err |= put(o, "after", shape_write(&shape_snapshot, q->after));
	err |= put(o, "seen", shape_write(&shape_log, q->log));
	err |= put(o, "answers", write_asks(q->asks));
	if (!err)
		return o;
	json_decref(o);
	return NULL;
}

static int read_snapshot(const json_t *j, struct snapshot **ret)
{
	int err;

	*ret = calloc(1, sizeof(**ret));
	if (!*ret)
		return -ENOMEM;
	err = shape_read(&shape_snapshot, j, *ret);
	for (size_t i = 0; !err && i < (*ret)->n_rooms; i++) {
		const struct room *r = &(*ret)->rooms[i];

		for (size_t k = 0; k < r->n_routes; k++)
			if (r->routes[k].hop > r->n_hops ||
			    r->routes[k].n_hops > r->n_hops - r->routes[k].hop)
				return -EPROTO;
	}
	return err ? err : snapshot_index(*ret);
}

static int read_asks(const json_t *list, struct asks *ret)
{
	size_t n = json_array_size(list);
	int err = 0;

	if (!json_is_array(list))
		return -EPROTO;
	ret->rows = calloc(n + 1, sizeof(*ret->rows));
	if (!ret->rows)
		return -ENOMEM;
	while (!err && ret->n < n) {
		struct asked *row = calloc(1, sizeof(*row));

		if (!row)
			return -ENOMEM;
		err = shape_read(&shape_asked, json_array_get(list, ret->n), row);
		ret->rows[ret->n++] = row;
		if (row->answer.route.hop)
			err = -EPROTO;
	}
	return err;
}

static int read_room(const json_t *ask, const char *name, const struct snapshot *s,
		     const struct room **ret)
{
	const json_t *j = json_object_get(ask, name);
	json_int_t i = json_integer_value(j);

	if (!j)
		return 0;
	if (!json_is_integer(j) || i < 0 || (uint64_t)i >= s->n_rooms)
		return -EPROTO;
	*ret = &s->rooms[i];
	return 0;
}

static int read_words(const json_t *ask, const char *name, char **ret)
{
	const char *words = json_string_value(json_object_get(ask, name));

	if (!words)
		return 0;
	*ret = strdup(words);
	return *ret ? 0 : -ENOMEM;
}

static int read_question(const json_t *ask, struct why_case *c)
{
	int err = shape_read(&shape_question, ask, &c->q);

	if (!err)
		err = read_room(ask, "from", c->snap, &c->q.from);
	if (!err)
		err = read_room(ask, "owner", c->snap, &c->q.owner);
	if (!err)
		err = read_words(ask, "name", &c->to_name);
	if (!err)
		err = read_words(ask, "said", &c->said);
	if (!err && (!c->q.from || (c->q.family != AF_INET && c->q.family != AF_INET6)))
		err = -EPROTO;
	return err;
}

int case_read(const json_t *file, struct why_case *ret)
{
	const json_t *version = json_object_get(file, "nscope-why"),
		     *after = json_object_get(file, "after");
	int err;

	*ret = (struct why_case){ 0 };
	if (!json_is_integer(version) || json_integer_value(version) < 1)
		return -EPROTO;
	if (json_integer_value(version) > VERSION)
		return -EPROTONOSUPPORT;
	err = read_snapshot(json_object_get(file, "before"), &ret->snap);
	if (!err && after)
		err = read_snapshot(after, &ret->after);
	if (!err)
		err = shape_read(&shape_log, json_object_get(file, "seen"), &ret->log);
	if (!err)
		err = read_asks(json_object_get(file, "answers"), &ret->asks);
	if (!err)
		err = read_question(json_object_get(file, "question"), ret);
	ret->q.snap = ret->snap;
	ret->q.after = ret->after;
	ret->q.log = &ret->log;
	ret->q.asks = &ret->asks;
	ret->q.to_name = ret->to_name;
	ret->q.said = ret->said;
	return err;
}

void case_done(struct why_case *c)
{
	snapshot_free(c->snap);
	snapshot_free(c->after);
	free(c->log.kept);
	asks_done(&c->asks);
	free(c->to_name);
	free(c->said);
}
