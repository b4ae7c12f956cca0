// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_bridge.c - faults of a switch's ports: not open, not told, told wrong
 */
#include "causes.h"

#include <linux/if_bridge.h>
#include <linux/neighbour.h>
#include <string.h>

#include "way.h"

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
	bool local;

	if (!f || is_multicast(f->eth_dst) || !(in || (g->link && link_is_bridge(g->link))))
		return false;
	e = fdb_find(g->room, in ? in->master : g->link->ifindex, f->eth_dst);
	at = e ? room_link(g->room, e->ifindex) : NULL;
	/* What is local goes to the bridge itself: right for the MACs of its own. */
	local = e && e->state & NUD_PERMANENT && at && memcmp(at->mac, e->mac, 6) != 0;
	/* Where the MAC should be is not known: perhaps there, out of sight. */
	if (!at || (!out && !local) || (at == out && !local) ||
	    (out && link_is_bridge(out) && e->state & NUD_PERMANENT))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, g->room, at);
	say(v, "the switch %s believes that %s is %s%s, so the frame goes there.",
	    SHOW(g->room->name), SHOW_MAC(f->eth_dst), local ? "its own, by " : "behind ",
	    SHOW(at->name));
	say_evidence(v, EVIDENCE_CONFIG, "%s: fdb %s dev %s%s", SHOW(g->room->name),
		     SHOW_MAC(f->eth_dst), SHOW(at->name),
		     e->state & NUD_NOARP	? " static"
		     : e->state & NUD_PERMANENT ? " permanent"
						: "");
	say_fix(v, g->room, "bridge fdb del %s dev %s%s", SHOW_MAC(f->eth_dst), at->name,
		link_is_bridge(at) ? " self" : " master");
	return true;
}

/* The same question, or the same echo: as often as it asks again, ping has not asked yet. */
static bool is_same_again(const struct kept *a, const struct kept *b)
{
	const struct frame *f = &a->f, *g = &b->f;

	return f->netns_cookie == g->netns_cookie && f->ifindex == g->ifindex && f->dir == g->dir &&
	       f->proto == g->proto && f->type == g->type && f->arp.valid == g->arp.valid &&
	       !memcmp(f->arp.tpa, g->arp.tpa, 4) && !memcmp(f->arp.spa, g->arp.spa, 4) &&
	       f->icmp.type == g->icmp.type && f->icmp.seq == g->icmp.seq &&
	       !memcmp(f->ip.dst, g->ip.dst, 16) && f->ip.ttl == g->ip.ttl &&
	       g->mono_ns - f->mono_ns < 50000000;
}

/*
 * Does the wire close in itself? A cable between two switches joins them; where there are as many
 * such cables as switches, one closes a ring.
 */
static const struct end *ring_of(const struct scene *s, const struct wire *w)
{
	const struct end *cable = NULL;
	size_t ends = 0, switches = 0;

	for (size_t i = 0; i < w->n; i++) {
		const struct end *e = &w->ends[i];
		const struct room *r = e->link->peer_cookie
					       ? snapshot_room(s->q->snap, e->link->peer_cookie)
					       : NULL;
		const struct link_row *peer = r ? room_link(r, e->link->peer_ifindex) : NULL;

		switches += link_is_bridge(e->link);
		if (!e->link->port.valid || !peer || !peer->port.valid ||
		    e->link->port.state != BR_STATE_FORWARDING ||
		    peer->port.state != BR_STATE_FORWARDING)
			continue;
		ends++;
		cable = e;
	}
	return switches && ends / 2 >= switches ? cable : NULL;
}

/* More events than anybody could take in, on a wire that closes in itself. */
static bool storms(const struct scene *s, struct verdict *v)
{
	enum { STORM = 10000 };
	const struct end *e = s->gap.hop.out && s->q->log->lost + s->q->log->n > STORM
				      ? ring_of(s, &s->gap.wire)
				      : NULL;

	if (!e)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, e->room, e->link);
	say(v,
	    "frames circle: the cable at %s closes a ring of switches, none of which blocks a "
	    "port.",
	    SHOW_AT(e->room, e->link));
	say_fix(v, e->room, "ip link set %s down", e->link->name);
	return true;
}

