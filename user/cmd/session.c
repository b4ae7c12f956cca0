// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * session.c - tracer, stream and printer wired together
 *
 * Theory of operation
 *
 * One thread, one epoll: the ring, the signals, the child. The programs wake us for the first
 * event after a quiet moment and then stay silent (a wake-up per event costs a flood ping three
 * times its own time), so after each wake-up we look again by ourselves until nothing came for
 * WATCH_NS. What the stream holds back to keep the order is due sooner than that.
 */
#include "session.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "deliver.h"
#include "term.h"

#define NS_PER_MS 1000000ull

/* A child's last words may still be on their way when it is gone. */
#define LINGER_MS 20

/* While events come: often enough that the ring does not fill, seldom enough to be cheap. */
#define BUSY_LOOK_MS 2
#define IDLE_LOOK_MS 100

struct session {
	struct tracer *tracer;
	struct stream *stream;
	struct delivery delivery;
	struct words words;
	char hostname[65];
	int epoll, signals, pidfd;
	size_t ends;
	bool stop;
	uint64_t unkept;     /* records there was no memory for */
	uint64_t last_event; /* CLOCK_BOOTTIME, ns */
};

static uint64_t now_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int on_record(void *ctx, const void *record, size_t len)
{
	struct session *s = ctx;

	s->unkept += stream_push(s->stream, record, len) != 0;
	return 0;
}

static int watch_fd(int epoll, int fd, struct err *e)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = fd };

	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &ev))
		return err_sys(e, errno, "cannot wait for events");
	return 0;
}

static int open_signals(struct session *s, struct err *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signals < 0)
		return err_sys(e, errno, "cannot wait for signals");
	return watch_fd(s->epoll, s->signals, e);
}

static int attach_room(struct session *s, const struct session_config *c, size_t i, struct err *e)
{
	const struct netns *n = &c->targets->rooms[i];
	const struct room *r = &c->names->rooms[i];
	_cleanup_free_ uint32_t *ends = calloc(r->n_links + 1, sizeof(*ends));
	size_t count = 0;

	if (!ends)
		return err_sys(e, ENOMEM, "%s", n->name);
	for (size_t k = 0; k < r->n_links; k++)
		if (c->wants ? c->wants(r, &r->links[k], c->wants_ctx)
			     : !strcmp(r->links[k].kind, "veth"))
			ends[count++] = r->links[k].ifindex;
	s->ends += count;
	return tracer_watch(s->tracer, n, ends, count, e);
}

