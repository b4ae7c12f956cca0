// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * build_do.c - steps that are more than a message: rulesets, impairments, learnt neighbours
 */
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../kernel/attr.h"
#include "build_inner.h"
#include "../tracer/fault.h"
#include "../kernel/nft.h"

/* One process for so many rulesets, which holds a descriptor for each. */
#define RULESETS_MAX 64

static int load_some(struct build *b, const struct step *s, size_t n, struct err *e)
{
	struct nft_job jobs[RULESETS_MAX] = { 0 };
	struct netns rooms[RULESETS_MAX];
	size_t held = 0, done = 0;
	struct err why = { 0 };
	int err = 0;

	for (; held < n && !err; held += !err) {
		done = held;
		err = build_ns(b, s[held].room, &rooms[held], &why);
		jobs[held] = (struct nft_job){ .ns = &rooms[held],
					       .ruleset = s[held].undo ? "" : s[held].nft.ruleset };
	}
	if (!err)
		err = nft_load(jobs, n, &done, &why);
	while (held)
		netns_close(&rooms[--held]);
	return err ? build_complain(b, &s[done], why.code, why.text, e) : 0;
}

int build_rulesets(struct build *b, const struct step *s, const struct step *end, struct err *e)
{
	int err = 0;

	while (s < end && !err) {
		size_t n = (size_t)(end - s);

		if (n > RULESETS_MAX)
			n = RULESETS_MAX;
		err = load_some(b, s, n, e);
		s += n;
	}
	return err;
}

static int fault(struct build *b, const struct step *s, struct err *e)
{
	_cleanup_netns_close_ struct netns ns = NETNS_INIT;
	uint32_t index;
	int err = build_index(b, s->room, s->fault.ifname, &index, e);

	if (err)
		return err == -ENODEV && b->back ? 0 : err;
	err = build_ns(b, s->room, &ns, e);
	if (err)
		return err;
	if (!s->undo)
		return fault_set(&ns, index, s->fault.impairment, e);
	err = fault_clear(&ns, index, e);
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
