// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wants.c - which interfaces of which namespaces a trace was asked to watch
 */
#include "wants.h"

#include <errno.h>
#include <string.h>

#include "follow.h"

/* tcpdump's word for all of them. */
#define ANY_IF "any"

static bool is_wanted(const char *ifname, const struct link_row *l)
{
	if (!follow_can(l))
		return false;
	if (!ifname || !*ifname)
		return !strcmp(l->kind, "veth");
	return !strcmp(ifname, ANY_IF) || !strcmp(ifname, l->name);
}

bool wants_end(const struct room *r, const struct link_row *l, const void *ctx)
{
	struct wants *w = (struct wants *)ctx;
	bool any = !w->n && is_wanted(w->ifname, l);

	for (size_t i = 0; i < w->n; i++) {
		struct want *one = &w->items[i];

		if (one->cookie != r->cookie || one->inum != r->inum)
			continue;
		if (is_wanted(*one->ifname ? one->ifname : w->ifname, l))
			one->found = any = true;
	}
	w->found |= any;
	return any;
}

/* "red:eth0" is an end of red; "pid:17", "docker:web" and paths keep their colon. */
static char *split_end(char *arg)
{
	char *colon = strrchr(arg, ':');
	bool whole = !strncmp(arg, "pid:", 4) || target_is_container(arg);

	if (!colon || strchr(colon, '/') || (whole && colon == strchr(arg, ':')))
		return arg + strlen(arg);
	*colon = '\0';
	return colon + 1;
}

int wants_choose(struct wants *w, const struct trace_args *a, struct targets *t, struct err *e)
{
	size_t at;
	int err;

	w->ifname = a->ifname;
	if (a->all)
		return targets_add_machine(t, e);
	if (!a->n_nodes)
		return targets_add_all(t, e);
	w->items = calloc(a->n_nodes, sizeof(*w->items));
	if (!w->items)
		return err_sys(e, ENOMEM, "trace");
	for (size_t i = 0; i < a->n_nodes; i++) {
		struct want *one = &w->items[w->n];

		one->ifname = split_end(a->nodes[i]);
		err = targets_add(t, a->nodes[i], &at, e);
		if (err)
			return err;
		one->cookie = t->rooms[at].cookie;
		one->inum = t->rooms[at].inum;
		w->n++;
	}
	return 0;
}

void wants_done(struct wants *w)
{
	free(w->items);
	*w = (struct wants){ 0 };
}

/* It is not there, or it is of a kind that cannot be watched. */
static int not_found(const struct want *one, const char *node, const struct snapshot *names,
		     struct err *e)
{
	const struct room *r = snapshot_room(names, one->cookie);

	for (size_t i = 0; r && i < r->n_links; i++)
		if (!strcmp(r->links[i].name, one->ifname))
			return err_set(e, EOPNOTSUPP, "%s of %s has no Ethernet frames to watch",
				       one->ifname, node);
	return err_set(e, ENOENT, "no interface '%s' in %s; ip -n %s link lists them", one->ifname,
		       node, node);
}

static size_t count(struct wants *w, const struct snapshot *names)
{
	size_t n = 0;

	for (size_t i = 0; i < names->n_rooms; i++)
		for (size_t j = 0; j < names->rooms[i].n_links; j++)
			n += wants_end(&names->rooms[i], &names->rooms[i].links[j], w);
	return n;
}

int wants_check(struct wants *w, const struct trace_args *a, const struct snapshot *names,
		size_t *ret_n, struct err *e)
{
	size_t n = count(w, names);

	for (size_t i = 0; i < w->n; i++)
		if (*w->items[i].ifname && !w->items[i].found)
			return not_found(&w->items[i], a->nodes[i], names, e);
	if (w->ifname && !w->found)
		return err_set(e, ENOENT, "no interface '%s' in any of the namespaces", w->ifname);
	for (size_t i = 0; i < a->n_rooms; i++)
		if (!snapshot_room_named(names, a->rooms[i]))
			return err_set(e, ENOENT, "--netns %s: not among the namespaces traced",
				       a->rooms[i]);
	*ret_n = n;
	return 0;
}
