// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_neigh.c - faults of neighbours: an answer that is not given, or is wrong
 */
#include "causes.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "way.h"

/* The interface of the owner that should speak for the next hop. */
static const struct end *owner_end(const struct gap *g)
{
	return g->owner > 0 ? &g->wire.ends[g->owner] : NULL;
}

static bool is_noarp(const struct link_row *l)
{
	return l->flags & IFF_NOARP && !(l->flags & IFF_LOOPBACK);
}

bool cause_arp_off(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct end *owner = owner_end(g);
	const struct room *r = NULL;
	const struct link_row *l = NULL;

	if (g->hop.out && is_noarp(g->hop.out) && g->what == WHAT_ECHO)
		r = g->hop.room, l = g->hop.out;
	else if (g->stage == STAGE_HEARD && g->link && is_noarp(g->link))
		r = g->room, l = g->link;
	else if (owner && is_noarp(owner->link) && g->what != WHAT_ECHO)
		r = owner->room, l = owner->link;
	if (!l)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, r, l);
	if (r == g->hop.room)
		say(v,
		    "ARP is off on %s, so %s does not ask for the MAC of %s and sends to its own: "
		    "nobody takes that frame.",
		    SHOW_AT(r, l), SHOW(r->name), SHOW_IP(g->hop.next_family, g->hop.next));
	else
		say(v, "ARP is off on %s, so %s does not answer who asks for %s.", SHOW_AT(r, l),
		    SHOW(r->name), SHOW_IP(g->hop.next_family, g->hop.next));
	say_evidence(v, EVIDENCE_CONFIG, "%s has the flag NOARP", SHOW_AT(r, l));
	say_fix(v, r, "ip link set %s arp on", l->name);
	return true;
}

/* The source by which the question was asked. */
static const uint8_t *asker_ip(const struct gap *g)
{
	const struct frame *f = g->trail.n ? &g->trail.at[0].k->f : NULL;

	return !f ? NULL : f->arp.valid ? f->arp.spa : f->ip.src;
}

/* arp_ignore, as arp_ignore() in net/ipv4/arp.c has it. Return: does it keep the owner silent? */
static bool ignores(const struct scene *s, int64_t mode, const struct room *r,
		    const struct link_row *l)
{
	const struct addr_row *a = room_addr(r, AF_INET, s->gap.hop.next), *on = NULL;
	const uint8_t *sip = asker_ip(&s->gap);

	if (!a || mode <= 0)
		return false;
	on = a->ifindex == l->ifindex ? a : NULL;
	switch (mode) {
	case 1: return !on;
	case 2: return !on || (sip && !addr_row_covers(on, AF_INET, sip));
	case 3: return a->scope >= RT_SCOPE_HOST;
	case 8: return true;
	default: return false;
	}
}

static void say_ignored(const struct scene *s, const char *knob, int64_t value, const char *because,
			struct verdict *v)
{
	const struct gap *g = &s->gap;

	v->confidence = scene_confidence(s, true);
	say_where(v, g->room, g->link);
	say(v, "%s heard %s ask for %s and does not answer: %s.", SHOW_AT(g->room, g->link),
	    SHOW(g->hop.room->name), SHOW_IP(AF_INET, g->hop.next), because);
	say_evidence(v, EVIDENCE_CONFIG, "%s: %s = %lld", SHOW_AT(g->room, g->link), knob,
		     (long long)value);
	say_fix(v, g->room, "sysctl -w net.ipv4.conf.all.%s=0 net.ipv4.conf.%s.%s=0", knob,
		g->link->name, knob);
}

static bool silent_by_ignore(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	int64_t mode = setting4_effective(g->room->settings, g->link->ifindex, SETTING4_ARP_IGNORE);
	char because[96];

	if (!ignores(s, mode, g->room, g->link))
		return false;
	snprintf(because, sizeof(because), "arp_ignore is %lld there", (long long)mode);
	say_ignored(s, "arp_ignore", mode, because, v);
	return true;
}

static bool silent_by_filter(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	int64_t mode = setting4_effective(g->room->settings, g->link->ifindex, SETTING4_ARP_FILTER);
	const uint8_t *sip = asker_ip(g);
	const struct hop_row *way =
		mode == 1 && sip ? answer_hop(scene_ask(s, g->room, NULL, g->hop.next, sip)) : NULL;

	if (!way || way->oif == g->link->ifindex)
		return false;
	say_ignored(s, "arp_filter", mode,
		    "arp_filter is 1, and the way back to the asker is another interface", v);
	return true;
}

/* It asked in the name of an address that the owner would not answer to by that interface. */
static bool silent_by_source(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const uint8_t *sip = asker_ip(g);
	const struct answer *a = sip ? scene_ask(s, g->room, g->link, sip, g->hop.next) : NULL;
	int64_t rp = setting4_effective(g->room->settings, g->link->ifindex, SETTING4_RP_FILTER);

	if (!a || !a->error)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, g->room, g->link);
	say(v,
	    "%s heard %s ask for %s in the name of %s, and does not answer: that source fails its "
	    "reverse-path check.",
	    SHOW_AT(g->room, g->link), SHOW(g->hop.room->name), SHOW_IP(AF_INET, g->hop.next),
	    SHOW_IP(AF_INET, sip));
	say_evidence(v, EVIDENCE_KERNEL, "%s refuses what comes from %s by %s: %s",
		     SHOW(g->room->name), SHOW_IP(AF_INET, sip), SHOW(g->link->name), a->words);
	if (rp > 0)
		say_fix(v, g->room,
			"sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.%s.rp_filter=0",
			g->link->name);
	return true;
}

