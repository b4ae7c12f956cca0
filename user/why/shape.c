// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shape.c - plain structs as JSON and back, by tables that name their fields
 */
#include "shape.h"

#include <errno.h>
#include <string.h>

#include "../trace/snapshot_text.h"

/* So that a short file cannot ask for much memory. */
#define ROWS_MAX (1 << 18)

static bool is_zero(const void *p, size_t size)
{
	const uint8_t *octets = p;

	return !size || (!octets[0] && !memcmp(octets, octets + 1, size - 1));
}

static uint64_t load(const void *p, size_t size)
{
	uint64_t n = 0;

	memcpy(&n, p, size);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	n >>= 64 - 8 * size;
#endif
	return n;
}

static void store(void *p, size_t size, uint64_t n)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	n <<= 64 - 8 * size;
#endif
	memcpy(p, &n, size);
}

static int64_t with_sign(uint64_t n, size_t size)
{
	unsigned int shift = (unsigned int)(64 - 8 * size);

	return (int64_t)(n << shift) >> shift;
}

static json_t *write_bytes(const uint8_t *bytes, size_t size)
{
	char buf[65];
	struct text t = TEXT(buf);

	for (size_t i = 0; i < size && i < 32; i++)
		text_add(&t, "%02x", bytes[i]);
	return json_stringn(buf, t.len);
}

static json_t *write_text(const char *words, size_t size)
{
	char buf[4 * LINK_ALIAS_MAX + 1];
	struct text t = TEXT(buf);

	buf[0] = '\0';
	text_escape(&t, words, strnlen(words, size));
	return json_stringn(buf, t.len);
}

static json_t *write_named(const struct field *f, const int64_t *numbers)
{
	json_t *o = json_object();

	for (uint64_t i = 0; i < f->most; i++)
		if (numbers[i] != f->unknown)
			json_object_set_new(o, f->names[i], json_integer(numbers[i]));
	return o;
}

static json_t *write_some(const struct shape *s, const uint8_t *rows, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, shape_write(s, rows + i * s->size));
	return list;
}

static json_t *write_field(const struct field *f, const uint8_t *base)
{
	const uint8_t *at = base + f->at;
	size_t n = f->most;
	void *rows;

	switch (f->kind) {
	case FIELD_UINT: return json_integer((json_int_t)load(at, f->size));
	case FIELD_INT: return json_integer(with_sign(load(at, f->size), f->size));
	case FIELD_BYTES: return write_bytes(at, f->size);
	case FIELD_TEXT: return write_text((const char *)at, f->size);
	case FIELD_NAMED: return write_named(f, (const int64_t *)(const void *)at);
	case FIELD_PART: return shape_write(f->shape, at);
	case FIELD_SOME:
		while (n && is_zero(at + (n - 1) * f->shape->size, f->shape->size))
			n--;
		return write_some(f->shape, at, n);
	case FIELD_ROWS:
		memcpy(&rows, at, sizeof(rows));
		memcpy(&n, base + f->count, sizeof(n));
		return write_some(f->shape, rows, n);
	case FIELD_MAYBE: memcpy(&rows, at, sizeof(rows)); return shape_write(f->shape, rows);
	}
	return NULL;
}

json_t *shape_write(const struct shape *s, const void *from)
{
	const uint8_t *base = from;
	json_t *o = json_object();

	for (size_t i = 0; o && i < s->n; i++) {
		const struct field *f = &s->fields[i];

		if (f->kind != FIELD_NAMED && is_zero(base + f->at, f->size))
			continue;
		if (json_object_set_new(o, f->name, write_field(f, base))) {
			json_decref(o);
			return NULL;
		}
	}
	return o;
}

static int read_number(const struct field *f, const json_t *j, void *to)
{
	uint64_t n = (uint64_t)json_integer_value(j);

	if (!json_is_integer(j))
		return -EPROTO;
	if (f->kind == FIELD_INT && with_sign(n, f->size) != (int64_t)n)
		return -EPROTO;
	if (f->kind == FIELD_UINT && f->size < 8 && n >> (8 * f->size))
		return -EPROTO;
	if (f->most && n > f->most)
		return -EPROTO;
	store(to, f->size, n);
	return 0;
}

static int nibble(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static int read_bytes(const json_t *j, uint8_t *to, size_t size)
{
	const char *hex = json_string_value(j);

	if (!hex || strlen(hex) != 2 * size)
		return -EPROTO;
	for (size_t i = 0; i < size; i++) {
		int high = nibble(hex[2 * i]), low = nibble(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return -EPROTO;
		to[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

static int read_named(const struct field *f, const json_t *j, int64_t *to)
{
	for (uint64_t i = 0; i < f->most; i++) {
		const json_t *n = json_object_get(j, f->names[i]);

		if (n && !json_is_integer(n))
			return -EPROTO;
		to[i] = n ? json_integer_value(n) : f->unknown;
	}
	return 0;
}

static int read_some(const struct shape *s, const json_t *j, uint8_t *to, size_t most)
{
	size_t n = json_array_size(j);
	int err = json_is_array(j) && n <= most ? 0 : -EPROTO;

	for (size_t i = 0; !err && i < n; i++)
		err = shape_read(s, json_array_get(j, i), to + i * s->size);
	return err;
}

/* The number and the pointer are there before the first row is read: both are freed together. */
static int read_rows(const struct field *f, const json_t *j, uint8_t *base)
{
	size_t n = json_array_size(j);
	void *rows = NULL;

	if (!json_is_array(j) || n > ROWS_MAX)
		return -EPROTO;
	if (n)
		rows = calloc(n, f->shape->size);
	if (n && !rows)
		return -ENOMEM;
	memcpy(base + f->at, &rows, sizeof(rows));
	memcpy(base + f->count, &n, sizeof(n));
	return read_some(f->shape, j, rows, ROWS_MAX);
}

static int read_maybe(const struct field *f, const json_t *j, uint8_t *base)
{
	void *row = calloc(1, f->shape->size);

	if (!row)
		return -ENOMEM;
	memcpy(base + f->at, &row, sizeof(row));
	return shape_read(f->shape, j, row);
}

static int read_field(const struct field *f, const json_t *j, uint8_t *base)
{
	uint8_t *at = base + f->at;

	switch (f->kind) {
	case FIELD_UINT:
	case FIELD_INT: return read_number(f, j, at);
	case FIELD_BYTES: return read_bytes(j, at, f->size);
	case FIELD_TEXT:
		if (!json_is_string(j))
			return -EPROTO;
		snapshot_unname(json_string_value(j), (char *)at, f->size);
		return 0;
	case FIELD_NAMED: return read_named(f, j, (int64_t *)(void *)at);
	case FIELD_PART: return shape_read(f->shape, j, at);
	case FIELD_SOME: return read_some(f->shape, j, at, f->most);
	case FIELD_ROWS: return read_rows(f, j, base);
	case FIELD_MAYBE: return read_maybe(f, j, base);
	}
	return -EPROTO;
}

int shape_read(const struct shape *s, const json_t *object, void *to)
{
	int err = json_is_object(object) ? 0 : -EPROTO;

	for (size_t i = 0; !err && i < s->n; i++) {
		const struct field *f = &s->fields[i];
		const json_t *j = json_object_get(object, f->name);

		if (j || f->kind == FIELD_NAMED)
			err = read_field(f, j, to);
	}
	return err;
}
