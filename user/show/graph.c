// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * graph.c - nodes, pipes between them, and what they say about themselves
 */
#include "graph.h"

#include <linux/if.h>
#include <stdarg.h>

#include "section.h"

#define ADDRS_SHOWN  3 /* of one interface */
#define OTHERS_SHOWN 8 /* interfaces of a node that are no pipes in sight; -v shows all */

static int add_link(struct graph *g, size_t node, const struct link_row *l, size_t other,
		    const struct link_row *end)
{
	struct graph_link *more = grow(g->links, g->n_links, sizeof(*more));

	if (!more)
		return -1;
	g->links = more;
	more[g->n_links++] = (struct graph_link){
		.ends = { { node, l }, { other, end } },
		.up = l->flags & end->flags & IFF_UP && l->carrier && end->carrier,
	};
	g->nodes[node].n_ends++;
	g->nodes[other].n_ends++;
	return 0;
}

/* The other end, when it is in a room that is shown. */
static const struct link_row *end_in_sight(const struct graph *g, const struct link_row *l,
					   size_t *ret_node)
{
	const struct room *r = l->peer_cookie && !strcmp(l->kind, "veth")
				       ? snapshot_room(g->config->snap, l->peer_cookie)
				       : NULL;
	const struct link_row *end = r ? room_link(r, l->peer_ifindex) : NULL;

	if (end)
		*ret_node = (size_t)(r - g->config->snap->rooms);
	return end;
}

static int add_links(struct graph *g, size_t node)
{
	const struct room *r = g->nodes[node].room;
	int err = 0;

	for (size_t i = 0; i < r->n_links && !err; i++) {
		const struct link_row *l = &r->links[i], *end;
		size_t other;

		g->nodes[node].is_switch |= l->port.valid;
		end = end_in_sight(g, l, &other);
		if (end && (node < other || (node == other && l->ifindex < end->ifindex)))
			err = add_link(g, node, l, other, end);
	}
	return err;
}

struct graph *graph_new(const struct show_config *c)
{
	_cleanup_graph_ struct graph *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->config = c;
	g->n_nodes = c->snap->n_rooms;
	g->nodes = calloc(g->n_nodes + 1, sizeof(*g->nodes));
	if (!g->nodes)
		return NULL;
	for (size_t i = 0; i < g->n_nodes; i++)
		g->nodes[i].room = &c->snap->rooms[i];
	for (size_t i = 0; i < g->n_nodes; i++)
		if (add_links(g, i))
			return NULL;
	return TAKE_PTR(g);
}

void graph_free(struct graph *g)
{
	if (!g)
		return;
	free(g->nodes);
	free(g->links);
	free(g);
}

bool graph_several_labs(const struct graph *g)
{
	for (size_t i = 1; i < g->n_nodes; i++)
		if (strcmp(g->nodes[i].room->lab, g->nodes[0].room->lab) != 0)
			return true;
	return false;
}

bool graph_starts_lab(const struct graph *g, size_t node)
{
	for (size_t i = 0; i < node; i++)
		if (!strcmp(g->nodes[i].room->lab, g->nodes[node].room->lab))
			return false;
	return true;
}

static void say(struct graph_lines *r, const struct link_row *l, enum ink ink, const char *fmt, ...)
	_printf_(4, 5);

static void say(struct graph_lines *r, const struct link_row *l, enum ink ink, const char *fmt, ...)
{
	struct graph_line *more = grow(r->lines, r->n, sizeof(*more));
	va_list ap;

	if (!more) {
		r->failed = true;
		return;
	}
	r->lines = more;
	more += r->n++;
	*more = (struct graph_line){ .link = l, .ink = ink };
	va_start(ap, fmt);
	vsnprintf(more->text, sizeof(more->text), fmt, ap);
	va_end(ap);
}

/* Link-local ones tell nothing of how the lab is meant. */
static bool tells(const struct addr_row *a)
{
	return a->family == AF_INET ? a->addr[0] != 127
				    : !(a->addr[0] == 0xfe && (a->addr[1] & 0xc0) == 0x80);
}

