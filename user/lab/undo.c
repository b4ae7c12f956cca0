// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * undo.c - a journal walked backwards
 */
#include "undo.h"

#include <errno.h>
#include <string.h>

#include "daemons.h"
#include "holders.h"
#include "keeper.h"
#include "../kernel/nl.h"

/* A namespace of the journal, as far as it is still there. */
struct room {
	struct nl nl; /* open: it is there */
};

struct undo {
	const struct journal *journal;
	int dir;
	struct room *rooms; /* one per journal->netns */
	bool *kept;	    /* per link: nobody has removed it yet */
	struct nl_batch batch;
	struct err refused; /* the first that was no ENODEV */
};

static void undo_done(struct undo *u)
{
	for (size_t i = 0; u->rooms && i < u->journal->n_netns; i++) {
		nl_close(&u->rooms[i].nl);
	}
	cleanup_close(&u->dir);
	free(u->rooms);
	free(u->kept);
	free(u);
}

static void cleanup_undo(struct undo **u)
{
	if (*u)
		undo_done(*u);
}

static struct undo *undo_new(const struct journal *j)
{
	struct undo *u = calloc(1, sizeof(*u));

	if (!u)
		return NULL;
	u->journal = j;
	u->dir = -1;
	u->rooms = calloc(j->n_netns + 1, sizeof(*u->rooms));
	u->kept = malloc(j->n_links + 1);
	if (!u->rooms || !u->kept) {
		free(u->rooms);
		free(u->kept);
		free(u);
		return NULL;
	}
	memset(u->kept, true, j->n_links);
	for (size_t i = 0; i < j->n_netns; i++)
		u->rooms[i] = (struct room){ .nl = NL_INIT };
	return u;
}

static int open_rooms(struct undo *u, struct err *e)
{
	for (size_t i = 0; i < u->journal->n_netns; i++) {
		const struct journal_netns *n = &u->journal->netns[i];
		_cleanup_netns_close_ struct netns ns = NETNS_INIT;
		int err = netns_same(u->dir, n->name, n->inum, n->cookie, &ns, e);

		if (!err)
			err = nl_open(&ns, &u->rooms[i].nl, e);
		if (err && err != -ENOENT && err != -ESTALE)
			return err;
	}
	return 0;
}

static struct room *room_named(struct undo *u, const char *name)
{
	for (size_t i = 0; i < u->journal->n_netns; i++)
		if (!strcmp(u->journal->netns[i].name, name))
			return u->rooms[i].nl.fd >= 0 ? &u->rooms[i] : NULL;
	return NULL;
}

/* First of all, that nothing reacts to what goes. Only in rooms that are held open. */
static int end_daemons(struct undo *u, struct err *e)
{
	_cleanup_free_ struct journal_netns *there = calloc(u->journal->n_netns, sizeof(*there));
	size_t n = 0;

	if (!there)
		return err_sys(e, ENOMEM, "cannot undo");
	for (size_t i = 0; i < u->journal->n_netns; i++)
		if (u->rooms[i].nl.fd >= 0)
			there[n++] = u->journal->netns[i];
	return daemons_end(there, n, u->journal->token, e);
}

static void on_refused(void *ctx, const void *about, int code, const char *words)
{
	const struct journal_link *l = about;
	struct undo *u = ctx;

	if (l)
		u->kept[l - u->journal->links] = true;
	if (code == ENODEV || u->refused.code)
		return;
	if (l)
		err_set(&u->refused, code, "cannot remove %s:%s -- %s:%s: %s", l->ends[0].node,
			l->ends[0].ifname, l->ends[1].node, l->ends[1].ifname, words);
	else
		err_set(&u->refused, code, "cannot remove the links: %s", words);
}

static int send_batch(struct undo *u, struct room *r, struct err *e)
{
	return nl_batch_send(&r->nl, &u->batch, on_refused, u, e);
}

/* The links marked in one room go together. */
static int remove_marked(struct undo *u, struct room *r, struct err *e)
{
	int err = 0;

	if (!r)
		return 0;
	if (!nl_batch_next(&u->batch))
		err = send_batch(u, r, e);
	nl_batch_add(&u->batch, msg_doomed_del(nl_batch_next(&u->batch)), NULL);
	return err ? err : send_batch(u, r, e);
}

/* Each pipe by its end @end. One whose end is not there may have been moved: the other is tried. */
static int remove_by_end(struct undo *u, int end, struct err *e)
{
	struct room *current = NULL;
	int err = 0;

	for (size_t i = 0; i < u->journal->n_links && !err; i++) {
		const struct journal_link *l = &u->journal->links[i];
		struct room *r = u->kept[i] ? room_named(u, l->ends[end].node) : NULL;

		if (!r)
			continue;
		if (r != current)
			err = remove_marked(u, current, e);
		else if (!nl_batch_next(&u->batch))
			err = send_batch(u, r, e);
		current = r;
		u->kept[i] = false;
		nl_batch_add(&u->batch, msg_doom(nl_batch_next(&u->batch), l->ends[end].ifname), l);
	}
	return err ? err : remove_marked(u, current, e);
}

static int remove_links(struct undo *u, struct err *e)
{
	int err = remove_by_end(u, 0, e);

	if (!err)
		err = remove_by_end(u, 1, e);
	if (!err && u->refused.code) {
		*e = u->refused;
		err = -u->refused.code;
	}
	return err;
}

static int remove_rooms(struct undo *u, struct text *left, struct err *e)
{
	for (size_t i = u->journal->n_netns; i-- > 0;) {
		const struct journal_netns *n = &u->journal->netns[i];
		int err;

		nl_close(&u->rooms[i].nl);
		err = netns_unname(u->dir, n->name, &n->point, n->inum, n->cookie, e);
		if (err < 0)
			return err;
		if (err)
			text_add(left, "%s%s", left->len ? "; " : "", e->text);
	}
	return 0;
}

int undo_journal(const struct journal *j, struct text *left, struct err *e)
{
	_cleanup_(cleanup_undo) struct undo *u = undo_new(j);
	int err;

	if (!u)
		return err_sys(e, ENOMEM, "cannot undo");
	err = netns_limit(j->n_netns, e);
	if (err || !j->n_netns)
		return err;
	u->dir = netns_dir_open(e);
	if (u->dir < 0)
		return u->dir == -ENOENT ? keepers_end(j, NULL, left, e) : u->dir;
	err = open_rooms(u, e);
	if (!err)
		err = end_daemons(u, e);
	if (!err)
		err = keepers_end(j, NULL, left, e);
	if (!err)
		err = remove_links(u, e);
	if (!err)
		err = remove_rooms(u, left, e);
	return err ? err : holders_wait(j->netns, j->n_netns, left, e);
}
