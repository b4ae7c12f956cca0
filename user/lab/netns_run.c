// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netns_run.c - work done inside a namespace: sysctls written, programs run
 */
#include "netns_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../kernel/job.h"

/* The namespaces that the keeper keeps, but the pid namespace: that takes a fork. A new mount
 * namespace leads to its root; who wants to be where he was, goes there, if it is there. */
static int join_keeper(const struct keeper *k, struct err *e)
{
	int flags = (keeper_keeps(k, ISOLATE_MOUNT) ? CLONE_NEWNS : 0) |
		    (keeper_keeps(k, ISOLATE_UTS) ? CLONE_NEWUTS : 0) |
		    (keeper_keeps(k, ISOLATE_IPC) ? CLONE_NEWIPC : 0);
	_cleanup_free_ char *here = getcwd(NULL, 0);

	if (flags && setns(k->pidfd, flags))
		return err_sys(e, errno, "cannot enter the namespaces of the keeper");
	if (flags & CLONE_NEWNS && here && chdir(here) && chdir("/"))
		return err_sys(e, errno, "cannot go to /");
	return 0;
}

/* For good: there is no way back from here. */
static int become(const struct netns *n, const struct keeper *k, struct err *e)
{
	if (setns(n->fd, CLONE_NEWNET))
		return err_sys(e, errno, "cannot enter namespace '%s'%s", n->name,
			       errno == EPERM ? " (it needs root; try sudo)" : "");
	if (k && join_keeper(k, e))
		return -e->code;
	if (keeper_keeps(k, ISOLATE_MOUNT))
		return 0;
	return netns_mounts(n->name, keeper_keeps(k, ISOLATE_PID), e);
}

/* Return: only on failure, as netns_exec(). @death_signal: NULL: as it is */
static int become_program(const struct netns *n, const struct keeper *k, char *const argv[],
			  const int *death_signal, struct err *e)
{
	int err = become(n, k, e);

	if (err)
		return err;
	if (death_signal)
		prctl(PR_SET_PDEATHSIG, *death_signal);
	execvp(argv[0], argv);
	err_sys(e, errno, "cannot run %s", argv[0]);
	return e->code == ENOENT ? NETNS_NOT_FOUND : NETNS_NOT_EXECUTABLE;
}

pid_t netns_fork(bool apart, int pidfd, struct err *e)
{
	_cleanup_close_ int home = open("/proc/thread-self/ns/pid", O_RDONLY | O_CLOEXEC);
	pid_t pid;
	int err;

	if (apart && home < 0)
		return err_sys(e, errno, "cannot open our own pid namespace");
	if (apart && (pidfd < 0 ? unshare(CLONE_NEWPID) : setns(pidfd, CLONE_NEWPID)))
		return err_sys(e, errno, "cannot %s a pid namespace",
			       pidfd < 0 ? "create" : "enter");
	pid = fork();
	err = errno;
	/* Our next child must not be born there. */
	if (apart && pid && setns(home, CLONE_NEWPID))
		abort();
	return pid < 0 ? err_sys(e, err, "cannot fork") : pid;
}

struct start {
	int out_fd;		      /* -1: ours */
	bool apart;		      /* in a session of its own, and with no input */
	bool leads;		      /* a process group of its own, the terminal's */
	int death_signal;	      /* what the program gets when we die; 0: it lives on */
	const sigset_t *mask;	      /* what the child has blocked; NULL: as we have */
	const char *const *variables; /* name, value, ..., NULL: in its environment beside ours */
};

/* What a child that does not run its program tells of it. */
struct failure {
	struct err e;
	int result; /* as netns_exec() */
};

/* The terminal's Ctrl-C and its end are not for what shall stay. */
static int leave_terminal(struct err *e)
{
	_cleanup_close_ int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0)
		return err_sys(e, errno, "cannot open /dev/null");
	return setsid() < 0 ? err_sys(e, errno, "cannot begin a session") : 0;
}

/* Who is in the background may do so only with SIGTTOU blocked. */
static int take_terminal(struct err *e)
{
	sigset_t one, before;
	int err;

	sigemptyset(&one);
	sigaddset(&one, SIGTTOU);
	sigprocmask(SIG_BLOCK, &one, &before);
	err = setpgid(0, 0) || tcsetpgrp(STDIN_FILENO, getpid()) ? errno : 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return err ? err_sys(e, err, "cannot give it the terminal") : 0;
}

