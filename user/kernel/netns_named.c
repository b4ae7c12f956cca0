// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netns_named.c - names below /run/netns, given and taken away
 */
#include "netns_named.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>

int netns_dir_open(struct err *e)
{
	int fd = open(NETNS_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd >= 0 ? fd : err_sys(e, errno, "cannot open " NETNS_DIR);
}

/*
 * Without O_TMPFILE (overlayfs before Linux 6.1) the file gets its name before its identity can be
 * known: who is killed just then leaves an empty file.
 */
static int make_file(int dir, const char *name)
{
	int fd = openat(dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0);

	if (fd < 0 && errno == EOPNOTSUPP)
		fd = openat(dir, name, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC, 0);
	return fd;
}

int netns_birth_prepare(int dir, const char *name, struct netns_birth *ret, struct netns_token *t,
			struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	_cleanup_birth_ struct netns_birth b = NETNS_BIRTH_INIT;
	struct stat st;
	int err;

	err = netns_create_inside(name, &b.ns, &token, e);
	if (err)
		return err;
	b.file = make_file(dir, name);
	if (b.file < 0 || fstat(b.file, &st))
		return err_sys(e, errno, "cannot create " NETNS_DIR "/%s", name);
	b.point = (struct netns_point){ st.st_dev, st.st_ino };
	b.tree = open_tree(b.ns.fd, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	if (b.tree < 0)
		return err_sys(e, errno, "cannot mount namespace %s", name);
	*ret = b;
	b = (struct netns_birth)NETNS_BIRTH_INIT;
	t->home = TAKE_FD(token.home);
	return 0;
}

/* The file under the name, if it is the one: what is mounted on must not be a guess. */
static int open_point(int dir, const char *name, const struct netns_point *p)
{
	_cleanup_close_ int fd = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return -errno;
	if (st.st_dev != p->dev || st.st_ino != p->ino)
		return -ESTALE;
	return TAKE_FD(fd);
}

int netns_birth_name(int dir, struct netns_birth *b, struct err *e)
{
	const char *name = b->ns.name;
	_cleanup_close_ int point = -1;
	struct stat st;
	char path[64];

	snprintf(path, sizeof(path), "/proc/thread-self/fd/%d", b->file);
	if (fstat(b->file, &st))
		return err_sys(e, errno, "cannot create " NETNS_DIR "/%s", name);
	if (st.st_nlink == 0 && linkat(AT_FDCWD, path, dir, name, AT_SYMLINK_FOLLOW))
		return err_sys(e, errno, "cannot create " NETNS_DIR "/%s", name);
	point = open_point(dir, name, &b->point);
	if (point < 0)
		return err_sys(e, -point, "cannot find " NETNS_DIR "/%s again", name);
	if (move_mount(b->tree, "", point, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH))
		return err_sys(e, errno, "cannot mount namespace %s on " NETNS_DIR "/%s", name,
			       name);
	return 0;
}

void netns_birth_done(struct netns_birth *b)
{
	netns_close(&b->ns);
	cleanup_close(&b->file);
	cleanup_close(&b->tree);
}

int netns_same(int dir, const char *name, uint32_t inum, uint64_t cookie, struct netns *ret,
	       struct err *e)
{
	_cleanup_netns_close_ struct netns n = NETNS_INIT;
	int fd = openat(dir, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	struct statfs fs;
	int err;

	if (fd < 0 && errno == ENOENT)
		return err_set(e, ENOENT, "there is no namespace %s", name);
	if (fd < 0 && (errno == ELOOP || errno == EACCES || errno == ENXIO))
		return err_set(e, ESTALE, NETNS_DIR "/%s is no namespace", name);
	if (fd < 0)
		return err_sys(e, errno, "cannot open " NETNS_DIR "/%s", name);
	if (fstatfs(fd, &fs) || fs.f_type != NSFS_MAGIC) {
		close(fd);
		return err_set(e, ESTALE, NETNS_DIR "/%s is no namespace", name);
	}
	err = netns_adopt(fd, name, &n, e);
	if (err)
		return err;
	if (n.inum != inum || n.cookie != cookie)
		return err_set(e, ESTALE, NETNS_DIR "/%s is another namespace", name);
	*ret = n;
	n.fd = -1;
	return 0;
}

/* UMOUNT_NOFOLLOW looks at the last component only; the rest is our own descriptor. */
static int unmount(int dir, const char *name, struct err *e)
{
	char path[64 + NETNS_NAME_MAX];

	snprintf(path, sizeof(path), "/proc/thread-self/fd/%d/%s", dir, name);
	if (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW))
		return err_sys(e, errno, "cannot unmount " NETNS_DIR "/%s", name);
	return 0;
}

int netns_unname(int dir, const char *name, const struct netns_point *point, uint32_t inum,
		 uint64_t cookie, struct err *e)
{
	_cleanup_netns_close_ struct netns n = NETNS_INIT;
	_cleanup_close_ int file = -1;
	int err = netns_same(dir, name, inum, cookie, &n, e);

	if (err && err != -ENOENT && err != -ESTALE)
		return err;
	if (!err)
		err = unmount(dir, name, e);
	else
		err = 0;
	if (err)
		return err;
	file = open_point(dir, name, point);
	if (file == -ENOENT)
		return 0;
	if (file == -ESTALE) {
		err_set(e, ESTALE, NETNS_DIR "/%s is not what the lab made, it stays", name);
		return 1;
	}
	if (file < 0)
		return err_sys(e, -file, "cannot look at " NETNS_DIR "/%s", name);
	if (unlinkat(dir, name, 0))
		return err_sys(e, errno, "cannot remove " NETNS_DIR "/%s", name);
	return 0;
}
