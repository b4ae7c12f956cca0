// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iface.c - interfaces of a node: `interfaces`, `addresses`, and those that other keys name
 */
#include <errno.h>
#include <string.h>

#include "addr.h"
#include "parse.h"

static int read_address(struct parse *p, const struct yaml_value *v, struct ip_prefix *ret)
{
	int err = parse_prefix(p, v, ret);

	if (!err && (addr_is_any(ret) || addr_is_multicast(ret)))
		return parse_error(p, v->mark, "%s is %s address, no interface can own it",
				   addr_string(ret, false).text,
				   addr_is_any(ret) ? "the unspecified" : "a multicast");
	return err;
}

struct address_list {
	struct ip_prefix **items;
	size_t *count;
};

static int read_list_item(struct parse *p, const struct yaml_value *v, void *to)
{
	struct address_list *list = to;
	struct ip_prefix a = { 0 };
	int err = read_address(p, v, &a);

	return err ? err
		   : parse_append(p, v->mark, list->items, list->count, &a, sizeof(a),
				  TOPO_ITEMS_MAX, "addresses");
}

static int read_list(struct parse *p, const struct yaml_value *v, struct ip_prefix **items,
		     size_t *count)
{
	struct address_list list = { items, count };

	return parse_list(p, v, "`addresses`", read_list_item, &list);
}

static int read_addresses(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_iface *i = to;

	return read_list(p, v, &i->addresses, &i->n_addresses);
}

int iface_read_addresses(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_node *n = to;

	return read_list(p, v, &n->addresses, &n->n_addresses);
}

/* RFC 791 wants 68 octets to pass whole; veth takes no more than 65535 (drivers/net/veth.c). */
int pipe_read_mtu(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_number(p, v, "an MTU", 68, 65535, &((struct pipe *)to)->mtu);
}

static int read_mtu(struct parse *p, const struct yaml_value *v, void *to)
{
	struct pipe pipe = { 0 };
	int err = pipe_read_mtu(p, v, &pipe);

	((struct topo_iface *)to)->mtu = pipe.mtu;
	return err;
}

static int read_mac(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_iface *i = to;

	i->has_mac = true;
	return parse_mac(p, v, i->mac);
}

static int read_up(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_iface *i = to;
	bool up = true;
	int err = parse_bool(p, v, "`up`", &up);

	i->down = !up;
	return err;
}

static const struct parse_key keys[] = {
	{ "addresses", read_addresses },
	{ "mtu", read_mtu },
	{ "mac", read_mac },
	{ "up", read_up },
};
const struct parse_section iface_section = PARSE_SECTION("interface", "an interface", keys);

int iface_add(struct parse *p, size_t node, const char *name, struct mark m, size_t *ret)
{
	struct topo_node *n = &p->topo->nodes[node];
	struct topo_iface iface = { .mark = m };
	const char *why = names_check_iface(name);
	int err;

	if (why)
		return parse_error(p, m, "'%s': %s", source_quote(name).text, why);
	if (n->kind == NODE_SWITCH && !strcmp(name, TOPO_BRIDGE_NAME))
		return parse_error(p, m, "a switch's " TOPO_BRIDGE_NAME " is its bridge");
	snprintf(iface.name, sizeof(iface.name), "%s", name);
	err = parse_append(p, m, &n->ifaces, &n->n_ifaces, &iface, sizeof(iface), SIZE_MAX,
			   "interfaces");
	if (err)
		return err;
	err = places_add(&p->places, node, name, n->n_ifaces - 1);
	if (err == -EEXIST)
		return parse_error(p, m, "%s has an interface '%s' already", n->name, name);
	if (err)
		return parse_no_memory(p);
	*ret = n->n_ifaces - 1;
	return 0;
}

int iface_read_all(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_node *n = to;
	int err = 0;

	if (yaml_is_null(v))
		return 0;
	if (v->kind != YAML_MAP)
		return parse_error(p, v->mark, "`interfaces` is a map: `eth0: {addresses: [...]}`");
	for (const struct yaml_value *i = v->item; i && !err; i = i->next) {
		size_t at = 0;

		err = iface_add(p, p->node, i->key, i->key_mark, &at);
		if (!err)
			err = parse_map(p, i, &iface_section, &n->ifaces[at]);
	}
	return err;
}
