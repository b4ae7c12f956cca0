// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wanted.c - interfaces that a node's other keys name: links may make them, so whether they exist
 * is known last
 */
#include <string.h>

#include "parse.h"

int wanted_add(struct parse *p, const char *name, size_t len, struct mark m)
{
	struct wanted w = { .node = p->node, .mark = m };

	memcpy(w.name, name, len < sizeof(w.name) ? len : sizeof(w.name) - 1);
	if (p->node == PARSE_NO_NODE)
		return 0;
	return parse_append(p, m, &p->wanted, &p->n_wanted, &w, sizeof(w), SIZE_MAX, "names");
}

int wanted_read(struct parse *p, const struct yaml_value *v, const char *what, char ret[IFNAMSIZ])
{
	const char *word;
	int err = parse_word(p, v, what, &word);

	if (err)
		return err;
	snprintf(ret, IFNAMSIZ, "%s", word);
	return wanted_add(p, word, strlen(word), v->mark);
}

static const char *nth_iface(const void *ctx, size_t i)
{
	const struct topo_node *n = ctx;

	return i < n->n_ifaces ? n->ifaces[i].name : TOPO_BRIDGE_NAME;
}

static int check(struct parse *p, const struct wanted *w)
{
	const struct topo_node *n = &p->topo->nodes[w->node];
	bool is_switch = n->kind == NODE_SWITCH;
	size_t at;

	if (!strcmp(w->name, "lo") || (is_switch && !strcmp(w->name, TOPO_BRIDGE_NAME)) ||
	    places_find(&p->places, w->node, w->name, &at))
		return 0;
	return parse_error(
		p, w->mark, "%s has no interface '%s'%s", n->name, source_quote(w->name).text,
		parse_hint(parse_nearest(w->name, nth_iface, n, n->n_ifaces + is_switch)).text);
}

int wanted_check(struct parse *p)
{
	int err = 0;

	for (size_t i = 0; i < p->n_wanted && !err; i++)
		err = check(p, &p->wanted[i]);
	return err;
}
