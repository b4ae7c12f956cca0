// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * follow.c - what is watched, and stays so while the network changes
 */
#include "follow_inner.h"

#include <errno.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/epoll.h>

#include "../kernel/clock.h"

void follow_note(struct follow *f, const struct note *n)
{
	_Alignas(8) uint8_t bytes[sizeof(struct event) + EVENT_NOTE_MAX];
	struct event *e = (struct event *)bytes;
	struct frame frame;

	*e = (struct event){
		.time_ns = now_ns(CLOCK_BOOTTIME),
		.netns_cookie = n->cookie,
		.netns_inum = n->inum,
		.ifindex = n->ifindex,
		.seq = f->seq[n->hook]++,
		.caplen = (uint16_t)n->len,
		.protocol = n->protocol,
		.version = EVENT_VERSION,
		.hook = (uint8_t)n->hook,
	};
	memcpy(e->data, n->data, n->len);
	f->notes++;
	f->unkept += stream_push(f->stream, bytes, sizeof(*e) + n->len) != 0;
	if (!frame_decode(bytes, sizeof(*e) + n->len, &frame) && change_apply(f->now, &frame))
		f->unkept++;
}

void follow_ask(struct follow *f, const struct attacher_msg *m)
{
	if (m->word == ATTACHER_WATCH || m->word == ATTACHER_RULES || m->word == ATTACHER_TEXTS)
		f->asking++;
	if (attacher_say(f->attacher, m))
		f->broken = true;
}

struct watched *follow_watched(struct follow *f, int32_t number)
{
	if (number < 0 || (size_t)number >= f->n_watched || !f->watched[number].cookie)
		return NULL;
	return &f->watched[number];
}

const struct room *follow_room(const struct follow *f, const struct watched *w)
{
	return w ? snapshot_room(f->now, w->cookie) : NULL;
}

static bool is_asked(const struct watched *w, uint32_t ifindex)
{
	for (size_t i = 0; i < w->n_asked; i++)
		if (w->asked[i] == ifindex)
			return true;
	return false;
}

bool follow_can(const struct link_row *l)
{
	return l->type == ARPHRD_ETHER || l->type == ARPHRD_LOOPBACK;
}

static bool is_wanted(const struct follow *f, const struct room *r, const struct link_row *l)
{
	if (f->wants ? !f->wants(r, l, f->wants_ctx) : strcmp(l->kind, "veth") != 0)
		return false;
	return follow_can(l);
}

void follow_watch(struct follow *f, int32_t number, const struct link_row *l)
{
	struct watched *w = follow_watched(f, number);
	const struct room *r = follow_room(f, w);
	uint32_t *more;

	if (!r || !is_wanted(f, r, l) || is_asked(w, l->ifindex))
		return;
	more = grow(w->asked, w->n_asked, sizeof(*more));
	if (!more) {
		f->broken = true;
		return;
	}
	w->asked = more;
	more[w->n_asked++] = l->ifindex;
	follow_ask(f, &(struct attacher_msg){
			      .word = ATTACHER_WATCH, .number = number, .ifindex = l->ifindex });
}

void follow_unwatch(struct follow *f, int32_t number, uint32_t ifindex)
{
	struct watched *w = follow_watched(f, number);

	for (size_t i = 0; w && i < w->n_asked; i++)
		if (w->asked[i] == ifindex) {
			w->asked[i] = w->asked[--w->n_asked];
			follow_ask(f, &(struct attacher_msg){ .word = ATTACHER_RELEASE,
							      .number = number,
							      .ifindex = ifindex });
			return;
		}
}

struct watched *follow_add(struct follow *f, int32_t number, uint64_t cookie)
{
	struct watched *more;

	while ((size_t)number >= f->n_watched) {
		more = grow(f->watched, f->n_watched, sizeof(*more));
		if (!more)
			return NULL;
		f->watched = more;
		more[f->n_watched++] = (struct watched){ 0 };
	}
	f->watched[number].cookie = cookie;
	follow_ask(f, &(struct attacher_msg){ .word = ATTACHER_WATCH, .number = number });
	if (f->rules_epoll >= 0)
		follow_ask(f, &(struct attacher_msg){ .word = ATTACHER_RULES, .number = number });
	return &f->watched[number];
}

