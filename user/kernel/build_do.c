// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build_do.c - steps that are no netlink message: namespaces, sysctls
 */
#include "build_inner.h"

#include <errno.h>
#include <string.h>

int build_netns(struct build *b, const struct step *s, struct err *e)
{
	_cleanup_birth_ struct netns_birth birth = NETNS_BIRTH_INIT;
	const char *name = room_name(b, s->room);
	struct journal_netns note = { 0 };
	struct err why = { 0 };
	int err = netns_birth_prepare(b->dir, name, &birth, &why);

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
		err = nl_open(&birth.ns, &b->nodes[s->room].nl, &why);
	if (err)
		return build_complain(b, s, -err, why.text, e);
	b->nodes[s->room].ns = birth.ns;
	birth.ns.fd = -1;
	return 0;
}

int build_sysctls(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	struct err why = { 0 };
	int err = netns_enter(&b->nodes[s->room].ns, &token, &why);

	for (; s < end && !err; s++) {
		err = netns_sysctl_here(s->sysctl.key, s->sysctl.value, &why);
		if (err == -ENOENT && s->sysctl.optional)
			err = 0;
		if (err)
			return build_complain(b, s, -err, why.text, e);
	}
	return err ? build_complain(b, s, -err, why.text, e) : 0;
}
