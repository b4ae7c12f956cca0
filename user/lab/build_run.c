// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build_run.c - processes of a lab: its keepers, and its own commands, one after the other
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>

#include "build_inner.h"
#include "daemons.h"
#include "netns_run.h"

/* Between two looks whether it shall be interrupted. */
#define LOOK_MS 100

/* Between SIGTERM and SIGKILL. */
#define PATIENCE_MS 1000

static void wait_for(int pidfd, int ms)
{
	struct pollfd p = { .fd = pidfd, .events = POLLIN };

	poll(&p, 1, ms);
}

/* It leads its session and its group; what it started goes with it. */
static void end_group(pid_t pid, int pidfd)
{
	kill(-pid, SIGTERM);
	wait_for(pidfd, PATIENCE_MS);
	kill(-pid, SIGKILL);
}

/* Return: the status as wait(2) tells it; -EINTR */
static int wait_command(pid_t pid)
{
	_cleanup_close_ int pidfd = pidfd_open(pid, 0);
	int status = 0, err = 0;

	while (!waitpid(pid, &status, WNOHANG)) {
		wait_for(pidfd, LOOK_MS);
		if (!build_interrupted())
			continue;
		end_group(pid, pidfd);
		waitpid(pid, &status, 0);
		err = -EINTR;
		break;
	}
	return err ? err : status;
}

/* Is there to be a keeper? */
static bool is_kept(const struct build *b, size_t room)
{
	bool kept = false;

	for (size_t i = 0; i < b->journal.n_keepers; i++)
		if (!strcmp(b->journal.keepers[i].node, room_name(b, room)))
			kept = b->journal.keepers[i].isolate;
	for (size_t i = 0; i < b->plan->n_steps; i++)
		if (b->plan->steps[i].kind == STEP_KEEPER && b->plan->steps[i].room == room)
			kept = !b->plan->steps[i].undo;
	return kept;
}

static int run(struct build *b, const struct step *s, struct err *e)
{
	const char *const variables[] = { DAEMONS_MARK, b->journal.token, "NSCOPE_LAB",
					  b->plan->lab, "NSCOPE_NODE",	  room_name(b, s->room),
					  NULL };
	_cleanup_netns_close_ struct netns ns = NETNS_INIT;
	_cleanup_keeper_ struct keeper keeper = KEEPER_INIT;
	pid_t pid;
	int err = build_ns(b, s->room, &ns, e);

	if (!err)
		err = keeper_find(room_name(b, s->room), ns.cookie, &keeper, e);
	/* What is meant for the namespaces it keeps must not run in ours. */
	if (!err && !keeper.isolate && is_kept(b, s->room))
		err = err_set(e, ESTALE, "its keeper cannot be found");
	if (!err)
		err = netns_command(&ns, &keeper, s->run.command, variables, &pid, e);
	if (err)
		return err;
	err = wait_command(pid);
	if (err < 0)
		return err_set(e, -err, "interrupted");
	if (WIFSIGNALED(err))
		return err_set(e, ECANCELED, "it was ended by signal %d (%s)", WTERMSIG(err),
			       strsignal(WTERMSIG(err)));
	if (WEXITSTATUS(err))
		return err_set(e, ECANCELED, "it ended with status %d", WEXITSTATUS(err));
	return 0;
}

static int note_keeper(void *ctx, const struct journal_keeper *k, struct err *e)
{
	struct build *b = ctx;

	journal_put_keeper(&b->note, k);
	return build_notes(b, e);
}

static int keep(struct build *b, const struct step *s, struct err *e)
{
	_cleanup_netns_close_ struct netns ns = NETNS_INIT;
	_cleanup_keeper_ struct keeper there = KEEPER_INIT;
	const char *node = room_name(b, s->room);
	int err = build_ns(b, s->room, &ns, e);

	if (err || (b->back && !keeper_find(node, ns.cookie, &there, NULL) && there.isolate))
		return err;
	return keeper_start(&ns, node, s->keeper.isolate, note_keeper, b, e);
}

static int end_keeper(struct build *b, const struct step *s, struct err *e)
{
	const char *node = room_name(b, s->room);
	int err = keepers_end(&b->journal, node, b->left, e);

	if (err)
		return err;
	journal_put_gone_keeper(&b->note, node);
	return build_notes(b, e);
}

int build_keepers(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	for (; s < end; s++) {
		struct err why = { 0 };

		if (s->undo ? end_keeper(b, s, &why) : keep(b, s, &why))
			return build_complain(b, s, why.code, why.text, e);
	}
	return 0;
}

/* What our commands carry is written down before the first of them. */
static int need_token(struct build *b, struct err *e)
{
	int err;

	if (*b->journal.token)
		return 0;
	err = daemons_token(b->journal.token, e);
	if (err)
		return err;
	journal_put_run(&b->note, b->journal.token);
	return build_notes(b, e);
}

int build_run(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	/* Whatever a command did is there still; nobody wants it done again. */
	if (b->back)
		return 0;
	for (; s < end; s++) {
		struct err why = { 0 };
		int err = need_token(b, &why);

		if (!err)
			err = run(b, s, &why);
		if (err)
			return build_complain(b, s, -err, why.text, e);
	}
	return 0;
}
