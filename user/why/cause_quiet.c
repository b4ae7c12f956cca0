// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_quiet.c - packets that end without a word: not answered, late, in pieces, out of sight
 */
#include "causes.h"

#include <string.h>

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

bool cause_reply_late(const struct scene *s, struct verdict *v)
{
	const struct sight *at;
	uint64_t took;

	if (!s->arrived[LEG_REPLY] || s->gap.drop)
		return false;
	at = slowest(s, &took);
	if (!at || took < 5000000)
		return false;
	v->confidence = scene_confidence(s, true);
	say_where(v, at->room, at->link);
	say(v,
	    "the reply did come, but later than ping waited: the packet spent %llu ms behind %s.",
	    (unsigned long long)(took / 1000000), SHOW_AT(at->room, at->link));
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

static bool is_piece(const struct frame *f, const struct frame *whole)
{
	return f->type == FRAME_PACKET && f->ip.valid && f->ip.fragment &&
	       f->ip.protocol == whole->ip.protocol && f->ip.id == whole->ip.id;
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

		if (!is_piece(f, whole) || !frame_in(f, room) || f->ifindex != ifindex ||
		    f->dir != dir)
			continue;
		for (unsigned int j = 0; j < n; j++)
			known |= seen[j] == f->ip.frag_offset;
		if (!known)
			seen[n++] = f->ip.frag_offset;
	}
	return n;
}

/* The drop of a piece that is not the first. */
static const struct kept *lost_piece(const struct scene *s, const struct frame *whole)
{
	for (size_t i = 0; i < s->q->log->n; i++) {
		const struct kept *k = &s->q->log->kept[i];

		if (k->f.type == FRAME_DROP && k->f.ip.valid && k->f.ip.fragment &&
		    k->f.ip.id == whole->ip.id && strcmp(k->reason, "FRAG_REASM_TIMEOUT"))
			return k;
	}
	return NULL;
}

bool cause_fragment_lost(const struct scene *s, struct verdict *v)
{
	const struct hop *maker = &s->hops[s->gap.leg][0], *h = &s->gap.hop;
	const struct frame *whole = maker->left ? &maker->left->k->f : NULL;
	const struct kept *k;
	const struct room *r;
	unsigned int made, came;

	if (!whole || !whole->ip.fragment)
		return false;
	k = lost_piece(s, whole);
	r = k ? snapshot_room(s->q->snap, k->f.netns_cookie) : h->room;
	made = pieces(s, whole, maker->room, maker->left->link->ifindex, DIR_OUT);
	came = h->in ? pieces(s, whole, h->room, h->in->ifindex, DIR_IN) : 0;
	if (!r || (!k && came >= made))
		return false;
	v->confidence = scene_confidence(s, k);
	say_where(v, r, NULL);
	if (k)
		say(v,
		    "%s throws away one of the packet's %u pieces (%s), so it cannot be put "
		    "together again.",
		    SHOW(r->name), made, k->reason);
	else
		say(v, "%u of the packet's %u pieces came in at %s, so it cannot be put together.",
		    came, made, SHOW(r->name));
	v->wants_rules = k && !strcmp(k->reason, "NETFILTER_DROP") && !s->q->rules;
	return true;
}
