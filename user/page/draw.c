// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * draw.c - the house: where each room stands and how the pipes run, in characters
 *
 * The layout is the one of `show --graph`. A house that is too large for it is drawn without the
 * rooms in which nothing happens; one that is still too large stands in rows, pipes straight.
 */
#include "page.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "../show/graph_layout.h"

#define DRAW_SLIM    42	 /* characters that fit a telephone */
#define DRAW_WIDTH   100 /* a wide window */
#define DRAW_WIDEST  200
#define GRID_COLUMNS 5
#define GRID_MAX     60 /* rooms */
#define GRID_GAP     6

/* The rooms that are drawn, and which of the world's each is. */
struct scene {
	struct snapshot snap;
	size_t *of;
};

static bool takes_part(const struct page *p, uint64_t cookie)
{
	for (size_t i = 0; i < p->n_steps; i++) {
		if (p->steps[i].f.netns_cookie == cookie)
			return true;
		for (size_t k = 0; k < p->steps[i].n_hops; k++)
			if (p->steps[i].hops[k].from.cookie == cookie ||
			    p->steps[i].hops[k].to.cookie == cookie)
				return true;
	}
	return false;
}

/* Rooms are lent, not copied. */
static int choose(const struct page *p, bool all, size_t max, struct scene *s)
{
	size_t n = p->world->n_rooms;

	s->snap = (struct snapshot){ .rooms = calloc(n + 1, sizeof(struct room)) };
	s->of = calloc(n + 1, sizeof(*s->of));
	if (!s->snap.rooms || !s->of)
		return -ENOMEM;
	for (size_t i = 0; i < n && s->snap.n_rooms < max; i++)
		if (all || takes_part(p, p->world->rooms[i].cookie)) {
			s->of[s->snap.n_rooms] = i;
			s->snap.rooms[s->snap.n_rooms++] = p->world->rooms[i];
		}
	return 0;
}

static void scene_done(struct scene *s)
{
	free(s->snap.rooms);
	free(s->snap.by_cookie);
	free(s->of);
}

static void put_lines(const struct graph_lines *says, FILE *to)
{
	char buf[JSON_LINE_MAX];

	for (size_t i = 0; i < says->n; i++) {
		const struct graph_line *l = &says->lines[i];
		struct text t = TEXT(buf);

		text_str(&t, "{");
		json_escaped(&t, JSON_KEY("text"), l->text, JSON_STRING_MAX);
		if (l->link)
			json_uint(&t, JSON_KEY("if"), l->link->ifindex);
		json_close(&t);
		fprintf(to, "%s%s", i ? "," : "", buf);
	}
}

static void put_box(const struct scene *s, size_t at, const struct layout_box *b, FILE *to)
{
	fprintf(to, "%s{\"room\":%zu,\"x\":%d,\"y\":%d,\"w\":%d,\"h\":%d,\"lines\":[",
		at ? "," : "", s->of[at], b->x, b->y, b->w, b->h);
	put_lines(&b->says, to);
	fputs("]}", to);
}

static void put_wire(const struct scene *s, const struct graph_link *l,
		     const struct layout_point *points, size_t n, bool first, FILE *to)
{
	fprintf(to, "%s{\"ends\":[[%zu,%" PRIu32 "],[%zu,%" PRIu32 "]],\"points\":[",
		first ? "" : ",", s->of[l->ends[0].node], l->ends[0].link->ifindex,
		s->of[l->ends[1].node], l->ends[1].link->ifindex);
	for (size_t i = 0; i < n; i++)
		fprintf(to, "%s[%d,%d]", i ? "," : "", points[i].x, points[i].y);
	fputs("]}", to);
}

/* A layout's wires begin at the box of the left end, which need not be the first. */
static bool begins_at(const struct layout *l, const struct graph_link *link,
		      const struct layout_wire *w)
{
	const struct layout_box *b = &l->boxes[link->ends[0].node];
	const struct layout_point *at = &w->points[0];

	return at->x >= b->x && at->x < b->x + b->w && at->y >= b->y && at->y < b->y + b->h;
}

static struct graph_link turned(const struct graph_link *l)
{
	struct graph_link t = *l;

	t.ends[0] = l->ends[1];
	t.ends[1] = l->ends[0];
	return t;
}

static void put_layout(const struct scene *s, const struct graph *g, const struct layout *l,
		       FILE *to)
{
	fprintf(to, "{\"size\":[%d,%d],\"boxes\":[", l->w, l->h);
	for (size_t i = 0; i < l->n_boxes; i++)
		put_box(s, i, &l->boxes[i], to);
	fputs("],\"wires\":[", to);
	for (size_t i = 0; i < g->n_links; i++) {
		const struct layout_wire *w = &l->wires[i];
		struct graph_link link =
			begins_at(l, &g->links[i], w) ? g->links[i] : turned(&g->links[i]);

		put_wire(s, &link, w->points, w->n, !i, to);
	}
	fputs("]}", to);
}

