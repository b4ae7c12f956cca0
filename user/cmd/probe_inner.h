/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probe_inner.h - what probe.c, which watches a ping, and probe_glance.c, which only glances at
 * one, share.
 */
#ifndef NSCOPE_PROBE_INNER_H
#define NSCOPE_PROBE_INNER_H

#include "probe.h"

#define ANSWERED_NS 2000000ull /* nothing more has to be seen so long after the answer */

/** probe_ping() - start it
 * @ret_out: where it prints to, a file without a name: that may be long, and is wanted at the end
 */
int probe_ping(const struct probe *p, int *ret_out, pid_t *ret, struct err *e);

/** probe_listen() - what it printed, and how often it was answered; @fd: taken over */
int probe_listen(struct probe *p, int fd, struct err *e);

/** probe_judge() - let the kernels answer what the judge wants to know, until it wants no more */
int probe_judge(struct probe *p, bool rules, struct verdict *ret, struct err *e);

/**
 * probe_glance() - a ping at once, seen by packet sockets
 *
 * Was it answered, is all of its way there and back in what was seen, then that is the verdict,
 * and no program need be loaded. Otherwise the sockets go on listening.
 */
bool probe_glance(struct probe *p, struct verdict *ret);

/** probe_glance_over() - from p->log.since_ns on others see. What had been asked until then goes to
 * the log: who has asked already will not ask again */
void probe_glance_over(struct probe *p);

/** probe_is_first() - is it an echo of the ping that was glanced at, not of the one watched? */
bool probe_is_first(const struct probe *p, const struct kept *k);

/** probe_forget_first() - those leave the log */
void probe_forget_first(struct probe *p);

/** probe_reaches() - is FROM linked with it, by whatever? @room: index in p->names */
bool probe_reaches(const struct probe *p, size_t room);

/** probe_patience() - ns of silence that are enough where nothing decides it */
uint64_t probe_patience(const struct probe *p);

#endif
