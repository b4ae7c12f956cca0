/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * graph_layout.h - where the boxes of a graph stand and how the wires run, for whoever draws.
 *
 * Theory of operation
 *
 * Nodes stand in columns, so that pipes lead to the next column or to one in the same; hosts on a
 * switch stand on both its sides. A box says a line for each end of a pipe, so ends of their own
 * have rows of their own. Between two columns is a channel. A wire that changes its row there has
 * a track of its own, as long as it runs beside others; the order of tracks keeps wires that share
 * a row apart. Columns that do not fit the width go on below, in the next band; wires that lead
 * there go round the right, under the band and in from the left:
 *
 *     ┌─────┐   ┌─────┐   ┌─────┐
 *     │ red ├───┤ r1  ├───┤ r2  ├─┐
 *     └─────┘   └─────┘   └─────┘ │
 *     ┌───────────────────────────┘
 *     │ ┌─────┐   ┌──────┐
 *     └─┤ r3  ├───┤ blue │
 *       └─────┘   └──────┘
 *
 * Units are characters: a box's border is one, its text begins two behind its left edge, a row
 * below its top.
 */
#ifndef NSCOPE_SHOW_GRAPH_LAYOUT_H
#define NSCOPE_SHOW_GRAPH_LAYOUT_H

#include "graph.h"

/* More are not readable, and are listed instead. */
#define DRAW_NODES_MAX 12
#define DRAW_LINKS_MAX 32

struct rank {
	size_t component; /* nodes that pipes join; those alone are the last */
	size_t column, row;
};

/**
 * graph_rank() - give every node its column, and its row in it
 * @ret: one for each node, of which there are at most DRAW_NODES_MAX
 * Return: how many components there are
 */
size_t graph_rank(const struct graph *g, struct rank *ret);

struct layout_point {
	int x, y;
};

struct layout_box {
	int x, y, w, h;
	struct graph_lines says;
};

/* From the border of one box to that of another, round corners. */
struct layout_wire {
	struct layout_point points[6];
	size_t n;
};

struct layout {
	int w, h;
	struct layout_box boxes[DRAW_NODES_MAX];  /* as the graph's nodes */
	struct layout_wire wires[DRAW_LINKS_MAX]; /* as its links */
	size_t n_boxes;
};

struct layout_options {
	int width;     /* columns there are */
	bool narrow;   /* addresses below interfaces, not beside them */
	bool one_band; /* rather fail than go on below; nodes without pipes do it all the same */
};

/**
 * layout_new() - place a graph
 * @ret: untouched on failure; layout_free() it
 * Return: 0; -ENOMEM; -E2BIG: it does not fit, or wires could be mistaken for each other
 */
int layout_new(const struct graph *g, const struct layout_options *o, struct layout **ret);
void layout_free(struct layout *l);

/** layout_box_fit() - make a box as large as what it says; 0 or -ENOMEM: not all was said */
int layout_box_fit(struct layout_box *b);

static inline void cleanup_layout(struct layout **l)
{
	layout_free(*l);
}
#define _cleanup_layout_ _cleanup_(cleanup_layout)

#endif
