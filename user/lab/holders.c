// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * holders.c - who keeps a namespace alive that has lost its name
 *
 * /proc is asked: for the namespace of every thread, and for every descriptor of one. The inode
 * is a hint only, numbers are reused; the cookie decides.
 */
#include "holders.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* Between two looks: processes that were told to end mostly have. */
#define LOOK_MS 20

struct holder {
	char pid[16];
	bool inside; /* else: it holds a descriptor */
};

struct search {
	const struct journal_netns *gone;
	size_t n;
	struct holder *found; /* per namespace; pid "" : nobody */
};

static void check_link(struct search *s, const char *pid, const char *path, bool inside)
{
	_cleanup_netns_close_ struct netns n = NETNS_INIT;
	char text[64];
	ssize_t len = readlink(path, text, sizeof(text) - 1);
	uint32_t inum;

	if (len < 0)
		return;
	text[len] = '\0';
	if (sscanf(text, "net:[%" SCNu32 "]", &inum) != 1)
		return;
	for (size_t i = 0; i < s->n; i++) {
		if (s->gone[i].inum != inum || *s->found[i].pid)
			continue;
		if (netns_open(path, &n, NULL) || n.cookie != s->gone[i].cookie)
			return;
		snprintf(s->found[i].pid, sizeof(s->found[i].pid), "%s", pid);
		s->found[i].inside = inside;
		return;
	}
}

/* Every entry of /proc/PID/task or /proc/PID/fd. */
static void check_entries(struct search *s, const char *pid, const char *what, const char *behind,
			  bool inside)
{
	char path[64], link[384];
	struct dirent *d;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%s/%s", pid, what);
	dir = opendir(path);
	if (!dir)
		return;
	while ((d = readdir(dir))) {
		if (d->d_name[0] == '.')
			continue;
		snprintf(link, sizeof(link), "%s/%s%s", path, d->d_name, behind);
		check_link(s, pid, link, inside);
	}
	closedir(dir);
}

static int look(struct search *s, bool *ret_held, struct err *e)
{
	DIR *proc = opendir("/proc");
	struct dirent *d;

	if (!proc)
		return err_sys(e, errno, "cannot list /proc");
	memset(s->found, 0, s->n * sizeof(*s->found));
	while ((d = readdir(proc))) {
		char pid[16];

		if (d->d_name[strspn(d->d_name, "0123456789")] || strlen(d->d_name) >= sizeof(pid))
			continue;
		snprintf(pid, sizeof(pid), "%.15s", d->d_name);
		check_entries(s, pid, "task", "/ns/net", true);
		check_entries(s, pid, "fd", "", false);
	}
	closedir(proc);
	*ret_held = false;
	for (size_t i = 0; i < s->n; i++)
		*ret_held |= !!*s->found[i].pid;
	return 0;
}

static void tell(const struct search *s, struct text *left)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct holder *h = &s->found[i];

		if (!*h->pid)
			continue;
		text_add(left, "%snamespace %s lives on without its name: process %s %s",
			 left->len ? "; " : "", s->gone[i].name, h->pid,
			 h->inside ? "runs in it" : "holds a descriptor of it");
	}
}

int holders_wait(const struct journal_netns *gone, size_t n, struct text *left, struct err *e)
{
	_cleanup_free_ struct holder *found = calloc(n + 1, sizeof(*found));
	struct search s = { gone, n, found };
	bool held = n > 0;
	int err = found ? 0 : err_sys(e, ENOMEM, "cannot look who holds the namespaces");

	for (int ms = 0; !err && held && ms <= HOLDERS_PATIENCE_MS; ms += LOOK_MS) {
		if (ms)
			usleep(LOOK_MS * 1000);
		err = look(&s, &held, e);
	}
	if (!err && held)
		tell(&s, left);
	return err;
}
