// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * link.c - the section `links`: which ends a pipe has, and what a switch calls its port
 */
#include <string.h>

#include "parse.h"

/* A link as written. */
struct link_text {
	const struct yaml_value *ends[2];
	size_t n_ends;
	unsigned int mtu;
	bool bridge;
	const struct yaml_value *bridge_said;
	struct mark mark;
};

/* An end, found. */
struct link_end {
	struct topo_node *node;
	const char *ifname; /* NULL: the switch shall name its port */
	struct mark mark;
};

static int read_end(struct parse *p, const struct yaml_value *v, void *to)
{
	struct link_text *l = to;

	if (l->n_ends < ARRAY_SIZE(l->ends))
		l->ends[l->n_ends] = v;
	l->n_ends++;
	(void)p;
	return 0;
}

static int read_endpoints(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_list(p, v, "`endpoints`", read_end, to);
}

static int read_mtu(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_mtu(p, v, &((struct link_text *)to)->mtu);
}

static int read_bridge(struct parse *p, const struct yaml_value *v, void *to)
{
	struct link_text *l = to;

	l->bridge_said = v;
	return parse_bool(p, v, "`bridge`", &l->bridge);
}

static const struct parse_key link_keys[] = {
	{ "endpoints", read_endpoints },
	{ "mtu", read_mtu },
	{ "bridge", read_bridge },
};

static int compare_name(const void *key, const void *item)
{
	return strcmp(key, (*(const struct topo_node *const *)item)->name);
}

static const char *nth_node(const void *ctx, size_t i)
{
	return ((const struct topo *)ctx)->nodes[i].name;
}

static int find_node(struct parse *p, const char *name, struct mark m, struct topo_node **ret)
{
	struct topo *t = p->topo;
	const struct topo_node **hit =
		bsearch(name, p->by_name, t->n_nodes, sizeof(*hit), compare_name);
	const char *near;

	if (hit) {
		*ret = &t->nodes[*hit - t->nodes];
		return 0;
	}
	near = parse_nearest(name, nth_node, t, t->n_nodes);
	return parse_error(p, m, "no node is called '%s'%s%s%s", source_quote(name).text,
			   near ? ": did you mean '" : "", near ? near : "", near ? "'?" : "");
}

/* "red:eth0", or "sw" alone. */
static int find_end(struct parse *p, const struct yaml_value *v, struct link_end *ret)
{
	char name[TOPO_NAME_MAX + 1] = "";
	const char *word, *colon;
	size_t len;
	int err = parse_word(p, v, "an end of a link", &word);

	if (err)
		return err;
	colon = strchr(word, ':');
	len = colon ? (size_t)(colon - word) : strlen(word);
	memcpy(name, word, len < TOPO_NAME_MAX ? len : TOPO_NAME_MAX);
	*ret = (struct link_end){ .ifname = colon ? colon + 1 : NULL, .mark = v->mark };
	err = find_node(p, name, v->mark, &ret->node);
	if (err)
		return err;
	if (!colon && ret->node->kind != NODE_SWITCH)
		return parse_error(p, v->mark,
				   "which interface of %s? Only a switch names its own port: did "
				   "you mean %s:eth0?",
				   name, name);
	return 0;
}

static struct topo_iface *find_iface(const struct topo_node *n, const char *name)
{
	for (size_t i = 0; i < n->n_ifaces; i++)
		if (!strcmp(n->ifaces[i].name, name))
			return &n->ifaces[i];
	return NULL;
}

static bool is_linked(const struct topo_node *n, const char *ifname)
{
	const struct topo_iface *i = find_iface(n, ifname);

	return i && i->linked;
}

/*
 * A port is called like the node at its other end. Names of nodes may be longer than the kernel's
 * 15 octets; where two begin alike, the node's place in the file tells them apart.
 */
static int name_port(struct parse *p, const struct link_end *e, const struct topo_node *other,
		     char ret[IFNAMSIZ])
{
	snprintf(ret, IFNAMSIZ, "%.15s", other->name);
	if (!is_linked(e->node, ret))
		return 0;
	if (strlen(other->name) >= IFNAMSIZ) {
		snprintf(ret, IFNAMSIZ, "%.10s-%u", other->name,
			 (unsigned int)(other - p->topo->nodes + 1) % 10000);
		if (!is_linked(e->node, ret))
			return 0;
	}
	return parse_error(p, e->mark,
			   "%s has a port '%s' already: give this one a name, like %s:%.12s-2",
			   e->node->name, ret, e->node->name, ret);
}

