// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * attacher.c - the reader's side: the attacher started, asked, heard, and waited for
 */
#include "attacher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "attacher_line.h"
#include "cage.h"

struct attacher {
	pid_t pid;
	int line;
	struct attacher_msg *waiting; /* to be sent */
	size_t n_waiting, n_sent;
};

/* What the attacher prints it says by messages; and who waits for the end of our output must not
 * have to wait for the attacher's. */
static void leave_behind(const struct attacher_config *c)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3 && null >= 0; fd++)
		dup2(null, fd);
	cleanup_close(&null);
	for (size_t i = 0; i < c->n_strange; i++)
		if (c->strange[i] > 2)
			close(c->strange[i]);
}

/* To attach, to enter, to see other users' processes and their containers' files. */
static const unsigned int rights[] = { CAP_BPF,	      CAP_PERFMON,    CAP_NET_ADMIN,
				       CAP_SYS_ADMIN, CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH };

static int be_attacher(const struct attacher_config *c, int line, pid_t reader)
{
	leave_behind(c);
	tracer_only_keep(c->tracer);
	/* Links go with us, at once. What hangs on clsact has to be taken away: there it is the
	 * end of the line that ends us. */
	if (tracer_uses_tcx(c->tracer))
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != reader || cage_shrink(rights, ARRAY_SIZE(rights), NULL))
		return 1;
	return attacher_run(c, line);
}

int attacher_start(const struct attacher_config *c, struct attacher **ret, struct err *e)
{
	_cleanup_attacher_ struct attacher *k = calloc(1, sizeof(*k));
	_cleanup_close_ int theirs = -1;
	pid_t reader = getpid();
	int pair[2];

	if (!k)
		return err_sys(e, ENOMEM, "cannot trace");
	k->line = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return err_sys(e, errno, "cannot trace");
	k->line = pair[0];
	theirs = pair[1];
	k->pid = fork();
	if (k->pid < 0)
		return err_sys(e, errno, "cannot start a process");
	if (k->pid == 0) {
		close(k->line);
		_exit(be_attacher(c, theirs, reader));
	}
	tracer_only_read(c->tracer);
	*ret = TAKE_PTR(k);
	return 0;
}

int attacher_fd(const struct attacher *k)
{
	return k->line;
}

bool attacher_backlog(const struct attacher *k)
{
	return k->n_sent < k->n_waiting;
}

static int send_waiting(struct attacher *k)
{
	while (k->n_sent < k->n_waiting) {
		int err = line_send(k->line, &k->waiting[k->n_sent], -1, MSG_DONTWAIT);

		if (err)
			return err == -EAGAIN ? 0 : err;
		k->n_sent++;
	}
	free(TAKE_PTR(k->waiting));
	k->n_waiting = k->n_sent = 0;
	return 0;
}

int attacher_say(struct attacher *k, const struct attacher_msg *m)
{
	struct attacher_msg *waiting = grow(k->waiting, k->n_waiting, sizeof(*waiting));

	if (!waiting)
		return -ENOMEM;
	k->waiting = waiting;
	waiting[k->n_waiting++] = *m;
	return send_waiting(k);
}

int attacher_hear(struct attacher *k, struct attacher_msg *ret, int *ret_fd)
{
	int err = send_waiting(k);

	return err ? err : line_receive(k->line, ret, ret_fd);
}

bool attacher_wait(struct attacher *k, int signals)
{
	struct pollfd fds[] = { { k->line, POLLIN, 0 }, { signals, POLLIN, 0 } };
	struct attacher_msg m;
	int fd, n = 0;

	/* Its end of the line closes with it. */
	while (n >= 0 || n == -EPROTO) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return false;
		if (fds[1].revents)
			return false;
		n = line_receive(k->line, &m, &fd);
		if (n == 1)
			cleanup_close(&fd);
	}
	return true;
}

void attacher_free(struct attacher *k)
{
	if (!k)
		return;
	cleanup_close(&k->line);
	if (k->pid > 0)
		waitpid(k->pid, NULL, WNOHANG);
	free(k->waiting);
	free(k);
}
