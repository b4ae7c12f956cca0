// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build.c - a plan done step by step
 *
 * Theory of operation
 *
 * Interface indices are chosen here, not by the kernel: a fresh namespace has nothing but lo and
 * what modules put there, the same in all; so the next free number is known, and no message has to
 * wait for the answer to another. (A module loaded just then makes the kernel refuse a number.)
 * Messages for one namespace go out together, and the kernel works through them
 * in that order; what another namespace is told may depend on them, so it waits for their
 * acknowledgement.
 *
 * The room outside is the exception: its numbers are not ours to choose, and nothing in it is ours
 * but the far ends of the lab's links. Those bear the lab's name, and only such are touched.
 */
#include "build_inner.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "ready.h"

static void drop_peers(struct build *b)
{
	while (b->n_peers)
		close(b->peers[--b->n_peers]);
}

void build_free(struct build *b)
{
	if (!b)
		return;
	for (size_t i = 0; b->nodes && i < b->plan->n_rooms; i++) {
		nl_close(&b->nodes[i].nl);
		free(b->nodes[i].ifaces);
	}
	drop_peers(b);
	netns_close(&b->fresh);
	journal_done(&b->journal);
	cleanup_close(&b->dir);
	cleanup_close(&b->sysctls);
	sysctl_births_done(&b->births);
	free(b->nodes);
	free(b);
}

struct build *build_new(const struct plan *p, const struct build_how *how, struct state *s,
			struct err *e)
{
	_cleanup_build_ struct build *b = calloc(1, sizeof(*b));

	if (!b) {
		err_sys(e, ENOMEM, "cannot build lab %s", p->lab);
		return NULL;
	}
	b->plan = p;
	b->how = how;
	b->state = s;
	b->dir = b->sysctls = -1;
	b->fresh = (struct netns)NETNS_INIT;
	b->note = TEXT(b->notes);
	b->nodes = calloc(p->n_rooms + 1, sizeof(*b->nodes));
	for (size_t i = 0; b->nodes && i < p->n_rooms; i++)
		b->nodes[i] = (struct built){ .nl = NL_INIT };
	if (!b->nodes) {
		err_sys(e, ENOMEM, "cannot build lab %s", p->lab);
		return NULL;
	}
	b->dir = netns_dir_open(e);
	return b->dir < 0 ? NULL : TAKE_PTR(b);
}

static int open_room(struct build *b, size_t room, struct err *e)
{
	const char *name = room_name(b, room);
	const struct journal_netns *n = journal_find(&b->journal, name);
	_cleanup_netns_close_ struct netns ns = NETNS_INIT;
	int err;

	if (b->plan->rooms[room].outside)
		err = netns_open("host", &ns, e);
	else if (n)
		err = netns_same(b->dir, name, n->inum, n->cookie, &ns, e);
	else
		return 0;
	return err ? err : nl_open(&ns, &b->nodes[room].nl, e);
}

int build_ns(const struct build *b, size_t room, struct netns *ret, struct err *e)
{
	int fd = nl_netns(&b->nodes[room].nl, e);

	return fd < 0 ? fd : netns_adopt(fd, room_name(b, room), ret, e);
}

int build_open(struct build *b, struct err *e)
{
	int err = 0;

	for (size_t i = 0; i < b->plan->n_rooms && !err; i++) {
		err = open_room(b, i, e);
		if (b->back && (err == -ENOENT || err == -ESTALE))
			err = 0;
	}
	return err;
}

/* Whoever takes back finds some of it not done at all. */
static bool is_fine(const struct build *b, int code)
{
	return b->back && (code == EEXIST || code == ENOENT || code == ENODEV || code == ESRCH ||
			   code == EADDRNOTAVAIL);
}

static void on_refused(void *ctx, const void *about, int code, const char *words)
{
	struct build *b = ctx;

	if (!b->refused->code && !is_fine(b, code))
		build_complain(b, about, code, words, b->refused);
}

int build_notes(struct build *b, struct err *e)
{
	int err = b->note.len ? state_note(b->state, &b->note, e) : 0;

	b->note.len = 0;
	return err;
}

int build_flush(struct build *b, struct err *e)
{
	struct err refused = { 0 };
	int err;

	if (!b->batch.n)
		return 0;
	b->refused = &refused;
	err = build_notes(b, e);
	if (!err)
		err = nl_batch_send(&b->nodes[b->head->room].nl, &b->batch, on_refused, b, e);
	drop_peers(b);
	if (!err && refused.code)
		*e = refused;
	return err ? err : -refused.code;
}

bool build_interrupted(void)
{
	sigset_t pending;

	return !sigpending(&pending) &&
	       (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
		sigismember(&pending, SIGHUP) == 1);
}

static int do_message(struct build *b, const struct step *s, struct err *e)
{
	/* Outside the kernel is asked for each interface: by then it has to be there. */
	bool apart = b->batch.n && (b->head->room != s->room || b->plan->rooms[s->room].outside);
	struct nlmsghdr *h;
	struct err why = { 0 };
	int err;

	if ((apart || !nl_batch_next(&b->batch)) && build_flush(b, e))
		return -e->code;
	if (!b->batch.n)
		b->head = s;
	err = build_fill(b, nl_batch_next(&b->batch), s, &h, &why);
	if (err)
		return is_fine(b, why.code) ? 0 : build_complain(b, s, why.code, why.text, e);
	nl_batch_add(&b->batch, h, s);
	return 0;
}

