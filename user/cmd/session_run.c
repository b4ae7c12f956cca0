// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * session_run.c - a session's life: events read, in order, delivered; its end, when the sum closes
 *
 * Theory of operation
 *
 * One thread, one epoll: the ring, the signals, the child. The programs wake us for the first
 * event after a quiet moment and then stay silent (a wake-up per event costs a flood ping three
 * times its own time), so after each wake-up we look again by ourselves until nothing came for
 * WATCH_NS. What the stream holds back to keep the order is due sooner than that.
 *
 * The programs and the namespaces are another process's (tracer/attacher.h), which this one asks.
 */
#include "session_inner.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "progress.h"

#define NS_PER_MS 1000000ull

#define RECORDS_AT_ONCE 32

/* A child's last words may still be on their way when it is gone. */
#define LINGER_MS 20

/* While events come: often enough that the ring does not fill, seldom enough to be cheap. */
#define BUSY_LOOK_MS 2
#define IDLE_LOOK_MS 100
/* Nobody waits for what is only recorded: more at once is cheaper. In a storm 10 ms of it are half
 * a megabyte. */
#define RECORD_LOOK_MS 10
/* Somebody waits for what comes: whether it is enough is asked as often. */
#define ASKED_LOOK_MS 5

static int wait_for(struct session *s, int op, int fd, uint32_t events, struct err *e)
{
	struct epoll_event ev = { .events = events, .data.fd = fd };

	if (epoll_ctl(s->epoll, op, fd, &ev))
		return err_sys(e, errno, "cannot wait for events");
	return 0;
}

int session_wait_for(struct session *s, int fd, struct err *e)
{
	return wait_for(s, EPOLL_CTL_ADD, fd, EPOLLIN, e);
}

/* In a storm something is always there, and we would never sleep. Who may sleep longer is woken by
 * the first event alone, until it was quiet again. */
static uint32_t ring_events(const struct session *s)
{
	return EPOLLIN | EPOLLET | (s->only_records ? EPOLLONESHOT : 0);
}

int session_wait_for_ring(struct session *s, struct err *e)
{
	return wait_for(s, EPOLL_CTL_ADD, tracer_fd(s->tracer), ring_events(s), e);
}

/* What came since the last look counts: then the wait is over at once. */
static int wait_for_ring_again(struct session *s, struct err *e)
{
	return wait_for(s, EPOLL_CTL_MOD, tracer_fd(s->tracer), ring_events(s), e);
}

