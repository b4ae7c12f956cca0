// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * state.c - /run/nscope: labs, locks and journals
 */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <dirent.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "lab.h"
#include "look.h"

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

#define LOCK_PATIENCE_MS 1000
#define LOCK_LOOK_MS	 10

static const char *const files[] = {
	"topology", "next", "was", "source", "new", "journal", "lock"
};

/* Was it removed, and perhaps made anew, while we waited for its lock? */
static bool is_current(int root)
{
	struct stat mine, now;

	return !fstat(root, &mine) && !lstat(LAB_DIR, &now) && mine.st_dev == now.st_dev &&
	       mine.st_ino == now.st_ino;
}

static int open_root(bool create, struct err *e)
{
	for (;;) {
		_cleanup_close_ int root = -1;

		if (create && mkdir(LAB_DIR, 0755) && errno != EEXIST)
			return err_sys(e, errno, "cannot create " LAB_DIR);
		root = open(LAB_DIR, DIR_FLAGS);
		if (root < 0 && errno == ENOENT && create)
			continue;
		if (root < 0)
			return err_sys(e, errno, "cannot open " LAB_DIR);
		if (flock(root, LOCK_EX))
			return err_sys(e, errno, "cannot lock " LAB_DIR);
		if (is_current(root))
			return TAKE_FD(root);
	}
}

static int is_busy(const char *lab, int lock, struct err *e)
{
	char pid[16] = "";

	if (pread(lock, pid, sizeof(pid) - 1, 0) <= 0)
		snprintf(pid, sizeof(pid), "unknown");
	pid[strcspn(pid, "\n")] = '\0';
	return err_set(e, EBUSY, "lab %s is being changed by process %s", lab, pid);
}

/* Of somebody who was killed: a child of his may hold the lock, which is about to end, too. */
static int wait_lock(int lock)
{
	for (int ms = 0; ms < LOCK_PATIENCE_MS; ms += LOCK_LOOK_MS) {
		char pid[16] = "";

		if (pread(lock, pid, sizeof(pid) - 1, 0) > 0 &&
		    (!kill((pid_t)strtol(pid, NULL, 10), 0) || errno != ESRCH))
			break;
		usleep(LOCK_LOOK_MS * 1000);
		if (!flock(lock, LOCK_EX | LOCK_NB))
			return 0;
	}
	errno = EWOULDBLOCK;
	return -EWOULDBLOCK;
}

