// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netns_keeper.c - the process that keeps a node's other namespaces, from fork to sleep
 */
#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>

#include "../kernel/procs.h"

/* To mount three file systems. */
#define PATIENCE_S 10

static int take_hostname(const char *node, struct err *e)
{
	return sethostname(node, strlen(node)) ? err_sys(e, errno, "cannot set the host name") : 0;
}

/*
 * The names of namespaces are mounts. A copy of all of them in each keeper would be quadratic in a
 * large lab, and would keep a namespace alive that its owner has removed.
 */
static int take_mounts(const char *node, unsigned int isolate, struct err *e)
{
	int err = netns_mounts(node, isolate & 1U << ISOLATE_PID, e);

	if (!err && umount2(NETNS_DIR, MNT_DETACH | UMOUNT_NOFOLLOW) && errno != EINVAL &&
	    errno != ENOENT)
		err = err_sys(e, errno, "cannot let go of " NETNS_DIR);
	return err;
}

static int take_namespaces(const struct netns *ns, const char *node, unsigned int isolate,
			   struct err *e)
{
	int flags = (isolate & 1U << ISOLATE_UTS ? CLONE_NEWUTS : 0) |
		    (isolate & 1U << ISOLATE_IPC ? CLONE_NEWIPC : 0);
	int err = 0;

	if (setns(ns->fd, CLONE_NEWNET))
		return err_sys(e, errno, "cannot enter namespace '%s'", ns->name);
	if (unshare(flags))
		return err_sys(e, errno, "cannot create namespaces");
	if (isolate & 1U << ISOLATE_MOUNT)
		err = take_mounts(node, isolate, e);
	if (!err && isolate & 1U << ISOLATE_UTS)
		err = take_hostname(node, e);
	return err;
}

/* `ps` shows who this is: over the words that `up` was called with, as far as they go. */
static void take_name(const char *node)
{
	_cleanup_close_ int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	char title[sizeof("nscope: ") + NETNS_NAME_MAX], was[1024];
	ssize_t len = fd < 0 ? -1 : read(fd, was, sizeof(was));

	snprintf(title, sizeof(title), "nscope: %s", node);
	prctl(PR_SET_NAME, title);
	if (len <= 0 || memcmp(program_invocation_name, was, (size_t)len))
		return;
	memset(program_invocation_name, 0, (size_t)len);
	snprintf(program_invocation_name, (size_t)len, "%s", title);
}

/* All that was inherited goes, but the line to the parent: the lab's lock, sockets, its terminal.
 * Return: the line's new number */
static int leave_all(int line, struct err *e)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	line = fcntl(line, F_DUPFD, STDERR_FILENO + 1);
	if (null < 0 || line < 0)
		return err_sys(e, errno, "cannot let go of the descriptors");
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	if (line > STDERR_FILENO + 1)
		close_range(STDERR_FILENO + 1, (unsigned int)line - 1, 0);
	close_range((unsigned int)line + 1, ~0U, 0);
	setsid();
	if (chdir("/"))
		return err_sys(e, errno, "cannot go to /");
	return line;
}

static int leave_privileges(struct err *e)
{
	struct __user_cap_header_struct h = { .version = _LINUX_CAPABILITY_VERSION_3 };
	const struct __user_cap_data_struct none[2] = { 0 };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_capset, &h, none))
		return err_sys(e, errno, "cannot let go of the capabilities");
	return 0;
}

/*
 * The keeper's life. No signal but SIGKILL reaches it. Who ignores SIGCHLD need not wait: the
 * kernel buries the orphans of the pid namespace by itself, also while the keeper is stopped.
 */
static void __attribute__((noreturn))
keep(const struct netns *ns, const char *node, unsigned int isolate, int line)
{
	struct err e = { 0 };
	sigset_t all;
	char stay;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	signal(SIGCHLD, SIG_IGN);
	if (!take_namespaces(ns, node, isolate, &e)) {
		int moved = leave_all(line, &e);

		line = moved < 0 ? line : moved;
	}
	if (!e.code) {
		take_name(node);
		leave_privileges(&e);
	}
	if (send(line, &e, sizeof(e), MSG_NOSIGNAL) != sizeof(e) || e.code ||
	    read(line, &stay, sizeof(stay)) != sizeof(stay))
		_exit(1);
	close(line);
	for (;;)
		pause();
}

/* A line for whole messages, of which the parent's end does not wait for ever. */
static int open_line(int ends[2], struct err *e)
{
	const struct timeval patience = { .tv_sec = PATIENCE_S };

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return err_sys(e, errno, "cannot talk to a keeper");
	if (setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience))) {
		close(ends[0]);
		close(ends[1]);
		return err_sys(e, errno, "cannot talk to a keeper");
	}
	return 0;
}

static int hear_ready(int line, struct err *e)
{
	struct err told = { 0 };
	ssize_t got;

	do {
		got = recv(line, &told, sizeof(told), 0);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return err_sys(e, errno == EAGAIN ? ETIMEDOUT : errno, "no word from the keeper");
	if (got != sizeof(told))
		return err_set(e, ECHILD, "the keeper ended before it began");
	return told.code ? err_set(e, told.code, "%s", told.text) : 0;
}

static int settle(pid_t pid, int line, struct journal_keeper *k,
		  int (*note)(void *ctx, const struct journal_keeper *k, struct err *e), void *ctx,
		  struct err *e)
{
	int err = hear_ready(line, e);
	uint32_t inum;

	if (!err && procs_identity(pid, &k->start, &inum))
		err = err_set(e, ESRCH, "/proc does not show the keeper, process %d", pid);
	k->pid = pid;
	if (!err)
		err = note(ctx, k, e);
	if (!err && send(line, "", 1, MSG_NOSIGNAL) != 1)
		err = err_sys(e, errno, "the keeper does not listen");
	return err;
}

int keeper_start(const struct netns *ns, const char *node, unsigned int isolate,
		 int (*note)(void *ctx, const struct journal_keeper *k, struct err *e), void *ctx,
		 struct err *e)
{
	struct journal_keeper k = { .isolate = isolate };
	int ends[2], err;
	pid_t pid;

	snprintf(k.node, sizeof(k.node), "%s", node);
	err = open_line(ends, e);
	if (err)
		return err;
	pid = netns_fork(isolate & 1U << ISOLATE_PID, -1, e);
	if (pid == 0) {
		close(ends[0]);
		keep(ns, node, isolate, ends[1]);
	}
	close(ends[1]);
	err = pid < 0 ? err_sys(e, errno, "cannot fork a keeper")
		      : settle(pid, ends[0], &k, note, ctx, e);
	close(ends[0]);
	if (err && pid > 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
	return err;
}
