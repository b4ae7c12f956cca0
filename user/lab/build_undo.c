// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build_undo.c - a lab that is there becomes another: what goes, and the way back
 */
#include <errno.h>
#include <string.h>

#include "build_inner.h"
#include "daemons.h"
#include "holders.h"

static void link_of(const struct build *b, const struct step *s, struct journal_link *ret)
{
	*ret = (struct journal_link){ 0 };
	for (int i = 0; i < 2; i++) {
		const struct step_end *end = &s->link.ends[i];

		snprintf(ret->ends[i].node, sizeof(ret->ends[i].node), "%s",
			 room_name(b, end->room));
		snprintf(ret->ends[i].ifname, sizeof(ret->ends[i].ifname), "%s", end->ifname);
	}
}

static void note_gone(struct build *b, const struct step *s)
{
	struct journal_link l;

	link_of(b, s, &l);
	journal_put_gone_link(&b->note, &l);
	for (int i = 0; i < 2; i++)
		build_gone(b, s->link.ends[i].room, s->link.ends[i].ifname);
}

/* Each alone would wait for RCU; those of one room wait once. */
static int unlink_some(struct build *b, const struct step *s, size_t n, struct err *e)
{
	int err;

	b->head = s;
	for (size_t i = 0; i < n; i++)
		nl_batch_add(&b->batch,
			     msg_doom(nl_batch_next(&b->batch), s[i].link.ends[0].ifname), &s[i]);
	nl_batch_add(&b->batch, msg_doomed_del(nl_batch_next(&b->batch)), s);
	err = build_flush(b, e);
	for (size_t i = 0; i < n && !err; i++)
		note_gone(b, &s[i]);
	return err ? err : build_notes(b, e);
}

int build_unlink(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	int err = 0;

	if (b->back && b->nodes[s->room].nl.fd < 0)
		return 0;
	while (s < end && !err) {
		size_t n = (size_t)(end - s);

		if (n > NL_BATCH_MAX - 1)
			n = NL_BATCH_MAX - 1;
		err = unlink_some(b, s, n, e);
		s += n;
	}
	return err;
}

static int unname(struct build *b, size_t room, struct err *e)
{
	const char *name = room_name(b, room);
	const struct journal_netns *n = journal_find(&b->journal, name);
	int err;

	if (!n)
		return b->back ? 0 : err_set(e, ENOENT, "the journal does not know it");
	err = b->nodes[room].nl.fd < 0 ? 0 : daemons_end(n, 1, b->journal.token, e);
	nl_close(&b->nodes[room].nl);
	if (!err)
		err = netns_unname(b->dir, name, &n->point, n->inum, n->cookie, e);
	if (err < 0)
		return err;
	if (err)
		text_add(b->left, "%s%s", b->left->len ? "; " : "", e->text);
	journal_put_gone_netns(&b->note, name);
	err = build_notes(b, e);
	return err ? err : holders_wait(n, 1, b->left, e);
}

int build_unname(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	for (; s < end; s++) {
		struct err why = { 0 };

		if (unname(b, s->room, &why) < 0)
			return build_complain(b, s, why.code, why.text, e);
	}
	return 0;
}

static int change(const struct plan *p, const struct build_how *how, struct state *s, bool back,
		  struct text *left, struct err *e)
{
	_cleanup_build_ struct build *b = build_new(p, how, s, e);
	int err = b ? 0 : -e->code;

	if (err)
		return err;
	b->left = left;
	b->back = back;
	err = state_journal(s, &b->journal, e);
	if (!err)
		err = build_open(b, e);
	/* From here on, until it is ready, nobody takes the lab for whole. */
	if (!err) {
		journal_put_change(&b->note);
		err = build_notes(b, e);
	}
	return err ? err : build_steps(b, e);
}

int build_change(const struct plan *p, const struct plan *back, const struct build_how *how,
		 struct state *s, struct text *left, struct err *e)
{
	struct err undo = { 0 }, first;
	int err = change(p, how, s, false, left, e);

	if (!err)
		return 0;
	first = *e;
	if (change(back, how, s, true, left, &undo))
		err_set(e, first.code, "%s\n  undoing it: %s", first.text, undo.text);
	return err;
}
