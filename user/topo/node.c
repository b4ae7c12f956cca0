// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * node.c - the section `nodes`: kinds, interfaces, addresses
 */
#include <errno.h>
#include <string.h>

#include "addr.h"
#include "parse.h"

static const char *const kind_words[] = {
#define KIND_WORD(id, word) [NODE_##id] = word,
	NODE_KINDS(KIND_WORD)
#undef KIND_WORD
};

static const char *nth_kind(const void *ctx, size_t i)
{
	return ((const char *const *)ctx)[i];
}

static int read_kind(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_node *n = to;
	const char *word, *near;
	int err = parse_word(p, v, "a kind", &word);

	if (err)
		return err;
	for (size_t i = 0; i < ARRAY_SIZE(kind_words); i++)
		if (!strcmp(word, kind_words[i])) {
			n->kind = (enum node_kind)i;
			return 0;
		}
	near = parse_nearest(word, nth_kind, kind_words, ARRAY_SIZE(kind_words));
	return parse_error(p, v->mark, "'%s' is no kind of node: %s%s%s", source_quote(word).text,
			   near ? "did you mean '" : "", near ? near : "host, router or switch",
			   near ? "'?" : "");
}

static int check_address(struct parse *p, const struct ip_prefix *a)
{
	if (addr_is_any(a) || addr_is_multicast(a))
		return parse_error(p, a->mark, "%s is %s address, no interface can own it",
				   addr_string(a, false).text,
				   addr_is_any(a) ? "the unspecified" : "a multicast");
	return 0;
}

struct address_list {
	struct ip_prefix **items;
	size_t *count;
};

static int read_address(struct parse *p, const struct yaml_value *v, void *to)
{
	struct address_list *list = to;
	struct ip_prefix a, *more;
	int err = parse_prefix(p, v, &a);

	if (!err)
		err = check_address(p, &a);
	if (err)
		return err;
	if (*list->count >= TOPO_ITEMS_MAX)
		return parse_error(p, v->mark, "more than %d addresses", TOPO_ITEMS_MAX);
	more = grow(*list->items, *list->count, sizeof(a));
	if (!more)
		return parse_no_memory(p);
	*list->items = more;
	more[(*list->count)++] = a;
	return 0;
}

static int read_iface_addresses(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_iface *i = to;
	struct address_list list = { &i->addresses, &i->n_addresses };

	return parse_list(p, v, "`addresses`", read_address, &list);
}

