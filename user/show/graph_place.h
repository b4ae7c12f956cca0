/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * graph_place.h - what the steps of placing a graph share: boxes, then rows, then columns with
 * the wires between them. Only graph_layout.c and its kin include it.
 */
#ifndef NSCOPE_SHOW_GRAPH_PLACE_H
#define NSCOPE_SHOW_GRAPH_PLACE_H

#include "graph_layout.h"

/* Columns that stand beside each other. */
struct band {
	size_t first, last;
	int right, bottom; /* what is free behind and below it */
};

struct placer {
	const struct graph *g;
	struct layout *l;
	const struct layout_options *options;
	struct rank rank[DRAW_NODES_MAX];
	int port[DRAW_LINKS_MAX][2]; /* row of each end, below its box's top */
	int track[DRAW_LINKS_MAX];   /* of each pipe that has one, in its channel */
	int channel[DRAW_NODES_MAX]; /* where the one behind each column begins */
	size_t component, columns;   /* being placed */
};

/** place_rows() - give the boxes of a band their y; its highest stands at @top */
void place_rows(struct placer *p, struct band *band, int top);

/** place_columns() - give them their x, and the wires behind each column their tracks; -E2BIG */
int place_columns(struct placer *p, struct band *band);

/** place_wires() - those inside a band */
void place_wires(struct placer *p, const struct band *band);

/** place_crossing() - those from one band to the next; both are placed */
void place_crossing(struct placer *p, const struct band *above, const struct band *below);

/** place_clear() - can no wire be mistaken for another? */
bool place_clear(const struct layout *l, size_t n_wires);

static inline bool in_column(const struct placer *p, size_t node, size_t column)
{
	return p->rank[node].component == p->component && p->rank[node].column == column;
}

static inline bool in_band(const struct placer *p, size_t node, const struct band *b)
{
	return p->rank[node].component == p->component && p->rank[node].column >= b->first &&
	       p->rank[node].column <= b->last;
}

/* Of an end of a pipe: its column, its box, its row. */
static inline size_t end_column(const struct placer *p, size_t link, int side)
{
	return p->rank[p->g->links[link].ends[side].node].column;
}

static inline const struct layout_box *end_box(const struct placer *p, size_t link, int side)
{
	return &p->l->boxes[p->g->links[link].ends[side].node];
}

static inline int end_y(const struct placer *p, size_t link, int side)
{
	return end_box(p, link, side)->y + p->port[link][side];
}

/* The end in the left one of two columns: 0 or 1. */
static inline int left_side(const struct placer *p, size_t link)
{
	return end_column(p, link, 1) < end_column(p, link, 0);
}

/** links_between() - pipes from one column to another, or inside one; in the order of rows */
size_t links_between(const struct placer *p, size_t left, size_t right, size_t *ret);

#endif
