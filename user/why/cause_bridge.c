// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_bridge.c - faults of switches: ports that are not in, not open, or not told
 */
#include "causes.h"

#include <linux/if_bridge.h>
#include <linux/neighbour.h>
#include <string.h>

#include "way.h"

static bool is_bridge(const struct link_row *l)
{
	return !strcmp(l->kind, "bridge");
}

static size_t ports_of(const struct room *r, uint32_t bridge)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_links; i++)
		n += r->links[i].master == bridge;
	return n;
}

static const struct link_row *bridge_of(const struct room *r, const struct link_row *near)
{
	const struct link_row *best = NULL;

	if (near && near->master)
		return room_link(r, near->master);
	for (size_t i = 0; i < r->n_links; i++)
		if (is_bridge(&r->links[i]) &&
		    (!best || ports_of(r, r->links[i].ifindex) > ports_of(r, best->ifindex)))
			best = &r->links[i];
	return best;
}

/* All that hangs on the interface of whoever the packet is for. */
static bool far_wire(const struct scene *s, struct wire *ret)
{
	const struct hop *h = &s->gap.hop;
	const struct link_row *link = NULL;
	const struct room *r = snapshot_owner(s->q->snap, s->q->family, h->next, &link);

	if (!r || r == h->room || !link)
		return false;
	wire_walk(s->q->snap, r, link, false, ret);
	return true;
}

/* The end of a pipe that lies in a namespace with a bridge, and is in none, or in another than its
 * neighbour. */
static const struct end *stray(const struct wire *here, const struct wire *there,
			       const struct end **ret_mate)
{
	for (size_t i = 0; i < here->n; i++)
		for (size_t j = 0; j < there->n; j++) {
			const struct end *a = &here->ends[i], *b = &there->ends[j];

			if (a->room != b->room || a->link == b->link || is_bridge(a->link) ||
			    is_bridge(b->link) || a->link->master == b->link->master ||
			    !bridge_of(a->room, NULL))
				continue;
			*ret_mate = a->link->master ? a : b;
			if (!b->link->master)
				return b;
			if (!a->link->master)
				return a;
			/* Both are in a bridge: the lonelier one is in the wrong one. */
			if (ports_of(a->room, a->link->master) <
			    ports_of(b->room, b->link->master)) {
				*ret_mate = b;
				return a;
			}
			*ret_mate = a;
			return b;
		}
	return NULL;
}

static void say_stray(const struct scene *s, const struct end *e, const struct link_row *bridge,
		      struct verdict *v)
{
	const struct link_row *is = e->link->master ? room_link(e->room, e->link->master) : NULL;

	v->confidence = scene_confidence(s, true);
	say_where(v, e->room, e->link);
	if (is)
		say(v,
		    "%s is a port of %s, not of %s, so what comes in there does not get further.",
		    SHOW_AT(e->room, e->link), SHOW(is->name), SHOW(bridge->name));
	else
		say(v, "%s is not a port of %s, so what comes in there does not get further.",
		    SHOW_AT(e->room, e->link), SHOW(bridge->name));
	say_evidence(v, EVIDENCE_CONFIG, "%s has %s%s", SHOW_AT(e->room, e->link),
		     is ? "the master " : "no master", is ? SHOW(is->name) : "");
	say_fix(v, e->room, "ip link set %s master %s", e->link->name, bridge->name);
}

/* An end without an address, beside a bridge, is a port that was forgotten. */
static const struct end *forgotten(const struct scene *s, const struct wire *w)
{
	for (size_t i = 1; i < w->n; i++) {
		const struct end *e = &w->ends[i];

		if (!e->link->master && !is_bridge(e->link) && e->room != s->gap.hop.room &&
		    !addr_on(e->room, e->link, AF_INET) && !addr_on(e->room, e->link, AF_INET6) &&
		    bridge_of(e->room, NULL))
			return e;
	}
	return NULL;
}

bool cause_not_in_bridge(const struct scene *s, struct verdict *v)
{
	_cleanup_wire_ struct wire far = { 0 };
	const struct end *e = NULL, *mate = NULL;
	const struct link_row *bridge;

	if (!s->gap.hop.out)
		return false;
	if (far_wire(s, &far))
		e = stray(&s->gap.wire, &far, &mate);
	if (!e && s->gap.owner <= 0)
		e = forgotten(s, &s->gap.wire);
	if (!e)
		return false;
	bridge = bridge_of(e->room, mate && mate->link != e->link ? mate->link : NULL);
	if (!bridge || bridge->ifindex == e->link->master)
		return false;
	say_stray(s, e, bridge, v);
	return true;
}

