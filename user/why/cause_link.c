// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cause_link.c - faults of interfaces: down, without carrier
 */
#include "causes.h"

#include <errno.h>
#include <string.h>

#include "say.h"

/* 127/8 and ::1 are on every namespace's lo, written down or not (RFC 1122, RFC 4291). */
static bool is_loopback(const struct question *q)
{
	static const uint8_t one[16] = { [15] = 1 };

	return q->family == AF_INET ? q->to[0] == 127 : !memcmp(q->to, one, sizeof(one));
}

/* What a namespace sends to itself goes by lo, also to the address of another interface. */
bool cause_loopback_down(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	const struct room *r = q->from;

	if (!is_loopback(q) && !room_addr(r, q->family, q->to))
		return false;
	for (size_t i = 0; i < r->n_links; i++) {
		const struct link_row *l = &r->links[i];

		if (!(l->flags & IFF_LOOPBACK) || link_is_up(l))
			continue;
		v->confidence = scene_confidence(s, false);
		say_where(v, r, l);
		say(v, "%s's %s is down, and what %s sends to itself goes by it.", SHOW(r->name),
		    SHOW(l->name), SHOW(r->name));
		say_fix(v, r, l, "link set %s up", l->name);
		return true;
	}
	return false;
}

/* An interface of FROM that is down, and would be the way if it were up. */
static const struct link_row *down_way_out(const struct scene *s)
{
	const struct room *r = s->q->from;
	const struct link_row *only = room_only_link(r);

	for (size_t i = 0; i < r->n_links; i++) {
		const struct link_row *l = &r->links[i];

		if (link_is_up(l) || l->flags & IFF_LOOPBACK || l->master)
			continue;
		if (s->egress ? room_covering(r, l, s->q->family, s->q->to) &&
					scene_leads_to_owner(s, l) &&
					!room_covering(r, s->egress, s->q->family, s->q->to)
			      : l == only || room_covering(r, l, s->q->family, s->q->to) ||
					scene_leads_to_owner(s, l))
			return l;
	}
	return NULL;
}

static void say_way_out_down(const struct scene *s, const struct link_row *l, struct verdict *v)
{
	const struct question *q = s->q;

	if (s->egress)
		say(v, "%s's %s is down, so packets to %s leave by %s instead and do not arrive.",
		    SHOW(q->from->name), SHOW(l->name), SHOW_TO(q), SHOW(s->egress->name));
	else
		say(v, "%s's %s is down, so %s has no route to %s.", SHOW(q->from->name),
		    SHOW(l->name), SHOW(q->from->name), SHOW_TO(q));
}

static void say_path_down(const struct scene *s, const struct step *at, struct verdict *v)
{
	const struct question *q = s->q;
	const char *what = strcmp(at->link->kind, "bridge") ? "" : "bridge ";

	if (s->seen.asked && !s->seen.answered)
		say(v, "%s's %s%s is down, so nobody heard %s ask %s who has %s.",
		    SHOW(at->room->name), what, SHOW(at->link->name), SHOW(q->from->name),
		    SHOW_TIMES(s->seen.asked), SHOW_IP(q->family, s->hop));
	else if (s->seen.echoes)
		say(v, "%s's %s%s is down, so %s's echo request could not pass it.",
		    SHOW(at->room->name), what, SHOW(at->link->name), SHOW(q->from->name));
	else
		say(v, "%s's %s%s is down, and the way from %s to %s leads through it.",
		    SHOW(at->room->name), what, SHOW(at->link->name), SHOW(q->from->name),
		    SHOW_TO(q));
}

static void link_down_at(const struct room *room, const struct link_row *l, struct verdict *v)
{
	say_where(v, room, l);
	say_fix(v, room, l, "link set %s up", l->name);
}

bool cause_link_down(const struct scene *s, struct verdict *v)
{
	const struct link_row *out;

	for (size_t i = 0; i < s->n_path; i++) {
		const struct step *at = &s->path[i];
		bool sent = s->seen.asked || s->seen.echoes || s->seen.failed;

		if (link_is_up(at->link))
			continue;
		v->confidence = scene_confidence(s, sent && !at->guessed);
		/* It let packets through, so it was up for a while: which of them do we believe? */
		if (scene_packets_past(s, i))
			v->confidence = CONFIDENCE_INCONCLUSIVE;
		say_path_down(s, at, v);
		link_down_at(at->room, at->link, v);
		return true;
	}
	if (s->q->route.local || (s->q->route.error && s->q->route.error != ENETUNREACH))
		return false;
	out = down_way_out(s);
	if (!out)
		return false;
	v->confidence = scene_confidence(s, true);
	say_way_out_down(s, out, v);
	link_down_at(s->q->from, out, v);
	return true;
}

bool cause_no_carrier(const struct scene *s, struct verdict *v)
{
	for (size_t i = 0; i < s->n_path; i++) {
		const struct step *at = &s->path[i];
		bool sent = s->seen.asked || s->seen.echoes || s->seen.failed;

		/* An end whose peer we see is judged by the peer. A bridge has none. */
		if (at->link->carrier || !link_is_up(at->link) || at->link->peer_cookie ||
		    !strcmp(at->link->kind, "bridge"))
			continue;
		v->confidence =
			scene_confidence(s, sent && !at->guessed && !scene_packets_past(s, i + 1));
		say(v,
		    "%s's %s is up but has no carrier: its other end is missing or cannot be seen.",
		    SHOW(at->room->name), SHOW(at->link->name));
		say_where(v, at->room, at->link);
		return true;
	}
	return false;
}
