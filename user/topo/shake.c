// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shake.c - what a change takes along beside what it is about
 */
#include "shake.h"

#include <errno.h>
#include <string.h>

#include "sysctls.h"

struct shaking {
	struct side *was, *now;
	struct hall *halls;
	bool failed;
};

static void touch(struct shaking *c, size_t room, const char *ifname, unsigned int what)
{
	struct hall *h = &c->halls[room];
	struct spot *more;

	h->reroute |= what != IFACE_COMES;
	for (size_t i = 0; i < h->n_spots; i++)
		if (!strcmp(h->spots[i].ifname, ifname)) {
			h->spots[i].what |= what;
			return;
		}
	more = grow(h->spots, h->n_spots, sizeof(*more));
	if (!more) {
		c->failed = true;
		return;
	}
	h->spots = more;
	more[h->n_spots++] = (struct spot){ ifname, what };
}

bool hall_touched(const struct hall *h, const char *ifname, unsigned int what)
{
	for (size_t i = 0; ifname && i < h->n_spots; i++)
		if (!strcmp(h->spots[i].ifname, ifname))
			return h->spots[i].what & what;
	return false;
}

static size_t hall_of(const struct side *s, const struct step_end *end)
{
	return s->rooms[end->room];
}

/* conf/default is what an interface is born with; who has it from before keeps it. */
static void look_at_sysctls(struct shaking *c, const struct side *s)
{
	for (size_t i = 0; i < s->plan->n_steps; i++) {
		const struct item *it = &s->items[i];
		struct hall *h = &c->halls[it->room];

		if (it->step->kind != STEP_SYSCTL || it->twin || !h->was || !h->is)
			continue;
		h->resysctl = true;
		h->relink |= strstr(it->step->sysctl.key, "/default/") != NULL;
	}
}

/* Who speaks IPv6 has made an address of its MAC, and keeps it when the MAC is another. */
static void look_for_ipv6(struct shaking *c)
{
	for (size_t i = 0; i < c->now->topo->n_nodes; i++)
		c->halls[i].ipv6 = !c->now->topo->nodes[i].outside &&
				   sysctls_speaks_ipv6(&c->now->topo->nodes[i]);
}

static bool is_renamed(const struct shaking *c, const struct item *it)
{
	for (int k = 0; k < 2 && it->twin; k++) {
		const struct step_end *now = &it->step->link.ends[k];

		if (c->halls[hall_of(c->now, now)].ipv6 &&
		    memcmp(now->mac, it->twin->step->link.ends[k].mac, 6))
			return true;
	}
	return false;
}

static void part_links(struct shaking *c)
{
	for (size_t i = 0; i < c->now->plan->n_steps; i++) {
		struct item *it = &c->now->items[i];
		const struct step_end *ends = it->step->link.ends;

		if (it->step->kind == STEP_BRIDGE && c->halls[it->room].relink)
			twins_part(it);
		if (it->step->kind == STEP_LINK &&
		    (c->halls[it->room].relink || c->halls[hall_of(c->now, &ends[1])].relink ||
		     is_renamed(c, it)))
			twins_part(it);
	}
}

static void look_at_links(struct shaking *c, const struct side *s, unsigned int what)
{
	for (size_t i = 0; i < s->plan->n_steps; i++) {
		const struct item *it = &s->items[i];

		if (it->twin)
			continue;
		if (it->step->kind == STEP_BRIDGE)
			touch(c, it->room, TOPO_BRIDGE_NAME, what);
		for (int k = 0; k < 2 && it->step->kind == STEP_LINK; k++)
			touch(c, hall_of(s, &it->step->link.ends[k]), it->step->link.ends[k].ifname,
			      what);
	}
}

/* Who goes down loses IPv6 addresses, neighbours and routes; who comes up has never had them. */
static void look_at_ups(struct shaking *c, const struct side *s)
{
	for (size_t i = 0; i < s->plan->n_steps; i++) {
		const struct item *it = &s->items[i];
		const struct step_end *end = it->step->link.ends;

		if (it->step->kind == STEP_UP && !it->twin &&
		    !hall_touched(&c->halls[it->room], it->step->iface.ifname,
				  IFACE_GOES | IFACE_COMES))
			touch(c, it->room, it->step->iface.ifname, IFACE_SHAKEN);
		if (it->step->kind == STEP_LINK && it->twin &&
		    end->up != it->twin->step->link.ends[0].up)
			touch(c, it->room, end->ifname, IFACE_SHAKEN);
	}
}

