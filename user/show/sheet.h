/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sheet.h - rows of cells, laid out in a given width.
 *
 * Theory of operation
 *
 * A table is filled first and laid out when its width is known. Where a row is wider than the
 * paper it goes on below, a little to the right. In an aligned sheet columns begin below each
 * other, and every row breaks before the same column; else each row breaks where it must:
 *
 *       eth0  UP    mtu 1500   02:00:00:00:00:01  peer b:eth0      eth0  UP    mtu 1500
 *       e1    DOWN  mtu 65536                                        02:00:00:00:00:01  peer b:eth0
 *                                                                  e1    DOWN  mtu 65536
 *
 * All text in cells is ASCII: foreign bytes are escaped on the way in.
 */
#ifndef NSCOPE_SHOW_SHEET_H
#define NSCOPE_SHOW_SHEET_H

#include <stdbool.h>

#include "../util/text.h"

enum ink {
	INK_PLAIN,
	INK_HEAD, /* a section's title */
	INK_NAME, /* a namespace */
	INK_DIM,
	INK_WARN, /* on its way, or unusual */
	INK_BAD,  /* what hurts: DOWN, FAILED */
	INK_NEW,
	INK_MAX,
};

/* What is written on. */
struct paper {
	FILE *file;
	unsigned int width; /* columns */
	bool color, utf8;
};

/** paper_ink() - text in a colour; returns its columns */
size_t paper_ink(const struct paper *p, enum ink ink, const char *text);

/** paper_pad() - blanks */
void paper_pad(const struct paper *p, size_t columns);

/** paper_rule() - a line as far as @columns with a title in it: "── red (lab pair) ───" */
void paper_rule(const struct paper *p, const char *name, const char *about, size_t columns);

/* X(id, sign, what JSON calls it, its colour): how a row differs from the same table before */
#define SHEET_MARKS(X)                                                                             \
	X(NONE, " ", "", INK_PLAIN)                                                                \
	X(NEW, "+", "new", INK_NEW)                                                                \
	X(CHANGED, "~", "changed", INK_WARN)                                                       \
	X(GONE, "-", "gone", INK_BAD)

enum sheet_mark {
#define MARK_ENUM(id, sign, word, ink) MARK_##id,
	SHEET_MARKS(MARK_ENUM)
#undef MARK_ENUM
		MARK_MAX,
};

const char *sheet_mark_sign(enum sheet_mark m);
const char *sheet_mark_word(enum sheet_mark m);

struct cell {
	char *text;
	size_t len; /* octets, which are columns */
	enum ink ink;
	bool fresh; /* begins a line of its own */
	size_t key; /* of a row's first: so many of its cells say which it is; 0: all do */
	enum sheet_mark mark; /* of a row's first */
	size_t x, line;	      /* where it was laid */
};

struct sheet {
	bool aligned;
	size_t limit; /* rows kept, 0: all */
	size_t n_cut; /* rows that came after */
	bool failed;  /* memory was out */
	struct cell *cells;
	size_t n_cells;
	size_t *rows; /* first cell of each */
	size_t n_rows;
	size_t n_lines; /* once laid */
};

/** sheet_row() - begin the next row */
void sheet_row(struct sheet *s);

/** sheet_key() - what stands in the row so far says which it is; what follows may change */
void sheet_key(struct sheet *s);

/** sheet_cell() - the next cell of it; "" leaves its column empty */
void sheet_cell(struct sheet *s, enum ink ink, const char *fmt, ...) _printf_(3, 4);

/** sheet_fresh() - the same, on a line of its own */
void sheet_fresh(struct sheet *s, enum ink ink, const char *fmt, ...) _printf_(3, 4);

/**
 * sheet_compare() - mark each row by what the same sheet said before
 * @was: rows that are gone are copied from it, to the end
 */
void sheet_compare(struct sheet *s, const struct sheet *was);

/** sheet_cut() - let go of all but @limit rows: marked ones stay before others, the first of each
 * before later ones. What goes counts as cut */
void sheet_cut(struct sheet *s, size_t limit);

/** sheet_row_text() - append a row's cells, a blank between them */
void sheet_row_text(const struct sheet *s, size_t row, struct text *t);

/**
 * sheet_lay() - give every cell its place; again with another width is fine
 * @width: columns
 * Return: whether all of it fits; where a cell alone is too wide it sticks out
 */
bool sheet_lay(struct sheet *s, size_t width);

/**
 * sheet_print() - one line of it
 * @cell: 0 for line 0; keeps the place
 * Return: columns printed
 */
size_t sheet_print(const struct sheet *s, size_t line, size_t *cell, const struct paper *p);

void sheet_done(struct sheet *s);

/** sheet_row_end() - the cell behind a row's last */
static inline size_t sheet_row_end(const struct sheet *s, size_t row)
{
	return row + 1 < s->n_rows ? s->rows[row + 1] : s->n_cells;
}

#endif
