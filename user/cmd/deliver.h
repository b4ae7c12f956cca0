/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * deliver.h - where events go, live ones and recorded ones alike.
 *
 *     stream ──▶ noise? limit? sieve ──▶ (hold) ──▶ printer, recorder, log
 *                        │
 *                        └▶ counted as filtered
 */
#ifndef NSCOPE_DELIVER_H
#define NSCOPE_DELIVER_H

#include "../io/outfile.h"
#include "../out/out.h"
#include "../trace/hold.h"
#include "../why/verdict.h"
#include "sieve.h"

struct delivery_config {
	const struct out_ops *format; /* of what is printed on standard output; NULL: nothing is */
	struct out_config out;	      /* its file is filled in here */
	struct outfile *print;	      /* where it is printed; NULL: standard output */
	struct outfile *record;	      /* where a capture is written; NULL: nowhere */
	bool summary;		      /* a table of counters at the end, on standard error */
	struct snapshot *current;     /* names, to be kept current; NULL: they stay, or others do */
	struct frame_log *log;	      /* keeps every frame, NULL: none */
	uint64_t limit;		      /* packets to deliver, 0: no limit */
	const struct sieve *sieve;    /* what is wanted; NULL: all */
	bool failed;		      /* only what belongs to a transaction without an answer */
	uint32_t snaplen;	      /* octets of a packet that are looked at; 0: all there are */
	int signals;		      /* becomes readable when waiting has to end; -1: none */
};

struct delivery {
	struct out *printer, *recorder, *summary; /* NULL: none */
	struct outfile *print, *record;
	struct outfile *opened; /* to print to, by us; NULL: by others, or not at all */
	const struct snapshot *names;
	struct snapshot *current;
	struct words words;
	const struct sieve *sieve;
	struct hold *hold; /* NULL: nothing waits */
	uint32_t snaplen;
	bool later; /* who reads the capture finds the transactions */
	struct frame_log *log;
	uint64_t limit, packets;	    /* to deliver, delivered */
	uint64_t delivered, filtered, lost; /* events */
	uint64_t crowded;		    /* of those lost: there was no room to wait in */
	uint64_t flushed, recorded;	    /* events, when printer and recorder were flushed */
	uint64_t recorded_ns;		    /* when the recorder was; CLOCK_BOOTTIME */
	bool full;			    /* the limit is reached */
};

/** delivery_open() - printers made; delivery_close() it, also after a failure */
int delivery_open(struct delivery *d, const struct delivery_config *c, struct err *e);
void delivery_close(struct delivery *d);

/** delivery_begin() - the printers' first words */
void delivery_begin(struct delivery *d);

/** delivery_sink() - what a stream is given; its context is @d, which must stay where it is */
struct sink delivery_sink(struct delivery *d);

/**
 * delivery_flush() - hand over what is held back
 * @now_ns: CLOCK_BOOTTIME
 * @quiet:  nothing is coming just now
 *
 * Lines at once: whoever reads a pipe reads it live. A capture when it is quiet, or every 250 ms.
 */
void delivery_flush(struct delivery *d, uint64_t now_ns, bool quiet);

/** delivery_tell() - what has been counted so far, if that is what is wanted */
void delivery_tell(struct delivery *d);

/** delivery_over() - the limit is reached, or nobody takes it any more */
bool delivery_over(const struct delivery *d);

/** delivery_drain() - nothing more comes: what waits goes on */
void delivery_drain(struct delivery *d);

/** delivery_end() - the counters, and everything written; the first failure is the answer */
int delivery_end(struct delivery *d, const struct totals *t, struct err *e);

#endif
