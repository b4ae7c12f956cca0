/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * graph.h - a snapshot as nodes and pipes, for all that draws.
 *
 *     snapshot ──graph_new()──▶ graph ──▶ DOT, Mermaid, a list          (nothing has a place)
 *                                 └──layout_new()──▶ layout ──▶ text    (boxes and wires have)
 */
#ifndef NSCOPE_SHOW_GRAPH_H
#define NSCOPE_SHOW_GRAPH_H

#include "../util/text.h"
#include "show.h"

/* One end of a pipe. */
struct graph_end {
	size_t node;
	const struct link_row *link;
};

/* A pipe whose both ends are in rooms that are shown; ends[0] is the first of them. */
struct graph_link {
	struct graph_end ends[2];
	bool up; /* both ends are up and have carrier */
};

struct graph_node {
	const struct room *room;
	bool is_switch; /* it has a bridge with ports */
	size_t n_ends;	/* of pipes */
};

struct graph {
	const struct show_config *config;
	struct graph_node *nodes; /* as the snapshot's rooms */
	size_t n_nodes;
	struct graph_link *links; /* by their first end, as rooms and interfaces come */
	size_t n_links;
};

/** graph_new() - NULL when memory is out; graph_free() it */
struct graph *graph_new(const struct show_config *c);
void graph_free(struct graph *g);

static inline void cleanup_graph(struct graph **g)
{
	graph_free(*g);
}
#define _cleanup_graph_ _cleanup_(cleanup_graph)

/** graph_several_labs() - do the nodes belong to more than one lab? */
bool graph_several_labs(const struct graph *g);

/** graph_starts_lab() - is this the first node of its lab? */
bool graph_starts_lab(const struct graph *g, size_t node);

/* What a node says about itself, line by line; escaped. */
struct graph_line {
	const struct link_row *link; /* what it is about; NULL: the node */
	bool port;		     /* here a pipe begins */
	enum ink ink;
	char text[512]; /* the longest: an interface, its address, and both names of its peer */
};

struct graph_lines {
	struct graph_line *lines;
	size_t n;
	bool narrow; /* addresses below their interface, not beside it */
	bool failed; /* memory was out */
};

/** graph_say_node() - its name, its bridges, and what else it has but pipes */
void graph_say_node(const struct graph *g, size_t node, struct graph_lines *ret);

/** graph_say_ends() - ends of pipes that have addresses; the others' names stand at the pipes */
void graph_say_ends(const struct graph *g, size_t node, struct graph_lines *ret);

/** graph_say_end() - an end of a pipe: its name, state and addresses */
void graph_say_end(const struct graph *g, const struct graph_end *end, struct graph_lines *ret);

static inline void graph_lines_done(struct graph_lines *l)
{
	free(l->lines);
}

/* How a language writes a graph; names stand in its quoted text only. */
struct graph_language {
	const char *head, *tail;
	void (*node)(const struct graph *g, size_t node, const struct graph_lines *says, FILE *f);
	void (*lab)(size_t first, const char *name, FILE *f); /* the beginning of its frame */
	const char *lab_indent, *lab_gap, *lab_tail;	      /* round its nodes; its end */
	void (*link)(const struct graph_link *k, const char *a, const char *b, FILE *f);
};

/** graph_write() - the whole graph: nodes, a frame round those of each lab, pipes; 0 or -ENOMEM */
int graph_write(const struct show_config *c, const struct graph_language *l);

/* Drawings; 0 or -ENOMEM. */
int show_graph(const struct show_config *c); /* boxes; for large labs show_list() */
int show_list(const struct graph *g);	     /* a line for each node that joins others */
int show_dot(const struct show_config *c);
int show_mermaid(const struct show_config *c);

#endif