static int lay(const struct graph *g, struct layout **ret)
{
	static const struct layout_options tries[] = {
		{ .width = DRAW_WIDTH, .one_band = true },
		{ .width = DRAW_WIDTH, .narrow = true, .one_band = true },
		{ .width = DRAW_WIDTH, .narrow = true },
		{ .width = DRAW_WIDEST, .narrow = true },
	};
	int err = -E2BIG;

	for (size_t i = 0; i < ARRAY_SIZE(tries) && err == -E2BIG; i++)
		err = layout_new(g, &tries[i], ret);
	return err;
}

/* Those that join others stand above those that do not. */
static size_t grid_order(const struct graph *g, size_t *order)
{
	size_t n = 0;

	for (int joins = 1; joins >= 0; joins--)
		for (size_t i = 0; i < g->n_nodes; i++)
			if ((g->nodes[i].n_ends > 1) == joins)
				order[n++] = i;
	return n;
}

static int grid_boxes(const struct graph *g, struct layout_box *boxes)
{
	size_t order[GRID_MAX], n = grid_order(g, order);
	int y = 0, row = 0, width = 0;
	int err = 0;

	for (size_t i = 0; i < n; i++) {
		struct layout_box *b = &boxes[order[i]];

		b->says.narrow = true;
		graph_say_node(g, order[i], &b->says);
		graph_say_ends(g, order[i], &b->says);
		if (layout_box_fit(b))
			err = -ENOMEM;
		width = b->w > width ? b->w : width;
	}
	for (size_t i = 0; i < n; i++) {
		struct layout_box *b = &boxes[order[i]];

		if (i % GRID_COLUMNS == 0 && i) {
			y += row + GRID_GAP / 2;
			row = 0;
		}
		b->x = (int)(i % GRID_COLUMNS) * (width + GRID_GAP);
		b->y = y;
		row = b->h > row ? b->h : row;
	}
	return err;
}

static struct layout_point middle(const struct layout_box *b)
{
	return (struct layout_point){ b->x + b->w / 2, b->y + b->h / 2 };
}

static int put_grid(const struct scene *s, const struct graph *g, FILE *to)
{
	struct layout_box boxes[GRID_MAX] = { 0 };
	int err = grid_boxes(g, boxes), w = 0, h = 0;

	for (size_t i = 0; i < g->n_nodes; i++) {
		w = boxes[i].x + boxes[i].w > w ? boxes[i].x + boxes[i].w : w;
		h = boxes[i].y + boxes[i].h > h ? boxes[i].y + boxes[i].h : h;
	}
	fprintf(to, "{\"grid\":true,\"size\":[%d,%d],\"boxes\":[", w, h);
	for (size_t i = 0; i < g->n_nodes; i++)
		put_box(s, i, &boxes[i], to);
	fputs("],\"wires\":[", to);
	for (size_t i = 0; i < g->n_links; i++) {
		const struct graph_link *l = &g->links[i];
		const struct layout_point points[] = { middle(&boxes[l->ends[0].node]),
						       middle(&boxes[l->ends[1].node]) };

		put_wire(s, l, points, 2, !i, to);
	}
	fputs("]}", to);
	for (size_t i = 0; i < g->n_nodes; i++)
		graph_lines_done(&boxes[i].says);
	return err;
}

/* The slim one stands beside the wide one, where there is one. */
static int put_layouts(const struct scene *s, const struct graph *g, FILE *to)
{
	static const struct layout_options thin = { .width = DRAW_SLIM, .narrow = true };
	_cleanup_layout_ struct layout *wide = NULL, *slim = NULL;
	int err = lay(g, &wide);

	if (err)
		return err;
	put_layout(s, g, wide, to);
	if (wide->w <= DRAW_SLIM || layout_new(g, &thin, &slim))
		return 0;
	fputs(",", to);
	put_layout(s, g, slim, to);
	return 0;
}

static int draw(const struct page *p, bool all, bool grid, FILE *to)
{
	__attribute__((cleanup(scene_done))) struct scene s = { 0 };
	int err = choose(p, all, grid ? GRID_MAX : SIZE_MAX, &s);
	const struct show_config c = { .snap = &s.snap, .names = p->world };
	_cleanup_graph_ struct graph *g = NULL;

	if (!err)
		err = snapshot_index(&s.snap);
	g = err ? NULL : graph_new(&c);
	if (!g)
		return -ENOMEM;
	return grid ? put_grid(&s, g, to) : put_layouts(&s, g, to);
}

void draw_house(const struct page *p, FILE *to)
{
	int err;

	fputs(",\"drawings\":[", to);
	err = p->world ? draw(p, true, false, to) : 0;
	if (err == -E2BIG)
		err = draw(p, false, false, to);
	if (err == -E2BIG)
		draw(p, false, true, to);
	fputs("]", to);
}
