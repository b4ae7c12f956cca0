/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * job.h - a child in our place: who started us sees no difference.
 *
 * Theory of operation
 *
 * We and the child are one job: in one process group, on one terminal.
 *
 *   a key (Ctrl-C, Ctrl-Z)     the terminal tells the whole group: nothing to pass on
 *   a signal to us             passed on to the child
 *   the child stops            we stop by the same signal, so that the shell takes its terminal
 *                              back; when we are continued, the child is
 *   the child ends             we end: with its exit status, or by the same signal
 *   we are killed              the child is (PR_SET_PDEATHSIG, who starts it asks for it)
 */
#ifndef NSCOPE_JOB_H
#define NSCOPE_JOB_H

#include <signal.h>
#include <sys/types.h>

/** job_begin() - before the child is forked: signals wait for job_follow(); @before: the child's */
void job_begin(sigset_t *before);

/** job_follow() - be as the child is, to the end */
void __attribute__((noreturn)) job_follow(pid_t child);

#endif
