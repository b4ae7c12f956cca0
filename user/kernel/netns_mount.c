// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netns_mount.c - what is mounted differently inside a namespace: /sys, /proc, /etc/netns/NAME
 */
#include "netns.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

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

/* /proc shows the processes of the pid namespace that mounted it. */
static int renew_proc(const char *name, struct err *e)
{
	if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
		return err_sys(e, errno, "cannot mount /proc of namespace '%s'", name);
	return 0;
}

int netns_mounts(const char *name, bool proc, struct err *e)
{
	int err;

	if (unshare(CLONE_NEWNS))
		return err_sys(e, errno, "cannot create a mount namespace");
	if (mount("", "/", "none", MS_SLAVE | MS_REC, NULL))
		return err_sys(e, errno, "cannot keep mounts to ourselves");
	err = proc ? renew_proc(name, e) : 0;
	if (!err)
		err = renew_sys(name, e);
	return err ? err : bind_etc(name, e);
}
