// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netns_command.c - a lab's own commands, which may leave something running
 */
#include "netns.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include <sys/wait.h>

/* A session of its own: the terminal's Ctrl-C and its end are not for what shall stay. Standard
 * input is nothing; `up -` has read the lab from there. */
static int child_prepare(const struct netns *n, struct err *e)
{
	_cleanup_close_ int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sigset_t none;

	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0)
		return err_sys(e, errno, "cannot open /dev/null");
	if (setsid() < 0)
		return err_sys(e, errno, "cannot begin a session");
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	return netns_become(n, e);
}

static void child_run(const struct netns *n, const char *command, const char *const *variables,
		      int tell)
{
	struct err e = { 0 };
	int err = child_prepare(n, &e);

	for (; *variables && !err; variables += 2)
		err = setenv(variables[0], variables[1], 1);
	if (!err) {
		execlp("sh", "sh", "-c", command, NULL);
		err_sys(&e, errno, "cannot run sh");
	}
	if (write(tell, &e, sizeof(e)) != sizeof(e))
		_exit(126);
	_exit(127);
}

int netns_command(const struct netns *n, const char *command, const char *const *variables,
		  pid_t *ret_pid, struct err *e)
{
	struct err told = { 0 };
	ssize_t got;
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return err_sys(e, errno, "cannot run it");
	pid = fork();
	if (!pid)
		child_run(n, command, variables, ends[1]);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return err_sys(e, errno, "cannot run it");
	}
	do {
		got = read(ends[0], &told, sizeof(told));
	} while (got < 0 && errno == EINTR);
	close(ends[0]);
	if (!got) {
		*ret_pid = pid;
		return 0;
	}
	waitpid(pid, NULL, 0);
	return err_set(e, told.code ? told.code : EIO, "%s", told.text);
}
