// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target.c - NODE arguments into open namespaces
 */
#include "target.h"

#include <errno.h>
#include <string.h>

#include "../io/containers.h"
#include "../tracer/finder.h"
#include "../lab/lab.h"
#include "../tables/reach.h"
#include "../tables/tables.h"

struct owner {
	char lab[TOPO_NAME_MAX], node[TOPO_NAME_MAX];
	uint64_t cookie;
};

struct reading {
	struct targets *t;
	const char *lab;
};

static int note_node(const char *node, uint64_t cookie, void *ctx)
{
	struct reading *r = ctx;
	struct owner *owners = grow(r->t->owners, r->t->n_owners, sizeof(*owners));
	struct owner *o;

	if (!owners)
		return -ENOMEM;
	r->t->owners = owners;
	o = &owners[r->t->n_owners++];
	snprintf(o->lab, sizeof(o->lab), "%s", r->lab);
	snprintf(o->node, sizeof(o->node), "%s", node);
	o->cookie = cookie;
	return 0;
}

static int note_lab(const char *lab, void *ctx)
{
	struct reading r = { ctx, lab };
	struct err e = { 0 };

	/* A lab that is just being taken away has no nodes to offer, which is fine. */
	return lab_nodes(lab, note_node, &r, &e) == -ENOMEM ? -ENOMEM : 0;
}

int targets_open(struct targets *t, struct err *e)
{
	*t = (struct targets)TARGETS_INIT;
	netns_limit_lift();
	return lab_each(note_lab, t, e);
}

void targets_release(struct targets *t)
{
	for (size_t i = 0; i < t->n; i++)
		netns_close(&t->rooms[i]);
}

void targets_close(struct targets *t)
{
	targets_release(t);
	for (size_t i = 0; i < t->n; i++)
		free(t->whats[i]);
	free(t->whats);
	free(t->rooms);
	free(t->labs);
	free(t->owners);
	*t = (struct targets)TARGETS_INIT;
}

static const char *lab_of(const struct targets *t, const struct netns *n)
{
	for (size_t i = 0; i < t->n_owners; i++)
		if (t->owners[i].cookie == n->cookie && !strcmp(t->owners[i].node, n->name))
			return t->owners[i].lab;
	return "";
}

static bool same_room(const struct netns *a, const struct netns *b)
{
	return a->cookie || b->cookie ? a->cookie == b->cookie : a->inum == b->inum;
}

/* @what is taken over, also on failure. */
static int keep(struct targets *t, struct netns *room, char *what)
{
	struct netns *rooms = grow(t->rooms, t->n, sizeof(*rooms));
	const char **labs = grow(t->labs, t->n, sizeof(*labs));
	char **whats = grow(t->whats, t->n, sizeof(*whats));

	t->rooms = rooms ?: t->rooms;
	t->labs = labs ?: t->labs;
	t->whats = whats ?: t->whats;
	if (!rooms || !labs || !whats || !what) {
		free(what);
		return -ENOMEM;
	}
	whats[t->n] = what;
	labs[t->n] = lab_of(t, room);
	rooms[t->n++] = *room;
	room->fd = -1;
	return 0;
}

int targets_add(struct targets *t, const char *what, size_t *ret_index, struct err *e)
{
	_cleanup_netns_close_ struct netns room = NETNS_INIT;
	_cleanup_free_ char *again = NULL;
	size_t i = 0;
	int err;

	err = target_open(what, &room, &again, e);
	if (err)
		return err;
	while (i < t->n && !same_room(&t->rooms[i], &room))
		i++;
	if (i == t->n && keep(t, &room, TAKE_PTR(again)))
		return err_sys(e, ENOMEM, "%s", what);
	if (ret_index)
		*ret_index = i;
	return 0;
}

int targets_add_lab(struct targets *t, const char *lab, struct err *e)
{
	int err = 0;

	for (size_t i = 0; i < t->n_owners && !err; i++)
		if (!strcmp(t->owners[i].lab, lab))
			err = targets_add(t, t->owners[i].node, NULL, e);
	return err;
}

static bool has_lab(const struct targets *t, const char *lab)
{
	for (size_t i = 0; i < t->n_owners; i++)
		if (!strcmp(t->owners[i].lab, lab))
			return true;
	return false;
}

