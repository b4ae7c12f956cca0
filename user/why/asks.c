// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * asks.c - what has been asked of the kernel, and what would have to be
 */
#include "verdict.h"

#include <string.h>

struct asked *asks_pending(struct asks *a)
{
	for (size_t i = 0; i < a->n; i++)
		if (!a->rows[i]->known)
			return a->rows[i];
	return NULL;
}

static bool same_ask(const struct ask *a, const struct ask *b)
{
	return a->kind == b->kind && a->cookie == b->cookie && a->family == b->family &&
	       a->iif == b->iif && a->oif == b->oif && a->mark == b->mark && a->tos == b->tos &&
	       a->ip_proto == b->ip_proto && a->vlan == b->vlan && a->has_from == b->has_from &&
	       a->has_uid == b->has_uid && a->uid == b->uid && !memcmp(a->mac, b->mac, 6) &&
	       !memcmp(a->to, b->to, sizeof(a->to)) && !memcmp(a->from, b->from, sizeof(a->from));
}

static void asks_add(struct asks *a, const struct ask *ask)
{
	struct asked *row = calloc(1, sizeof(*row));
	struct asked **more = row ? grow(a->rows, a->n, sizeof(struct asked *)) : NULL;

	if (!more) {
		free(row);
		return;
	}
	row->ask = *ask;
	a->rows = more;
	a->rows[a->n++] = row;
}

const struct answer *asks_find(struct asks *a, const struct ask *ask)
{
	for (size_t i = 0; i < a->n; i++)
		if (same_ask(&a->rows[i]->ask, ask))
			return a->rows[i]->known ? &a->rows[i]->answer : NULL;
	asks_add(a, ask);
	return NULL;
}

void asks_done(struct asks *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->rows[i]);
	free(a->rows);
	*a = (struct asks){ 0 };
}
