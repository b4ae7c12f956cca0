// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * show_text.c - a block for each room, two beside each other where the width allows
 *
 *     ── red (lab pair) ───────────────────── ── blue (lab pair) ────────────────────
 *     links                                   links
 *       lo    UP  mtu 65536                     lo    UP  mtu 65536
 *       eth0  UP  mtu 1500                      eth0  UP  mtu 1500
 *         02:00:00:00:00:01  peer blue:eth0       02:00:00:00:00:02  peer red:eth0
 *     neighbours                              neighbours
 *       none                                    192.168.15.1  eth0
 *                                                 02:00:00:00:00:01  STALE
 */
#include "section.h"

#include <errno.h>

#define ROWS_SHOWN 20 /* of a table; -v shows all */
#define GUTTER	   2  /* columns between two blocks */

#define CHANGE_OCTETS 4096 /* of a row */

static const struct section {
	const char *title;
	unsigned int tables;
	bool aligned, always;
	const char *empty;
	section_fill *fill;
} sections[] = {
#define SECTION_ROW(name, title, tables, aligned, ...)                                             \
	{ title, tables, aligned, __VA_ARGS__, section_##name },
	SECTIONS(SECTION_ROW)
#undef SECTION_ROW
};

#define SECTION_MAX ARRAY_SIZE(sections)

struct block {
	char name[4 * ROOM_NAME_MAX + 1], about[4 * ROOM_NAME_MAX + 16];
	struct sheet sheets[SECTION_MAX];
	size_t cell[SECTION_MAX]; /* printed so far */
};

static void block_done(struct block *b)
{
	for (size_t i = 0; i < SECTION_MAX; i++)
		sheet_done(&b->sheets[i]);
}

/* Were the tables read that a section tells of? */
static bool is_known(const struct snapshot *s, size_t i)
{
	return (s->tables & sections[i].tables) == sections[i].tables;
}

/* Processes come and go: that is nothing that changed. */
static bool is_compared(const struct show_config *c, size_t i)
{
	return c->before && sections[i].tables != TABLES_PROCS && is_known(c->snap, i) &&
	       is_known(c->before, i);
}

static void compare(const struct view *v, size_t i, struct sheet *s)
{
	const struct room *was = snapshot_room(v->config->before, v->room->cookie);
	struct show_config then = *v->config;
	struct sheet old = { 0 };

	if (!was)
		return;
	then.snap = v->config->before;
	sections[i].fill(&(struct view){ &then, was }, &old);
	sheet_compare(s, &old);
	sheet_done(&old);
}

/* A sheet that is compared is cut only then: what is marked shows. @limit 0: all of it does */
static void sheet_fill(const struct view *v, size_t i, size_t limit, struct sheet *s)
{
	const struct show_config *c = v->config;
	bool compared = is_compared(c, i);

	s->aligned = sections[i].aligned;
	s->limit = compared ? 0 : limit;
	if (is_known(c->snap, i))
		sections[i].fill(v, s);
	if (compared)
		compare(v, i, s);
	if (compared && limit && !s->failed)
		sheet_cut(s, limit);
}

int show_changes(const struct show_config *c, const struct room *r,
		 void (*fn)(void *ctx, const char *table, enum sheet_mark mark, const char *row),
		 void *ctx)
{
	const struct view v = { c, r };
	char text[CHANGE_OCTETS];
	bool failed = false;

	for (size_t i = 0; i < SECTION_MAX && !failed; i++) {
		struct sheet s = { 0 };

		if (is_compared(c, i))
			sheet_fill(&v, i, 0, &s);
		failed = s.failed;
		for (size_t k = 0; k < s.n_rows && !failed; k++) {
			enum sheet_mark mark = s.cells[s.rows[k]].mark;
			struct text t = TEXT(text);

			if (!mark)
				continue;
			text[0] = '\0';
			sheet_row_text(&s, k, &t);
			fn(ctx, sections[i].title, mark, text);
		}
		sheet_done(&s);
	}
	return failed ? -ENOMEM : 0;
}

static int block_fill(const struct show_config *c, const struct room *r, struct block *b)
{
	const struct view v = { c, r };
	struct text name = TEXT(b->name), about = TEXT(b->about);
	bool failed = false;

	*b = (struct block){ 0 };
	text_escape(&name, r->name, strnlen(r->name, sizeof(r->name)));
	if (*r->lab) {
		text_str(&about, "(lab ");
		text_escape(&about, r->lab, strnlen(r->lab, sizeof(r->lab)));
		text_str(&about, ")");
	}
	for (size_t i = 0; i < SECTION_MAX; i++) {
		struct sheet *s = &b->sheets[i];

		sheet_fill(&v, i, c->verbose ? 0 : ROWS_SHOWN, s);
		failed |= s->failed;
	}
	return failed ? -ENOMEM : 0;
}

static bool block_lay(struct block *b, size_t width)
{
	bool fits = strlen(b->name) + strlen(b->about) + 6 <= width;

	for (size_t i = 0; i < SECTION_MAX; i++)
		fits &= sheet_lay(&b->sheets[i], width);
	return fits;
}

static size_t half_width(const struct show_config *c)
{
	return (c->paper.width - GUTTER) / 2;
}

/* Lines of a section, its title and what stands for rows that are not there included. */
static size_t section_lines(const struct block *b, size_t i)
{
	const struct sheet *s = &b->sheets[i];

	return 1 + (s->n_rows ? s->n_lines : 1) + (s->n_cut > 0);
}

static size_t print_section_line(struct block *b, size_t i, size_t line, const struct paper *p)
{
	const struct sheet *s = &b->sheets[i];
	char cut[64];

	if (line == 0)
		return paper_ink(p, INK_HEAD, sections[i].title);
	if (line <= s->n_lines)
		return sheet_print(s, line - 1, &b->cell[i], p);
	if (line >= section_lines(b, i))
		return 0;
	if (s->n_cut)
		snprintf(cut, sizeof(cut), "  ... and %zu more (-v shows all)", s->n_cut);
	else
		snprintf(cut, sizeof(cut), "  %s", sections[i].empty);
	return paper_ink(p, INK_DIM, cut);
}

/* @b may be NULL: one block alone. */
static void print_section(struct block *a, struct block *b, size_t i, const struct show_config *c)
{
	bool any = a->sheets[i].n_rows || (b && b->sheets[i].n_rows);
	size_t right = half_width(c) + GUTTER;
	size_t n = section_lines(a, i), m = b ? section_lines(b, i) : 0;

	if (!is_known(c->snap, i) || (!any && !sections[i].always))
		return;
	for (size_t line = 0; line < (n > m ? n : m); line++) {
		size_t x = print_section_line(a, i, line, &c->paper);

		if (line < m) {
			paper_pad(&c->paper, right - x);
			print_section_line(b, i, line, &c->paper);
		}
		fprintf(c->paper.file, "\n");
	}
}

static void print_blocks(struct block *a, struct block *b, const struct show_config *c)
{
	size_t half = half_width(c);

	paper_rule(&c->paper, a->name, a->about, b ? half : c->paper.width);
	if (b) {
		paper_pad(&c->paper, GUTTER);
		paper_rule(&c->paper, b->name, b->about, half);
	}
	fprintf(c->paper.file, "\n");
	for (size_t i = 0; i < SECTION_MAX; i++)
		print_section(a, b, i, c);
}

/* Two beside each other, if both fit; else the first alone. Returns how many were printed. */
static size_t print_next(const struct show_config *c, struct block *a, struct block *b)
{
	if (b && block_lay(a, half_width(c)) && block_lay(b, half_width(c))) {
		print_blocks(a, b, c);
		return 2;
	}
	block_lay(a, c->paper.width);
	print_blocks(a, NULL, c);
	return 1;
}

/* What one sees where host and rooms are beside each other, and what nobody inside sees. */
static void caption(const struct show_config *c)
{
	const struct snapshot *s = c->snap;
	const struct room *host = snapshot_room_named(s, "host");
	char name[4 * ROOM_NAME_MAX + 1];
	struct text t = TEXT(name);
	const struct room *room;

	if (!host || s->n_rooms < 2)
		return;
	room = host == s->rooms ? &s->rooms[1] : &s->rooms[0];
	text_escape(&t, room->name, strnlen(room->name, sizeof(room->name)));
	fprintf(c->paper.file, "\n");
	paper_ink(&c->paper, INK_DIM, s->n_rooms == 2 ? name : "Each room");
	paper_ink(&c->paper, INK_DIM,
		  " has tables of its own: from inside, those of host cannot be seen.");
	fprintf(c->paper.file, "\n");
}

int show_text(const struct show_config *c)
{
	const struct snapshot *s = c->snap;

	for (size_t i = 0, done; i < s->n_rooms; i += done) {
		struct block a, b = { 0 };
		bool two = i + 1 < s->n_rooms;
		int err = block_fill(c, &s->rooms[i], &a);

		if (!err && two)
			err = block_fill(c, &s->rooms[i + 1], &b);
		if (!err && i)
			fprintf(c->paper.file, "\n");
		done = err ? 1 : print_next(c, &a, two ? &b : NULL);
		block_done(&a);
		block_done(&b);
		if (err)
			return err;
	}
	caption(c);
	return 0;
}
