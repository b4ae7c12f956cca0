// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * path_text.c - the way of the probe, drawn
 */
#include <string.h>

#include "verdict.h"

/* Columns of one name; of a longer one the end is left out. */
#define NAME_COLUMNS 24
#define INDENT	     2u
#define GROUP_MAX    512

enum sign {
	S_HOP,
	S_INSIDE,
	S_LOST,
	S_LOST_INSIDE,
	S_LOST_END,
	S_LOST_ROOM,
	S_AHEAD,
	S_AHEAD_INSIDE,
	S_UNDER,
	S_UNDER_END,
	S_CUT
};

static const char *const signs[][2] = {
	[S_HOP] = { " --> ", " ━▶ " },
	[S_INSIDE] = { " > ", " → " },
	[S_LOST] = { " --X ", " ━✗ " },
	[S_LOST_INSIDE] = { " X ", " ✗ " },
	[S_LOST_ROOM] = { " X ..> ", " ✗ ┄▷ " },
	[S_LOST_END] = { " X", " ✗" },
	[S_AHEAD] = { " ..> ", " ┄▷ " },
	[S_AHEAD_INSIDE] = { " . ", " ┄ " },
	[S_UNDER] = { "^ ", "╰ " },
	[S_UNDER_END] = { " ^", " ╯" },
	[S_CUT] = { "~", "…" },
};

enum ink { INK_PLAIN, INK_FAINT, INK_RED };
static const char *const sgr[] = { [INK_FAINT] = "\033[2m", [INK_RED] = "\033[31m" };

struct pen {
	const struct verdict_style *style;
	FILE *file;
	const struct path *path;
	unsigned int indent;
	size_t col;  /* of this line */
	size_t mark; /* the column of the cross in this line; 0: not in it */
};

static const char *sign(const struct pen *p, enum sign s)
{
	return signs[s][p->style->utf8];
}

static void put(struct pen *p, enum ink ink, const char *s)
{
	bool colored = p->style->color && ink != INK_PLAIN;

	fprintf(p->file, "%s%s%s", colored ? sgr[ink] : "", s, colored ? "\033[m" : "");
	p->col += text_columns(s);
}

static void add_name(const struct pen *p, struct text *t, const char *name)
{
	char buf[4 * ROOM_NAME_MAX + 1] = "";
	struct text all = TEXT(buf);

	text_escape(&all, name, strlen(name));
	if (all.len <= NAME_COLUMNS) {
		text_str(t, buf);
		return;
	}
	text_put(t, buf, NAME_COLUMNS - 1);
	text_str(t, sign(p, S_CUT));
}

static bool same_room(const struct stop *a, const struct stop *b)
{
	return *a->at.netns && !strcmp(a->at.netns, b->at.netns);
}

/* "sw:p-red"; "blue:eth0 (10.0.0.2)"; "10.0.0.9" */
static void add_stop(const struct pen *p, struct text *t, const struct stop *s)
{
	if (*s->at.netns)
		add_name(p, t, s->at.netns);
	if (*s->at.ifname) {
		text_str(t, ":");
		add_name(p, t, s->at.ifname);
	}
	if (!s->has_addr)
		return;
	text_str(t, *s->at.netns ? " (" : "");
	text_ip(t, s->addr, addr_octets(s->family));
	text_str(t, *s->at.netns ? ")" : "");
}

/* The words under the cross, which stays where it is when they would not fit behind it. */
static void put_says(struct pen *p)
{
	size_t len = strlen(p->path->says), mark = p->mark, width = p->style->width;

	p->mark = 0;
	if (!mark || !len)
		return;
	if (!width || mark + 2 + len <= width) {
		fprintf(p->file, "%*s", (int)mark, "");
		put(p, INK_RED, sign(p, S_UNDER));
		put(p, INK_RED, p->path->says);
	} else {
		fprintf(p->file, "%*s", len + 1 < mark ? (int)(mark - len - 1) : 0, "");
		put(p, INK_RED, p->path->says);
		put(p, INK_RED, sign(p, S_UNDER_END));
	}
	fputs("\n", p->file);
}

