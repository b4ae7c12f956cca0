// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * follow_change.c - what happens to the network, taken in: told by the kernel, found by the
 * attacher, or found out by reading a room again
 */
#include "follow_inner.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>

#define AGAIN_NS 1000000000ull /* between two readings of everything */

static void note_link(struct follow *f, const struct room *r, uint32_t ifindex,
		      const struct event_link *l)
{
	follow_note(f, &(struct note){ HOOK_LINK, r->cookie, r->inum, ifindex, l, sizeof(*l), 0 });
}

/* Both ends know each other, whoever said so. */
static void note_peer(struct follow *f, const struct room *r, uint32_t ifindex,
		      const struct room *peer, uint32_t peer_ifindex)
{
	const struct link_row *l = room_link(r, ifindex);
	struct event_link e;

	if (!l || !room_link(peer, peer_ifindex) ||
	    (l->peer_cookie == peer->cookie && l->peer_ifindex == peer_ifindex))
		return;
	e = change_of_peer(r, l, peer->cookie, peer_ifindex);
	note_link(f, r, ifindex, &e);
}

static void join_ends(struct follow *f, const struct room *a, uint32_t a_ifindex,
		      const struct room *b, uint32_t b_ifindex)
{
	note_peer(f, a, a_ifindex, b, b_ifindex);
	note_peer(f, b, b_ifindex, a, a_ifindex);
}

static void find_peer(struct follow *f, int32_t number, const struct room *r,
		      const struct link_row *l, struct peer_hint hint)
{
	const struct link_row *had = room_link(r, l->ifindex);
	struct attacher_msg m = { .word = ATTACHER_PEER, .number = number, .ifindex = l->ifindex };

	if (strcmp(l->kind, "veth") != 0 || !hint.ifindex)
		return;
	if (hint.nsid == PEER_SAME_ROOM) {
		join_ends(f, r, l->ifindex, r, hint.ifindex);
		return;
	}
	if (had && had->peer_cookie && had->peer_cookie != r->cookie &&
	    had->peer_ifindex == hint.ifindex)
		return;
	m.peer.nsid = hint.nsid;
	m.peer.ifindex = hint.ifindex;
	follow_ask(f, &m);
}

static void on_link(void *ctx, int32_t number, const struct link_row *l, struct peer_hint hint,
		    bool gone)
{
	struct follow *f = ctx;
	const struct room *r = follow_room(f, follow_watched(f, number));
	const struct link_row *was = r ? room_link(r, l->ifindex) : NULL;
	struct event_link e;

	if (!r || (gone && !was))
		return;
	if (change_of_link(r, was, gone ? NULL : l, &e))
		note_link(f, r, l->ifindex, &e);
	if (gone) {
		follow_unwatch(f, number, l->ifindex);
		return;
	}
	follow_watch(f, number, l);
	find_peer(f, number, r, l, hint);
}

static void on_addr(void *ctx, int32_t number, const struct addr_row *a, bool gone)
{
	struct follow *f = ctx;
	const struct room *r = follow_room(f, follow_watched(f, number));
	const struct addr_row *was = r ? room_addr_row(r, a) : NULL;
	struct event_addr e;

	if (!r || (gone && !was) || !change_of_addr(was, gone ? NULL : a, &e))
		return;
	follow_note(f,
		    &(struct note){ HOOK_ADDR, r->cookie, r->inum, a->ifindex, &e, sizeof(e), 0 });
}

/* The kernel's own bookkeeping: that an address is local, that a link has multicast. */
static bool is_bookkeeping(const struct route_row *r)
{
	return r->table == RT_TABLE_LOCAL || r->type == RTN_LOCAL || r->type == RTN_BROADCAST ||
	       r->type == RTN_ANYCAST || r->type == RTN_MULTICAST;
}

static void on_route(void *ctx, int32_t number, const struct route_row *row,
		     const struct hop_row *hops, enum event_action action)
{
	struct follow *f = ctx;
	const struct room *r = follow_room(f, follow_watched(f, number));
	uint32_t oif = row->n_hops ? hops[row->hop].oif : 0;
	struct event_route e;

	if (!r || is_bookkeeping(row) || row->flags & RTM_F_CLONED)
		return;
	e = change_of_route(r, row, hops, action);
	follow_note(f, &(struct note){ HOOK_ROUTE, r->cookie, r->inum, oif, &e, sizeof(e), 0 });
}

static void note_netns(struct follow *f, const struct room *r, enum event_action action)
{
	struct event_netns e = { .action = (uint8_t)action };

	memcpy(e.name, r->name, strnlen(r->name, sizeof(e.name)));
	memcpy(e.lab, r->lab, strnlen(r->lab, sizeof(e.lab)));
	follow_note(f, &(struct note){ HOOK_NETNS, r->cookie, r->inum, 0, &e, sizeof(e), 0 });
}

static void on_dead(void *ctx, int32_t number)
{
	struct follow *f = ctx;
	const struct room *r = follow_room(f, follow_watched(f, number));

	if (r)
		note_netns(f, r, EVENT_GONE);
	follow_drop(f, number);
}

static void on_missed(void *ctx)
{
	struct follow *f = ctx;

	f->stale = true;
}

static const struct monitor_ops ops = { on_link, on_addr, on_route, on_dead, on_missed };

/* What waits is older than what is about to be read. */
static int drain(struct follow *f)
{
	int n = 1;

	while (n > 0)
		n = monitor_read(f->monitor, &ops, f);
	return n;
}

