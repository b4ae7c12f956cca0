// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graph_dot.c - the graph in Graphviz' language (graphviz.org/doc/info/lang.html)
 *
 * Names stand in quoted labels only; what the language calls a node is n and its number.
 */
#include <errno.h>
#include <string.h>

#include "graph.h"
#include "section.h"

/*
 * In a quoted string " and \ are taken by the language and by labels (\N, \l); a label also reads
 * HTML's entities (&lt;). What is not printable ASCII was escaped before.
 */
static void put_quoted(FILE *f, const char *s)
{
	for (; *s; s++) {
		if (*s == '&')
			fprintf(f, "&amp;");
		else
			fprintf(f, "%s%c", *s == '"' || *s == '\\' ? "\\" : "", *s);
	}
}

/* \l ends a line and sets it left. */
static void put_lines(FILE *f, const struct graph_lines *says)
{
	for (size_t i = 0; i < says->n; i++) {
		put_quoted(f, says->lines[i].text);
		fprintf(f, "\\l");
	}
}

static int put_node(const struct graph *g, size_t node, FILE *f)
{
	struct graph_lines says = { 0 };

	graph_say_node(g, node, &says);
	graph_say_ends(g, node, &says);
	fprintf(f, "\tn%zu [label=\"", node);
	put_lines(f, &says);
	fprintf(f, "\"%s]\n", g->nodes[node].is_switch ? " style=filled fillcolor=lightgrey" : "");
	graph_lines_done(&says);
	return says.failed ? -ENOMEM : 0;
}

/* A frame round the nodes of each lab, where there are several. */
static void put_lab(const struct graph *g, size_t first, FILE *f)
{
	const struct room *r = g->nodes[first].room;
	char lab[4 * ROOM_NAME_MAX + 1] = "";
	struct text t = TEXT(lab);

	text_escape(&t, r->lab, strnlen(r->lab, sizeof(r->lab)));
	fprintf(f, "\tsubgraph cluster_%zu {\n\t\tlabel=\"", first);
	put_quoted(f, lab);
	fprintf(f, "\"\n\t\t");
	for (size_t i = first; i < g->n_nodes; i++)
		if (!strcmp(g->nodes[i].room->lab, r->lab))
			fprintf(f, "n%zu ", i);
	fprintf(f, "\n\t}\n");
}

static void put_link(const struct graph_link *k, FILE *f)
{
	const struct dev_word a = name_word(k->ends[0].link->name);
	const struct dev_word b = name_word(k->ends[1].link->name);

	fprintf(f, "\tn%zu -- n%zu [taillabel=\"", k->ends[0].node, k->ends[1].node);
	put_quoted(f, a.text);
	fprintf(f, "\" headlabel=\"");
	put_quoted(f, b.text);
	fprintf(f, "\"%s]\n", k->up ? "" : " style=dashed color=red");
}

int show_dot(const struct show_config *c)
{
	_cleanup_graph_ struct graph *g = graph_new(c);
	FILE *f = c->paper.file;
	int err = g ? 0 : -ENOMEM;

	if (err)
		return err;
	fprintf(f, "graph nscope {\n\trankdir=LR\n\tnode [shape=box fontname=monospace]\n"
		   "\tedge [fontname=monospace fontsize=10]\n");
	for (size_t i = 0; i < g->n_nodes && !err; i++)
		err = put_node(g, i, f);
	for (size_t i = 0; i < g->n_nodes && graph_several_labs(g); i++)
		if (*g->nodes[i].room->lab && graph_starts_lab(g, i))
			put_lab(g, i, f);
	for (size_t i = 0; i < g->n_links; i++)
		put_link(&g->links[i], f);
	fprintf(f, "}\n");
	return err;
}
