/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * verdict.h - one sentence, with a witness: why a ping failed, or that it did not.
 *
 * Pure: a snapshot, the frames of a probe and the kernel's own answers go in; a verdict comes out.
 * What the judge would still like to ask the kernel comes out, too: the caller asks, and lets it
 * judge again.
 *
 *     snapshot ──┐                      ┌──▶ verdict
 *     frames   ──┼──▶ why_judge() ──────┤
 *     answers  ──┘         ▲            └──▶ wanted ──▶ the caller asks the kernel ──┐
 *                          └───────────────────── answers ◀──────────────────────────┘
 */
#ifndef NSCOPE_VERDICT_H
#define NSCOPE_VERDICT_H

#include "../trace/ask.h"
#include "../trace/stream.h"
#include "cause_list.h"

/* id, word: who speaks for the verdict */
#define CONFIDENCES(X)                                                                             \
	X(INCONCLUSIVE, "inconclusive")                                                            \
	X(INFERRED, "inferred")                                                                    \
	X(PROVEN, "proven")

/* id, word: which way the packet was going when it died */
#define LEGS(X)                                                                                    \
	X(REQUEST, "request")                                                                      \
	X(REPLY, "reply")

/* id, word: where a line of evidence is from */
#define EVIDENCES(X)                                                                               \
	X(PACKET, "packet")                                                                        \
	X(DROP, "drop")                                                                            \
	X(NEIGH, "neigh")                                                                          \
	X(RULE, "rule")                                                                            \
	X(KERNEL, "kernel")                                                                        \
	X(CONFIG, "config")                                                                        \
	X(PING, "ping")

#define WORD_ENUM(prefix, id)	  prefix##_##id,
#define CONFIDENCE_ENUM(id, word) WORD_ENUM(CONFIDENCE, id)
#define LEG_ENUM(id, word)	  WORD_ENUM(LEG, id)
#define EVIDENCE_ENUM(id, word)	  WORD_ENUM(EVIDENCE, id)
enum confidence { CONFIDENCES(CONFIDENCE_ENUM) CONFIDENCE_MAX };
enum leg { LEGS(LEG_ENUM) LEG_MAX };
enum evidence_kind { EVIDENCES(EVIDENCE_ENUM) EVIDENCE_MAX };
#undef CONFIDENCE_ENUM
#undef LEG_ENUM
#undef EVIDENCE_ENUM
#undef WORD_ENUM

const char *cause_code(enum cause c);
const char *confidence_word(enum confidence c);
const char *leg_word(enum leg l);
const char *evidence_word(enum evidence_kind k);

/* A frame of the probe, kept beyond its bytes, with the words that only the tracer knows. */
struct kept {
	struct frame f;		     /* nothing in it points anywhere any more */
	char summary[128];	     /* as frame_summary() has it */
	char reason[32], symbol[40]; /* drop: of f.reason, f.location; "" : unknown */
	struct event_rule rule;	     /* FRAME_RULE */
	struct ip_part quoted;	     /* an ICMP error: the packet it is about; not valid: none */
	struct icmp_part quoted_icmp;
};

/* A storm has more, and they tell nothing more. A case (shape.c) holds as many. */
#define FRAME_LOG_MAX (1u << 17)

struct frame_log {
	struct kept *kept;
	size_t n;
	uint64_t lost;	   /* events, or not kept; > 0: absence proves nothing */
	uint64_t since_ns; /* CLOCK_BOOTTIME: what is older is not kept */
};

struct asked {
	struct ask ask;
	struct answer answer;
	bool known;
};

/* Questions and answers; each stays where it is. */
struct asks {
	struct asked **rows;
	size_t n;
};

