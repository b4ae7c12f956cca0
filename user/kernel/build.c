// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build.c - a plan done step by step
 *
 * Theory of operation
 *
 * Interface indices are chosen here, not by the kernel: a fresh namespace has nothing but lo and
 * what modules put there, the same in all; so the next free number is known, and no message has to
 * wait for the answer to another. (A module loaded just then makes the kernel refuse a number.)
 * Messages for one namespace go out together, and the kernel works through them in that order; what
 * another namespace is told may depend on them, so it waits for their acknowledgement.
 */
#include "build_inner.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "ready.h"

static void build_free(struct build *b)
{
	for (size_t i = 0; i < b->plan->n_rooms; i++) {
		netns_close(&b->nodes[i].ns);
		nl_close(&b->nodes[i].nl);
		free(b->nodes[i].ifaces);
	}
	cleanup_close(&b->dir);
	cleanup_close(&b->sysctls);
	sysctl_births_done(&b->births);
	free(b->nodes);
	free(b);
}

static void cleanup_build(struct build **b)
{
	if (*b)
		build_free(*b);
}

static struct build *build_new(const struct plan *p, const char *file, struct state *s)
{
	struct build *b = calloc(1, sizeof(*b));
	struct built *nodes = calloc(p->n_rooms, sizeof(*nodes));

	if (!b || !nodes) {
		free(b);
		free(nodes);
		return NULL;
	}
	b->plan = p;
	b->file = file;
	b->state = s;
	b->dir = b->sysctls = -1;
	b->nodes = nodes;
	b->journal = TEXT(b->notes);
	for (size_t i = 0; i < p->n_rooms; i++)
		nodes[i] = (struct built){ .ns = NETNS_INIT, .nl = NL_INIT };
	return b;
}

static void on_refused(void *ctx, const void *about, int code, const char *words)
{
	struct build *b = ctx;

	if (!b->refused->code)
		build_complain(b, about, code, words, b->refused);
}

int build_notes(struct build *b, struct err *e)
{
	int err = b->journal.len ? state_note(b->state, &b->journal, e) : 0;

	b->journal.len = 0;
	return err;
}

static int flush(struct build *b, struct err *e)
{
	struct err refused = { 0 };
	int err;

	if (!b->batch.n)
		return 0;
	b->refused = &refused;
	err = build_notes(b, e);
	if (!err)
		err = nl_batch_send(&b->nodes[b->head->room].nl, &b->batch, on_refused, b, e);
	if (!err && refused.code)
		*e = refused;
	return err ? err : -refused.code;
}

static int do_message(struct build *b, const struct step *s, struct err *e)
{
	bool apart = b->batch.n && b->head->room != s->room;
	const struct nlmsghdr *h;
	struct err why = { 0 };

	if ((apart || !nl_batch_next(&b->batch)) && flush(b, e))
		return -e->code;
	if (!b->batch.n)
		b->head = s;
	h = build_fill(b, nl_batch_next(&b->batch), s, &why);
	if (!h)
		return build_complain(b, s, why.code ? why.code : EINVAL, why.text, e);
	nl_batch_add(&b->batch, h, s);
	return 0;
}

static bool interrupted(void)
{
	sigset_t pending;

	return !sigpending(&pending) &&
	       (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1 ||
		sigismember(&pending, SIGHUP) == 1);
}

static int do_steps(struct build *b, struct err *e)
{
	const struct step *s = b->plan->steps, *end = s + b->plan->n_steps, *next;
	int err = 0;

	for (; s < end && !err; s = next) {
		next = s + 1;
		if (interrupted())
			return err_set(e, EINTR, "interrupted; all is taken back");
		if (s->kind == STEP_NETNS || s->kind == STEP_SYSCTL) {
			while (next < end && next->kind == STEP_SYSCTL && next->room == s->room)
				next++;
			err = s->kind == STEP_NETNS ? build_netns(b, s, next, e)
						    : build_sysctls(b, s, next, e);
		} else {
			err = do_message(b, s, e);
		}
	}
	return err ? err : flush(b, e);
}

static int wait_ready(struct build *b, struct err *e)
{
	int err = 0;

	for (size_t i = 0; i < b->plan->n_rooms && !err; i++)
		err = ready_wait(&b->nodes[i].nl, room_name(b, i), b->nodes[i].has_ipv6, e);
	return err;
}

int build_plan(const struct plan *p, const char *file, struct state *s, struct err *e)
{
	_cleanup_(cleanup_build) struct build *b = build_new(p, file, s);
	int err;

	if (!b)
		return err_sys(e, ENOMEM, "cannot build lab %s", p->lab);
	b->dir = netns_dir_open(e);
	if (b->dir < 0)
		return b->dir;
	journal_put_head(&b->journal);
	err = build_notes(b, e);
	if (!err)
		err = do_steps(b, e);
	if (!err)
		err = wait_ready(b, e);
	if (!err) {
		journal_put_ready(&b->journal);
		err = build_notes(b, e);
	}
	return err;
}
