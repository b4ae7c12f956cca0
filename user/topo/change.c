// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * change.c - what makes a lab that was built from one file the lab of another
 *
 * Theory of operation
 *
 * Both files become plans. A step of one and a step of the other that say the same of the same
 * room are twins, and nothing is done for them. The rest of the old plan is undone, backwards, and
 * the rest of the new one done. Twins part where one of them would not survive what happens around
 * it: an interface that is made anew has lost its addresses, one that went down has lost its
 * routes, an address that goes takes those of its network that came after it.
 */
#include "shake.h"

#include <errno.h>
#include <string.h>

#include "sysctls.h"

struct change {
	struct side was, now;
	struct hall *halls; /* of each room of the plan to be */
	size_t n_halls;
	struct plan *plan;
	bool moved; /* a MAC or an address is not where it was */
	bool failed;
};

static void change_done(struct change *c)
{
	for (size_t i = 0; c->halls && i < c->n_halls; i++)
		hall_done(&c->halls[i]);
	free(c->halls);
	twins_done(&c->was);
	twins_done(&c->now);
	plan_free(c->plan);
}

/* There is room for those of both plans. */
static struct step_end *take_ends(struct plan *p, const struct side *s, const struct step_end *ends)
{
	struct step_end *mine = p->ends + p->n_ends;

	p->n_ends += 2;
	for (int k = 0; k < 2; k++) {
		mine[k] = ends[k];
		mine[k].room = s->rooms[ends[k].room];
	}
	return mine;
}

static struct step *emit(struct change *c, const struct side *s, const struct step *step, bool undo)
{
	static struct step nowhere;
	struct plan *p = c->plan;
	struct step *more = grow(p->steps, p->n_steps, sizeof(*more));

	if (!more) {
		c->failed = true;
		return &nowhere;
	}
	p->steps = more;
	more += p->n_steps++;
	*more = *step;
	more->undo = undo;
	more->room = s->rooms[step->room];
	if (step->kind == STEP_LINK)
		more->link.ends = take_ends(p, s, step->link.ends);
	return more;
}

static void emit_up(struct change *c, const struct side *s, const struct step *link, bool undo)
{
	struct step up = { .kind = STEP_UP, .room = link->room, .mark = link->mark };

	up.iface.ifname = link->link.ends[0].ifname;
	emit(c, s, &up, undo);
}

static void emit_set(struct change *c, size_t room, const char *ifname, const uint8_t *mac,
		     unsigned int mtu, struct mark m)
{
	struct step set = { .kind = STEP_SET, .room = room, .mark = m };

	if (!mac && !mtu)
		return;
	set.set.ifname = ifname;
	set.set.mac = mac;
	set.set.mtu = mtu;
	c->moved |= mac != NULL;
	emit(c, &c->now, &set, false);
}

static const uint8_t *other_mac(const uint8_t *was, const uint8_t *now)
{
	return memcmp(was, now, 6) ? now : NULL;
}

static void emit_link_settings(struct change *c, const struct item *it)
{
	const struct step *was = it->twin->step, *now = it->step;

	for (int k = 0; k < 2; k++) {
		const struct step_end *a = &was->link.ends[k], *b = &now->link.ends[k];
		unsigned int mtu = b->mtu ? b->mtu : PLAN_MTU_DEFAULT;

		emit_set(c, b->room, b->ifname, other_mac(a->mac, b->mac),
			 a->mtu != b->mtu ? mtu : 0, now->mark);
	}
	if (now->link.ends[0].up && !was->link.ends[0].up)
		emit_up(c, &c->now, now, false);
}

static bool is_said(const struct topo_node *n, const char *key)
{
	const struct sysctl_row *r;

	for (size_t i = 0; (r = sysctls_row(i)); i++)
		if (!strcmp(r->key, key) && sysctls_value(r, n))
			return true;
	return sysctls_given(n, key);
}

/* What goes without being asked needs no step. */
static bool is_undone(const struct change *c, const struct item *it)
{
	const struct hall *h = &c->halls[it->room];
	const struct step *s = it->step;

	switch (s->kind) {
	case STEP_LINK:
	case STEP_KEEPER: return true;
	case STEP_NETNS: return !h->is;
	case STEP_BRIDGE:
	case STEP_RULE:
	case STEP_ROUTE: return h->is;
	/* A new one takes its place in one transaction: no packet finds none. */
	case STEP_NFT: return h->is && !c->now.topo->nodes[it->room].ruleset;
	case STEP_SYSCTL:
		if (!h->is || is_said(&c->now.topo->nodes[it->room], s->sysctl.key))
			return false;
		break;
	case STEP_MASTER:
	case STEP_UP:
	case STEP_ADDRESS:
	case STEP_NEIGH:
	case STEP_FAULT: break;
	case STEP_SNOOP:
	case STEP_USUAL:
	case STEP_SET:
	case STEP_FORGET:
	case STEP_RUN:
	case STEP_KIND_MAX: return false;
	}
	return h->is && !hall_touched(h, iface_of(&c->was, s), IFACE_GOES);
}

