// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * glance.c - frames seen without any eBPF
 */
#include "glance.h"

#include <errno.h>

#include "../kernel/tap.h"
#include "deliver.h"
#include "follow.h"
#include "session.h"

struct glance {
	const struct snapshot *names;
	int clock;
	struct tap *taps;
	size_t n;
	struct words words; /* none: there are no drops */
	struct delivery delivery;
	struct stream *stream;
	bool unkept; /* memory was out */
};

/* What is followed in the end (follow_can()), and no tunnel. */
static void on_record(void *ctx, const void *record, size_t len)
{
	const struct event *e = record;
	struct glance *g = ctx;
	const struct room *r = snapshot_room(g->names, e->netns_cookie);
	const struct link_row *l = r ? room_link(r, e->ifindex) : NULL;

	if (l && follow_can(l))
		g->unkept |= stream_push(g->stream, record, len) != 0;
}

static int open_taps(struct glance *g, const struct targets *t, const bool *linked, struct err *e)
{
	int err = 0;

	g->taps = calloc(t->n + 1, sizeof(*g->taps));
	if (!g->taps)
		return err_sys(e, ENOMEM, "cannot listen");
	for (size_t i = 0; i < t->n && !err; i++) {
		if (linked && !linked[i])
			continue;
		err = tap_open(&t->rooms[i], (uint32_t)g->n, &g->taps[g->n], e);
		g->n += !err;
	}
	return err;
}

static int open_log(struct glance *g, struct frame_log *log, struct err *e)
{
	const struct delivery_config config = {
		.out = { .names = g->names, .words = &g->words },
		.log = log,
		.signals = -1,
	};
	const struct sink sink = delivery_sink(&g->delivery);
	int err = delivery_open(&g->delivery, &config, e);

	if (err)
		return err;
	g->stream = stream_new(&sink, (int64_t)(now_ns(CLOCK_REALTIME) - now_ns(CLOCK_BOOTTIME)));
	if (!g->stream || stream_seed(g->stream, g->names))
		return err_sys(e, ENOMEM, "cannot listen");
	return 0;
}

int glance_open(const struct targets *t, const struct snapshot *names, const bool *linked,
		struct frame_log *log, struct glance **ret, struct err *e)
{
	_cleanup_glance_ struct glance *g = calloc(1, sizeof(*g));
	int err;

	if (!g)
		return err_sys(e, ENOMEM, "cannot listen");
	g->names = names;
	g->clock = tap_clock(e);
	if (g->clock < 0)
		return g->clock;
	err = open_log(g, log, e);
	if (!err)
		err = open_taps(g, t, linked, e);
	if (!err)
		*ret = TAKE_PTR(g);
	return err;
}

static int read_taps(struct glance *g)
{
	bool lost = false, blurred = false;

	for (size_t i = 0; i < g->n; i++) {
		lost |= tap_read(&g->taps[i], on_record, g) != 0;
		blurred |= g->taps[i].blurred;
	}
	if (lost || g->unkept || g->delivery.lost)
		return -ENOBUFS;
	return blurred ? -EAGAIN : 0;
}

int glance_look(struct glance *g)
{
	int err = read_taps(g);

	stream_advance(g->stream, now_ns(CLOCK_BOOTTIME));
	return err;
}

int glance_end(struct glance *g)
{
	int err = read_taps(g);

	stream_finish(g->stream);
	return err;
}

int *glance_fds(const struct glance *g, size_t *ret_n)
{
	int *fds = g ? calloc(g->n + 1, sizeof(*fds)) : NULL;

	*ret_n = fds ? g->n + 1 : 0;
	for (size_t i = 0; fds && i < g->n; i++)
		fds[i] = g->taps[i].fd;
	if (fds)
		fds[g->n] = g->clock;
	return fds;
}

void glance_free(struct glance *g)
{
	if (!g)
		return;
	tap_close(g->taps, g->n);
	free(g->taps);
	cleanup_close(&g->clock);
	stream_free(g->stream);
	delivery_close(&g->delivery);
	free(g);
}