/* What was there and was not read again is gone. Backwards: it moves up while it goes. */
static void sweep(struct follow *f, int32_t number, const struct room *fresh)
{
	const struct room *r = follow_room(f, follow_watched(f, number));

	for (size_t i = r->n_addrs; i-- > 0;) {
		const struct addr_row a = r->addrs[i];

		if (!room_addr_row(fresh, &a))
			on_addr(f, number, &a, true);
	}
	for (size_t i = r->n_links; i-- > 0;) {
		const struct link_row l = r->links[i];

		if (!room_link(fresh, l.ifindex))
			on_link(f, number, &l, (struct peer_hint){ .nsid = PEER_SAME_ROOM }, true);
	}
}

/* A room's tables over a line into it; differences happen now. */
static int read_room(struct follow *f, int32_t number, int fd, struct err *e)
{
	_cleanup_peers_ struct peers *peers = peers_new(1);
	struct room fresh = { .name = "a namespace" };
	struct nl line = { .fd = fd };
	int err = peers ? tables_read_line(&line, TABLES_LINKS | TABLES_ADDRS, &fresh, peers, e)
			: err_sys(e, ENOMEM, "cannot follow changes");

	if (!err)
		sweep(f, number, &fresh);
	for (size_t i = 0; i < fresh.n_links && !err; i++)
		on_link(f, number, &fresh.links[i], peers_hints(peers)[i], false);
	for (size_t i = 0; i < fresh.n_addrs && !err; i++)
		on_addr(f, number, &fresh.addrs[i], false);
	room_done(&fresh);
	return err;
}

static int enter(struct follow *f, const struct attacher_msg *m, int fd, struct err *e)
{
	struct room r = { .cookie = m->room.cookie, .inum = m->room.inum };
	int err = drain(f);

	if (err < 0)
		return err_sys(e, -err, "cannot follow changes");
	if (m->error || follow_watched(f, m->number)) {
		/* It came and went. */
		follow_ask(f,
			   &(struct attacher_msg){ .word = ATTACHER_FORGET, .number = m->number });
		return 0;
	}
	memcpy(r.name, m->room.name, sizeof(m->room.name));
	memcpy(r.lab, m->room.lab, sizeof(m->room.lab));
	note_netns(f, &r, EVENT_NEW);
	if (!follow_add(f, m->number, r.cookie))
		return err_sys(e, ENOMEM, "cannot follow changes");
	return read_room(f, m->number, fd, NULL) == -ENOMEM
		       ? err_sys(e, ENOMEM, "cannot follow changes")
		       : 0;
}

/* Whoever cannot be entered any more is as good as dead. */
static int renew(struct follow *f, const struct attacher_msg *m, int fd, struct err *e)
{
	int err = drain(f);

	f->reading -= f->reading > 0;
	if (err < 0)
		return err_sys(e, -err, "cannot follow changes");
	if (!follow_watched(f, m->number))
		return 0;
	if (m->error || read_room(f, m->number, fd, NULL))
		on_dead(f, m->number);
	return 0;
}

static void learn_peer(struct follow *f, const struct attacher_msg *m)
{
	const struct room *r = follow_room(f, follow_watched(f, m->number));
	const struct room *peer = follow_room(f, follow_watched(f, m->peer.number));

	if (r && peer)
		join_ends(f, r, m->ifindex, peer, m->peer.ifindex);
}

/* In the beginning it has to work; later what appears may be gone before it is attached. */
static int watched_or_not(struct follow *f, const struct attacher_msg *m, struct err *e)
{
	f->asking -= f->asking > 0;
	if (!m->error || m->error == ENOENT)
		return 0;
	if (!f->was_ready)
		return err_set(e, m->error, "%.*s", (int)sizeof(m->text), m->text);
	/* One reason may hold for a thousand of them. */
	if (m->error != f->complained)
		fprintf(stderr, "nscope: %.*s\n", (int)sizeof(m->text), m->text);
	f->complained = m->error;
	return 0;
}

int follow_hear(struct follow *f, const struct attacher_msg *m, int fd, struct err *e)
{
	_cleanup_close_ int line = fd;
	int err = 1;

	switch (m->word) {
	case ATTACHER_WATCH: err = watched_or_not(f, m, e); break;
	case ATTACHER_FOUND: err = f->monitor ? enter(f, m, line, e) : 0; break;
	case ATTACHER_RULES: err = follow_rules_hear(f, m, &line, e); break;
	case ATTACHER_TEXTS:
		follow_rules_texts(f, m, line);
		err = 0;
		break;
	case ATTACHER_LINE: err = f->monitor ? renew(f, m, line, e) : 0; break;
	case ATTACHER_PEER:
		learn_peer(f, m);
		err = 0;
		break;
	case ATTACHER_COUNTS:
	case ATTACHER_COST:
	case ATTACHER_END: break;
	case ATTACHER_RELEASE:
	case ATTACHER_FORGET:
	case ATTACHER_WORD_MAX: err = 0; break;
	}
	f->was_ready |= !f->asking;
	return f->broken ? err_set(e, EPIPE, "cannot trace: the process that attaches is gone")
			 : err;
}

/* What was missed cannot be told; what has become of it can. */
static void read_again(struct follow *f, uint64_t now)
{
	f->stale = false;
	f->again_ns = now + AGAIN_NS;
	follow_note(f, &(struct note){ .hook = HOOK_RESYNC });
	for (size_t i = 0; i < f->n_watched; i++)
		if (f->watched[i].cookie) {
			f->reading++;
			follow_ask(f, &(struct attacher_msg){ .word = ATTACHER_LINE,
							      .number = (int32_t)i });
		}
}

int follow_read(struct follow *f, uint64_t now, struct err *e)
{
	int n = f->monitor ? monitor_read(f->monitor, &ops, f) : 0;

	if (n < 0)
		return err_sys(e, -n, "cannot follow changes");
	n = follow_rules_read(f, e);
	if (n < 0)
		return n;
	if (f->stale && !f->reading && now >= f->again_ns)
		read_again(f, now);
	return 0;
}