static int open_output(struct session *s, const struct session_config *c, struct err *e)
{
	const struct delivery_config config = {
		.format = c->format,
		.out = {
			.names = c->names,
			.from = c->from,
			.to = c->to,
			.words = &s->words,
			.hostname = s->hostname,
			.color = c->color,
			.utf8 = term_utf8(),
			.width = term_width(),
			.filter = c->filter,
		},
		.record = c->record,
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
	s->stream = stream_new(&sink, (int64_t)(now_ns(CLOCK_REALTIME) - now_ns(CLOCK_BOOTTIME)));
	if (!s->stream || stream_seed(s->stream, c->names))
		return err_sys(e, ENOMEM, "cannot print");
	return 0;
}

int session_open(const struct session_config *c, struct session **ret, struct err *e)
{
	_cleanup_session_ struct session *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		return err_sys(e, ENOMEM, "cannot trace");
	s->epoll = s->signals = s->pidfd = -1;
	err = tracer_new(&(struct tracer_config){ 0 }, &s->tracer, e);
	if (err)
		return err;
	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (s->epoll < 0)
		return err_sys(e, errno, "cannot wait for events");
	err = watch_fd(s->epoll, tracer_fd(s->tracer), e);
	if (!err)
		err = open_signals(s, e);
	if (!err)
		err = open_output(s, c, e);
	for (size_t i = 0; i < c->targets->n && !err; i++)
		err = attach_room(s, c, i, e);
	if (err)
		return err;
	delivery_begin(&s->delivery);
	*ret = TAKE_PTR(s);
	return 0;
}

size_t session_ends(const struct session *s)
{
	return s->ends;
}

/* Read what waits, let out what is due. Return: ms to sleep, as epoll wants it. */
static int look(struct session *s, struct err *e)
{
	int n = tracer_read(s->tracer, on_record, s);
	uint64_t now = now_ns(CLOCK_BOOTTIME), due;
	int wait = IDLE_LOOK_MS;

	if (n < 0)
		return err_sys(e, -n, "cannot read events");
	if (n > 0)
		s->last_event = now;
	due = stream_advance(s->stream, now);
	delivery_flush(&s->delivery, now, n == 0 && !due);
	if (now - s->last_event < WATCH_NS)
		wait = BUSY_LOOK_MS;
	if (due && due / NS_PER_MS < (uint64_t)wait)
		wait = (int)(due / NS_PER_MS) + 1;
	return wait;
}

static void child_ended(struct session *s, pid_t child, int *ret_status)
{
	int status = 0;

	waitpid(child, &status, 0);
	if (ret_status)
		*ret_status = status;
	epoll_ctl(s->epoll, EPOLL_CTL_DEL, s->pidfd, NULL);
	close(TAKE_FD(s->pidfd));
}

static int watch_child(struct session *s, pid_t child, struct err *e)
{
	if (!child)
		return 0;
	s->pidfd = (int)syscall(SYS_pidfd_open, child, 0);
	if (s->pidfd < 0)
		return err_sys(e, errno, "cannot wait for process %d", child);
	return watch_fd(s->epoll, s->pidfd, e);
}

static void on_signal(struct session *s, pid_t child)
{
	struct signalfd_siginfo info;

	if (read(s->signals, &info, sizeof(info)) != sizeof(info))
		return;
	/* With a child it is the child that ends, and we with it. */
	if (s->pidfd >= 0)
		kill(child, SIGINT);
	else
		s->stop = true;
}

int session_run(struct session *s, pid_t child, int *ret_status, struct err *e)
{
	uint64_t deadline = 0;
	int err = watch_child(s, child, e);

	while (!err && !(deadline && now_ns(CLOCK_BOOTTIME) > deadline)) {
		struct epoll_event ev;
		int wait = look(s, e), n;

		if (wait < 0)
			return wait;
		if (s->stop || delivery_over(&s->delivery))
			break;
		n = epoll_wait(s->epoll, &ev, 1, wait);
		if (n < 0 && errno != EINTR)
			return err_sys(e, errno, "cannot wait for events");
		if (n == 1 && ev.data.fd == s->signals)
			on_signal(s, child);
		else if (n == 1 && ev.data.fd == s->pidfd) {
			child_ended(s, child, ret_status);
			deadline = now_ns(CLOCK_BOOTTIME) + LINGER_MS * NS_PER_MS;
		}
	}
	return err;
}

/* A program may still be running on another CPU when its link is gone: its sum closes in no time.
 */
static int settle(struct session *s, struct hook_count *sum, struct err *e)
{
	struct hook_count hooks[HOOK_MAX];

	for (int tries = 0; tries < 100; tries++) {
		int err = tracer_counts(s->tracer, hooks);
		int n = tracer_read(s->tracer, on_record, s);

		if (err || n < 0)
			return err_sys(e, err ? -err : -n, "cannot read the counters");
		memset(sum, 0, sizeof(*sum));
		for (int i = 0; i < HOOK_MAX; i++) {
			sum->seen += hooks[i].seen;
			sum->filtered += hooks[i].filtered;
			sum->submitted += hooks[i].submitted;
			sum->lost += hooks[i].lost;
		}
		if (n == 0 && sum->seen == sum->filtered + sum->submitted + sum->lost &&
		    sum->submitted == stream_counts(s->stream).pushed)
			return 0;
		usleep(1000);
	}
	return 0;
}

int session_close(struct session *s, struct totals *ret, struct err *e)
{
	struct hook_count sum = { 0 };
	struct stream_count c;
	uint64_t lost;
	int err;

	tracer_detach(s->tracer);
	err = settle(s, &sum, e);
	if (err)
		return err;
	stream_finish(s->stream);
	delivery_drain(&s->delivery);
	c = stream_counts(s->stream);
	/* What was submitted and never came out is lost too, whoever lost it. */
	lost = sum.lost + (sum.submitted - c.pushed) + c.malformed + s->unkept +
	       s->delivery.crowded;
	if (lost > s->delivery.lost)
		delivery_sink(&s->delivery).lost(&s->delivery, lost - s->delivery.lost, 0);
	*ret = (struct totals){
		.seen = sum.seen,
		.filtered = sum.filtered + s->delivery.filtered,
		.delivered = s->delivery.delivered,
		.lost = lost,
	};
	return delivery_end(&s->delivery, ret, e);
}

void session_free(struct session *s)
{
	if (!s)
		return;
	delivery_close(&s->delivery);
	stream_free(s->stream);
	tracer_free(s->tracer);
	cleanup_close(&s->epoll);
	cleanup_close(&s->signals);
	cleanup_close(&s->pidfd);
	free(s);
}
