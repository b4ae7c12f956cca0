// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graph_layout.c - boxes are composed, then placed band by band, component below component
 */
#include <errno.h>
#include <string.h>

#include "graph_place.h"

#define BORDER 2 /* of a box, left and right: its line and a blank */

struct end_key {
	size_t link;
	int side;
	double key;
};

/* Ends whose pipes go up come first, so that fewer wires cross. */
static double end_key(const struct placer *p, size_t link, int side)
{
	const struct graph_end *e = p->g->links[link].ends;
	const struct rank *own = &p->rank[e[side].node], *other = &p->rank[e[!side].node];
	size_t n = 0;

	if (own->column == other->column)
		return other->row < own->row ? -1 : 2 + (double)other->row;
	for (size_t i = 0; i < p->g->n_nodes; i++)
		n += p->rank[i].component == other->component && p->rank[i].column == other->column;
	return ((double)other->row + 0.5) / (double)n;
}

static size_t sorted_ends(const struct placer *p, size_t node, struct end_key *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < p->g->n_links; i++)
		for (int side = 0; side < 2; side++) {
			size_t at = n;
			double key;

			if (p->g->links[i].ends[side].node != node)
				continue;
			key = end_key(p, i, side);
			for (; at && ret[at - 1].key > key; at--)
				ret[at] = ret[at - 1];
			ret[at] = (struct end_key){ i, side, key };
			n++;
		}
	return n;
}

int layout_box_fit(struct layout_box *b)
{
	b->h = (int)b->says.n + 2;
	for (size_t i = 0; i < b->says.n; i++) {
		int w = (int)strlen(b->says.lines[i].text) + 2 * BORDER;

		b->w = w > b->w ? w : b->w;
	}
	return b->says.failed ? -ENOMEM : 0;
}

static int compose(struct placer *p, size_t node)
{
	struct layout_box *b = &p->l->boxes[node];
	struct end_key ends[2 * DRAW_LINKS_MAX];
	size_t n = sorted_ends(p, node, ends);

	b->says.narrow = p->options->narrow;
	graph_say_node(p->g, node, &b->says);
	for (size_t i = 0; i < n; i++) {
		p->port[ends[i].link][ends[i].side] = 1 + (int)b->says.n;
		graph_say_end(p->g, &p->g->links[ends[i].link].ends[ends[i].side], &b->says);
	}
	return layout_box_fit(b);
}

static int try_band(struct placer *p, struct band *band, int top)
{
	size_t links[DRAW_LINKS_MAX];
	int err, out = 0;

	place_rows(p, band, top);
	err = place_columns(p, band);
	if (band->last + 1 < p->columns)
		out = 2 * (int)links_between(p, band->last, band->last + 1, links);
	return err ? err : band->right + out > p->options->width ? -E2BIG : 0;
}

/* As many columns as fit; one at least has to. */
static int place_band(struct placer *p, size_t first, int top, struct band *ret)
{
	struct band band = { first, p->columns - 1, 0, 0 };
	int err;

	while ((err = try_band(p, &band, top)) && band.last > first)
		band.last--;
	if (err)
		return err;
	place_wires(p, &band);
	*ret = band;
	return 0;
}

static int place_component(struct placer *p, int *top)
{
	struct band band = { 0 }, above;

	p->columns = 0;
	for (size_t i = 0; i < p->g->n_nodes; i++)
		if (p->rank[i].component == p->component && p->rank[i].column >= p->columns)
			p->columns = p->rank[i].column + 1;
	for (size_t first = 0; first < p->columns; first = band.last + 1) {
		size_t links[DRAW_LINKS_MAX];
		size_t n = first ? links_between(p, first - 1, first, links) : 0;
		int err;

		above = band;
		err = place_band(p, first, *top + (int)n, &band);
		if (err)
			return err;
		if (n && p->options->one_band)
			return -E2BIG;
		if (n)
			place_crossing(p, &above, &band);
		*top = band.bottom;
	}
	return 0;
}

static void measure(struct layout *l, size_t n_wires)
{
	for (size_t i = 0; i < l->n_boxes; i++) {
		const struct layout_box *b = &l->boxes[i];

		l->w = b->x + b->w > l->w ? b->x + b->w : l->w;
		l->h = b->y + b->h > l->h ? b->y + b->h : l->h;
	}
	for (size_t i = 0; i < n_wires; i++)
		for (size_t k = 0; k < l->wires[i].n; k++)
			if (l->wires[i].points[k].x >= l->w)
				l->w = l->wires[i].points[k].x + 1;
}

int layout_new(const struct graph *g, const struct layout_options *o, struct layout **ret)
{
	_cleanup_layout_ struct layout *l = calloc(1, sizeof(*l));
	struct placer p = { .g = g, .l = l, .options = o };
	size_t components;
	int top = 0, err = 0;

	if (!l)
		return -ENOMEM;
	if (g->n_nodes > DRAW_NODES_MAX || g->n_links > DRAW_LINKS_MAX)
		return -E2BIG;
	l->n_boxes = g->n_nodes;
	components = graph_rank(g, p.rank);
	for (size_t i = 0; i < g->n_nodes && !err; i++)
		err = compose(&p, i);
	for (; p.component < components && !err; p.component++)
		err = place_component(&p, &top);
	if (!err && !place_clear(l, g->n_links))
		err = -E2BIG;
	if (err)
		return err;
	measure(l, g->n_links);
	*ret = TAKE_PTR(l);
	return 0;
}

void layout_free(struct layout *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n_boxes; i++)
		graph_lines_done(&l->boxes[i].says);
	free(l);
}
