// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * keeper.c - keepers found again by what the journals say, and ended
 */
#include "keeper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "../kernel/clock.h"
#include "../kernel/procs.h"
#include "lab.h"
#include "state.h"

/* linux/wait.h; libc names it since 2.36 */
#ifndef P_PIDFD
#define P_PIDFD 3
#endif

/*
 * The process, if it is the recorded one. What the descriptor holds was looked at after it was
 * opened: a number that went to somebody else in between is not taken for the keeper.
 * Return: a pidfd; -ESRCH it is dead; -errno
 */
static int open_keeper(const struct journal_keeper *k, uint32_t inum)
{
	_cleanup_close_ int fd = -1;
	uint64_t start;
	uint32_t found;

	if (k->pid <= 0)
		return -ESRCH;
	fd = (int)syscall(SYS_pidfd_open, k->pid, 0);
	if (fd < 0)
		return -errno;
	if (procs_identity(k->pid, &start, &found) || start != k->start || found != inum)
		return -ESRCH;
	return TAKE_FD(fd);
}

static const struct journal_keeper *keeper_of(const struct journal *j, const char *node)
{
	for (size_t i = j->n_keepers; i-- > 0;)
		if (!strcmp(j->keepers[i].node, node))
			return &j->keepers[i];
	return NULL;
}

struct search {
	const char *node;
	uint64_t cookie;
	struct keeper *ret;
	struct err *e;
	int result;
};

static int open_found(struct search *s, const char *lab, const struct journal_keeper *k,
		      uint32_t inum)
{
	int fd = open_keeper(k, inum);

	if (fd == -ESRCH)
		return err_set(s->e, ESTALE,
			       "the keeper of %s (process %d) was killed, and the namespaces it "
			       "kept are gone; first: nscope down %s, then up again",
			       s->node, k->pid, lab);
	if (fd < 0)
		return err_sys(s->e, -fd, "cannot open the keeper of %s, process %d", s->node,
			       k->pid);
	*s->ret = (struct keeper){ .pidfd = fd, .isolate = k->isolate };
	return 0;
}

/* A lab that is just being taken away is none. */
static int look_in(const char *lab, void *ctx)
{
	_cleanup_journal_ struct journal j = { 0 };
	_cleanup_state_ struct state state = STATE_INIT;
	const struct journal_netns *n;
	const struct journal_keeper *k;
	struct search *s = ctx;

	if (state_peek(lab, &state, NULL) || state_journal(&state, &j, NULL))
		return 0;
	n = journal_find(&j, s->node);
	if (!n || n->cookie != s->cookie)
		return 0;
	k = keeper_of(&j, s->node);
	if (k)
		s->result = open_found(s, lab, k, n->inum);
	return 1;
}

int keeper_find(const char *node, uint64_t cookie, struct keeper *ret, struct err *e)
{
	struct search s = { .node = node, .cookie = cookie, .ret = ret, .e = e };
	int err;

	*ret = (struct keeper)KEEPER_INIT;
	err = lab_each(look_in, &s, e);
	return err < 0 ? err : s.result;
}

/* One that is to die, as far as it is there. */
struct doomed {
	int pidfd;
	const struct journal_keeper *keeper;
};

static int kill_keeper(const struct journal *j, struct doomed *d, struct err *e)
{
	const struct journal_netns *n = journal_find(j, d->keeper->node);

	d->pidfd = n ? open_keeper(d->keeper, n->inum) : -ESRCH;
	if (d->pidfd < 0)
		return d->pidfd == -ESRCH ? 0
					  : err_sys(e, -d->pidfd, "cannot open the keeper of %s",
						    d->keeper->node);
	if (syscall(SYS_pidfd_send_signal, d->pidfd, SIGKILL, NULL, 0) && errno != ESRCH)
		return err_sys(e, errno, "cannot kill the keeper of %s, process %d",
			       d->keeper->node, d->keeper->pid);
	return 0;
}

/* Its pid namespace is empty when the descriptor says that pid 1 is dead. */
static bool is_dead(const struct doomed *d, int64_t until_ms)
{
	struct pollfd p = { .fd = d->pidfd, .events = POLLIN };
	int64_t left;

	do {
		left = until_ms - now_ms();
		if (poll(&p, 1, left > 0 ? (int)left : 0) > 0) {
			siginfo_t info;

			/* `up` undoing itself is its parent */
			waitid(P_PIDFD, (id_t)d->pidfd, &info, WEXITED | WNOHANG);
			return true;
		}
	} while (left > 0);
	return false;
}

static void wait_dead(struct doomed *d, size_t n, struct text *left)
{
	int64_t until_ms = now_ms() + KEEPERS_PATIENCE_MS;

	for (size_t i = 0; i < n; i++)
		if (d[i].pidfd >= 0 && !is_dead(&d[i], until_ms))
			text_add(left,
				 "%sthe keeper of %s, process %d, does not end: who started a "
				 "process in its pid namespace does not wait for it",
				 left->len ? "; " : "", d[i].keeper->node, d[i].keeper->pid);
}

int keepers_end(const struct journal *j, const char *node, struct text *left, struct err *e)
{
	_cleanup_free_ struct doomed *doomed = calloc(j->n_keepers + 1, sizeof(*doomed));
	size_t n = 0;
	int err = 0;

	if (!doomed)
		return err_sys(e, ENOMEM, "cannot end the keepers");
	for (size_t i = 0; i < j->n_keepers && !err; i++) {
		if (node && strcmp(node, j->keepers[i].node))
			continue;
		doomed[n].keeper = &j->keepers[i];
		err = kill_keeper(j, &doomed[n++], e);
	}
	if (!err)
		wait_dead(doomed, n, left);
	for (size_t i = 0; i < n; i++)
		cleanup_close(&doomed[i].pidfd);
	return err;
}
