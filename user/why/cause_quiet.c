// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_quiet.c - packets that end without a word: not answered, late, in pieces, out of sight
 */
#include "causes.h"

#include <string.h>

#include "../trace/rule.h"
#include "way.h"

static bool ignores_echo(const struct scene *s, const struct room *r)
{
	return room_setting(r->settings, s->q->family == AF_INET
						 ? ROOM_SETTING_ICMP_ECHO_IGNORE_ALL
						 : ROOM_SETTING_ICMP6_ECHO_IGNORE_ALL) == 1;
}

bool cause_echo_ignored(const struct scene *s, struct verdict *v)
{
	const struct hop *h = &s->gap.hop;

	/* Only where the request came in, and nothing was made of it. */
	if ((s->gap.stage == STAGE_SEND) != (s->gap.leg == LEG_REPLY) || !ignores_echo(s, h->room))
		return false;
	v->direction = LEG_REQUEST;
	v->confidence = scene_confidence(s, true);
	say_where(v, h->room, NULL);
	say(v, "%s got the echo request and is told not to answer any: icmp_echo_ignore_all is 1.",
	    SHOW(h->room->name));
	say_evidence(v, EVIDENCE_CONFIG, "%s: %s = 1", SHOW(h->room->name),
		     room_setting_path(s->q->family == AF_INET
					       ? ROOM_SETTING_ICMP_ECHO_IGNORE_ALL
					       : ROOM_SETTING_ICMP6_ECHO_IGNORE_ALL));
	say_fix(v, h->room, "sysctl -w net.%s=0",
		s->q->family == AF_INET ? "ipv4.icmp_echo_ignore_all"
					: "ipv6.icmp.echo_ignore_all");
	return true;
}

/* Where on its way the packet spent the longest time. */
static const struct sight *slowest(const struct scene *s, uint64_t *ret_ns)
{
	const struct sight *found = NULL;
	uint64_t most = 0;

	for (int leg = 0; leg < LEG_MAX; leg++) {
		const struct trail *t = &s->flow.leg[leg];

		for (size_t i = 0; i + 1 < t->n; i++) {
			uint64_t took = t->at[i + 1].k->f.mono_ns - t->at[i].k->f.mono_ns;

			if (took <= most)
				continue;
			most = took;
			found = &t->at[i];
		}
	}
	*ret_ns = most;
	return found;
}

/* Did a reply come in at FROM, and was not thrown away there? */
static bool came_in(const struct scene *s)
{
	const struct question *q = s->q;

	for (size_t i = 0; i < q->log->n; i++)
		if (q->log->kept[i].f.type == FRAME_DROP && frame_in(&q->log->kept[i].f, q->from) &&
		    frame_is_probe(q, &q->log->kept[i].f, LEG_REPLY))
			return false;
	return flow_came_back(q, &s->flow);
}

/* From the request's first sight to the reply's last. */
static uint64_t whole_ns(const struct scene *s)
{
	const struct trail *t = &s->flow.leg[LEG_REPLY];

	return t->at[t->n - 1].k->f.mono_ns - s->flow.first->f.mono_ns;
}

void say_waited(const struct scene *s, struct verdict *v)
{
	const struct hop *first = &s->hops[LEG_REQUEST][0];
	uint64_t took;
	const struct sight *at = slowest(s, &took);
	const struct room *r = at ? at->room : first->room;
	const struct link_row *l = at ? at->link : first->out;

	v->cause = CAUSE_REPLY_LATE;
	v->direction = LEG_REPLY;
	v->confidence = scene_confidence(s, true);
	say_where(v, r, l);
	say(v,
	    "%s does answer, but later than ping was told to wait: with more patience %u of %u "
	    "came back.",
	    SHOW_TO(s->q), s->q->received, s->q->sent);
	say_queue_fix(r, l, v);
}

bool cause_reply_late(const struct scene *s, struct verdict *v)
{
	enum { LATE_NS = 5000000, NS_PER_MS = 1000000 };
	uint64_t late = s->q->patience_ns / 10 * 9; /* ping's clock began a little later */
	const struct sight *at;
	uint64_t took, whole;

	if (!came_in(s) || !s->flow.leg[LEG_REQUEST].n)
		return false;
	whole = whole_ns(s);
	at = slowest(s, &took);
	if (whole < LATE_NS || whole < late)
		return false;
	v->direction = LEG_REPLY;
	v->confidence = scene_confidence(s, true);
	if (at && took > whole / 2) {
		say_where(v, at->room, at->link);
		say(v,
		    "the reply did come, but later than ping waited: the packet spent %llu ms "
		    "behind %s.",
		    (unsigned long long)(took / NS_PER_MS), SHOW_AT(at->room, at->link));
		say_queue_fix(at->room, at->link, v);
		return true;
	}
	at = &s->flow.leg[LEG_REQUEST].at[s->flow.leg[LEG_REQUEST].n - 1];
	say_where(v, at->room, at->link);
	say(v,
	    "the reply did come, but %llu ms after the request, later than ping waited; the "
	    "request "
	    "was last seen at %s.",
	    (unsigned long long)(whole / NS_PER_MS), SHOW_AT(at->room, at->link));
	return true;
}