static int linked_twice(struct parse *p, const struct link_end *e, const char *ifname)
{
	const struct topo *t = p->topo;
	const struct topo_node *n = e->node;

	for (size_t i = 0; i < t->n_links; i++)
		for (int k = 0; k < 2; k++) {
			const struct topo_end *end = &t->links[i].ends[k];

			if (&t->nodes[end->node] == n &&
			    !strcmp(n->ifaces[end->iface].name, ifname))
				return parse_error(p, e->mark,
						   "%s:%s is in two links; the first is in line %u",
						   n->name, ifname, t->links[i].mark.line);
		}
	return parse_error(p, e->mark, "%s:%s is in two links", n->name, ifname);
}

/* The end's interface, made if only the link speaks of it. */
static int take_iface(struct parse *p, const struct link_text *l, const struct link_end *e,
		      const char *ifname, struct topo_end *ret)
{
	struct topo_node *n = e->node;
	struct topo_iface *i = find_iface(n, ifname);
	size_t at;
	int err;

	if (i && i->linked)
		return linked_twice(p, e, ifname);
	if (!i) {
		err = node_add_iface(p, n, ifname, e->mark, &at);
		if (err)
			return err;
		i = &n->ifaces[at];
	}
	i->linked = true;
	i->port = n->kind == NODE_SWITCH && l->bridge;
	if (!i->mtu)
		i->mtu = l->mtu;
	ret->node = (size_t)(n - p->topo->nodes);
	ret->iface = (size_t)(i - n->ifaces);
	return 0;
}

static int add_link(struct parse *p, const struct topo_link *l)
{
	struct topo *t = p->topo;
	struct topo_link *more;

	if (t->n_links >= TOPO_LINKS_MAX)
		return parse_error(p, l->mark, "more than %d links", TOPO_LINKS_MAX);
	more = grow(t->links, t->n_links, sizeof(*more));
	if (!more)
		return parse_no_memory(p);
	t->links = more;
	more[t->n_links++] = *l;
	return 0;
}

static int check_ends(struct parse *p, const struct link_text *l, const struct link_end ends[2])
{
	const char *a = ends[0].ifname, *b = ends[1].ifname;

	if (ends[0].node == ends[1].node && (a ? b && !strcmp(a, b) : !b))
		return parse_error(p, ends[1].mark,
				   "both ends of this link are the same: a pipe "
				   "has two ends");
	if (l->bridge_said && ends[0].node->kind != NODE_SWITCH &&
	    ends[1].node->kind != NODE_SWITCH)
		return parse_error(p, l->bridge_said->key_mark,
				   "`bridge` says something about a switch: neither %s nor %s is "
				   "one",
				   ends[0].node->name, ends[1].node->name);
	return 0;
}

static int make_link(struct parse *p, const struct link_text *l)
{
	struct topo_link link = { .mark = l->mark };
	struct link_end ends[2];
	int err = 0;

	for (int i = 0; i < 2 && !err; i++)
		err = find_end(p, l->ends[i], &ends[i]);
	if (!err)
		err = check_ends(p, l, ends);
	for (int i = 0; i < 2 && !err; i++) {
		char port[IFNAMSIZ];

		if (!ends[i].ifname)
			err = name_port(p, &ends[i], ends[!i].node, port);
		if (!err)
			err = take_iface(p, l, &ends[i], ends[i].ifname ? ends[i].ifname : port,
					 &link.ends[i]);
	}
	return err ? err : add_link(p, &link);
}

static int read_link(struct parse *p, const struct yaml_value *v, void *to)
{
	struct link_text l = { .bridge = true, .mark = v->mark };
	int err;

	(void)to;
	if (v->kind == YAML_LIST)
		err = read_endpoints(p, v, &l);
	else
		err = parse_map(p, v, "a link", link_keys, ARRAY_SIZE(link_keys), &l);
	if (err)
		return err;
	if (l.n_ends != 2)
		return parse_error(p, v->mark, "a link has two ends: [red:eth0, blue:eth0]");
	return make_link(p, &l);
}

int link_read_all(struct parse *p, const struct yaml_value *v)
{
	return parse_list(p, v, "`links`", read_link, NULL);
}
