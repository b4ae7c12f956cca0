/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * msg_ask.h - questions to the kernel as bytes; pure filling, as msg.h.
 */
#ifndef NSCOPE_MSG_ASK_H
#define NSCOPE_MSG_ASK_H

#include "../trace/ask.h"
#include "msg.h"

/** msg_ask() - the message for a question, in a buffer of MSG_MAX octets */
struct nlmsghdr *msg_ask(void *buf, const struct ask *q);

#endif
