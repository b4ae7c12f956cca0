// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * places.c - where in its array something of a name is
 */
#include "places.h"

#include <errno.h>
#include <search.h>
#include <string.h>

struct place {
	size_t among, at;
	const char *name;
	char own[];
};

static int compare(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->among != y->among)
		return x->among < y->among ? -1 : 1;
	return strcmp(x->name, y->name);
}

int places_add(struct places *p, size_t among, const char *name, size_t at)
{
	size_t len = strlen(name) + 1;
	_cleanup_free_ struct place *mine = malloc(sizeof(*mine) + len);
	struct place **hit;

	if (!mine)
		return -ENOMEM;
	mine->among = among;
	mine->at = at;
	mine->name = memcpy(mine->own, name, len);
	hit = tsearch(mine, &p->root, compare);
	if (!hit)
		return -ENOMEM;
	if (*hit != mine)
		return -EEXIST;
	(void)TAKE_PTR(mine);
	return 0;
}

bool places_find(const struct places *p, size_t among, const char *name, size_t *ret)
{
	const struct place key = { .among = among, .name = name };
	struct place *const *hit = tfind(&key, &p->root, compare);

	if (hit)
		*ret = (*hit)->at;
	return hit != NULL;
}

void places_free(struct places *p)
{
	tdestroy(p->root, free);
	p->root = NULL;
}