static bool say_on_port(const struct scene *s, const struct room *r, const struct link_row *l,
			struct verdict *v)
{
	const struct addr_row *a = l && l->master ? addr_on(r, l, s->q->family) : NULL;
	const struct link_row *bridge = a ? room_link(r, l->master) : NULL;
	const char *six = s->q->family == AF_INET ? "" : "-6 ";

	if (!bridge)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, r, l);
	say(v,
	    "%s's address %s is on %s, a port of %s: the bridge takes what comes in there, so the "
	    "address belongs on %s.",
	    SHOW(r->name), SHOW_IP(a->family, a->addr), SHOW(l->name), SHOW(bridge->name),
	    SHOW(bridge->name));
	say_evidence(v, EVIDENCE_CONFIG, "%s has %s/%u and the master %s", SHOW_AT(r, l),
		     SHOW_IP(a->family, a->addr), a->len, SHOW(bridge->name));
	say_fix(v, r, "ip %saddr del %s/%u dev %s", six, SHOW_IP(a->family, a->addr), a->len,
		l->name);
	say_fix(v, r, "ip %saddr add %s/%u dev %s", six, SHOW_IP(a->family, a->addr), a->len,
		bridge->name);
	return true;
}

bool cause_address_on_port(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct addr_row *a = s->owner ? room_addr(s->owner, s->q->family, s->q->to) : NULL;

	if (h->out && say_on_port(s, h->room, h->out, v))
		return true;
	return a && s->gap.leg == LEG_REQUEST &&
	       say_on_port(s, s->owner, room_link(s->owner, a->ifindex), v);
}

/* The port it came in by, and the one it should have left by; NULL: it is no bridge's port. */
static const struct link_row *port_in(const struct gap *g)
{
	return g->link && g->link->port.valid ? g->link : NULL;
}

static const struct link_row *port_out(const struct gap *g)
{
	return g->next_link && g->next_link->port.valid ? g->next_link : NULL;
}

static const char *const states[] = { "disabled", "listening", "learning", "forwarding",
				      "blocking" };

bool cause_bridge_port_blocked(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct link_row *p = port_in(g), *bridge;

	if (!p || p->port.state == BR_STATE_FORWARDING)
		p = port_out(g);
	if (!p || p->port.state == BR_STATE_FORWARDING || p->port.state >= ARRAY_SIZE(states))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, g->room, p);
	say(v, "the switch port %s is %s, not forwarding, so it lets no frame through.",
	    SHOW_AT(g->room, p), states[p->port.state]);
	say_evidence(v, EVIDENCE_CONFIG, "%s: state %s", SHOW_AT(g->room, p),
		     states[p->port.state]);
	bridge = room_link(g->room, p->master);
	if (bridge && bridge->bridge.stp_state)
		say_fix(v, g->room, "ip link set %s type bridge stp_state 0", bridge->name);
	say_fix(v, g->room, "bridge link set dev %s state 3", p->name);
	return true;
}

bool cause_bridge_port_isolated(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct link_row *in = port_in(g), *out = port_out(g);

	if (!in || !out || !in->port.isolated || !out->port.isolated)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, g->room, out);
	say(v, "the switch ports %s and %s are both isolated, so nothing passes between them.",
	    SHOW_AT(g->room, in), SHOW(out->name));
	say_evidence(v, EVIDENCE_CONFIG, "%s and %s: isolated", SHOW_AT(g->room, in),
		     SHOW(out->name));
	say_fix(v, g->room, "bridge link set dev %s isolated off", out->name);
	return true;
}

static bool is_multicast(const uint8_t mac[6])
{
	return mac[0] & 1;
}

