// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * links.c - the links of a lab, by the names that people give them
 */
#include "links.h"

#include <errno.h>

/* "NODE:IF--NODE:IF" */
#define NAME_SIZE (2 * (NETNS_NAME_MAX + IFNAMSIZ) + 2)

/* Of the error's text: a large lab has more links than anybody reads. */
#define LISTED_SIZE 400

static int add_link(const struct lab_link *link, void *ctx)
{
	struct links *l = ctx;
	struct lab_link *more = grow(l->items, l->n, sizeof(*more));

	if (!more)
		return -ENOMEM;
	l->items = more;
	more[l->n++] = *link;
	return 0;
}

int links_read(const char *lab, struct links *ret, struct err *e)
{
	int err;

	*ret = (struct links){ .lab = lab };
	err = lab_links(lab, add_link, ret, e);
	return err == -ENOMEM ? err_sys(e, ENOMEM, "cannot read the links of lab %s", lab) : err;
}

void links_free(struct links *l)
{
	free(l->items);
	*l = (struct links)LINKS_INIT;
}

void links_end_text(struct text *t, const struct lab_end *end)
{
	text_add(t, "%s:%s", end->node, end->ifname);
}

static void name_of(struct text *t, const struct lab_end *a, const struct lab_end *b)
{
	links_end_text(t, a);
	text_str(t, "--");
	links_end_text(t, b);
}

/* Nodes' names hold dashes themselves, so a name is compared, never taken apart. */
static bool is_called(const struct lab_end *a, const struct lab_end *b, const char *what)
{
	char end[NAME_SIZE] = "", nodes[NAME_SIZE] = "", both[NAME_SIZE] = "";

	links_end_text(&TEXT(end), a);
	text_add(&TEXT(nodes), "%s-%s", a->node, b->node);
	name_of(&TEXT(both), a, b);
	return !strcmp(what, end) || !strcmp(what, nodes) || !strcmp(what, both);
}

static bool is_meant(const struct lab_link *l, const char *what)
{
	return is_called(&l->ends[0], &l->ends[1], what) ||
	       is_called(&l->ends[1], &l->ends[0], what);
}

/* Those that @what means, or all. */
static void list(const struct links *l, const char *what, struct text *t)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct lab_link *link = &l->items[i];

		if (what && !is_meant(link, what))
			continue;
		if (t->len + NAME_SIZE + sizeof(", ...") >= t->size) {
			text_str(t, ", ...");
			return;
		}
		text_str(t, t->len ? ", " : "");
		name_of(t, &link->ends[0], &link->ends[1]);
	}
}

const struct lab_link *links_find(const struct links *l, const char *what, struct err *e)
{
	const struct lab_link *found = NULL;
	char listed[LISTED_SIZE] = "", name[4 * NAME_SIZE] = "";
	struct text t = TEXT(listed);
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		if (!is_meant(&l->items[i], what))
			continue;
		found = &l->items[i];
		n++;
	}
	if (n == 1)
		return found;
	text_escape(&TEXT(name), what, strnlen(what, NAME_SIZE));
	list(l, n ? what : NULL, &t);
	if (n)
		err_set(e, ENOTUNIQ, "'%s' is more than one link of lab %s: %s", name, l->lab,
			listed);
	else if (l->n)
		err_set(e, ENOENT, "no link '%s' in lab %s; its links: %s", name, l->lab, listed);
	else
		err_set(e, ENOENT, "lab %s has no links", l->lab);
	return NULL;
}
