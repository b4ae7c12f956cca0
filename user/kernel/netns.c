// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netns.c - namespaces: found by what users call them, entered, and left again
 */
#include "netns.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "../util/text.h"

/* asm-generic/socket.h, Linux 5.14; Debian 12's libc does not name it everywhere */
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

#define HERE "/proc/thread-self/ns/net"

/* Beside the namespaces' sockets: locks, journal, directories, those a batch of links speaks of. */
#define OTHER_DESCRIPTORS 192

/* More names than this in one message help nobody. */
#define NAMES_SHOWN 12

int netns_name_check(const char *name, struct err *e)
{
	size_t len = strlen(name);
	char shown[NETNS_NAME_MAX * 4];
	struct text t = TEXT(shown);

	text_escape(&t, name, strnlen(name, NETNS_NAME_MAX));
	if (!len)
		return err_set(e, EINVAL, "a namespace needs a name");
	if (len >= NETNS_NAME_MAX)
		return err_set(e, EINVAL, "the name '%s...' has more than %d characters", shown,
			       NETNS_NAME_MAX - 1);
	if (name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			      "0123456789-_.")])
		return err_set(e, EINVAL, "'%s' is no name: letters, digits, '-', '_' and '.' only",
			       shown);
	if (*name == '.' || *name == '-')
		return err_set(e, EINVAL, "'%s' is no name: it begins with '%c'", shown, *name);
	if (!strcmp(name, "host"))
		return err_set(e, EINVAL, "'host' is no name: it is where nscope was started");
	return 0;
}

static int visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int netns_each(int (*fn)(const char *name, void *ctx), void *ctx, struct err *e)
{
	struct dirent **names;
	int n = scandir(NETNS_DIR, &names, visible, by_name);
	int err = 0;

	if (n < 0 && errno == ENOENT)
		return 0;
	if (n < 0)
		return err_sys(e, errno, "cannot list " NETNS_DIR);
	for (int i = 0; i < n; i++) {
		if (!err)
			err = fn(names[i]->d_name, ctx);
		free(names[i]);
	}
	free(names);
	return err;
}

struct naming {
	struct text list;
	size_t n;
};

static int add_name(const char *name, void *ctx)
{
	struct naming *names = ctx;

	if (names->n++ < NAMES_SHOWN) {
		text_add(&names->list, "%s", names->n > 1 ? ", " : "");
		text_escape(&names->list, name, strlen(name));
	}
	return 0;
}

static int unknown(const char *what, struct err *e)
{
	char buf[400] = "";
	struct naming names = { .list = TEXT(buf) };

	netns_each(add_name, &names, NULL);
	if (!names.n)
		return err_set(e, ENOENT, "no namespace '%s'; there is none, try: nscope up pair",
			       what);
	if (names.n > NAMES_SHOWN)
		text_add(&names.list, " and %zu more", names.n - NAMES_SHOWN);
	return err_set(e, ENOENT, "no namespace '%s'; there %s: %s", what,
		       names.n == 1 ? "is" : "are", buf);
}