static bool is_broadcast(const uint8_t mac[6])
{
	static const uint8_t all[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

	return !memcmp(mac, all, 6);
}

static const struct frame *lost_frame(const struct gap *g)
{
	return g->trail.n ? &g->trail.at[g->trail.n - 1].k->f : NULL;
}

static const struct fdb_row *fdb_find(const struct room *r, uint32_t bridge, const uint8_t mac[6])
{
	for (size_t i = 0; i < r->n_fdb; i++)
		if ((r->fdb[i].master == bridge || r->fdb[i].ifindex == bridge) &&
		    !memcmp(r->fdb[i].mac, mac, 6))
			return &r->fdb[i];
	return NULL;
}

bool cause_bridge_no_flood(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct link_row *out = port_out(g);
	const struct frame *f = lost_frame(g);
	const char *flag;

	if (!out || !f)
		return false;
	if (is_broadcast(f->eth_dst))
		flag = out->port.bcast_flood ? NULL : "bcast_flood";
	else if (is_multicast(f->eth_dst))
		flag = out->port.mcast_flood ? NULL : "mcast_flood";
	else
		flag = out->port.flood || fdb_find(g->room, out->master, f->eth_dst) ? NULL
										     : "flood";
	if (!flag && out->port.neigh_suppress && g->what == WHAT_QUESTION)
		flag = "neigh_suppress";
	if (!flag)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, g->room, out);
	say(v, "the switch port %s does not get %s: %s is %s there.", SHOW_AT(g->room, out),
	    is_broadcast(f->eth_dst)   ? "broadcasts"
	    : is_multicast(f->eth_dst) ? "multicasts"
				       : "frames for MACs that the switch does not know",
	    flag, strcmp(flag, "neigh_suppress") ? "off" : "on");
	say_evidence(v, EVIDENCE_CONFIG, "%s: %s %s", SHOW_AT(g->room, out), flag,
		     strcmp(flag, "neigh_suppress") ? "off" : "on");
	say_fix(v, g->room, "bridge link set dev %s %s %s", out->name, flag,
		strcmp(flag, "neigh_suppress") ? "on" : "off");
	return true;
}

bool cause_bridge_fdb_wrong(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct link_row *in = port_in(g), *out = g->next_link, *at;
	const struct frame *f = lost_frame(g);
	const struct fdb_row *e;

	if (!f || is_multicast(f->eth_dst) || !(in || (g->link && is_bridge(g->link))))
		return false;
	e = fdb_find(g->room, in ? in->master : g->link->ifindex, f->eth_dst);
	at = e ? room_link(g->room, e->ifindex) : NULL;
	if (!at || at == out || (out && is_bridge(out) && e->state & NUD_PERMANENT))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, g->room, at);
	say(v, "the switch %s believes that %s is behind %s, so it sends the frame there.",
	    SHOW(g->room->name), SHOW_MAC(f->eth_dst), SHOW(at->name));
	say_evidence(v, EVIDENCE_CONFIG, "%s: fdb %s dev %s%s", SHOW(g->room->name),
		     SHOW_MAC(f->eth_dst), SHOW(at->name),
		     e->state & NUD_NOARP	? " static"
		     : e->state & NUD_PERMANENT ? " permanent"
						: "");
	say_fix(v, g->room, "bridge fdb del %s dev %s%s", SHOW_MAC(f->eth_dst), at->name,
		is_bridge(at) ? " self" : " master");
	return true;
}

/* One frame again and again at one end. */
bool cause_bridge_loop(const struct scene *s, struct verdict *v)
{
	enum { TIMES = 6 };
	const struct gap *g = &s->gap;
	const struct trail *t = g->trail.n ? &g->trail : &s->flow.leg[g->leg];

	for (size_t i = 0; i < t->n; i++) {
		size_t n = 0;

		if (!t->at[i].link->port.valid)
			continue;
		for (size_t j = 0; j < t->n; j++)
			n += t->at[j].room == t->at[i].room && t->at[j].link == t->at[i].link &&
			     t->at[j].k->f.dir == t->at[i].k->f.dir &&
			     t->at[j].k->f.mono_ns - t->at[i].k->f.mono_ns < 50000000;
		if (n < TIMES)
			continue;
		v->confidence = scene_confidence(s, true);
		say_where(v, t->at[i].room, t->at[i].link);
		say(v, "the frame circles: it passed the switch port %s %zu times.",
		    SHOW_AT(t->at[i].room, t->at[i].link), n);
		say_fix(v, t->at[i].room, "ip link set %s down", t->at[i].link->name);
		return true;
	}
	return false;
}

static bool has_vlan(const struct room *r, const struct link_row *l, uint16_t vlan)
{
	for (size_t i = 0; i < r->n_vlans; i++)
		if (r->vlans[i].ifindex == l->ifindex && r->vlans[i].first <= vlan &&
		    vlan <= r->vlans[i].last)
			return true;
	return false;
}

static uint16_t pvid_of(const struct room *r, const struct link_row *l)
{
	for (size_t i = 0; i < r->n_vlans; i++)
		if (r->vlans[i].ifindex == l->ifindex && r->vlans[i].pvid)
			return r->vlans[i].first;
	return 0;
}

