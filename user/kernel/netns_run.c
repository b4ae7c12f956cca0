// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netns_run.c - programs run inside a namespace
 */
#include "netns.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

#include "../util/text.h"

/* /etc/netns/NAME/FILE stands for /etc/FILE: ip-netns(8). */
static int bind_etc(const char *name, struct err *e)
{
	char from[600], to[300], base[100];
	struct dirent *d;
	int err = 0;
	DIR *dir;

	snprintf(base, sizeof(base), "/etc/netns/%s", name);
	dir = strchr(name, '/') ? NULL : opendir(base);
	while (dir && !err && (d = readdir(dir))) {
		if (!strcmp(d->d_name, ".") || !strcmp(d->d_name, ".."))
			continue;
		snprintf(from, sizeof(from), "%s/%s", base, d->d_name);
		snprintf(to, sizeof(to), "/etc/%s", d->d_name);
		if (mount(from, to, "none", MS_BIND, NULL))
			err = err_sys(e, errno, "cannot bind %s on %s", from, to);
	}
	if (dir)
		closedir(dir);
	return err;
}

/* /sys shows the network devices of the namespace that mounted it. */
static int renew_sys(const char *name, struct err *e)
{
	struct statvfs fs;
	unsigned long flags = 0;

	/* A /sys that may not be taken away (a container's) is covered, read-only by read-only. */
	if (umount2("/sys", MNT_DETACH) && !statvfs("/sys", &fs) && (fs.f_flag & ST_RDONLY))
		flags = MS_RDONLY;
	if (mount(name, "/sys", "sysfs", flags, NULL))
		return err_sys(e, errno, "cannot mount /sys of namespace '%s'", name);
	return 0;
}

int netns_become(const struct netns *n, struct err *e)
{
	if (setns(n->fd, CLONE_NEWNET))
		return err_sys(e, errno, "cannot enter namespace '%s'%s", n->name,
			       errno == EPERM ? " (it needs root; try sudo)" : "");
	if (unshare(CLONE_NEWNS))
		return err_sys(e, errno, "cannot create a mount namespace");
	if (mount("", "/", "none", MS_SLAVE | MS_REC, NULL))
		return err_sys(e, errno, "cannot keep mounts to ourselves");
	if (renew_sys(n->name, e))
		return -e->code;
	return bind_etc(n->name, e);
}

/* The child's side. What goes wrong is told through @tell, which execvp() closes. */
static void child_run(const struct netns *n, char *const argv[], int out_fd, int tell)
{
	struct err e = { 0 };
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (out_fd >= 0 && (dup2(out_fd, STDOUT_FILENO) < 0 || dup2(out_fd, STDERR_FILENO) < 0))
		err_sys(&e, errno, "cannot redirect the output of %s", argv[0]);
	else if (!netns_become(n, &e)) {
		execvp(argv[0], argv);
		err_sys(&e, errno, "cannot run %s", argv[0]);
	}
	if (write(tell, &e, sizeof(e)) != sizeof(e))
		_exit(126);
	_exit(127);
}

int netns_spawn(const struct netns *n, char *const argv[], int out_fd, pid_t *ret_pid,
		struct err *e)
{
	int ends[2];
	struct err told = { 0 };
	ssize_t got;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return err_sys(e, errno, "cannot run %s", argv[0]);
	pid = fork();
	if (pid == 0)
		child_run(n, argv, out_fd, ends[1]);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return err_sys(e, errno, "cannot run %s", argv[0]);
	}
	do {
		got = read(ends[0], &told, sizeof(told));
	} while (got < 0 && errno == EINTR);
	close(ends[0]);
	if (got == 0) {
		*ret_pid = pid;
		return 0;
	}
	waitpid(pid, NULL, 0);
	return err_set(e, told.code ? told.code : EIO, "%s", told.text);
}
