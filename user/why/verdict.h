/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * verdict.h - one sentence, with a witness: why a ping failed, or that it did not.
 *
 * Pure: a snapshot, the frames of the probe and the kernel's own answers go in; a verdict comes
 * out. A cause is one row of CAUSES and one test.
 */
#ifndef NSCOPE_VERDICT_H
#define NSCOPE_VERDICT_H

#include "../trace/stream.h"

/* id, code of the contract (spec.md section 4) */
#define CAUSES(X)                                                                                  \
	X(NONE, "")                                                                                \
	X(LOOPBACK_DOWN, "loopback-down")                                                          \
	X(LINK_DOWN, "link-down")                                                                  \
	X(NO_CARRIER, "no-carrier")                                                                \
	X(NO_ADDRESS, "no-address")                                                                \
	X(NO_ROUTE, "no-route")                                                                    \
	X(ADDRESS_UNOWNED, "address-unowned")                                                      \
	X(UNKNOWN, "unknown")

#define CAUSE_ENUM(id, code) CAUSE_##id,
enum cause { CAUSES(CAUSE_ENUM) CAUSE_MAX };
#undef CAUSE_ENUM

/* id, word: who speaks for the verdict */
#define CONFIDENCES(X)                                                                             \
	X(INCONCLUSIVE, "inconclusive")                                                            \
	X(INFERRED, "inferred")                                                                    \
	X(PROVEN, "proven")

#define CONFIDENCE_ENUM(id, word) CONFIDENCE_##id,
enum confidence { CONFIDENCES(CONFIDENCE_ENUM) CONFIDENCE_MAX };
#undef CONFIDENCE_ENUM

const char *cause_code(enum cause c);
const char *confidence_word(enum confidence c);

/* The frames of a probe, kept. data pointers are not kept. */
struct frame_log {
	struct frame *frames;
	size_t n;
	uint64_t lost; /* events; > 0: absence proves nothing */
};

struct question {
	const struct snapshot *snap;
	const struct room *from;
	uint8_t family;
	uint8_t to[16];
	const char *to_name; /* the node as the user called it, NULL: an address */
	struct route_answer route;
	const struct frame_log *log;
	unsigned int sent, received; /* as ping counted */
};

struct verdict {
	bool reachable;
	enum cause cause;
	enum confidence confidence;
	char where_netns[ROOM_NAME_MAX];
	char where_ifname[IFNAMSIZ];
	char summary[400];
	char fix[200]; /* a command, "" : none */
};

/** why_judge() - the verdict; never fails: at the least it says "unknown" */
void why_judge(const struct question *q, struct verdict *ret);

#endif