static int read_iface_mtu(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_mtu(p, v, &((struct topo_iface *)to)->mtu);
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool mac_from(const char *text, uint8_t mac[6])
{
	if (strlen(text) != 17)
		return false;
	for (int i = 0; i < 6; i++, text += 3) {
		if (hex(text[0]) < 0 || hex(text[1]) < 0 || text[2] != (i < 5 ? ':' : '\0'))
			return false;
		mac[i] = (uint8_t)(hex(text[0]) << 4 | hex(text[1]));
	}
	return true;
}

static int read_iface_mac(struct parse *p, const struct yaml_value *v, void *to)
{
	static const uint8_t zero[6];
	struct topo_iface *i = to;
	const char *word;
	int err = parse_word(p, v, "a MAC", &word);

	if (err)
		return err;
	if (!mac_from(word, i->mac))
		return parse_error(p, v->mark, "'%s' is no MAC like 02:00:00:00:00:01",
				   source_quote(word).text);
	if (i->mac[0] & 1 || !memcmp(i->mac, zero, 6))
		return parse_error(p, v->mark, "%s is %s MAC, no interface can own it", word,
				   i->mac[0] & 1 ? "a multicast" : "the zero");
	i->has_mac = true;
	return 0;
}

static int read_iface_up(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_iface *i = to;
	bool up = true;
	int err = parse_bool(p, v, "`up`", &up);

	i->down = !up;
	return err;
}

static const struct parse_key iface_keys[] = {
	{ "addresses", read_iface_addresses },
	{ "mtu", read_iface_mtu },
	{ "mac", read_iface_mac },
	{ "up", read_iface_up },
};

int node_add_iface(struct parse *p, struct topo_node *n, const char *name, struct mark m,
		   size_t *ret)
{
	const char *why = names_check_iface(name);
	struct topo_iface *more;

	if (why)
		return parse_error(p, m, "'%s': %s", source_quote(name).text, why);
	if (n->kind == NODE_SWITCH && !strcmp(name, TOPO_BRIDGE_NAME))
		return parse_error(p, m, "a switch's " TOPO_BRIDGE_NAME " is its bridge");
	more = grow(n->ifaces, n->n_ifaces, sizeof(*more));
	if (!more)
		return parse_no_memory(p);
	n->ifaces = more;
	more[n->n_ifaces] = (struct topo_iface){ .mark = m };
	snprintf(more[n->n_ifaces].name, sizeof(more[n->n_ifaces].name), "%s", name);
	*ret = n->n_ifaces++;
	return 0;
}

static int read_interfaces(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_node *n = to;
	int err = 0;

	if (yaml_is_null(v))
		return 0;
	if (v->kind != YAML_MAP)
		return parse_error(p, v->mark, "`interfaces` is a map: `eth0: {addresses: [...]}`");
	for (const struct yaml_value *i = v->item; i && !err; i = i->next) {
		size_t at = 0;

		err = node_add_iface(p, n, i->key, i->key_mark, &at);
		if (!err)
			err = parse_map(p, i, "an interface", iface_keys, ARRAY_SIZE(iface_keys),
					&n->ifaces[at]);
	}
	return err;
}

static int read_node_addresses(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_node *n = to;
	struct address_list list = { &n->addresses, &n->n_addresses };

	return parse_list(p, v, "`addresses`", read_address, &list);
}

static int read_routes(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_list(p, v, "`routes`", route_read, to);
}

static const struct parse_key node_keys[] = {
	{ "kind", read_kind },
	{ "interfaces", read_interfaces },
	{ "addresses", read_node_addresses },
	{ "routes", read_routes },
};

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

static int read_node(struct parse *p, const struct yaml_value *v)
{
	const char *why = names_check_node(v->key);
	struct topo *t = p->topo;
	struct topo_node *more, *n;
	int err;

	if (why)
		return parse_error(p, v->key_mark, "'%s': %s", source_quote(v->key).text, why);
	if (t->n_nodes >= TOPO_NODES_MAX)
		return parse_error(p, v->key_mark, "more than %d nodes", TOPO_NODES_MAX);
	more = grow(t->nodes, t->n_nodes, sizeof(*more));
	if (!more)
		return parse_no_memory(p);
	t->nodes = more;
	n = &more[t->n_nodes++];
	*n = (struct topo_node){ .mark = v->key_mark };
	snprintf(n->name, sizeof(n->name), "%s", v->key);
	err = parse_map(p, v, "a node", node_keys, ARRAY_SIZE(node_keys), n);
	return err ? err : check_kind(p, n);
}

static int compare_names(const void *a, const void *b)
{
	const struct topo_node *x = *(const struct topo_node *const *)a;
	const struct topo_node *y = *(const struct topo_node *const *)b;

	return strcmp(x->name, y->name);
}

static int sort_names(struct parse *p)
{
	const struct topo *t = p->topo;

	p->by_name = calloc(t->n_nodes, sizeof(const struct topo_node *));
	if (!p->by_name)
		return parse_no_memory(p);
	for (size_t i = 0; i < t->n_nodes; i++)
		p->by_name[i] = &t->nodes[i];
	qsort(p->by_name, t->n_nodes, sizeof(const struct topo_node *), compare_names);
	return 0;
}

int node_read_all(struct parse *p, const struct yaml_value *v, void *to)
{
	int err = 0;

	(void)to;
	if (v->kind != YAML_MAP || !v->item)
		return parse_error(p, v->mark, "`nodes` is a map of at least one node: `red:`");
	for (const struct yaml_value *i = v->item; i && !err; i = i->next)
		err = read_node(p, i);
	return err ? err : sort_names(p);
}