void follow_drop(struct follow *f, int32_t number)
{
	struct watched *w = follow_watched(f, number);

	if (!w)
		return;
	follow_rules_flush(f, w);
	follow_rules_free(w->rules);
	free(w->asked);
	*w = (struct watched){ 0 };
	follow_ask(f, &(struct attacher_msg){ .word = ATTACHER_FORGET, .number = number });
}

/* All that is new of a hub and its monitor, before the tables are read. */
static int open_hub(struct follow *f, const struct targets *t, struct err *e)
{
	int err = hub_open(&f->hub, e);

	for (size_t i = 0; i < t->n && !err; i++)
		err = hub_number(&f->hub, &t->rooms[i], (int32_t)i, e);
	return err ? err : monitor_open(&f->hub, &f->monitor, e);
}

int follow_new(const struct targets *t, bool changes, struct follow **ret, struct err *e)
{
	_cleanup_follow_ struct follow *f = calloc(1, sizeof(*f));
	int err = 0;

	if (!f)
		return err_sys(e, ENOMEM, "cannot trace");
	f->hub = (struct hub)HUB_INIT;
	f->rules_epoll = -1;
	if (changes)
		err = open_hub(f, t, e);
	if (err)
		return err;
	*ret = TAKE_PTR(f);
	return 0;
}

void follow_free(struct follow *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n_watched; i++) {
		follow_rules_free(f->watched[i].rules);
		free(f->watched[i].asked);
	}
	cleanup_close(&f->rules_epoll);
	free(f->watched);
	snapshot_free(f->now);
	monitor_close(f->monitor);
	hub_close(&f->hub);
	free(f);
}

struct hub *follow_hub(struct follow *f)
{
	return f->monitor ? &f->hub : NULL;
}

int follow_begin(struct follow *f, struct attacher *k, struct stream *s,
		 const struct snapshot *names, follow_wants *wants, const void *ctx, struct err *e)
{
	f->attacher = k;
	f->stream = s;
	f->wants = wants;
	f->wants_ctx = ctx;
	f->now = change_copy(names);
	if (!f->now)
		return err_sys(e, ENOMEM, "cannot trace");
	/* From here on it is the attacher's. */
	hub_close(&f->hub);
	/* The rooms first, all of them: that is quick, and drops and neighbours are seen. */
	for (size_t i = 0; i < names->n_rooms; i++)
		if (!follow_add(f, (int32_t)i, names->rooms[i].cookie))
			return err_sys(e, ENOMEM, "cannot trace");
	for (size_t i = 0; i < names->n_rooms; i++)
		for (size_t j = 0; j < names->rooms[i].n_links; j++)
			follow_watch(f, (int32_t)i, &names->rooms[i].links[j]);
	return f->broken ? err_sys(e, EPIPE, "cannot trace") : 0;
}

int follow_rules(struct follow *f, struct err *e)
{
	f->rules_epoll = epoll_create1(EPOLL_CLOEXEC);
	return f->rules_epoll < 0 ? err_sys(e, errno, "cannot trace rules") : 0;
}

int follow_rules_fd(const struct follow *f)
{
	return f->rules_epoll;
}

int follow_fd(const struct follow *f)
{
	return f->monitor ? monitor_fd(f->monitor) : -1;
}

bool follow_is_ready(const struct follow *f)
{
	return !f->asking;
}

size_t follow_ends(const struct follow *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n_watched; i++)
		n += f->watched[i].n_asked;
	return n;
}

size_t follow_rooms(const struct follow *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n_watched; i++)
		n += f->watched[i].cookie != 0;
	return n;
}

uint64_t follow_notes(const struct follow *f)
{
	return f->notes;
}

uint64_t follow_missed(const struct follow *f)
{
	return f->missed;
}

uint64_t follow_unkept(const struct follow *f)
{
	return f->unkept;
}
