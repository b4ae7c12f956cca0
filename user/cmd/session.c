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
 *
 * The programs and the namespaces are another process's (kernel/keeper.h), which this one asks.
 */
#include "session.h"

#include <errno.h>
#include <poll.h>
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
	struct keeper *keeper;
	struct follow *follow;
	struct hook_count counts[HOOK_MAX]; /* as the keeper told them at the end */
	bool ending, ended;		    /* it was told to end; it has */
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
	s->stream = stream_new(&sink, (int64_t)(now_ns(CLOCK_REALTIME) - now_ns(CLOCK_BOOTTIME)));
	if (!s->stream || stream_seed(s->stream, c->names))
		return err_sys(e, ENOMEM, "cannot print");
	return 0;
}

/* What only the keeper may do from here on. */
static int start_keeper(struct session *s, const struct session_config *c, struct err *e)
{
	const struct targets *t = c->targets;
	_cleanup_free_ struct keeper_room *rooms = calloc(t->n + 1, sizeof(*rooms));
	const int strange[] = {
		s->epoll,
		s->signals,
		follow_fd(s->follow),
		c->record ? fileno(outfile_file(c->record)) : -1,
	};
	const struct keeper_config config = {
		.tracer = s->tracer,
		.hub = follow_hub(s->follow),
		.rooms = rooms,
		.n_rooms = t->n,
		.finding = c->finding,
		.strange = strange,
		.n_strange = ARRAY_SIZE(strange),
	};

	if (!rooms)
		return err_sys(e, ENOMEM, "cannot trace");
	for (size_t i = 0; i < t->n; i++)
		rooms[i] = (struct keeper_room){ t->rooms[i], t->whats[i] };
	return keeper_start(&config, &s->keeper, e);
}

static int open_waiting(struct session *s, const struct session_config *c, struct err *e)
{
	int err;

	s->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (s->epoll < 0)
		return err_sys(e, errno, "cannot wait for events");
	err = watch_fd(s->epoll, tracer_fd(s->tracer), e);
	if (!err)
		err = open_signals(s, e);
	if (!err && !s->follow)
		err = follow_new(c->targets, false, &s->follow, e);
	if (!err && follow_fd(s->follow) >= 0)
		err = watch_fd(s->epoll, follow_fd(s->follow), e);
	return err;
}

static int step(struct session *s, struct epoll_event *ev, struct err *e);

/* Events come from the first interface on, and are delivered; the last may be a minute away. */
static int attach_all(struct session *s, const struct session_config *c, struct err *e)
{
	struct epoll_event ev;
	int err =
		follow_begin(s->follow, s->keeper, s->stream, c->names, c->wants, c->wants_ctx, e);

	while (!err && !follow_is_ready(s->follow) && !s->stop && !delivery_over(&s->delivery))
		err = step(s, &ev, e);
	return err;
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
	s->epoll = s->signals = s->pidfd = -1;
	err = tracer_new(&(struct tracer_config){ 0 }, &s->tracer, e);
	if (!err)
		err = open_waiting(s, c, e);
	if (!err)
		err = open_output(s, c, e);
	if (!err)
		err = start_keeper(s, c, e);
	if (!err)
		err = watch_fd(s->epoll, keeper_fd(s->keeper), e);
	if (err)
		return err;
	delivery_begin(&s->delivery);
	err = attach_all(s, c, e);
	if (err)
		return err;
	*ret = TAKE_PTR(s);
	return 0;
}

size_t session_ends(const struct session *s)
{
	return follow_ends(s->follow);
}

size_t session_rooms(const struct session *s)
{
	return follow_rooms(s->follow);
}