bool cause_remote_unknown(const struct scene *s, struct verdict *v)
{
	const struct gap *g = &s->gap;
	const struct link_row *l = g->link ? g->link : g->hop.out;

	v->confidence = scene_confidence(s, false);
	say_where(v, g->room, l);
	say(v,
	    "the trail ends at %s: the packet left for a place that nscope cannot see into, and "
	    "nothing came back.",
	    SHOW_AT(g->room, l));
	return true;
}

/* IPv4 numbers a packet's pieces; IPv6's number is not kept, so all of this way count. */
static bool is_piece(const struct frame *f, const struct frame *whole)
{
	/* A verdict tells only IPv6's first header, which does not say that it is a piece. */
	bool piece = f->ip.fragment || (f->type == FRAME_RULE && f->ip.version == 6);

	return f->ip.valid && piece && f->ip.version == whole->ip.version &&
	       f->ip.id == whole->ip.id && !memcmp(f->ip.src, whole->ip.src, 16) &&
	       !memcmp(f->ip.dst, whole->ip.dst, 16);
}

/* How many different pieces were seen at an end. */
static unsigned int pieces(const struct scene *s, const struct frame *whole,
			   const struct room *room, uint32_t ifindex, enum frame_dir dir)
{
	uint16_t seen[32];
	unsigned int n = 0;

	for (size_t i = 0; i < s->q->log->n && n < ARRAY_SIZE(seen); i++) {
		const struct frame *f = &s->q->log->kept[i].f;
		bool known = false;

		if (f->type != FRAME_PACKET || !is_piece(f, whole) || !frame_in(f, room) ||
		    f->ifindex != ifindex || f->dir != dir)
			continue;
		for (unsigned int j = 0; j < n; j++)
			known |= seen[j] == f->ip.frag_offset;
		if (!known)
			seen[n++] = f->ip.frag_offset;
	}
	return n;
}

/* What threw a piece away: a drop, or a firewall's rule. The kernel's own clearing up of what it
 * waited for in vain is no cause. */
static const struct kept *lost_piece(const struct scene *s, const struct frame *whole,
				     enum frame_type type)
{
	for (size_t i = 0; i < s->q->log->n; i++) {
		const struct kept *k = &s->q->log->kept[i];

		if (k->f.type == type && is_piece(&k->f, whole) &&
		    (type == FRAME_RULE ? event_rule_drops(&k->rule)
					: strcmp(k->reason, "FRAG_REASM_TIMEOUT") != 0))
			return k;
	}
	return NULL;
}

/* The leg whose packet came in at its destination in pieces, or not at all. */
static enum leg broken_leg(const struct scene *s)
{
	return s->gap.leg == LEG_REPLY && s->gap.stage == STAGE_SEND ? LEG_REQUEST : s->gap.leg;
}

static void say_piece_fix(const struct room *r, const struct kept *rule, const struct kept *drop,
			  struct verdict *v)
{
	const struct link_row *l = drop ? room_link(r, drop->f.ifindex) : NULL;

	if (rule && rule->rule.handle)
		say_rule_del(v, r, &rule->rule);
	else if (l && say_tc_fix(r, l, GATE_TC_IN, v) + say_tc_fix(r, l, GATE_TC_OUT, v))
		say_where(v, r, l);
}

bool cause_fragment_lost(const struct scene *s, struct verdict *v)
{
	enum leg leg = broken_leg(s);
	const struct hop *maker = &s->hops[leg][0], *end = &s->hops[leg][s->n_hops[leg] - 1];
	const struct frame *whole = maker->left ? &maker->left->k->f : NULL;
	const struct kept *drop, *rule;
	const struct room *r;
	unsigned int made, came;

	if (!whole || !whole->ip.fragment)
		return false;
	drop = lost_piece(s, whole, FRAME_DROP);
	rule = lost_piece(s, whole, FRAME_RULE);
	r = drop ? snapshot_room(s->q->snap, drop->f.netns_cookie) : end->room;
	made = pieces(s, whole, maker->room, maker->left->link->ifindex, DIR_OUT);
	came = end->in ? pieces(s, whole, end->room, end->in->ifindex, DIR_IN) : 0;
	if (!r || (!drop && came >= made))
		return false;
	v->direction = leg;
	v->confidence = scene_confidence(s, drop);
	say_where(v, r, NULL);
	if (drop)
		say(v,
		    "%s throws away one of the packet's %u pieces (%s), so it cannot be put "
		    "together again.",
		    SHOW(r->name), made, drop->reason);
	else
		say(v, "%u of the packet's %u pieces came in at %s, so it cannot be put together.",
		    came, made, SHOW(r->name));
	v->wants_rules = drop && !strcmp(drop->reason, "NETFILTER_DROP") && !s->q->rules;
	say_piece_fix(r, rule, drop, v);
	if (!v->n_fix && drop && s->q->rules)
		say_chain_fix(s, r, v);
	return true;
}
