/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * places.h - inside user/topo: where in its array something of a name is: a balanced tree, so that
 * no file makes looking up slow.
 */
#ifndef NSCOPE_PLACES_H
#define NSCOPE_PLACES_H

#include <stdbool.h>

#include "../util/util.h"

/* What names are unique among: the interfaces of a node, by its index, or these. */
#define PLACES_NODES	     SIZE_MAX
#define PLACES_TEMPLATES     (SIZE_MAX - 1)
#define PLACES_SYSCTLS(node) (SIZE_MAX / 2 + (node))

struct places {
	void *root; /* search.h's */
};

/**
 * places_add() - note where something is
 * @name: copied
 * Return: 0, -EEXIST (one of that name is there), -ENOMEM
 */
int places_add(struct places *p, size_t among, const char *name, size_t at);

/**
 * places_find() - where it was noted to be
 * @ret: untouched where there is none
 */
bool places_find(const struct places *p, size_t among, const char *name, size_t *ret);

void places_free(struct places *p);

#endif