/* Read what waits, let out what is due. Return: ms to sleep, as epoll wants it. */
static int look(struct session *s, struct err *e)
{
	int n = tracer_read(s->tracer, on_record, s);
	uint64_t now = now_ns(CLOCK_BOOTTIME), due;
	int wait = IDLE_LOOK_MS, err;

	if (n < 0)
		return err_sys(e, -n, "cannot read events");
	if (n > 0)
		s->last_event = now;
	/* After the ring: an interface is told of before it is attached, so what it brought finds
	 * its name. */
	err = follow_read(s->follow, now, e);
	if (err)
		return err;
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

static void on_signal(struct session *s)
{
	struct signalfd_siginfo info;

	if (read(s->signals, &info, sizeof(info)) != sizeof(info))
		return;
	/* With a child it is the child that ends, and we with it. */
	if (s->pidfd >= 0)
		syscall(SYS_pidfd_send_signal, s->pidfd, SIGINT, NULL, 0);
	else
		s->stop = true;
}

static int hear_keeper(struct session *s, struct err *e)
{
	struct keeper_msg m;
	int fd, n, err = 0;

	while (!err && (n = keeper_hear(s->keeper, &m, &fd)) == 1) {
		err = follow_hear(s->follow, &m, fd, e);
		if (err != 1)
			continue;
		err = m.error ? err_sys(e, m.error, "cannot read the counters") : 0;
		memcpy(s->counts, m.counts, sizeof(s->counts));
		s->ended |= m.word == KEEPER_END;
	}
	if (!err && n < 0 && !s->ended)
		return err_sys(e, -n, "cannot trace: the process that attaches is gone");
	return err;
}

/* One look, one wait, and what came of it but for signals and the child. */
static int step(struct session *s, struct epoll_event *ev, struct err *e)
{
	int wait = look(s, e), n;

	ev->data.fd = -1;
	if (wait < 0)
		return wait;
	if (s->stop || delivery_over(&s->delivery))
		return 0;
	n = epoll_wait(s->epoll, ev, 1, wait);
	if (n < 0 && errno != EINTR)
		return err_sys(e, errno, "cannot wait for events");
	if (n != 1)
		ev->data.fd = -1;
	if (ev->data.fd == s->signals)
		on_signal(s);
	return ev->data.fd == keeper_fd(s->keeper) || keeper_backlog(s->keeper) ? hear_keeper(s, e)
										: 0;
}

int session_run(struct session *s, pid_t child, int *ret_status, struct err *e)
{
	uint64_t deadline = 0;
	int err = watch_child(s, child, e);

	while (!err && !(deadline && now_ns(CLOCK_BOOTTIME) > deadline)) {
		struct epoll_event ev;

		err = step(s, &ev, e);
		if (err || s->stop || delivery_over(&s->delivery))
			break;
		if (ev.data.fd >= 0 && ev.data.fd == s->pidfd) {
			child_ended(s, child, ret_status);
			deadline = now_ns(CLOCK_BOOTTIME) + LINGER_MS * NS_PER_MS;
		}
	}
	return err;
}

/* The programs count no more; what they have counted. The ring is read meanwhile. */
static int end_keeper(struct session *s, struct hook_count *sum, struct err *e)
{
	struct pollfd fd = { keeper_fd(s->keeper), POLLIN, 0 };
	int err = keeper_say(s->keeper, &(struct keeper_msg){ .word = KEEPER_END });

	s->ending = true;
	if (err)
		return err_sys(e, -err, "cannot trace: the process that attaches is gone");
	while (!err && !s->ended) {
		poll(&fd, 1, BUSY_LOOK_MS);
		err = hear_keeper(s, e);
		if (!err && tracer_read(s->tracer, on_record, s) < 0)
			err = err_sys(e, EIO, "cannot read events");
	}
	for (int i = 0; i < HOOK_MAX; i++) {
		sum->seen += s->counts[i].seen;
		sum->filtered += s->counts[i].filtered;
		sum->submitted += s->counts[i].submitted;
		sum->lost += s->counts[i].lost;
	}
	return err;
}

/* Records from the ring; the others are our own notes. */
static uint64_t read_so_far(const struct session *s)
{
	return stream_counts(s->stream).pushed - follow_notes(s->follow);
}

/* A record is counted before it is handed over: it may still be on its way. */
static int read_rest(struct session *s, uint64_t submitted, struct err *e)
{
	for (int tries = 0; tries < 100 && read_so_far(s) < submitted; tries++) {
		int n = tracer_read(s->tracer, on_record, s);

		if (n < 0)
			return err_sys(e, -n, "cannot read events");
		if (n == 0)
			poll(NULL, 0, 1);
	}
	return 0;
}

int session_close(struct session *s, struct totals *ret, struct err *e)
{
	struct hook_count sum = { 0 };
	struct stream_count c;
	uint64_t lost;
	int err;

	err = end_keeper(s, &sum, e);
	if (!err)
		err = read_rest(s, sum.submitted, e);
	if (err)
		return err;
	stream_finish(s->stream);
	delivery_drain(&s->delivery);
	c = stream_counts(s->stream);
	/* What was submitted and never came out is lost too, whoever lost it. */
	lost = sum.lost + (sum.submitted - read_so_far(s)) + c.malformed + s->unkept +
	       follow_unkept(s->follow) + s->delivery.crowded;
	if (lost > s->delivery.lost)
		delivery_sink(&s->delivery).lost(&s->delivery, lost - s->delivery.lost, 0);
	*ret = (struct totals){
		.seen = sum.seen + follow_notes(s->follow),
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
	if (s->ending)
		keeper_wait(s->keeper, s->signals);
	keeper_free(s->keeper);
	follow_free(s->follow);
	delivery_close(&s->delivery);
	stream_free(s->stream);
	tracer_free(s->tracer);
	cleanup_close(&s->epoll);
	cleanup_close(&s->signals);
	cleanup_close(&s->pidfd);
	free(s);
}
