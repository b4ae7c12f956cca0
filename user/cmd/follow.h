/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * follow.h - what is watched, and stays so while the network changes.
 *
 *     monitor (kernel): links, addresses, routes ──▶ changes ──▶ stream, in the order of packets
 *     attacher (kernel): namespaces found          ──┘   └──▶ interfaces to watch ──▶ attacher
 *
 * Two snapshots: that of now, which changes are found against, and that of the moment the stream
 * has come to, by which packets are named (out_config.names). Each change is done to both, in its
 * time.
 */
#ifndef NSCOPE_FOLLOW_H
#define NSCOPE_FOLLOW_H

#include "../tracer/attacher.h"
#include "../trace/stream.h"
#include "target.h"

struct follow;

/** follow_can() - has it Ethernet frames, as the programs read them? A tunnel has not. */
bool follow_can(const struct link_row *l);

/** follow_wants - is this interface to be watched? */
typedef bool follow_wants(const struct room *r, const struct link_row *l, const void *ctx);

/**
 * follow_new() - before the tables are read: from here on no change is missed
 * @changes: false: what is watched now is all
 * Return: 0; -EPERM, ... where changes cannot be followed; follow_free() it
 */
int follow_new(const struct targets *t, bool changes, struct follow **ret, struct err *e);
void follow_free(struct follow *f);

/** follow_hub() - where the targets have their index as number; NULL: changes are not followed */
struct hub *follow_hub(struct follow *f);

/**
 * follow_begin() - ask the attacher for all that is wanted
 * @names: as they were read after follow_new()
 * @wants: NULL: every veth end
 */
int follow_begin(struct follow *f, struct attacher *k, struct stream *s,
		 const struct snapshot *names, follow_wants *wants, const void *ctx, struct err *e);

/** follow_rules() - before follow_begin(): the firewall's verdicts are wanted, too */
int follow_rules(struct follow *f, struct err *e);

/** follow_rules_fd() - becomes readable when some wait; -1: they are not wanted */
int follow_rules_fd(const struct follow *f);

/** follow_rules_drain() - take in all that wait, with or without their rules' texts: the end */
int follow_rules_drain(struct follow *f, struct err *e);

/** follow_fd() - the monitor's, -1: none */
int follow_fd(const struct follow *f);

/**
 * follow_read() - take in what the kernel told; now and then, too
 * @now_ns: CLOCK_BOOTTIME
 */
int follow_read(struct follow *f, uint64_t now_ns, struct err *e);

/**
 * follow_hear() - take in what the attacher said
 * @fd: taken over
 * Return: 0; 1: it is for others; -errno: an interface that was there from the beginning could not
 * be watched, or memory is out
 */
int follow_hear(struct follow *f, const struct attacher_msg *m, int fd, struct err *e);

/** follow_is_ready() - nothing that was asked for is still to be done */
bool follow_is_ready(const struct follow *f);

/** follow_ends(), follow_rooms() - interfaces and namespaces that are watched */
size_t follow_ends(const struct follow *f);
size_t follow_rooms(const struct follow *f);

/** follow_notes() - records that were put into the stream */
uint64_t follow_notes(const struct follow *f);

/** follow_missed() - verdicts of which the kernel says no more than that they were lost */
uint64_t follow_missed(const struct follow *f);

/** follow_unkept() - of the records that were put in, how many there was no memory for */
uint64_t follow_unkept(const struct follow *f);

static inline void cleanup_follow(struct follow **f)
{
	follow_free(*f);
}
#define _cleanup_follow_ _cleanup_(cleanup_follow)

#endif