/* An interface, @more about it, and its addresses: the first beside it, the others below. */
static void say_link(const struct room *r, const struct link_row *l, const char *more,
		     struct graph_lines *ret)
{
	const struct dev_word word = name_word(l->name);
	const struct word state_word = link_state(l);
	bool up = !strcmp(state_word.text, "UP");
	const char *name = word.text, *blank = up ? "" : " ", *state = up ? "" : state_word.text;
	enum ink ink = up ? INK_PLAIN : INK_BAD;
	size_t told = 0;

	for (size_t i = 0; i < r->n_addrs; i++) {
		const struct addr_row *a = &r->addrs[i];

		if (a->ifindex != l->ifindex || !tells(a) || told == ADDRS_SHOWN)
			continue;
		if (told++ == 0 && !ret->narrow) {
			say(ret, l, ink, "%s %s%s%s%s", name,
			    net_word(a->family, a->addr, a->len).text, blank, state, more);
			continue;
		}
		if (told == 1)
			say(ret, l, ink, "%s%s%s%s", name, blank, state, more);
		say(ret, l, INK_PLAIN, "%*s %s", ret->narrow ? 0 : (int)strlen(name), "",
		    net_word(a->family, a->addr, a->len).text);
	}
	if (!told)
		say(ret, l, ink, "%s%s%s%s", name, blank, state, more);
}

static bool has_addr(const struct room *r, const struct link_row *l)
{
	for (size_t i = 0; i < r->n_addrs; i++)
		if (r->addrs[i].ifindex == l->ifindex && tells(&r->addrs[i]))
			return true;
	return false;
}

/* What is no pipe in sight, but somebody made: a bridge, a dummy, a way out. */
static bool is_other(const struct graph *g, const struct room *r, const struct link_row *l)
{
	bool pipe = l->peer_ifindex && !strcmp(l->kind, "veth");
	size_t node;

	return !(l->flags & IFF_LOOPBACK) && !end_in_sight(g, l, &node) &&
	       (pipe || has_addr(r, l) || l->bridge.valid || l->port.valid);
}

static void say_other(const struct graph *g, const struct room *r, const struct link_row *l,
		      struct graph_lines *ret)
{
	char peer[END_TEXT] = "", more[END_TEXT + 8] = "";
	struct text t = TEXT(peer);

	if (show_peer(g->config, r, l, &t))
		snprintf(more, sizeof(more), " to %s", peer);
	say_link(r, l, more, ret);
}

void graph_say_node(const struct graph *g, size_t node, struct graph_lines *ret)
{
	const struct room *r = g->nodes[node].room;
	char name[4 * ROOM_NAME_MAX + 1] = "";
	struct text t = TEXT(name);
	size_t others = 0;

	text_escape(&t, r->name, strnlen(r->name, sizeof(r->name)));
	say(ret, NULL, INK_NAME, "%s%s", name, g->nodes[node].is_switch ? " (switch)" : "");
	for (size_t i = 0; i < r->n_links; i++)
		if (is_other(g, r, &r->links[i]) && (others++ < OTHERS_SHOWN || g->config->verbose))
			say_other(g, r, &r->links[i], ret);
	if (others > OTHERS_SHOWN && !g->config->verbose)
		say(ret, NULL, INK_DIM, "... and %zu more", others - OTHERS_SHOWN);
}

void graph_say_end(const struct graph *g, const struct graph_end *end, struct graph_lines *ret)
{
	size_t at = ret->n;

	say_link(g->nodes[end->node].room, end->link, "", ret);
	if (ret->n > at)
		ret->lines[at].port = true;
}

void graph_say_ends(const struct graph *g, size_t node, struct graph_lines *ret)
{
	const struct room *r = g->nodes[node].room;

	for (size_t i = 0; i < r->n_links; i++) {
		const struct graph_end end = { node, &r->links[i] };
		size_t other;

		if (end_in_sight(g, end.link, &other) && has_addr(r, end.link))
			graph_say_end(g, &end, ret);
	}
}