/* A name below /run/netns. A symbolic link there is how people name a container's namespace. */
static int open_named(const char *name, struct err *e)
{
	_cleanup_close_ int dir = -1;
	int fd, err;

	err = netns_name_check(name, e);
	if (err)
		return err;
	dir = open(NETNS_DIR, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	fd = openat(dir, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	if (dir < 0 || errno == ENOENT)
		return unknown(name, e);
	return err_sys(e, errno, "cannot open namespace '%s'", name);
}

static int open_pid(const char *what, struct err *e)
{
	const char *digits = what + strlen("pid:");
	char path[64];
	int fd;

	if (!*digits || strlen(digits) > 10 || digits[strspn(digits, "0123456789")])
		return err_set(e, EINVAL, "pid: wants a process number, as in pid:17");
	snprintf(path, sizeof(path), "/proc/%s/ns/net", digits);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	if (errno == ENOENT)
		return err_set(e, ENOENT, "no process %s", digits);
	return err_sys(e, errno, "cannot open the namespace of process %s%s", digits,
		       errno == EACCES ? " (it needs root; try sudo)" : "");
}

static int open_path(const char *path, const char *shown, struct err *e)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	return fd >= 0 ? fd : err_sys(e, errno, "cannot open %s", shown);
}

/* Who it is, asked inside it. */
static int identify_here(struct netns *n, struct err *e)
{
	_cleanup_close_ int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof(n->cookie);
	struct stat st;

	if (s < 0)
		return err_sys(e, errno, "cannot open a socket in '%s'", n->name);
	if (fstat(n->fd, &st))
		return err_sys(e, errno, "cannot look at '%s'", n->name);
	n->inum = (uint32_t)st.st_ino;
	if (getsockopt(s, SOL_SOCKET, SO_NETNS_COOKIE, &n->cookie, &len))
		n->cookie = n->inum; /* before Linux 5.14, and what events carry there */
	return 0;
}

static int identify(struct netns *n, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	struct statfs fs;
	int err;

	if (fstatfs(n->fd, &fs))
		return err_sys(e, errno, "cannot look at '%s'", n->name);
	if (fs.f_type != NSFS_MAGIC || ioctl(n->fd, NS_GET_NSTYPE) != CLONE_NEWNET)
		return err_set(e, EINVAL, "'%s' is no network namespace", n->name);
	err = netns_enter(n, &token, e);
	return err ? err : identify_here(n, e);
}

int netns_adopt(int fd, const char *name, struct netns *ret, struct err *e)
{
	_cleanup_netns_close_ struct netns n = { .fd = fd };
	int err;

	snprintf(n.name, sizeof(n.name), "%s", name);
	err = identify(&n, e);
	if (err)
		return err;
	*ret = n;
	n.fd = -1;
	return 0;
}

int netns_open(const char *what, struct netns *ret, struct err *e)
{
	char shown[NETNS_NAME_MAX];
	struct text t = TEXT(shown);
	int fd;

	shown[0] = '\0';
	text_escape(&t, what, strlen(what));
	if (!strcmp(what, "host"))
		fd = open_path(HERE, shown, e);
	else if (!strncmp(what, "pid:", 4))
		fd = open_pid(what, e);
	else if (strchr(what, '/'))
		fd = open_path(what, shown, e);
	else
		fd = open_named(what, e);
	return fd < 0 ? fd : netns_adopt(fd, shown, ret, e);
}

int netns_limit(size_t n, struct err *e)
{
	rlim_t wanted = n + OTHER_DESCRIPTORS;
	struct rlimit l;

	if (getrlimit(RLIMIT_NOFILE, &l))
		return err_sys(e, errno, "cannot read the limit of open files");
	if (l.rlim_cur >= wanted)
		return 0;
	if (l.rlim_max < wanted)
		return err_set(e, EMFILE,
			       "%zu namespaces take %ju open files, ulimit -Hn allows %ju", n,
			       (uintmax_t)wanted, (uintmax_t)l.rlim_max);
	l.rlim_cur = wanted;
	if (setrlimit(RLIMIT_NOFILE, &l))
		return err_sys(e, errno, "cannot raise the limit of open files");
	return 0;
}

void netns_limit_lift(void)
{
	struct rlimit l;

	if (!getrlimit(RLIMIT_NOFILE, &l)) {
		l.rlim_cur = l.rlim_max;
		setrlimit(RLIMIT_NOFILE, &l);
	}
}

void netns_close(struct netns *n)
{
	cleanup_close(&n->fd);
	n->fd = -1;
}

int netns_enter(const struct netns *n, struct netns_token *t, struct err *e)
{
	_cleanup_close_ int home = open(HERE, O_RDONLY | O_CLOEXEC);

	if (home < 0)
		return err_sys(e, errno, "cannot open " HERE);
	if (setns(n->fd, CLONE_NEWNET))
		return err_sys(e, errno, "cannot enter namespace '%s'%s", n->name,
			       errno == EPERM ? " (it needs root; try sudo)" : "");
	t->home = TAKE_FD(home);
	return 0;
}

void netns_leave(struct netns_token *t)
{
	if (t->home < 0)
		return;
	if (setns(t->home, CLONE_NEWNET))
		abort();
	close(TAKE_FD(t->home));
}

int netns_create_inside(const char *name, struct netns *ret, struct netns_token *t, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	_cleanup_netns_close_ struct netns n = NETNS_INIT;
	_cleanup_close_ int home = open(HERE, O_RDONLY | O_CLOEXEC);

	if (home < 0)
		return err_sys(e, errno, "cannot open " HERE);
	if (unshare(CLONE_NEWNET))
		return err_sys(e, errno, "cannot create namespace %s%s", name,
			       errno == EPERM ? " (it needs root; try sudo)" : "");
	token.home = TAKE_FD(home);
	snprintf(n.name, sizeof(n.name), "%s", name);
	n.fd = open(HERE, O_RDONLY | O_CLOEXEC);
	if (n.fd < 0)
		return err_sys(e, errno, "cannot create namespace %s", name);
	if (identify_here(&n, e))
		return -e->code;
	*ret = n;
	n.fd = -1;
	t->home = TAKE_FD(token.home);
	return 0;
}

int netns_create(const char *name, struct netns *ret, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;

	return netns_create_inside(name, ret, &token, e);
}
