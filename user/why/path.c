// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * path.c - the way of the probe, end by end, with a mark where it was lost
 */
#include "path.h"

static bool stop_is(const struct stop *t, const struct room *room, const struct link_row *link)
{
	return room && !strcmp(t->at.netns, room->name) &&
	       !strcmp(t->at.ifname, link ? link->name : "");
}

/* Where there are more than fit, one in the middle goes. */
static struct stop *new_stop(struct path *p)
{
	const size_t middle = PATH_STOPS / 2;

	if (p->n == PATH_STOPS) {
		memmove(&p->stops[middle], &p->stops[middle + 1],
			(PATH_STOPS - middle - 1) * sizeof(*p->stops));
		p->stops[middle].cut = true;
		p->n--;
		p->gap -= p->broken && p->gap > middle;
	}
	p->stops[p->n] = (struct stop){ 0 };
	return &p->stops[p->n++];
}

/* A router may send on by where it came in: that is one stop. */
static void add_end(struct path *p, const struct room *room, const struct link_row *link, bool seen)
{
	struct stop *t = p->n ? &p->stops[p->n - 1] : NULL;

	if (t && stop_is(t, room, link)) {
		t->seen |= seen;
		return;
	}
	t = new_stop(p);
	snprintf(t->at.netns, sizeof(t->at.netns), "%s", room->name);
	snprintf(t->at.ifname, sizeof(t->at.ifname), "%s", link ? link->name : "");
	t->seen = seen;
}

static void set_addr(struct stop *t, uint8_t family, const uint8_t *addr)
{
	t->family = family;
	t->has_addr = true;
	memcpy(t->addr, addr, sizeof(t->addr));
}

static void break_behind(struct path *p, size_t stop, bool inside)
{
	p->broken = true;
	p->inside = inside;
	p->gap = stop;
}

/* The pipes and ports between two namespaces that saw the frame. */
static void add_between(const struct scene *s, enum leg leg, const struct hop *h,
			const struct hop *next, struct path *p)
{
	const struct trail *t = &s->flow.leg[leg];
	_cleanup_wire_ struct wire w = { 0 };
	struct end way[WAY_MAX];
	size_t n = 0, at = 0;

	wire_walk(s->q->snap, h->room, h->out, false, &w);
	while (at < w.n && (w.ends[at].room != next->room || w.ends[at].link != next->in))
		at++;
	for (int i = at < w.n ? (int)at : -1; i >= 0 && n < WAY_MAX; i = w.ends[i].via)
		way[n++] = w.ends[i];
	for (size_t i = n; i-- > 0;)
		if (!is_between_ports(way, i, n))
			add_end(p, way[i].room, way[i].link,
				trail_has(t, way[i].room, way[i].link, DIR_NONE));
}

/* From the way out to who was to get it; an answer's way is the other way round. */
static void add_way(const struct gap *g, struct path *p)
{
	bool turned = g->what == WHAT_ANSWER;

	add_end(p, g->hop.room, g->hop.out, true);
	for (size_t k = 0; k < g->n_way; k++) {
		size_t i = turned ? g->n_way - 1 - k : k;
		const struct end *e = &g->way[i];

		if (!is_between_ports(g->way, i, g->n_way))
			add_end(p, e->room, e->link,
				turned || trail_has(&g->trail, e->room, e->link, DIR_NONE));
	}
}

/* The answer came as far as g->link, and did not get to g->next_link, which is drawn before it. */
static void break_way(const struct gap *g, struct path *p)
{
	bool turned = g->what == WHAT_ANSWER;
	const struct room *room = turned ? g->next_room : g->room;
	const struct link_row *link = turned ? g->next_link : g->link;

	break_behind(p, p->n - 1, false);
	for (size_t i = p->n; i-- > 0;)
		if (stop_is(&p->stops[i], room, link)) {
			p->gap = i;
			return;
		}
}

/* It left nowhere: how it should have. */
static void add_unsent(const struct gap *g, struct path *p)
{
	if (!p->n)
		add_end(p, g->hop.room, NULL, false);
	break_behind(p, p->n - 1, true);
	if (g->hop.out)
		add_end(p, g->hop.room, g->hop.out, false);
	for (size_t i = 1; i < g->n_way; i++)
		if (!is_between_ports(g->way, i, g->n_way))
			add_end(p, g->way[i].room, g->way[i].link, false);
}

static void add_gap(const struct gap *g, struct path *p)
{
	switch (g->stage) {
	case STAGE_NONE: return;
	case STAGE_SEND:
	case STAGE_FORWARD: add_unsent(g, p); return;
	case STAGE_DELIVER: break_behind(p, p->n - 1, true); return;
	case STAGE_ASK:
		add_end(p, g->hop.room, g->hop.out, true);
		break_behind(p, p->n - 1, false);
		set_addr(new_stop(p), g->hop.next_family, g->hop.next);
		return;
	case STAGE_HEARD:
		add_way(g, p);
		break_behind(p, p->n - 1, true);
		return;
	case STAGE_WIRE:
	case STAGE_BRIDGE:
	case STAGE_BEYOND:
		add_way(g, p);
		break_way(g, p);
		return;
	}
}

