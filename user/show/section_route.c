// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * section_route.c - where packets go: routes and rules, in iproute2's words
 *
 *     routes
 *       default via 192.168.15.5 dev eth0
 *       192.168.15.0/24 dev eth0
 *       blackhole 10.5.0.0/16
 *       10.9.0.0/16
 *         nexthop via 10.0.0.2 dev e0 weight 1
 *         nexthop via 10.0.0.3 dev e0 weight 5 linkdown
 *       default via 10.0.0.9 dev e0 table 100
 *     rules
 *       1000: from 10.0.0.0/8 lookup 100
 */
#include "section.h"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

/* What IPv6 gives a route whose maker named none (include/net/ip6_route.h). */
#define METRIC_USER   1024
#define METRIC_KERNEL 256

static void cell_hop_flags(struct sheet *s, uint8_t flags)
{
	const char *word;

	for (size_t at = 0; (word = flag_next(FLAGS_HOP, flags, &at));)
		sheet_cell(s, flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN) ? INK_BAD : INK_PLAIN, "%s",
			   word);
}

static void cells_hop(const struct view *v, struct sheet *s, const struct route_row *row,
		      const struct hop_row *hop)
{
	if (hop->family)
		sheet_cell(s, INK_PLAIN, "via %s%s",
			   hop->family == row->family ? ""
			   : hop->family == AF_INET6  ? "inet6 "
						      : "inet ",
			   ip_word(hop->family, hop->gateway).text);
	if (hop->oif)
		sheet_cell(s, INK_PLAIN, "dev %s", dev_word(v->room, hop->oif).text);
}

/* Where all weigh the same it need not be said. */
static bool weight_tells(const struct hop_row *hops, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++)
		if (hops[i].weight != hops[0].weight)
			return true;
	return false;
}

static void cells_legs(const struct view *v, struct sheet *s, const struct route_row *row)
{
	bool weights = v->config->verbose || weight_tells(&v->room->hops[row->hop], row->n_hops);

	for (uint32_t i = 0; i < row->n_hops; i++) {
		const struct hop_row *hop = &v->room->hops[row->hop + i];

		sheet_fresh(s, INK_PLAIN, "nexthop");
		cells_hop(v, s, row, hop);
		if (weights)
			sheet_cell(s, INK_PLAIN, "weight %u", hop->weight);
		cell_hop_flags(s, hop->flags);
	}
}

/* A number that has no name says nothing to a person; these three are most of all routes. */
static bool protocol_tells(uint8_t protocol)
{
	char first = word_of(WORDS_ROUTE_PROTOCOL, protocol).text[0];

	return protocol != RTPROT_KERNEL && protocol != RTPROT_BOOT && protocol != RTPROT_STATIC &&
	       (first < '0' || first > '9');
}

static bool metric_tells(const struct route_row *row)
{
	return row->metric && (row->family != AF_INET6 ||
			       (row->metric != METRIC_USER && row->metric != METRIC_KERNEL));
}

static void cells_origin(const struct view *v, struct sheet *s, const struct route_row *row)
{
	bool all = v->config->verbose;

	if (row->table != RT_TABLE_MAIN)
		sheet_cell(s, INK_PLAIN, "table %s", word_of(WORDS_ROUTE_TABLE, row->table).text);
	if (all || protocol_tells(row->protocol))
		sheet_cell(s, INK_DIM, "proto %s",
			   word_of(WORDS_ROUTE_PROTOCOL, row->protocol).text);
	if (all && row->scope != RT_SCOPE_UNIVERSE)
		sheet_cell(s, INK_DIM, "scope %s", word_of(WORDS_SCOPE, row->scope).text);
	if (row->has_prefsrc && (all || row->protocol != RTPROT_KERNEL))
		sheet_cell(s, INK_PLAIN, "src %s", ip_word(row->family, row->prefsrc).text);
	if (metric_tells(row) || (all && row->metric))
		sheet_cell(s, INK_PLAIN, "metric %u", row->metric);
	if (row->mtu)
		sheet_cell(s, INK_PLAIN, "mtu %u", row->mtu);
	if (row->nhid && all)
		sheet_cell(s, INK_DIM, "nhid %u", row->nhid);
}

static void row_route(const struct view *v, struct sheet *s, const struct route_row *row)
{
	sheet_row(s);
	if (row->type != RTN_UNICAST)
		sheet_cell(s, INK_PLAIN, "%s", word_of(WORDS_ROUTE_TYPE, row->type).text);
	sheet_cell(s, INK_PLAIN, "%s", dst_word(row->family, row->dst, row->len).text);
	if (row->from_len)
		sheet_cell(s, INK_PLAIN, "from %s",
			   dst_word(row->family, row->from, row->from_len).text);
	if (row->tos)
		sheet_cell(s, INK_PLAIN, "tos 0x%02x", row->tos);
	sheet_key(s);
	if (row->n_hops == 1)
		cells_hop(v, s, row, &v->room->hops[row->hop]);
	cells_origin(v, s, row);
	if (row->n_hops == 1)
		cell_hop_flags(s, v->room->hops[row->hop].flags);
	else
		cells_legs(v, s, row);
}

