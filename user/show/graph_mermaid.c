// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graph_mermaid.c - the graph as a Mermaid flowchart (mermaid.js.org/syntax/flowchart.html)
 *
 * Names stand in quoted text only; what the language calls a node is n and its number.
 */
#include <ctype.h>
#include <string.h>

#include "graph.h"

/*
 * Quoted text is still read as HTML, as entities (#35;) and as Markdown (`, a list's "-" or
 * "1. "); so only what means nothing in any of these stands for itself. What is not ASCII was
 * escaped before.
 */
static bool is_plain(const char *s, size_t at)
{
	if (s[at] == '.')
		return s[at + 1] != ' ';
	return isalnum((unsigned char)s[at]) || (at && strchr(" :/,()-", s[at]));
}

static void put_quoted(FILE *f, const char *s)
{
	for (size_t i = 0; s[i]; i++) {
		if (is_plain(s, i))
			fprintf(f, "%c", s[i]);
		else
			fprintf(f, "#%d;", s[i]);
	}
}

static void put_node(const struct graph *g, size_t node, const struct graph_lines *says, FILE *f)
{
	bool hub = g->nodes[node].is_switch;

	fprintf(f, "    n%zu%s\"", node, hub ? "[[" : "[");
	for (size_t i = 0; i < says->n; i++) {
		fprintf(f, "%s", i ? "<br/>" : "");
		put_quoted(f, says->lines[i].text);
	}
	fprintf(f, "\"%s\n", hub ? "]]" : "]");
}

static void put_lab(size_t first, const char *lab, FILE *f)
{
	fprintf(f, "    subgraph s%zu[\"", first);
	put_quoted(f, lab);
	fprintf(f, "\"]\n");
}

static void put_link(const struct graph_link *k, const char *a, const char *b, FILE *f)
{
	fprintf(f, "    n%zu %s|\"", k->ends[0].node, k->up ? "---" : "-.-");
	put_quoted(f, a);
	fprintf(f, " - ");
	put_quoted(f, b);
	fprintf(f, "\"| n%zu\n", k->ends[1].node);
}

int show_mermaid(const struct show_config *c)
{
	static const struct graph_language mermaid = {
		.head = "flowchart LR\n",
		.tail = "",
		.node = put_node,
		.lab = put_lab,
		.lab_indent = "        ",
		.lab_gap = "\n",
		.lab_tail = "    end\n",
		.link = put_link,
	};

	return graph_write(c, &mermaid);
}
