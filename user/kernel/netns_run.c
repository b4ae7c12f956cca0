// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netns_run.c - work done inside a namespace: sysctls written, programs run
 */
#include "netns.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>

#include "../util/text.h"

/* A key comes from a file: it may not lead out of /proc/sys/net, nor over a mount or link. */
static int open_sysctl(const char *key, int mode, struct err *e)
{
	const struct open_how how = {
		.flags = (uint64_t)mode | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};
	_cleanup_close_ int dir = open("/proc/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;
	int fd;

	if (dir < 0 || fstatfs(dir, &fs))
		return err_sys(e, errno, "cannot open /proc/sys");
	if (fs.f_type != PROC_SUPER_MAGIC)
		return err_set(e, EINVAL, "/proc/sys is not procfs");
	if (strncmp(key, "net/", 4))
		return err_set(e, EINVAL, "sysctl %s is not the namespace's own (net/...)", key);
	fd = (int)syscall(SYS_openat2, dir, key, &how, sizeof(how));
	return fd >= 0 ? fd : err_sys(e, errno, "cannot open sysctl %s", key);
}

/* The kernel separates numbers by tabs; people by blanks. */
static bool same_words(const char *a, const char *b)
{
	static const char blank[] = " \t\n";

	for (;;) {
		size_t la, lb;

		a += strspn(a, blank);
		b += strspn(b, blank);
		la = strcspn(a, blank);
		lb = strcspn(b, blank);
		if (la != lb || memcmp(a, b, la))
			return false;
		if (!la)
			return true;
		a += la;
		b += lb;
	}
}

int netns_sysctl_here(const char *key, const char *value, struct err *e)
{
	_cleanup_close_ int fd = open_sysctl(key, O_RDWR, e);
	char got[NETNS_SYSCTL_MAX] = "";
	ssize_t n;

	if (fd < 0)
		return fd;
	if (write(fd, value, strlen(value)) < 0)
		return err_sys(e, errno, "cannot set sysctl %s to %s", key, value);
	n = pread(fd, got, sizeof(got) - 1, 0);
	if (n < 0)
		return err_sys(e, errno, "cannot read sysctl %s back", key);
	if (!same_words(got, value)) {
		got[strcspn(got, "\n")] = '\0';
		return err_set(e, EINVAL, "sysctl %s was set to %s, but says %s", key, value, got);
	}
	return 0;
}

int netns_sysctl_read_here(const char *key, char *ret, size_t size, struct err *e)
{
	_cleanup_close_ int fd = open_sysctl(key, O_RDONLY, e);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = read(fd, ret, size - 1);
	if (n < 0)
		return err_sys(e, errno, "cannot read sysctl %s", key);
	ret[n] = '\0';
	ret[strcspn(ret, "\n")] = '\0';
	return 0;
}

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
