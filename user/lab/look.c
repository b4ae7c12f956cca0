// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * look.c - what `show` showed last, kept from one call to the next
 */
#include "look.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../trace/record.h"
#include "lab.h"

#define COOKIE_DIGITS 16

struct look_name {
	char text[COOKIE_DIGITS + 1 + ROOM_NAME_MAX + 1];
};

/* A lab's name is that of a directory here, so it has no slash. */
static struct look_name name_of(const struct room *r)
{
	struct look_name n;

	snprintf(n.text, sizeof(n.text), "%016" PRIx64 "-%.*s", r->cookie, (int)sizeof(r->lab),
		 r->lab);
	return n;
}

static bool is_ours_alone(const struct stat *st, mode_t kind)
{
	return (st->st_mode & S_IFMT) == kind && st->st_uid == geteuid() && !(st->st_mode & 077);
}

static int open_looks(int root)
{
	_cleanup_close_ int dir =
		openat(root, LOOK_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	return dir >= 0 && !fstat(dir, &st) && is_ours_alone(&st, S_IFDIR) ? TAKE_FD(dir) : -1;
}

static int open_dir(bool create)
{
	_cleanup_close_ int root = -1;

	if (create)
		mkdir(LAB_DIR, 0755);
	root = open(LAB_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (root < 0)
		return -1;
	if (create)
		mkdirat(root, LOOK_DIR, 0700);
	return open_looks(root);
}

/* ---- reading */

/* All of a file, and a NUL. */
static char *read_text(int dir, const char *name)
{
	_cleanup_close_ int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	_cleanup_free_ char *text = NULL;
	struct stat st;
	size_t len = 0;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) || !is_ours_alone(&st, S_IFREG) || st.st_size <= 0 ||
	    st.st_size > (off_t)LOOK_BYTES)
		return NULL;
	text = malloc((size_t)st.st_size + 1);
	while (text && (n = read(fd, text + len, (size_t)st.st_size - len)) > 0)
		len += (size_t)n;
	if (!text || len != (size_t)st.st_size)
		return NULL;
	text[len] = '\0';
	return strlen(text) == len ? TAKE_PTR(text) : NULL;
}

static struct snapshot *parse(char *text)
{
	_cleanup_snapshot_ struct snapshot *s = calloc(1, sizeof(*s));
	char *line;

	if (!s || text[strlen(text) - 1] != '\n')
		return NULL;
	while ((line = strsep(&text, "\n")))
		if (record_read_line(s, line))
			return NULL;
	return TAKE_PTR(s);
}

static struct snapshot *read_one(int dir, const struct room *r)
{
	_cleanup_free_ char *text = read_text(dir, name_of(r).text);
	_cleanup_snapshot_ struct snapshot *s = text ? parse(text) : NULL;

	return s && s->n_rooms == 1 && s->rooms[0].cookie == r->cookie ? TAKE_PTR(s) : NULL;
}

/* Its room moves to the others. */
static int take_room(struct snapshot *all, struct snapshot *one)
{
	struct room *more = grow(all->rooms, all->n_rooms, sizeof(*more));

	if (!more)
		return -ENOMEM;
	all->rooms = more;
	more[all->n_rooms++] = one->rooms[0];
	all->tables &= one->tables;
	one->n_rooms = 0;
	return 0;
}

struct snapshot *look_read(const struct snapshot *now)
{
	_cleanup_snapshot_ struct snapshot *all = calloc(1, sizeof(*all));
	_cleanup_close_ int dir = open_dir(false);

	if (!all || dir < 0)
		return NULL;
	all->tables = ~0u;
	for (size_t i = 0; i < now->n_rooms; i++) {
		_cleanup_snapshot_ struct snapshot *one = read_one(dir, &now->rooms[i]);

		if (one && take_room(all, one))
			return NULL;
	}
	if (!all->n_rooms || snapshot_index(all))
		return NULL;
	return TAKE_PTR(all);
}

/* ---- writing */

static bool print_room(const struct snapshot *one, FILE *f)
{
	_cleanup_free_ char *line = malloc(RECORD_LINE_MAX);
	struct record_at at = { 0 };

	for (;;) {
		struct text t = { line, RECORD_LINE_MAX, 0 };

		if (!line || !record_line(one, &at, &t))
			return line != NULL;
		if (fwrite(line, 1, t.len, f) != t.len || ftell(f) > (long)LOOK_BYTES)
			return false;
	}
}

/* Whole or not at all: it takes its name when all is written. */
static void write_one(int dir, const struct snapshot *one)
{
	const struct look_name name = name_of(one->rooms);
	char fresh[32];
	bool written = false;
	FILE *f;
	int fd;

	snprintf(fresh, sizeof(fresh), ".new-%d", (int)getpid());
	fd = openat(dir, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	f = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (f) {
		written = print_room(one, f);
		written &= !fclose(f);
	} else if (fd >= 0) {
		close(fd);
	}
	if (!written || renameat(dir, fresh, dir, name.text)) {
		unlinkat(dir, fresh, 0);
		unlinkat(dir, name.text, 0);
	}
}

static DIR *list(int dir)
{
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;

	if (!d && fd >= 0)
		close(fd);
	return d;
}

/* Of all: whatever lies in our directory, what a killed writer left included. */
static bool is_of(const char *file, const char *lab)
{
	if (!lab)
		return strcmp(file, ".") != 0 && strcmp(file, "..") != 0;
	return strlen(file) > COOKIE_DIGITS && !strcmp(file + COOKIE_DIGITS + 1, lab);
}

static void forget(int dir, const char *lab)
{
	DIR *d = list(dir);

	for (struct dirent *e; d && (e = readdir(d));)
		if (is_of(e->d_name, lab))
			unlinkat(dir, e->d_name, 0);
	if (d)
		closedir(d);
}

static size_t count(int dir)
{
	DIR *d = list(dir);
	size_t n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

void look_write(const struct snapshot *now)
{
	_cleanup_close_ int dir = open_dir(true);

	if (dir < 0)
		return;
	if (count(dir) + now->n_rooms > LOOKS_MAX)
		forget(dir, NULL);
	for (size_t i = 0; i < now->n_rooms && i < LOOKS_MAX; i++)
		write_one(dir, &(struct snapshot){ .rooms = &now->rooms[i],
						   .n_rooms = 1,
						   .tables = now->tables });
}

void look_forget(int root, const char *lab)
{
	_cleanup_close_ int dir = open_looks(root);

	if (dir < 0)
		return;
	forget(dir, lab);
	unlinkat(root, LOOK_DIR, AT_REMOVEDIR);
}
