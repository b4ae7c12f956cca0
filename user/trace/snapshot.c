// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * snapshot.c - names and owners looked up in what the tables said
 */
#include "snapshot.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

void snapshot_free(struct snapshot *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_rooms; i++) {
		free(s->rooms[i].links);
		free(s->rooms[i].addrs);
		free(s->rooms[i].neighs);
	}
	free(s->rooms);
	free(s->refs);
	free(s);
}

static int by_cookie(const void *a, const void *b)
{
	const struct room_ref *x = a, *y = b;

	return x->cookie < y->cookie ? -1 : x->cookie > y->cookie;
}

static int by_ifindex(const void *a, const void *b)
{
	const struct link_row *x = a, *y = b;

	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

int snapshot_index(struct snapshot *s)
{
	struct room_ref *refs = calloc(s->n_rooms + 1, sizeof(*refs));

	if (!refs)
		return -ENOMEM;
	for (size_t i = 0; i < s->n_rooms; i++) {
		struct room *r = &s->rooms[i];

		refs[i] = (struct room_ref){ r->cookie, i };
		if (r->n_links)
			qsort(r->links, r->n_links, sizeof(*r->links), by_ifindex);
		r->sorted = true;
	}
	qsort(refs, s->n_rooms, sizeof(*refs), by_cookie);
	free(s->refs);
	s->refs = refs;
	return 0;
}

const struct room *snapshot_room(const struct snapshot *s, uint64_t cookie)
{
	const struct room_ref key = { .cookie = cookie }, *ref;

	if (s->refs) {
		ref = bsearch(&key, s->refs, s->n_rooms, sizeof(key), by_cookie);
		return ref ? &s->rooms[ref->at] : NULL;
	}
	for (size_t i = 0; i < s->n_rooms; i++)
		if (s->rooms[i].cookie == cookie)
			return &s->rooms[i];
	return NULL;
}

const struct room *snapshot_room_named(const struct snapshot *s, const char *name)
{
	for (size_t i = 0; i < s->n_rooms; i++)
		if (!strcmp(s->rooms[i].name, name))
			return &s->rooms[i];
	return NULL;
}

const struct link_row *room_link(const struct room *r, uint32_t ifindex)
{
	const struct link_row key = { .ifindex = ifindex };

	if (r->sorted)
		return r->n_links ? bsearch(&key, r->links, r->n_links, sizeof(key), by_ifindex)
				  : NULL;
	for (size_t i = 0; i < r->n_links; i++)
		if (r->links[i].ifindex == ifindex)
			return &r->links[i];
	return NULL;
}

const struct addr_row *room_addr(const struct room *r, uint8_t family, const uint8_t *addr)
{
	for (size_t i = 0; i < r->n_addrs; i++)
		if (r->addrs[i].family == family &&
		    !memcmp(r->addrs[i].addr, addr, addr_octets(family)))
			return &r->addrs[i];
	return NULL;
}

bool addr_row_covers(const struct addr_row *a, uint8_t family, const uint8_t *addr)
{
	size_t whole = a->len / 8;
	unsigned int mask = 0xff00u >> (a->len % 8);

	if (a->family != family || a->len > addr_octets(family) * 8 ||
	    memcmp(a->addr, addr, whole) != 0)
		return false;
	return !(a->len % 8) || !((a->addr[whole] ^ addr[whole]) & mask & 0xff);
}

const struct room *snapshot_owner(const struct snapshot *s, uint8_t family, const uint8_t *addr,
				  const struct link_row **ret_link)
{
	for (size_t i = 0; i < s->n_rooms; i++) {
		const struct room *r = &s->rooms[i];
		const struct addr_row *a = room_addr(r, family, addr);

		if (!a)
			continue;
		if (ret_link)
			*ret_link = room_link(r, a->ifindex);
		return r;
	}
	return NULL;
}
