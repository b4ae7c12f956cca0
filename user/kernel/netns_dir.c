// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * netns_dir.c - /run/netns itself: made as `ip netns` wants it, and taken away by the last
 *
 * What we make is recorded first: "directory DEV INO", "mount ID". The directory gets its inode
 * under another name, the mount its id while it hangs on a descriptor.
 */
#include "netns_named.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/mount.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* The directory until it has its place. */
#define NEW_DIR ".netns.new"

/* linux/stat.h; libc's statx flags end earlier */
#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x1000
#endif
#ifndef STATX_ATTR_MOUNT_ROOT
#define STATX_ATTR_MOUNT_ROOT 0x2000
#endif

static int record(int state, const char *line, struct err *e)
{
	_cleanup_close_ int fd =
		openat(state, NETNS_DIR_RECORD,
		       O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, line, strlen(line)) != (ssize_t)strlen(line))
		return err_sys(e, errno, "cannot record what is made");
	return 0;
}

static int make_dir(int state, struct err *e)
{
	char line[64];
	struct stat st;

	if (mkdirat(state, NEW_DIR, 0755) && errno != EEXIST)
		return err_sys(e, errno, "cannot create " NETNS_DIR);
	if (fstatat(state, NEW_DIR, &st, AT_SYMLINK_NOFOLLOW))
		return err_sys(e, errno, "cannot create " NETNS_DIR);
	snprintf(line, sizeof(line), "directory %ju %ju\n", (uintmax_t)st.st_dev,
		 (uintmax_t)st.st_ino);
	if (record(state, line, e))
		return -e->code;
	if (renameat2(state, NEW_DIR, AT_FDCWD, NETNS_DIR, RENAME_NOREPLACE) && errno != EEXIST)
		return err_sys(e, errno, "cannot create " NETNS_DIR);
	unlinkat(state, NEW_DIR, AT_REMOVEDIR);
	return 0;
}

/* Every user of named namespaces locks this directory while it changes it; so does ip. */
static int open_locked(struct err *e)
{
	_cleanup_close_ int dir = netns_dir_open(e);

	if (dir < 0)
		return dir;
	if (flock(dir, LOCK_EX))
		return err_sys(e, errno, "cannot lock " NETNS_DIR);
	return TAKE_FD(dir);
}

static int mount_of(int fd, bool *ret_root, uint64_t *ret_id, struct err *e)
{
	struct statx sx;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &sx))
		return err_sys(e, errno, "cannot look at " NETNS_DIR);
	if (!(sx.stx_mask & STATX_MNT_ID))
		return err_set(e, ENOSYS, "this kernel tells no mount ids; Linux 5.8 does");
	*ret_root = sx.stx_attributes & STATX_ATTR_MOUNT_ROOT;
	*ret_id = sx.stx_mnt_id;
	return 0;
}

/*
 * Private first: /run is often shared, and a clone of it would be its peer, so that every name
 * appeared twice. Shared before it is in place: so its copies in other mount namespaces are its
 * own peers, and learn later names. Kernels before 5.12 cannot; there ip's way has to do.
 */
static bool set_propagation(int tree)
{
	struct mount_attr private = { .propagation = MS_PRIVATE };
	struct mount_attr shared = { .propagation = MS_SHARED };

	return !syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &private, sizeof(private)) &&
	       !syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &shared, sizeof(shared));
}

static int make_mount(int state, struct err *e)
{
	_cleanup_close_ int tree =
		open_tree(AT_FDCWD, NETNS_DIR, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
	char line[64];
	uint64_t id;
	bool root, done;

	if (tree < 0)
		return err_sys(e, errno, "cannot mount " NETNS_DIR);
	done = set_propagation(tree);
	if (mount_of(tree, &root, &id, e))
		return -e->code;
	snprintf(line, sizeof(line), "mount %" PRIu64 "\n", id);
	if (record(state, line, e))
		return -e->code;
	if (move_mount(tree, "", AT_FDCWD, NETNS_DIR, MOVE_MOUNT_F_EMPTY_PATH))
		return err_sys(e, errno, "cannot mount " NETNS_DIR);
	if (!done && mount("", NETNS_DIR, "none", MS_SHARED, NULL))
		return err_sys(e, errno, "cannot share " NETNS_DIR);
	return 0;
}

int netns_dir_ensure(int state, struct err *e)
{
	_cleanup_close_ int lock = -1, dir = -1;
	uint64_t id;
	bool root;

	if (access(NETNS_DIR, F_OK) && make_dir(state, e))
		return -e->code;
	lock = open_locked(e);
	if (lock < 0)
		return lock;
	/* Opened again: somebody may have mounted over it while we waited for the lock. */
	dir = netns_dir_open(e);
	if (dir < 0 || mount_of(dir, &root, &id, e))
		return -e->code;
	return root ? 0 : make_mount(state, e);
}

struct made {
	bool dir, mount;
	uint64_t dev, ino, id;
};

/* The last line of each kind counts: an earlier try that was killed may have left one, too. */
static int read_record(int state, struct made *ret, struct err *e)
{
	int fd = openat(state, NETNS_DIR_RECORD, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	_cleanup_fclose_ FILE *f = fd >= 0 ? fdopen(fd, "r") : NULL;
	char line[80];

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (!f)
		return err_sys(e, errno, "cannot read " NETNS_DIR_RECORD);
	while (fgets(line, sizeof(line), f)) {
		if (!strchr(line, '\n'))
			break;
		if (sscanf(line, "directory %" SCNu64 " %" SCNu64, &ret->dev, &ret->ino) == 2)
			ret->dir = true;
		if (sscanf(line, "mount %" SCNu64, &ret->id) == 1)
			ret->mount = true;
	}
	return 0;
}

static int drop_mount(const struct made *m, struct err *e)
{
	_cleanup_close_ int dir = -1;
	uint64_t id;
	bool root;

	if (!m->mount)
		return 0;
	dir = open_locked(NULL);
	if (dir < 0)
		return 0;
	if (mount_of(dir, &root, &id, e))
		return -e->code;
	if (!root || id != m->id)
		return 0;
	/* Without MNT_DETACH the kernel refuses while a name is mounted below: then it stays. Our
	 * own descriptor would be in the way, too. */
	close(TAKE_FD(dir));
	if (umount2(NETNS_DIR, UMOUNT_NOFOLLOW) && errno != EBUSY && errno != EINVAL)
		return err_sys(e, errno, "cannot unmount " NETNS_DIR);
	return 0;
}

static int drop_dir(const struct made *m, struct err *e)
{
	struct stat st;

	if (!m->dir || lstat(NETNS_DIR, &st) || st.st_dev != m->dev || st.st_ino != m->ino)
		return 0;
	if (rmdir(NETNS_DIR) && errno != ENOTEMPTY && errno != EBUSY)
		return err_sys(e, errno, "cannot remove " NETNS_DIR);
	return 0;
}

int netns_dir_release(int state, struct err *e)
{
	struct made m = { 0 };

	if (read_record(state, &m, e) || drop_mount(&m, e) || drop_dir(&m, e))
		return -e->code;
	unlinkat(state, NEW_DIR, AT_REMOVEDIR);
	if (unlinkat(state, NETNS_DIR_RECORD, 0) && errno != ENOENT)
		return err_sys(e, errno, "cannot remove " NETNS_DIR_RECORD);
	return 0;
}
