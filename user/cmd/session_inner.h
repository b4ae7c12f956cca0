/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session_inner.h - what session.c, which wires a session together, and session_run.c, which lives
 * it, share.
 */
#ifndef NSCOPE_SESSION_INNER_H
#define NSCOPE_SESSION_INNER_H

#include <sys/epoll.h>
#include <time.h>

#include "deliver.h"
#include "session.h"

struct session {
	struct tracer *tracer;
	struct stream *stream;
	struct delivery delivery;
	struct words words;
	char hostname[65];
	int epoll, signals, asked, pidfd;
	struct attacher *attacher;
	struct follow *follow;
	struct hook_count counts; /* as the attacher told them last, all hooks together */
	struct hook_cost *cost;	  /* NULL: not wanted */
	bool ending, ended;	  /* it was told to end; it has */
	bool finding;		  /* new namespaces may come */
	uint64_t witness_lost;
	bool (*enough)(void *ctx, uint64_t now_ns, bool ended);
	void *enough_ctx;
	bool stop;
	uint64_t unkept;     /* records there was no memory for */
	uint64_t n_read;     /* records from the ring */
	uint64_t last_event; /* CLOCK_BOOTTIME, ns */
};

/** session_wait_for() - a descriptor more that ends a wait */
int session_wait_for(struct session *s, int fd, struct err *e);

/** session_wait_for_ring() - as are the programs' wake-ups, but not that something is there */
int session_wait_for_ring(struct session *s, struct err *e);

/**
 * session_step() - one look at all that may have come, and one wait
 * @ev: what ended the wait, where that is for others; its descriptor is -1 where it is not
 */
int session_step(struct session *s, struct epoll_event *ev, struct err *e);

/** session_is_over() - there is nothing to wait for any more */
bool session_is_over(const struct session *s);

#endif
