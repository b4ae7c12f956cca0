// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graph_text.c - a layout drawn with characters
 *
 *     ┌──────────────────────┐   ┌─────────────────────┐   ┌──────────────────────┐
 *     │ red                  │   │ sw (switch)         │   │ blue                 │
 *     │ eth0 192.168.15.1/24 ├─┐ │ br0 192.168.15.5/24 │ ┌─┤ eth0 192.168.15.2/24 │
 *     └──────────────────────┘ └─┤ red                 │ │ └──────────────────────┘
 *                                │ blue                ├─┘
 *                                └─────────────────────┘
 */
#include <errno.h>
#include <string.h>

#include "graph_layout.h"

/* Where a line goes on from a cell. */
enum { LEFT = 1, RIGHT = 2, UP = 4, DOWN = 8 };

struct spot {
	uint8_t lines; /* LEFT | …, 0: none */
	char c;	       /* else this */
	uint8_t ink;
};

struct canvas {
	struct spot *spots;
	int w, h;
};

static struct spot *spot(struct canvas *c, int x, int y)
{
	return &c->spots[y * c->w + x];
}

/* From one point to the next, one of which is left of or above the other. */
static void draw_line(struct canvas *c, struct layout_point a, struct layout_point b, enum ink ink)
{
	int dx = (b.x > a.x) - (b.x < a.x), dy = (b.y > a.y) - (b.y < a.y);
	uint8_t ahead = dx > 0 ? RIGHT : dx < 0 ? LEFT : dy > 0 ? DOWN : UP;
	uint8_t back = dx > 0 ? LEFT : dx < 0 ? RIGHT : dy > 0 ? UP : DOWN;

	while (a.x != b.x || a.y != b.y) {
		spot(c, a.x, a.y)->lines |= ahead;
		a.x += dx;
		a.y += dy;
		spot(c, a.x, a.y)->lines |= back;
		if (ink != INK_PLAIN)
			spot(c, a.x, a.y)->ink = (uint8_t)ink;
	}
}

static void draw_box(struct canvas *c, const struct layout_box *b)
{
	const struct layout_point corners[] = { { b->x, b->y },
						{ b->x + b->w - 1, b->y },
						{ b->x + b->w - 1, b->y + b->h - 1 },
						{ b->x, b->y + b->h - 1 } };

	for (size_t i = 0; i < ARRAY_SIZE(corners); i++)
		draw_line(c, corners[i], corners[(i + 1) % ARRAY_SIZE(corners)], INK_PLAIN);
	for (size_t i = 0; i < b->says.n; i++)
		for (int x = 0; b->says.lines[i].text[x]; x++) {
			struct spot *s = spot(c, b->x + 2 + x, b->y + 1 + (int)i);

			s->c = b->says.lines[i].text[x];
			s->ink = (uint8_t)b->says.lines[i].ink;
		}
}

static const char *glyph(const struct spot *s, bool utf8, char buf[2])
{
	static const char *const boxes[16] = {
		[LEFT] = "─",
		[RIGHT] = "─",
		[LEFT | RIGHT] = "─",
		[UP] = "│",
		[DOWN] = "│",
		[UP | DOWN] = "│",
		[RIGHT | DOWN] = "┌",
		[LEFT | DOWN] = "┐",
		[RIGHT | UP] = "└",
		[LEFT | UP] = "┘",
		[UP | DOWN | RIGHT] = "├",
		[UP | DOWN | LEFT] = "┤",
		[LEFT | RIGHT | DOWN] = "┬",
		[LEFT | RIGHT | UP] = "┴",
		[LEFT | RIGHT | UP | DOWN] = "┼",
	};

	if (s->lines && utf8)
		return boxes[s->lines];
	buf[0] = !s->lines			? (s->c ? s->c : ' ')
		 : !(s->lines & (UP | DOWN))	? '-'
		 : !(s->lines & (LEFT | RIGHT)) ? '|'
						: '+';
	buf[1] = '\0';
	return buf;
}

/* Runs of one colour, so that a terminal gets no code per character. */
static void print_row(struct canvas *c, int y, const struct paper *p)
{
	char text[4 * 256], buf[2];
	struct text t = TEXT(text);
	int end = c->w;

	while (end && !spot(c, end - 1, y)->lines && !spot(c, end - 1, y)->c)
		end--;
	for (int x = 0; x < end; x++) {
		const struct spot *s = spot(c, x, y);

		text_str(&t, glyph(s, p->utf8, buf));
		if (x + 1 < end && spot(c, x + 1, y)->ink == s->ink && t.len + 4 < sizeof(text))
			continue;
		paper_ink(p, s->ink, text);
		t = TEXT(text);
	}
	fprintf(p->file, "\n");
}

static int draw(const struct graph *g, const struct layout *l)
{
	_cleanup_free_ struct spot *spots = calloc((size_t)l->w * (size_t)l->h + 1, sizeof(*spots));
	struct canvas c = { spots, l->w, l->h };

	if (!spots)
		return -ENOMEM;
	for (size_t i = 0; i < l->n_boxes; i++)
		draw_box(&c, &l->boxes[i]);
	for (size_t i = 0; i < g->n_links; i++)
		for (size_t k = 1; k < l->wires[i].n; k++)
			draw_line(&c, l->wires[i].points[k - 1], l->wires[i].points[k],
				  g->links[i].up ? INK_PLAIN : INK_BAD);
	for (int y = 0; y < c.h; y++)
		print_row(&c, y, &g->config->paper);
	return 0;
}

/* From what reads best to what always fits. */
static int lay(const struct graph *g, struct layout **ret)
{
	int err = -E2BIG;

	for (int i = 0; i < 4 && err == -E2BIG; i++) {
		const struct layout_options o = {
			.width = (int)g->config->paper.width,
			.narrow = i & 1,
			.one_band = i < 2,
		};

		err = layout_new(g, &o, ret);
	}
	return err;
}

int show_graph(const struct show_config *c)
{
	_cleanup_graph_ struct graph *g = graph_new(c);
	_cleanup_layout_ struct layout *l = NULL;
	int err = g ? lay(g, &l) : -ENOMEM;

	if (err == -E2BIG)
		return show_list(g);
	return err ? err : draw(g, l);
}
