// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json_route.c - routes and rules as JSON, in the words of `ip -j route` and `ip -j rule`
 */
#include "show_json.h"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "section.h"

static void json_net(struct text *t, JSON_KEY_ARGUMENT, uint8_t family, const uint8_t *addr,
		     uint8_t len)
{
	json_word(t, key, key_len, dst_word(family, addr, len).text);
}

static void json_gateway(struct text *t, uint8_t family, const struct hop_row *h)
{
	if (!h->family)
		return;
	if (h->family == family) {
		json_ip(t, JSON_KEY("gateway"), h->gateway, addr_octets(family));
		return;
	}
	json_open(t, JSON_KEY("via"));
	json_word(t, JSON_KEY("family"), h->family == AF_INET ? "inet" : "inet6");
	json_ip(t, JSON_KEY("host"), h->gateway, addr_octets(h->family));
	json_close(t);
}

static void json_hop_flags(struct text *t, uint8_t flags)
{
	const char *word;

	json_open_list(t, JSON_KEY("flags"));
	for (size_t at = 0; (word = flag_next(FLAGS_HOP, flags, &at));)
		json_item(t, word);
	json_close_list(t);
}

static void json_hop(struct json_view *v, const struct route_row *row, const struct hop_row *h)
{
	json_gateway(&v->text, row->family, h);
	if (h->oif)
		json_dev(v, JSON_KEY("dev"), h->oif);
}

static void json_legs(struct json_view *v, const struct route_row *row)
{
	struct text *t = &v->text;

	json_open_list(t, JSON_KEY("nexthops"));
	for (uint32_t i = 0; i < row->n_hops; i++) {
		const struct hop_row *h = &v->room->hops[row->hop + i];

		json_open_item(t);
		json_hop(v, row, h);
		json_uint(t, JSON_KEY("weight"), h->weight);
		json_hop_flags(t, h->flags);
		json_row_done(v);
	}
	json_close_list(t);
}

static void json_route(struct json_view *v, const struct route_row *row)
{
	const struct hop_row *one = row->n_hops == 1 ? &v->room->hops[row->hop] : NULL;
	struct text *t = &v->text;

	json_open_item(t);
	json_word(t, JSON_KEY("family"), row->family == AF_INET ? "inet" : "inet6");
	json_word(t, JSON_KEY("type"), word_of(WORDS_ROUTE_TYPE, row->type).text);
	json_net(t, JSON_KEY("dst"), row->family, row->dst, row->len);
	if (row->from_len)
		json_net(t, JSON_KEY("from"), row->family, row->from, row->from_len);
	if (row->tos)
		json_uint(t, JSON_KEY("tos"), row->tos);
	if (one)
		json_hop(v, row, one);
	json_word(t, JSON_KEY("table"), word_of(WORDS_ROUTE_TABLE, row->table).text);
	json_word(t, JSON_KEY("protocol"), word_of(WORDS_ROUTE_PROTOCOL, row->protocol).text);
	json_word(t, JSON_KEY("scope"), word_of(WORDS_SCOPE, row->scope).text);
	if (row->has_prefsrc)
		json_ip(t, JSON_KEY("prefsrc"), row->prefsrc, addr_octets(row->family));
	json_uint(t, JSON_KEY("metric"), row->metric);
	if (row->mtu)
		json_uint(t, JSON_KEY("mtu"), row->mtu);
	if (row->nhid)
		json_uint(t, JSON_KEY("nhid"), row->nhid);
	json_hop_flags(t, one ? one->flags : (uint8_t)row->flags);
	if (row->n_hops > 1)
		json_legs(v, row);
	json_row_done(v);
}

void json_routes(struct json_view *v)
{
	for (size_t i = 0; i < v->room->n_routes; i++)
		json_route(v, &v->room->routes[i]);
}

static void json_hex(struct text *t, JSON_KEY_ARGUMENT, uint32_t n)
{
	char buf[16];

	snprintf(buf, sizeof(buf), "0x%x", n);
	json_word(t, key, key_len, buf);
}

static void json_range(struct text *t, JSON_KEY_ARGUMENT, uint32_t first, uint32_t last)
{
	char buf[32];

	snprintf(buf, sizeof(buf), "%u-%u", first, last);
	json_word(t, key, key_len, buf);
}

static void json_matches(struct text *t, const struct rule_row *u)
{
	size_t octets = addr_octets(u->family);

	if (u->invert)
		json_bool(t, JSON_KEY("not"), true);
	if (!u->from_len)
		json_word(t, JSON_KEY("src"), "all");
	else
		json_ip(t, JSON_KEY("src"), u->from, octets);
	if (u->from_len && u->from_len != octets * 8)
		json_uint(t, JSON_KEY("srclen"), u->from_len);
	if (u->to_len)
		json_ip(t, JSON_KEY("dst"), u->to, octets);
	if (u->to_len && u->to_len != octets * 8)
		json_uint(t, JSON_KEY("dstlen"), u->to_len);
	if (u->tos)
		json_uint(t, JSON_KEY("tos"), u->tos);
	if (u->fwmark || u->fwmask)
		json_hex(t, JSON_KEY("fwmark"), u->fwmark);
	if ((u->fwmark || u->fwmask) && u->fwmask != UINT32_MAX)
		json_hex(t, JSON_KEY("fwmask"), u->fwmask);
	if (*u->iif)
		json_name(t, JSON_KEY("iif"), u->iif, sizeof(u->iif));
	if (*u->oif)
		json_name(t, JSON_KEY("oif"), u->oif, sizeof(u->oif));
	if (u->ip_proto)
		json_word(t, JSON_KEY("ipproto"), word_of(WORDS_IP_PROTOCOL, u->ip_proto).text);
	if (u->has_uids)
		json_range(t, JSON_KEY("uidrange"), u->uid_first, u->uid_last);
	if (u->sport_last)
		json_range(t, JSON_KEY("sport"), u->sport_first, u->sport_last);
	if (u->dport_last)
		json_range(t, JSON_KEY("dport"), u->dport_first, u->dport_last);
}

void json_rules(struct json_view *v)
{
	struct text *t = &v->text;

	for (size_t i = 0; i < v->room->n_rules; i++) {
		const struct rule_row *u = &v->room->rules[i];

		json_open_item(t);
		json_word(t, JSON_KEY("family"), u->family == AF_INET ? "inet" : "inet6");
		json_uint(t, JSON_KEY("priority"), u->priority);
		json_matches(t, u);
		if (u->l3mdev)
			json_bool(t, JSON_KEY("l3mdev"), true);
		else if (u->action == FR_ACT_TO_TBL)
			json_word(t, JSON_KEY("table"), word_of(WORDS_ROUTE_TABLE, u->table).text);
		else
			json_word(t, JSON_KEY("action"),
				  word_of(WORDS_RULE_ACTION, u->action).text);
		if (u->action == FR_ACT_GOTO)
			json_uint(t, JSON_KEY("goto"), u->target);
		if (u->suppress_prefixlen >= 0)
			json_uint(t, JSON_KEY("suppress_prefixlength"),
				  (uint64_t)u->suppress_prefixlen);
		json_row_done(v);
	}
}
