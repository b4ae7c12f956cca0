// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * world.c - every room and pipe there ever was, in the order in which they were first told of
 *
 * What vanishes stays, so that a room's place is its number from its first step to the last.
 */

#include "page.h"

#include <inttypes.h>
#include <string.h>

#include "../trace/netchange.h"

int page_room(const struct page *p, uint64_t cookie)
{
	const struct room *r = p->world && cookie ? snapshot_room(p->world, cookie) : NULL;

	return r ? (int)(r - p->world->rooms) : -1;
}

void page_room_name(const struct page *p, uint64_t cookie, struct text *t)
{
	int at = page_room(p, cookie);

	if (at < 0)
		text_str(t, "somebody");
	else
		text_escape(t, p->world->rooms[at].name,
			    strnlen(p->world->rooms[at].name, ROOM_NAME_MAX));
}

const struct link_row *page_link(const struct page *p, struct place at)
{
	int room = page_room(p, at.cookie);

	return room < 0 ? NULL : room_link(&p->world->rooms[room], at.ifindex);
}

void page_link_name(const struct page *p, struct place at, struct text *t)
{
	const struct link_row *l = page_link(p, at);

	if (l)
		text_escape(t, l->name, strnlen(l->name, sizeof(l->name)));
	else
		text_add(t, "if%" PRIu32, at.ifindex);
}

bool page_is_switch(const struct room *r)
{
	for (size_t i = 0; i < r->n_links; i++)
		if (r->links[i].port.valid)
			return true;
	return false;
}

/* A capture tells of a port only whose it is. */
static void mark_ports(struct snapshot *world)
{
	for (size_t i = 0; i < world->n_rooms; i++)
		for (size_t k = 0; k < world->rooms[i].n_links; k++) {
			struct link_row *l = &world->rooms[i].links[k];

			l->port.valid = l->master != 0;
			l->bridge.valid = !strcmp(l->kind, "bridge");
		}
}

void world_open(struct page *p)
{
	p->world = change_copy(p->out.config.names);
	if (p->world)
		mark_ports(p->world);
}

struct room *world_add_room(struct snapshot *world, const struct room *r)
{
	struct room *rooms = grow(world->rooms, world->n_rooms, sizeof(*rooms));

	if (!rooms)
		return NULL;
	world->rooms = rooms;
	rooms += world->n_rooms++;
	*rooms = *r;
	free(TAKE_PTR(world->by_cookie));
	return rooms;
}

struct link_row *world_add_link(struct room *r, const struct link_row *l)
{
	struct link_row *links = grow(r->links, r->n_links, sizeof(*links));

	if (!links)
		return NULL;
	r->links = links;
	links += r->n_links++;
	*links = *l;
	r->sorted = false;
	return links;
}

static bool copy_room(struct snapshot *world, const struct room *r)
{
	const struct snapshot one = { .rooms = (struct room *)r, .n_rooms = 1 };
	_cleanup_snapshot_ struct snapshot *copy = change_copy(&one);

	if (!copy || !world_add_room(world, copy->rooms))
		return false;
	copy->n_rooms = 0;
	return true;
}

void world_learn(struct page *p, const struct frame *f)
{
	const struct room *r = snapshot_room(p->out.config.names, f->netns_cookie);
	const struct link_row *l = r ? room_link(r, f->ifindex) : NULL;
	struct link_row *known;
	bool grew = false;
	int room;

	if (!p->world || !r)
		return;
	if (page_room(p, f->netns_cookie) < 0)
		grew = copy_room(p->world, r);
	room = page_room(p, f->netns_cookie);
	known = (struct link_row *)page_link(p, (struct place){ f->netns_cookie, f->ifindex });
	if (l && !known && room >= 0)
		grew = world_add_link(&p->world->rooms[room], l);
	else if (l && known && !known->peer_cookie && l->peer_cookie) {
		known->peer_cookie = l->peer_cookie;
		known->peer_ifindex = l->peer_ifindex;
	}
	if (!grew)
		return;
	mark_ports(p->world);
	snapshot_index(p->world);
}
