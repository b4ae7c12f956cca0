// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables_first.c - what stands in each room's tables before anything happens
 */
#include "rows.h"

#include <linux/if.h>
#include <linux/neighbour.h>

static void first_links(const struct page *p, const struct room *r, FILE *to)
{
	char buf[8 * CELL];

	for (size_t i = 0; i < r->n_links; i++) {
		const struct link_row *l = &r->links[i];
		struct text t = TEXT(buf);

		if (l->flags & IFF_LOOPBACK)
			continue;
		text_str(&t, ",");
		row_link(p, (struct place){ r->cookie, l->ifindex }, l->mac, l->flags & IFF_UP,
			 l->carrier, false, &t);
		fputs(buf + 1, to);
	}
}

static void first_addrs(const struct page *p, const struct room *r, FILE *to)
{
	char buf[8 * CELL];

	for (size_t i = 0; i < r->n_addrs; i++) {
		const struct addr_row *a = &r->addrs[i];
		struct text t = TEXT(buf);

		text_str(&t, ",");
		if (row_needs_entry(a->addr, addr_octets(a->family)))
			row_addr(p, (struct place){ r->cookie, a->ifindex }, a->family, a->addr,
				 a->len, false, &t);
		fputs(buf + 1, to);
	}
}

static void first_neighs(const struct page *p, const struct room *r, FILE *to)
{
	char buf[8 * CELL];

	for (size_t i = 0; i < r->n_neighs; i++) {
		const struct neigh_row *n = &r->neighs[i];
		struct text t = TEXT(buf);

		text_str(&t, ",");
		if (row_needs_entry(n->addr, addr_octets(n->family)))
			row_neigh(p, (struct place){ r->cookie, n->ifindex }, n->addr,
				  addr_octets(n->family), n->has_lladdr ? n->lladdr : NULL,
				  (uint8_t)n->state, &t);
		fputs(buf + 1, to);
	}
}

static void first_routes(const struct page *p, const struct room *r, FILE *to)
{
	char buf[8 * CELL];

	for (size_t i = 0; i < r->n_routes; i++) {
		const struct route_row *route = &r->routes[i];
		const struct hop_row *hop = route->n_hops ? &r->hops[route->hop] : NULL;
		struct cell_text dev = { "" };
		struct text t = TEXT(buf);
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
		text_str(&t, ",");
		if (row_route_tells(route->family, route->dst, route->table))
			row_route(p, r->cookie, &words, false, &t);
		fputs(buf + 1, to);
	}
}

static void first_fdb(struct page *p, const struct room *r, FILE *to)
{
	char buf[8 * CELL];

	for (size_t i = 0; i < r->n_fdb; i++) {
		struct text t = TEXT(buf);

		tables_learn(p, r->cookie, r->fdb[i].mac, r->fdb[i].ifindex);
		text_str(&t, ",");
		row_fdb(p, r->cookie, r->fdb[i].mac, r->fdb[i].ifindex,
			r->fdb[i].state & NUD_NOARP ? "static" : "learnt", &t);
		fputs(buf + 1, to);
	}
}

char *tables_first(struct page *p)
{
	const struct snapshot *s = p->out.config.names;
	char *rows = NULL;
	size_t len;
	FILE *to = open_memstream(&rows, &len);

	if (!to)
		return NULL;
	for (size_t i = 0; i < s->n_rooms; i++) {
		if (page_room(p, s->rooms[i].cookie) < 0)
			continue;
		first_links(p, &s->rooms[i], to);
		first_addrs(p, &s->rooms[i], to);
		first_neighs(p, &s->rooms[i], to);
		first_routes(p, &s->rooms[i], to);
		first_fdb(p, &s->rooms[i], to);
	}
	if (fclose(to)) {
		free(rows);
		return NULL;
	}
	return rows;
}
