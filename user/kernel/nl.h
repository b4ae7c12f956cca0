/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nl.h - netlink as a line of questions and answers: the only sockets to rtnetlink and netfilter.
 *
 * A socket belongs to the namespace it was opened in, for ever; so it is opened inside once and
 * then carried. The kernel works through a message while it is being sent, hence a batch costs
 * one call to send and one to receive: refusals, if any, and the last one's acknowledgement are
 * waiting when it returns. One that did not fit would be told by ENOBUFS.
 *
 * Answers are taken only from the kernel (sender 0) and only with our sequence number; nothing is
 * cut silently; a table that changed while it was read is read again.
 */
#ifndef NSCOPE_NL_H
#define NSCOPE_NL_H

#include "msg.h"
#include "netns.h"

/* So many refusals fit the default receive buffer (208 KiB, under 1 KiB each) for sure. */
#define NL_BATCH_MAX 64

struct nl {
	int fd;
	uint32_t seq;
};

#define NL_INIT                                                                                    \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/**
 * nl_open() - a socket inside a namespace
 * @ret: nl_close() it
 */
int nl_open(const struct netns *n, struct nl *ret, struct err *e);

/** nl_open_here() - the same in the namespace the caller has entered */
int nl_open_here(struct nl *ret, struct err *e);

/** nl_open_firewall() - the same to netfilter instead of rtnetlink; for dumps only */
int nl_open_firewall(struct nl *ret, struct err *e);

/** nl_netns() - a descriptor of the namespace the socket is in, or -errno */
int nl_netns(const struct nl *nl, struct err *e);
void nl_close(struct nl *nl);
#define _cleanup_nl_ _cleanup_(nl_close)

/* Messages on their way, each with what it is about. */
struct nl_batch {
	size_t n, len;
	const void *about[NL_BATCH_MAX];
	char bytes[NL_BATCH_MAX * MSG_MAX] __attribute__((aligned(8)));
};

/** nl_batch_next() - where the next message is to be filled in; NULL: the batch is full */
void *nl_batch_next(struct nl_batch *b);

/** nl_batch_add() - take the message filled in there */
void nl_batch_add(struct nl_batch *b, const struct nlmsghdr *h, const void *about);

/* What the kernel refused. @words: its own, or strerror */
typedef void nl_refused(void *ctx, const void *about, int code, const char *words);

/**
 * nl_batch_send() - send all, wait for the last to be acknowledged, empty the batch
 *
 * A refused message does not stop those behind it.
 * Return: 0, also when some were refused; -errno when the line itself broke
 */
int nl_batch_send(struct nl *nl, struct nl_batch *b, nl_refused *refused, void *ctx, struct err *e);

/* A row of an answer; non-zero stops and is returned. */
typedef int nl_row(const struct nlmsghdr *h, void *ctx);

/**
 * nl_ask() - one question with one answer
 * Return: what @row returned; -errno with the kernel's words, without subject
 */
int nl_ask(struct nl *nl, struct nlmsghdr *h, nl_row *row, void *ctx, struct err *e);

/**
 * nl_dump() - a whole table; @row sees it only when it is consistent
 * Return: as nl_ask(); -EAGAIN when it changed under us NL_DUMP_TRIES times
 */
#define NL_DUMP_TRIES 16
int nl_dump(struct nl *nl, struct nlmsghdr *h, nl_row *row, void *ctx, struct err *e);

/**
 * nl_glance() - the same for who looks again and again: @row sees what comes, nothing is kept
 * Return: as nl_ask(); -EAGAIN when it changed under us, and what @row has seen may be wrong
 */
int nl_glance(struct nl *nl, struct nlmsghdr *h, nl_row *row, void *ctx, struct err *e);

#endif