static int on_record(void *ctx, const void *record, size_t len)
{
	const struct event *e = record;
	struct session *s = ctx;

	s->unkept += stream_push(s->stream, record, len) != 0;
	/* Nothing older comes behind it but what overtakes: what is due goes on while the cache
	 * still has it. */
	if (++s->n_read % RECORDS_AT_ONCE == 0 && len >= sizeof(*e))
		stream_advance(s->stream, e->time_ns);
	return 0;
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
	if (s->enough && wait > ASKED_LOOK_MS)
		wait = ASKED_LOOK_MS;
	if (s->only_records && wait == BUSY_LOOK_MS)
		return RECORD_LOOK_MS;
	if (s->only_records)
		err = wait_for_ring_again(s, e);
	if (err)
		return err;
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
	return session_wait_for(s, s->pidfd, e);
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

static void sum_counts(struct session *s, const struct hook_count *hooks)
{
	struct hook_count sum = { 0 };

	s->witness_lost = 0;
	for (int i = 0; i < HOOK_MAX; i++) {
		sum.seen += hooks[i].seen;
		sum.filtered += hooks[i].filtered;
		sum.submitted += hooks[i].submitted;
		sum.lost += hooks[i].lost;
		s->witness_lost += hook_is_witness(i) ? hooks[i].lost : 0;
	}
	s->counts = sum;
}

/* Lost here, not by the programs. */
static uint64_t lost_here(const struct session *s)
{
	return stream_counts(s->stream).malformed + s->unkept + follow_unkept(s->follow) +
	       follow_missed(s->follow) + s->delivery.crowded;
}

static struct totals totals_of(const struct session *s, uint64_t lost)
{
	return (struct totals){
		.seen = s->counts.seen + follow_notes(s->follow) + follow_missed(s->follow),
		.filtered = s->counts.filtered + s->delivery.filtered,
		.delivered = s->delivery.delivered,
		.lost = lost,
	};
}

static void on_asked(struct session *s)
{
	struct signalfd_siginfo info;

	if (read(s->asked, &info, sizeof(info)) == sizeof(info))
		attacher_say(s->attacher, &(struct attacher_msg){ .word = ATTACHER_COUNTS });
}

/* The counters so far; what is in the ring, or waits for its turn, is under way. */
static void tell_counts(struct session *s)
{
	const struct totals t = totals_of(s, s->counts.lost + lost_here(s));
	uint64_t done = t.filtered + t.delivered + t.lost;

	fprintf(stderr,
		"nscope: so far %" PRIu64 " seen = %" PRIu64 " filtered + %" PRIu64
		" delivered + %" PRIu64 " lost + %" PRIu64 " under way\n",
		t.seen, t.filtered, t.delivered, t.lost, t.seen > done ? t.seen - done : 0);
	delivery_tell(&s->delivery);
}

static void take_answer(struct session *s, const struct attacher_msg *m)
{
	if (m->word == ATTACHER_COST && s->cost)
		memcpy(s->cost, m->cost, sizeof(m->cost));
	if (m->word != ATTACHER_COUNTS && m->word != ATTACHER_END)
		return;
	sum_counts(s, m->counts);
	s->ended |= m->word == ATTACHER_END;
	if (m->word == ATTACHER_COUNTS)
		tell_counts(s);
}

static int hear_attacher(struct session *s, struct err *e)
{
	struct attacher_msg m;
	int fd, n, err = 0;

	while (!err && (n = attacher_hear(s->attacher, &m, &fd)) == 1) {
		err = follow_hear(s->follow, &m, fd, e);
		if (err != 1)
			continue;
		err = m.error ? err_sys(e, m.error, "cannot read the counters") : 0;
		take_answer(s, &m);
	}
	if (!err && n < 0 && !s->ended)
		return err_sys(e, -n, "cannot trace: the process that attaches is gone");
	return err;
}

bool session_is_over(const struct session *s)
{
	return s->stop || delivery_over(&s->delivery) ||
	       (!s->finding && follow_rooms(s->follow) == 0);
}

int session_step(struct session *s, struct epoll_event *ev, struct err *e)
{
	int wait = look(s, e), n;

	ev->data.fd = -1;
	if (wait < 0)
		return wait;
	if (session_is_over(s))
		return 0;
	n = epoll_wait(s->epoll, ev, 1, wait);
	if (n < 0 && errno != EINTR)
		return err_sys(e, errno, "cannot wait for events");
	if (n != 1)
		ev->data.fd = -1;
	if (ev->data.fd == s->signals)
		on_signal(s);
	else if (ev->data.fd == s->asked)
		on_asked(s);
	return ev->data.fd == attacher_fd(s->attacher) || attacher_backlog(s->attacher)
		       ? hear_attacher(s, e)
		       : 0;
}

static void end_child(const struct session *s)
{
	if (s->pidfd >= 0)
		syscall(SYS_pidfd_send_signal, s->pidfd, SIGINT, NULL, 0);
}

/* The child is gone, and nothing that it caused is under way any more. */
static bool child_is_over(struct session *s, uint64_t ended)
{
	uint64_t now = now_ns(CLOCK_BOOTTIME);

	if (!s->enough)
		return ended && now > ended + LINGER_MS * NS_PER_MS;
	progress_tick(now);
	if (!s->enough(s->enough_ctx, now, ended))
		return false;
	end_child(s);
	return ended;
}

int session_run(struct session *s, pid_t child, int *ret_status, struct err *e)
{
	uint64_t ended = 0;
	int err = watch_child(s, child, e);

	while (!err && !(child && child_is_over(s, ended))) {
		struct epoll_event ev;

		err = session_step(s, &ev, e);
		if (err || session_is_over(s))
			break;
		if (ev.data.fd >= 0 && ev.data.fd == s->pidfd) {
			child_ended(s, child, ret_status);
			ended = now_ns(CLOCK_BOOTTIME);
		}
	}
	return err;
}

/* The programs count no more; what they have counted. The ring is read meanwhile. */
static int end_attacher(struct session *s, struct err *e)
{
	struct pollfd fd = { attacher_fd(s->attacher), POLLIN, 0 };
	int err = 0;

	if (s->cost)
		err = attacher_say(s->attacher, &(struct attacher_msg){ .word = ATTACHER_COST });
	if (!err)
		err = attacher_say(s->attacher, &(struct attacher_msg){ .word = ATTACHER_END });
	s->ending = true;
	if (err)
		return err_sys(e, -err, "cannot trace: the process that attaches is gone");
	while (!err && !s->ended) {
		poll(&fd, 1, BUSY_LOOK_MS);
		err = hear_attacher(s, e);
		if (!err && tracer_read(s->tracer, on_record, s) < 0)
			err = err_sys(e, EIO, "cannot read events");
	}
	return err;
}

/* Records from the ring; the others are our own notes. */
static uint64_t read_so_far(const struct session *s)
{
	return stream_counts(s->stream).pushed - follow_notes(s->follow);
}

/* A record is counted before it is handed over: it may still be on its way. */
static int read_rest(struct session *s, struct err *e)
{
	for (int tries = 0; tries < 100 && read_so_far(s) < s->counts.submitted; tries++) {
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
	uint64_t lost;
	int err = end_attacher(s, e);

	if (!err)
		err = follow_rules_drain(s->follow, e);
	if (!err)
		err = read_rest(s, e);
	if (err)
		return err;
	stream_finish(s->stream);
	delivery_drain(&s->delivery);
	/* What was submitted and never came out is lost too, whoever lost it. */
	lost = s->counts.lost + (s->counts.submitted - read_so_far(s)) + lost_here(s);
	if (lost > s->delivery.lost)
		delivery_sink(&s->delivery).lost(&s->delivery, lost - s->delivery.lost, 0);
	/* Nobody concludes anything from what a witness did not say. */
	if (s->delivery.log)
		s->delivery.log->lost -= s->witness_lost < s->delivery.log->lost
						 ? s->witness_lost
						 : s->delivery.log->lost;
	*ret = totals_of(s, lost);
	return delivery_end(&s->delivery, ret, e);
}
