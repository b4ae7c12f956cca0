// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_gate.c - what was put in a packet's way at an interface: programs, queues, impairments; and
 * frames that are too big for it
 */
#include "causes.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "way.h"

static bool is_gate(const struct gate_row *g, uint32_t ifindex, enum gate where)
{
	return g->ifindex == ifindex && g->where == where && !g->ours;
}

static const struct gate_row *gate_at(const struct room *r, const struct link_row *l,
				      enum gate where)
{
	for (size_t i = 0; l && i < r->n_gates; i++)
		if (is_gate(&r->gates[i], l->ifindex, where))
			return &r->gates[i];
	return NULL;
}

/* Where a drop event says that it was, with its interface. */
static const struct room *drop_place(const struct scene *s, const struct kept *k,
				     const struct link_row **ret_link)
{
	const struct room *r = k ? snapshot_room(s->q->snap, k->f.netns_cookie) : NULL;

	*ret_link = r ? room_link(r, k->f.ifindex) : NULL;
	return *ret_link ? r : NULL;
}

static void say_gate(const struct room *r, const struct link_row *l, const struct gate_row *g,
		     const char *what, struct verdict *v)
{
	say_where(v, r, l);
	say(v, "%s %s at %s (%s%s%s) throws the packet away.", what,
	    g->prog_id ? "program" : "filter", SHOW_AT(r, l), g->kind, *g->name ? ", " : "",
	    *g->name ? SHOW(g->name) : "");
	if (g->prog_id)
		say_evidence(v, EVIDENCE_CONFIG, "%s: %s program %u", SHOW_AT(r, l),
			     gate_word((enum gate)g->where), g->prog_id);
}

/* Is there another before it that the same command takes away? */
static bool is_again(const struct room *r, const struct gate_row *g)
{
	for (const struct gate_row *was = r->gates; was < g; was++)
		if (is_gate(was, g->ifindex, (enum gate)g->where) && was->pref == g->pref)
			return true;
	return false;
}

size_t say_tc_fix(const struct room *r, const struct link_row *l, enum gate where,
		  struct verdict *v)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_gates; i++) {
		const struct gate_row *g = &r->gates[i];

		if (!is_gate(g, l->ifindex, where))
			continue;
		n++;
		if (strcmp(g->kind, "tcx") && !is_again(r, g))
			say_fix(v, r, "tc filter del dev %s %s pref %u", l->name,
				where == GATE_TC_IN ? "ingress" : "egress", g->pref);
	}
	return n;
}

static bool tc_at(const struct scene *s, const struct room *r, const struct link_row *l,
		  enum gate where, bool witnessed, struct verdict *v)
{
	const struct gate_row *g = r && l ? gate_at(r, l, where) : NULL;
	size_t n;

	if (!g)
		return false;
	v->confidence = scene_confidence(s, witnessed);
	say_gate(r, l, g, "a tc", v);
	n = say_tc_fix(r, l, where, v);
	/* The drop does not say which of them it was. */
	if (n > 1)
		say(v, "one of the %zu tc filters and programs at %s throws the packet away.", n,
		    SHOW_AT(r, l));
	return true;
}

/* After it left by the gap's interface it was seen at another of that namespace: where it died
 * there, it was sent there. */
static bool went_aside(const struct gap *g)
{
	const struct sight *last = g->trail.n ? &g->trail.at[g->trail.n - 1] : NULL;

	return last && g->stage == STAGE_WIRE && last->room == g->room && last->link != g->link &&
	       !last->link->master;
}

bool cause_tc_drop(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct link_row *l;
	const struct room *r;

	r = drop_place(s, scene_drop_in(s, NULL, "TC_INGRESS", NULL), &l);
	if (r && tc_at(s, r, l, GATE_TC_IN, true, v))
		return true;
	r = drop_place(s, scene_drop_in(s, NULL, "TC_EGRESS", NULL), &l);
	if (r && tc_at(s, r, l, GATE_TC_OUT, true, v))
		return true;
	if (g->drop && !went_aside(g))
		return false;
	/* One that swallows it and says nothing: steals, redirects. */
	return tc_at(s, g->next_room, g->next_link, GATE_TC_IN, false, v) ||
	       tc_at(s, g->room, g->link, GATE_TC_OUT, false, v);
}