static void new_line(struct pen *p)
{
	fputs("\n", p->file);
	put_says(p);
	fprintf(p->file, "%*s", (int)p->indent + 2, "");
	p->col = p->indent + 2;
}

static bool is_ahead(const struct path *w, size_t i)
{
	return w->broken && i > w->gap;
}

static enum sign sign_before(const struct path *w, size_t i)
{
	bool inside = same_room(&w->stops[i - 1], &w->stops[i]);

	if (w->broken && i == w->gap + 1)
		return inside ? S_LOST_INSIDE : w->inside ? S_LOST_ROOM : S_LOST;
	if (is_ahead(w, i))
		return inside ? S_AHEAD_INSIDE : S_AHEAD;
	return inside ? S_INSIDE : S_HOP;
}

/* Where the cross stands in its sign; -1: there is none in it. */
static int cross_in(enum sign s, bool utf8)
{
	switch (s) {
	case S_LOST: return utf8 ? 2 : 3;
	case S_LOST_INSIDE:
	case S_LOST_END:
	case S_LOST_ROOM: return 1;
	case S_HOP:
	case S_INSIDE:
	case S_AHEAD:
	case S_AHEAD_INSIDE:
	case S_UNDER:
	case S_UNDER_END:
	case S_CUT: return -1;
	}
	return -1;
}

static void put_sign(struct pen *p, enum sign s)
{
	int cross = cross_in(s, p->style->utf8);
	enum ink ink = cross >= 0			     ? INK_RED
		       : s == S_AHEAD || s == S_AHEAD_INSIDE ? INK_FAINT
							     : INK_PLAIN;

	if (cross >= 0)
		p->mark = p->col + (size_t)cross;
	put(p, ink, sign(p, s));
}

static void put_stop(struct pen *p, size_t i)
{
	char buf[GROUP_MAX];
	struct text t = TEXT(buf);
	const char *before = "";
	size_t more;

	add_stop(p, &t, &p->path->stops[i]);
	if (i > 0)
		before = sign(p, sign_before(p->path, i));
	more = p->path->broken && i == p->path->gap && i + 1 == p->path->n ? 2 : 0;
	if (i > 0 && p->style->width &&
	    p->col + text_columns(before) + text_columns(buf) + more > p->style->width)
		new_line(p);
	if (i > 0)
		put_sign(p, sign_before(p->path, i));
	if (p->path->stops[i].cut) {
		put(p, INK_FAINT, sign(p, S_CUT));
		put(p, INK_PLAIN, sign(p, S_HOP));
	}
	put(p, is_ahead(p->path, i) ? INK_FAINT : INK_PLAIN, buf);
}

static void put_end(struct pen *p)
{
	const struct path *w = p->path;
	char buf[48];

	if (w->broken && w->gap + 1 == w->n)
		put_sign(p, S_LOST_END);
	if (w->arrived) {
		snprintf(buf, sizeof(buf), "  %llu.%03llu ms",
			 (unsigned long long)(w->ns / 1000000),
			 (unsigned long long)(w->ns / 1000 % 1000));
		if (p->style->width && p->col + strlen(buf) > p->style->width)
			new_line(p);
		put(p, INK_FAINT, buf);
	}
	fputs("\n", p->file);
	put_says(p);
}

static void put_path(const struct path *w, const char *label, const struct verdict_style *style,
		     FILE *file)
{
	struct pen p = { .style = style, .file = file, .path = w };

	p.indent = INDENT + (unsigned int)strlen(label);
	fprintf(file, "%*s%s", (int)INDENT, "", label);
	p.col = p.indent;
	for (size_t i = 0; i < w->n; i++)
		put_stop(&p, i);
	put_end(&p);
}

void path_text(const struct verdict *v, const struct verdict_style *style, FILE *file)
{
	static const char *const labels[LEG_MAX] = { "request  ", "reply    " };
	bool both = v->path[LEG_REQUEST].n && v->path[LEG_REPLY].n;

	for (int l = 0; l < LEG_MAX; l++)
		if (v->path[l].n)
			put_path(&v->path[l], both ? labels[l] : "", style, file);
}
