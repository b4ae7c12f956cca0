/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shape.h - plain structs as JSON and back, by tables that name their fields.
 *
 * What is zero is left out, and what is left out is zero: a field that is new means nothing to an
 * old nscope and is not missed in an old file. Names and texts are escaped as in snapshot_text.h.
 */
#ifndef NSCOPE_SHAPE_H
#define NSCOPE_SHAPE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "../util/util.h"

enum field_kind {
	FIELD_UINT,  /* 1, 2, 4 or 8 octets, or a bool */
	FIELD_INT,   /* the same with a sign */
	FIELD_BYTES, /* hexadecimal */
	FIELD_TEXT,  /* an array of char, terminated */
	FIELD_NAMED, /* an array of 8 octet numbers, each with its name */
	FIELD_PART,  /* a struct within */
	FIELD_SOME,  /* an array of them within; those at the end that are all zero are not said */
	FIELD_ROWS,  /* a pointer to them, and how many */
	FIELD_MAYBE, /* a pointer to one, or NULL */
};

struct shape;

struct field {
	const char *name;
	enum field_kind kind;
	size_t at, size;
	uint64_t most;		  /* UINT: greater is refused, 0: what fits; SOME, NAMED: so many */
	size_t count;		  /* ROWS: where their number stands */
	const char *const *names; /* NAMED */
	int64_t unknown;	  /* NAMED: not said */
	const struct shape *shape; /* PART, SOME, ROWS, MAYBE */
};

struct shape {
	size_t size; /* octets */
	const struct field *fields;
	size_t n;
};

/** shape_write() - a new object, NULL: no memory */
json_t *shape_write(const struct shape *s, const void *from);

/**
 * shape_read() - the opposite
 * @object: hostile
 * @to:     all zero; also on failure its pointers and their numbers are in order
 * Return: 0, -EPROTO: something is not what it should be; -ENOMEM
 */
int shape_read(const struct shape *s, const json_t *object, void *to);

#endif
