/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * out.h - what every format is: five functions over one stream, and one for those who hold back.
 *
 * Pure but for the FILE it was given: no clock, no stderr, no lookup outside the snapshot. A new
 * format is one file and one row of OUT_FORMATS.
 */
#ifndef NSCOPE_OUT_H
#define NSCOPE_OUT_H

#include "../trace/stream.h"

/* -t as often as it is given; id, letter of the option */
enum out_stamp {
	STAMP_CLOCK,
	STAMP_NONE,
	STAMP_EPOCH,
	STAMP_DELTA,
	STAMP_DATE,
	STAMP_SINCE,
	STAMP_MAX
};
enum out_dump { DUMP_NONE, DUMP_HEX, DUMP_ASCII };

/* How text looks: tcpdump's options. All zero is the plain line. */
struct text_style {
	enum out_stamp stamp;
	bool nano;	     /* --nano: nanoseconds */
	bool link;	     /* -e: the Ethernet header */
	bool verbose, quiet; /* -v, -q */
	enum out_dump dump;  /* -x, -X */
	bool dump_link;	     /* -xx, -XX: from the Ethernet header on */
};

struct out_config {
	FILE *file;
	const struct snapshot *names; /* may be replaced while running; never NULL */
	const struct words *words;
	const char *hostname; /* JSON "host" */
	bool color;
	bool utf8;		 /* ladder */
	unsigned int width;	 /* ladder: terminal columns */
	bool explain;		 /* text, ladder, json: each event in a plain sentence */
	unsigned int fold;	 /* text: columns of a sentence; 0: on one line */
	struct text_style style; /* text */
	uint64_t from, to;	 /* ladder: netns cookies of who pings whom; 0: learnt as it goes */
	bool stream;		 /* pcapng: somebody reads it while it is written */
	bool later;		 /* pcapng: who reads it finds the transactions */
	int64_t wall_offset;	 /* pcapng: ns from a frame's mono_ns to its time_ns, 0: unknown */
	const char *filter;	 /* pcapng: the expression that chose the packets; NULL: none */
};

struct out; /* begins with the config; formats extend it */

struct out_ops {
	const char *name;
	bool joins;  /* it shows what belongs together, so it needs also what a filter leaves out */
	size_t size; /* octets of the format's own struct, which begins with struct out */
	void (*begin)(struct out *o);
	void (*frame)(struct out *o, const struct frame *f);
	void (*transaction)(struct out *o, const struct transaction *t);
	void (*lost)(struct out *o, uint64_t count, uint64_t time_ns);
	void (*end)(struct out *o, const struct totals *t);
	/* Hand over what is held back; NULL: it is never. @now_ns: CLOCK_BOOTTIME, all events
	 * before it were told; 0: not known */
	void (*flush)(struct out *o, uint64_t now_ns);
};

struct out {
	const struct out_ops *ops;
	struct out_config config;
};

#define OUT_FORMATS(X)	 X(text) X(json) X(ladder) X(pcapng) X(count) X(page)
#define OUT_EXTERN(name) extern const struct out_ops out_##name;
OUT_FORMATS(OUT_EXTERN)
#undef OUT_EXTERN

/** out_new() - a printer of one format; NULL when memory is out */
struct out *out_new(const struct out_ops *ops, const struct out_config *config);
void out_free(struct out *o);

/** out_count_table() - the table of an out_count as it is now */
void out_count_table(const struct out *o);

/** out_schema() - the JSON schema of out_json's lines; @ret_len in octets */
const char *out_schema(size_t *ret_len);

/** out_is_placed() - is it known where this was? Not in a capture that others took. */
static inline bool out_is_placed(const struct frame *f)
{
	return f->netns_cookie || f->netns_inum;
}

/** out_where() - append "red:eth0", or "red" without an interface, from the snapshot; escaped */
void out_where(const struct out *o, const struct frame *f, struct text *t);

/** out_drop_reason() - append a drop's "IP_RPFILTER", or its number */
void out_drop_reason(const struct out *o, const struct frame *f, struct text *t);

/** out_drop_place() - append the function that dropped it, or its address */
void out_drop_place(const struct out *o, const struct frame *f, struct text *t);

/**
 * out_witness_head() - append what stands between a witness's type and its packet's summary: "at
 * arp_process ARP ", "type 3 code 1 for ICMP "; nothing of another frame
 */
void out_witness_head(const struct out *o, const struct frame *f, struct text *t);

/** out_time() - append "12:00:01.000123", local time of @time_ns since the epoch */
void out_time(uint64_t time_ns, struct text *t);

#endif
