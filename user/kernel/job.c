// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * job.c - a child in our place: signals, stops and the end
 */
#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "../util/util.h"

/* Told by the terminal's driver to the whole group: the child has it already. */
static bool is_key(const struct signalfd_siginfo *i)
{
	switch (i->ssi_signo) {
	case SIGINT:
	case SIGQUIT:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
	case SIGWINCH: return i->ssi_code == SI_KERNEL;
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

struct job {
	pid_t child;
	int tty, word, signals;
};

static bool has_word(const struct job *j)
{
	struct pollfd p = { .fd = j->word, .events = POLLIN };

	return poll(&p, 1, 0) > 0 && p.revents & POLLIN;
}

/* Return: false when the child has ended, and left word: it never began */
static bool look_after(const struct job *j)
{
	int status;

	while (waitpid(j->child, &status, WNOHANG | WUNTRACED) == j->child) {
		if (!WIFSTOPPED(status)) {
			pass_terminal(j->tty, getpgrp());
			if (has_word(j))
				return false;
			end_as(status);
		}
		stop_by(WSTOPSIG(status));
		pass_terminal(j->tty, getpgid(j->child));
		kill(j->child, SIGCONT);
	}
	return true;
}

/* Return: as look_after() */
static bool hear_signal(const struct job *j)
{
	struct signalfd_siginfo info;

	if (read(j->signals, &info, sizeof(info)) != sizeof(info))
		return true;
	if (info.ssi_signo == SIGCHLD)
		return look_after(j);
	if (!is_key(&info))
		kill(j->child, (int)info.ssi_signo);
	return true;
}

/* Word comes just before the child's end, and nobody need wait for that. */
static void follow(struct job *j)
{
	bool well = look_after(j);

	while (well) {
		struct pollfd fds[2] = { { .fd = j->word, .events = POLLIN },
					 { .fd = j->signals, .events = POLLIN } };

		if (poll(fds, ARRAY_SIZE(fds), -1) < 0)
			continue;
		if (fds[0].revents & POLLIN)
			return;
		if (fds[0].revents) {
			j->word = -1;
			let_go_of_stdio();
		}
		if (fds[1].revents)
			well = hear_signal(j);
	}
}

void job_follow(pid_t child, int word)
{
	_cleanup_close_ int tty = open("/dev/tty", O_RDWR | O_CLOEXEC), signals = -1;
	struct job j = { .child = child, .tty = tty, .word = word };
	sigset_t all, before;

	/* Who ignores SIGCHLD does not learn how a child ended. */
	signal(SIGCHLD, SIG_DFL);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	j.signals = signals = signalfd(-1, &all, SFD_CLOEXEC);
	follow(&j);
	sigprocmask(SIG_SETMASK, &before, NULL);
}
