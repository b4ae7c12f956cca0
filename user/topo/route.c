// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * route.c - `routes` of a node
 */
#include <string.h>
#include <sys/socket.h>

#include "addr.h"
#include "parse.h"

/* A destination may leave out its length, as with `ip route`; here it means a typing error. */
static int read_to(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_route *r = to;
	struct ip_prefix net;
	const char *word;
	int err = parse_word(p, v, "`to`", &word);

	if (err)
		return err;
	if (!strcmp(word, "default")) {
		r->is_default = true;
		r->to.mark = v->mark;
		return 0;
	}
	if (addr_ip(word, &net) == ADDR_OK)
		return parse_error(p, v->mark, "a destination needs its length: did you mean %s?",
				   addr_string(&net, false).text);
	err = parse_prefix(p, v, &r->to);
	if (err)
		return err;
	net = addr_network(&r->to);
	if (!addr_same(&net, &r->to))
		return parse_error(p, v->mark, "%s has bits behind its mask: did you mean %s?",
				   addr_string(&r->to, false).text, addr_string(&net, false).text);
	r->is_default = addr_is_any(&r->to) && !r->to.len;
	return 0;
}

static int read_via(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_route *r = to;
	const char *word;
	int err = parse_word(p, v, "`via`", &word);

	if (err)
		return err;
	if (addr_ip(word, &r->via) != ADDR_OK)
		return parse_error(p, v->mark, "'%s' is no address like 192.168.15.5",
				   source_quote(word).text);
	if (addr_is_any(&r->via) || addr_is_multicast(&r->via))
		return parse_error(p, v->mark, "%s can be no next hop", word);
	r->via.mark = v->mark;
	r->has_via = true;
	return 0;
}

static int read_dev(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_route *r = to;
	const char *word, *why = NULL;
	int err = parse_word(p, v, "`dev`", &word);

	if (err)
		return err;
	/* The one interface that a node has and cannot name: a switch's bridge. */
	if (strcmp(word, TOPO_BRIDGE_NAME))
		why = names_check_iface(word);
	if (why)
		return parse_error(p, v->mark, "'%s': %s", source_quote(word).text, why);
	snprintf(r->dev, sizeof(r->dev), "%s", word);
	return 0;
}

static int read_metric(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_route *r = to;

	r->has_metric = true;
	return parse_number(p, v, "a metric", 0, UINT32_MAX, &r->metric);
}

static const struct parse_key route_keys[] = {
	{ "to", read_to },
	{ "via", read_via },
	{ "dev", read_dev },
	{ "metric", read_metric },
};

static int check_route(struct parse *p, struct topo_route *r)
{
	if (!r->to.mark.line)
		return parse_error(p, r->mark, "a route needs `to`: default, or a network");
	if (!r->has_via && !*r->dev)
		return parse_error(p, r->mark, "a route needs `via`, a next hop, or `dev`");
	if (!r->to.family)
		r->to.family = r->has_via ? r->via.family : AF_INET;
	if (r->has_via && r->via.family != r->to.family)
		return parse_error(p, r->via.mark, "a route to %s cannot go via an %s address",
				   r->to.family == AF_INET ? "IPv4" : "IPv6",
				   r->via.family == AF_INET ? "IPv4" : "IPv6");
	return 0;
}

int route_read(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_node *n = to;
	struct topo_route r = { .mark = v->mark }, *more;
	int err = parse_map(p, v, "a route", route_keys, ARRAY_SIZE(route_keys), &r);

	if (!err)
		err = check_route(p, &r);
	if (err)
		return err;
	if (n->n_routes >= TOPO_ITEMS_MAX)
		return parse_error(p, v->mark, "more than %d routes", TOPO_ITEMS_MAX);
	more = grow(n->routes, n->n_routes, sizeof(r));
	if (!more)
		return parse_no_memory(p);
	n->routes = more;
	more[n->n_routes++] = r;
	return 0;
}