static int build_messages(struct build *b, const struct step *s, const struct step *end,
			  struct err *e)
{
	int err = 0;

	for (; s < end && !err; s++)
		err = do_message(b, s, e);
	return err;
}

static int build_links(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	int err = 0;

	for (; s < end && !err; s++) {
		err = do_message(b, s, e);
		if (err || !b->plan->rooms[s->link.ends[1].room].outside)
			continue;
		err = build_flush(b, e);
		if (!err)
			err = build_mark(b, s, e);
	}
	return err;
}

/* Nobody knows what a command did but its author; what was forgotten is learnt again. */
static int build_nothing(struct build *b, const struct step *s, const struct step *end,
			 struct err *e)
{
	(void)b, (void)s, (void)end, (void)e;
	return 0;
}

/* Steps of a kind that follow each other in one room, or anywhere, are done together; with a
 * namespace its sysctls. */
typedef int build_part(struct build *b, const struct step *s, const struct step *end,
		       struct err *e);

static const struct way {
	build_part *make, *undo;
	bool anywhere;
} ways[] = {
	[STEP_NETNS] = { build_netns, build_unname, false },
	[STEP_USUAL] = { build_sysctls, NULL, false },
	[STEP_SYSCTL] = { build_sysctls, build_sysctls, false },
	[STEP_BRIDGE] = { build_messages, build_messages, false },
	[STEP_LINK] = { build_links, build_unlink, false },
	[STEP_SET] = { build_messages, build_nothing, false },
	[STEP_MASTER] = { build_messages, build_messages, false },
	[STEP_ADDRESS] = { build_messages, build_messages, false },
	[STEP_UP] = { build_messages, build_messages, false },
	[STEP_SNOOP] = { build_messages, build_messages, false },
	[STEP_NEIGH] = { build_messages, build_messages, false },
	[STEP_RULE] = { build_messages, build_messages, false },
	[STEP_ROUTE] = { build_messages, build_messages, false },
	[STEP_FAULT] = { build_faults, build_faults, false },
	[STEP_NFT] = { build_rulesets, build_rulesets, true },
	[STEP_FORGET] = { build_forget, build_nothing, false },
	[STEP_KEEPER] = { build_keepers, build_keepers, false },
	[STEP_RUN] = { build_run, build_nothing, false },
};
_Static_assert(ARRAY_SIZE(ways) == STEP_KIND_MAX, "a way for every kind of step");

static bool goes_with(const struct step *s, const struct step *next)
{
	if (s->kind == STEP_NETNS && !s->undo)
		return next->kind == STEP_USUAL || next->kind == STEP_SYSCTL;
	return next->kind == s->kind && next->undo == s->undo;
}

static const struct step *last_alike(const struct step *s, const struct step *end, bool anywhere)
{
	const struct step *next = s + 1;

	while (next < end && goes_with(s, next) && (anywhere || next->room == s->room))
		next++;
	return next;
}

/* A guest's house: the lab's own interfaces there, and what is said of them. */
static bool is_allowed(const struct build *b, const struct step *s)
{
	return !b->plan->rooms[s->room].outside || s->kind == STEP_ADDRESS || s->kind == STEP_UP ||
	       s->kind == STEP_ROUTE || s->kind == STEP_SET || s->kind == STEP_FAULT;
}

static int do_part(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	build_part *part = s->undo ? ways[s->kind].undo : ways[s->kind].make;

	if (!b->back && build_interrupted())
		return err_set(e, EINTR, "interrupted; all is taken back");
	if (!is_allowed(b, s))
		return build_complain(b, s, EPERM, "a lab may not touch that", e);
	/* Messages may wait for more of them; all else comes when they are done. */
	if (part != build_messages && part != build_links && build_flush(b, e))
		return -e->code;
	return part(b, s, end, e);
}

/* Where nscope was started there may be links that never become ready: they are not the lab's. */
static int wait_ready(struct build *b, struct err *e)
{
	int err = 0;

	for (size_t i = 0; i < b->plan->n_rooms && !err; i++)
		if (b->nodes[i].nl.fd >= 0 && !b->plan->rooms[i].outside)
			err = ready_wait(&b->nodes[i].nl, room_name(b, i), b->nodes[i].has_ipv6, e);
	return err;
}

int build_steps(struct build *b, struct err *e)
{
	const struct step *s = b->plan->steps, *end = s + b->plan->n_steps;
	const struct step *next;
	int err = 0;

	for (; s < end && !err; s = next) {
		next = last_alike(s, end, ways[s->kind].anywhere);
		err = do_part(b, s, next, e);
		if (!err && b->how->progress && !b->back)
			b->how->progress(b->how->ctx, (size_t)(next - b->plan->steps),
					 b->plan->n_steps);
	}
	if (!err)
		err = build_flush(b, e);
	if (!err)
		err = wait_ready(b, e);
	if (err)
		return err;
	journal_put_ready(&b->note);
	return build_notes(b, e);
}

int build_plan(const struct plan *p, const struct build_how *how, struct state *s, struct err *e)
{
	_cleanup_build_ struct build *b = build_new(p, how, s, e);
	int err = b ? 0 : -e->code;

	if (err)
		return err;
	journal_put_head(&b->note);
	err = build_notes(b, e);
	if (!err)
		err = build_open(b, e);
	return err ? err : build_steps(b, e);
}
