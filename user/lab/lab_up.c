// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lab_up.c - a lab made what its file says: built, changed, or left as it is
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "build.h"
#include "lab.h"
#include "lab_inner.h"

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

/* What of a lab is there. */
struct there {
	struct state state; /* locked, when found */
	struct journal journal;
	char *text; /* NULL: nothing that could be changed */
	size_t len;
};

static void there_done(struct there *t)
{
	state_close(&t->state);
	journal_done(&t->journal);
	free(t->text);
}
#define THERE_INIT                                                                                 \
	{                                                                                          \
		.state = STATE_INIT                                                                \
	}

static int read_file(const struct state *s, const char *file, char **ret, size_t *ret_len,
		     struct err *e)
{
	int err = state_read(s, file, ret, ret_len, e);

	return err == -ENOENT ? 0 : err;
}

static int check_source(const struct lab_wish *w, const struct state *s, struct err *e)
{
	_cleanup_free_ char *source = NULL;
	char shown[200] = "";
	struct text t = TEXT(shown);
	size_t len = 0;
	int err = read_file(s, LAB_SOURCE, &source, &len, e);

	if (err || !source)
		return err;
	if (len == strlen(w->source) && !memcmp(source, w->source, len))
		return 0;
	text_escape(&t, source, len);
	return err_set(e, EEXIST, "lab %s is up, from %s; first: nscope down %s", s->lab, shown,
		       s->lab);
}

/* The lab as it is; of one that was left half-way text stays NULL. */
static int look_at(const struct lab_wish *w, bool lock, struct there *ret, struct err *e)
{
	const char *lab = w->topo->name;
	int err = lock ? state_open(lab, false, &ret->state, e) : state_peek(lab, &ret->state, e);

	if (err)
		return err == -ENOENT ? 0 : err;
	err = state_journal(&ret->state, &ret->journal, e);
	if (!err && ret->journal.ready)
		err = read_file(&ret->state, LAB_TEXT, &ret->text, &ret->len, e);
	if (err || !ret->text)
		return err;
	err = check_source(w, &ret->state, e);
	return err ? err : check_rooms(&ret->journal, lab, e);
}

static bool is_same_text(const struct lab_wish *w, const struct there *t)
{
	return t->len == w->text_len && !memcmp(t->text, w->text, t->len);
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

static int check_name(const char *lab, const char *node, struct err *e)
{
	struct owner o = { .node = node };
	char path[sizeof(NETNS_DIR) + TOPO_NAME_MAX];
	struct stat st;

	if (netns_name_check(node, e))
		return -e->code;
	snprintf(path, sizeof(path), NETNS_DIR "/%s", node);
	if (lstat(path, &st))
		return 0;
	lab_each(is_lab_of, &o, NULL);
	/* Its own remains go before it is built. */
	if (!strcmp(o.found, lab))
		return 0;
	if (*o.found)
		return err_set(e, EEXIST,
			       "namespace %s belongs to lab %s already; first: nscope down %s",
			       node, o.found, o.found);
	return err_set(e, EEXIST,
		       "namespace %s exists already, and nscope did not build it; give the node "
		       "another name, or: ip netns del %s",
		       node, node);
}

/* Of the namespaces that are to be made. */
static int check_names(const struct plan *p, struct err *e)
{
	int err = 0;

	for (size_t i = 0; i < p->n_steps && !err; i++)
		if (p->steps[i].kind == STEP_NETNS && !p->steps[i].undo)
			err = check_name(p->lab, p->rooms[p->steps[i].room].name, e);
	return err;
}

/* The first error is the one that counts; what undoing says comes behind it. */
static int take_back(struct state *s, struct err *e)
{
	struct err undo = { 0 };
	struct err first = *e;

	if (lab_take_away(s, &undo))
		err_set(e, first.code, "%s\n  undoing it: %s", first.text, undo.text);
	return -first.code;
}

static int build(const struct lab_wish *w, const struct plan *p, struct err *e)
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
		err = state_write(&s, LAB_SOURCE, w->source, strlen(w->source), e);
	if (!err)
		err = state_write(&s, LAB_TEXT, w->text, w->text_len, e);
	if (!err)
		err = build_plan(p, &w->how, &s, e);
	return err ? take_back(&s, e) : 0;
}