static void emit_undone(struct change *c)
{
	for (size_t i = c->was.plan->n_steps; i-- > 0;) {
		const struct item *it = &c->was.items[i];
		const struct step *s = it->step;

		if (s->kind == STEP_LINK && it->twin && s->link.ends[0].up &&
		    !it->twin->step->link.ends[0].up)
			emit_up(c, &c->was, s, true);
		if (it->twin || !is_undone(c, it))
			continue;
		c->moved |= s->kind == STEP_LINK || s->kind == STEP_ADDRESS;
		emit(c, &c->was, s, true);
	}
}

/* Whoever has learnt a MAC that is not there any more would believe it for half a minute. */
static void emit_forgotten(struct change *c)
{
	struct step forget = { .kind = STEP_FORGET };

	for (size_t i = 0; i < c->now.plan->n_rooms && c->moved; i++) {
		forget.room = i;
		if (c->halls[i].was && !c->plan->rooms[i].outside)
			emit(c, &c->now, &forget, false);
	}
	c->moved = false;
}

static void emit_done(struct change *c)
{
	for (size_t i = 0; i < c->now.plan->n_steps; i++) {
		const struct item *it = &c->now.items[i];
		const struct step *s = it->step;

		if (s->kind == STEP_RUN)
			emit_forgotten(c);
		if (!it->twin)
			emit(c, &c->now, s, false);
		else if (s->kind == STEP_LINK)
			emit_link_settings(c, it);
		else if (s->kind == STEP_BRIDGE)
			emit_set(c, s->room, TOPO_BRIDGE_NAME,
				 other_mac(it->twin->step->bridge.mac,
					   c->now.topo->nodes[s->room].mac),
				 0, s->mark);
	}
	emit_forgotten(c);
}

static size_t room_called(const struct plan *p, const char *name)
{
	size_t i = 0;

	while (i < p->n_rooms && strcmp(p->rooms[i].name, name))
		i++;
	return i;
}

static int make_rooms(struct change *c)
{
	struct plan *was = c->was.plan, *now = c->now.plan, *p = c->plan;

	c->was.rooms = calloc(was->n_rooms + 1, sizeof(size_t));
	c->now.rooms = calloc(now->n_rooms + 1, sizeof(size_t));
	p->rooms = calloc(was->n_rooms + now->n_rooms + 1, sizeof(*p->rooms));
	c->halls = calloc(was->n_rooms + now->n_rooms + 1, sizeof(*c->halls));
	p->ends = calloc(was->n_ends + now->n_ends + 1, sizeof(*p->ends));
	if (!c->was.rooms || !c->now.rooms || !p->rooms || !p->ends || !c->halls)
		return -ENOMEM;
	for (; p->n_rooms < now->n_rooms; p->n_rooms++) {
		p->rooms[p->n_rooms] = now->rooms[p->n_rooms];
		c->now.rooms[p->n_rooms] = p->n_rooms;
		c->halls[p->n_rooms].is = true;
	}
	for (size_t i = 0; i < was->n_rooms; i++) {
		size_t at = room_called(now, was->rooms[i].name);

		if (at == now->n_rooms) {
			at = p->n_rooms++;
			p->rooms[at] = was->rooms[i];
		}
		c->was.rooms[i] = at;
		c->halls[at].was = true;
	}
	c->n_halls = p->n_rooms;
	return 0;
}

int plan_change(const struct topo *was, const struct topo *now, struct plan **ret, struct err *e)
{
	_cleanup_(change_done) struct change c = { .was.topo = was, .now.topo = now };
	int err = plan_make(was, &c.was.plan, e);

	if (!err)
		err = plan_make(now, &c.now.plan, e);
	if (err)
		return err;
	c.plan = calloc(1, sizeof(*c.plan));
	c.failed = !c.plan || plan_spell(c.was.plan) || plan_spell(c.now.plan) || make_rooms(&c) ||
		   twins_make(&c.was, &c.now) || shake(&c.was, &c.now, c.halls);
	if (!c.failed) {
		c.plan->lab = now->name;
		emit_undone(&c);
		emit_done(&c);
	}
	if (c.failed)
		return err_sys(e, ENOMEM, "cannot plan the change of lab %s", now->name);
	*ret = TAKE_PTR(c.plan);
	return 0;
}
