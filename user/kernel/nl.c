// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nl.c - netlink as a line of questions and answers
 */
#include "nl.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>

/* A dump comes in pieces of at most 32 KiB (netlink_recvmsg), one row too long in a bigger one. */
#define RECEIVE_BYTES (64 << 10)

/* The answer is there when send returns; who waits longer waits for nothing. */
#define PATIENCE_S 5

static int set_options(int fd, struct err *e)
{
	static const int options[] = { NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK };
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	const int on = 1;

	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (setsockopt(fd, SOL_NETLINK, options[i], &on, sizeof(on)) &&
		    errno != ENOPROTOOPT)
			return err_sys(e, errno, "cannot set up a netlink socket");
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)))
		return err_sys(e, errno, "cannot set up a netlink socket");
	return 0;
}

static int open_to(int protocol, struct nl *ret, struct err *e)
{
	_cleanup_close_ int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);

	if (fd < 0)
		return err_sys(e, errno, "cannot open a netlink socket");
	if (set_options(fd, e))
		return -e->code;
	*ret = (struct nl){ .fd = TAKE_FD(fd) };
	return 0;
}

int nl_open_here(struct nl *ret, struct err *e)
{
	return open_to(NETLINK_ROUTE, ret, e);
}

int nl_open_firewall(struct nl *ret, struct err *e)
{
	return open_to(NETLINK_NETFILTER, ret, e);
}

int nl_open(const struct netns *n, struct nl *ret, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	int err = netns_enter(n, &token, e);

	return err ? err : nl_open_here(ret, e);
}

int nl_netns(const struct nl *nl, struct err *e)
{
	int fd = ioctl(nl->fd, SIOCGSKNS);

	return fd >= 0 ? fd : err_sys(e, errno, "cannot find a namespace by its socket");
}

void nl_close(struct nl *nl)
{
	cleanup_close(&nl->fd);
	nl->fd = -1;
}

static int send_bytes(struct nl *nl, const void *bytes, size_t len, struct err *e)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct iovec iov = { (void *)bytes, len };
	struct msghdr m = {
		.msg_name = &kernel,
		.msg_namelen = sizeof(kernel),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t n;

	do {
		n = sendmsg(nl->fd, &m, 0);
	} while (n < 0 && errno == EINTR);
	return n < 0 ? err_sys(e, errno, "cannot send a netlink message") : 0;
}