/* It passes all ports there are; the one to close is that of a cable which closes the ring. */
static void say_circle(const struct scene *s, const struct room *r, const struct link_row *l,
		       size_t times, struct verdict *v)
{
	_cleanup_wire_ struct wire w = { 0 };
	const struct end *e;

	wire_walk(s->q->snap, r, l, true, &w);
	e = ring_of(s, &w);
	v->confidence = scene_confidence(s, true);
	say(v, "the frame circles: it passed the switch port %s %zu times within 50 ms.",
	    SHOW_AT(r, l), times);
	if (e)
		say_evidence(
			v, EVIDENCE_CONFIG,
			"the cable at %s closes a ring of switches, none of which blocks a port",
			SHOW_AT(e->room, e->link));
	r = e ? e->room : r;
	l = e ? e->link : l;
	say_where(v, r, l);
	say_fix(v, r, "ip link set %s down", l->name);
}

/* One frame again and again at one end. */
bool cause_bridge_loop(const struct scene *s, struct verdict *v)
{
	enum { TIMES = 6, LOOKED_AT = 1500 };
	const struct frame_log *log = s->q->log;

	for (size_t i = 0; i < log->n && i < LOOKED_AT; i++) {
		const struct room *r = snapshot_room(s->q->snap, log->kept[i].f.netns_cookie);
		const struct link_row *l = r ? room_link(r, log->kept[i].f.ifindex) : NULL;
		size_t n = 0;

		if (!l || !l->port.valid || log->kept[i].f.type != FRAME_PACKET)
			continue;
		for (size_t j = i; j < log->n && j < LOOKED_AT; j++)
			n += is_same_again(&log->kept[i], &log->kept[j]);
		if (n < TIMES)
			continue;
		say_circle(s, r, l, n, v);
		return true;
	}
	return storms(s, v);
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
		link_is_bridge(vlan ? out : in) ? " self" : "");
	return true;
}

/* The port that everything for this address has to leave by: the other end of its pipe. */
static const struct link_row *port_for(const struct scene *s, const uint8_t *addr,
				       const struct room **ret_room)
{
	const struct link_row *link = NULL;
	const struct room *r = snapshot_owner(s->q->snap, s->q->family, addr, &link);
	_cleanup_wire_ struct wire w = { 0 };

	if (!r || !link)
		return NULL;
	wire_walk(s->q->snap, r, link, false, &w);
	for (size_t i = 1; i < w.n; i++) {
		if (!w.ends[i].link->port.valid)
			continue;
		*ret_room = w.ends[i].room;
		return w.ends[i].link;
	}
	return NULL;
}

bool cause_hairpin_off(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct trail *t = g->trail.n ? &g->trail : &s->flow.leg[g->leg];
	const struct frame *f = t->n ? &t->at[t->n - 1].k->f : NULL;
	const struct room *r = NULL;
	const struct link_row *p;
	const uint8_t *dst;

	if (!f)
		return false;
	/* A drop shows what the switch's own NAT had made of it. */
	if (g->drop && g->drop->f.ip.valid && trail_holds(t, g->drop->f.packet_id))
		f = &g->drop->f;
	dst = f->icmp.has_target ? f->icmp.target
	      : f->ip.valid	 ? f->ip.dst
	      : f->arp.valid	 ? f->arp.tpa
				 : g->hop.next;
	p = port_for(s, dst, &r);
	if (!p || p->port.hairpin || !trail_has(t, r, p, DIR_IN) || trail_has(t, r, p, DIR_OUT))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, r, p);
	say(v,
	    "the frame would have to leave the switch by %s, where it came in, and hairpin is off "
	    "there.",
	    SHOW_AT(r, p));
	say_evidence(v, EVIDENCE_CONFIG, "%s: hairpin off", SHOW_AT(r, p));
	say_fix(v, r, "bridge link set dev %s hairpin on", p->name);
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
