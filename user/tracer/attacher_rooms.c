// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * attacher_rooms.c - the namespaces an attacher knows, by number
 */
#include "attacher_rooms.h"

#include <errno.h>
#include <string.h>

#include "../kernel/clock.h"
#include "finder.h"

int rooms_add(struct rooms *p, struct netns *n, const char *what, int32_t *ret_number)
{
	char *copy = strdup(what);
	struct known_room *items;
	size_t i = 0;

	while (i < p->n && p->items[i].cookie)
		i++;
	items = i < p->n ? p->items : grow(p->items, p->n, sizeof(*items));
	p->items = items ?: p->items;
	if (!items || !copy) {
		free(copy);
		return -ENOMEM;
	}
	p->n += i == p->n;
	p->used_ms = now_ms();
	items[i] = (struct known_room){ n->cookie, n->inum, *n, copy };
	*n = (struct netns)NETNS_INIT;
	*ret_number = (int32_t)i;
	return 0;
}

struct known_room *rooms_get(const struct rooms *p, int32_t number)
{
	if (number < 0 || (size_t)number >= p->n || !p->items[number].cookie)
		return NULL;
	return &p->items[number];
}

void rooms_drop(struct known_room *one)
{
	netns_close(&one->netns);
	free(one->what);
	*one = (struct known_room){ .netns = NETNS_INIT };
}

bool rooms_knows(const struct rooms *p, uint64_t cookie)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->items[i].cookie == cookie)
			return true;
	return false;
}

bool rooms_knows_inum(const struct rooms *p, uint32_t inum)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->items[i].cookie && p->items[i].inum == inum)
			return true;
	return false;
}

/* What is called so now need not be what was. */
static bool open_as(struct known_room *one, const char *what, struct err *e)
{
	if (!netns_open(what, &one->netns, e) && one->netns.cookie == one->cookie)
		return true;
	netns_close(&one->netns);
	return false;
}

int rooms_open(struct rooms *p, struct known_room *one, struct err *e)
{
	char process[FINDER_WHAT_MAX];

	p->used_ms = now_ms();
	if (one->netns.fd >= 0 || open_as(one, one->what, e))
		return 0;
	if (!finder_process(one->inum, process) && open_as(one, process, e))
		return 0;
	return err_set(e, ENOENT, "%s cannot be entered any more", one->what);
}

int rooms_rest(struct rooms *p)
{
	int64_t left = p->used_ms + HOLD_MS - now_ms();

	if (!p->used_ms)
		return -1;
	if (left > 0)
		return left > HOLD_MS ? HOLD_MS : (int)left;
	for (size_t i = 0; i < p->n; i++)
		netns_close(&p->items[i].netns);
	p->used_ms = 0;
	return -1;
}

void rooms_done(struct rooms *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->items[i].cookie)
			rooms_drop(&p->items[i]);
	free(p->items);
	*p = (struct rooms){ 0 };
}
