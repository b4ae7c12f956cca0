// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * neigh.c - `neighbours` of a node: entries that are not learnt, and those it answers for
 */
#include <string.h>

#include "addr.h"
#include "parse.h"

struct neigh_text {
	struct topo_neigh neigh;
	bool has_to, has_mac;
};

static int read_to(struct parse *p, const struct yaml_value *v, void *to)
{
	struct neigh_text *t = to;

	t->has_to = true;
	return parse_ip(p, v, &t->neigh.to);
}

static int read_mac(struct parse *p, const struct yaml_value *v, void *to)
{
	struct neigh_text *t = to;

	t->has_mac = true;
	return parse_mac(p, v, t->neigh.mac);
}

static int read_dev(struct parse *p, const struct yaml_value *v, void *to)
{
	return wanted_read(p, v, "`dev`", ((struct neigh_text *)to)->neigh.dev);
}

static int read_proxy(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_bool(p, v, "`proxy`", &((struct neigh_text *)to)->neigh.proxy);
}

static const struct parse_key keys[] = {
	{ "to", read_to },
	{ "mac", read_mac },
	{ "dev", read_dev },
	{ "proxy", read_proxy },
};
const struct parse_section neigh_section = PARSE_SECTION("neighbour", "a neighbour", keys);

static int check_neigh(struct parse *p, const struct neigh_text *t)
{
	struct mark m = t->neigh.mark;

	if (!t->has_to)
		return parse_error(p, m, "a neighbour needs `to`: its address");
	if (!*t->neigh.dev)
		return parse_error(p, m, "a neighbour needs `dev`: the interface it is behind");
	if (t->has_mac == t->neigh.proxy)
		return parse_error(p, m,
				   t->has_mac ? "a neighbour that is answered for (`proxy`) has no "
						"`mac`"
					      : "a neighbour needs its `mac`, or `proxy: true`");
	return 0;
}

static int read_neigh(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_node *n = to;
	struct neigh_text t = { .neigh.mark = v->mark };
	int err = parse_map(p, v, &neigh_section, &t);

	if (!err)
		err = check_neigh(p, &t);
	return err ? err
		   : parse_append(p, v->mark, &n->neighs, &n->n_neighs, &t.neigh, sizeof(t.neigh),
				  TOPO_ITEMS_MAX, "neighbours");
}

int neigh_read_all(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_list(p, v, "`neighbours`", read_neigh, to);
}