bool cause_arp_ignored(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;

	if (g->hop.next_family != AF_INET || g->what != WHAT_QUESTION || !g->link)
		return false;
	return silent_by_ignore(s, v) || silent_by_filter(s, v) || silent_by_source(s, v);
}

/* Two namespaces of this wire with one address. */
static bool say_twins(const struct scene *s, const struct room *a, const struct room *b,
		      const uint8_t *addr, struct verdict *v)
{
	const struct addr_row *row = room_addr(b, s->q->family, addr);
	const struct link_row *l = row ? room_link(b, row->ifindex) : NULL;

	if (!l)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, b, l);
	say(v,
	    "%s and %s both have the address %s, so %s takes what comes from it for forged and "
	    "does not answer.",
	    SHOW(a->name), SHOW(b->name), SHOW_IP(s->q->family, addr), SHOW(b->name));
	say_evidence(v, EVIDENCE_CONFIG, "%s is on %s and in %s", SHOW_IP(s->q->family, addr),
		     SHOW_AT(b, l), SHOW(a->name));
	say_addr_del(v, b, s->q->family, addr, row->len, l->name);
	return true;
}

bool cause_duplicate_address(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const uint8_t *sip = g->what == WHAT_QUESTION ? asker_ip(g) : NULL;
	const struct room *maker = s->hops[g->leg][0].room;

	/* The one asked has the asker's own address. */
	if (g->stage == STAGE_HEARD && sip && room_addr(g->room, s->q->family, sip))
		return say_twins(s, g->hop.room, g->room, sip, v);
	/* The reply went to another namespace that has FROM's address, or never left the target. */
	if (g->leg == LEG_REPLY && g->stage == STAGE_DELIVER && g->hop.room != s->q->from)
		return say_twins(s, s->q->from, g->hop.room, g->hop.dst, v);
	/* A packet came in whose source is the receiver's own. */
	if ((g->stage == STAGE_FORWARD || g->stage == STAGE_DELIVER) && g->hop.room != maker &&
	    room_addr(g->hop.room, s->q->family, g->hop.src))
		return say_twins(s, maker, g->hop.room, g->hop.src, v);
	return false;
}

/* Who else of the wire has this MAC? */
static const struct end *same_mac(const struct wire *w, const struct link_row *l)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->ends[i].link != l && !w->ends[i].link->master &&
		    !memcmp(w->ends[i].link->mac, l->mac, 6) &&
		    strcmp(w->ends[i].link->kind, "macvlan"))
			return &w->ends[i];
	return NULL;
}

static void say_same_mac(const struct scene *s, const struct room *room,
			 const struct link_row *mine, const struct end *twin, struct verdict *v)
{
	v->confidence = scene_confidence(s, true);
	say_where(v, twin->room, twin->link);
	say(v, "%s and %s have the same MAC, %s, so frames for one go to the other.",
	    SHOW_AT(room, mine), SHOW_AT(twin->room, twin->link), SHOW_MAC(mine->mac));
	say_evidence(v, EVIDENCE_CONFIG, "%s and %s: %s", SHOW_AT(room, mine),
		     SHOW_AT(twin->room, twin->link), SHOW_MAC(mine->mac));
	say_fix(v, twin->room, "ip link set %s address 02:%02x:%02x:%02x:%02x:%02x",
		twin->link->name, mine->mac[1], mine->mac[2], mine->mac[3], mine->mac[4],
		mine->mac[5] ^ 0x55);
}

bool cause_duplicate_mac(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct end *owner = owner_end(g), *twin;
	const struct link_row *mine = g->hop.out;
	const struct room *room = g->hop.room;

	twin = mine ? same_mac(&g->wire, mine) : NULL;
	if (!twin && owner) {
		mine = owner->link;
		room = owner->room;
		twin = same_mac(&g->wire, mine);
	}
	if (!twin)
		return false;
	say_same_mac(s, room, mine, twin, v);
	return true;
}

/* A namespace that the packet was not meant for took the frame: it has the next hop's MAC, too. */
bool cause_mac_taken(const struct scene *s, struct verdict *v)
{
	const struct hop *last = &s->gap.hop, *h;
	_cleanup_wire_ struct wire w = { 0 };
	int at;

	if (s->n_hops[s->gap.leg] < 2)
		return false;
	h = &s->hops[s->gap.leg][s->n_hops[s->gap.leg] - 2];
	if (!h->left || !h->out || room_addr(last->room, h->next_family, h->next))
		return false;
	wire_walk(s->q->snap, h->room, h->out, true, &w);
	at = wire_owner(&w, h->next_family, h->next);
	if (at <= 0 || w.ends[at].room == h->room ||
	    memcmp(w.ends[at].link->mac, h->left->k->f.eth_dst, 6))
		return false;
	say_same_mac(s, w.ends[at].room, w.ends[at].link,
		     &(struct end){ .room = last->room, .link = last->in }, v);
	return true;
}

