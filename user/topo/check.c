// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * check.c - what no single line can tell: addresses listed twice, interfaces without a link,
 * next hops out of reach
 */
#include <string.h>

#include "addr.h"
#include "parse.h"

#define IPV6_MTU_MIN 1280 /* RFC 8200 section 5; below it Linux has no IPv6 on the interface */

/*
 * The addresses of a node are those of its interfaces, then those of its bridge: [n_ifaces].
 */
struct owner {
	const char *ifname;
	const struct ip_prefix *addresses;
	size_t n;
	bool down;
};

static struct owner owner_at(const struct topo_node *n, size_t i)
{
	const struct topo_iface *f;

	if (i == n->n_ifaces)
		return (struct owner){ TOPO_BRIDGE_NAME, n->addresses, n->n_addresses, false };
	f = &n->ifaces[i];
	return (struct owner){ f->name, f->addresses, f->n_addresses, f->down };
}

static int check_iface(struct parse *p, const struct topo_node *n, const struct topo_iface *i)
{
	if (!i->linked)
		return parse_error(p, i->mark, "interface %s:%s is in no link", n->name, i->name);
	if (i->port && i->n_addresses)
		return parse_error(p, i->addresses[0].mark,
				   "address on a bridge port, where nobody hears it: put it under "
				   "the `addresses` of %s",
				   n->name);
	for (size_t a = 0; a < i->n_addresses; a++)
		if (i->addresses[a].family == AF_INET6 && i->mtu && i->mtu < IPV6_MTU_MIN)
			return parse_error(p, i->addresses[a].mark,
					   "IPv6 needs an MTU of at least %d, %s:%s has %u",
					   IPV6_MTU_MIN, n->name, i->name, i->mtu);
	return 0;
}

static int check_ifaces(struct parse *p, const struct topo_node *n)
{
	size_t ports = 0;
	int err = 0;

	for (size_t i = 0; i < n->n_ifaces && !err; i++) {
		err = check_iface(p, n, &n->ifaces[i]);
		ports += n->ifaces[i].port;
	}
	if (!err && ports > TOPO_PORTS_MAX)
		return parse_error(p, n->mark, "%s has %zu ports: a Linux bridge has at most %d",
				   n->name, ports, TOPO_PORTS_MAX);
	return err;
}

/* All addresses of a node in one list, borrowed. */
static size_t gather(const struct topo_node *n, const struct ip_prefix *ret[TOPO_ITEMS_MAX + 1])
{
	size_t count = 0;

	for (size_t i = 0; i <= n->n_ifaces; i++) {
		struct owner o = owner_at(n, i);

		for (size_t a = 0; a < o.n && count <= TOPO_ITEMS_MAX; a++)
			ret[count++] = &o.addresses[a];
	}
	return count;
}

static int compare_marks(const struct mark *a, const struct mark *b)
{
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->col > b->col) - (a->col < b->col);
}

static int compare_addresses(const void *a, const void *b)
{
	const struct ip_prefix *x = *(const struct ip_prefix *const *)a;
	const struct ip_prefix *y = *(const struct ip_prefix *const *)b;
	int order = x->family - y->family;

	if (!order)
		order = memcmp(x->addr, y->addr, sizeof(x->addr));
	return order ? order : compare_marks(&x->mark, &y->mark);
}

static int check_addresses(struct parse *p, const struct topo_node *n)
{
	const struct ip_prefix *all[TOPO_ITEMS_MAX + 1];
	size_t count = gather(n, all);

	if (count > TOPO_ITEMS_MAX)
		return parse_error(p, n->mark, "%s has more than %d addresses", n->name,
				   TOPO_ITEMS_MAX);
	qsort(all, count, sizeof(all[0]), compare_addresses);
	for (size_t i = 1; i < count; i++)
		if (addr_same(all[i - 1], all[i]))
			return parse_error(p, all[i]->mark,
					   "%s has the address %s twice; the first is in line %u",
					   n->name, addr_string(all[i], false).text,
					   all[i - 1]->mark.line);
	return 0;
}

/* What stands nearest to a next hop: for the sentence, and for whether it is in reach at all. */
struct reach {
	const struct ip_prefix *nearest;
	const char *ifname;
	bool down;
	bool own; /* the next hop is the node's own address */
	bool reached;
};

static struct reach find_reach(const struct topo_node *n, const struct topo_route *r)
{
	struct reach best = { 0 };

	for (size_t i = 0; i <= n->n_ifaces; i++) {
		struct owner o = owner_at(n, i);

		for (size_t a = 0; a < o.n; a++) {
			const struct ip_prefix *x = &o.addresses[a];

			if (x->family != r->via.family)
				continue;
			best.own |= addr_same(x, &r->via);
			best.reached |= addr_covers(x, &r->via) && !o.down &&
					(!*r->dev || !strcmp(r->dev, o.ifname));
			if (best.nearest &&
			    addr_common(x, &r->via) <= addr_common(best.nearest, &r->via))
				continue;
			best.nearest = x;
			best.ifname = o.ifname;
			best.down = o.down;
		}
	}
	return best;
}

/* An earlier route with a device and no gateway makes its network a neighbour's, too. */
static bool reached_by_route(const struct topo_node *n, const struct topo_route *r)
{
	for (const struct topo_route *x = n->routes; x < r; x++)
		if (x->type == ROUTE_UNICAST && !x->has_via &&
		    (!x->table || x->table == r->table) && (!*r->dev || !strcmp(r->dev, x->dev)) &&
		    addr_covers(&x->to, &r->via))
			return true;
	return false;
}

