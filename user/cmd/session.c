// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * session.c - tracer, attacher, stream and printer wired together
 */
#include "session_inner.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>

#include "caged.h"
#include "term.h"

static int open_signals(struct session *s, int *ret, const int *signals, size_t n, struct err *e)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < n; i++)
		sigaddset(&set, signals[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	*ret = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (*ret < 0)
		return err_sys(e, errno, "cannot wait for signals");
	return session_wait_for(s, *ret, e);
}

/* Those that end us have a descriptor of their own: who waits for a reader looks at it, too. */
static int watch_signals(struct session *s, struct err *e)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP }, asks[] = { SIGUSR1 };
	int err = open_signals(s, &s->signals, ends, ARRAY_SIZE(ends), e);

	return err ? err : open_signals(s, &s->asked, asks, ARRAY_SIZE(asks), e);
}

/* What belongs together costs as much as all the rest. Where nobody sees it before somebody reads
 * the capture, it is found then, by the same code. What a filter leaves out has to be in the
 * capture, too: so only where that is little. Who reads a pipe sees it now. */
static bool leaves_transactions(const struct session_config *c)
{
	bool others = c->format || c->summary || c->failed || c->log || c->enough;
	bool whole = !c->limit && !c->snaplen && (!c->sieve || sieve_takes_plain(c->sieve));

	return c->record && !outfile_is_stream(c->record) && whole && !others;
}

static int open_output(struct session *s, const struct session_config *c, struct err *e)
{
	const int64_t wall_offset = (int64_t)(now_ns(CLOCK_REALTIME) - now_ns(CLOCK_BOOTTIME));
	const struct delivery_config config = {
		.format = c->format,
		.out = {
			.names = c->names,
			.from = c->from,
			.to = c->to,
			.words = &s->words,
			.hostname = s->hostname,
			.color = c->color,
			.explain = c->explain,
			.fold = term_fold(),
			.style = c->style,
			.utf8 = term_utf8(),
			.width = term_columns(),
			.filter = c->filter,
			.later = leaves_transactions(c),
			.wall_offset = wall_offset,
		},
		.record = c->record,
		.summary = c->summary,
		.current = follow_hub(s->follow) ? c->names : NULL,
		.log = c->log,
		.limit = c->limit,
		.sieve = c->sieve,
		.failed = c->failed,
		.snaplen = c->snaplen,
		.signals = s->signals,
	};
	const struct sink sink = delivery_sink(&s->delivery);
	int err;

	s->words = (struct words){ tracer_drop_reason, tracer_symbol, s->tracer };
	gethostname(s->hostname, sizeof(s->hostname) - 1);
	err = delivery_open(&s->delivery, &config, e);
	if (err)
		return err;
	s->stream = stream_new(&sink, wall_offset);
	if (!s->stream || stream_seed(s->stream, c->names))
		return err_sys(e, ENOMEM, "cannot print");
	if (config.out.later)
		stream_only_number(s->stream);
	return 0;
}

/* What only the attacher may do from here on. */
static int start_attacher(struct session *s, const struct session_config *c, struct err *e)
{
	const struct targets *t = c->targets;
	_cleanup_free_ struct attacher_room *rooms = calloc(t->n + 1, sizeof(*rooms));
	const int own[] = {
		s->epoll,
		s->signals,
		s->asked,
		follow_fd(s->follow),
		follow_rules_fd(s->follow),
		c->record ? outfile_fd(c->record) : -1,
	};
	_cleanup_free_ int *strange = calloc(ARRAY_SIZE(own) + c->n_strange, sizeof(*strange));
	const struct attacher_config config = {
		.tracer = s->tracer,
		.hub = follow_hub(s->follow),
		.rooms = rooms,
		.n_rooms = t->n,
		.finding = c->finding,
		.strange = strange,
		.n_strange = ARRAY_SIZE(own) + c->n_strange,
	};
	int err;

	if (!rooms || !strange)
		return err_sys(e, ENOMEM, "cannot trace");
	for (size_t i = 0; i < t->n; i++)
		rooms[i] = (struct attacher_room){ t->rooms[i], t->whats[i] };
	memcpy(strange, own, sizeof(own));
	for (size_t i = 0; i < c->n_strange; i++)
		strange[ARRAY_SIZE(own) + i] = c->strange[i];
	err = attacher_start(&config, &s->attacher, e);
	if (!err && config.hub)
		targets_release(c->targets);
	return err;
}

