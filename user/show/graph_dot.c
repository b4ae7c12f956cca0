// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graph_dot.c - the graph in Graphviz' language (graphviz.org/doc/info/lang.html)
 *
 * Names stand in quoted labels only; what the language calls a node is n and its number.
 */
#include "graph.h"

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

static void put_node(const struct graph *g, size_t node, const struct graph_lines *says, FILE *f)
{
	fprintf(f, "\tn%zu [label=\"", node);
	put_lines(f, says);
	fprintf(f, "\"%s]\n", g->nodes[node].is_switch ? " style=filled fillcolor=lightgrey" : "");
}

static void put_lab(size_t first, const char *lab, FILE *f)
{
	fprintf(f, "\tsubgraph cluster_%zu {\n\t\tlabel=\"", first);
	put_quoted(f, lab);
	fprintf(f, "\"\n\t\t");
}

static void put_link(const struct graph_link *k, const char *a, const char *b, FILE *f)
{
	fprintf(f, "\tn%zu -- n%zu [taillabel=\"", k->ends[0].node, k->ends[1].node);
	put_quoted(f, a);
	fprintf(f, "\" headlabel=\"");
	put_quoted(f, b);
	fprintf(f, "\"%s]\n", k->up ? "" : " style=dashed color=red");
}

int show_dot(const struct show_config *c)
{
	static const struct graph_language dot = {
		.head = "graph nscope {\n\trankdir=LR\n\tnode [shape=box fontname=monospace]\n"
			"\tedge [fontname=monospace fontsize=10]\n",
		.tail = "}\n",
		.node = put_node,
		.lab = put_lab,
		.lab_indent = "",
		.lab_gap = " ",
		.lab_tail = "\n\t}\n",
		.link = put_link,
	};

	return graph_write(c, &dot);
}