bool cause_xdp_drop(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct link_row *l = g->next_link;
	const struct room *r = g->next_room;
	const struct kept *k = scene_drop_in(s, NULL, "XDP", NULL);
	const struct gate_row *x;

	/* Generic XDP's, a pipe's native one: they give no reason. */
	k = k ? k : scene_drop_in(s, NULL, NULL, "do_xdp_generic");
	k = k ? k : scene_drop_in(s, NULL, NULL, "veth_xdp_rcv_skb");
	k = k ? k : scene_drop_in(s, NULL, NULL, "veth_xdp_rcv_one");
	if (k && drop_place(s, k, &l))
		r = drop_place(s, k, &l);
	else if (g->stage != STAGE_WIRE || g->drop)
		return false;
	x = r ? gate_at(r, l, GATE_XDP) : NULL;
	if (!x)
		return false;
	v->confidence = scene_confidence(s, true);
	say_gate(r, l, x, "an XDP", v);
	say_fix(v, r, "ip link set %s %s off", l->name,
		!strcmp(x->kind, "generic")   ? "xdpgeneric"
		: !strcmp(x->kind, "offload") ? "xdpoffload"
					      : "xdp");
	return true;
}

static const struct queue_row *queue_at(const struct room *r, const struct link_row *l)
{
	for (size_t i = 0; l && i < r->n_queues; i++)
		if (r->queues[i].ifindex == l->ifindex && queue_holds(&r->queues[i]))
			return &r->queues[i];
	return NULL;
}

void say_queue_fix(const struct room *r, const struct link_row *l, struct verdict *v)
{
	if (queue_at(r, l))
		say_fix(v, r, "tc qdisc del dev %s root", l->name);
}

bool cause_qdisc_drop(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct link_row *l = NULL;
	const struct room *r = drop_place(s, scene_drop_in(s, NULL, "QDISC_DROP", NULL), &l);
	const struct queue_row *q;

	if (!r && g->stage == STAGE_WIRE && !g->drop) {
		r = g->room;
		l = g->link;
	}
	q = r ? queue_at(r, l) : NULL;
	if (!q)
		return false;
	v->confidence = scene_confidence(s, g->drop);
	say_where(v, r, l);
	say(v, "the queue of %s (%s) throws the packet away or holds it back.", SHOW_AT(r, l),
	    q->kind);
	say_evidence(v, EVIDENCE_CONFIG, "%s: qdisc %s, %u drops so far", SHOW_AT(r, l), q->kind,
		     q->drops);
	say_queue_fix(r, l, v);
	return true;
}

bool cause_nscope_fault(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;

	if (!g->link || !*g->link->fault || g->stage != STAGE_WIRE)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, g->room, g->link);
	say(v, "%s is impaired on purpose: nscope fault set %s there.", SHOW_AT(g->room, g->link),
	    g->link->fault);
	say_evidence(v, EVIDENCE_CONFIG, "%s: fault %s", SHOW_AT(g->room, g->link), g->link->fault);
	if (*g->room->lab) {
		struct room nowhere = { .name = "host" };

		say_fix(v, &nowhere, "nscope fault %s %s:%s --clear", g->room->lab, g->room->name,
			g->link->name);
	}
	return true;
}

/* A pipe is as wide as its narrower end. */
static void say_peer_mtu(const struct scene *s, const struct link_row *l, uint32_t want,
			 struct verdict *v)
{
	const struct room *r = l->peer_cookie ? snapshot_room(s->q->snap, l->peer_cookie) : NULL;
	const struct link_row *peer = r ? room_link(r, l->peer_ifindex) : NULL;

	if (peer && peer->mtu < want)
		say_fix(v, r, "ip link set %s mtu %u", peer->name, want);
}

