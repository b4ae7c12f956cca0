// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * attacher_run.c - the attacher's life: what it is asked for, and what it finds
 *
 * Theory of operation
 *
 * To attach one interface takes the kernel two grace periods, some 24 ms; all else is quick. So
 * what is to be attached waits in a queue, one is done between two looks at the line, and what has
 * gone meanwhile is struck out.
 *
 * A namespace lives as long as somebody holds it, and it shall not be us: it is opened by what it
 * is called, known by its cookie, used, and closed when nothing was asked for HOLD_MS. One whose
 * name has gone is entered by way of a process that lives there, or not at all.
 */
#include "attacher_line.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "finder.h"
#include "nft.h"
#include "nftrace.h"

#define HOLD_MS 1000

struct place {
	uint64_t cookie; /* 0: the number is free */
	uint32_t inum;
	struct netns netns; /* held for a while */
	char *what;
};

struct wish {
	int32_t number;
	uint32_t ifindex; /* 0: the namespace alone */
};

struct attacher_self {
	const struct attacher_config *c;
	int line;
	struct place *places; /* by number */
	size_t n_places;
	struct wish *wishes; /* from @done on */
	size_t n_wishes, done;
	struct finder *finder;
	int64_t used_ms; /* when a namespace was held last */
	bool over;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void say(struct attacher_self *k, const struct attacher_msg *m, int fd)
{
	if (line_send(k->line, m, fd, 0))
		k->over = true;
}

static struct place *place_of(struct attacher_self *k, int32_t number)
{
	if (number < 0 || (size_t)number >= k->n_places || !k->places[number].cookie)
		return NULL;
	return &k->places[number];
}

static uint64_t key_of(const struct attacher_self *k, const struct place *p)
{
	const struct netns n = { .cookie = p->cookie, .inum = p->inum };

	return tracer_key(k->c->tracer, &n);
}

/* By its name, if that is still its; else by a process in it. */
static int open_place(struct attacher_self *k, struct place *p, struct err *e)
{
	char process[FINDER_WHAT_MAX];

	k->used_ms = now_ms();
	if (p->netns.fd >= 0)
		return 0;
	if (!netns_open(p->what, &p->netns, e) && p->netns.cookie == p->cookie)
		return 0;
	netns_close(&p->netns);
	if (!finder_process(p->inum, process) && !netns_open(process, &p->netns, e) &&
	    p->netns.cookie == p->cookie)
		return 0;
	netns_close(&p->netns);
	return err_set(e, ENOENT, "%s cannot be entered any more", p->what);
}

static void let_go(struct attacher_self *k)
{
	for (size_t i = 0; i < k->n_places; i++)
		netns_close(&k->places[i].netns);
}

static void watch_one(struct attacher_self *k)
{
	const struct wish w = k->wishes[k->done++];
	struct attacher_msg m = { .word = ATTACHER_WATCH,
				  .number = w.number,
				  .ifindex = w.ifindex };
	struct place *p = place_of(k, w.number);
	struct err e = { 0 };
	int err = p ? open_place(k, p, &e) : err_set(&e, ENOENT, "it is gone");

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
	struct place *p = place_of(k, number);

	if (!p)
		return;
	strike_out(k, number, 0);
	tracer_unwatch(k->c->tracer, key_of(k, p));
	netns_close(&p->netns);
	free(p->what);
	*p = (struct place){ .netns = NETNS_INIT };
}

static void release(struct attacher_self *k, const struct attacher_msg *m)
{
	struct place *p = place_of(k, m->number);

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
	struct place *p = place_of(k, number);
	_cleanup_nl_ struct nl nl = NL_INIT;
	struct err e = { 0 };

	if (!p || open_place(k, p, &e) || nl_open(&p->netns, &nl, &e)) {
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
	struct place *p = place_of(k, asked->number);
	struct err e = { 0 };
	int err = p ? open_place(k, p, &e) : err_set(&e, ENOENT, "it is gone");
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

	if (k->c->hub && place_of(k, asked->number))
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
	struct attacher_self *k = ctx;

	for (size_t i = 0; i < k->n_places; i++)
		if (k->places[i].cookie && k->places[i].inum == inum)
			return true;
	return false;
}

static bool knows_cookie(const struct attacher_self *k, uint64_t cookie)
{
	for (size_t i = 0; i < k->n_places; i++)
		if (k->places[i].cookie == cookie)
			return true;
	return false;
}

/* The lowest free number. */
static int take_place(struct attacher_self *k, int32_t *ret)
{
	struct place *more;
	size_t i = 0;

	while (i < k->n_places && k->places[i].cookie)
		i++;
	if (i == k->n_places) {
		more = grow(k->places, k->n_places, sizeof(*more));
		if (!more)
			return -ENOMEM;
		k->places = more;
		k->n_places++;
	}
	*ret = (int32_t)i;
	return 0;
}

static int settle_in(struct attacher_self *k, struct netns *n, const char *what, int32_t *ret)
{
	char *copy = strdup(what);

	if (!copy || take_place(k, ret)) {
		free(copy);
		return -ENOMEM;
	}
	k->places[*ret] = (struct place){ n->cookie, n->inum, *n, copy };
	*n = (struct netns)NETNS_INIT;
	return 0;
}

static void found(void *ctx, const char *what)
{
	_cleanup_netns_close_ struct netns n = NETNS_INIT;
	const struct attacher_finding *finding;
	struct attacher_self *k = ctx;
	char lab[NETNS_NAME_MAX] = "";
	int32_t number;

	finding = k->c->finding;
	if (netns_open(what, &n, NULL) || knows_cookie(k, n.cookie) ||
	    !finding->wanted(finding->ctx, &n, lab))
		return;
	k->used_ms = now_ms();
	if (settle_in(k, &n, what, &number))
		return;
	if (hub_number(k->c->hub, &k->places[number].netns, number, NULL)) {
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

	for (size_t i = 0; i < k->n_places; i++) {
		struct place *p = &k->places[i];

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

	k->used_ms = now_ms();
	for (size_t i = 0; i < k->c->n_rooms; i++) {
		struct netns n = k->c->rooms[i].netns;
		int32_t number;

		if (settle_in(k, &n, k->c->rooms[i].what, &number))
			return -ENOMEM;
	}
	if (!k->c->finding || !k->c->hub)
		return 0;
	return finder_open(k->c->finding->processes, &ops, &k->finder, NULL);
}

static void live(struct attacher_self *k)
{
	struct pollfd fds[1 + FINDER_FDS] = { { .fd = k->line, .events = POLLIN } };
	int n = 1, wait = -1, finder_wait = -1;

	if (k->finder) {
		finder_fds(k->finder, fds + 1);
		n += FINDER_FDS;
	}
	while (!k->over) {
		bool busy = k->done < k->n_wishes;

		wait = busy ? 0 : finder_wait;
		if (!busy && k->used_ms && (wait < 0 || wait > HOLD_MS))
			wait = HOLD_MS;
		if (poll(fds, (nfds_t)n, wait) < 0 && errno != EINTR)
			return;
		listen_all(k);
		if (k->finder && !k->over)
			finder_wait = finder_look(k->finder, fds + 1);
		if (k->done < k->n_wishes && !k->over)
			watch_one(k);
		else if (k->used_ms && now_ms() - k->used_ms >= HOLD_MS) {
			let_go(k);
			k->used_ms = 0;
		}
	}
}

int attacher_run(const struct attacher_config *c, int line)
{
	struct attacher_self k = { .c = c, .line = line };
	int err = move_in(&k);

	if (!err)
		live(&k);
	let_go(&k);
	tracer_detach(c->tracer);
	return err ? 1 : 0;
}
