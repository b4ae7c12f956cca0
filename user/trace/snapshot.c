// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * snapshot.c - names and owners looked up in what the tables said
 */
#include "snapshot.h"

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
	free(s);
}

const struct room *snapshot_room(const struct snapshot *s, uint64_t cookie)
{
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