static void say_mtu(const struct scene *s, const struct room *r, const struct link_row *l,
		    uint32_t len, uint32_t want, struct verdict *v)
{
	v->confidence = scene_confidence(s, true);
	say_where(v, r, l);
	say(v, "the packet of %u octets is too big for %s, whose MTU is %u.", len, SHOW_AT(r, l),
	    l->mtu);
	say_evidence(v, EVIDENCE_CONFIG, "%s: mtu %u", SHOW_AT(r, l), l->mtu);
	say_fix(v, r, "ip link set %s mtu %u", l->name, want);
	say_peer_mtu(s, l, want, v);
	say_fix(v, s->q->from, "ip %sroute flush cache", SIX(s->q->family));
}

static uint32_t max_u32(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

/* The next interface out, of the namespace that threw it away as too big. */
static bool too_big_to_forward(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct frame *f = h->came ? &h->came->k->f : NULL;

	if (!f || !h->out || !scene_drop_in(s, h->room, "PKT_TOO_BIG", NULL))
		return false;
	say_mtu(s, h->room, h->out, f->len - 14, max_u32(f->len - 14, h->in->mtu), v);
	return true;
}

/* A pipe drops what the other end would not take (is_skb_forwardable()), a bridge the same. */
static bool too_big_on_wire(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct frame *f = g->trail.n ? &g->trail.at[g->trail.n - 1].k->f : NULL;

	if (!f || !g->next_link || f->len <= g->next_link->mtu + 14)
		return false;
	say_mtu(s, g->next_room, g->next_link, f->len - 14, max_u32(f->len - 14, g->link->mtu), v);
	return true;
}

/* A route may be given a size of its own. */
static bool too_big_for_route(const struct scene *s, unsigned int mtu, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct route_row *w = way_taken(s, h);

	if (!w || !w->mtu || w->n_hops != 1 || w->mtu >= h->out->mtu || (mtu && mtu != w->mtu))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, h->out);
	say(v, "the packet is too big for %s's route to %s, which has an MTU of its own, %u.",
	    SHOW(h->room->name), show_destination(w).text, w->mtu);
	say_evidence(v, EVIDENCE_CONFIG, "%s: route %s mtu %u", SHOW(h->room->name),
		     show_destination(w).text, w->mtu);
	say_route(v, h->room, s->q->family, show_destination(w).text, &h->room->hops[w->hop],
		  w->table);
	return true;
}

/* The sender itself may not: an interface, or what a router told it before. */
static bool too_big_to_send(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	const struct hop *h = &s->gap.hop;
	unsigned int mtu = 0;
	const char *words = q->said ? strstr(q->said, "mtu") : NULL;

	if (s->gap.stage != STAGE_SEND || s->gap.leg != LEG_REQUEST || !h->out || !q->said ||
	    !(strstr(q->said, "essage too long") || strstr(q->said, "Frag needed")))
		return false;
	if (words)
		sscanf(words, "mtu%*[ =:]%u", &mtu);
	if (too_big_for_route(s, mtu, v))
		return true;
	if (mtu && mtu < h->out->mtu) {
		for (size_t r = 0; r < q->snap->n_rooms; r++)
			for (size_t l = 0; l < q->snap->rooms[r].n_links; l++)
				if (&q->snap->rooms[r] != q->from &&
				    q->snap->rooms[r].links[l].mtu == mtu) {
					say_mtu(s, &q->snap->rooms[r], &q->snap->rooms[r].links[l],
						h->out->mtu, h->out->mtu, v);
					return true;
				}
	}
	say_mtu(s, h->room, h->out, h->out->mtu + 1, 1500, v);
	return true;
}

bool cause_mtu(const struct scene *s, struct verdict *v)
{
	return too_big_to_forward(s, v) || too_big_on_wire(s, v) || too_big_to_send(s, v);
}

bool cause_backlog_full(const struct scene *s, struct verdict *v)
{
	const struct link_row *l = NULL;
	const struct kept *k = scene_drop_in(s, NULL, "CPU_BACKLOG", NULL);
	const struct room *r = drop_place(s, k, &l);

	if (!r)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, r, l);
	say(v, "a CPU's backlog was full when the packet was to come in at %s.", SHOW_AT(r, l));
	say_evidence(v, EVIDENCE_CONFIG, "net.core.netdev_max_backlog is the limit");
	return true;
}
