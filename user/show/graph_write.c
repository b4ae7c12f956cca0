// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graph_write.c - the graph in somebody's language: what DOT and Mermaid share
 */
#include "graph.h"

#include <errno.h>
#include <string.h>

#include "section.h"

static int put_node(const struct graph *g, const struct graph_language *l, size_t node, FILE *f)
{
	struct graph_lines says = { 0 };

	graph_say_node(g, node, &says);
	graph_say_ends(g, node, &says);
	l->node(g, node, &says, f);
	graph_lines_done(&says);
	return says.failed ? -ENOMEM : 0;
}

/* A frame round the nodes of each lab, where there are several. */
static void put_lab(const struct graph *g, const struct graph_language *l, size_t first, FILE *f)
{
	const struct room *r = g->nodes[first].room;
	char lab[4 * ROOM_NAME_MAX + 1] = "";

	text_escape(&TEXT(lab), r->lab, strnlen(r->lab, sizeof(r->lab)));
	l->lab(first, lab, f);
	for (size_t i = first; i < g->n_nodes; i++)
		if (!strcmp(g->nodes[i].room->lab, r->lab))
			fprintf(f, "%sn%zu%s", l->lab_indent, i, l->lab_gap);
	fputs(l->lab_tail, f);
}

int graph_write(const struct show_config *c, const struct graph_language *l)
{
	_cleanup_graph_ struct graph *g = graph_new(c);
	FILE *f = c->paper.file;
	bool frames;
	int err = 0;

	if (!g)
		return -ENOMEM;
	frames = graph_several_labs(g);
	fputs(l->head, f);
	for (size_t i = 0; i < g->n_nodes && !err; i++)
		err = put_node(g, l, i, f);
	for (size_t i = 0; i < g->n_nodes && frames; i++)
		if (*g->nodes[i].room->lab && graph_starts_lab(g, i))
			put_lab(g, l, i, f);
	for (size_t i = 0; i < g->n_links; i++) {
		const struct graph_link *k = &g->links[i];

		l->link(k, name_word(k->ends[0].link->name).text,
			name_word(k->ends[1].link->name).text, f);
	}
	fputs(l->tail, f);
	return err;
}