bool cause_vlan_filtered(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct link_row *in = port_in(g), *out = g->next_link;
	const struct link_row *bridge = in ? room_link(g->room, in->master) : NULL;
	uint16_t vlan;

	if (!bridge || !out || !bridge->bridge.vlan_filtering)
		return false;
	vlan = pvid_of(g->room, in);
	if (vlan && has_vlan(g->room, out, vlan))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, g->room, vlan ? out : in);
	if (vlan)
		say(v, "the switch port %s is not in VLAN %u, which the frame is in.",
		    SHOW_AT(g->room, out), vlan);
	else
		say(v, "the switch port %s has no VLAN for frames without a tag.",
		    SHOW_AT(g->room, in));
	say_fix(v, g->room, "bridge vlan add dev %s vid %u pvid untagged%s",
		vlan ? out->name : in->name, vlan ? vlan : 1,
		is_bridge(vlan ? out : in) ? " self" : "");
	return true;
}

bool cause_hairpin_off(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct link_row *in = port_in(g);
	const struct frame *f = lost_frame(g);
	const struct fdb_row *e = in && f ? fdb_find(g->room, in->master, f->eth_dst) : NULL;

	if (!in || in->port.hairpin || !((e && e->ifindex == in->ifindex) || g->next_link == in))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, g->room, in);
	say(v,
	    "the frame would have to leave the switch by %s, where it came in, and hairpin is off "
	    "there.",
	    SHOW_AT(g->room, in));
	say_evidence(v, EVIDENCE_CONFIG, "%s: hairpin off", SHOW_AT(g->room, in));
	say_fix(v, g->room, "bridge link set dev %s hairpin on", in->name);
	return true;
}

static bool wants_group(const struct room *r, const struct link_row *port, const struct frame *f)
{
	for (size_t i = 0; i < r->n_mdb; i++)
		if (r->mdb[i].ifindex == port->ifindex &&
		    (r->mdb[i].router || (r->mdb[i].family == AF_INET6 &&
					  !memcmp(r->mdb[i].group + 12, f->eth_dst + 2, 4))))
			return true;
	return false;
}

bool cause_multicast_snooping(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct link_row *out = port_out(g);
	const struct link_row *bridge = out ? room_link(g->room, out->master) : NULL;
	const struct frame *f = lost_frame(g);

	if (!bridge || !f || !bridge->bridge.mcast_snooping || !is_multicast(f->eth_dst) ||
	    is_broadcast(f->eth_dst) || wants_group(g->room, out, f))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, g->room, bridge);
	say(v,
	    "%s's multicast snooping keeps the neighbour solicitation from %s: nobody behind that "
	    "port is known to have joined its group.",
	    SHOW_AT(g->room, bridge), SHOW(out->name));
	say_evidence(v, EVIDENCE_CONFIG, "%s: mcast_snooping on, no group for %s at %s",
		     SHOW_AT(g->room, bridge), SHOW_MAC(f->eth_dst), SHOW(out->name));
	say_fix(v, g->room, "ip link set %s type bridge mcast_snooping 0", bridge->name);
	return true;
}

static bool sits_on(const struct room *r, const struct link_row *child,
		    const struct room *base_room, const struct link_row *base)
{
	uint64_t room = child->base_cookie ? child->base_cookie : r->cookie;

	return !strcmp(child->kind, "macvlan") && room == base_room->cookie &&
	       (child->base_ifindex ? child->base_ifindex : child->lower) == base->ifindex;
}

/* The parent talks to its children by a child of its own, which then has its address. */
static void say_sibling_fix(const struct scene *s, const struct room *r,
			    const struct link_row *base, struct verdict *v)
{
	const struct addr_row *a = addr_on(r, base, s->q->family);
	const char *six = s->q->family == AF_INET ? "" : "-6 ";

	if (!a)
		return;
	say_fix(v, r, "ip link add macvlan9 link %s type macvlan mode bridge", base->name);
	say_fix(v, r, "ip %saddr del %s/%u dev %s", six, SHOW_IP(a->family, a->addr), a->len,
		base->name);
	say_fix(v, r, "ip %saddr add %s/%u dev macvlan9%s", six, SHOW_IP(a->family, a->addr),
		a->len, *six ? " nodad" : "");
	say_fix(v, r, "ip link set macvlan9 up");
}

bool cause_macvlan_isolated(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct link_row *link = NULL;
	const struct room *r = snapshot_owner(s->q->snap, s->q->family, h->next, &link);
	bool down, up;

	if (!r || !link || !h->out || r == h->room)
		return false;
	down = sits_on(r, link, h->room, h->out);
	up = sits_on(h->room, h->out, r, link);
	if (!down && !up)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, down ? r : h->room, down ? link : h->out);
	say(v, "%s is a macvlan on %s, and the two never talk to each other directly.",
	    SHOW_AT(down ? r : h->room, down ? link : h->out),
	    SHOW_AT(down ? h->room : r, down ? h->out : link));
	say_sibling_fix(s, down ? h->room : r, down ? h->out : link, v);
	return true;
}
