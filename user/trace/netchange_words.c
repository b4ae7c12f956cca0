// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netchange_words.c - changes in ip's words
 */
#include "netchange.h"

#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../show/words.h"

static void add_name(struct text *t, const char *name, size_t size)
{
	text_escape(t, name, strnlen(name, size));
}

/* Down is down; whether there would be a carrier is asked only of what is up. */
static const char *state_word(uint32_t flags)
{
	if (!(flags & IFF_UP))
		return "down";
	return flags & IFF_LOWER_UP ? "up" : "up, no carrier";
}

static void link_new(const struct event_link *l, struct text *t)
{
	text_str(t, "new ");
	if (l->kind[0]) {
		add_name(t, l->kind, sizeof(l->kind));
		text_str(t, ", ");
	}
	text_str(t, state_word(l->flags));
}

static void link_state(const struct event_link *l, struct text *t)
{
	if (l->changed & EVENT_LINK_UP)
		text_str(t, state_word(l->flags));
	else
		text_str(t, l->flags & IFF_LOWER_UP ? "carrier" : "no carrier");
}

static void link_words(const struct event_link *l, struct text *t)
{
	const char *comma = "";

	if (l->action == EVENT_NEW) {
		link_new(l, t);
		return;
	}
	if (l->action == EVENT_GONE) {
		text_str(t, "gone");
		return;
	}
#define PART(shows) if ((shows) && (text_str(t, comma), comma = ", "))

	PART(l->changed & (EVENT_LINK_UP | EVENT_LINK_CARRIER))
	link_state(l, t);
	PART(l->changed & EVENT_LINK_NAME)
	{
		text_str(t, "was named ");
		add_name(t, l->was, sizeof(l->was));
	}
	PART(l->changed & EVENT_LINK_MAC)
	{
		text_str(t, "address ");
		text_mac(t, l->mac);
	}
	PART(l->changed & EVENT_LINK_MTU)
	text_add(t, "mtu %u", l->mtu);
	PART(l->changed & EVENT_LINK_MASTER)
	{
		text_str(t, l->master ? "master " : "nomaster");
		if (l->master && !l->master_name[0])
			text_add(t, "if%u", l->master);
		add_name(t, l->master_name, sizeof(l->master_name));
	}
#undef PART
}

static const char *sign(uint8_t action)
{
	return action == EVENT_NEW ? "+" : action == EVENT_GONE ? "-" : "";
}

static void addr_words(const struct event_addr *a, struct text *t)
{
	size_t octets = addr_octets(a->family), at = 0, len;
	const char *word;

	text_str(t, sign(a->action));
	text_ip(t, a->addr, octets);
	if (a->has_peer) {
		text_str(t, " peer ");
		text_ip(t, a->peer, octets);
	}
	text_add(t, "/%u", a->len);
	if (a->action == EVENT_GONE)
		return;
	for (len = t->len; (word = flag_next(FLAGS_ADDR, a->flags, &at));) {
		text_str(t, " ");
		text_str(t, word);
	}
	/* What changed is that there is nothing to say against it any more. */
	if (a->action == EVENT_CHANGED && t->len == len)
		text_str(t, " usable");
}

static void route_to(const struct event_route *r, struct text *t)
{
	if (r->type != RTN_UNICAST)
		text_add(t, "%s ", word_of(WORDS_ROUTE_TYPE, r->type).text);
	if (r->len) {
		text_ip(t, r->dst, addr_octets(r->family));
		text_add(t, "/%u", r->len);
	} else {
		text_str(t, "default");
	}
}

static void route_hop(const struct event_route *r, struct text *t)
{
	if (r->gateway_family) {
		text_str(t, r->gateway_family == r->family ? " via " : " via inet6 ");
		text_ip(t, r->gateway, addr_octets(r->gateway_family));
	}
	if (r->dev[0]) {
		text_str(t, " dev ");
		add_name(t, r->dev, sizeof(r->dev));
	}
	if (r->hops > 1)
		text_add(t, " and %u more next hop%s", r->hops - 1, r->hops > 2 ? "s" : "");
}

static void route_words(const struct event_route *r, struct text *t)
{
	text_str(t, sign(r->action));
	route_to(r, t);
	route_hop(r, t);
	if (r->table != RT_TABLE_MAIN)
		text_add(t, " table %s", word_of(WORDS_ROUTE_TABLE, r->table).text);
	if (r->protocol != RTPROT_BOOT)
		text_add(t, " proto %s", word_of(WORDS_ROUTE_PROTOCOL, r->protocol).text);
	if (r->scope != RT_SCOPE_UNIVERSE && r->type == RTN_UNICAST)
		text_add(t, " scope %s", word_of(WORDS_SCOPE, r->scope).text);
	if (r->has_prefsrc) {
		text_str(t, " src ");
		text_ip(t, r->prefsrc, addr_octets(r->family));
	}
	if (r->metric)
		text_add(t, " metric %u", r->metric);
}

static void netns_words(const struct event_netns *n, struct text *t)
{
	text_str(t, event_action_word(n->action));
	if (n->lab[0]) {
		text_str(t, ", lab ");
		add_name(t, n->lab, sizeof(n->lab));
	}
}

void change_words(const struct frame *f, struct text *t)
{
	const struct event_link l = frame_link(f);
	const struct event_addr a = frame_addr(f);
	const struct event_route r = frame_route(f);
	const struct event_netns n = frame_netns(f);

	switch (f->type) {
	case FRAME_LINK: link_words(&l, t); break;
	case FRAME_ADDR: addr_words(&a, t); break;
	case FRAME_ROUTE: route_words(&r, t); break;
	case FRAME_NETNS: netns_words(&n, t); break;
	case FRAME_RESYNC: text_str(t, "changes were missed here, all was read again"); break;
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
