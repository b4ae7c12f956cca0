// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * node.c - the section `nodes`: kinds, and what else a node may say; who is called how
 */
#include <errno.h>
#include <string.h>

#include "parse.h"

static const char *const kind_words[] = {
#define KIND_WORD(id, word) [NODE_##id] = word,
	NODE_KINDS(KIND_WORD)
#undef KIND_WORD
};

static int read_kind(struct parse *p, const struct yaml_value *v, void *to)
{
	unsigned int kind = 0;
	int err = parse_choice(p, v, "kind of node", kind_words, NODE_KIND_MAX, &kind);

	((struct topo_node *)to)->kind = (enum node_kind)kind;
	return err;
}

/* Understood when all else of the node is known: node_finish(), expand.c. */
static int read_later(struct parse *p, const struct yaml_value *v, void *to)
{
	(void)p;
	(void)v;
	(void)to;
	return 0;
}

static const struct parse_key node_keys[] = {
	{ "kind", read_kind },
	{ "interfaces", iface_read_all },
	{ "addresses", iface_read_addresses },
	{ "routes", route_read_all },
	{ "rules", rule_read_all },
	{ "neighbours", neigh_read_all },
	{ "sysctls", sysctl_read_all },
	{ "nat", read_later },
	{ "nft", read_later },
	{ "run", run_read_all },
	{ "isolate", run_read_isolate },
	{ "count", read_later },
};
const struct parse_section node_section = PARSE_SECTION("node", "a node", node_keys);

/* A guest's house: what the lab brings along, and no more. */
static const struct parse_key host_keys[] = {
	{ "interfaces", iface_read_all },
	{ "routes", route_read_all },
};
const struct parse_section host_section = PARSE_SECTION("host", "the node `host`", host_keys);

/* A switch may say so below its interfaces. */
static int check_kind(struct parse *p, const struct topo_node *n)
{
	for (size_t i = 0; n->kind == NODE_SWITCH && i < n->n_ifaces; i++)
		if (!strcmp(n->ifaces[i].name, TOPO_BRIDGE_NAME))
			return parse_error(p, n->ifaces[i].mark,
					   "a switch's " TOPO_BRIDGE_NAME " is its bridge");
	if (n->kind != NODE_SWITCH && n->n_addresses)
		return parse_error(p, n->addresses[0].mark,
				   "only a switch has addresses of its own: those of a %s "
				   "belong to one of its `interfaces`",
				   kind_words[n->kind]);
	return 0;
}

static int read_keys(struct parse *p, const struct yaml_value *v, struct topo_node *n)
{
	int err;

	if (n->outside)
		return parse_map(p, v, &host_section, n);
	err = parse_map(p, v, &node_section, n);
	if (!err)
		err = defaults_fill(p, v, n);
	if (!err)
		err = check_kind(p, n);
	return err ? err : nat_ruleset(p, parse_child(v, "nat"), parse_child(v, "nft"), n);
}

static int add_node(struct parse *p, const char *name, struct mark m)
{
	struct topo *t = p->topo;
	struct topo_node n = { .outside = !strcmp(name, TOPO_HOST), .mark = m };
	size_t first;
	int err;

	snprintf(n.name, sizeof(n.name), "%s", name);
	/* Templates and what is written out may meet. */
	if (places_find(&p->places, PLACES_NODES, name, &first))
		return parse_error(p, m, "'%s' is here twice; the first is in line %u", name,
				   t->nodes[first].mark.line);
	err = parse_append(p, m, &t->nodes, &t->n_nodes, &n, sizeof(n), TOPO_NODES_MAX, "nodes");
	if (!err && places_add(&p->places, PLACES_NODES, name, t->n_nodes - 1))
		err = parse_no_memory(p);
	p->node = t->n_nodes - 1;
	return err;
}

static int read_node(struct parse *p, const struct yaml_value *v)
{
	const char *why = strcmp(v->key, TOPO_HOST) ? names_check_node(v->key) : NULL;
	int err;

	p->copy = v->copy ? v : NULL;
	if (why)
		return parse_error(p, v->key_mark, "'%s': %s", source_quote(v->key).text, why);
	err = add_node(p, v->key, v->key_mark);
	if (!err)
		err = read_keys(p, v, &p->topo->nodes[p->node]);
	p->copy = NULL;
	return err;
}

static const char *nth_node(const void *ctx, size_t i)
{
	return ((const struct topo *)ctx)->nodes[i].name;
}

int node_find(struct parse *p, const char *name, struct mark m, size_t *ret)
{
	const struct topo *t = p->topo;

	if (places_find(&p->places, PLACES_NODES, name, ret))
		return 0;
	return parse_error(p, m, "no node is called '%s'%s", source_quote(name).text,
			   parse_hint(parse_nearest(name, nth_node, t, t->n_nodes)).text);
}

int node_find_host(struct parse *p, struct mark m, size_t *ret)
{
	int err = places_find(&p->places, PLACES_NODES, TOPO_HOST, ret) ? 0
									: add_node(p, TOPO_HOST, m);

	if (!err)
		places_find(&p->places, PLACES_NODES, TOPO_HOST, ret);
	return err;
}

/* What was read of a node is let go at once: the tree of a large lab is larger than the lab. */
int node_read_all(struct parse *p, struct yaml_value *v)
{
	int err = 0;

	if (v->kind != YAML_MAP || !v->item)
		return parse_error(p, v->mark, "`nodes` is a map of at least one node: `red:`");
	for (struct yaml_value *i = v->item; i && !err; i = i->next) {
		err = read_node(p, i);
		yaml_tree_free(i->item);
		i->item = NULL;
	}
	return err;
}
