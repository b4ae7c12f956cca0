// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_local.c - faults of the sender's own address, and of addresses that nobody can be sent from
 */
#include "causes.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "way.h"

static bool ping_said(const struct question *q, const char *words)
{
	return q->said && strstr(q->said, words);
}

bool cause_socket_refused(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;

	if (q->sent || !ping_said(q, "socket") ||
	    !(ping_said(q, "Operation not permitted") || ping_said(q, "Permission denied")))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, q->from, NULL);
	say(v,
	    "ping may not open its socket in %s: it has no CAP_NET_RAW there, and its group is not "
	    "in net.ipv4.ping_group_range.",
	    SHOW(q->from->name));
	say_fix(v, q->from, "sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"");
	return true;
}

static bool is_link_local6(const struct question *q, const uint8_t *a)
{
	return q->family == AF_INET6 && a[0] == 0xfe && (a[1] & 0xc0) == 0x80;
}

/* fe80:: is on every wire, so which one is meant has to be said (RFC 4007). */
bool cause_scope_missing(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	const struct room *r = q->from;

	if (!is_link_local6(q, q->to) || q->oif)
		return false;
	for (size_t i = 0; i < r->n_links; i++) {
		const struct link_row *l = &r->links[i];

		if (l->flags & IFF_LOOPBACK || l == s->gap.hop.out ||
		    !wire_leads(q->snap, r, l, q->family, q->to))
			continue;
		v->confidence = scene_confidence(s, true);
		say_where(v, r, NULL);
		say(v,
		    "%s is a link-local address, which every wire has its own of: without %%%s "
		    "behind it %s looked for it on another.",
		    SHOW_IP(q->family, q->to), SHOW(l->name), SHOW(r->name));
		say_evidence(v, EVIDENCE_CONFIG, "%s is on the wire of %s",
			     SHOW_IP(q->family, q->to), SHOW_AT(r, l));
		return true;
	}
	return false;
}

/* Is an interface there for which the other namespaces on the wire would be, if it had an address?
 * The one that leads there; else the only one, or the first of a namespace that has none at all. */
static const struct link_row *bare_link(const struct scene *s, const struct room *r,
					const uint8_t *dst)
{
	const struct link_row *only = room_only_link(r), *first = NULL;
	bool any = false;

	for (size_t i = 0; i < r->n_links; i++) {
		const struct link_row *l = &r->links[i];

		if (!link_is_up(l) || l->flags & IFF_LOOPBACK || l->master)
			continue;
		if (addr_on(r, l, s->q->family)) {
			any = true;
			continue;
		}
		if (l == only || wire_leads(s->q->snap, r, l, s->q->family, dst))
			return l;
		first = first ? first : l;
	}
	return any ? NULL : first;
}

/* An address for @l beside @net's own that nobody has; false: cannot tell one. */
static bool free_address(const struct scene *s, const struct addr_row *net, uint8_t ret[16])
{
	uint8_t octets = (uint8_t)addr_octets(net->family), addr[16];

	if (net->len > octets * 8 - 2)
		return false;
	memcpy(addr, net->addr, sizeof(addr));
	for (unsigned int last = 1; last < 255; last++) {
		addr[octets - 1] = (uint8_t)last;
		if (!addr_row_covers(net, net->family, addr) ||
		    snapshot_owner(s->q->snap, net->family, addr, NULL))
			continue;
		memcpy(ret, addr, sizeof(addr));
		return true;
	}
	return false;
}

/* A network that somebody on the wire is in. */
static const struct addr_row *wire_net(const struct scene *s, const struct room *r,
				       const struct link_row *l)
{
	_cleanup_wire_ struct wire w = { 0 };
	const struct addr_row *net = NULL;

	wire_walk(s->q->snap, r, l, true, &w);
	for (size_t i = 1; i < w.n && !net; i++)
		if (!w.ends[i].link->master && w.ends[i].room != r)
			net = addr_on(w.ends[i].room, w.ends[i].link, s->q->family);
	return net;
}

static const char *family_word(const struct question *q)
{
	return q->family == AF_INET ? "IPv4" : "IPv6";
}

