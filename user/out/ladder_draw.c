// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ladder_draw.c - rows become cells, cells become a line
 */
#include "ladder.h"

#include <string.h>

enum glyph {
	G_LANE,
	G_OUT_RIGHT,
	G_OUT_LEFT,
	G_DASH,
	G_RIGHT,
	G_LEFT,
	G_CROSS,
	G_LOST,
	G_NOTE,
	G_PARKED,
	G_WAITING,
	G_CUT,
};

static const char *const glyphs[][2] = {
	[G_LANE] = { "|", "│" },   [G_OUT_RIGHT] = { "|", "├" }, [G_OUT_LEFT] = { "|", "┤" },
	[G_DASH] = { "-", "─" },   [G_RIGHT] = { ">", "▶" },	 [G_LEFT] = { "<", "◀" },
	[G_CROSS] = { "+", "┼" },  [G_LOST] = { "X", "╳" },	 [G_NOTE] = { "*", "◆" },
	[G_PARKED] = { "=", "■" }, [G_WAITING] = { ":", "┆" },	 [G_CUT] = { "~", "…" },
};

/* One line, cell by cell. */
struct line {
	const struct ladder *l;
	struct cell {
		char glyph[5];
		enum ink ink;
	} cells[LADDER_COLUMNS];
};

static void put(struct line *n, unsigned int x, const char *glyph, size_t len, enum ink ink)
{
	if (x >= n->l->width)
		return;
	memcpy(n->cells[x].glyph, glyph, len);
	n->cells[x].glyph[len] = '\0';
	n->cells[x].ink = ink;
}

static void put_glyph(struct line *n, unsigned int x, enum glyph g, enum ink ink)
{
	const char *s = glyphs[g][n->l->out.config.utf8];

	put(n, x, s, strlen(s), ink);
}

static size_t glyph_len(const char *s)
{
	size_t len = 1;

	while (((unsigned char)s[len] & 0xc0) == 0x80 && len < 4)
		len++;
	return len;
}

/* At most @room cells; a text that is longer ends in a sign for "cut". */
static void put_text(struct line *n, unsigned int x, const char *s, size_t room, enum ink ink)
{
	bool cut = text_columns(s) > room;

	for (size_t i = 0; *s && i < room; i++) {
		size_t len = glyph_len(s);

		put(n, x + (unsigned int)i, s, len, ink);
		s += len;
	}
	if (cut && room)
		put_glyph(n, x + (unsigned int)room - 1, G_CUT, ink);
}

/* @at_ns: what the lanes look like then; 0: at no time */
static void line_new(struct line *n, const struct ladder *l, bool lanes, uint64_t at_ns)
{
	*n = (struct line){ .l = l };
	for (unsigned int x = 0; x < l->width; x++)
		put(n, x, " ", 1, INK_NONE);
	for (int i = 0; lanes && i < l->n_lanes; i++)
		put_glyph(n, l->lanes[i].x,
			  ladder_waits(l, l->lanes[i].cookie, at_ns) ? G_WAITING : G_LANE,
			  INK_NONE);
}

static void line_print(const struct line *n)
{
	static const char *const sgr[INK_MAX] = {
		[INK_NONE] = "",   [INK_ARP] = "33", [INK_ECHO] = "32", [INK_NEIGH] = "36",
		[INK_WAIT] = "35", [INK_BAD] = "31", [INK_DIM] = "2",
	};
	FILE *file = n->l->out.config.file;
	enum ink now = INK_NONE;
	unsigned int end = n->l->width;

	while (end && !strcmp(n->cells[end - 1].glyph, " "))
		end--;
	for (unsigned int x = 0; x < end; x++) {
		if (n->l->out.config.color && n->cells[x].ink != now) {
			now = n->cells[x].ink;
			fprintf(file, "\033[%sm", sgr[now]);
		}
		fputs(n->cells[x].glyph, file);
	}
	if (now != INK_NONE)
		fputs("\033[m", file);
	fputc('\n', file);
}

/* The longest text that fits; the shortest there is when none does. */
static const char *fitting(const struct row *r, size_t room)
{
	const char *last = r->say[0];

	for (size_t i = 0; i < SAY_MAX && r->say[i][0]; i++) {
		last = r->say[i];
		if (text_columns(last) <= room)
			return last;
	}
	return last;
}

static void put_time(struct line *n, bool right, uint64_t ns)
{
	uint64_t us = ns < n->l->zero_ns ? 0 : ns / 1000 - n->l->zero_ns / 1000;
	char buf[32];

	if (!ns)
		return;
	snprintf(buf, sizeof(buf), right ? "%llu.%03llu" : "%5llu.%03llu",
		 (unsigned long long)(us / 1000), (unsigned long long)(us % 1000));
	put_text(n, right ? n->l->end + 2 : 0, buf, LADDER_MARGIN - 1, INK_DIM);
}

static bool lane_at(const struct ladder *l, unsigned int x)
{
	for (int i = 0; i < l->n_lanes; i++)
		if (l->lanes[i].x == x)
			return true;
	return false;
}

