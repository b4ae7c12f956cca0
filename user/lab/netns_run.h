/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netns_run.h - a program inside a node. @k is the node's keeper: its other namespaces are entered,
 * too. NULL: it has none; then the program gets a mount namespace for itself.
 */
#ifndef NSCOPE_NETNS_RUN_H
#define NSCOPE_NETNS_RUN_H

#include "keeper.h"

/**
 * netns_exec() - run a program inside a namespace, in our place
 * @argv:  NULL-terminated; found by PATH
 * @shell: it will make a process group of its own the terminal's, and ours again at its end: ours
 *         has no number inside a pid namespace, so it is given one of its own from the start
 *
 * In a pid namespace only a child can be: then we stay and follow it (job.h).
 * Return: only when it does not run: -errno, it cannot be entered; as shells have it
 * NETNS_NOT_FOUND, there is no such program, and NETNS_NOT_EXECUTABLE, it cannot be executed
 */
enum { NETNS_NOT_EXECUTABLE = 126, NETNS_NOT_FOUND = 127 };
int netns_exec(const struct netns *n, const struct keeper *k, char *const argv[], bool shell,
	       struct err *e);

/**
 * netns_spawn() - run a program inside a namespace, as our child
 * @out_fd:     becomes its stdout and stderr, -1: ours
 * @ret_pid:    the child; it has no signal blocked, and gets SIGTERM when we die
 * Return: 0; -errno also when the program could not be executed (-ENOENT: not found)
 */
int netns_spawn(const struct netns *n, const struct keeper *k, char *const argv[], int out_fd,
		pid_t *ret_pid, struct err *e);

/**
 * netns_command() - let sh run a command inside a namespace, in a session of its own
 * @command:   as `sh -c` takes it; its input is /dev/null, its output ours
 * @variables: name, value, name, value, ..., NULL: in its environment beside ours
 * @ret_pid:   the child: what it leaves running outlives it, and us
 */
int netns_command(const struct netns *n, const struct keeper *k, const char *command,
		  const char *const *variables, pid_t *ret_pid, struct err *e);

#endif
