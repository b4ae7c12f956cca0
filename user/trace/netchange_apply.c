// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netchange_apply.c - a snapshot kept current: what frames say, done to its rows
 */
#include "netchange.h"

#include <errno.h>
#include <linux/if.h>
#include <string.h>

/* The snapshot is ours to change, what lookups return is not marked so. */
static struct room *room_of(struct snapshot *s, const struct frame *f)
{
	return (struct room *)snapshot_room(s, f->netns_cookie);
}

/* A row at its place by ifindex, where they are sorted; NULL: no memory. */
static struct link_row *insert_link(struct room *r, uint32_t ifindex)
{
	struct link_row *links = grow(r->links, r->n_links, sizeof(*links));
	size_t at = r->n_links;

	if (!links)
		return NULL;
	r->links = links;
	while (r->sorted && at && links[at - 1].ifindex > ifindex)
		at--;
	memmove(links + at + 1, links + at, (r->n_links - at) * sizeof(*links));
	r->n_links++;
	links[at] = (struct link_row){ .ifindex = ifindex };
	return &links[at];
}

static void remove_link(struct room *r, uint32_t ifindex)
{
	struct link_row *l = (struct link_row *)room_link(r, ifindex);
	size_t kept = 0;

	if (!l)
		return;
	r->n_links--;
	memmove(l, l + 1, (size_t)(r->links + r->n_links - l) * sizeof(*l));
	/* Its addresses go with it, whether or not somebody says so. */
	for (size_t i = 0; i < r->n_addrs; i++)
		if (r->addrs[i].ifindex != ifindex)
			r->addrs[kept++] = r->addrs[i];
	r->n_addrs = kept;
}

static int apply_link(struct room *r, const struct frame *f)
{
	const struct event_link e = frame_link(f);
	struct link_row *l = (struct link_row *)room_link(r, f->ifindex);

	if (e.action == EVENT_GONE) {
		remove_link(r, f->ifindex);
		return 0;
	}
	if (!l)
		l = insert_link(r, f->ifindex);
	if (!l)
		return -ENOMEM;
	snprintf(l->name, sizeof(l->name), "%.*s", EVENT_NAME, e.name);
	snprintf(l->kind, sizeof(l->kind), "%.*s", EVENT_NAME, e.kind);
	memcpy(l->mac, e.mac, sizeof(l->mac));
	l->type = e.type;
	l->operstate = e.operstate;
	l->mtu = e.mtu;
	l->flags = e.flags;
	l->carrier = e.flags & IFF_LOWER_UP;
	l->master = e.master;
	if (e.peer_cookie) {
		l->peer_ifindex = e.peer_ifindex;
		l->peer_cookie = e.peer_cookie;
	}
	return 0;
}

static int apply_addr(struct room *r, const struct frame *f)
{
	const struct event_addr e = frame_addr(f);
	struct addr_row a = {
		.ifindex = f->ifindex,
		.family = e.family,
		.len = e.len,
		.scope = e.scope,
		.flags = e.flags,
		.has_peer = e.has_peer,
	}, *at, *more;

	memcpy(a.addr, e.addr, sizeof(a.addr));
	memcpy(a.peer, e.peer, sizeof(a.peer));
	at = (struct addr_row *)room_addr_row(r, &a);
	if (at && e.action != EVENT_GONE)
		*at = a;
	else if (at)
		memmove(at, at + 1, (size_t)(r->addrs + --r->n_addrs - at) * sizeof(a));
	if (at || e.action == EVENT_GONE)
		return 0;
	more = grow(r->addrs, r->n_addrs, sizeof(*more));
	if (!more)
		return -ENOMEM;
	r->addrs = more;
	more[r->n_addrs++] = a;
	return 0;
}

static int reindex(struct snapshot *s)
{
	/* One that was not indexed finds its rooms by walking. */
	return s->by_cookie ? snapshot_index(s) : 0;
}

static int add_room(struct snapshot *s, const struct frame *f, const struct event_netns *e)
{
	struct room *rooms = grow(s->rooms, s->n_rooms, sizeof(*rooms)), *r;

	if (!rooms)
		return -ENOMEM;
	s->rooms = rooms;
	r = &rooms[s->n_rooms];
	*r = (struct room){
		.cookie = f->netns_cookie,
		.inum = f->netns_inum,
		.sorted = true,
	};
	snprintf(r->name, sizeof(r->name), "%.*s", (int)sizeof(e->name), e->name);
	snprintf(r->lab, sizeof(r->lab), "%.*s", (int)sizeof(e->lab), e->lab);
	s->n_rooms++;
	return reindex(s);
}

static int apply_netns(struct snapshot *s, const struct frame *f)
{
	const struct event_netns e = frame_netns(f);
	struct room *r = room_of(s, f);

	if (!r)
		return e.action == EVENT_GONE ? 0 : add_room(s, f, &e);
	if (e.action != EVENT_GONE)
		return 0;
	room_done(r);
	s->n_rooms--;
	memmove(r, r + 1, (size_t)(s->rooms + s->n_rooms - r) * sizeof(*r));
	return reindex(s);
}

int change_apply(struct snapshot *s, const struct frame *f)
{
	struct room *r;

	switch (f->type) {
	case FRAME_NETNS: return apply_netns(s, f);
	case FRAME_LINK: r = room_of(s, f); return r ? apply_link(r, f) : 0;
	case FRAME_ADDR: r = room_of(s, f); return r ? apply_addr(r, f) : 0;
	case FRAME_PACKET:
	case FRAME_DROP:
	case FRAME_NEIGH:
	case FRAME_RULE:
	case FRAME_CONSUME:
	case FRAME_ICMP_SEND:
	case FRAME_FIB:
	case FRAME_FDB:
	case FRAME_ROUTE:
	case FRAME_RESYNC:
	case FRAME_TYPE_MAX: break;
	}
	return 0;
}

static int copy_rows(void *to, const void *rows, size_t n, size_t size)
{
	void *copy = n ? reallocarray(NULL, grow_room(n), size) : NULL;

	if (n && !copy)
		return -ENOMEM;
	if (n)
		memcpy(copy, rows, n * size);
	memcpy(to, &copy, sizeof(copy));
	return 0;
}

static int copy_room(struct room *to, const struct room *from)
{
	int err;

	*to = (struct room){
		.cookie = from->cookie,
		.inum = from->inum,
		.sorted = from->sorted,
		.n_links = from->n_links,
		.n_addrs = from->n_addrs,
	};
	memcpy(to->name, from->name, sizeof(to->name));
	memcpy(to->lab, from->lab, sizeof(to->lab));
	err = copy_rows(&to->links, from->links, from->n_links, sizeof(*from->links));
	if (!err)
		err = copy_rows(&to->addrs, from->addrs, from->n_addrs, sizeof(*from->addrs));
	return err;
}

struct snapshot *change_copy(const struct snapshot *s)
{
	_cleanup_snapshot_ struct snapshot *copy = calloc(1, sizeof(*copy));

	if (!copy)
		return NULL;
	copy->rooms = calloc(grow_room(s->n_rooms), sizeof(*copy->rooms));
	if (!copy->rooms)
		return NULL;
	copy->tables = s->tables & (TABLES_LINKS | TABLES_ADDRS);
	for (; copy->n_rooms < s->n_rooms; copy->n_rooms++)
		if (copy_room(&copy->rooms[copy->n_rooms], &s->rooms[copy->n_rooms])) {
			room_done(&copy->rooms[copy->n_rooms]);
			return NULL;
		}
	return snapshot_index(copy) ? NULL : TAKE_PTR(copy);
}
