// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * peers.c - where the other end of a veth is
 */
#include "peers.h"

#include <errno.h>
#include <string.h>

/* A room knows the @room-th of ours by this number. */
struct known {
	int32_t nsid, room;
};

struct peers {
	size_t n;
	struct peer_hint **hints; /* per room, per link */
	size_t *n_hints;
	size_t current;
	bool across; /* one of the hints leads out of its room */
	struct known *known;
	size_t n_known;
};

struct peers *peers_new(size_t n)
{
	struct peers *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->hints = calloc(n + 1, sizeof(*p->hints));
	p->n_hints = calloc(n + 1, sizeof(*p->n_hints));
	p->n = n;
	if (!p->hints || !p->n_hints) {
		peers_free(p);
		return NULL;
	}
	return p;
}

void peers_free(struct peers *p)
{
	if (!p)
		return;
	for (size_t i = 0; p->hints && i < p->n; i++)
		free(p->hints[i]);
	free(p->hints);
	free(p->n_hints);
	free(p->known);
	free(p);
}

void peers_room(struct peers *p, size_t i)
{
	p->current = i;
}

int peers_hint(struct peers *p, struct peer_hint hint)
{
	size_t i = p->current;
	struct peer_hint *more = grow(p->hints[i], p->n_hints[i], sizeof(*more));

	if (!more)
		return -ENOMEM;
	p->hints[i] = more;
	more[p->n_hints[i]++] = hint;
	p->across |= hint.ifindex && hint.nsid != PEER_SAME_ROOM;
	return 0;
}

const struct peer_hint *peers_hints(const struct peers *p)
{
	return p->hints[p->current];
}

struct peer_hint peers_take(struct peers *p)
{
	struct peer_hint none = { .nsid = PEER_SAME_ROOM };
	size_t *n = &p->n_hints[p->current];

	return *n ? p->hints[p->current][--*n] : none;
}

static int note_known(int32_t theirs, int32_t ours, void *ctx)
{
	struct peers *p = ctx;
	struct known *more = grow(p->known, p->n_known, sizeof(*more));

	if (!more)
		return -ENOMEM;
	p->known = more;
	more[p->n_known++] = (struct known){ theirs, ours };
	return 0;
}

static int by_nsid(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return x->nsid < y->nsid ? -1 : x->nsid > y->nsid;
}

/* Whom the room knows, sorted. */
static int ask(struct peers *p, struct hub *hub, size_t room, struct err *e)
{
	int err;

	p->n_known = 0;
	free(TAKE_PTR(p->known));
	if (!hub)
		return 0;
	err = hub_translate(hub, (int32_t)room, note_known, p, e);
	if (!err && p->n_known)
		qsort(p->known, p->n_known, sizeof(*p->known), by_nsid);
	return err;
}

static const struct room *room_of(const struct peers *p, const struct snapshot *s, size_t asker,
				  int32_t nsid)
{
	const struct known key = { .nsid = nsid }, *k;

	if (nsid == PEER_SAME_ROOM)
		return &s->rooms[asker];
	k = p->n_known ? bsearch(&key, p->known, p->n_known, sizeof(key), by_nsid) : NULL;
	return k && k->room >= 0 && (size_t)k->room < s->n_rooms ? &s->rooms[k->room] : NULL;
}

static void prove_room(const struct peers *p, struct snapshot *s, size_t i)
{
	struct room *r = &s->rooms[i];

	for (size_t k = 0; k < r->n_links && k < p->n_hints[i]; k++) {
		const struct peer_hint *h = &p->hints[i][k];
		const struct room *peer;

		if (!h->ifindex)
			continue;
		peer = room_of(p, s, i, h->nsid);
		if (strcmp(r->links[k].kind, "veth")) {
			r->links[k].base_ifindex = h->ifindex;
			r->links[k].base_cookie = peer ? peer->cookie : 0;
			continue;
		}
		r->links[k].peer_ifindex = h->ifindex;
		r->links[k].peer_cookie = peer ? peer->cookie : 0;
	}
}

static int make_hub(struct hub *hub, const struct netns *rooms, size_t n, struct err *e)
{
	int err = hub_open(hub, e);

	for (size_t i = 0; i < n && !err; i++)
		err = hub_number(hub, &rooms[i], (int32_t)i, e);
	return err;
}

int peers_prove(struct peers *p, struct hub *hub, const struct netns *rooms, struct snapshot *s,
		struct err *e)
{
	_cleanup_hub_ struct hub own = HUB_INIT;
	int err = 0;

	if (!hub && p->across && s->n_rooms > 1) {
		hub = &own;
		err = make_hub(hub, rooms, s->n_rooms, e);
	}
	for (size_t i = 0; i < s->n_rooms && !err; i++) {
		err = ask(p, hub, i, e);
		if (!err)
			prove_room(p, s, i);
	}
	return err;
}

void peers_mirror(struct snapshot *s)
{
	for (size_t i = 0; i < s->n_rooms; i++)
		for (size_t k = 0; k < s->rooms[i].n_links; k++) {
			const struct link_row *l = &s->rooms[i].links[k];
			const struct room *other =
				l->peer_cookie ? snapshot_room(s, l->peer_cookie) : NULL;
			const struct link_row *end =
				other ? room_link(other, l->peer_ifindex) : NULL;

			if (end && !end->peer_cookie && end->peer_ifindex == l->ifindex)
				s->rooms[other - s->rooms].links[end - other->links].peer_cookie =
					s->rooms[i].cookie;
		}
}
