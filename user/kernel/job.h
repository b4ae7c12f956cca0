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

#include <sys/types.h>

/**
 * job_follow() - be as the child is, to the end
 * @word: a pipe: what comes out of it is the child's word that it could not begin, and its end
 *        without a word that it could
 * Return: only when there is word, unread
 *
 * Not before the child is there: a key that came before it is not its own.
 */
void job_follow(pid_t child, int word);

#endif