static int check_via(struct parse *p, const struct topo_node *n, const struct topo_route *r)
{
	struct reach near = find_reach(n, r);
	struct addr_string via = addr_string(&r->via, true);

	if (near.own)
		return parse_error(p, r->via.mark, "next hop %s is %s's own address", via.text,
				   n->name);
	if (addr_is_link_local(&r->via))
		return *r->dev ? 0
			       : parse_error(p, r->via.mark,
					     "next hop %s is link-local: say `dev`, too", via.text);
	if (near.reached || reached_by_route(n, r))
		return 0;
	if (!near.nearest)
		return parse_error(p, r->via.mark,
				   "next hop %s is unreachable: %s has no %s address%s%s", via.text,
				   n->name, r->via.family == AF_INET ? "IPv4" : "IPv6",
				   *r->dev ? " on " : "", r->dev);
	return parse_error(p, r->via.mark,
			   "next hop %s is unreachable: the nearest network of %s is %s on %s%s",
			   via.text, n->name, addr_string(near.nearest, false).text, near.ifname,
			   near.down ? ", which is down" : "");
}

static int check_dev(struct parse *p, const struct topo_node *n, const struct topo_route *r)
{
	size_t node = (size_t)(n - p->topo->nodes), at;

	if (places_find(&p->places, node, r->dev, &at) && n->ifaces[at].down)
		return parse_error(p, r->mark, "%s:%s is down, no route can use it", n->name,
				   r->dev);
	return 0;
}

static int compare_routes(const void *a, const void *b)
{
	const struct topo_route *x = *(const struct topo_route *const *)a;
	const struct topo_route *y = *(const struct topo_route *const *)b;
	int order = x->to.family - y->to.family;

	if (!order)
		order = memcmp(x->to.addr, y->to.addr, sizeof(x->to.addr));
	if (!order)
		order = x->to.len - y->to.len;
	if (!order)
		order = (x->metric > y->metric) - (x->metric < y->metric);
	return order ? order : (x->table > y->table) - (x->table < y->table);
}

static int compare_places(const void *a, const void *b)
{
	int order = compare_routes(a, b);

	return order ? order
		     : compare_marks(&(*(const struct topo_route *const *)a)->mark,
				     &(*(const struct topo_route *const *)b)->mark);
}

static int check_twins(struct parse *p, const struct topo_node *n)
{
	const struct topo_route *all[TOPO_ITEMS_MAX];

	for (size_t i = 0; i < n->n_routes; i++)
		all[i] = &n->routes[i];
	qsort(all, n->n_routes, sizeof(all[0]), compare_places);
	for (size_t i = 1; i < n->n_routes; i++)
		if (!compare_routes(&all[i - 1], &all[i]))
			return parse_error(
				p, all[i]->mark, "a route to %s of the same metric is in line %u",
				all[i]->is_default ? "default"
						   : addr_string(&all[i]->to, false).text,
				all[i - 1]->mark.line);
	return 0;
}

static int check_routes(struct parse *p, const struct topo_node *n)
{
	int err = 0;

	for (size_t i = 0; i < n->n_routes && !err; i++) {
		const struct topo_route *r = &n->routes[i];

		if (*r->dev)
			err = check_dev(p, n, r);
		if (!err && r->has_via)
			err = check_via(p, n, r);
	}
	return err ? err : check_twins(p, n);
}

/* Two without a priority get one each. */
static bool same_rule(const struct topo_rule *a, const struct topo_rule *b)
{
	return a->has_priority && b->has_priority && a->priority == b->priority &&
	       a->family == b->family && a->action == b->action && a->from.len == b->from.len &&
	       addr_same(&a->from, &b->from) && a->to.len == b->to.len &&
	       addr_same(&a->to, &b->to) && !strcmp(a->iif, b->iif) && !strcmp(a->oif, b->oif) &&
	       a->fwmark == b->fwmark && a->fwmask == b->fwmask && a->table == b->table;
}

static int check_rules(struct parse *p, const struct topo_node *n)
{
	for (size_t i = 1; i < n->n_rules; i++)
		for (size_t k = 0; k < i; k++)
			if (same_rule(&n->rules[i], &n->rules[k]))
				return parse_error(p, n->rules[i].mark,
						   "the same rule is in line %u",
						   n->rules[k].mark.line);
	return 0;
}

static int check_neighs(struct parse *p, const struct topo_node *n)
{
	for (size_t i = 1; i < n->n_neighs; i++)
		for (size_t k = 0; k < i; k++)
			if (addr_same(&n->neighs[i].to, &n->neighs[k].to) &&
			    !strcmp(n->neighs[i].dev, n->neighs[k].dev) &&
			    n->neighs[i].proxy == n->neighs[k].proxy)
				return parse_error(p, n->neighs[i].mark,
						   "%s is a neighbour already, in line %u",
						   addr_string(&n->neighs[i].to, true).text,
						   n->neighs[k].mark.line);
	return 0;
}

static int check_host(struct parse *p, const struct topo_node *n)
{
	if (n->outside && !n->n_ifaces)
		return parse_error(p, n->mark,
				   "`host` is in no link, so nothing can be put there: name one of "
				   "its interfaces in a link, like host:lab0");
	return 0;
}

int check_all(struct parse *p)
{
	int err = 0;

	for (size_t i = 0; i < p->topo->n_nodes && !err; i++) {
		const struct topo_node *n = &p->topo->nodes[i];

		err = check_host(p, n);
		if (!err)
			err = check_ifaces(p, n);
		if (!err)
			err = check_addresses(p, n);
		if (!err)
			err = check_routes(p, n);
		if (!err)
			err = check_rules(p, n);
		if (!err)
			err = check_neighs(p, n);
	}
	return err;
}
