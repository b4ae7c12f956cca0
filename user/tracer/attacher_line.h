/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * attacher_line.h - what both sides of the line between reader and attacher share.
 */
#ifndef NSCOPE_ATTACHER_LINE_H
#define NSCOPE_ATTACHER_LINE_H

#include "attacher.h"

/**
 * line_send() - one message, whole
 * @fd:    goes with it, -1: none
 * @flags: MSG_DONTWAIT, or 0
 * Return: 0, -EAGAIN, -EPIPE: the other side is gone
 */
int line_send(int line, const struct attacher_msg *m, int fd, int flags);

/** line_receive() - Return: 1; 0: nothing waits; -EPIPE; -EPROTO: it is no message of ours */
int line_receive(int line, struct attacher_msg *ret, int *ret_fd);

/** attacher_run() - the attacher's life; returns its exit status */
int attacher_run(const struct attacher_config *c, int line);

#endif
