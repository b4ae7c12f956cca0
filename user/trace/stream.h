/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stream.h - raw records in, one ordered, joined story out.
 *
 *     push(record) ──▶ gap? ──▶ order by (time, cpu, seq) ──▶ decode ──▶ join ──▶ sink
 *
 * Pure: it owns memory and nothing else. Time comes in as an argument, so a replay of the same
 * records gives the same bytes.
 */
#ifndef NSCOPE_STREAM_H
#define NSCOPE_STREAM_H

#include "frame.h"
#include "snapshot.h"

/* A request, its reply, and what they waited for. */
struct transaction {
	uint32_t id;
	bool echo; /* else: an ARP (or neighbour solicitation) exchange that nothing followed */
	bool answered;
	uint64_t netns_cookie; /* who asked */
	uint32_t ifindex;
	uint8_t family;
	uint8_t src[16], dst[16];
	uint16_t echo_id, echo_seq;
	uint32_t arp_requests; /* sent for it */
	uint64_t begin_ns;     /* mono: the first frame, ARP or echo */
	uint64_t resolved_ns; /* the neighbour's answer came in; 0: none was needed, or none came */
	uint64_t request_ns;  /* the echo request left; 0: it never did */
	uint64_t there_ns;    /* it came in at its target; 0: unseen */
	uint64_t reply_ns;    /* the reply came in at the asker; 0: none */
};

/* The stream's counters, octets nowhere: all are events. */
struct stream_count {
	uint64_t pushed;    /* records handed in */
	uint64_t lost;	    /* gaps seen in the sequence numbers */
	uint64_t malformed; /* records that are not ours */
	uint64_t late;	    /* came after a younger one had gone out */
};

/* Of a whole trace, events. */
struct totals {
	uint64_t seen, filtered, delivered, lost; /* seen == filtered + delivered + lost */
};

/* A frame and its bytes live as long as the call; time_ns is since the epoch, as a frame's is. */
struct sink {
	void (*frame)(void *ctx, const struct frame *f);
	void (*transaction)(void *ctx, const struct transaction *t);
	void (*lost)(void *ctx, uint64_t count, uint64_t time_ns);
	void *ctx;
};

struct stream;

/**
 * stream_new() - an empty stream
 * @sink:        copied; called from stream_advance() and stream_finish(); NULL members are skipped
 * @wall_offset: ns to add to CLOCK_BOOTTIME to get time since the epoch
 * Return: NULL when memory is out
 */
struct stream *stream_new(const struct sink *sink, int64_t wall_offset);
void stream_free(struct stream *s);

/**
 * stream_seed() - the neighbour tables as they were before the first event, so that "old" states
 * that the kernel could not tell are known; and who has which address, so that a request's
 * arrival is known for one even where nobody answers
 */
int stream_seed(struct stream *s, const struct snapshot *snap);

/**
 * stream_only_number() - what belongs together is left to who reads a capture of it
 *
 * Frames keep their packet_id; transaction stays 0, and none is told.
 */
void stream_only_number(struct stream *s);

/**
 * stream_push() - hand in one record
 * @record: copied
 * Return: 0 or -ENOMEM (the record counts as lost)
 */
int stream_push(struct stream *s, const void *record, size_t len);

/**
 * stream_advance() - let out all that no other CPU can overtake any more
 * @now_ns: CLOCK_BOOTTIME
 *
 * Also tells the sink of transactions that were not answered in 10 s; those do not count as held.
 * Return: nanoseconds until something that is held now will be due, 0: nothing is held
 */
uint64_t stream_advance(struct stream *s, uint64_t now_ns);

/** stream_finish() - let everything out, and the transactions that were never answered */
void stream_finish(struct stream *s);

struct stream_count stream_counts(const struct stream *s);

static inline void cleanup_stream(struct stream **s)
{
	stream_free(*s);
}
#define _cleanup_stream_ _cleanup_(cleanup_stream)

#endif