struct question {
	const struct snapshot *snap;
	const struct snapshot
		*after; /* counters when the probe was over, by the same rooms; NULL */
	const struct room *from;
	uint8_t family;
	uint8_t to[16];
	const struct room *owner; /* who has TO, as far as one knows; NULL: nobody */
	const char *to_name;	  /* the node as the user called it, NULL: an address */
	bool has_source;	  /* ping was told from which address (-I) */
	uint8_t source[16];
	uint32_t oif;	      /* ping was bound to an interface (-I); 0: not */
	uint32_t mark;	      /* ping's -m */
	uint8_t ttl;	      /* ping's -t; 0: as usual */
	uint64_t patience_ns; /* how long ping waited for an answer, at the least; 0: not known */
	bool hasty;	      /* that is less than usual (-W) */
	bool waited;	      /* ... and this one nevertheless waited as usual */
	const struct frame_log *log;
	bool rules; /* the firewalls' verdicts are in the log */
	struct asks *asks;
	unsigned int sent, received; /* as ping counted */
	const char *said;	     /* ping's own words, NULL: none */
	int status;		     /* its exit status */
};

#define VERDICT_TEXT	 400
#define EVIDENCE_TEXT	 200
#define FIX_TEXT	 256
#define EVIDENCE_LINES	 24
#define FIX_LINES	 4
#define VERDICT_WARNINGS 8

struct place {
	char netns[ROOM_NAME_MAX];
	char ifname[IFNAMSIZ]; /* "" : the namespace as a whole */
};

/* On the way: an interface, a namespace as a whole, or an address; the last one may be two. */
struct stop {
	struct place at; /* netns "" : nobody has the address */
	bool has_addr;
	uint8_t family, addr[16]; /* a gateway's may be of another family than the packet */
	bool seen;		  /* the packet, or the question for its next hop */
	bool cut;		  /* stops before this one are left out */
};

#define PATH_STOPS 32
#define PATH_SAYS  128

/*
 *     red:eth0 ━▶ sw:p-red → sw:p-blue ━✗ blue:eth0 (10.0.0.2)
 *     stops[0]    stops[1]   stops[2]     stops[3]                 gap 2
 *                                       ╰ the request was lost here
 */
struct path {
	struct stop stops[PATH_STOPS]; /* as the packet goes */
	size_t n;
	bool broken; /* behind stops[gap] */
	bool inside; /* in that namespace, not on the way to the next */
	size_t gap;
	char says[PATH_SAYS]; /* what went wrong there */
	bool arrived;
	uint64_t ns; /* from the first stop to the last, where it arrived */
};

struct evidence {
	enum evidence_kind kind;
	char text[EVIDENCE_TEXT];
};

struct warning {
	enum cause cause;
	struct place where;
	char text[VERDICT_TEXT];
};

struct verdict {
	bool reachable;
	enum cause cause;
	enum confidence confidence;
	enum leg direction;
	bool has_source; /* FROM's address, as it was or would be used */
	uint8_t source[16];
	struct place where;
	char summary[VERDICT_TEXT];
	struct evidence evidence[EVIDENCE_LINES];
	size_t n_evidence;
	struct path path[LEG_MAX];     /* n 0: not gone */
	char fix[FIX_LINES][FIX_TEXT]; /* commands, to be run one after the other */
	size_t n_fix;
	bool fixes_host; /* one of them is for the namespace that nscope was started in */
	struct warning warnings[VERDICT_WARNINGS];
	size_t n_warnings;
	bool ruled_out[CAUSE_MAX]; /* was looked at and does not explain it */
	bool unseen;		   /* lost in a namespace, as far as one saw: nobody says so */
	bool wants_rules; /* a firewall dropped it; which rule, only another probe can tell */
};

/**
 * why_judge() - the verdict; never fails: at the least it says "unknown"
 *
 * Where q->asks holds rows afterwards that are not known, the verdict is not the last word: answer
 * them (tables_ask()) and judge again.
 */
void why_judge(const struct question *q, struct verdict *ret);

/** asks_pending() - the first question that nobody has answered yet, NULL: none */
struct asked *asks_pending(struct asks *a);

/** asks_find() - the answer to a question; one that is new is remembered, and has none: NULL */
const struct answer *asks_find(struct asks *a, const struct ask *ask);

void asks_done(struct asks *a);

#endif
