/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * procs.h - which processes run in which network namespace.
 */
#ifndef NSCOPE_PROCS_H
#define NSCOPE_PROCS_H

#include <sys/types.h>

#include "../util/err.h"

#define PROCS_COMM_MAX 64 /* octets; a kernel thread's name may be longer than TASK_COMM_LEN */

/**
 * procs_of() - every process whose network namespace is one of these, in one pass over /proc
 * @inums: inode numbers of @n namespaces; hold them open, or a number may be another's by now
 * @fn:    told for each process, in the order of /proc: which of the namespaces, its pid as we see
 *         it and as its own pid namespace does, its name: foreign bytes, escape them; returns
 *         non-zero to stop
 *
 * A process is where its first thread is. One that ends while we look, one that has ended and was
 * not waited for (it is in no namespace any more), and one whose namespace we may not see, are
 * passed over.
 * Return: 0; -errno of /proc itself; what @fn said
 */
int procs_of(const uint32_t *inums, size_t n,
	     int (*fn)(size_t room, pid_t host, pid_t inner, const char *comm, void *ctx),
	     void *ctx, struct err *e);

/**
 * procs_cmdline() - how a process was called
 * @buf: receives its arguments, blanks between, cut at @size: foreign bytes; "" for a kernel
 *       thread, and for a process that has ended
 */
void procs_cmdline(pid_t pid, char *buf, size_t size);

/**
 * procs_identity() - what tells a process from an earlier one of its number
 * @ret_start: when it began, clock ticks from boot: field 22 of /proc/PID/stat
 * @ret_inum:  inode number of its network namespace
 * Return: 0; -ESRCH it has ended, or we may not see it
 */
int procs_identity(pid_t pid, uint64_t *ret_start, uint32_t *ret_inum);

#endif
