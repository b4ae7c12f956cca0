// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysctl.c - values below /proc/sys/net, read, written, and remembered
 */
#include "sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/vfs.h>

#include "../util/util.h"

struct sysctl_birth {
	const char *key;
	char value[SYSCTL_VALUE_MAX];
};

/* A procfs that nobody else walks, or -1: a user namespace may not have one. */
static int open_own(void)
{
	_cleanup_close_ int fs = fsopen("proc", FSOPEN_CLOEXEC);
	_cleanup_close_ int mnt = -1;

	if (fs < 0 || fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return -1;
	mnt = fsmount(fs, FSMOUNT_CLOEXEC,
		      MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
	return mnt < 0 ? -1 : openat(mnt, "sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
}

int sysctl_open(struct err *e)
{
	_cleanup_close_ int dir = open_own();
	struct statfs fs;

	if (dir < 0)
		dir = open("/proc/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 || fstatfs(dir, &fs))
		return err_sys(e, errno, "cannot open /proc/sys");
	if (fs.f_type != PROC_SUPER_MAGIC)
		return err_set(e, EINVAL, "/proc/sys is not procfs");
	return TAKE_FD(dir);
}

/* A key comes from a file: it may not lead out of /proc/sys/net, nor over a mount or link. */
static int open_key(int dir, const char *key, uint64_t flags, struct err *e)
{
	const struct open_how how = {
		.flags = flags | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};
	int fd;

	if (strncmp(key, "net/", 4))
		return err_set(e, EINVAL, "sysctl %s is not the namespace's own (net/...)", key);
	fd = (int)syscall(SYS_openat2, dir, key, &how, sizeof(how));
	return fd >= 0 ? fd : err_sys(e, errno, "cannot open sysctl %s", key);
}

bool sysctl_same(const char *a, const char *b)
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

static int read_value(int fd, const char *key, char value[SYSCTL_VALUE_MAX], struct err *e)
{
	ssize_t n = pread(fd, value, SYSCTL_VALUE_MAX - 1, 0);

	if (n < 0)
		return err_sys(e, errno, "cannot read sysctl %s", key);
	value[n] = '\0';
	value[strcspn(value, "\n")] = '\0';
	return 0;
}

int sysctl_read(int dir, const char *key, char value[SYSCTL_VALUE_MAX], struct err *e)
{
	_cleanup_close_ int fd = open_key(dir, key, O_RDONLY, e);

	return fd < 0 ? fd : read_value(fd, key, value, e);
}

int sysctl_write(int dir, const char *key, const char *value, struct err *e)
{
	_cleanup_close_ int fd = open_key(dir, key, O_RDWR, e);
	char got[SYSCTL_VALUE_MAX];

	if (fd < 0)
		return fd;
	if (write(fd, value, strlen(value)) < 0)
		return err_sys(e, errno, "cannot set sysctl %s to %s", key, value);
	if (read_value(fd, key, got, e))
		return -e->code;
	if (!sysctl_same(got, value))
		return err_set(e, EINVAL, "sysctl %s was set to %s, but says %s", key, value, got);
	return 0;
}

const char *sysctl_birth(const struct sysctl_births *b, const char *key)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->values[i].key == key)
			return b->values[i].value;
	return NULL;
}

int sysctl_birth_look(struct sysctl_births *b, int dir, const char *key, struct err *e)
{
	struct sysctl_birth now = { .key = key }, *more;
	const char *was = sysctl_birth(b, key);
	int err = sysctl_read(dir, key, now.value, e);

	if (err)
		return err;
	if (was)
		return sysctl_same(was, now.value)
			       ? 0
			       : err_set(e, EAGAIN,
					 "somebody has just changed what namespaces are born with: "
					 "sysctl %s was %s, is %s; try again",
					 key, was, now.value);
	more = grow(b->values, b->n, sizeof(*more));
	if (!more)
		return err_sys(e, ENOMEM, "cannot read sysctl %s", key);
	b->values = more;
	more[b->n++] = now;
	return 0;
}

void sysctl_births_done(struct sysctl_births *b)
{
	free(b->values);
}