static void say_neighbour(const struct scene *s, const struct hop *h, const struct end *owner,
			  struct verdict *v)
{
	const struct neigh_row *n = room_neigh(h->room, h->out->ifindex, h->next_family, h->next);
	const uint8_t *mac = h->left->k->f.eth_dst;

	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, h->out);
	say(v, "%s sends what is for %s to the MAC %s, but %s, which has that address, is %s.",
	    SHOW(h->room->name), SHOW_IP(h->next_family, h->next), SHOW_MAC(mac),
	    SHOW_AT(owner->room, owner->link), SHOW_MAC(owner->link->mac));
	say_evidence(v, EVIDENCE_CONFIG, "%s: neighbour %s lladdr %s %s", SHOW_AT(h->room, h->out),
		     SHOW_IP(h->next_family, h->next), SHOW_MAC(mac),
		     n ? nud_word((uint8_t)n->state) : "learnt");
	say_fix(v, h->room, "ip neigh del %s dev %s", SHOW_IP(h->next_family, h->next),
		h->out->name);
}

/* The frame went to a namespace that does not have the next hop's address, though another on that
 * wire does. */
static bool went_astray(const struct scene *s, const struct hop *h, struct verdict *v)
{
	_cleanup_wire_ struct wire w = { 0 };
	int at;

	if (!h->left || !h->out || is_noarp(h->out) || h->out->flags & IFF_LOOPBACK)
		return false;
	wire_walk(s->q->snap, h->room, h->out, true, &w);
	at = wire_owner(&w, h->next_family, h->next);
	if (at <= 0 || w.ends[at].room == h->room ||
	    room_has_mac(w.ends[at].room, h->left->k->f.eth_dst))
		return false;
	say_neighbour(s, h, &w.ends[at], v);
	return true;
}

/* The answer to the question for a MAC was sent to one that is not the asker's. */
static bool answer_astray(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct sight *at = g->trail.at;
	const struct end asker = { .room = g->hop.room, .link = g->hop.out };
	struct hop h;

	if (g->what != WHAT_ANSWER || !g->trail.n || at->k->f.arp.valid || !asker.link ||
	    at->k->f.eth_dst[0] & 1 || room_has_mac(asker.room, at->k->f.eth_dst))
		return false;
	h = (struct hop){
		.room = at->room, .out = at->link, .left = at, .next_family = g->hop.next_family
	};
	memcpy(h.next, at->k->f.ip.dst, sizeof(h.next));
	say_neighbour(s, &h, &asker, v);
	v->direction = LEG_REPLY;
	return true;
}

bool cause_neighbour_wrong(const struct scene *s, struct verdict *v)
{
	if (answer_astray(s, v))
		return true;
	for (int leg = 0; leg < LEG_MAX; leg++)
		for (size_t i = 0; i < s->n_hops[leg]; i++)
			if (went_astray(s, &s->hops[leg][i], v)) {
				v->direction = (enum leg)leg;
				return true;
			}
	return false;
}

bool cause_neighbour_table_full(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;
	const struct kept *k = scene_drop_in(s, NULL, "NEIGH_CREATEFAIL", NULL);
	int64_t limit, entries;

	if (!k)
		return false;
	limit = neigh_table(h->room->settings, s->q->family, NEIGH_TABLE_GC_THRESH3);
	entries = neigh_table(h->room->settings, s->q->family, NEIGH_TABLE_ENTRIES);
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, NULL);
	say(v,
	    "the neighbour table, which all namespaces share, is full (%lld of %lld), so %s cannot "
	    "learn a MAC.",
	    (long long)entries, (long long)limit, SHOW(h->room->name));
	return true;
}

static bool was_answered(const struct scene *s, const struct hop *h)
{
	struct trail answers;
	bool any;

	flow_answers(s->q, h->room, h->next_family, h->next, &answers);
	any = answers.n;
	trail_done(&answers);
	return any;
}

bool cause_neighbour_queue_full(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;

	/* Where nobody answers at all, a longer queue would not help. */
	if (!h->out || !scene_drop_in(s, h->room, "NEIGH_QUEUEFULL", NULL) || !was_answered(s, h))
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, h->out);
	say(v,
	    "more packets waited in %s for the MAC of %s than its queue holds, and were thrown "
	    "away.",
	    SHOW_AT(h->room, h->out), SHOW_IP(h->next_family, h->next));
	say_evidence(v, EVIDENCE_CONFIG, "%s: unres_qlen_bytes = %lld", SHOW_AT(h->room, h->out),
		     (long long)neigh_setting(h->room->settings, s->q->family, h->out->ifindex,
					      NEIGH_SETTING_UNRES_QLEN_BYTES));
	say_fix(v, h->room, "sysctl -w net.%s.neigh.%s.unres_qlen_bytes=212992",
		s->q->family == AF_INET ? "ipv4" : "ipv6", h->out->name);
	return true;
}
