/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * asker.h - questions to the kernels of several namespaces (trace/ask.h), over sockets that stay
 * open between them: 20 us a question.
 */
#ifndef NSCOPE_ASKER_H
#define NSCOPE_ASKER_H

#include "../kernel/netns.h"
#include "../trace/ask.h"

struct asker;

/**
 * asker_open() - for @n namespaces; a socket is opened at the first question to one
 * @rooms: stay open until then; a socket keeps its namespace alive until asker_close()
 */
int asker_open(const struct netns *rooms, size_t n, struct asker **ret, struct err *e);
void asker_close(struct asker *a);

/**
 * asker_ask() - ask one
 * @ret: .error holds the kernel's refusal; that is an answer, not a failure
 * Return: 0; -ENOENT no such room; -ETIMEDOUT; -errno of the line itself
 */
int asker_ask(struct asker *a, const struct ask *q, struct answer *ret, struct err *e);

static inline void cleanup_asker(struct asker **a)
{
	asker_close(*a);
}
#define _cleanup_asker_ _cleanup_(cleanup_asker)

#endif
