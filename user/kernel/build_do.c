// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build_do.c - steps that are no netlink message: namespaces, sysctls
 */
#include "build_inner.h"

#include <errno.h>
#include <string.h>

/* So many rooms are born between two looks at what they are born with. */
#define BIRTHS_A_LOOK 64

/* /proc/sys as it is seen in one more room. */
static int open_sysctls(struct build *b, struct err *e)
{
	if (b->n_entered++ % SYSCTL_ROOMS_MAX)
		return 0;
	cleanup_close(&b->sysctls);
	b->sysctls = sysctl_open(e);
	return b->sysctls < 0 ? -e->code : 0;
}

/* Return: 0; what optional sysctls miss is nobody's fault */
static int sysctl_fault(const struct build *b, const struct step *s, int err, struct err *why,
			struct err *e)
{
	if (!err || (err == -ENOENT && s->sysctl.optional))
		return 0;
	return build_complain(b, s, -err, why->text, e);
}

static int write_sysctl(struct build *b, const struct step *s, struct err *e)
{
	struct err why = { 0 };

	return sysctl_fault(b, s, sysctl_write(b->sysctls, s->sysctl.key, s->sysctl.value, &why),
			    &why, e);
}

static bool is_last_birth(const struct build *b, const struct step *end)
{
	for (; end < b->plan->steps + b->plan->n_steps; end++)
		if (end->kind == STEP_NETNS && !end->undo)
			return false;
	return true;
}

/* Looked at in the first room, in some, and in the last; what differs somewhere is an error. */
static int look_at_births(struct build *b, const struct step *s, const struct step *end,
			  struct err *e)
{
	int err = 0;

	if (b->n_births++ % BIRTHS_A_LOOK && !is_last_birth(b, end))
		return 0;
	for (; s < end && !err; s++) {
		struct err why = { 0 };

		if (s->sysctl.inherited)
			err = sysctl_fault(
				b, s,
				sysctl_birth_look(&b->births, b->sysctls, s->sysctl.key, &why),
				&why, e);
	}
	return err;
}

/* Those of a room just born, entered still. */
static int write_births(struct build *b, const struct step *s, const struct step *end,
			struct err *e)
{
	int err = open_sysctls(b, e);

	if (!err)
		err = look_at_births(b, s, end, e);
	for (; s < end && !err; s++) {
		const char *is =
			s->sysctl.inherited ? sysctl_birth(&b->births, s->sysctl.key) : NULL;

		if (!is || !sysctl_same(is, s->sysctl.value))
			err = write_sysctl(b, s, e);
	}
	return err;
}

int build_netns(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	_cleanup_birth_ struct netns_birth birth = NETNS_BIRTH_INIT;
	const char *name = room_name(b, s->room);
	struct journal_netns note = { 0 };
	struct err why = { 0 };
	int err = netns_birth_prepare(b->dir, name, &birth, &token, &why);

	if (!err) {
		memcpy(note.name, birth.ns.name, sizeof(note.name));
		note.point = birth.point;
		note.inum = birth.ns.inum;
		note.cookie = birth.ns.cookie;
		journal_put_netns(&b->journal, &note);
		err = build_notes(b, &why);
	}
	if (!err)
		err = netns_birth_name(b->dir, &birth, &why);
	if (!err)
		err = nl_open_here(&b->nodes[s->room].nl, &why);
	if (err)
		return build_complain(b, s, -err, why.text, e);
	b->nodes[s->room].ns = birth.ns;
	b->nodes[s->room].born = true;
	birth.ns.fd = -1;
	return write_births(b, s + 1, end, e);
}

int build_sysctls(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	struct err why = { 0 };
	int err = netns_enter(&b->nodes[s->room].ns, &token, &why);

	if (!err)
		err = open_sysctls(b, &why);
	if (err)
		return build_complain(b, s, -err, why.text, e);
	for (; s < end && !err; s++)
		err = write_sysctl(b, s, e);
	return err;
}
