// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lab.c - a plan done to the kernel, remembered, and undone
 */
#include "lab.h"

#include <dirent.h>
#include <errno.h>
#include <linux/capability.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>

#include "lab_inner.h"
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
void lab_hold_signals(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, before);
}

void lab_release_signals(sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

/* Everything the journal knows goes, then the lab itself. Return: as lab_down() */
int lab_take_away(struct state *s, struct err *e)
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
	_cleanup_(lab_release_signals) sigset_t before;
	_cleanup_state_ struct state s = STATE_INIT;
	int err;

	lab_hold_signals(&before);
	err = netns_name_check(name, e);
	if (!err)
		err = lab_may_change("removing namespaces", e);
	if (err)
		return err;
	err = state_open(name, false, &s, e);
	if (err == -ENOENT)
		return state_tidy(e) ? -e->code : no_such(name, e);
	/* From here on the lab is not whole, and must not be taken for it. */
	if (!err && unlinkat(s.dir, LAB_TEXT, 0) && errno != ENOENT)
		err = err_sys(e, errno, "cannot change lab %s", name);
	return err ? err : lab_take_away(&s, e);
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
