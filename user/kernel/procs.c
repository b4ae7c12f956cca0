// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * procs.c - which processes run in which network namespace: /proc is asked, once for all
 */
#include "procs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

/* The namespace of a process, by the directory that stays its own also when its pid is reused. */
static bool is_in(int dir, uint32_t *ret_inum)
{
	char link[32];
	ssize_t len = readlinkat(dir, "ns/net", link, sizeof(link) - 1);

	if (len < 0)
		return false;
	link[len] = '\0';
	return sscanf(link, "net:[%" SCNu32 "]", ret_inum) == 1;
}

/* NSpid: one number per pid namespace, the innermost last. It stands behind the groups, of which
 * there may be thousands. No name on the first line can imitate it: newlines are escaped there. */
static bool innermost(int dir, pid_t *ret)
{
	int fd = openat(dir, "status", O_RDONLY | O_CLOEXEC);
	_cleanup_fclose_ FILE *f = fd >= 0 ? fdopen(fd, "r") : NULL;
	_cleanup_free_ char *line = NULL;
	size_t size = 0;

	while (f && getline(&line, &size, f) > 0) {
		if (strncmp(line, "NSpid:\t", 7))
			continue;
		return sscanf(strrchr(line, '\t'), "%d", ret) == 1;
	}
	return false;
}

static bool read_comm(int dir, char *comm, size_t size)
{
	_cleanup_close_ int fd = openat(dir, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, comm, size - 1);

	if (len <= 0)
		return false;
	comm[comm[len - 1] == '\n' ? len - 1 : len] = '\0';
	return true;
}

static bool is_pid(const char *name)
{
	return *name >= '1' && *name <= '9' && !name[strspn(name, "0123456789")];
}

int procs_of(const uint32_t *inums, size_t n,
	     int (*fn)(size_t room, pid_t host, pid_t inner, const char *comm, void *ctx),
	     void *ctx, struct err *e)
{
	DIR *proc = opendir("/proc");
	struct dirent *d;
	int err = 0;

	if (!proc)
		return err_sys(e, errno, "cannot list /proc");
	while (!err && (d = readdir(proc))) {
		_cleanup_close_ int dir = -1;
		char comm[PROCS_COMM_MAX];
		uint32_t inum;
		size_t room = 0;
		pid_t inner;

		if (!is_pid(d->d_name))
			continue;
		dir = openat(dirfd(proc), d->d_name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (dir < 0 || !is_in(dir, &inum))
			continue;
		while (room < n && inums[room] != inum)
			room++;
		if (room < n && innermost(dir, &inner) && read_comm(dir, comm, sizeof(comm)))
			err = fn(room, (pid_t)strtol(d->d_name, NULL, 10), inner, comm, ctx);
	}
	closedir(proc);
	return err;
}

void procs_cmdline(pid_t pid, char *buf, size_t size)
{
	_cleanup_close_ int fd = -1;
	size_t len = 0;
	char path[32];
	ssize_t got;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	got = fd < 0 ? -1 : read(fd, buf, size - 1);
	if (got > 0)
		len = (size_t)got;
	while (len && !buf[len - 1])
		len--;
	for (size_t i = 0; i < len; i++)
		buf[i] = buf[i] ? buf[i] : ' ';
	buf[len] = '\0';
}

/* The name on the second place is foreign, blanks and brackets in it: the last bracket counts. */
static bool read_start(int dir, uint64_t *ret)
{
	_cleanup_close_ int fd = openat(dir, "stat", O_RDONLY | O_CLOEXEC);
	char stat[1024];
	ssize_t len = fd < 0 ? -1 : read(fd, stat, sizeof(stat) - 1);
	char *at;

	if (len <= 0)
		return false;
	stat[len] = '\0';
	at = strrchr(stat, ')');
	for (int field = 3; at && field <= 22; field++)
		at = strchr(at + 1, ' ');
	return at && sscanf(at, "%" SCNu64, ret) == 1;
}

int procs_identity(pid_t pid, uint64_t *ret_start, uint32_t *ret_inum)
{
	_cleanup_close_ int dir = -1;
	char path[32];
	uint64_t start;
	uint32_t inum;

	snprintf(path, sizeof(path), "/proc/%d", pid);
	dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0 || !is_in(dir, &inum) || !read_start(dir, &start))
		return -ESRCH;
	*ret_start = start;
	*ret_inum = inum;
	return 0;
}