static void put_dashes(struct line *n, unsigned int from, unsigned int to, enum ink ink)
{
	for (unsigned int x = from; x < to; x++)
		put_glyph(n, x, lane_at(n->l, x) ? G_CROSS : G_DASH, ink);
}

/* Where an arrow begins and ends, and which way it points. */
struct arrow {
	unsigned int left, right;
	bool rightwards;
};

static struct arrow arrow_of(const struct ladder *l, const struct row *r)
{
	int at = r->from >= 0 ? r->from : r->to;
	int other = r->from >= 0 ? r->to : r->from;
	unsigned int x = l->lanes[at].x, y;
	bool other_right = other >= 0	    ? other > at
			   : r->beside >= 0 ? r->beside > at
					    : at + 1 < l->n_lanes || l->n_lanes == 1;

	if (other >= 0)
		y = l->lanes[other].x;
	else if (l->n_lanes == 1)
		y = l->end;
	else
		y = l->lanes[other_right ? at + 1 : at - 1].x;
	return (struct arrow){ x < y ? x : y, x < y ? y : x, (r->from >= 0) == other_right };
}

/* The text stays between the sender and the next lane; beyond it the arrow crosses the others. */
static unsigned int arrow_room(const struct ladder *l, const struct arrow *a)
{
	unsigned int from = a->rightwards ? a->left : a->right, room = a->right - a->left;

	for (int i = 0; i < l->n_lanes; i++) {
		unsigned int x = l->lanes[i].x, far = x > from ? x - from : from - x;

		if (x >= a->left && x <= a->right && far && far < room)
			room = far;
	}
	return room - 5; /* "─ ", " ", the head, the lane */
}

/* ├─ text ─────▶│ */
static void draw_whole(struct line *n, const struct row *r, const struct arrow *a)
{
	unsigned int room = arrow_room(n->l, a), len;
	const char *say = fitting(r, room);

	len = (unsigned int)text_columns(say);
	len = len < room ? len : room;
	put_dashes(n, a->left + 1, a->right, r->ink);
	if (a->rightwards) {
		put_glyph(n, a->left, r->from_ns ? G_OUT_RIGHT : G_LANE, r->ink);
		put_glyph(n, a->right - 1, G_RIGHT, r->ink);
		put(n, a->left + 2, " ", 1, r->ink);
		put_text(n, a->left + 3, say, room, r->ink);
		put(n, a->left + 3 + len, " ", 1, r->ink);
		return;
	}
	put_glyph(n, a->right, r->from_ns ? G_OUT_LEFT : G_LANE, r->ink);
	put_glyph(n, a->left + 1, G_LEFT, r->ink);
	put(n, a->right - 2, " ", 1, r->ink);
	put_text(n, a->right - 2 - len, say, room, r->ink);
	put(n, a->right - 3 - len, " ", 1, r->ink);
}

/* ├─ text ──╳ why           │ */
static void draw_broken(struct line *n, const struct row *r, const struct arrow *a)
{
	unsigned int span = a->right - a->left - 1, why = (unsigned int)text_columns(r->why);
	unsigned int fixed = 2 + 1 + 2 + 1 + 1 + 1; /* "─ ", " ", "──", "╳", " ", " " */
	unsigned int room = span > fixed + why ? span - fixed - why : 0, len, x;
	const char *say = fitting(r, room);
	enum glyph head = r->end == HOP_LOST ? G_LOST : a->rightwards ? G_RIGHT : G_LEFT;

	len = (unsigned int)text_columns(say);
	len = len < span - fixed ? len : span - fixed;
	why = why < span - fixed - len ? why : span - fixed - len;
	if (a->rightwards) {
		put_glyph(n, a->left, G_OUT_RIGHT, r->ink);
		put_glyph(n, a->left + 1, G_DASH, r->ink);
		put_text(n, a->left + 3, say, len, r->ink);
		x = a->left + 3 + len + 1;
		put_dashes(n, x, x + 2, r->ink);
		put_glyph(n, x + 2, head, INK_BAD);
		put_text(n, x + 4, r->why, why, INK_BAD);
		return;
	}
	put_glyph(n, a->right, G_OUT_LEFT, r->ink);
	put_glyph(n, a->right - 1, G_DASH, r->ink);
	put_text(n, a->right - 2 - len, say, len, r->ink);
	x = a->right - 2 - len - 2;
	put_dashes(n, x - 1, x + 1, r->ink);
	put_glyph(n, x - 2, head, INK_BAD);
	put_text(n, x - 3 - why, r->why, why, INK_BAD);
}

static void draw_hop(struct line *n, const struct row *r)
{
	struct arrow a = arrow_of(n->l, r);

	if (r->end == HOP_ARRIVED)
		draw_whole(n, r, &a);
	else
		draw_broken(n, r, &a);
	/* Each column has the time of the arrow's end on its side. */
	put_time(n, !a.rightwards, r->from_ns);
	put_time(n, a.rightwards, r->to_ns);
}

