// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graph_rank.c - which node stands in which column, and how far down in it
 */
#include "graph_layout.h"

#include <string.h>

#define SWEEPS 4 /* twice there and back; more change nothing in graphs that are drawn */

static bool joins(const struct graph_link *k, size_t a, size_t b)
{
	return (k->ends[0].node == a && k->ends[1].node == b) ||
	       (k->ends[0].node == b && k->ends[1].node == a);
}

static bool are_joined(const struct graph *g, size_t a, size_t b)
{
	for (size_t i = 0; i < g->n_links; i++)
		if (joins(&g->links[i], a, b))
			return true;
	return false;
}

/* Steps from @root to every node it reaches. Returns the farthest, the first of equals. */
static size_t walk(const struct graph *g, size_t root, size_t steps[DRAW_NODES_MAX])
{
	size_t queue[DRAW_NODES_MAX], n = 0, last = root;

	for (size_t i = 0; i < g->n_nodes; i++)
		steps[i] = SIZE_MAX;
	steps[root] = 0;
	queue[n++] = root;
	for (size_t at = 0; at < n; at++)
		for (size_t i = 0; i < g->n_nodes; i++) {
			if (steps[i] != SIZE_MAX || !are_joined(g, queue[at], i))
				continue;
			steps[i] = steps[queue[at]] + 1;
			if (steps[i] > steps[last])
				last = i;
			queue[n++] = i;
		}
	return last;
}

static size_t count_in(const struct graph *g, const struct rank *r, size_t component, size_t column)
{
	size_t n = 0;

	for (size_t i = 0; i < g->n_nodes; i++)
		n += r[i].component == component && r[i].column == column;
	return n;
}

/* The only node that @node is joined to; SIZE_MAX when there are several. */
static size_t only_neighbour(const struct graph *g, size_t node)
{
	size_t only = SIZE_MAX;

	for (size_t i = 0; i < g->n_links; i++) {
		const struct graph_end *e = g->links[i].ends;
		size_t other = e[0].node == node ? e[1].node : e[0].node;

		if (e[0].node != node && e[1].node != node)
			continue;
		if (only != SIZE_MAX && only != other)
			return SIZE_MAX;
		only = other;
	}
	return only;
}

/* Of the hosts on a switch, half may stand on its other side. */
static void balance(const struct graph *g, struct rank *r, size_t component)
{
	for (size_t i = g->n_nodes; i-- > 0;) {
		size_t hub = r[i].component == component ? only_neighbour(g, i) : SIZE_MAX, left;

		if (hub == SIZE_MAX || hub == i || r[hub].column == 0 ||
		    r[i].column != r[hub].column + 1)
			continue;
		left = r[hub].column - 1;
		if (count_in(g, r, component, r[i].column) > count_in(g, r, component, left) + 1)
			r[i].column = left;
	}
}

/* From the node that is farthest out, so that a chain becomes a line; the first one if it is. */
static void rank_component(const struct graph *g, size_t first, size_t component, struct rank *r)
{
	size_t steps[DRAW_NODES_MAX], from_first[DRAW_NODES_MAX];
	size_t far = walk(g, first, from_first), end = walk(g, far, steps);

	if (steps[end] <= from_first[far])
		memcpy(steps, from_first, sizeof(steps));
	for (size_t i = 0; i < g->n_nodes; i++)
		if (steps[i] != SIZE_MAX) {
			r[i].component = component;
			r[i].column = steps[i];
		}
	balance(g, r, component);
}

/* Mean place of the neighbours in @column; its own where it has none. */
static double pull(const struct graph *g, const struct rank *r, size_t node, size_t column)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < g->n_links; i++) {
		const struct graph_end *e = g->links[i].ends;

		for (int side = 0; side < 2; side++) {
			size_t other = e[!side].node;

			if (e[side].node != node || r[other].column != column)
				continue;
			sum += (double)r[other].row;
			n++;
		}
	}
	return n ? sum / (double)n : (double)r[node].row;
}

/* Nodes of a column in the order of what pulls them, equals as they were. */
static void sort_column(const struct graph *g, struct rank *r, size_t component, size_t column,
			size_t towards)
{
	double pulls[DRAW_NODES_MAX];
	size_t in[DRAW_NODES_MAX], n = count_in(g, r, component, column);

	for (size_t i = 0; i < g->n_nodes; i++)
		if (r[i].component == component && r[i].column == column) {
			in[r[i].row] = i;
			pulls[i] = pull(g, r, i, towards);
		}
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k && pulls[in[k]] < pulls[in[k - 1]]; k--) {
			size_t above = in[k - 1];

			in[k - 1] = in[k];
			in[k] = above;
		}
	for (size_t i = 0; i < n; i++)
		r[in[i]].row = i;
}

static void order_rows(const struct graph *g, struct rank *r, size_t component)
{
	size_t columns = 0, n[DRAW_NODES_MAX] = { 0 };

	for (size_t i = 0; i < g->n_nodes; i++)
		if (r[i].component == component) {
			r[i].row = n[r[i].column]++;
			if (r[i].column >= columns)
				columns = r[i].column + 1;
		}
	for (int sweep = 0; sweep < SWEEPS; sweep++)
		for (size_t i = 1; i < columns; i++) {
			if (sweep % 2)
				sort_column(g, r, component, columns - 1 - i, columns - i);
			else
				sort_column(g, r, component, i, i - 1);
		}
}

size_t graph_rank(const struct graph *g, struct rank *ret)
{
	size_t n = 0, alone = 0;

	for (size_t i = 0; i < g->n_nodes; i++)
		ret[i] = (struct rank){ .component = SIZE_MAX };
	for (size_t i = 0; i < g->n_nodes; i++)
		if (g->nodes[i].n_ends && ret[i].component == SIZE_MAX) {
			rank_component(g, i, n, ret);
			order_rows(g, ret, n++);
		}
	for (size_t i = 0; i < g->n_nodes; i++)
		if (!g->nodes[i].n_ends)
			ret[i] = (struct rank){ .component = n, .column = alone++ };
	return n + (alone > 0);
}
