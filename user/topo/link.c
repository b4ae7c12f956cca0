// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * link.c - the section `links`: which ends a pipe has, and what a switch calls its port
 */
#include <string.h>

#include "parse.h"

/* A link as written. */
struct link_text {
	struct pipe pipe; /* first: what the readers of pipe.c fill */
	const struct yaml_value *ends[2];
	size_t n_ends;
	bool bridge;
	const struct yaml_value *bridge_said;
	struct mark mark;
};

/* An end, found. */
struct link_end {
	size_t node;
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

static int read_bridge(struct parse *p, const struct yaml_value *v, void *to)
{
	struct link_text *l = to;

	l->bridge_said = v;
	return parse_bool(p, v, "`bridge`", &l->bridge);
}

static const struct parse_key keys[] = {
	{ "endpoints", read_endpoints },
	{ "mtu", pipe_read_mtu },
	{ "bridge", read_bridge },
	{ "loss", pipe_read_loss },
	{ "duplicate", pipe_read_duplicate },
	{ "corrupt", pipe_read_corrupt },
	{ "block", pipe_read_block },
	{ "seed", pipe_read_seed },
};
const struct parse_section link_section = PARSE_SECTION("link", "a link", keys);

static struct topo_node *node_of(const struct parse *p, const struct link_end *e)
{
	return &p->topo->nodes[e->node];
}

static int which_iface(struct parse *p, struct mark m, const char *node)
{
	return parse_error(p, m,
			   "which interface of %s? Only a switch names its own port: did you mean "
			   "%s:%s?",
			   node, node, strcmp(node, TOPO_HOST) ? "eth0" : "lab0");
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
	if (!strcmp(name, TOPO_HOST))
		return colon ? node_find_host(p, v->mark, &ret->node)
			     : which_iface(p, v->mark, name);
	err = node_find(p, name, v->mark, &ret->node);
	if (!err && !colon && node_of(p, ret)->kind != NODE_SWITCH)
		return which_iface(p, v->mark, name);
	return err;
}

static bool find_iface(const struct parse *p, size_t node, const char *name, size_t *ret)
{
	return places_find(&p->places, node, name, ret);
}

static bool is_linked(const struct parse *p, size_t node, const char *ifname)
{
	size_t at;

	return find_iface(p, node, ifname, &at) && p->topo->nodes[node].ifaces[at].linked;
}

/*
 * A port is called like the node at its other end. Names of nodes may be longer than the kernel's
 * 15 octets; where two begin alike, the node's place in the file tells them apart.
 */
static int name_port(struct parse *p, const struct link_end *e, const struct link_end *peer,
		     char ret[IFNAMSIZ])
{
	const char *node = node_of(p, e)->name, *other = node_of(p, peer)->name;

	snprintf(ret, IFNAMSIZ, "%.15s", other);
	if (!is_linked(p, e->node, ret))
		return 0;
	if (strlen(other) >= IFNAMSIZ) {
		snprintf(ret, IFNAMSIZ, "%.10s-%u", other, (unsigned int)(peer->node + 1) % 10000);
		if (!is_linked(p, e->node, ret))
			return 0;
	}
	return parse_error(p, e->mark,
			   "%s has a port '%s' already: give this one a name, like %s:%.12s-2",
			   node, ret, node, ret);
}

static int linked_twice(struct parse *p, const struct link_end *e, size_t iface)
{
	const struct topo *t = p->topo;
	const struct topo_node *n = node_of(p, e);
	char first[48] = "";

	for (size_t i = 0; i < t->n_links; i++)
		for (int k = 0; k < 2; k++) {
			const struct topo_end *end = &t->links[i].ends[k];

			if (end->node == e->node && end->iface == iface)
				snprintf(first, sizeof(first), "; the first is in line %u",
					 t->links[i].mark.line);
		}
	return parse_error(p, e->mark, "%s:%s is in two links%s", n->name, n->ifaces[iface].name,
			   first);
}

/* The end's interface, made if only the link speaks of it. */
static int take_iface(struct parse *p, const struct link_text *l, const struct link_end *e,
		      const char *ifname, struct topo_end *ret)
{
	struct topo_node *n = node_of(p, e);
	struct topo_iface *i;
	size_t at = 0;
	int err = 0;

	if (!find_iface(p, e->node, ifname, &at))
		err = iface_add(p, e->node, ifname, e->mark, &at);
	if (err)
		return err;
	i = &n->ifaces[at];
	if (i->linked)
		return linked_twice(p, e, at);
	i->linked = true;
	i->port = n->kind == NODE_SWITCH && l->bridge;
	if (!i->mtu)
		i->mtu = l->pipe.mtu;
	*ret = (struct topo_end){ e->node, at };
	return 0;
}

static int check_ends(struct parse *p, const struct link_text *l, const struct link_end ends[2])
{
	const char *a = ends[0].ifname, *b = ends[1].ifname;
	const struct topo_node *x = node_of(p, &ends[0]), *y = node_of(p, &ends[1]);

	if (x == y && (a ? b && !strcmp(a, b) : !b))
		return parse_error(p, ends[1].mark,
				   "both ends of this link are the same: a pipe "
				   "has two ends");
	if (x->outside && y->outside)
		return parse_error(p, ends[1].mark,
				   "both ends of this link are the host's: a lab has one of them");
	if (l->bridge_said && x->kind != NODE_SWITCH && y->kind != NODE_SWITCH)
		return parse_error(p, l->bridge_said->key_mark,
				   "`bridge` says something about a switch: neither %s nor %s is "
				   "one",
				   x->name, y->name);
	return 0;
}

static int make_link(struct parse *p, const struct link_text *l)
{
	struct topo_link link = { .impairment = l->pipe.impairment, .mark = l->mark };
	struct link_end ends[2];
	int err = 0;

	for (int i = 0; i < 2 && !err; i++)
		err = find_end(p, l->ends[i], &ends[i]);
	if (!err)
		err = check_ends(p, l, ends);
	for (int i = 0; i < 2 && !err; i++) {
		char port[IFNAMSIZ];

		if (!ends[i].ifname)
			err = name_port(p, &ends[i], &ends[!i], port);
		if (!err)
			err = take_iface(p, l, &ends[i], ends[i].ifname ? ends[i].ifname : port,
					 &link.ends[i]);
	}
	return err ? err
		   : parse_append(p, l->mark, &p->topo->links, &p->topo->n_links, &link,
				  sizeof(link), TOPO_LINKS_MAX, "links");
}

static int read_link(struct parse *p, const struct yaml_value *v, void *to)
{
	struct link_text l = { .pipe = p->defaults.pipe, .bridge = true, .mark = v->mark };
	int err;

	(void)to;
	p->copy = v->copy ? v : NULL;
	if (v->kind == YAML_LIST)
		err = read_endpoints(p, v, &l);
	else
		err = parse_map(p, v, &link_section, &l);
	if (!err && l.n_ends != 2)
		err = parse_error(p, v->mark, "a link has two ends: [red:eth0, blue:eth0]");
	if (!err)
		err = make_link(p, &l);
	p->copy = NULL;
	return err;
}

int link_read_all(struct parse *p, const struct yaml_value *v)
{
	return parse_list(p, v, "`links`", read_link, NULL);
}
