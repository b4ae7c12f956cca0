// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graph_mermaid.c - the graph as a Mermaid flowchart (mermaid.js.org/syntax/flowchart.html)
 *
 * Names stand in quoted text only; what the language calls a node is n and its number.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "graph.h"
#include "section.h"

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

static int put_node(const struct graph *g, size_t node, FILE *f)
{
	struct graph_lines says = { 0 };
	bool hub = g->nodes[node].is_switch;

	graph_say_node(g, node, &says);
	graph_say_ends(g, node, &says);
	fprintf(f, "    n%zu%s\"", node, hub ? "[[" : "[");
	for (size_t i = 0; i < says.n; i++) {
		fprintf(f, "%s", i ? "<br/>" : "");
		put_quoted(f, says.lines[i].text);
	}
	fprintf(f, "\"%s\n", hub ? "]]" : "]");
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
	fprintf(f, "    subgraph s%zu[\"", first);
	put_quoted(f, lab);
	fprintf(f, "\"]\n");
	for (size_t i = first; i < g->n_nodes; i++)
		if (!strcmp(g->nodes[i].room->lab, r->lab))
			fprintf(f, "        n%zu\n", i);
	fprintf(f, "    end\n");
}

static void put_link(const struct graph_link *k, FILE *f)
{
	const struct dev_word a = name_word(k->ends[0].link->name);
	const struct dev_word b = name_word(k->ends[1].link->name);

	fprintf(f, "    n%zu %s|\"", k->ends[0].node, k->up ? "---" : "-.-");
	put_quoted(f, a.text);
	fprintf(f, " - ");
	put_quoted(f, b.text);
	fprintf(f, "\"| n%zu\n", k->ends[1].node);
}

int show_mermaid(const struct show_config *c)
{
	_cleanup_graph_ struct graph *g = graph_new(c);
	FILE *f = c->paper.file;
	int err = g ? 0 : -ENOMEM;

	if (err)
		return err;
	fprintf(f, "flowchart LR\n");
	for (size_t i = 0; i < g->n_nodes && !err; i++)
		err = put_node(g, i, f);
	for (size_t i = 0; i < g->n_nodes && graph_several_labs(g); i++)
		if (*g->nodes[i].room->lab && graph_starts_lab(g, i))
			put_lab(g, i, f);
	for (size_t i = 0; i < g->n_links; i++)
		put_link(&g->links[i], f);
	return err;
}
