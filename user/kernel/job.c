// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * job.c - a child in our place: signals, stops and the end
 */
#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../util/util.h"

void job_begin(sigset_t *before)
{
	sigset_t all;

	/* Who ignores SIGCHLD does not learn how a child ended. */
	signal(SIGCHLD, SIG_DFL);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, before);
}

/* Told by the terminal's driver to the whole group: the child has it already. */
static bool is_key(const siginfo_t *i)
{
	switch (i->si_signo) {
	case SIGINT:
	case SIGQUIT:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
	case SIGWINCH: return i->si_code == SI_KERNEL;
	default: return false;
	}
}

/* By the child's own signal: what does not stop a process whose group nobody could continue must
 * not stop us, either. */
static void stop_by(int sig)
{
	sigset_t one, before;

	sigemptyset(&one);
	sigaddset(&one, sig);
	signal(sig, SIG_DFL);
	kill(getpid(), sig);
	sigprocmask(SIG_UNBLOCK, &one, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/*
 * The terminal is the group's that has it at first: ours, or the child's. The shell that started
 * us gives it to ours when it continues us. A shell inside cannot give it back to ours: it is in a
 * pid namespace where our group has no number. Whoever shall read next would be stopped.
 */
static void pass_terminal(int tty, pid_t to)
{
	pid_t owner = tty < 0 ? -1 : tcgetpgrp(tty);

	if (owner == getpgrp() || (owner > 0 && kill(-owner, 0) && errno == ESRCH))
		tcsetpgrp(tty, to);
}

static void __attribute__((noreturn)) end_as(int status)
{
	sigset_t one;
	int sig;

	if (WIFEXITED(status))
		_exit(WEXITSTATUS(status));
	sig = WTERMSIG(status);
	/* The core, if there is one, is the child's. */
	prctl(PR_SET_DUMPABLE, 0);
	signal(sig, SIG_DFL);
	kill(getpid(), sig);
	sigemptyset(&one);
	sigaddset(&one, sig);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	_exit(128 + sig); /* pid 1 cannot be killed that way */
}

/* The reader of a pipe shall see its end when the child closes it. */
static void let_go_of_stdio(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; null >= 0 && fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
}

static void look_after(pid_t child, int tty)
{
	int status;

	while (waitpid(child, &status, WNOHANG | WUNTRACED) == child) {
		if (!WIFSTOPPED(status)) {
			pass_terminal(tty, getpgrp());
			end_as(status);
		}
		stop_by(WSTOPSIG(status));
		pass_terminal(tty, getpgid(child));
		kill(child, SIGCONT);
	}
}

void job_follow(pid_t child)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
	siginfo_t info;
	sigset_t all;

	let_go_of_stdio();
	sigfillset(&all);
	for (;;) {
		if (sigwaitinfo(&all, &info) < 0)
			continue;
		if (info.si_signo == SIGCHLD)
			look_after(child, tty);
		else if (!is_key(&info))
			kill(child, info.si_signo);
	}
}
