// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build_room.c - a namespace, and its sysctls
 *
 * What a new namespace inherits is the same in all, mostly what is wanted, and written only where
 * it is not: so it is read in the first, in some, and in the last, and has to agree.
 */
#include <errno.h>
#include <string.h>

#include "../topo/sysctls.h"
#include "build_inner.h"

/* So many rooms are born between two looks at what they are born with. */
#define BIRTHS_A_LOOK 64

/* /proc/sys as it is seen in one more room. */
static int open_sysctls(struct build *b, struct err *e)
{
	if (b->n_entered++ % SYSCTL_ROOMS_MAX && b->sysctls >= 0)
		return 0;
	cleanup_close(&b->sysctls);
	b->sysctls = sysctl_open(e);
	return b->sysctls < 0 ? -e->code : 0;
}

/* What a new namespace says of a key; of an interface's, what this one says to new interfaces. */
static int read_origin(struct build *b, const char *key, char value[SYSCTL_VALUE_MAX],
		       struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	char origin[300];

	if (sysctls_default(key, origin, sizeof(origin)))
		return sysctl_read(b->sysctls, origin, value, e);
	if (b->fresh.fd < 0 && netns_create("to look at", &b->fresh, e))
		return -e->code;
	if (netns_enter(&b->fresh, &token, e))
		return -e->code;
	return sysctl_read(b->sysctls, key, value, e);
}

/*
 * An interface follows conf/default until it has an IPv4 address (ipv4_devconf_setall(),
 * net/ipv4/devinet.c). In a new namespace lo still does; later it has to be told.
 */
static int write_value(struct build *b, size_t room, const char *key, const char *value,
		       struct err *e)
{
	static const char defaults[] = "net/ipv4/conf/default/";
	char of_lo[300];
	int err = sysctl_write(b->sysctls, key, value, e);

	if (err || b->nodes[room].born || strncmp(key, defaults, strlen(defaults)))
		return err;
	snprintf(of_lo, sizeof(of_lo), "net/ipv4/conf/lo/%s", key + strlen(defaults));
	return sysctl_write(b->sysctls, of_lo, value, e);
}

/* Some only take orders (flush): they have no value to go back to. */
static int sysctl_back(struct build *b, const struct step *s, struct err *e)
{
	char value[SYSCTL_VALUE_MAX];
	int err = read_origin(b, s->sysctl.key, value, e);

	if (!err)
		err = write_value(b, s->room, s->sysctl.key, value, e);
	return err == -ENOENT || err == -EACCES ? 0 : err;
}

static int sysctl(struct build *b, const struct step *s, struct err *e)
{
	int err;

	if (s->undo)
		return sysctl_back(b, s, e);
	err = write_value(b, s->room, s->sysctl.key, s->sysctl.value, e);
	return err == -ENOENT && (s->sysctl.optional || b->back) ? 0 : err;
}

typedef int sysctl_job(struct build *b, const struct step *s, struct err *e);

/* One after the other, those spelt out that stand for many. */
static int each_sysctl(struct build *b, const struct step *s, const struct step *end,
		       sysctl_job *job, struct err *e)
{
	for (; s < end; s++) {
		struct step rows[PLAN_USUAL_MAX] = { *s };
		size_t n = s->kind == STEP_USUAL ? plan_usual(s, rows) : 1;
		struct err why = { 0 };

		for (size_t i = 0; i < n; i++)
			if (job(b, &rows[i], &why))
				return build_complain(b, &rows[i], why.code, why.text, e);
	}
	return 0;
}

/* The namespace is entered once for all of them. */
int build_sysctls(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	_cleanup_netns_close_ struct netns ns = NETNS_INIT;
	struct err why = { 0 };

	if (s == end || (b->back && b->nodes[s->room].nl.fd < 0))
		return 0;
	if (build_ns(b, s->room, &ns, &why) || netns_enter(&ns, &token, &why) ||
	    open_sysctls(b, &why))
		return build_complain(b, s, why.code, why.text, e);
	return each_sysctl(b, s, end, sysctl, e);
}

static bool is_last_birth(const struct build *b, const struct step *end)
{
	for (; end < b->plan->steps + b->plan->n_steps; end++)
		if (end->kind == STEP_NETNS && !end->undo)
			return false;
	return true;
}

static int look_at_birth(struct build *b, const struct step *s, struct err *e)
{
	int err = s->sysctl.inherited ? sysctl_birth_look(&b->births, b->sysctls, s->sysctl.key, e)
				      : 0;

	return err == -ENOENT && s->sysctl.optional ? 0 : err;
}

static int birth_sysctl(struct build *b, const struct step *s, struct err *e)
{
	const char *is = s->sysctl.inherited ? sysctl_birth(&b->births, s->sysctl.key) : NULL;

	return is && sysctl_same(is, s->sysctl.value) ? 0 : sysctl(b, s, e);
}

/* In a room just born, and entered still. */
static int birth_sysctls(struct build *b, const struct step *s, const struct step *end,
			 struct err *e)
{
	bool look = b->n_births++ % BIRTHS_A_LOOK == 0 || is_last_birth(b, end);
	struct err why = { 0 };

	if (s < end && open_sysctls(b, &why))
		return build_complain(b, s, why.code, why.text, e);
	if (look && each_sysctl(b, s, end, look_at_birth, e))
		return -e->code;
	return each_sysctl(b, s, end, birth_sysctl, e);
}

/* Named, journalled before, and entered. */
static int bear(struct build *b, size_t room, struct netns_token *t, struct err *e)
{
	_cleanup_birth_ struct netns_birth birth = NETNS_BIRTH_INIT;
	struct journal_netns note = { 0 };
	int err = netns_birth_prepare(b->dir, room_name(b, room), &birth, t, e);

	if (err)
		return err;
	memcpy(note.name, birth.ns.name, sizeof(note.name));
	note.point = birth.point;
	note.inum = birth.ns.inum;
	note.cookie = birth.ns.cookie;
	journal_put_netns(&b->note, &note);
	err = build_notes(b, e);
	if (!err)
		err = netns_birth_name(b->dir, &birth, e);
	if (!err)
		err = nl_open_here(&b->nodes[room].nl, e);
	if (err)
		return err;
	b->nodes[room].born = true;
	return 0;
}

int build_netns(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	struct err why = { 0 };

	if (b->nodes[s->room].nl.fd >= 0)
		return build_sysctls(b, s + 1, end, e);
	if (bear(b, s->room, &token, &why))
		return build_complain(b, s, why.code, why.text, e);
	return birth_sysctls(b, s + 1, end, e);
}