static const char *const what_words[][LEG_MAX] = {
	[WHAT_ECHO] = { "the request", "the reply" },
	[WHAT_QUESTION] = { "the question who has", "the question who has" },
	[WHAT_ANSWER] = { "the answer who has", "the answer who has" },
};

/* "the request", "the question who has 10.0.0.2" */
static struct shown show_lost(const struct scene *s)
{
	const struct gap *g = &s->gap;
	struct shown lost = { "" };
	struct text t = TEXT(lost.text);

	text_str(&t, what_words[g->what][g->leg]);
	if (g->what != WHAT_ECHO)
		text_add(&t, " %s", SHOW_IP(g->hop.next_family, g->hop.next));
	return lost;
}

static void tell(const struct scene *s, struct text *t)
{
	const struct gap *g = &s->gap;
	struct shown next = show_ip(g->hop.next_family, g->hop.next), lost = show_lost(s);
	bool reply = g->leg == LEG_REPLY;

	switch (g->stage) {
	case STAGE_NONE: return;
	case STAGE_SEND: text_add(t, "no %s was sent", leg_word(g->leg)); return;
	case STAGE_FORWARD:
		text_str(t, room_addr(g->hop.room, s->q->family, g->hop.dst)
				    ? "came in and was thrown away"
				    : "came in and was not passed on");
		return;
	case STAGE_DELIVER:
		text_add(t, reply ? "came back, but not to ping" : "came in and was not answered");
		return;
	case STAGE_ASK: text_add(t, "asked who has %s: nobody answered", next.text); return;
	case STAGE_HEARD: text_add(t, "heard who has %s and did not answer", next.text); return;
	case STAGE_WIRE: text_add(t, "%s was lost here", lost.text); return;
	case STAGE_BRIDGE: text_add(t, "%s was not passed on here", lost.text); return;
	case STAGE_BEYOND: text_str(t, "nscope sees no farther"); return;
	}
}

/* Whom it was for closes the row, however far away. */
static void add_goal(const struct scene *s, enum leg leg, struct path *p)
{
	const struct room *goal = leg == LEG_REPLY ? s->q->from : s->owner;
	const uint8_t *dst = s->hops[leg][0].dst;
	struct stop *last = &p->stops[p->n - 1];

	if (!(goal && !strcmp(last->at.netns, goal->name)) &&
	    !(last->has_addr && last->family == s->q->family && same_ip(s->q, last->addr, dst)))
		last = new_stop(p);
	if (goal && !*last->at.netns)
		snprintf(last->at.netns, sizeof(last->at.netns), "%s", goal->name);
	set_addr(last, s->q->family, dst);
}

static bool comes_as(const struct hop *a, const struct hop *b)
{
	return a->in && a->room == b->room && a->in == b->in;
}

/* Of a packet that goes round the round is drawn once, and then where it ended.
 * Return: where to go on; @h: this is no second round */
static const struct hop *end_of_rounds(const struct scene *s, enum leg leg, const struct hop *h)
{
	const struct hop *was = s->hops[leg], *last = was + s->n_hops[leg] - 1;

	while (was < h && !comes_as(was, h))
		was++;
	while (was < h && last > h && !comes_as(last, h))
		last--;
	return was < h ? last : h;
}

static void fill(const struct scene *s, enum leg leg, bool broken, struct path *p)
{
	const struct hop *h = s->hops[leg], *end = h + s->n_hops[leg] - 1;
	struct text t = TEXT(p->says);

	for (;; h++) {
		const struct hop *last = end_of_rounds(s, leg, h);

		if (h->in)
			add_end(p, h->room, h->in, true);
		if (last != h)
			p->stops[p->n - 1].cut = true;
		h = last;
		if (h == end)
			break;
		add_end(p, h->room, h->out, true);
		add_between(s, leg, h, h + 1, p);
	}
	if (broken) {
		add_gap(&s->gap, p);
		tell(s, &t);
	} else if (s->arrived[leg] && end->came && s->hops[leg]->left) {
		p->arrived = true;
		p->ns = end->came->k->f.mono_ns - s->hops[leg]->left->k->f.mono_ns;
	}
	add_goal(s, leg, p);
}

void add_path(const struct scene *s, struct verdict *v)
{
	for (enum leg leg = LEG_REQUEST; leg < LEG_MAX; leg++) {
		bool broken = !v->reachable && leg == s->gap.leg;

		if (v->reachable ? s->arrived[leg] : s->n_hops[leg] && leg <= s->gap.leg)
			fill(s, leg, broken, &v->path[leg]);
	}
}
