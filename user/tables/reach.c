// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reach.c - the namespaces that pipes lead into
 */
#include "reach.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "../kernel/hub.h"
#include "../kernel/peers.h"
#include "../tracer/finder.h"
#include "tables.h"

#define MOUNT_LINE_MAX 1024

struct walk {
	struct reached *candidates; /* the first are those it starts from, not ours to close */
	bool *seen;
	size_t n, n_from;
	dev_t nsfs;
	bool dark; /* a number that is no candidate's */
};

static bool is_candidate(const struct walk *w, uint32_t inum)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->candidates[i].ns.inum == inum)
			return true;
	return false;
}

/* @ns is taken over, unless it is there already. */
static int keep(struct walk *w, struct netns *ns, const char *what)
{
	struct reached *more = grow(w->candidates, w->n, sizeof(*more));
	bool *seen = grow(w->seen, w->n, sizeof(*seen));

	w->candidates = more ?: w->candidates;
	w->seen = seen ?: w->seen;
	if (!more || !seen)
		return -ENOMEM;
	more[w->n].ns = *ns;
	ns->fd = -1;
	snprintf(more[w->n].what, sizeof(more[w->n].what), "%s", what);
	seen[w->n++] = false;
	return 0;
}

static int add(struct walk *w, const char *what, const char *name)
{
	_cleanup_netns_close_ struct netns ns = NETNS_INIT;

	if (strlen(what) >= REACH_WHAT_MAX || netns_open(what, &ns, NULL) ||
	    is_candidate(w, ns.inum))
		return 0;
	if (name)
		snprintf(ns.name, sizeof(ns.name), "%s", name);
	return keep(w, &ns, what);
}

static int add_name(const char *name, void *ctx)
{
	return add(ctx, name, NULL);
}

static int add_process(void *ctx, uint32_t inum, const char *what)
{
	return is_candidate(ctx, inum) ? 0 : add(ctx, what, NULL);
}

/* "\040" is a blank: proc_pid_mountinfo(5) */
static void unescape(char *path)
{
	char *to = path;

	for (const char *p = path; *p; to++) {
		unsigned int octal;

		if (p[0] == '\\' && sscanf(p + 1, "%3o", &octal) == 1 && strlen(p) >= 4) {
			*to = (char)octal;
			p += 4;
		} else {
			*to = *p++;
		}
	}
	*to = '\0';
}

/* "36 35 0:4 net:[4026532000] /run/docker/netns/x rw shared:1 - nsfs nsfs rw" */
static int add_mounts(struct walk *w)
{
	_cleanup_fclose_ FILE *f = fopen("/proc/self/mountinfo", "re");
	char line[MOUNT_LINE_MAX], path[MOUNT_LINE_MAX];
	uint32_t inum;
	int err = 0;

	while (f && !err && fgets(line, sizeof(line), f))
		if (sscanf(line, "%*u %*u %*s net:[%u] %1023s", &inum, path) == 2 &&
		    !is_candidate(w, inum)) {
			unescape(path);
			err = add(w, path, NULL);
		}
	return err;
}

/* What its link says is no use: a namespace that was opened by a name, and lost it since, is "/".
 */
static int add_descriptor(struct walk *w, int dir, const char *pid, const char *fd)
{
	char what[64], name[NETNS_NAME_MAX];
	struct stat st;

	if (fstatat(dir, fd, &st, 0) || st.st_dev != w->nsfs ||
	    is_candidate(w, (uint32_t)st.st_ino))
		return 0;
	snprintf(what, sizeof(what), "/proc/%.10s/fd/%.10s", pid, fd);
	snprintf(name, sizeof(name), "unnamed %u, held by pid %.10s", (uint32_t)st.st_ino, pid);
	return add(w, what, name);
}

/* What a process holds open: nobody may live there, and it may have no name. */
static int add_held(void *ctx, uint32_t inum, const char *what)
{
	const char *pid = what + strlen("pid:");
	struct dirent *d;
	char path[32];
	DIR *dir;
	int err = 0;

	(void)inum;
	snprintf(path, sizeof(path), "/proc/%.10s/fd", pid);
	dir = atoi(pid) == getpid() ? NULL : opendir(path);
	while (dir && !err && (d = readdir(dir)))
		err = add_descriptor(ctx, dirfd(dir), pid, d->d_name);
	if (dir)
		closedir(dir);
	return err;
}

static int add_all(struct walk *w)
{
	int err = add(w, "host", NULL);

	err = err ?: netns_each(add_name, w, NULL) == -ENOMEM ? -ENOMEM : 0;
	err = err ?: finder_processes(add_process, w);
	return err ?: add_mounts(w);
}

