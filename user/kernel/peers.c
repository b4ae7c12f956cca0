// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * peers.c - where the other end of a veth is
 */
#include "peers.h"

#include <errno.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "attr.h"

struct peers {
	const struct netns *rooms;
	size_t n;
	struct nl *lines;	  /* one per room */
	struct peer_hint **hints; /* per room, per link */
	size_t *n_hints;
	size_t current;
	struct known *known;
	size_t n_known;
};

/* Room @asker knows room @other as @nsid: asked once. */
struct known {
	size_t asker, other;
	int32_t nsid;
};

struct peers *peers_new(const struct netns *rooms, size_t n)
{
	struct peers *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->rooms = rooms;
	p->lines = calloc(n + 1, sizeof(*p->lines));
	p->hints = calloc(n + 1, sizeof(*p->hints));
	p->n_hints = calloc(n + 1, sizeof(*p->n_hints));
	if (!p->lines || !p->hints || !p->n_hints) {
		peers_free(p);
		return NULL;
	}
	p->n = n;
	for (size_t i = 0; i < n; i++)
		p->lines[i] = (struct nl)NL_INIT;
	return p;
}

void peers_free(struct peers *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++) {
		nl_close(&p->lines[i]);
		free(p->hints[i]);
	}
	free(p->lines);
	free(p->hints);
	free(p->n_hints);
	free(p->known);
	free(p);
}

struct nl *peers_line(struct peers *p, size_t i, struct err *e)
{
	p->current = i;
	return nl_open(&p->rooms[i], &p->lines[i], e) ? NULL : &p->lines[i];
}

int peers_hint(struct peers *p, struct peer_hint hint)
{
	size_t i = p->current;
	struct peer_hint *more = grow(p->hints[i], p->n_hints[i], sizeof(*more));

	if (!more)
		return -ENOMEM;
	p->hints[i] = more;
	more[p->n_hints[i]++] = hint;
	return 0;
}

static int read_nsid(const struct nlmsghdr *h, void *ctx)
{
	const struct nlattr *a;
	int32_t *nsid = ctx;

	if (!attr_head(h, NLMSG_ALIGN(sizeof(struct rtgenmsg))))
		return -EBADMSG;
	mnl_attr_for_each(a, h,
			  sizeof(struct rtgenmsg)) if (mnl_attr_get_type(a) == NETNSA_NSID) *nsid =
		(int32_t)attr_u32(a);
	return 0;
}

/* The number by which @asker knows @other; negative: by none. */
static int nsid_of(struct peers *p, size_t asker, size_t other, int32_t *ret, struct err *e)
{
	struct known *more, k = { asker, other, NETNSA_NSID_NOT_ASSIGNED };
	char buf[MSG_MAX];
	int err;

	for (size_t i = 0; i < p->n_known; i++)
		if (p->known[i].asker == asker && p->known[i].other == other) {
			*ret = p->known[i].nsid;
			return 0;
		}
	err = nl_ask(&p->lines[asker], msg_nsid_get(buf, p->rooms[other].fd), read_nsid, &k.nsid,
		     e);
	more = err ? NULL : grow(p->known, p->n_known, sizeof(*more));
	if (!more)
		return err ? err_wrap(e, "cannot ask %s for its neighbours", p->rooms[asker].name)
			   : err_sys(e, ENOMEM, "cannot read the tables");
	p->known = more;
	more[p->n_known++] = k;
	*ret = k.nsid;
	return 0;
}

/* Has this room a veth of that index, whose other end has index @back? */
static bool points_back(const struct peers *p, const struct snapshot *s, size_t room,
			uint32_t ifindex, uint32_t back)
{
	const struct room *r = &s->rooms[room];

	for (size_t i = 0; i < r->n_links; i++)
		if (r->links[i].ifindex == ifindex)
			return !strcmp(r->links[i].kind, "veth") &&
			       p->hints[room][i].ifindex == back;
	return false;
}

static int prove(struct peers *p, struct snapshot *s, size_t room, size_t link, struct err *e)
{
	struct link_row *l = &s->rooms[room].links[link];
	const struct peer_hint *h = &p->hints[room][link];
	int32_t nsid;

	l->peer_ifindex = h->ifindex;
	if (h->nsid == PEER_SAME_ROOM) {
		l->peer_cookie = s->rooms[room].cookie;
		return 0;
	}
	for (size_t i = 0; i < s->n_rooms; i++) {
		int err;

		if (i == room || !points_back(p, s, i, h->ifindex, l->ifindex))
			continue;
		err = nsid_of(p, room, i, &nsid, e);
		if (err)
			return err;
		if (nsid == h->nsid) {
			l->peer_cookie = s->rooms[i].cookie;
			return 0;
		}
	}
	return 0;
}

int peers_prove(struct peers *p, struct snapshot *s, struct err *e)
{
	int err = 0;

	for (size_t i = 0; i < s->n_rooms; i++)
		for (size_t k = 0; k < s->rooms[i].n_links && !err; k++)
			if (!strcmp(s->rooms[i].links[k].kind, "veth") && p->hints[i][k].ifindex)
				err = prove(p, s, i, k, e);
	return err;
}
