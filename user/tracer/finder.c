// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * finder.c - namespaces that appear, and names that vanish
 */
#include "finder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include "../kernel/clock.h"

/* What was found under a name. */
struct known {
	char name[NETNS_NAME_MAX];
	dev_t dev;
	ino_t ino;
	bool seen; /* in this round */
};

struct finder {
	struct finder_ops ops;
	bool processes;
	int inotify, mounts;
	struct known *known; /* sorted by name */
	size_t n_known;
	bool cause;
	int64_t looked_ms, processes_ms; /* when, CLOCK_MONOTONIC */
};

/* The directory may come later: then its parent tells. */
static void watch_names(struct finder *f)
{
	inotify_add_watch(f->inotify, "/run", IN_CREATE | IN_MOVED_TO | IN_ONLYDIR);
	inotify_add_watch(f->inotify, NETNS_DIR,
			  IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_ONLYDIR);
}

int finder_open(bool processes, const struct finder_ops *ops, struct finder **ret, struct err *e)
{
	_cleanup_finder_ struct finder *f = calloc(1, sizeof(*f));

	if (!f)
		return err_sys(e, ENOMEM, "cannot look for namespaces");
	f->ops = *ops;
	f->processes = processes;
	f->cause = true;
	f->mounts = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	f->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (f->inotify < 0 || f->mounts < 0)
		return err_sys(e, errno, "cannot look for namespaces");
	watch_names(f);
	*ret = TAKE_PTR(f);
	return 0;
}

void finder_close(struct finder *f)
{
	if (!f)
		return;
	cleanup_close(&f->inotify);
	cleanup_close(&f->mounts);
	free(f->known);
	free(f);
}

void finder_fds(const struct finder *f, struct pollfd *fds)
{
	fds[0] = (struct pollfd){ .fd = f->inotify, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = f->mounts, .events = POLLPRI };
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct known *)a)->name, ((const struct known *)b)->name);
}

static struct known *known_as(const struct finder *f, const char *name, size_t n)
{
	struct known key;

	if (!n || strlen(name) >= sizeof(key.name))
		return NULL;
	snprintf(key.name, sizeof(key.name), "%s", name);
	return bsearch(&key, f->known, n, sizeof(key), by_name);
}

/* Deleted and made anew between two looks: its inode number may be the same. */
static void forget(struct finder *f, const char *name)
{
	struct known *k = known_as(f, name, f->n_known);

	if (k)
		k->ino = 0;
}

static void read_names(struct finder *f)
{
	char buf[16 * (sizeof(struct inotify_event) + NAME_MAX + 1)] __attribute__((aligned(8)));
	const struct inotify_event *ev;
	ssize_t n;

	while ((n = read(f->inotify, buf, sizeof(buf))) > 0)
		for (char *p = buf; p < buf + n; p += sizeof(*ev) + ev->len) {
			ev = (const struct inotify_event *)p;
			if (ev->mask & IN_Q_OVERFLOW)
				for (size_t i = 0; i < f->n_known; i++)
					f->known[i].ino = 0;
			else if (ev->len && ev->mask & (IN_DELETE | IN_MOVED_FROM))
				forget(f, ev->name);
		}
	watch_names(f);
}

static int add_known(struct finder *f, const char *name, const struct stat *st)
{
	struct known *more = grow(f->known, f->n_known, sizeof(*more));

	if (!more)
		return -ENOMEM;
	f->known = more;
	more[f->n_known] = (struct known){ .dev = st->st_dev, .ino = st->st_ino, .seen = true };
	snprintf(more[f->n_known++].name, NETNS_NAME_MAX, "%s", name);
	return 0;
}

static void look_at(struct finder *f, int dir, const char *name, size_t n_sorted)
{
	struct known *k = known_as(f, name, n_sorted);
	struct stat st;

	if (strlen(name) >= NETNS_NAME_MAX || fstatat(dir, name, &st, 0))
		return;
	if (k) {
		k->seen = true;
		if (k->dev == st.st_dev && k->ino == st.st_ino)
			return;
		k->dev = st.st_dev;
		k->ino = st.st_ino;
	} else if (add_known(f, name, &st)) {
		return;
	}
	f->ops.found(f->ops.ctx, name);
}

