// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sheet_mark.c - what is new, changed or gone between two sheets of the same table
 *
 *     + 192.168.15.2  02:00:00:00:00:02  REACHABLE  eth0
 *     ~ 192.168.15.7  02:00:00:00:00:07  STALE      eth0
 *     - 192.168.15.9                     FAILED     eth0
 *
 * Rows that say the same are the same. Of the others, two whose keys agree are one that changed;
 * what is left is new or gone.
 */
#include "sheet.h"

#include <string.h>

#define COMPARED_MAX 4096 /* rows; each is compared with all: more would be felt */

static const struct {
	const char *sign, *word;
} marks[] = {
#define MARK_ROW(id, sign, word, ink) [MARK_##id] = { sign, word },
	SHEET_MARKS(MARK_ROW)
#undef MARK_ROW
};

const char *sheet_mark_sign(enum sheet_mark m)
{
	return marks[m].sign;
}

const char *sheet_mark_word(enum sheet_mark m)
{
	return marks[m].word;
}

static size_t row_len(const struct sheet *s, size_t row)
{
	return sheet_row_end(s, row) - s->rows[row];
}

static struct cell *row_cell(const struct sheet *s, size_t row)
{
	return &s->cells[s->rows[row]];
}

/* Do the first @n cells say the same? Those of each row are as many as there are. */
static bool agree(const struct sheet *a, size_t i, const struct sheet *b, size_t k, size_t n)
{
	const struct cell *x = row_cell(a, i), *y = row_cell(b, k);

	if (row_len(a, i) < n || row_len(b, k) < n)
		return false;
	for (size_t c = 0; c < n; c++)
		if (strcmp(x[c].text, y[c].text) != 0)
			return false;
	return true;
}

static bool is_same(const struct sheet *a, size_t i, const struct sheet *b, size_t k)
{
	return row_len(a, i) == row_len(b, k) && agree(a, i, b, k, row_len(a, i));
}

static bool is_changed(const struct sheet *a, size_t i, const struct sheet *b, size_t k)
{
	size_t key = row_cell(a, i)->key;

	return key && key == row_cell(b, k)->key && agree(a, i, b, k, key);
}

typedef bool row_match(const struct sheet *a, size_t i, const struct sheet *b, size_t k);

/* Pairs rows that have no partner yet. */
static void pair(struct sheet *s, const struct sheet *was, bool *paired, bool *found,
		 row_match *match, enum sheet_mark mark)
{
	for (size_t i = 0; i < s->n_rows; i++)
		for (size_t k = 0; k < was->n_rows && !paired[i]; k++) {
			if (found[k] || !match(s, i, was, k))
				continue;
			paired[i] = found[k] = true;
			row_cell(s, i)->mark = mark;
		}
}

static void add_gone(struct sheet *s, const struct sheet *was, size_t row)
{
	const struct cell *c = row_cell(was, row);

	sheet_row(s);
	for (size_t i = 0; i < row_len(was, row); i++) {
		if (c[i].fresh)
			sheet_fresh(s, INK_DIM, "%s", c[i].text);
		else
			sheet_cell(s, INK_DIM, "%s", c[i].text);
	}
	if (!s->failed && row_len(s, s->n_rows - 1))
		row_cell(s, s->n_rows - 1)->mark = MARK_GONE;
}

void sheet_compare(struct sheet *s, const struct sheet *was)
{
	_cleanup_free_ bool *paired = calloc(s->n_rows + 1, sizeof(*paired));
	_cleanup_free_ bool *found = calloc(was->n_rows + 1, sizeof(*found));
	size_t n = s->n_rows;

	if (!paired || !found)
		s->failed = true;
	if (s->failed || was->failed || n > COMPARED_MAX || was->n_rows > COMPARED_MAX)
		return;
	pair(s, was, paired, found, is_same, MARK_NONE);
	pair(s, was, paired, found, is_changed, MARK_CHANGED);
	for (size_t i = 0; i < n; i++)
		if (!paired[i])
			row_cell(s, i)->mark = MARK_NEW;
	for (size_t k = 0; k < was->n_rows && !s->failed; k++)
		if (!found[k])
			add_gone(s, was, k);
}

static size_t count_marked(const struct sheet *s)
{
	size_t n = 0;

	for (size_t r = 0; r < s->n_rows; r++)
		n += s->cells[s->rows[r]].mark != MARK_NONE;
	return n;
}

void sheet_cut(struct sheet *s, size_t limit)
{
	size_t rows = 0, cells = 0, marked = count_marked(s);
	size_t left[] = { limit - (marked < limit ? marked : limit), limit };

	for (size_t r = 0; r < s->n_rows; r++) {
		size_t first = s->rows[r], len = row_len(s, r);

		if (!left[s->cells[first].mark != MARK_NONE]) {
			for (size_t i = 0; i < len; i++)
				free(s->cells[first + i].text);
			s->n_cut++;
			continue;
		}
		left[s->cells[first].mark != MARK_NONE]--;
		memmove(&s->cells[cells], &s->cells[first], len * sizeof(*s->cells));
		s->rows[rows++] = cells;
		cells += len;
	}
	s->n_rows = rows;
	s->n_cells = cells;
}

void sheet_row_text(const struct sheet *s, size_t row, struct text *t)
{
	const struct cell *c = row_cell(s, row);

	for (size_t i = 0, any = 0; i < row_len(s, row); i++) {
		if (!c[i].len)
			continue;
		text_str(t, any++ ? " " : "");
		text_str(t, c[i].text);
	}
}

void sheet_key(struct sheet *s)
{
	if (s->failed || s->n_cut || !s->n_rows)
		return;
	row_cell(s, s->n_rows - 1)->key = row_len(s, s->n_rows - 1);
}