int targets_add_node_or_lab(struct targets *t, const char *what, struct err *e)
{
	int err = targets_add(t, what, NULL, e);

	if (err != -ENOENT || !has_lab(t, what))
		return err;
	*e = (struct err){ 0 };
	return targets_add_lab(t, what, e);
}

static int add_named(const char *name, void *ctx)
{
	struct err e = { 0 };

	/* What is no namespace, or vanished just now, is not ours to complain about. */
	return targets_add(ctx, name, NULL, &e) == -ENOMEM ? -ENOMEM : 0;
}

int targets_add_all(struct targets *t, struct err *e)
{
	int err = 0;

	for (size_t i = 0; i < t->n_owners && !err; i++)
		err = targets_add(t, t->owners[i].node, NULL, e);
	if (!err && t->n == 0)
		err = netns_each(add_named, t, e);
	if (!err && t->n == 0)
		return err_set(e, ENOENT, "there is no namespace to look at; try: nscope up pair");
	return err;
}

/* Is one of the first @n of that lab? */
static bool shows_lab(const struct targets *t, size_t n, const char *lab)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(t->labs[i], lab))
			return true;
	return false;
}

static int looked(int err, struct err *e)
{
	return err == -ENOMEM ? err_sys(e, ENOMEM, "cannot look around") : err;
}

int targets_add_names(struct targets *t, struct err *e)
{
	int err = netns_each(add_named, t, e);

	return looked(err ? err : add_named("host", t), e);
}

int targets_add_around(struct targets *t, struct err *e)
{
	size_t n = t->n;
	bool foreign = shows_lab(t, n, "");
	int err = 0;

	for (size_t i = 0; i < t->n_owners && !err; i++)
		if (shows_lab(t, n, t->owners[i].lab))
			err = add_named(t->owners[i].node, t);
	return foreign && !err ? targets_add_names(t, e) : looked(err, e);
}

int targets_add_reached(struct targets *t, struct err *e)
{
	_cleanup_reach_ struct reach r = { 0 };
	int err = reach_open(t->rooms, t->n, &r, e);

	for (size_t i = 0; i < r.n && !err; i++) {
		if (!strncmp(r.found[i].ns.name, "pid:", 4))
			target_name_container(&r.found[i].ns);
		if (keep(t, &r.found[i].ns, strdup(r.found[i].what)))
			err = err_sys(e, ENOMEM, "cannot look for namespaces");
	}
	return err;
}

static int add_container(const struct container *c, void *ctx)
{
	struct targets *t = ctx;
	size_t before = t->n;
	char pid[24];
	int err;

	snprintf(pid, sizeof(pid), "pid:%d", c->pid);
	err = add_named(pid, t);
	if (!err && t->n > before)
		target_name(&t->rooms[before], c);
	return err;
}

static int add_process(void *ctx, uint32_t inum, const char *what)
{
	const struct targets *t = ctx;

	for (size_t i = 0; i < t->n; i++)
		if (t->rooms[i].inum == inum)
			return 0;
	return add_named(what, ctx);
}

int targets_add_machine(struct targets *t, struct err *e)
{
	int err = targets_add(t, "host", NULL, e);

	if (!err)
		err = netns_each(add_named, t, e);
	if (!err)
		err = containers_each(add_container, t);
	if (!err)
		err = finder_processes(add_process, t);
	return err == -ENOMEM ? err_sys(e, ENOMEM, "cannot look for namespaces") : err;
}

bool targets_find(void *scope, struct netns *n, char lab[NETNS_NAME_MAX])
{
	_cleanup_targets_ struct targets now = TARGETS_INIT;

	if (!targets_open(&now, NULL))
		snprintf(lab, NETNS_NAME_MAX, "%s", lab_of(&now, n));
	if (!strncmp(n->name, "pid:", 4))
		target_name_container(n);
	return *lab || *(const enum targets_scope *)scope != TARGETS_LABS;
}

int targets_read(const struct targets *t, unsigned int what, struct snapshot **ret, struct err *e)
{
	return tables_read(t->rooms, t->labs, t->n, what, ret, e);
}
