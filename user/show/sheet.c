// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sheet.c - rows of cells, laid out in a given width
 */
#include "sheet.h"

#include <stdarg.h>
#include <string.h>

#define INDENT 2 /* where a row begins */
#define HANG   4 /* where it goes on */
#define GAP    2 /* between columns that are aligned; else 1 */

#define COLUMNS_MAX 20	 /* of an aligned sheet: a bridge's port, all of it unusual, has 18 */
#define CELL_OCTETS 1280 /* the longest is an alias, escaped */

size_t paper_ink(const struct paper *p, enum ink ink, const char *text)
{
	static const char *const sgr[INK_MAX] = {
		[INK_PLAIN] = NULL, [INK_HEAD] = "36", [INK_NAME] = "1", [INK_DIM] = "2",
		[INK_WARN] = "33",  [INK_BAD] = "31",  [INK_NEW] = "32",
	};

	if (p->color && sgr[ink] && *text)
		fprintf(p->file, "\033[%sm%s\033[m", sgr[ink], text);
	else
		fprintf(p->file, "%s", text);
	return text_columns(text);
}

void paper_pad(const struct paper *p, size_t columns)
{
	fprintf(p->file, "%*s", (int)columns, "");
}

void paper_rule(const struct paper *p, const char *name, const char *about, size_t columns)
{
	const char *dash = p->utf8 ? "─" : "-";
	size_t at = 2;

	fprintf(p->file, "%s%s", dash, dash);
	fprintf(p->file, " ");
	at += 1 + paper_ink(p, INK_NAME, name);
	if (*about) {
		fprintf(p->file, " ");
		at += 1 + paper_ink(p, INK_DIM, about);
	}
	fprintf(p->file, " ");
	for (at++; at < columns; at++)
		fprintf(p->file, "%s", dash);
}

void sheet_row(struct sheet *s)
{
	size_t *more;

	if (s->limit && s->n_rows == s->limit) {
		s->n_cut++;
		return;
	}
	more = grow(s->rows, s->n_rows, sizeof(*more));
	if (!more) {
		s->failed = true;
		return;
	}
	s->rows = more;
	more[s->n_rows++] = s->n_cells;
}

static void _printf_(4, 0)
	add_cell(struct sheet *s, enum ink ink, bool fresh, const char *fmt, va_list ap)
{
	char text[CELL_OCTETS];
	struct cell *more, c = { .ink = ink, .fresh = fresh };

	if (s->n_cut || s->failed)
		return;
	vsnprintf(text, sizeof(text), fmt, ap);
	c.len = strlen(text);
	c.text = strdup(text);
	more = c.text ? grow(s->cells, s->n_cells, sizeof(*more)) : NULL;
	if (!more) {
		free(c.text);
		s->failed = true;
		return;
	}
	s->cells = more;
	more[s->n_cells++] = c;
}

void sheet_cell(struct sheet *s, enum ink ink, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_cell(s, ink, false, fmt, ap);
	va_end(ap);
}

void sheet_fresh(struct sheet *s, enum ink ink, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_cell(s, ink, true, fmt, ap);
	va_end(ap);
}

/* Where the columns begin: x, and on which line of their row. */
struct columns {
	size_t n, x[COLUMNS_MAX], line[COLUMNS_MAX];
};

static void lay_columns(const struct sheet *s, size_t width, struct columns *c)
{
	size_t widest[COLUMNS_MAX] = { 0 }, x = INDENT, line = 0;

	*c = (struct columns){ 0 };
	for (size_t r = 0; r < s->n_rows; r++)
		for (size_t i = s->rows[r]; i < sheet_row_end(s, r); i++) {
			size_t col = i - s->rows[r];

			if (col >= COLUMNS_MAX)
				break;
			if (s->cells[i].len > widest[col])
				widest[col] = s->cells[i].len;
			if (col >= c->n)
				c->n = col + 1;
		}
	for (size_t col = 0; col < c->n; col++) {
		if (col && x > HANG && x + widest[col] > width) {
			x = HANG;
			line++;
		}
		c->x[col] = x;
		c->line[col] = line;
		if (widest[col])
			x += widest[col] + GAP;
	}
}

/* Cells of one row below the columns' heads; where it goes on, without holes or empty lines. */
static size_t lay_aligned(struct sheet *s, size_t r, const struct columns *c, size_t line)
{
	size_t at = 0, x = HANG;
	bool any = false;

	for (size_t i = s->rows[r]; i < sheet_row_end(s, r); i++) {
		size_t col = i - s->rows[r] < COLUMNS_MAX ? i - s->rows[r] : COLUMNS_MAX - 1;
		struct cell *cell = &s->cells[i];

		if (cell->len && c->line[col] != at) {
			line += any;
			at = c->line[col];
			x = HANG;
		}
		any |= cell->len > 0;
		cell->line = line;
		cell->x = at ? x : c->x[col];
		x += cell->len ? cell->len + GAP : 0;
	}
	return line + 1;
}

static size_t lay_free(struct sheet *s, size_t r, size_t width, size_t line)
{
	size_t x = INDENT;

	for (size_t i = s->rows[r]; i < sheet_row_end(s, r); i++) {
		struct cell *c = &s->cells[i];

		if (i > s->rows[r] && (c->fresh || (x > HANG && x + c->len > width))) {
			x = HANG;
			line++;
		}
		c->x = x;
		c->line = line;
		if (c->len)
			x += c->len + 1;
	}
	return line + 1;
}

bool sheet_lay(struct sheet *s, size_t width)
{
	struct columns columns;
	bool fits = true;

	s->n_lines = 0;
	lay_columns(s, width, &columns);
	for (size_t r = 0; r < s->n_rows; r++)
		s->n_lines = s->aligned ? lay_aligned(s, r, &columns, s->n_lines)
					: lay_free(s, r, width, s->n_lines);
	for (size_t i = 0; i < s->n_cells; i++)
		fits &= s->cells[i].x + s->cells[i].len <= width;
	return fits;
}

/* In the indent of a row's first line. Return: columns printed */
static size_t print_mark(const struct sheet *s, size_t line, size_t cell, const struct paper *p)
{
	static const enum ink inks[] = {
#define MARK_INK(id, sign, word, ink) [MARK_##id] = ink,
		SHEET_MARKS(MARK_INK)
#undef MARK_INK
	};

	if (cell >= s->n_cells || s->cells[cell].line != line || !s->cells[cell].mark)
		return 0;
	return paper_ink(p, inks[s->cells[cell].mark], sheet_mark_sign(s->cells[cell].mark));
}

size_t sheet_print(const struct sheet *s, size_t line, size_t *cell, const struct paper *p)
{
	size_t x = print_mark(s, line, *cell, p);

	for (; *cell < s->n_cells && s->cells[*cell].line == line; (*cell)++) {
		const struct cell *c = &s->cells[*cell];

		if (!c->len)
			continue;
		/* One that sticks out moves those behind it. */
		paper_pad(p, c->x > x ? c->x - x : 1);
		x = (c->x > x ? c->x : x + 1) + c->len;
		paper_ink(p, c->ink, c->text);
	}
	return x;
}

void sheet_done(struct sheet *s)
{
	for (size_t i = 0; i < s->n_cells; i++)
		free(s->cells[i].text);
	free(s->cells);
	free(s->rows);
	*s = (struct sheet){ 0 };
}