/* The numbers that a room's links lead to. */
struct leads {
	struct walk *walk;
	const struct peer_hint *hints;
	size_t n, n_found;
};

static int follow(int32_t theirs, int32_t ours, void *ctx)
{
	struct leads *l = ctx;

	for (size_t i = 0; i < l->n; i++) {
		if (!l->hints[i].ifindex || l->hints[i].nsid != theirs)
			continue;
		if (ours < 0 || (size_t)ours >= l->walk->n)
			continue;
		l->walk->seen[ours] = true;
		l->n_found++;
	}
	return 0;
}

static int leave_by_every_door(struct walk *w, struct hub *hub, size_t i, struct err *e)
{
	_cleanup_peers_ struct peers *peers = peers_new(1);
	_cleanup_(room_done) struct room room = { 0 };
	_cleanup_nl_ struct nl nl = NL_INIT;
	struct leads l = { .walk = w };
	size_t wanted = 0;
	int err;

	if (!peers)
		return err_sys(e, ENOMEM, "cannot follow the pipes");
	/* It may vanish while we look: then no pipe leads out of it. */
	if (nl_open(&w->candidates[i].ns, &nl, NULL) ||
	    tables_read_line(&nl, TABLES_LINKS, &room, peers, NULL))
		return 0;
	l.hints = peers_hints(peers);
	l.n = room.n_links;
	for (size_t k = 0; k < l.n; k++)
		wanted += l.hints[k].ifindex && l.hints[k].nsid != PEER_SAME_ROOM;
	err = wanted ? hub_translate(hub, (int32_t)i, follow, &l, e) : 0;
	w->dark |= l.n_found < wanted;
	return err;
}

static int walk_on(struct walk *w, struct err *e)
{
	_cleanup_hub_ struct hub hub = HUB_INIT;
	_cleanup_free_ bool *left = calloc(w->n + 1, sizeof(*left));
	bool more = true;
	int err = left ? hub_open(&hub, e) : err_sys(e, ENOMEM, "cannot follow the pipes");

	w->dark = false;
	for (size_t i = 0; i < w->n && !err; i++) {
		w->seen[i] = i < w->n_from;
		err = hub_number(&hub, &w->candidates[i].ns, (int32_t)i, e);
	}
	while (more && !err) {
		more = false;
		for (size_t i = 0; i < w->n && !err; i++) {
			if (!w->seen[i] || left[i])
				continue;
			left[i] = more = true;
			err = leave_by_every_door(w, &hub, i, e);
		}
	}
	return err;
}

static void walk_done(struct walk *w)
{
	for (size_t i = w->n_from; i < w->n; i++)
		netns_close(&w->candidates[i].ns);
	free(w->candidates);
	free(w->seen);
}

static int start(struct walk *w, const struct netns *from, size_t n)
{
	struct stat st = { 0 };
	int err = 0;

	if (n && !fstat(from[0].fd, &st))
		w->nsfs = st.st_dev;
	for (size_t i = 0; i < n && !err; i++) {
		struct netns same = from[i];

		if (!is_candidate(w, same.inum))
			err = keep(w, &same, same.name);
	}
	w->n_from = w->n;
	return err;
}

/* What was come to is handed over, the rest stays in the walk and is closed with it. */
static int hand_over(struct walk *w, struct reach *ret)
{
	struct reach r = { 0 };

	r.found = calloc(w->n + 1, sizeof(*r.found));
	if (!r.found)
		return -ENOMEM;
	for (size_t i = w->n_from; i < w->n; i++)
		if (w->seen[i]) {
			r.found[r.n++] = w->candidates[i];
			w->candidates[i].ns.fd = -1;
		}
	*ret = r;
	return 0;
}

int reach_open(const struct netns *from, size_t n, struct reach *ret, struct err *e)
{
	_cleanup_(walk_done) struct walk w = { 0 };
	int err;

	if (start(&w, from, n) || add_all(&w))
		return err_sys(e, ENOMEM, "cannot look for namespaces");
	err = walk_on(&w, e);
	if (!err && w.dark) {
		if (finder_processes(add_held, &w))
			return err_sys(e, ENOMEM, "cannot look for namespaces");
		err = walk_on(&w, e);
	}
	if (!err && hand_over(&w, ret))
		err = err_sys(e, ENOMEM, "cannot look for namespaces");
	return err;
}

void reach_close(struct reach *r)
{
	for (size_t i = 0; i < r->n; i++)
		netns_close(&r->found[i].ns);
	free(r->found);
	*r = (struct reach){ 0 };
}
