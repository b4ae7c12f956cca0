// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lab.c - a plan done to the kernel, remembered, and undone
 */
#include "lab.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "build.h"
#include "undo.h"

int lab_may_change(const char *what, struct err *e)
{
	struct __user_cap_header_struct h = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct d[2] = { 0 };
	const uint32_t wanted = 1u << CAP_SYS_ADMIN | 1u << CAP_NET_ADMIN;

	if (syscall(SYS_capget, &h, d))
		return err_sys(e, errno, "cannot read the capabilities");
	if ((d[0].effective & wanted) != wanted)
		return err_set(e, EPERM, "%s needs root (CAP_SYS_ADMIN, CAP_NET_ADMIN); try sudo",
			       what);
	return 0;
}

/* Ctrl-C waits until the kernel and the journal agree. */
static void hold_signals(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, before);
}

static void release_signals(sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

/* Everything the journal knows goes, then the lab itself. Return: as lab_down() */
static int take_away(struct state *s, struct err *e)
{
	_cleanup_journal_ struct journal j = { 0 };
	char buf[400] = "";
	struct text left = TEXT(buf);
	int err = state_journal(s, &j, e);

	if (!err)
		err = undo_journal(&j, &left, e);
	if (!err)
		err = state_remove(s, e);
	if (!err && left.len) {
		err_set(e, ESTALE, "%s", buf);
		return 1;
	}
	return err;
}

/* The first error is the one that counts; what undoing says comes behind it. */
static int take_back(struct state *s, struct err *e)
{
	struct err undo = { 0 };
	struct err first = *e;

	if (take_away(s, &undo))
		err_set(e, first.code, "%s\n  undoing it: %s", first.text, undo.text);
	return -first.code;
}

static int check_rooms(const struct journal *j, const char *lab, struct err *e)
{
	_cleanup_close_ int dir = netns_dir_open(e);

	for (size_t i = 0; i < j->n_netns; i++) {
		_cleanup_netns_close_ struct netns n = NETNS_INIT;
		const struct journal_netns *r = &j->netns[i];

		if (dir < 0 || netns_same(dir, r->name, r->inum, r->cookie, &n, e))
			return err_set(
				e, EEXIST,
				"lab %s is up, but its namespace %s is gone; first: nscope down %s",
				lab, r->name, lab);
	}
	return 0;
}

/* The lab as it is. Return: 1 as wanted; 0 none, remains were taken away; -errno */
static int look_at(const char *lab, const char *text, size_t len, struct err *e)
{
	_cleanup_journal_ struct journal j = { 0 };
	_cleanup_state_ struct state s = STATE_INIT;
	_cleanup_free_ char *had = NULL;
	size_t had_len = 0;
	int err = state_open(lab, false, &s, e);

	if (err)
		return err == -ENOENT ? 0 : err;
	err = state_journal(&s, &j, e);
	if (!err)
		err = state_read(&s, "topology", &had, &had_len, e);
	if (err && err != -ENOENT)
		return err;
	if (err || !j.ready)
		return take_away(&s, e) < 0 ? -e->code : 0;
	if (had_len != len || memcmp(had, text, len))
		return err_set(e, EEXIST, "another lab named %s is up; first: nscope down %s", lab,
			       lab);
	err = check_rooms(&j, lab, e);
	return err ? err : 1;
}

struct owner {
	const char *node, *lab;
	char found[NETNS_NAME_MAX];
};

static int is_node(const char *node, uint64_t cookie, void *ctx)
{
	struct owner *o = ctx;

	(void)cookie;
	if (!strcmp(node, o->node))
		snprintf(o->found, sizeof(o->found), "%s", o->lab);
	return *o->found != '\0';
}

static int is_lab_of(const char *lab, void *ctx)
{
	struct owner *o = ctx;

	o->lab = lab;
	return lab_nodes(lab, is_node, o, NULL) == 1;
}

static int check_names(const struct plan *p, struct err *e)
{
	for (size_t i = 0; i < p->n_rooms; i++) {
		struct owner o = { .node = p->rooms[i].name };
		char path[sizeof(NETNS_DIR) + TOPO_NAME_MAX];
		struct stat st;

		if (p->rooms[i].outside)
			continue;
		if (netns_name_check(o.node, e))
			return -e->code;
		snprintf(path, sizeof(path), NETNS_DIR "/%s", o.node);
		if (lstat(path, &st))
			continue;
		lab_each(is_lab_of, &o, NULL);
		if (*o.found)
			return err_set(
				e, EEXIST,
				"namespace %s belongs to lab %s already; first: nscope down %s",
				o.node, o.found, o.found);
		return err_set(e, EEXIST,
			       "namespace %s exists already, and nscope did not build it; give the "
			       "node another name, or: ip netns del %s",
			       o.node, o.node);
	}
	return 0;
}

static int build(const struct plan *p, const char *file, const char *text, size_t len,
		 struct err *e)
{
	_cleanup_state_ struct state s = STATE_INIT;
	_cleanup_journal_ struct journal j = { 0 };
	int err = state_open(p->lab, true, &s, e);

	if (err) {
		state_tidy(NULL);
		return err;
	}
	/* Somebody may have been quicker since look_at(). */
	err = state_journal(&s, &j, e);
	if (!err && j.n_netns)
		return err_set(e, EBUSY, "lab %s was built by somebody else just now", s.lab);
	if (!err)
		err = state_write(&s, "topology", text, len, e);
	if (!err)
		err = build_plan(p, file, &s, e);
	return err ? take_back(&s, e) : 0;
}

int lab_up(const struct plan *p, const char *file, const char *text, size_t text_len, struct err *e)
{
	const char *lab = p->lab;
	_cleanup_(release_signals) sigset_t before;
	int err;

	hold_signals(&before);
	err = netns_name_check(lab, e);
	if (!err)
		err = lab_may_change("building namespaces", e);
	if (!err)
		err = netns_limit(p->n_rooms, e);
	if (!err)
		err = look_at(lab, text, text_len, e);
	if (err)
		return err;
	err = check_names(p, e);
	return err ? err : build(p, file, text, text_len, e);
}

static int add_lab(const char *lab, void *ctx)
{
	struct text *t = ctx;

	text_add(t, "%s%s", t->len ? ", " : "", lab);
	return 0;
}

static int no_such(const char *lab, struct err *e)
{
	char buf[300] = "";
	struct text t = TEXT(buf);

	lab_each(add_lab, &t, NULL);
	if (!t.len)
		return err_set(e, ENOENT, "no lab '%s'; none is up", lab);
	return err_set(e, ENOENT, "no lab '%s'; up: %s", lab, buf);
}

int lab_down(const char *name, struct err *e)
{
	_cleanup_(release_signals) sigset_t before;
	_cleanup_state_ struct state s = STATE_INIT;
	int err;

	hold_signals(&before);
	err = netns_name_check(name, e);
	if (!err)
		err = lab_may_change("removing namespaces", e);
	if (err)
		return err;
	err = state_open(name, false, &s, e);
	if (err == -ENOENT)
		return state_tidy(e) ? -e->code : no_such(name, e);
	/* From here on the lab is not whole, and must not be taken for it. */
	if (!err && unlinkat(s.dir, "topology", 0) && errno != ENOENT)
		err = err_sys(e, errno, "cannot change lab %s", name);
	return err ? err : take_away(&s, e);
}

static int is_lab(const struct dirent *d)
{
	return !netns_name_check(d->d_name, NULL);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int lab_each(int (*fn)(const char *lab, void *ctx), void *ctx, struct err *e)
{
	struct dirent **labs;
	int n = scandir(LAB_DIR, &labs, is_lab, by_name);
	int err = 0;

	if (n < 0 && errno == ENOENT)
		return 0;
	if (n < 0)
		return err_sys(e, errno, "cannot list " LAB_DIR);
	for (int i = 0; i < n; i++) {
		if (!err)
			err = fn(labs[i]->d_name, ctx);
		free(labs[i]);
	}
	free(labs);
	return err;
}

int lab_nodes(const char *lab, int (*fn)(const char *node, uint64_t cookie, void *ctx), void *ctx,
	      struct err *e)
{
	_cleanup_journal_ struct journal j = { 0 };
	_cleanup_state_ struct state s = STATE_INIT;
	int err = state_peek(lab, &s, e);

	if (!err)
		err = state_journal(&s, &j, e);
	for (size_t i = 0; i < j.n_netns && !err; i++)
		err = fn(j.netns[i].name, j.netns[i].cookie, ctx);
	return err;
}

static struct lab_end end_of(const struct journal *j, const char *node, const char *ifname)
{
	struct lab_end end = { 0 };

	snprintf(end.node, sizeof(end.node), "%s", node);
	snprintf(end.ifname, sizeof(end.ifname), "%s", ifname);
	for (size_t i = 0; i < j->n_netns; i++) {
		if (strcmp(j->netns[i].name, node))
			continue;
		end.inum = j->netns[i].inum;
		end.cookie = j->netns[i].cookie;
	}
	return end;
}

int lab_links(const char *lab, int (*fn)(const struct lab_link *l, void *ctx), void *ctx,
	      struct err *e)
{
	_cleanup_journal_ struct journal j = { 0 };
	_cleanup_state_ struct state s = STATE_INIT;
	int err = netns_name_check(lab, e);

	if (!err)
		err = state_peek(lab, &s, e);
	if (err == -ENOENT)
		return no_such(lab, e);
	if (!err)
		err = state_journal(&s, &j, e);
	for (size_t i = 0; i < j.n_links && !err; i++) {
		const struct journal_link *l = &j.links[i];
		struct lab_link link;

		for (int k = 0; k < 2; k++)
			link.ends[k] = end_of(&j, l->ends[k].node, l->ends[k].ifname);
		err = fn(&link, ctx);
	}
	return err;
}

int lab_end_open(const struct lab_end *end, struct netns *ret, struct err *e)
{
	_cleanup_close_ int dir = netns_dir_open(e);

	if (dir < 0)
		return dir;
	if (!end->inum)
		return err_set(e, ESTALE, "namespace %s is not the lab's", end->node);
	return netns_same(dir, end->node, end->inum, end->cookie, ret, e);
}