static void draw_note(struct line *n, const struct row *r)
{
	const struct ladder *l = n->l;
	bool last = r->from > 0 && r->from == l->n_lanes - 1;
	unsigned int x = l->lanes[r->from].x, room;
	char whole[2 * SAY_SIZE + 16];
	const char *say;
	size_t why;

	if (last)
		room = x - l->lanes[r->from - 1].x - 3;
	else
		room = (r->from + 1 < l->n_lanes ? l->lanes[r->from + 1].x : l->width) - x - 3;
	why = *r->why ? text_columns(r->why) + strlen(", dropped: ") : 0;
	say = fitting(r, room > why ? room - why : 0);
	snprintf(whole, sizeof(whole), "%s%s%s", say, *r->why ? ", dropped: " : "", r->why);
	put_glyph(n, x,
		  r->kind == ROW_WAIT  ? G_PARKED
		  : r->end == HOP_LOST ? G_LOST
				       : G_NOTE,
		  r->ink);
	if (!last)
		put_text(n, x + 2, whole, room, r->ink);
	else if (text_columns(whole) <= room)
		put_text(n, x - 1 - (unsigned int)text_columns(whole), whole, room, r->ink);
	else
		put_text(n, x - 1 - room, whole, room, r->ink);
	if (r->kind == ROW_NOTE)
		put_time(n, last, r->from_ns);
}

/* As far to the right as the first lane, where it fits. */
static void draw_text(struct line *n, const struct row *r)
{
	const char *say = fitting(r, n->l->width);
	size_t len = text_columns(say);
	unsigned int x = LADDER_MARGIN;

	if (x + len > n->l->width)
		x = len < n->l->width ? n->l->width - (unsigned int)len : 0;
	put_text(n, x, say, n->l->width - x, r->ink);
}

void ladder_row(struct ladder *l, const struct row *r)
{
	struct line n;

	line_new(&n, l, r->kind != ROW_TEXT, r->from_ns ? r->from_ns : r->to_ns);
	if (l->spaced && r->kind != ROW_TEXT)
		line_print(&n);
	switch (r->kind) {
	case ROW_HOP: draw_hop(&n, r); break;
	case ROW_NOTE:
	case ROW_WAIT:
	case ROW_CROWD: draw_note(&n, r); break;
	case ROW_TEXT: draw_text(&n, r); break;
	}
	line_print(&n);
	lecture_print(&l->out, &(struct lecture_place){ LADDER_MARGIN + 2, l->width }, r->explain);
	l->spaced = r->kind == ROW_TEXT;
}

static void put_centred(struct line *n, unsigned int x, const char *s, size_t room)
{
	size_t len = text_columns(s);
	unsigned int half;

	len = len < room ? len : room;
	half = (unsigned int)len / 2;
	x = x > half ? x - half : 0;
	if (x + len > n->l->width)
		x = n->l->width - (unsigned int)len;
	put_text(n, x, s, room, INK_NONE);
}

void ladder_head(const struct ladder *l)
{
	size_t room = l->n_lanes > 1 ? l->lanes[1].x - l->lanes[0].x - 2 : l->width;
	struct line n;

	if (*l->absent) {
		line_new(&n, l, false, 0);
		put_text(&n, 0, l->absent, l->width, INK_DIM);
		line_print(&n);
	}
	line_new(&n, l, false, 0);
	for (int i = 0; i < l->n_lanes; i++)
		put_centred(&n, l->lanes[i].x, l->lanes[i].name, room);
	line_print(&n);
	line_new(&n, l, false, 0);
	for (int i = 0; i < l->n_lanes; i++)
		if (text_columns(l->lanes[i].address) <= room)
			put_centred(&n, l->lanes[i].x, l->lanes[i].address, room);
	line_print(&n);
	line_new(&n, l, true, 0);
	put_text(&n, LADDER_MARGIN - 3, "ms", 2, INK_DIM);
	put_text(&n, l->end + 2, "ms", 2, INK_DIM);
	line_print(&n);
}

void ladder_foot(struct ladder *l, const struct totals *t)
{
	char buf[160], end[MEANING_TEXT] = "";
	struct text say = TEXT(buf);
	struct line n;

	text_add(&say, "seen %llu = filtered %llu + delivered %llu + lost %llu",
		 (unsigned long long)t->seen, (unsigned long long)t->filtered,
		 (unsigned long long)t->delivered, (unsigned long long)t->lost);
	if (l->not_drawn)
		text_add(&say, "; not drawn %llu", (unsigned long long)l->not_drawn);
	line_new(&n, l, false, 0);
	put_text(&n, 0, buf, l->width, INK_DIM);
	line_print(&n);
	if (l->out.config.explain) {
		lecture_id(&l->meaning, MEANING_END, &TEXT(end));
		lecture_print(&l->out, &(struct lecture_place){ 2, l->width }, end);
	}
	fflush(l->out.config.file);
}
