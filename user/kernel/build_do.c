// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build_do.c - steps that are more than a message: namespaces, sysctls, rulesets, neighbours
 */
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../topo/sysctls.h"
#include "attr.h"
#include "build_inner.h"
#include "fault.h"
#include "nft.h"

static int name_room(struct build *b, size_t room, struct err *e)
{
	_cleanup_birth_ struct netns_birth birth = NETNS_BIRTH_INIT;
	struct journal_netns note = { 0 };
	int err = netns_birth_prepare(b->dir, room_name(b, room), &birth, e);

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
		err = nl_open(&birth.ns, &b->nodes[room].nl, e);
	if (err)
		return err;
	b->nodes[room].ns = birth.ns;
	birth.ns.fd = -1;
	return 0;
}

int build_netns(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	for (; s < end; s++) {
		struct err why = { 0 };

		if (b->nodes[s->room].ns.fd >= 0)
			continue;
		if (name_room(b, s->room, &why))
			return build_complain(b, s, why.code, why.text, e);
	}
	return 0;
}

/* What a new namespace says of a key; of an interface's, what this one says to new interfaces. */
static int read_origin(struct build *b, const char *key, char *ret, size_t size, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	char origin[300];

	if (sysctls_default(key, origin, sizeof(origin)))
		return netns_sysctl_read_here(origin, ret, size, e);
	if (b->fresh.fd < 0 && netns_create("to look at", &b->fresh, e))
		return -e->code;
	if (netns_enter(&b->fresh, &token, e))
		return -e->code;
	return netns_sysctl_read_here(key, ret, size, e);
}

/* Some only take orders (flush): they have no value to go back to. */
static int sysctl_back(struct build *b, const struct step *s, struct err *e)
{
	char value[NETNS_SYSCTL_MAX];
	int err = read_origin(b, s->sysctl.key, value, sizeof(value), e);

	if (!err)
		err = netns_sysctl_here(s->sysctl.key, value, e);
	return err == -ENOENT || err == -EACCES ? 0 : err;
}

static int sysctl(struct build *b, const struct step *s, struct err *e)
{
	int err;

	if (s->undo)
		return sysctl_back(b, s, e);
	err = netns_sysctl_here(s->sysctl.key, s->sysctl.value, e);
	return err == -ENOENT && (s->sysctl.optional || b->back) ? 0 : err;
}

/* The namespace is entered once for all of them. */
int build_sysctls(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	struct err why = { 0 };

	if (b->back && b->nodes[s->room].ns.fd < 0)
		return 0;
	if (netns_enter(&b->nodes[s->room].ns, &token, &why))
		return build_complain(b, s, why.code, why.text, e);
	for (; s < end; s++)
		if (sysctl(b, s, &why))
			return build_complain(b, s, why.code, why.text, e);
	return 0;
}

int build_rulesets(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	size_t n = (size_t)(end - s), done = 0;
	_cleanup_free_ struct nft_job *jobs = calloc(n, sizeof(*jobs));
	struct err why = { 0 };

	if (!jobs)
		return build_complain(b, s, ENOMEM, strerror(ENOMEM), e);
	for (size_t i = 0; i < n; i++)
		jobs[i] = (struct nft_job){ .ns = &b->nodes[s[i].room].ns,
					    .ruleset = s[i].undo ? "" : s[i].nft.ruleset };
	if (nft_load(jobs, n, &done, &why))
		return build_complain(b, &s[done], why.code, why.text, e);
	return 0;
}

static int fault(struct build *b, const struct step *s, struct err *e)
{
	const struct netns *ns = &b->nodes[s->room].ns;
	uint32_t index;
	int err = build_index(b, s->room, s->fault.ifname, &index, e);

	if (err)
		return err == -ENODEV && b->back ? 0 : err;
	if (!s->undo)
		return fault_set(ns, index, s->fault.impairment, e);
	err = fault_clear(ns, index, e);
	return err == -ENOENT ? 0 : err;
}

int build_faults(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	for (; s < end; s++) {
		struct err why = { 0 };

		if (fault(b, s, &why))
			return build_complain(b, s, why.code, why.text, e);
	}
	return 0;
}

struct learnt {
	struct topo_neigh *neighs;
	uint32_t *indices;
	size_t n;
};

static void learnt_done(struct learnt *l)
{
	free(l->neighs);
	free(l->indices);
}

static int note_learnt(const struct nlmsghdr *h, void *ctx)
{
	const struct ndmsg *m = attr_head(h, sizeof(*m));
	struct topo_neigh n = { 0 }, *neighs;
	struct learnt *l = ctx;
	const struct nlattr *a;
	uint32_t *indices;

	if (!m || m->ndm_state & (NUD_PERMANENT | NUD_NOARP) ||
	    (m->ndm_family != AF_INET && m->ndm_family != AF_INET6))
		return 0;
	n.to.family = m->ndm_family;
	mnl_attr_for_each(a, h, sizeof(*m)) if (mnl_attr_get_type(a) == NDA_DST)
		attr_bytes(a, n.to.addr, m->ndm_family == AF_INET ? 4 : 16);
	neighs = grow(l->neighs, l->n, sizeof(*neighs));
	if (!neighs)
		return -ENOMEM;
	l->neighs = neighs;
	indices = grow(l->indices, l->n, sizeof(*indices));
	if (!indices)
		return -ENOMEM;
	l->indices = indices;
	neighs[l->n] = n;
	indices[l->n++] = (uint32_t)m->ndm_ifindex;
	return 0;
}

/* An entry that went by itself meanwhile is forgotten, too. */
static void on_unlearnt(void *ctx, const void *about, int code, const char *words)
{
	struct err *why = ctx;

	(void)about;
	if (code != ENOENT && code != ENODEV && !why->code)
		err_set(why, code, "%s", words);
}

static int forget(struct build *b, const struct step *s, const struct learnt *l, struct err *e)
{
	struct nl *nl = &b->nodes[s->room].nl;
	struct err why = { 0 };
	int err = 0;

	for (size_t i = 0; i < l->n && !err; i++) {
		if (!nl_batch_next(&b->batch))
			err = nl_batch_send(nl, &b->batch, on_unlearnt, &why, e);
		nl_batch_add(&b->batch,
			     msg_neigh_del(nl_batch_next(&b->batch), l->indices[i], &l->neighs[i]),
			     s);
	}
	if (!err)
		err = nl_batch_send(nl, &b->batch, on_unlearnt, &why, e);
	return !err && why.code ? err_set(e, why.code, "%s", why.text) : err;
}

int build_forget(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	for (; s < end; s++) {
		_cleanup_(learnt_done) struct learnt l = { 0 };
		char buf[MSG_MAX] __attribute__((aligned(8)));
		struct err why = { 0 };
		int err = nl_dump(&b->nodes[s->room].nl, msg_dump(buf, RTM_GETNEIGH), note_learnt,
				  &l, &why);

		if (err == -ENOMEM)
			err = err_sys(&why, ENOMEM, "cannot keep a table");
		if (!err)
			err = forget(b, s, &l, &why);
		if (err)
			return build_complain(b, s, -err, why.text, e);
	}
	return 0;
}
