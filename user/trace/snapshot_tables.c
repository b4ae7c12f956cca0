// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * snapshot_tables.c - neighbours, routes and a bridge's FDB as lines, and back
 *
 * Of a route with several next hops the first is told, and how many there are. What follows from
 * the addresses is left out: the local table, and a bridge's own MACs.
 */
#include "snapshot_line.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

size_t line_rows(const struct room *r)
{
	return r->n_neighs + r->n_routes + r->n_fdb;
}

static void put_neigh(const struct room *r, const struct neigh_row *n, struct text *t)
{
	text_str(t, "neighbour ");
	text_ip(t, n->addr, addr_octets(n->family));
	line_put_on(r, n->ifindex, t);
	text_add(t, " state 0x%x", n->state);
	if (n->has_lladdr) {
		text_str(t, " lladdr ");
		text_mac(t, n->lladdr);
	}
	text_str(t, "\n");
}

static void put_route(const struct room *r, const struct route_row *route, struct text *t)
{
	const struct hop_row *hop = route->n_hops ? &r->hops[route->hop] : NULL;

	if (route->table == RT_TABLE_LOCAL)
		return;
	text_str(t, "route ");
	text_ip(t, route->dst, addr_octets(route->family));
	text_add(t,
		 "/%u cookie %" PRIu64 " table %" PRIu32 " type %u metric %" PRIu32
		 " hops %" PRIu32,
		 route->len, r->cookie, route->table, route->type, route->metric, route->n_hops);
	if (hop)
		text_add(t, " oif %" PRIu32, hop->oif);
	if (hop && hop->family) {
		text_str(t, " via ");
		text_ip(t, hop->gateway, addr_octets(hop->family));
	}
	if (route->has_prefsrc) {
		text_str(t, " src ");
		text_ip(t, route->prefsrc, addr_octets(route->family));
	}
	text_str(t, "\n");
}

static void put_fdb(const struct room *r, const struct fdb_row *f, struct text *t)
{
	if (!f->master || f->state & NUD_PERMANENT)
		return;
	text_str(t, "fdb ");
	text_mac(t, f->mac);
	line_put_on(r, f->ifindex, t);
	text_add(t, " state 0x%x master %" PRIu32, f->state, f->master);
	if (f->vlan)
		text_add(t, " vlan %u", f->vlan);
	text_str(t, "\n");
}

void line_put_row(const struct room *r, size_t row, struct text *t)
{
	if (row < r->n_neighs)
		put_neigh(r, &r->neighs[row], t);
	else if (row - r->n_neighs < r->n_routes)
		put_route(r, &r->routes[row - r->n_neighs], t);
	else
		put_fdb(r, &r->fdb[row - r->n_neighs - r->n_routes], t);
}

static int read_neigh(struct snapshot *s, const struct words_of_line *w)
{
	const char *lladdr = line_value(w, "lladdr");
	struct neigh_row n = { .has_lladdr = *lladdr, .state = (uint16_t)line_number(w, "state") };
	struct room *r = line_room_on(s, w, &n.ifindex);
	struct neigh_row *neighs;
	uint8_t len;

	if (!r || line_net(w->subject, &n.family, n.addr, &len) ||
	    (*lladdr && line_mac(lladdr, n.lladdr)))
		return -EPROTO;
	neighs = grow(r->neighs, r->n_neighs, sizeof(*neighs));
	if (!neighs)
		return -ENOMEM;
	r->neighs = neighs;
	neighs[r->n_neighs++] = n;
	return 0;
}

static int read_hop(struct room *r, const struct words_of_line *w, struct route_row *route)
{
	struct hop_row hop = { .oif = line_number(w, "oif"), .weight = 1 }, *hops;
	uint8_t len;

	if (*line_value(w, "via") && line_net(line_value(w, "via"), &hop.family, hop.gateway, &len))
		return -EPROTO;
	hops = grow(r->hops, r->n_hops, sizeof(*hops));
	if (!hops)
		return -ENOMEM;
	r->hops = hops;
	route->hop = (uint32_t)r->n_hops;
	route->n_hops = 1;
	hops[r->n_hops++] = hop;
	return 0;
}

static int read_route(struct snapshot *s, const struct words_of_line *w)
{
	struct room *r = line_room(s, strtoull(line_value(w, "cookie"), NULL, 10));
	const char *src = line_value(w, "src");
	struct route_row route = {
		.table = line_number(w, "table"),
		.type = (uint8_t)line_number(w, "type"),
		.metric = line_number(w, "metric"),
		.has_prefsrc = *src,
	};
	struct route_row *routes;
	uint8_t family, len;
	int err = 0;

	if (!r || line_net(w->subject, &route.family, route.dst, &route.len) ||
	    (*src && line_net(src, &family, route.prefsrc, &len)))
		return -EPROTO;
	if (line_number(w, "hops"))
		err = read_hop(r, w, &route);
	if (err)
		return err;
	routes = grow(r->routes, r->n_routes, sizeof(*routes));
	if (!routes)
		return -ENOMEM;
	r->routes = routes;
	routes[r->n_routes++] = route;
	return 0;
}

static int read_fdb(struct snapshot *s, const struct words_of_line *w)
{
	struct fdb_row f = {
		.master = line_number(w, "master"),
		.vlan = (uint16_t)line_number(w, "vlan"),
		.state = (uint16_t)line_number(w, "state"),
	};
	struct room *r = line_room_on(s, w, &f.ifindex);
	struct fdb_row *fdb;

	if (!r || line_mac(w->subject, f.mac))
		return -EPROTO;
	fdb = grow(r->fdb, r->n_fdb, sizeof(*fdb));
	if (!fdb)
		return -ENOMEM;
	r->fdb = fdb;
	fdb[r->n_fdb++] = f;
	return 0;
}

int line_read_row(struct snapshot *s, const struct words_of_line *w)
{
	if (!strcmp(w->kind, "neighbour"))
		return read_neigh(s, w);
	if (!strcmp(w->kind, "route"))
		return read_route(s, w);
	return strcmp(w->kind, "fdb") ? 0 : read_fdb(s, w);
}