static int open_waiting(struct session *s, const struct session_config *c, struct err *e)
{
	int err;

	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (s->epoll < 0)
		return err_sys(e, errno, "cannot wait for events");
	err = session_wait_for_ring(s, e);
	if (!err)
		err = watch_signals(s, e);
	if (!err && !s->follow)
		err = follow_new(c->targets, false, &s->follow, e);
	if (!err && follow_fd(s->follow) >= 0)
		err = session_wait_for(s, follow_fd(s->follow), e);
	if (!err && c->rules)
		err = follow_rules(s->follow, e);
	if (!err && c->rules)
		err = session_wait_for(s, follow_rules_fd(s->follow), e);
	return err;
}

/* Events come from the first interface on, and are delivered; the last may be a minute away. */
static int attach_all(struct session *s, const struct session_config *c, struct err *e)
{
	struct epoll_event ev;
	int err = follow_begin(s->follow, s->attacher, s->stream, c->names, c->wants, c->wants_ctx,
			       e);

	while (!err && !follow_is_ready(s->follow) && !session_is_over(s))
		err = session_step(s, &ev, e);
	return err;
}

/* Which packets and transactions belong together is learnt from all frames: the kernel may leave
 * out only what nobody looks at for that. */
static struct tracer_sift sift_for(const struct session_config *c)
{
	struct tracer_sift sift = { 0 };
	bool joins = c->record || c->failed || c->log || (c->format && c->format->joins);

	if (c->sieve && !joins)
		sieve_sift(c->sieve, &sift);
	return sift;
}

int session_open(const struct session_config *c, struct session **ret, struct err *e)
{
	_cleanup_session_ struct session *s = calloc(1, sizeof(*s));
	int err;

	if (!s) {
		follow_free(c->follow);
		return err_sys(e, ENOMEM, "cannot trace");
	}
	s->follow = c->follow;
	s->finding = c->finding;
	s->cost = c->cost;
	s->enough = c->enough;
	s->enough_ctx = c->enough_ctx;
	s->only_records = c->record && !c->format && !c->enough &&
			  (!c->ring_bytes || c->ring_bytes >= RING_BYTES);
	s->epoll = s->signals = s->asked = s->pidfd = -1;
	err = tracer_new(&(struct tracer_config){ .ring_bytes = c->ring_bytes,
						  .sift = sift_for(c),
						  .witness = c->witness,
						  .cost = c->cost },
			 &s->tracer, e);
	if (!err)
		err = open_waiting(s, c, e);
	if (!err)
		err = open_output(s, c, e);
	if (!err)
		err = start_attacher(s, c, e);
	if (!err)
		err = session_wait_for(s, attacher_fd(s->attacher), e);
	if (err)
		return err;
	if (c->cage)
		caged();
	delivery_begin(&s->delivery);
	err = attach_all(s, c, e);
	if (err)
		return err;
	*ret = TAKE_PTR(s);
	return 0;
}

void session_learn(struct session *s)
{
	tracer_learn(s->tracer);
}

size_t session_ends(const struct session *s)
{
	return follow_ends(s->follow);
}

size_t session_rooms(const struct session *s)
{
	return follow_rooms(s->follow);
}

void session_free(struct session *s)
{
	if (!s)
		return;
	if (s->ending)
		attacher_wait(s->attacher, s->signals);
	attacher_free(s->attacher);
	follow_free(s->follow);
	delivery_close(&s->delivery);
	stream_free(s->stream);
	tracer_free(s->tracer);
	cleanup_close(&s->epoll);
	cleanup_close(&s->signals);
	cleanup_close(&s->asked);
	cleanup_close(&s->pidfd);
	free(s);
}
