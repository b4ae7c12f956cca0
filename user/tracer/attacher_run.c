// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * attacher_run.c - the attacher's life: what it is asked for, and what it finds
 *
 * Theory of operation
 *
 * To attach one interface takes the kernel two grace periods, some 24 ms; all else is quick. So
 * what is to be attached waits in a queue, one is done between two looks at the line, and what has
 * gone meanwhile is struck out.
 */
#include "attacher_line.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "attacher_rooms.h"
#include "finder.h"
#include "../kernel/nft.h"
#include "nftrace.h"

struct wish {
	int32_t number;
	uint32_t ifindex; /* 0: the namespace alone */
};

struct attacher_self {
	const struct attacher_config *c;
	int line;
	struct rooms rooms;
	struct wish *wishes; /* from @done on */
	size_t n_wishes, done;
	struct finder *finder;
	bool over;
};

static void say(struct attacher_self *k, const struct attacher_msg *m, int fd)
{
	if (line_send(k->line, m, fd, 0))
		k->over = true;
}

static uint64_t key_of(const struct attacher_self *k, const struct known_room *p)
{
	const struct netns n = { .cookie = p->cookie, .inum = p->inum };

	return tracer_key(k->c->tracer, &n);
}

static void watch_one(struct attacher_self *k)
{
	const struct wish w = k->wishes[k->done++];
	struct attacher_msg m = { .word = ATTACHER_WATCH,
				  .number = w.number,
				  .ifindex = w.ifindex };
	struct known_room *p = rooms_get(&k->rooms, w.number);
	struct err e = { 0 };
	int err = p ? rooms_open(&k->rooms, p, &e) : err_set(&e, ENOENT, "it is gone");

	if (!err)
		err = tracer_watch(k->c->tracer, &p->netns, &w.ifindex, w.ifindex != 0, &e);
	if (err) {
		m.error = -err;
		snprintf(m.text, sizeof(m.text), "%.*s", (int)sizeof(m.text) - 1, e.text);
	}
	say(k, &m, -1);
	if (k->done == k->n_wishes) {
		free(TAKE_PTR(k->wishes));
		k->n_wishes = k->done = 0;
	}
}

static void wish(struct attacher_self *k, const struct attacher_msg *m)
{
	struct wish *more = grow(k->wishes, k->n_wishes, sizeof(*more));

	if (!more) {
		k->over = true;
		return;
	}
	k->wishes = more;
	more[k->n_wishes++] = (struct wish){ m->number, m->ifindex };
}

/* What is gone need not be attached any more; @ifindex 0: nothing of that namespace. */
static void strike_out(struct attacher_self *k, int32_t number, uint32_t ifindex)
{
	size_t kept = k->done;

	for (size_t i = k->done; i < k->n_wishes; i++) {
		const struct wish w = k->wishes[i];

		if (w.number != number || (ifindex && w.ifindex != ifindex))
			k->wishes[kept++] = w;
	}
	k->n_wishes = kept;
}

static void forget(struct attacher_self *k, int32_t number)
{
	struct known_room *p = rooms_get(&k->rooms, number);

	if (!p)
		return;
	strike_out(k, number, 0);
	tracer_unwatch(k->c->tracer, key_of(k, p));
	rooms_drop(p);
}

static void release(struct attacher_self *k, const struct attacher_msg *m)
{
	struct known_room *p = rooms_get(&k->rooms, m->number);

	if (!p)
		return;
	strike_out(k, m->number, m->ifindex);
	tracer_release(k->c->tracer, key_of(k, p), m->ifindex);
}

/* A netlink socket inside, for who may not enter. */
static void give_line(struct attacher_self *k, enum attacher_word word, int32_t number,
		      const char *lab)
{
	struct attacher_msg m = { .word = word, .number = number };
	struct known_room *p = rooms_get(&k->rooms, number);
	_cleanup_nl_ struct nl nl = NL_INIT;
	struct err e = { 0 };

	if (!p || rooms_open(&k->rooms, p, &e) || nl_open(&p->netns, &nl, &e)) {
		m.error = e.code ? e.code : ENOENT;
	} else {
		m.room.cookie = p->cookie;
		m.room.inum = p->inum;
		snprintf(m.room.name, sizeof(m.room.name), "%s", p->netns.name);
		snprintf(m.room.lab, sizeof(m.room.lab), "%s", lab);
	}
	say(k, &m, nl.fd);
}

/* What hears the firewall's verdicts, or tells what its rules say. */
static void give_rules(struct attacher_self *k, const struct attacher_msg *asked)
{
	struct attacher_msg m = { .word = asked->word, .number = asked->number };
	struct known_room *p = rooms_get(&k->rooms, asked->number);
	struct err e = { 0 };
	int err = p ? rooms_open(&k->rooms, p, &e) : err_set(&e, ENOENT, "it is gone");
	_cleanup_close_ int fd = err			    ? err
				 : m.word == ATTACHER_RULES ? nftrace_open(&p->netns, &e)
							    : nft_list(&p->netns, &e);

	if (fd < 0) {
		m.error = -fd;
		snprintf(m.text, sizeof(m.text), "%s: %.*s", p ? p->netns.name : "?", 90, e.text);
	}
	say(k, &m, fd);
}

struct search {
	int32_t theirs, ours;
};

