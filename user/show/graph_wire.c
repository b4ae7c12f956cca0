// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graph_wire.c - wires as points, and whether they can be told apart
 */
#include <string.h>

#include "graph_place.h"

static void wire(struct placer *p, size_t link, const struct layout_point *points, size_t n)
{
	memcpy(p->l->wires[link].points, points, n * sizeof(*points));
	p->l->wires[link].n = n;
}

static void wire_in_channel(struct placer *p, size_t link)
{
	int side = left_side(p, link);
	const struct layout_box *a = end_box(p, link, side), *b = end_box(p, link, !side);
	bool same = end_column(p, link, 0) == end_column(p, link, 1);
	int track = p->channel[end_column(p, link, side)] + 1 + 2 * p->track[link];
	const struct layout_point from = { a->x + a->w - 1, end_y(p, link, side) },
				  to = { same ? b->x + b->w - 1 : b->x, end_y(p, link, !side) };

	if (from.y == to.y)
		wire(p, link, (struct layout_point[]){ from, to }, 2);
	else
		wire(p, link,
		     (struct layout_point[]){ from, { track, from.y }, { track, to.y }, to }, 4);
}

void place_wires(struct placer *p, const struct band *band)
{
	for (size_t i = 0; i < p->g->n_links; i++)
		if (in_band(p, p->g->links[i].ends[0].node, band) &&
		    in_band(p, p->g->links[i].ends[1].node, band))
			wire_in_channel(p, i);
}

/* The upper one goes round outside on the right, below on the left: so they never cross. */
void place_crossing(struct placer *p, const struct band *above, const struct band *below)
{
	size_t links[DRAW_LINKS_MAX];
	int n = (int)links_between(p, above->last, below->first, links);

	for (int i = 0; i < n; i++) {
		int side = left_side(p, links[i]), outer = n - 1 - i;
		const struct layout_box *a = end_box(p, links[i], side),
					*b = end_box(p, links[i], !side);
		int right = above->right + 1 + 2 * outer, row = above->bottom + outer;
		int left = b->x - 2 - 2 * i;

		wire(p, links[i],
		     (struct layout_point[]){ { a->x + a->w - 1, end_y(p, links[i], side) },
					      { right, end_y(p, links[i], side) },
					      { right, row },
					      { left, row },
					      { left, end_y(p, links[i], !side) },
					      { b->x, end_y(p, links[i], !side) } },
		     6);
	}
}

static bool spans_meet(int a, int b, int c, int d)
{
	int low = a < b ? a : b, high = a + b - low, from = c < d ? c : d, to = c + d - from;

	return low <= to && from <= high;
}

/* Two pieces that run on the same line of the grid and touch. */
static bool pieces_merge(const struct layout_point *a, const struct layout_point *b)
{
	if (a[0].y == a[1].y && b[0].y == b[1].y)
		return a[0].y == b[0].y && spans_meet(a[0].x, a[1].x, b[0].x, b[1].x);
	if (a[0].x == a[1].x && b[0].x == b[1].x)
		return a[0].x == b[0].x && spans_meet(a[0].y, a[1].y, b[0].y, b[1].y);
	return false;
}

static bool wires_merge(const struct layout_wire *a, const struct layout_wire *b)
{
	for (size_t i = 1; i < a->n; i++)
		for (size_t k = 1; k < b->n; k++)
			if (pieces_merge(&a->points[i - 1], &b->points[k - 1]))
				return true;
	return false;
}

bool place_clear(const struct layout *l, size_t n_wires)
{
	for (size_t i = 0; i < n_wires; i++)
		for (size_t k = 0; k < i; k++)
			if (wires_merge(&l->wires[i], &l->wires[k]))
				return false;
	return true;
}
