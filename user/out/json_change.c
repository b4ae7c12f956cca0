// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json_change.c - links, addresses and routes that changed, in the words of `ip -j`
 *
 *     {"type":"link", …, "netns":"blue","ifname":"eth0","event":"changed","summary":"down",
 *      "link":{"flags":["BROADCAST","MULTICAST"],"mtu":1500,"operstate":"DOWN",…}}
 */
#include "json_change.h"

#include <linux/rtnetlink.h>
#include <string.h>

#include "../show/words.h"
#include "../trace/netchange.h"

static void flag_list(struct text *t, enum flag_set set, uint32_t flags)
{
	const char *word;

	json_open_list(t, JSON_KEY("flags"));
	for (size_t at = 0; (word = flag_next(set, flags, &at));)
		json_item(t, word);
	json_close_list(t);
}

static void section_link(const struct event_link *l, struct text *t)
{
	json_open(t, JSON_KEY("link"));
	json_name(t, JSON_KEY("ifname"), l->name, sizeof(l->name));
	if (l->changed & EVENT_LINK_NAME)
		json_name(t, JSON_KEY("was"), l->was, sizeof(l->was));
	flag_list(t, FLAGS_LINK, l->flags);
	json_uint(t, JSON_KEY("mtu"), l->mtu);
	if (l->master_name[0])
		json_name(t, JSON_KEY("master"), l->master_name, sizeof(l->master_name));
	json_word(t, JSON_KEY("operstate"), word_of(WORDS_OPERSTATE, l->operstate).text);
	json_word(t, JSON_KEY("link_type"), word_of(WORDS_LINK_TYPE, l->type).text);
	json_mac(t, JSON_KEY("address"), l->mac);
	if (l->kind[0]) {
		json_open(t, JSON_KEY("linkinfo"));
		json_name(t, JSON_KEY("info_kind"), l->kind, sizeof(l->kind));
		json_close(t);
	}
	json_close(t);
}

static void put_family(uint8_t family, struct text *t)
{
	json_word(t, JSON_KEY("family"), family == AF_INET ? "inet" : "inet6");
}

static void section_addr(const struct event_addr *a, struct text *t)
{
	json_open(t, JSON_KEY("addr"));
	put_family(a->family, t);
	json_ip(t, JSON_KEY("local"), a->addr, addr_octets(a->family));
	if (a->has_peer)
		json_ip(t, JSON_KEY("address"), a->peer, addr_octets(a->family));
	json_uint(t, JSON_KEY("prefixlen"), a->len);
	json_word(t, JSON_KEY("scope"), word_of(WORDS_SCOPE, a->scope).text);
	flag_list(t, FLAGS_ADDR, a->flags);
	json_close(t);
}

static void put_dst(const struct event_route *r, struct text *t)
{
	char buf[64] = "";
	struct text net = TEXT(buf);

	if (!r->len) {
		json_word(t, JSON_KEY("dst"), "default");
		return;
	}
	text_ip(&net, r->dst, addr_octets(r->family));
	if (r->len < addr_octets(r->family) * 8)
		text_add(&net, "/%u", r->len);
	json_word(t, JSON_KEY("dst"), buf);
}

static void put_gateway(const struct event_route *r, struct text *t)
{
	if (!r->gateway_family)
		return;
	if (r->gateway_family == r->family) {
		json_ip(t, JSON_KEY("gateway"), r->gateway, addr_octets(r->family));
		return;
	}
	json_open(t, JSON_KEY("via"));
	put_family(r->gateway_family, t);
	json_ip(t, JSON_KEY("host"), r->gateway, addr_octets(r->gateway_family));
	json_close(t);
}

static void section_route(const struct event_route *r, struct text *t)
{
	json_open(t, JSON_KEY("route"));
	put_family(r->family, t);
	json_word(t, JSON_KEY("type"), word_of(WORDS_ROUTE_TYPE, r->type).text);
	put_dst(r, t);
	put_gateway(r, t);
	if (r->dev[0])
		json_name(t, JSON_KEY("dev"), r->dev, sizeof(r->dev));
	if (r->hops > 1)
		json_uint(t, JSON_KEY("hops"), r->hops);
	json_word(t, JSON_KEY("table"), word_of(WORDS_ROUTE_TABLE, r->table).text);
	json_word(t, JSON_KEY("protocol"), word_of(WORDS_ROUTE_PROTOCOL, r->protocol).text);
	json_word(t, JSON_KEY("scope"), word_of(WORDS_SCOPE, r->scope).text);
	if (r->has_prefsrc)
		json_ip(t, JSON_KEY("prefsrc"), r->prefsrc, addr_octets(r->family));
	if (r->metric)
		json_uint(t, JSON_KEY("metric"), r->metric);
	json_close(t);
}

void json_change(const struct frame *f, struct text *t)
{
	const struct event_link l = frame_link(f);
	const struct event_addr a = frame_addr(f);
	const struct event_route r = frame_route(f);

	if (f->type != FRAME_RESYNC)
		json_word(t, JSON_KEY("event"), event_action_word(change_action(f)));
	switch (f->type) {
	case FRAME_LINK: section_link(&l, t); break;
	case FRAME_ADDR: section_addr(&a, t); break;
	case FRAME_ROUTE: section_route(&r, t); break;
	case FRAME_NETNS:
	case FRAME_RESYNC:
	case FRAME_PACKET:
	case FRAME_DROP:
	case FRAME_NEIGH:
	case FRAME_RULE:
	case FRAME_CONSUME:
	case FRAME_ICMP_SEND:
	case FRAME_FIB:
	case FRAME_FDB:
	case FRAME_TYPE_MAX: break;
	}
}