bool cause_no_address(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct question *q = s->q;
	const struct addr_row *net;
	const struct link_row *l;
	uint8_t addr[16];

	if (h->in || h->left || !h->route ||
	    (h->route->error && h->route->error != ENETUNREACH && h->route->error != EADDRNOTAVAIL))
		return false;
	if (!h->route->error && (h->route->route.type == RTN_LOCAL || h->route->route.has_prefsrc))
		return false;
	l = h->out ? (addr_on(h->room, h->out, q->family) ? NULL : h->out)
		   : bare_link(s, h->room, h->dst);
	if (!l)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, l);
	say(v, "%s has no %s address, so %s cannot send to %s.", SHOW_AT(h->room, l),
	    family_word(q), SHOW(h->room->name), SHOW_GOAL_IP(s, h->dst));
	say_evidence(v, EVIDENCE_CONFIG, "%s has no %s address", SHOW_AT(h->room, l),
		     family_word(q));
	net = wire_net(s, h->room, l);
	if (net && free_address(s, net, addr))
		say_addr_add(v, h->room, q->family, addr, net->len, l->name);
	return true;
}

/* Of a network on one of the room's interfaces: nobody's own address (RFC 919, 1122, 4291). */
static const struct addr_row *everyone(const struct room *r, uint8_t family, const uint8_t *a)
{
	uint32_t bits = (uint32_t)a[0] << 24 | (uint32_t)a[1] << 16 | (uint32_t)a[2] << 8 | a[3];

	for (size_t i = 0; family == AF_INET && i < r->n_addrs; i++) {
		const struct addr_row *w = &r->addrs[i];
		uint32_t host = w->len && w->len < 31 ? 0xffffffffu >> w->len : 0;

		if (host && addr_row_covers(w, family, a) &&
		    ((bits & host) == 0 || (bits & host) == host))
			return w;
	}
	return NULL;
}

bool cause_broadcast_address(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	const struct hop *h = &s->gap.hop;
	const struct addr_row *net = everyone(h->room, q->family, h->dst);
	bool many = (q->family == AF_INET && q->to[0] >= 224) ||
		    (h->route && !h->route->error && h->route->route.type == RTN_BROADCAST);
	const struct link_row *l = net ? room_link(h->room, net->ifindex) : h->out;

	if (s->gap.leg != LEG_REQUEST || (!net && !many) || (net && s->owner))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, l);
	if (net)
		say(v, "%s is nobody's own address: it is the %s address of the network %s on %s.",
		    SHOW_IP(q->family, q->to),
		    h->route && !h->route->error && h->route->route.type != RTN_BROADCAST
			    ? "network"
			    : "broadcast",
		    SHOW_NET(net->family, net->addr, net->len), l ? SHOW(l->name) : "it");
	else
		say(v, "%s is nobody's own address: it stands for everybody, and nobody answers.",
		    SHOW_IP(q->family, q->to));
	return true;
}

static bool owns(const struct room *r, uint8_t family, const uint8_t *a)
{
	return room_addr(r, family, a) || is_loopback(family, a);
}

/* The source that FROM's packets had, or were told to have. */
static const uint8_t *used_source(const struct scene *s)
{
	const struct hop *h = &s->hops[LEG_REQUEST][0];

	return h->left ? h->left->k->f.ip.src : s->q->has_source ? s->q->source : NULL;
}

/* The packet left with a source that is not the sender's: no answer can come back to it. */
bool cause_bad_source(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->hops[LEG_REQUEST][0];
	const uint8_t *src = used_source(s);
	const struct question *q = s->q;
	const struct addr_row *net;
	uint8_t addr[16];

	/* What its own NAT made of it is NAT's fault. */
	if (!src || owns(h->room, q->family, src) || (room_has_nat(h->room) && !q->has_source))
		return false;
	v->direction = LEG_REQUEST;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, h->out);
	say(v, "%s sends from %s, which is no address of its own, so no answer can come back.",
	    SHOW_AT(h->room, h->out), SHOW_IP(q->family, src));
	say_evidence(v, EVIDENCE_PACKET, "left with the source %s", SHOW_IP(q->family, src));
	net = h->out && !q->has_source ? wire_net(s, h->room, h->out) : NULL;
	if (net && free_address(s, net, addr))
		say_addr_add(v, h->room, q->family, addr, net->len, h->out->name);
	return true;
}