static int prepare_child(const struct start *s, struct err *e)
{
	const char *const *v = s->variables;

	if (s->out_fd >= 0 &&
	    (dup2(s->out_fd, STDOUT_FILENO) < 0 || dup2(s->out_fd, STDERR_FILENO) < 0))
		return err_sys(e, errno, "cannot redirect its output");
	if (s->apart && leave_terminal(e))
		return -e->code;
	if (s->leads && take_terminal(e))
		return -e->code;
	for (; v && *v; v += 2)
		if (setenv(v[0], v[1], true))
			return err_sys(e, errno, "cannot set %s", v[0]);
	if (s->mask)
		sigprocmask(SIG_SETMASK, s->mask, NULL);
	return 0;
}

/* The child's side. What goes wrong is told through @tell, which execvp() closes. */
static void __attribute__((noreturn)) child_run(const struct netns *n, const struct keeper *k,
						char *const argv[], const struct start *s, int tell)
{
	struct pollfd parent = { .fd = tell };
	struct failure f = { 0 };

	/* Until the program runs nothing shall be done without us. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Nobody reads: the parent died before it could be missed. */
	if (poll(&parent, 1, 0) > 0)
		_exit(1);
	f.result = prepare_child(s, &f.e);
	if (!f.result)
		f.result = become_program(n, k, argv, &s->death_signal, &f.e);
	if (write(tell, &f, sizeof(f)) != sizeof(f))
		_exit(NETNS_NOT_EXECUTABLE);
	_exit(NETNS_NOT_FOUND);
}

/* Return: 0; -errno. @ret_tell: where a failure is told, or nothing */
static int start_child(const struct netns *n, const struct keeper *k, char *const argv[],
		       const struct start *s, pid_t *ret_pid, int *ret_tell, struct err *e)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return err_sys(e, errno, "cannot run %s", argv[0]);
	pid = netns_fork(keeper_keeps(k, ISOLATE_PID), k ? k->pidfd : -1, e);
	if (pid == 0) {
		close(ends[0]);
		child_run(n, k, argv, s, ends[1]);
	}
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return pid;
	}
	*ret_pid = pid;
	*ret_tell = ends[0];
	return 0;
}

/* Return: 0, it runs; as netns_exec() */
static int hear_failure(pid_t pid, int tell, struct err *e)
{
	struct failure f = { 0 };
	ssize_t got;

	do {
		got = read(tell, &f, sizeof(f));
	} while (got < 0 && errno == EINTR);
	if (got == 0)
		return 0;
	waitpid(pid, NULL, 0);
	err_set(e, f.e.code ? f.e.code : EIO, "%s", f.e.text);
	return f.result ? f.result : -EIO;
}

int netns_exec(const struct netns *n, const struct keeper *k, char *const argv[], bool shell,
	       struct err *e)
{
	struct start s = { .out_fd = -1, .death_signal = SIGKILL };
	_cleanup_close_ int tell = -1;
	pid_t pid;
	int err;

	if (!keeper_keeps(k, ISOLATE_PID))
		return become_program(n, k, argv, NULL, e);
	s.leads = shell && tcgetpgrp(STDIN_FILENO) == getpgrp();
	err = start_child(n, k, argv, &s, &pid, &tell, e);
	if (err)
		return err;
	job_follow(pid, tell);
	return hear_failure(pid, tell, e);
}

/* Without signals blocked. Return: as netns_spawn() */
static int spawn(const struct netns *n, const struct keeper *k, char *const argv[], struct start s,
		 pid_t *ret_pid, struct err *e)
{
	_cleanup_close_ int tell = -1;
	sigset_t none;
	pid_t pid;
	int err;

	sigemptyset(&none);
	s.mask = &none;
	err = start_child(n, k, argv, &s, &pid, &tell, e);
	if (!err)
		err = hear_failure(pid, tell, e);
	if (err)
		return err > 0 ? -e->code : err;
	*ret_pid = pid;
	return 0;
}

int netns_spawn(const struct netns *n, const struct keeper *k, char *const argv[], int out_fd,
		pid_t *ret_pid, struct err *e)
{
	const struct start s = { .out_fd = out_fd, .death_signal = SIGTERM };

	return spawn(n, k, argv, s, ret_pid, e);
}

int netns_command(const struct netns *n, const struct keeper *k, const char *command,
		  const char *const *variables, pid_t *ret_pid, struct err *e)
{
	const struct start s = { .out_fd = -1, .apart = true, .variables = variables };
	char *const argv[] = { "sh", "-c", (char *)command, NULL };

	return spawn(n, k, argv, s, ret_pid, e);
}
