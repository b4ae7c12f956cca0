// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_proxy.c - somebody was meant to answer for others, and does not
 */
#include "causes.h"

#include "way.h"

/* Does a namespace keep the next hop among those that it answers for? IPv6 names each. */
static bool lists(const struct scene *s, const struct room *r)
{
	for (size_t p = 0; p < r->n_proxies; p++)
		if (r->proxies[p].family == s->q->family &&
		    same_ip(s->q, r->proxies[p].addr, s->gap.hop.next))
			return true;
	return false;
}

/* A neighbour of the wire that could stand in for an address, and is told not to. */
static const struct end *idle_proxy(const struct scene *s)
{
	const struct wire *w = &s->gap.wire;
	const struct hop *h = &s->gap.hop;

	for (size_t i = 1; i < w->n; i++) {
		const struct end *e = &w->ends[i];
		const struct settings *t = e->room->settings;
		bool four = s->q->family == AF_INET;
		int64_t fwd = four ? setting4_effective(t, e->link->ifindex, SETTING4_FORWARDING)
				   : setting6_effective(t, e->link->ifindex, SETTING6_FORWARDING);
		int64_t proxy = four ? setting4_effective(t, e->link->ifindex, SETTING4_PROXY_ARP)
				     : setting6_effective(t, e->link->ifindex, SETTING6_PROXY_NDP);

		if (!e->link->master && e->room != h->room && fwd == 1 &&
		    (proxy == 0 || (!four && !lists(s, e->room))) &&
		    way_reaches(s->q->snap, e->room, s->q->family, h->dst))
			return e;
	}
	return NULL;
}

/* Is the next hop in somebody's list? */
static bool is_listed(const struct scene *s)
{
	const struct wire *w = &s->gap.wire;

	for (size_t i = 1; i < w->n; i++)
		if (lists(s, w->ends[i].room))
			return true;
	return false;
}

/* A gateway that only a proxy can be: one that no network of the interface holds, or all hosts are
 * each other's neighbours (a route to the host alone, a mask of all ones). */
static bool relies_on_proxy(const struct scene *s)
{
	const struct hop *h = &s->gap.hop;
	const struct addr_row *own = addr_on(h->room, h->out, s->q->family);

	if (h->has_gateway)
		return !room_covering(h->room, h->out, h->next_family, h->next);
	return own && own->len == addr_octets(s->q->family) * 8;
}

/* Was the other way served by a proxy in that namespace? */
static bool proxied_before(const struct scene *s, const struct room *proxy)
{
	for (size_t i = 0; i + 1 < s->n_hops[LEG_REQUEST]; i++) {
		const struct hop *h = &s->hops[LEG_REQUEST][i];

		if (h->left && !h->has_gateway && h[1].room == proxy &&
		    !room_addr(proxy, h->next_family, h->next))
			return true;
	}
	return false;
}

bool cause_proxy_arp_missing(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct end *e = idle_proxy(s);
	bool four = s->q->family == AF_INET;

	if (!e || !(relies_on_proxy(s) || is_listed(s) ||
		    (s->gap.leg == LEG_REPLY && proxied_before(s, e->room))))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, e->room, e->link);
	say(v,
	    "%s asks for %s, which nobody on the wire has: its route relies on %s to answer for "
	    "others, which it is not told to (%s).",
	    SHOW(h->room->name), SHOW_IP(h->next_family, h->next), SHOW_AT(e->room, e->link),
	    four ? "proxy_arp" : "proxy_ndp, neigh add proxy");
	say_evidence(v, EVIDENCE_CONFIG, "%s: %s = 0%s", SHOW_AT(e->room, e->link),
		     four ? "proxy_arp" : "proxy_ndp", four ? "" : ", or no entry for it");
	if (four)
		say_fix(v, e->room, "sysctl -w net.ipv4.conf.%s.proxy_arp=1", e->link->name);
	else
		say_fix(v, e->room, "sysctl -w net.ipv6.conf.%s.proxy_ndp=1", e->link->name);
	if (!four)
		say_fix(v, e->room, "ip -6 neigh add proxy %s dev %s",
			SHOW_IP(h->next_family, h->next), e->link->name);
	return true;
}
