/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * keeper_line.h - what both sides of the line between reader and keeper share.
 */
#ifndef NSCOPE_KEEPER_LINE_H
#define NSCOPE_KEEPER_LINE_H

#include "keeper.h"

/**
 * line_send() - one message, whole
 * @fd:    goes with it, -1: none
 * @flags: MSG_DONTWAIT, or 0
 * Return: 0, -EAGAIN, -EPIPE: the other side is gone
 */
int line_send(int line, const struct keeper_msg *m, int fd, int flags);

/** line_receive() - Return: 1; 0: nothing waits; -EPIPE; -EPROTO: it is no message of ours */
int line_receive(int line, struct keeper_msg *ret, int *ret_fd);

/** keeper_run() - the keeper's life; returns its exit status */
int keeper_run(const struct keeper_config *c, int line);

#endif