static void drop_unseen(struct finder *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->n_known; i++) {
		struct known k = f->known[i];

		if (!k.seen) {
			f->ops.vanished(f->ops.ctx, k.name);
			continue;
		}
		k.seen = false;
		f->known[kept++] = k;
	}
	f->n_known = kept;
	if (kept)
		qsort(f->known, kept, sizeof(*f->known), by_name);
}

static void look_at_names(struct finder *f)
{
	DIR *dir = opendir(NETNS_DIR);
	size_t n_sorted = f->n_known;
	struct dirent *d;

	while (dir && (d = readdir(dir)))
		if (d->d_name[0] != '.')
			look_at(f, dirfd(dir), d->d_name, n_sorted);
	if (dir)
		closedir(dir);
	drop_unseen(f);
}

/* The namespace of a process, 0: it is gone, or none of our business. */
static uint32_t namespace_of(int proc, const char *pid)
{
	char path[32];
	struct stat st;

	snprintf(path, sizeof(path), "%.10s/ns/net", pid);
	return fstatat(proc, path, &st, 0) ? 0 : (uint32_t)st.st_ino;
}

static bool is_pid(const char *name)
{
	return *name && !name[strspn(name, "0123456789")] && strlen(name) <= 10;
}

/* /proc lists processes by number. */
int finder_processes(int (*fn)(void *ctx, uint32_t inum, const char *what), void *ctx)
{
	DIR *dir = opendir("/proc");
	struct dirent *d;
	char what[FINDER_WHAT_MAX];
	int err = 0;

	while (dir && !err && (d = readdir(dir))) {
		uint32_t inum = is_pid(d->d_name) ? namespace_of(dirfd(dir), d->d_name) : 0;

		if (!inum)
			continue;
		snprintf(what, sizeof(what), "pid:%.10s", d->d_name);
		err = fn(ctx, inum, what);
	}
	if (dir)
		closedir(dir);
	return err;
}

static int tell_unknown(void *ctx, uint32_t inum, const char *what)
{
	const struct finder *f = ctx;

	if (!f->ops.knows(f->ops.ctx, inum))
		f->ops.found(f->ops.ctx, what);
	return 0;
}

struct search {
	uint32_t inum;
	char *what;
};

static int note_process(void *ctx, uint32_t inum, const char *what)
{
	struct search *s = ctx;

	if (inum != s->inum)
		return 0;
	snprintf(s->what, FINDER_WHAT_MAX, "%s", what);
	return 1;
}

int finder_process(uint32_t inum, char what[FINDER_WHAT_MAX])
{
	struct search s = { inum, what };

	return finder_processes(note_process, &s) ? 0 : -ENOENT;
}

static int ms_left(int64_t now, int64_t then, int pause)
{
	int64_t left = then + pause - now;

	return left < 0 ? 0 : left > pause ? pause : (int)left;
}

int finder_look(struct finder *f, const struct pollfd *fds)
{
	int64_t now = now_ms();
	int wait = -1;

	if (fds[0].revents & POLLIN)
		read_names(f);
	f->cause |= (fds[0].revents & POLLIN) || (fds[1].revents & (POLLPRI | POLLERR));
	if (f->cause && !ms_left(now, f->looked_ms, FINDER_PAUSE_MS)) {
		f->cause = false;
		f->looked_ms = now;
		look_at_names(f);
	}
	if (f->processes && !ms_left(now, f->processes_ms, FINDER_PROC_MS)) {
		f->processes_ms = now;
		finder_processes(tell_unknown, f);
	}
	if (f->cause)
		wait = ms_left(now, f->looked_ms, FINDER_PAUSE_MS) + 1;
	if (f->processes && (wait < 0 || wait > ms_left(now, f->processes_ms, FINDER_PROC_MS)))
		wait = ms_left(now, f->processes_ms, FINDER_PROC_MS) + 1;
	return wait;
}