/* Addresses of an interface keep their order, for the kernel prefers the first; only what comes
 * behind all others may just be added. */
static void look_at_addresses(struct shaking *c)
{
	const struct item *last = NULL;
	bool behind = false;

	for (size_t i = 0; i < c->was->plan->n_steps; i++) {
		const struct item *it = &c->was->items[i];

		if (it->step->kind == STEP_ADDRESS && !it->twin)
			touch(c, it->room, it->step->address.ifname, IFACE_SHAKEN);
	}
	for (size_t i = 0; i < c->now->plan->n_steps; i++) {
		const struct item *it = &c->now->items[i];
		bool same;

		if (it->step->kind != STEP_ADDRESS)
			continue;
		same = last && last->room == it->room &&
		       !strcmp(last->step->address.ifname, it->step->address.ifname);
		behind = same && (behind || !last->twin);
		if (same && it->twin && (behind || it->twin < last->twin))
			touch(c, it->room, it->step->address.ifname, IFACE_SHAKEN);
		last = it;
	}
}

/* The interface without which a step means nothing. */
const char *iface_of(const struct side *s, const struct step *step)
{
	switch (step->kind) {
	case STEP_MASTER:
	case STEP_UP: return step->iface.ifname;
	case STEP_ADDRESS: return step->address.ifname;
	case STEP_NEIGH: return step->neigh.neigh->dev;
	case STEP_FAULT: return step->fault.ifname;
	case STEP_SYSCTL: return sysctls_of_iface(&s->topo->nodes[step->room], step->sysctl.key);
	case STEP_BRIDGE:
	case STEP_SNOOP: return TOPO_BRIDGE_NAME;
	case STEP_NETNS:
	case STEP_USUAL:
	case STEP_LINK:
	case STEP_SET:
	case STEP_RULE:
	case STEP_ROUTE:
	case STEP_NFT:
	case STEP_KEEPER:
	case STEP_FORGET:
	case STEP_RUN:
	case STEP_KIND_MAX: break;
	}
	return NULL;
}

/* Is it gone after what happens around it? Then it is made again, as if it were new. */
static bool is_shaken(const struct shaking *c, const struct item *it)
{
	const struct hall *h = &c->halls[it->room];
	const char *ifname = iface_of(c->now, it->step);

	if (hall_touched(h, ifname, IFACE_COMES))
		return true;
	switch (it->step->kind) {
	case STEP_ADDRESS:
	case STEP_NEIGH: return hall_touched(h, ifname, IFACE_SHAKEN);
	case STEP_ROUTE: return h->reroute;
	case STEP_SYSCTL: return h->resysctl;
	case STEP_NETNS:
	case STEP_USUAL:
	case STEP_BRIDGE:
	case STEP_LINK:
	case STEP_SET:
	case STEP_MASTER:
	case STEP_UP:
	case STEP_SNOOP:
	case STEP_RULE:
	case STEP_NFT:
	case STEP_FAULT:
	case STEP_KEEPER:
	case STEP_FORGET:
	case STEP_RUN:
	case STEP_KIND_MAX: break;
	}
	return false;
}

int shake(struct side *was, struct side *now, struct hall *halls)
{
	struct shaking shaking = { was, now, halls, false }, *c = &shaking;

	look_at_sysctls(c, c->was);
	look_at_sysctls(c, c->now);
	look_for_ipv6(c);
	part_links(c);
	look_at_links(c, c->was, IFACE_GOES);
	look_at_links(c, c->now, IFACE_COMES);
	look_at_ups(c, c->was);
	look_at_ups(c, c->now);
	look_at_addresses(c);
	for (size_t i = 0; i < c->now->plan->n_steps; i++)
		if (c->now->items[i].twin && is_shaken(c, &c->now->items[i]))
			twins_part(&c->now->items[i]);
	return c->failed ? -ENOMEM : 0;
}

void hall_done(struct hall *h)
{
	free(h->spots);
}
