// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * daemons.c - what the commands of a lab left running in its namespaces
 */
#include "daemons.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/random.h>

#include "../kernel/clock.h"
#include "../kernel/procs.h"

/* An environment has at most 32 pages of 4 KiB a string, and all of it is a quarter of the stack:
 * what is read of it (execve(2)). */
#define ENVIRON_MAX (2 << 20)

int daemons_token(char *ret, struct err *e)
{
	uint8_t bits[(JOURNAL_TOKEN_MAX - 1) / 2];

	if (getrandom(bits, sizeof(bits), 0) != sizeof(bits))
		return err_sys(e, errno, "cannot get random bits");
	for (size_t i = 0; i < sizeof(bits); i++)
		snprintf(ret + 2 * i, 3, "%02x", bits[i]);
	return 0;
}

struct daemons {
	const char *mark; /* "NSCOPE_RUN=0123..." */
	const uint32_t *inums;
	size_t n_inums;
	struct pollfd *fds; /* each a process of ours */
	size_t n;
};

static void daemons_done(struct daemons *d)
{
	for (size_t i = 0; i < d->n; i++)
		cleanup_close(&d->fds[i].fd);
	free(d->fds);
}

/* Among strings that each end in NUL: is it one of them? */
static bool holds(const char *strings, size_t len, const char *wanted)
{
	size_t n = strlen(wanted) + 1;

	for (const char *at = strings, *end = strings + len; at && (size_t)(end - at) >= n;) {
		if (!memcmp(at, wanted, n))
			return true;
		at = memchr(at, '\0', (size_t)(end - at));
		at += at ? 1 : 0;
	}
	return false;
}

static bool is_marked(pid_t pid, const char *mark)
{
	_cleanup_free_ char *text = malloc(ENVIRON_MAX);
	_cleanup_close_ int fd = -1;
	char path[32];
	size_t len = 0;
	ssize_t got;

	snprintf(path, sizeof(path), "/proc/%d/environ", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	while (text && fd >= 0 && len < ENVIRON_MAX &&
	       (got = read(fd, text + len, ENVIRON_MAX - len)) > 0)
		len += (size_t)got;
	return text && holds(text, len, mark);
}

static bool is_inside(pid_t pid, const struct daemons *d)
{
	char path[32], link[32] = "";
	uint32_t inum;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
	if (readlink(path, link, sizeof(link) - 1) < 0 ||
	    sscanf(link, "net:[%" SCNu32 "]", &inum) != 1)
		return false;
	for (size_t i = 0; i < d->n_inums; i++)
		if (d->inums[i] == inum)
			return true;
	return false;
}

/* The descriptor first: what is looked at behind it is that process, or none at all. */
static int add_ours(size_t room, pid_t pid, pid_t inner, const char *comm, void *ctx)
{
	_cleanup_close_ int fd = pidfd_open(pid, 0);
	struct daemons *d = ctx;
	struct pollfd *more;

	(void)room, (void)inner, (void)comm;
	if (fd < 0 || !is_marked(pid, d->mark) || !is_inside(pid, d))
		return 0;
	more = grow(d->fds, d->n, sizeof(*more));
	if (!more)
		return -ENOMEM;
	d->fds = more;
	more[d->n++] = (struct pollfd){ .fd = TAKE_FD(fd), .events = POLLIN };
	return 0;
}

/* Until all have ended, or the patience has. poll() tells of each that has: it is let go. */
static void signal_all(struct daemons *d, int signal)
{
	int64_t end = now_ms() + DAEMONS_PATIENCE_MS, left;

	for (size_t i = 0; i < d->n; i++)
		pidfd_send_signal(d->fds[i].fd, signal, NULL, 0);
	while (d->n && (left = end - now_ms()) > 0) {
		if (poll(d->fds, d->n, (int)left) < 0 && errno != EINTR)
			return;
		for (size_t i = d->n; i-- > 0;)
			if (d->fds[i].revents) {
				close(d->fds[i].fd);
				d->fds[i] = d->fds[--d->n];
			}
	}
}

/* Twice: one that was just about to fork leaves a child. */
int daemons_end(const struct journal_netns *rooms, size_t n, const char *token, struct err *e)
{
	static const int signals[] = { SIGTERM, SIGKILL };
	char mark[sizeof(DAEMONS_MARK) + JOURNAL_TOKEN_MAX];
	_cleanup_free_ uint32_t *inums = calloc(n + 1, sizeof(*inums));

	if (!*token || !n)
		return 0;
	if (!inums)
		return err_sys(e, ENOMEM, "cannot look for what the lab runs");
	for (size_t i = 0; i < n; i++)
		inums[i] = rooms[i].inum;
	snprintf(mark, sizeof(mark), DAEMONS_MARK "=%s", token);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		_cleanup_(daemons_done) struct daemons d = { mark, inums, n, NULL, 0 };
		int err = procs_of(inums, n, add_ours, &d, e);

		if (err == -ENOMEM)
			return err_sys(e, ENOMEM, "cannot look for what the lab runs");
		if (err || !d.n)
			return err;
		signal_all(&d, signals[i]);
	}
	return 0;
}