/* As a person asks: the main table, those that somebody made, and last what the kernel keeps. */
static int table_rank(uint32_t table)
{
	return table == RT_TABLE_MAIN ? 0 : table == RT_TABLE_LOCAL ? 2 : 1;
}

void section_routes(const struct view *v, struct sheet *s)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	const struct room *r = v->room;

	for (int rank = 0; rank < (v->config->verbose ? 3 : 2); rank++)
		for (size_t f = 0; f < ARRAY_SIZE(families); f++)
			for (size_t i = 0; i < r->n_routes; i++)
				if (r->routes[i].family == families[f] &&
				    table_rank(r->routes[i].table) == rank)
					row_route(v, s, &r->routes[i]);
}

static bool takes_all(const struct rule_row *u)
{
	return !u->from_len && !u->to_len && !*u->iif && !*u->oif && !u->fwmark && !u->fwmask &&
	       !u->tos && !u->ip_proto && !u->sport_last && !u->dport_last && !u->has_uids &&
	       !u->invert && !u->l3mdev && u->suppress_prefixlen < 0;
}

/* One of those that every namespace is born with; IPv6 has no table "default". */
static bool is_born(const struct rule_row *u)
{
	static const struct {
		uint32_t priority, table;
	} born[] = { { 0, RT_TABLE_LOCAL }, { 32766, RT_TABLE_MAIN }, { 32767, RT_TABLE_DEFAULT } };

	for (size_t i = 0; i < ARRAY_SIZE(born) - (u->family == AF_INET6); i++)
		if (u->priority == born[i].priority && u->table == born[i].table)
			return u->action == FR_ACT_TO_TBL && takes_all(u);
	return false;
}

static bool all_born(const struct room *r, uint8_t family)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_rules; i++) {
		if (r->rules[i].family != family)
			continue;
		if (!is_born(&r->rules[i]))
			return false;
		n++;
	}
	return n == (family == AF_INET ? 3 : 2);
}

static void cells_match(struct sheet *s, const struct rule_row *u)
{
	if (u->invert)
		sheet_cell(s, INK_WARN, "not");
	sheet_cell(s, INK_PLAIN, "from %s",
		   u->from_len ? dst_word(u->family, u->from, u->from_len).text : "all");
	if (u->to_len)
		sheet_cell(s, INK_PLAIN, "to %s", dst_word(u->family, u->to, u->to_len).text);
	if (u->tos)
		sheet_cell(s, INK_PLAIN, "tos 0x%02x", u->tos);
	if (u->fwmark && u->fwmask == UINT32_MAX)
		sheet_cell(s, INK_PLAIN, "fwmark 0x%x", u->fwmark);
	else if (u->fwmark || u->fwmask)
		sheet_cell(s, INK_PLAIN, "fwmark 0x%x/0x%x", u->fwmark, u->fwmask);
	if (*u->iif)
		sheet_cell(s, INK_PLAIN, "iif %s", name_word(u->iif).text);
	if (*u->oif)
		sheet_cell(s, INK_PLAIN, "oif %s", name_word(u->oif).text);
	if (u->has_uids)
		sheet_cell(s, INK_PLAIN, "uidrange %u-%u", u->uid_first, u->uid_last);
	if (u->ip_proto)
		sheet_cell(s, INK_PLAIN, "ipproto %s",
			   word_of(WORDS_IP_PROTOCOL, u->ip_proto).text);
	if (u->sport_last)
		sheet_cell(s, INK_PLAIN, "sport %u-%u", u->sport_first, u->sport_last);
	if (u->dport_last)
		sheet_cell(s, INK_PLAIN, "dport %u-%u", u->dport_first, u->dport_last);
}

static void row_rule(struct sheet *s, const struct rule_row *u)
{
	sheet_row(s);
	sheet_cell(s, INK_PLAIN, "%u:", u->priority);
	if (u->family == AF_INET6)
		sheet_cell(s, INK_DIM, "inet6");
	sheet_key(s);
	cells_match(s, u);
	if (u->l3mdev)
		sheet_cell(s, INK_PLAIN, "lookup [l3mdev-table]");
	else if (u->action == FR_ACT_TO_TBL)
		sheet_cell(s, INK_PLAIN, "lookup %s", word_of(WORDS_ROUTE_TABLE, u->table).text);
	else if (u->action == FR_ACT_GOTO)
		sheet_cell(s, INK_PLAIN, "goto %u", u->target);
	else
		sheet_cell(s, INK_PLAIN, "%s", word_of(WORDS_RULE_ACTION, u->action).text);
	if (u->suppress_prefixlen >= 0)
		sheet_cell(s, INK_PLAIN, "suppress_prefixlength %d", u->suppress_prefixlen);
}

void section_rules(const struct view *v, struct sheet *s)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	const struct room *r = v->room;

	for (size_t f = 0; f < ARRAY_SIZE(families); f++) {
		if (!v->config->verbose && all_born(r, families[f]))
			continue;
		for (size_t i = 0; i < r->n_rules; i++)
			if (r->rules[i].family == families[f])
				row_rule(s, &r->rules[i]);
	}
}
