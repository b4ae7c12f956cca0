// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * source.c - errors that point into the text
 */
#include "source.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "../util/text.h"

/* Columns of the quoted line: with file name and sentence it fits struct err. */
#define QUOTE_COLUMNS 90
#define QUOTE_BEFORE  60 /* of them at most this many in front of the caret */
#define FILE_COLUMNS  100

struct source source_of(const char *text, size_t len, const char *file)
{
	size_t mark = len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;

	return (struct source){ .text = text + mark, .len = len - mark, .file = file };
}

/* Octets of the line break at @i: what YAML 1.1 calls one, or our lines would not be libyaml's. */
static size_t break_len(const struct source *s, size_t i)
{
	const char *p = s->text + i;
	size_t left = s->len - i;

	if (left >= 2 && (!memcmp(p, "\r\n", 2) || !memcmp(p, "\xc2\x85", 2)))
		return 2;
	if (left >= 3 && (!memcmp(p, "\xe2\x80\xa8", 3) || !memcmp(p, "\xe2\x80\xa9", 3)))
		return 3;
	return *p == '\n' || *p == '\r';
}

/* Octets of the character at @i; broken UTF-8 counts octet by octet. */
static size_t char_len(const struct source *s, size_t i)
{
	size_t n = 1;

	if ((unsigned char)s->text[i] >= 0xc0)
		while (i + n < s->len && ((unsigned char)s->text[i + n] & 0xc0) == 0x80)
			n++;
	return n;
}

struct mark source_mark(const struct source *s, size_t offset)
{
	struct mark m = { 1, 1 };

	for (size_t i = 0; i < offset && i < s->len;) {
		size_t n = break_len(s, i);

		m.line += n != 0;
		m.col = n ? 1 : m.col + 1;
		i += n ? n : char_len(s, i);
	}
	return m;
}

static size_t line_start(const struct source *s, unsigned int line)
{
	size_t i = 0;

	while (line > 1 && i < s->len) {
		size_t n = break_len(s, i);

		line -= n != 0;
		i += n ? n : 1;
	}
	return i;
}

/* The octet of a column, or of the end of its line. */
static size_t column_offset(const struct source *s, size_t i, unsigned int col)
{
	for (; col > 1 && i < s->len && !break_len(s, i); col--)
		i += char_len(s, i);
	return i;
}

size_t source_offset(const struct source *s, struct mark m)
{
	return column_offset(s, line_start(s, m.line), m.col);
}

/* A tab is one column, so that the caret stands under what it means. */
static void add_char(struct text *t, const char *p, size_t n)
{
	if (*p == '\t')
		text_add(t, " ");
	else
		text_escape(t, p, n);
}

/*
 * The line and the caret, which must stand below its character also where escapes made the line
 * wider, and in a line far longer than the screen.
 */
static void quote_line(const struct source *s, struct mark m, struct text *t)
{
	char before[QUOTE_BEFORE + 1] = "", after[QUOTE_COLUMNS + 1] = "";
	struct text b = TEXT(before), a = TEXT(after);
	struct mark first = { m.line, m.col > QUOTE_BEFORE ? m.col - QUOTE_BEFORE : 1 };
	size_t at = source_offset(s, m), i = source_offset(s, first);

	for (; i < at; i += char_len(s, i))
		add_char(&b, s->text + i, char_len(s, i));
	while (i < s->len && !break_len(s, i) && b.len + a.len < QUOTE_COLUMNS) {
		add_char(&a, s->text + i, char_len(s, i));
		i += char_len(s, i);
	}
	text_add(t, "\n%5u | %s%s\n      | %*s^", m.line, before, after, (int)b.len, "");
}

int source_error(const struct source *s, struct mark m, struct err *e, const char *fmt, ...)
{
	char what[300] = "", name[FILE_COLUMNS + 1] = "", line[200] = "";
	struct text n = TEXT(name), l = TEXT(line);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	text_escape(&n, s->file, strlen(s->file));
	quote_line(s, m, &l);
	return err_set(e, EINVAL, "%s:%u:%u: %s%s", name, m.line, m.col, what, line);
}

struct source_quote source_quote(const char *text)
{
	struct source_quote q = { "" };
	struct text t = { .buf = q.text, .size = sizeof(q.text) - 4 };

	text_escape(&t, text, strnlen(text, sizeof(q.text)));
	if (t.len + 1 >= t.size) {
		t.size = sizeof(q.text);
		text_add(&t, "...");
	}
	return q;
}
