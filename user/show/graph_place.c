// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graph_place.c - boxes get their rows, then their columns
 */
#include "graph_place.h"

#include <errno.h>

#define CHANNEL_MIN 3 /* between two columns, where all wires are straight */

size_t links_between(const struct placer *p, size_t left, size_t right, size_t *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < p->g->n_links; i++) {
		int side = left_side(p, i);
		size_t at = n;

		if (!in_column(p, p->g->links[i].ends[side].node, left) ||
		    end_column(p, i, !side) != right)
			continue;
		for (; at && end_y(p, ret[at - 1], left_side(p, ret[at - 1])) > end_y(p, i, side);
		     at--)
			ret[at] = ret[at - 1];
		ret[at] = i;
		n++;
	}
	return n;
}

/* The middle one of some numbers, the lower one of two. */
static int middle(int *n, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k && n[k] < n[k - 1]; k--) {
			int above = n[k - 1];

			n[k - 1] = n[k];
			n[k] = above;
		}
	return n[(count - 1) / 2];
}

/* ---- rows */

/* How far down the box had to stand for its pipes to the left to be straight. */
static bool wish(const struct placer *p, size_t node, size_t left, int *ret)
{
	size_t links[DRAW_LINKS_MAX], n = 0;
	size_t count = links_between(p, left, left + 1, links);
	int wishes[DRAW_LINKS_MAX];

	for (size_t i = 0; i < count; i++) {
		int side = left_side(p, links[i]);

		if (p->g->links[links[i]].ends[!side].node == node)
			wishes[n++] = end_y(p, links[i], side) - p->port[links[i]][!side];
	}
	if (n)
		*ret = middle(wishes, n);
	return n > 0;
}

static struct layout_box *box_at(const struct placer *p, size_t column, size_t row, size_t *node)
{
	for (size_t i = 0; i < p->g->n_nodes; i++)
		if (in_column(p, i, column) && p->rank[i].row == row) {
			*node = i;
			return &p->l->boxes[i];
		}
	return NULL;
}

/* Boxes one below the other, then all moved so that the middle wish comes true. */
static void stack_column(struct placer *p, size_t column, bool first)
{
	int off[DRAW_NODES_MAX], y = 0, at, shift;
	size_t n = 0, node;
	struct layout_box *b;

	for (size_t row = 0; (b = box_at(p, column, row, &node)); row++) {
		bool wishes = !first && wish(p, node, column - 1, &at);

		b->y = wishes && (row == 0 || at > y) ? at : y;
		if (wishes)
			off[n++] = at - b->y;
		y = b->y + b->h;
	}
	shift = n ? middle(off, n) : 0;
	for (size_t row = 0; (b = box_at(p, column, row, &node)); row++)
		b->y += shift;
}

void place_rows(struct placer *p, struct band *band, int top)
{
	int highest = INT32_MAX;

	for (size_t c = band->first; c <= band->last; c++)
		stack_column(p, c, c == band->first);
	for (size_t i = 0; i < p->g->n_nodes; i++)
		if (in_band(p, i, band) && p->l->boxes[i].y < highest)
			highest = p->l->boxes[i].y;
	band->bottom = top;
	for (size_t i = 0; i < p->g->n_nodes; i++) {
		struct layout_box *b = &p->l->boxes[i];

		if (!in_band(p, i, band))
			continue;
		b->y += top - highest;
		band->bottom = b->y + b->h > band->bottom ? b->y + b->h : band->bottom;
	}
}

/* ---- columns */

/* A wire in a channel: the row where it leaves the left column, and where it goes. */
struct run {
	size_t link;
	int from, to;
	bool same; /* back to the left column */
};

static bool before(const struct run *a, const struct run *b)
{
	bool a_up = a->to < a->from, b_up = b->to < b->from;

	if (a->same != b->same)
		return a->same;
	if (a->same)
		return abs(a->to - a->from) < abs(b->to - b->from);
	if (a_up != b_up)
		return a_up;
	return a_up ? a->from < b->from : a->from > b->from;
}

static void add_run(struct run *runs, size_t *n, struct run r)
{
	size_t at = (*n)++;

	for (; at && before(&r, &runs[at - 1]); at--)
		runs[at] = runs[at - 1];
	runs[at] = r;
}

static size_t gather(const struct placer *p, size_t column, bool last, struct run *runs)
{
	size_t links[DRAW_LINKS_MAX], n = 0, count = links_between(p, column, column, links);

	for (size_t i = 0; i < count; i++)
		add_run(runs, &n,
			(struct run){ links[i], end_y(p, links[i], 0), end_y(p, links[i], 1),
				      true });
	count = last ? 0 : links_between(p, column, column + 1, links);
	for (size_t i = 0; i < count; i++) {
		int side = left_side(p, links[i]);
		struct run r = { links[i], end_y(p, links[i], side), end_y(p, links[i], !side),
				 false };

		if (r.from != r.to)
			add_run(runs, &n, r);
	}
	return n;
}

static bool beside(const struct run *a, const struct run *b)
{
	int a0 = a->from < a->to ? a->from : a->to, a1 = a->from + a->to - a0;
	int b0 = b->from < b->to ? b->from : b->to, b1 = b->from + b->to - b0;

	return a0 <= b1 && b0 <= a1;
}

/* Where @a comes in on the row on which @b goes out to the right, it has to turn off before. */
static bool must_turn_before(const struct run *a, const struct run *b)
{
	return !b->same && (a->from == b->to || (a->same && a->to == b->to));
}

/* Returns how many tracks, or -E2BIG when two would have to turn off before each other. */
static int give_tracks(struct placer *p, const struct run *runs, size_t n)
{
	int *track = p->track, most = 0;
	bool moved = true;

	for (size_t i = 0; i < n; i++)
		track[runs[i].link] = 0;
	for (size_t round = 0; moved; round++) {
		if (round > 2 * n)
			return -E2BIG;
		moved = false;
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < n; k++) {
				int *a = &track[runs[i].link], *b = &track[runs[k].link];
				bool turn = i != k && must_turn_before(&runs[i], &runs[k]);
				bool share = k > i && *a == *b && beside(&runs[i], &runs[k]);

				if (!(turn && *b <= *a) && !share)
					continue;
				*b = *a + 1;
				moved = true;
			}
	}
	for (size_t i = 0; i < n; i++)
		most = track[runs[i].link] >= most ? track[runs[i].link] + 1 : most;
	return most;
}

static int stand_in_column(struct placer *p, size_t column, int x)
{
	int w = 0;

	for (size_t i = 0; i < p->g->n_nodes; i++)
		if (in_column(p, i, column) && p->l->boxes[i].w > w)
			w = p->l->boxes[i].w;
	for (size_t i = 0; i < p->g->n_nodes; i++)
		if (in_column(p, i, column)) {
			p->l->boxes[i].x = x;
			p->l->boxes[i].w = w;
		}
	return w;
}

int place_columns(struct placer *p, struct band *band)
{
	size_t links[DRAW_LINKS_MAX];
	int x = band->first ? 2 * (int)links_between(p, band->first - 1, band->first, links) : 0;

	for (size_t c = band->first; c <= band->last; c++) {
		struct run runs[DRAW_LINKS_MAX];
		size_t n = gather(p, c, c == band->last, runs);
		int tracks = give_tracks(p, runs, n);

		if (tracks < 0)
			return tracks;
		x += stand_in_column(p, c, x);
		p->channel[c] = x;
		band->right = x + 2 * tracks;
		x += 2 * tracks + 1 > CHANNEL_MIN ? 2 * tracks + 1 : CHANNEL_MIN;
	}
	return 0;
}