static int take_lock(struct state *s, struct err *e)
{
	char pid[16];
	int n = snprintf(pid, sizeof(pid), "%d\n", getpid());

	s->lock = openat(s->dir, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (s->lock < 0)
		return err_sys(e, errno, "cannot lock lab %s", s->lab);
	if (flock(s->lock, LOCK_EX | LOCK_NB) && (errno != EWOULDBLOCK || wait_lock(s->lock)))
		return errno == EWOULDBLOCK ? is_busy(s->lab, s->lock, e)
					    : err_sys(e, errno, "cannot lock lab %s", s->lab);
	if (ftruncate(s->lock, 0) || pwrite(s->lock, pid, (size_t)n, 0) != n)
		return err_sys(e, errno, "cannot lock lab %s", s->lab);
	return 0;
}

static int open_lab(struct state *s, bool create, struct err *e)
{
	if (create && netns_dir_ensure(s->root, e))
		return -e->code;
	if (create && mkdirat(s->root, s->lab, 0755) && errno != EEXIST)
		return err_sys(e, errno, "cannot create " LAB_DIR "/%s", s->lab);
	s->dir = openat(s->root, s->lab, DIR_FLAGS);
	if (s->dir < 0)
		return err_sys(e, errno, "cannot open " LAB_DIR "/%s", s->lab);
	return 0;
}

/* A directory that was made for nothing: empty, or with a lock in it that is ours and nothing else.
 */
static void discard(struct state *s)
{
	if (s->lock >= 0 && !flock(s->lock, LOCK_EX | LOCK_NB) &&
	    faccessat(s->dir, "journal", F_OK, AT_SYMLINK_NOFOLLOW))
		unlinkat(s->dir, "lock", 0);
	unlinkat(s->root, s->lab, AT_REMOVEDIR);
}

int state_open(const char *lab, bool create, struct state *ret, struct err *e)
{
	_cleanup_state_ struct state s = STATE_INIT;
	int err;

	snprintf(s.lab, sizeof(s.lab), "%s", lab);
	s.root = open_root(create, e);
	if (s.root < 0)
		return s.root;
	err = open_lab(&s, create, e);
	if (!err)
		err = take_lock(&s, e);
	if (err && err != -EBUSY && create)
		discard(&s);
	flock(s.root, LOCK_UN);
	if (err)
		return err;
	*ret = s;
	s = (struct state)STATE_INIT;
	return 0;
}

void state_close(struct state *s)
{
	cleanup_close(&s->journal);
	cleanup_close(&s->lock);
	cleanup_close(&s->dir);
	cleanup_close(&s->root);
}

int state_peek(const char *lab, struct state *ret, struct err *e)
{
	_cleanup_state_ struct state s = STATE_INIT;

	snprintf(s.lab, sizeof(s.lab), "%s", lab);
	s.root = open(LAB_DIR, DIR_FLAGS);
	s.dir = openat(s.root, lab, DIR_FLAGS);
	if (s.root < 0 || s.dir < 0)
		return err_sys(e, s.root < 0 ? ENOENT : errno, "cannot open lab %s", lab);
	*ret = s;
	s = (struct state)STATE_INIT;
	return 0;
}

int state_read(const struct state *s, const char *file, char **ret, size_t *ret_len, struct err *e)
{
	int fd = openat(s->dir, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	_cleanup_fclose_ FILE *f = fd >= 0 ? fdopen(fd, "r") : NULL;
	_cleanup_free_ char *text = NULL;
	struct stat st;
	size_t len;

	if (!f || fstat(fd, &st))
		return err_sys(e, errno, "cannot open %s of lab %s", file, s->lab);
	text = malloc((size_t)st.st_size + 1);
	if (!text)
		return err_sys(e, ENOMEM, "cannot read %s of lab %s", file, s->lab);
	len = fread(text, 1, (size_t)st.st_size, f);
	if (ferror(f))
		return err_sys(e, errno, "cannot read %s of lab %s", file, s->lab);
	*ret = TAKE_PTR(text);
	*ret_len = len;
	return 0;
}

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return -errno;
		text += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

int state_write(const struct state *s, const char *file, const char *text, size_t len,
		struct err *e)
{
	_cleanup_close_ int fd =
		openat(s->dir, "new", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	int err = fd < 0 ? -errno : write_all(fd, text, len);

	/* Whole or not at all, whenever its writer dies. */
	if (!err && renameat(s->dir, "new", s->dir, file))
		err = -errno;
	return err ? err_sys(e, -err, "cannot write %s of lab %s", file, s->lab) : 0;
}

int state_rename(const struct state *s, const char *from, const char *to, struct err *e)
{
	return renameat(s->dir, from, s->dir, to)
		       ? err_sys(e, errno, "cannot write %s of lab %s", to, s->lab)
		       : 0;
}

int state_note(struct state *s, const struct text *t, struct err *e)
{
	int err;

	if (s->journal < 0)
		s->journal = openat(s->dir, "journal",
				    O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
	err = s->journal < 0 ? -errno : write_all(s->journal, t->buf, t->len);
	return err ? err_sys(e, -err, "cannot write the journal of lab %s", s->lab) : 0;
}

int state_journal(const struct state *s, struct journal *ret, struct err *e)
{
	_cleanup_free_ char *text = NULL;
	size_t len = 0;
	int err = state_read(s, "journal", &text, &len, e);

	if (err == -ENOENT) {
		*ret = (struct journal){ 0 };
		return 0;
	}
	if (!err)
		err = journal_parse(text, len, ret, e);
	return err == -EINVAL ? err_wrap(e, "lab %s", s->lab) : err;
}

static int is_lab(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

/* Under the lock of /run/nscope. With a lab left, or something that is not ours, it stays. */
static int tidy(int root, struct err *e)
{
	struct dirent **labs;
	int n = scandirat(root, ".", &labs, is_lab, NULL);

	for (int i = 0; i < n; i++)
		free(labs[i]);
	if (n >= 0)
		free(labs);
	if (n)
		return n < 0 ? err_sys(e, errno, "cannot list " LAB_DIR) : 0;
	if (netns_dir_release(root, e))
		return -e->code;
	look_forget(root, NULL);
	if (rmdir(LAB_DIR) && errno != ENOTEMPTY)
		return err_sys(e, errno, "cannot remove " LAB_DIR);
	return 0;
}

int state_tidy(struct err *e)
{
	_cleanup_close_ int root = open_root(false, e);

	if (root == -ENOENT)
		return 0;
	return root < 0 ? root : tidy(root, e);
}

int state_remove(struct state *s, struct err *e)
{
	if (flock(s->root, LOCK_EX))
		return err_sys(e, errno, "cannot lock " LAB_DIR);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		if (unlinkat(s->dir, files[i], 0) && errno != ENOENT)
			return err_sys(e, errno, "cannot remove " LAB_DIR "/%s/%s", s->lab,
				       files[i]);
	if (unlinkat(s->root, s->lab, AT_REMOVEDIR))
		return err_sys(e, errno, "cannot remove " LAB_DIR "/%s", s->lab);
	look_forget(s->root, s->lab);
	return tidy(s->root, e);
}