/* One datagram from the kernel. Return: its length, or -errno. */
static ssize_t receive(struct nl *nl, char *buf, size_t size, struct err *e)
{
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { buf, size };
	ssize_t n;

	for (;;) {
		struct msghdr m = {
			.msg_name = &from,
			.msg_namelen = sizeof(from),
			.msg_iov = &iov,
			.msg_iovlen = 1,
		};

		n = recvmsg(nl->fd, &m, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return err_set(e, ETIMEDOUT, "netlink gave no answer within %d s",
				       PATIENCE_S);
		if (n < 0)
			return err_sys(e, errno, "cannot receive a netlink message");
		if (m.msg_flags & MSG_TRUNC)
			return err_set(e, EMSGSIZE, "a netlink message is longer than %zu octets",
				       size);
		if (m.msg_namelen == sizeof(from) && from.nl_pid == 0)
			return n;
	}
}

static int refusal(const struct nlmsghdr *h, struct err *e)
{
	char buf[256] = "";
	struct text words = TEXT(buf);
	int code = msg_error(h, &words);

	return code ? err_set(e, code, "%s", *buf ? buf : strerror(code)) : 0;
}

void *nl_batch_next(struct nl_batch *b)
{
	return b->n < NL_BATCH_MAX ? b->bytes + b->len : NULL;
}

void nl_batch_add(struct nl_batch *b, const struct nlmsghdr *h, const void *about)
{
	b->about[b->n++] = about;
	b->len += MNL_ALIGN(h->nlmsg_len);
}

/* What is refused answers unasked; what is not need not, but for the last. */
static void number(struct nl *nl, struct nl_batch *b)
{
	for (size_t at = 0; at < b->len;) {
		struct nlmsghdr *h = (struct nlmsghdr *)(b->bytes + at);

		h->nlmsg_seq = ++nl->seq;
		at += MNL_ALIGN(h->nlmsg_len);
		if (at < b->len)
			h->nlmsg_flags &= (uint16_t)~NLM_F_ACK;
	}
}

int nl_batch_send(struct nl *nl, struct nl_batch *b, nl_refused *refused, void *ctx, struct err *e)
{
	char buf[RECEIVE_BYTES] __attribute__((aligned(8)));
	uint32_t first = nl->seq + 1;
	size_t sent = b->n;
	bool done = !sent;
	int err;

	number(nl, b);
	err = sent ? send_bytes(nl, b->bytes, b->len, e) : 0;
	b->n = b->len = 0;
	while (!err && !done) {
		const struct nlmsghdr *h = (const struct nlmsghdr *)buf;
		ssize_t got = receive(nl, buf, sizeof(buf), e);
		int len = (int)got;

		if (got < 0)
			return (int)got;
		for (; mnl_nlmsg_ok(h, len); h = mnl_nlmsg_next(h, &len)) {
			struct err why = { 0 };

			if (h->nlmsg_type != NLMSG_ERROR || h->nlmsg_seq - first >= sent)
				continue;
			done = h->nlmsg_seq == nl->seq;
			if (refusal(h, &why))
				refused(ctx, b->about[h->nlmsg_seq - first], why.code, why.text);
		}
	}
	return err;
}

int nl_ask(struct nl *nl, struct nlmsghdr *h, nl_row *row, void *ctx, struct err *e)
{
	char buf[RECEIVE_BYTES] __attribute__((aligned(8)));
	int err;

	h->nlmsg_seq = ++nl->seq;
	err = send_bytes(nl, h, h->nlmsg_len, e);
	while (!err) {
		const struct nlmsghdr *a = (const struct nlmsghdr *)buf;
		ssize_t got = receive(nl, buf, sizeof(buf), e);
		int len = (int)got;

		if (got < 0)
			return (int)got;
		for (; mnl_nlmsg_ok(a, len); a = mnl_nlmsg_next(a, &len)) {
			if (a->nlmsg_seq != nl->seq)
				continue;
			return a->nlmsg_type == NLMSG_ERROR ? refusal(a, e) : row(a, ctx);
		}
	}
	return err;
}

struct table {
	char *bytes;
	size_t len;
	bool changed, done;
	nl_row *row; /* shown at once instead of kept */
	void *ctx;
	int row_said;
};

static void table_free(struct table *t)
{
	free(t->bytes);
}

static int table_add(struct table *t, const struct nlmsghdr *h)
{
	size_t len = MNL_ALIGN(h->nlmsg_len);
	char *bytes = realloc(t->bytes, t->len + len);

	if (!bytes)
		return -ENOMEM;
	t->bytes = bytes;
	memset(bytes + t->len, 0, len);
	memcpy(bytes + t->len, h, h->nlmsg_len);
	t->len += len;
	return 0;
}

/* One datagram of a dump. The rest is fetched even when it is stale: it is in the socket. */
static int table_take(struct table *t, const char *buf, size_t size, uint32_t seq, struct err *e)
{
	const struct nlmsghdr *h = (const struct nlmsghdr *)buf;
	int len = (int)size, err = 0;

	for (; mnl_nlmsg_ok(h, len) && !err && !t->done; h = mnl_nlmsg_next(h, &len)) {
		if (h->nlmsg_seq != seq)
			continue;
		t->changed |= !!(h->nlmsg_flags & NLM_F_DUMP_INTR);
		t->done = h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR;
		if (t->done)
			err = refusal(h, e);
		else if (t->row)
			t->row_said = t->row_said ? t->row_said : t->row(h, t->ctx);
		else if (table_add(t, h))
			err = err_sys(e, ENOMEM, "cannot keep a table");
	}
	return err;
}

static int table_fetch(struct nl *nl, struct nlmsghdr *h, struct table *t, struct err *e)
{
	char buf[RECEIVE_BYTES] __attribute__((aligned(8)));
	int err;

	h->nlmsg_seq = ++nl->seq;
	err = send_bytes(nl, h, h->nlmsg_len, e);
	while (!err && !t->done) {
		ssize_t n = receive(nl, buf, sizeof(buf), e);

		err = n < 0 ? (int)n : table_take(t, buf, (size_t)n, nl->seq, e);
	}
	return err;
}

int nl_dump(struct nl *nl, struct nlmsghdr *h, nl_row *row, void *ctx, struct err *e)
{
	for (int i = 0; i < NL_DUMP_TRIES; i++) {
		_cleanup_(table_free) struct table t = { 0 };
		int err = table_fetch(nl, h, &t, e);

		if (err || !t.changed) {
			for (size_t at = 0; !err && at < t.len;) {
				const struct nlmsghdr *r = (const struct nlmsghdr *)(t.bytes + at);

				err = row(r, ctx);
				at += MNL_ALIGN(r->nlmsg_len);
			}
			return err;
		}
	}
	return err_set(e, EAGAIN, "it changed %d times while it was read", NL_DUMP_TRIES);
}

int nl_glance(struct nl *nl, struct nlmsghdr *h, nl_row *row, void *ctx, struct err *e)
{
	struct table t = { .row = row, .ctx = ctx };
	int err = table_fetch(nl, h, &t, e);

	if (!err && t.changed)
		return err_set(e, EAGAIN, "it changed while it was read");
	return err ? err : t.row_said;
}
