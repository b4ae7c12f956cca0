// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables_first.c - what stands in each room's tables before anything happens
 */
#include "rows.h"

#include <linux/if.h>
#include <linux/neighbour.h>

static void first_links(const struct page *p, const struct room *r, struct text *t, FILE *to)
{
	for (size_t i = 0; i < r->n_links; i++) {
		const struct link_row *l = &r->links[i];

		if (l->flags & IFF_LOOPBACK)
			continue;
		row_link(p, (struct place){ r->cookie, l->ifindex }, l->mac, l->flags & IFF_UP,
			 l->carrier, false, t);
		json_flush(t, to);
	}
}

static void first_addrs(const struct page *p, const struct room *r, struct text *t, FILE *to)
{
	for (size_t i = 0; i < r->n_addrs; i++) {
		const struct addr_row *a = &r->addrs[i];

		if (row_needs_entry(a->addr, addr_octets(a->family)))
			row_addr(p, (struct place){ r->cookie, a->ifindex }, a->family, a->addr,
				 a->len, false, t);
		json_flush(t, to);
	}
}

static void first_neighs(const struct page *p, const struct room *r, struct text *t, FILE *to)
{
	for (size_t i = 0; i < r->n_neighs; i++) {
		const struct neigh_row *n = &r->neighs[i];

		if (row_needs_entry(n->addr, addr_octets(n->family)))
			row_neigh(p, (struct place){ r->cookie, n->ifindex }, n->addr,
				  addr_octets(n->family), n->has_lladdr ? n->lladdr : NULL,
				  (uint8_t)n->state, t);
		json_flush(t, to);
	}
}

static void first_routes(const struct page *p, const struct room *r, struct text *t, FILE *to)
{
	for (size_t i = 0; i < r->n_routes; i++) {
		const struct route_row *route = &r->routes[i];
		const struct hop_row *hop = route->n_hops ? &r->hops[route->hop] : NULL;
		struct cell_text dev = { "" };
		struct route_words words = {
			.family = route->family,
			.len = route->len,
			.type = route->type,
			.dst = route->dst,
			.dev = dev.text,
			.table = route->table,
			.metric = route->metric,
			.hops = route->n_hops,
		};

		if (hop) {
			dev = row_dev(p, (struct place){ r->cookie, hop->oif });
			words.gateway = hop->family ? hop->gateway : NULL;
			words.gateway_family = hop->family;
		}
		if (row_route_tells(route->family, route->dst, route->table))
			row_route(p, r->cookie, &words, false, t);
		json_flush(t, to);
	}
}

static void first_fdb(struct page *p, const struct room *r, struct text *t, FILE *to)
{
	for (size_t i = 0; i < r->n_fdb; i++) {
		tables_learn(p, r->cookie, r->fdb[i].mac, r->fdb[i].ifindex);
		row_fdb(p, r->cookie, r->fdb[i].mac, r->fdb[i].ifindex,
			r->fdb[i].state & NUD_NOARP ? "static" : "learnt", t);
		json_flush(t, to);
	}
}

char *tables_first(struct page *p)
{
	const struct snapshot *s = p->out.config.names;
	char *rows = NULL, buf[8 * CELL] = "[";
	struct text t = { buf, sizeof(buf), 1 };
	size_t len;
	FILE *to = open_memstream(&rows, &len);

	if (!to)
		return NULL;
	for (size_t i = 0; i < s->n_rooms; i++) {
		if (page_room(p, s->rooms[i].cookie) < 0)
			continue;
		first_links(p, &s->rooms[i], &t, to);
		first_addrs(p, &s->rooms[i], &t, to);
		first_neighs(p, &s->rooms[i], &t, to);
		first_routes(p, &s->rooms[i], &t, to);
		first_fdb(p, &s->rooms[i], &t, to);
	}
	json_close_list(&t);
	fputs(buf, to);
	if (fclose(to)) {
		free(rows);
		return NULL;
	}
	return rows;
}