static int build_new(const struct lab_wish *w, struct err *e)
{
	_cleanup_plan_ struct plan *p = NULL;
	int err = plan_make(w->topo, &p, e);

	if (!err)
		err = check_names(p, e);
	return err ? err : build(w, p, e);
}

/* Both texts are there before, so that nothing has to be written any more when all else is done.
 * While the kernel differs from both texts there is none: whoever comes after a crash sees it. */
static int do_change(const struct lab_wish *w, const struct plan *p, const struct plan *back,
		     struct there *t, struct err *e)
{
	char buf[400] = "";
	struct text left = TEXT(buf);
	struct err why = { 0 };
	int err;

	err = state_write(&t->state, "next", w->text, w->text_len, e);
	if (!err)
		err = state_rename(&t->state, LAB_TEXT, "was", e);
	if (err)
		return err;
	err = build_change(p, back, &w->how, &t->state, &left, e);
	if (!err)
		return state_rename(&t->state, "next", LAB_TEXT, e);
	if (state_rename(&t->state, "was", LAB_TEXT, &why))
		err_set(e, e->code, "%s\n  then: %s", e->text, why.text);
	return err;
}

static int change(const struct lab_wish *w, struct there *t, enum lab_up *ret, struct err *e)
{
	_cleanup_topo_ struct topo *was = NULL;
	_cleanup_plan_ struct plan *p = NULL, *back = NULL;
	int err = topo_parse(t->text, t->len, w->how.file, &was, e);

	if (!err)
		err = plan_change(was, w->topo, &p, e);
	if (!err)
		err = plan_change(w->topo, was, &back, e);
	if (!err)
		err = check_names(p, e);
	if (err)
		return err;
	*ret = p->n_steps ? LAB_CHANGED : LAB_UNCHANGED;
	if (p->n_steps)
		return do_change(w, p, back, t, e);
	return state_write(&t->state, LAB_TEXT, w->text, w->text_len, e);
}

static int up(const struct lab_wish *w, enum lab_up *ret, struct err *e)
{
	_cleanup_(there_done) struct there t = THERE_INIT;
	int err = look_at(w, true, &t, e);

	if (err)
		return err;
	if (t.text && is_same_text(w, &t)) {
		*ret = LAB_UNCHANGED;
		return 0;
	}
	if (t.text)
		return change(w, &t, ret, e);
	if (t.state.dir >= 0 && lab_take_away(&t.state, e) < 0)
		return -e->code;
	state_close(&t.state);
	t.state = (struct state)STATE_INIT;
	*ret = LAB_BUILT;
	return build_new(w, e);
}

int lab_up(const struct lab_wish *w, enum lab_up *ret, struct err *e)
{
	_cleanup_(lab_release_signals) sigset_t before;
	int err;

	lab_hold_signals(&before);
	err = netns_name_check(w->topo->name, e);
	if (!err)
		err = lab_may_change("building namespaces", e);
	if (!err)
		err = netns_limit(w->topo->n_nodes, e);
	return err ? err : up(w, ret, e);
}

int lab_plan(const struct lab_wish *w, struct plan **ret, struct topo **ret_was, struct err *e)
{
	_cleanup_(there_done) struct there t = THERE_INIT;
	_cleanup_topo_ struct topo *was = NULL;
	_cleanup_plan_ struct plan *p = NULL;
	int err = look_at(w, false, &t, e);

	if (!err && t.text)
		err = topo_parse(t.text, t.len, w->how.file, &was, e);
	if (!err)
		err = was ? plan_change(was, w->topo, &p, e) : plan_make(w->topo, &p, e);
	if (!err)
		err = check_names(p, e);
	if (err)
		return err;
	*ret = TAKE_PTR(p);
	*ret_was = TAKE_PTR(was);
	return 0;
}

int lab_recall(const char *lab, const char *what, char **ret, size_t *ret_len, struct err *e)
{
	_cleanup_state_ struct state s = STATE_INIT;
	int err = state_peek(lab, &s, e);

	return err ? err : state_read(&s, what, ret, ret_len, e);
}

int lab_remember(const char *lab, const char *what, const char *text, size_t len, struct err *e)
{
	_cleanup_state_ struct state s = STATE_INIT;
	int err = state_open(lab, false, &s, e);

	return err ? err : state_write(&s, what, text, len, e);
}
