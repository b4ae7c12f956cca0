// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * route.c - `routes` of a node
 */
#include <string.h>
#include <sys/socket.h>

#include "addr.h"
#include "parse.h"

static const char *const type_words[] = {
#define TYPE_WORD(id, word) [ROUTE_##id] = word,
	ROUTE_TYPES(TYPE_WORD)
#undef TYPE_WORD
};

static int read_to(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_route *r = to;
	const char *word;
	int err = parse_word(p, v, "`to`", &word);

	if (err)
		return err;
	if (!strcmp(word, "default")) {
		r->is_default = true;
		r->to.mark = v->mark;
		return 0;
	}
	err = parse_network(p, v, &r->to);
	r->is_default = !err && addr_is_any(&r->to) && !r->to.len;
	return err;
}

static int read_via(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_route *r = to;

	r->has_via = true;
	return parse_ip(p, v, &r->via);
}

static int read_dev(struct parse *p, const struct yaml_value *v, void *to)
{
	return wanted_read(p, v, "`dev`", ((struct topo_route *)to)->dev);
}

static int read_metric(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_route *r = to;

	r->has_metric = true;
	return parse_number(p, v, "a metric", 0, UINT32_MAX, &r->metric);
}

static int read_type(struct parse *p, const struct yaml_value *v, void *to)
{
	unsigned int type = 0;
	int err = parse_choice(p, v, "type of route", type_words, ROUTE_TYPE_MAX, &type);

	((struct topo_route *)to)->type = (enum route_type)type;
	return err;
}

static int read_table(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_table(p, v, &((struct topo_route *)to)->table);
}

static const struct parse_key keys[] = {
	{ "to", read_to },	   { "via", read_via },	  { "dev", read_dev },
	{ "metric", read_metric }, { "type", read_type }, { "table", read_table },
};
const struct parse_section route_section = PARSE_SECTION("route", "a route", keys);

/* fib_create_info() and fib_check_nh(), net/ipv4/fib_semantics.c, say the same in two words. */
static int check_way(struct parse *p, const struct topo_route *r)
{
	const char *type = type_words[r->type];

	switch (r->type) {
	case ROUTE_UNICAST:
		if (!r->has_via && !*r->dev)
			return parse_error(p, r->mark, "a route needs `via`, a next hop, or `dev`");
		return 0;
	case ROUTE_LOCAL:
	case ROUTE_BROADCAST:
		if (r->has_via || !*r->dev)
			return parse_error(p, r->mark,
					   "a route of type %s needs `dev` and has no `via`", type);
		return 0;
	case ROUTE_BLACKHOLE:
	case ROUTE_UNREACHABLE:
	case ROUTE_PROHIBIT:
	case ROUTE_THROW:
		if (r->has_via || *r->dev)
			return parse_error(p, r->mark,
					   "a route of type %s leads nowhere: it has no `via` and "
					   "no `dev`",
					   type);
		return 0;
	case ROUTE_TYPE_MAX: break;
	}
	return 0;
}

static int check_family(struct parse *p, struct topo_route *r)
{
	if (!r->to.family)
		r->to.family = r->has_via ? r->via.family : AF_INET;
	if (r->has_via && r->via.family != r->to.family)
		return parse_error(p, r->via.mark, "a route to %s cannot go via an %s address",
				   r->to.family == AF_INET ? "IPv4" : "IPv6",
				   r->via.family == AF_INET ? "IPv4" : "IPv6");
	if (r->type == ROUTE_BROADCAST && r->to.family == AF_INET6)
		return parse_error(p, r->mark, "IPv6 has no broadcast");
	return 0;
}

/* As ip-route(8): what is local or broadcast belongs into the table local. */
static uint32_t table_of(const struct topo_route *r)
{
	bool local = r->type == ROUTE_LOCAL || r->type == ROUTE_BROADCAST;

	if (!r->table && local)
		return PARSE_TABLE_LOCAL;
	return r->table == PARSE_TABLE_MAIN ? 0 : r->table;
}

static int read_route(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_node *n = to;
	struct topo_route r = { .mark = v->mark };
	int err = parse_map(p, v, &route_section, &r);

	if (!err && !r.to.mark.line)
		err = parse_error(p, r.mark, "a route needs `to`: default, or a network");
	if (!err)
		err = check_way(p, &r);
	if (!err)
		err = check_family(p, &r);
	r.table = table_of(&r);
	return err ? err
		   : parse_append(p, v->mark, &n->routes, &n->n_routes, &r, sizeof(r),
				  TOPO_ITEMS_MAX, "routes");
}

int route_read_all(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_list(p, v, "`routes`", read_route, to);
}
