// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * snapshot.c - names and owners looked up in what the tables said
 */
#include "snapshot.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

void room_done(struct room *r)
{
	free(r->links);
	free(r->addrs);
	free(r->neighs);
	free(r->routes);
	free(r->hops);
	free(r->rules);
	free(r->fdb);
	free(r->procs);
	free(r->gates);
	free(r->queues);
	free(r->chains);
	free(r->xtables);
	free(r->proxies);
	free(r->vlans);
	free(r->mdb);
	free(r->counts);
	settings_free(r->settings);
}

void snapshot_free(struct snapshot *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_rooms; i++)
		room_done(&s->rooms[i]);
	free(s->rooms);
	free(s->by_cookie);
	free(s);
}

static int by_ifindex(const void *a, const void *b)
{
	const struct link_row *x = a, *y = b;

	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

static int by_address(const void *a, const void *b)
{
	const struct neigh_row *x = a, *y = b;
	int differ = memcmp(x->addr, y->addr, sizeof(x->addr));

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (differ)
		return differ;
	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

static int by_cookie(const void *a, const void *b, void *ctx)
{
	const struct room *rooms = ctx, *x = &rooms[*(const uint32_t *)a],
			  *y = &rooms[*(const uint32_t *)b];

	return x->cookie < y->cookie ? -1 : x->cookie > y->cookie;
}

int snapshot_index(struct snapshot *s)
{
	uint32_t *index = calloc(s->n_rooms + 1, sizeof(*index));

	if (!index)
		return -ENOMEM;
	for (uint32_t i = 0; i < s->n_rooms; i++) {
		struct room *r = &s->rooms[i];

		index[i] = i;
		if (r->n_links)
			qsort(r->links, r->n_links, sizeof(*r->links), by_ifindex);
		if (r->n_neighs)
			qsort(r->neighs, r->n_neighs, sizeof(*r->neighs), by_address);
		r->sorted = true;
	}
	qsort_r(index, s->n_rooms, sizeof(*index), by_cookie, s->rooms);
	free(s->by_cookie);
	s->by_cookie = index;
	return 0;
}

static const struct room *indexed_room(const struct snapshot *s, uint64_t cookie)
{
	size_t from = 0, to = s->n_rooms;

	while (from < to) {
		size_t at = from + (to - from) / 2;
		const struct room *r = &s->rooms[s->by_cookie[at]];

		if (r->cookie == cookie)
			return r;
		if (r->cookie < cookie)
			from = at + 1;
		else
			to = at;
	}
	return NULL;
}

const struct room *snapshot_room(const struct snapshot *s, uint64_t cookie)
{
	if (s->by_cookie)
		return indexed_room(s, cookie);
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

static const struct link_row *sorted_link(const struct room *r, uint32_t ifindex)
{
	size_t from = 0, to = r->n_links;

	while (from < to) {
		size_t at = from + (to - from) / 2;

		if (r->links[at].ifindex == ifindex)
			return &r->links[at];
		if (r->links[at].ifindex < ifindex)
			from = at + 1;
		else
			to = at;
	}
	return NULL;
}

const struct link_row *room_link(const struct room *r, uint32_t ifindex)
{
	if (r->sorted)
		return sorted_link(r, ifindex);
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

const struct neigh_row *room_neigh(const struct room *r, uint32_t ifindex, uint8_t family,
				   const uint8_t *addr)
{
	for (size_t i = 0; i < r->n_neighs; i++)
		if (r->neighs[i].ifindex == ifindex && r->neighs[i].family == family &&
		    !memcmp(r->neighs[i].addr, addr, addr_octets(family)))
			return &r->neighs[i];
	return NULL;
}

bool room_has_mac(const struct room *r, const uint8_t mac[6])
{
	for (size_t i = 0; i < r->n_links; i++)
		if (!memcmp(r->links[i].mac, mac, 6))
			return true;
	return false;
}

size_t room_pipes(const struct room *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n_links; i++)
		n += r->links[i].peer_cookie != 0;
	return n;
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

/* How good an address of @to is for @from, 0: not at all. */
static int rank(const struct room *from, const struct room *to, const struct addr_row *a)
{
	const struct link_row *l = room_link(to, a->ifindex);
	bool v6 = a->family == AF_INET6;

	if (!l || a->scope >= RT_SCOPE_HOST || (v6 && a->addr[0] == 0xfe && a->addr[1] == 0x80))
		return 0;
	if (l->flags & IFF_LOOPBACK)
		return v6 ? 1 : 2;
	for (size_t i = 0; i < from->n_addrs; i++)
		if (addr_row_covers(&from->addrs[i], a->family, a->addr))
			return v6 ? 5 : 6;
	return v6 ? 3 : 4;
}

const struct addr_row *room_best_addr(const struct room *from, const struct room *to)
{
	const struct addr_row *best = NULL;
	int most = 0;

	for (size_t i = 0; i < to->n_addrs; i++) {
		int r = rank(from, to, &to->addrs[i]);

		if (r > most) {
			most = r;
			best = &to->addrs[i];
		}
	}
	return best;
}
