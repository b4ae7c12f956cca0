// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graph_list.c - a lab too large for a drawing: a line for each node that joins others
 *
 *     sw (switch) br0 10.0.255.254/16:
 *         r1 = r1:eth0, r2 = r2:eth0, …
 *     r1:eth0 = r2:eth0
 *     alone: x, y
 */
#include <errno.h>

#include "graph.h"
#include "section.h"

#define ENDS_SHOWN 24 /* of one node; -v shows all */

struct room_word {
	char text[4 * ROOM_NAME_MAX + 1];
};

static struct room_word room_word(const struct room *r)
{
	struct room_word w = { "" };
	struct text t = TEXT(w.text);

	text_escape(&t, r->name, strnlen(r->name, sizeof(r->name)));
	return w;
}

static bool joins_others(const struct graph_node *n)
{
	return n->is_switch || n->n_ends > 1;
}

static void cell_end(const struct graph *g, const struct graph_end *e, bool up, bool more,
		     struct sheet *s)
{
	sheet_cell(s, up ? INK_PLAIN : INK_BAD, "%s:%s%s", room_word(g->nodes[e->node].room).text,
		   name_word(e->link->name).text, more ? "," : "");
}

/* Ends of one node, whichever side of a pipe they are. */
static void row_ends(const struct graph *g, size_t node, struct sheet *s)
{
	size_t left = g->nodes[node].n_ends, shown = 0;

	for (size_t i = 0; i < g->n_links && left; i++)
		for (int side = 0; side < 2; side++) {
			const struct graph_end *e = g->links[i].ends;

			if (e[side].node != node)
				continue;
			if (!g->config->verbose && shown++ == ENDS_SHOWN) {
				sheet_cell(s, INK_DIM, "... and %zu more (-v shows all)", left);
				return;
			}
			left--;
			sheet_cell(s, g->links[i].up ? INK_PLAIN : INK_BAD, "%s = %s:%s%s",
				   name_word(e[side].link->name).text,
				   room_word(g->nodes[e[!side].node].room).text,
				   name_word(e[!side].link->name).text, left ? "," : "");
		}
}

static int row_hub(const struct graph *g, size_t node, struct sheet *s)
{
	struct graph_lines says = { 0 };
	int err;

	graph_say_node(g, node, &says);
	sheet_row(s);
	for (size_t i = 0; i < says.n; i++)
		sheet_cell(s, says.lines[i].ink, "%s%s", says.lines[i].text,
			   i + 1 == says.n && g->nodes[node].n_ends ? ":" : "");
	row_ends(g, node, s);
	err = says.failed ? -ENOMEM : 0;
	graph_lines_done(&says);
	return err;
}

static void row_alone(const struct graph *g, struct sheet *s)
{
	size_t left = 0;

	for (size_t i = 0; i < g->n_nodes; i++)
		left += !g->nodes[i].n_ends && !g->nodes[i].is_switch;
	if (!left)
		return;
	sheet_row(s);
	sheet_cell(s, INK_DIM, "alone:");
	for (size_t i = 0; i < g->n_nodes; i++)
		if (!g->nodes[i].n_ends && !g->nodes[i].is_switch)
			sheet_cell(s, INK_NAME, "%s%s", room_word(g->nodes[i].room).text,
				   --left ? "," : "");
}

int show_list(const struct graph *g)
{
	const struct paper *p = &g->config->paper;
	struct sheet s = { 0 };
	size_t cell = 0;
	int err = 0;

	for (size_t i = 0; i < g->n_nodes && !err; i++)
		if (joins_others(&g->nodes[i]))
			err = row_hub(g, i, &s);
	for (size_t i = 0; i < g->n_links; i++) {
		const struct graph_end *e = g->links[i].ends;

		if (joins_others(&g->nodes[e[0].node]) || joins_others(&g->nodes[e[1].node]))
			continue;
		sheet_row(&s);
		cell_end(g, &e[0], g->links[i].up, false, &s);
		sheet_cell(&s, INK_PLAIN, "=");
		cell_end(g, &e[1], g->links[i].up, false, &s);
	}
	row_alone(g, &s);
	sheet_lay(&s, p->width);
	for (size_t line = 0; line < s.n_lines; line++) {
		sheet_print(&s, line, &cell, p);
		fprintf(p->file, "\n");
	}
	err = s.failed ? -ENOMEM : err;
	sheet_done(&s);
	return err;
}
