/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * session.h - one watch from first to last event: tracer, stream and printer wired together.
 *
 *     tracer (kernel) ──▶ stream (pure) ──▶ delivery: printer, recorder, log
 *          follow.h ───────┘
 */
#ifndef NSCOPE_SESSION_H
#define NSCOPE_SESSION_H

#include <sys/types.h>

#include "../io/outfile.h"
#include "../kernel/clock.h"
#include "../tracer/tracer.h"
#include "../out/out.h"
#include "../why/verdict.h"
#include "follow.h"
#include "sieve.h"
#include "target.h"

struct session_config {
	struct targets *targets; /* let go of where changes are followed, so that they can die */
	struct snapshot *names;	 /* kept current there */
	follow_wants *wants;	 /* which interfaces to watch; NULL: every veth end */
	const void *wants_ctx;
	struct follow *follow;			/* taken over; NULL: changes are not followed */
	const struct attacher_finding *finding; /* new namespaces; NULL: none are looked for */
	uint64_t from, to; /* who pings whom (cookies), 0: not known; the ladder draws their way */
	const struct out_ops *format; /* of what is printed; NULL: nothing is */
	struct outfile *record;	      /* where a capture is written; NULL: nowhere */
	bool summary;		      /* a table of counters at the end, on standard error */
	bool color, explain;
	struct text_style style;
	bool cage;		   /* give up all rights before the first packet is read */
	uint64_t limit;		   /* packets to deliver, 0: no limit */
	const struct sieve *sieve; /* what is wanted; NULL: all */
	const char *filter;	   /* the sieve's expression, as it was written; NULL: none */
	bool failed;		   /* only what belongs to a transaction without an answer */
	bool witness;		   /* what leaves no drop, too: the witnesses of hooks.h */
	bool rules;		   /* the firewall's verdicts, too */
	uint32_t snaplen;	   /* octets of a packet that are looked at; 0: all there are */
	size_t ring_bytes;	   /* of events that wait to be read; 0: as many as usual */
	struct frame_log *log;	   /* keeps every frame, NULL: none */
	bool (*enough)(void *ctx, uint64_t now_ns,
		       bool ended); /* is the child's work done? Then it is ended,
				     * and so are we; NULL: we wait for it */
	void *enough_ctx;
	struct hook_cost *cost; /* HOOK_MAX: filled at the end; NULL: the time is not taken */
	const int *strange;	/* descriptors that the process that attaches must not hold open */
	size_t n_strange;
};

struct session;

/**
 * session_open() - load, attach, ready: from here on no packet is missed
 *
 * What comes while the last ones are being attached is delivered already.
 */
int session_open(const struct session_config *c, struct session **ret, struct err *e);

/** session_learn() - names that drops are told with, while there is nothing else to do */
void session_learn(struct session *s);

/** session_ends() - interfaces being watched; session_rooms() - namespaces */
size_t session_ends(const struct session *s);
size_t session_rooms(const struct session *s);

/**
 * session_run() - print until a signal, the limit, or the end of a child
 * @child: 0: none; else also ends LINGER ms after it ended
 * @ret_status: the child's wait status; may be NULL
 */
int session_run(struct session *s, pid_t child, int *ret_status, struct err *e);

/**
 * session_close() - no more events, print what is left, close the sum
 *
 * session_free() comes after it, and returns when everything is taken away, or at a second signal.
 */
int session_close(struct session *s, struct totals *ret, struct err *e);

void session_free(struct session *s);

static inline void cleanup_session(struct session **s)
{
	session_free(*s);
}
#define _cleanup_session_ _cleanup_(cleanup_session)

#endif