/* With IPv6 the interface's addresses went, too. */
static void say_lost_address(const struct scene *s, const struct room *r, const struct link_row *l,
			     struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct addr_row *net = wire_net(s, r, l);
	uint8_t addr[16];

	if (!net)
		return;
	if (r != h->room)
		memcpy(addr, h->next, sizeof(addr));
	else if (!free_address(s, net, addr))
		return;
	if (addr_row_covers(net, AF_INET6, addr))
		say_addr_add(v, r, AF_INET6, addr, net->len, l->name);
}

bool cause_ipv6_disabled(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct hop *h = &g->hop;
	const struct room *r = NULL;
	const struct link_row *l = NULL;

	if (s->q->family != AF_INET6)
		return false;
	for (size_t i = 0; g->stage == STAGE_SEND && i < h->room->n_links && !l; i++)
		if (!(h->room->links[i].flags & IFF_LOOPBACK) && !h->room->links[i].master &&
		    iface_setting6(h->room->settings, h->room->links[i].ifindex,
				   SETTING6_DISABLE_IPV6) == 1)
			r = h->room, l = &h->room->links[i];
	for (size_t i = 1; g->stage == STAGE_ASK && i < g->wire.n && !l; i++) {
		const struct end *e = &g->wire.ends[i];

		if (!e->link->master && e->room != h->room &&
		    iface_setting6(e->room->settings, e->link->ifindex, SETTING6_DISABLE_IPV6) == 1)
			r = e->room, l = e->link;
	}
	if (!l)
		return false;
	v->confidence = scene_confidence(s, g->stage == STAGE_SEND);
	say_where(v, r, l);
	say(v, "IPv6 is switched off on %s (disable_ipv6).", SHOW_AT(r, l));
	say_evidence(v, EVIDENCE_CONFIG, "%s: net.ipv6.conf.%s.disable_ipv6 = 1", SHOW(r->name),
		     SHOW(l->name));
	say_fix(v, r, "sysctl -w net.ipv6.conf.%s.disable_ipv6=0", l->name);
	say_lost_address(s, r, l, v);
	return true;
}

static const struct addr_row *unready_at(const struct room *r, uint8_t family, const uint8_t *addr,
					 uint32_t flag, const struct room **ret)
{
	const struct addr_row *a = r ? room_addr(r, family, addr) : NULL;

	if (!a || !(a->flags & flag))
		return NULL;
	*ret = r;
	return a;
}

/* The addresses that this packet needs: its source, its destination, the next hop. */
static const struct addr_row *unready(const struct scene *s, uint32_t flag, const struct room **ret)
{
	const struct question *q = s->q;

	for (int leg = 0; leg < LEG_MAX; leg++)
		for (size_t i = 0; i < s->n_hops[leg]; i++) {
			const struct hop *h = &s->hops[leg][i];

			for (size_t n = 0; n < h->room->n_addrs; n++) {
				const struct addr_row *a = &h->room->addrs[n];
				bool its = (!i && leg == LEG_REQUEST && h->out &&
					    a->ifindex == h->out->ifindex) ||
					   same_ip(q, a->addr, h->dst);

				if (a->family == AF_INET6 && a->flags & flag && its) {
					*ret = h->room;
					return a;
				}
			}
		}
	return unready_at(s->gap.owner > 0 ? s->gap.wire.ends[s->gap.owner].room : NULL, q->family,
			  s->gap.hop.next, flag, ret)
		       ?: unready_at(s->owner, q->family, q->to, flag, ret);
}

static bool say_unready(const struct scene *s, uint32_t flag, const char *what, struct verdict *v)
{
	const struct room *r = NULL;
	const struct addr_row *a = s->q->family == AF_INET6 ? unready(s, flag, &r) : NULL;
	const struct link_row *l = a ? room_link(r, a->ifindex) : NULL;

	if (!l)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, r, l);
	say(v, "%s's address %s %s, so it is not used yet.", SHOW_AT(r, l),
	    SHOW_IP(a->family, a->addr), what);
	say_addr_del(v, r, a->family, a->addr, a->len, l->name);
	say_addr_add(v, r, a->family, a->addr, a->len, l->name);
	return true;
}

bool cause_dad_failed(const struct scene *s, struct verdict *v)
{
	return say_unready(
		s, IFA_F_DADFAILED,
		"is refused: somebody else answered for it (duplicate address detection)", v);
}

bool cause_address_tentative(const struct scene *s, struct verdict *v)
{
	return say_unready(s, IFA_F_TENTATIVE,
			   "is tentative: the kernel still looks whether somebody else has it", v);
}