static int match(int32_t theirs, int32_t ours, void *ctx)
{
	struct search *s = ctx;

	if (theirs == s->theirs)
		s->ours = ours;
	return 0;
}

static void find_peer(struct attacher_self *k, const struct attacher_msg *asked)
{
	struct search s = { asked->peer.nsid, -1 };
	struct attacher_msg m = *asked;

	if (k->c->hub && rooms_get(&k->rooms, asked->number))
		hub_translate(k->c->hub, asked->number, match, &s, NULL);
	m.peer.number = s.ours;
	say(k, &m, -1);
}

static void tell_counts(struct attacher_self *k, enum attacher_word word)
{
	struct attacher_msg m = { .word = word };

	m.error = -tracer_counts(k->c->tracer, m.counts);
	say(k, &m, -1);
}

static void tell_cost(struct attacher_self *k)
{
	struct attacher_msg m = { .word = ATTACHER_COST };

	tracer_cost(k->c->tracer, m.cost);
	say(k, &m, -1);
}

static void obey(struct attacher_self *k, const struct attacher_msg *m)
{
	switch (m->word) {
	case ATTACHER_WATCH: wish(k, m); break;
	case ATTACHER_RELEASE: release(k, m); break;
	case ATTACHER_FORGET: forget(k, m->number); break;
	case ATTACHER_LINE: give_line(k, ATTACHER_LINE, m->number, ""); break;
	case ATTACHER_RULES:
	case ATTACHER_TEXTS: give_rules(k, m); break;
	case ATTACHER_PEER: find_peer(k, m); break;
	case ATTACHER_COUNTS: tell_counts(k, ATTACHER_COUNTS); break;
	case ATTACHER_COST: tell_cost(k); break;
	case ATTACHER_END:
		tracer_stop(k->c->tracer);
		tell_counts(k, ATTACHER_END);
		k->over = true;
		break;
	case ATTACHER_FOUND:
	case ATTACHER_WORD_MAX: break;
	}
}

static void listen_all(struct attacher_self *k)
{
	struct attacher_msg m;
	int fd, n;

	while (!k->over && (n = line_receive(k->line, &m, &fd)) == 1) {
		cleanup_close(&fd);
		obey(k, &m);
	}
	if (!k->over && n < 0)
		k->over = true;
}

static bool knows(void *ctx, uint32_t inum)
{
	const struct attacher_self *k = ctx;

	return rooms_knows_inum(&k->rooms, inum);
}

static void found(void *ctx, const char *what)
{
	_cleanup_netns_close_ struct netns n = NETNS_INIT;
	const struct attacher_finding *finding;
	struct attacher_self *k = ctx;
	char lab[NETNS_NAME_MAX] = "";
	int32_t number;

	finding = k->c->finding;
	if (netns_open(what, &n, NULL) || rooms_knows(&k->rooms, n.cookie) ||
	    !finding->wanted(finding->ctx, &n, lab))
		return;
	if (rooms_add(&k->rooms, &n, what, &number))
		return;
	if (hub_number(k->c->hub, &rooms_get(&k->rooms, number)->netns, number, NULL)) {
		forget(k, number);
		return;
	}
	give_line(k, ATTACHER_FOUND, number, lab);
}

/* By a name that is gone nobody is kept alive: not by a filter on clsact either, which would need
 * us to hold the namespace to take it away again. */
static void vanished(void *ctx, const char *name)
{
	struct attacher_self *k = ctx;

	for (size_t i = 0; i < k->rooms.n; i++) {
		struct known_room *p = &k->rooms.items[i];

		if (!p->cookie || strcmp(p->what, name))
			continue;
		netns_close(&p->netns);
		if (!tracer_uses_tcx(k->c->tracer))
			tracer_unwatch(k->c->tracer, key_of(k, p));
	}
}

static int move_in(struct attacher_self *k)
{
	const struct finder_ops ops = { found, vanished, knows, k };

	for (size_t i = 0; i < k->c->n_rooms; i++) {
		struct netns n = k->c->rooms[i].netns;
		int32_t number;

		if (rooms_add(&k->rooms, &n, k->c->rooms[i].what, &number))
			return -ENOMEM;
	}
	if (!k->c->finding || !k->c->hub)
		return 0;
	return finder_open(k->c->finding->processes, &ops, &k->finder, NULL);
}

static int shorter(int a, int b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

static void live(struct attacher_self *k)
{
	struct pollfd fds[1 + FINDER_FDS] = { { .fd = k->line, .events = POLLIN } };
	int n = 1, finder_wait = -1, rest_wait = -1;

	if (k->finder) {
		finder_fds(k->finder, fds + 1);
		n += FINDER_FDS;
	}
	while (!k->over) {
		bool busy = k->done < k->n_wishes;

		if (poll(fds, (nfds_t)n, busy ? 0 : shorter(finder_wait, rest_wait)) < 0 &&
		    errno != EINTR)
			return;
		listen_all(k);
		if (k->finder && !k->over)
			finder_wait = finder_look(k->finder, fds + 1);
		if (k->done < k->n_wishes && !k->over)
			watch_one(k);
		rest_wait = rooms_rest(&k->rooms);
	}
}

int attacher_run(const struct attacher_config *c, int line)
{
	struct attacher_self k = { .c = c, .line = line };
	int err = move_in(&k);

	if (!err)
		live(&k);
	rooms_done(&k.rooms);
	tracer_detach(c->tracer);
	return err ? 1 : 0;
}
