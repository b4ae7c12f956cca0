// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * noise.c - drop events that mean nothing
 */
#include "noise.h"

#include <string.h>

#include "../util/util.h"

static const struct {
	const char *reason, *symbol;
	bool copy; /* of a packet that went on: a listening socket's, which has no device any more
		    */
} noise[] = {
	/* No ping socket wanted the echo reply: the raw socket of root's ping had its copy. Live it
	 * is left out by bpf/drop.bpf.c already. */
	{ "NO_SOCKET", "ping_rcv", false },
	/* A socket closes with errors unread: the error queue of a ping that ends unanswered. */
	{ "QUEUE_PURGE", "inet_sock_destruct", false },
	/* A packet socket closes with copies unread: somebody's tcpdump has ended, or our own look
	 * without programs. Linux before 6.6 gives another reason, and its function another name.
	 */
	{ "QUEUE_PURGE", "skb_queue_purge_reason", true },
	{ "NOT_SPECIFIED", "skb_queue_purge", true },
};

bool frame_is_noise(const struct words *w, const struct frame *f)
{
	const char *reason = f->type == FRAME_DROP ? words_reason(w, f) : NULL, *symbol;

	for (size_t i = 0; reason && i < ARRAY_SIZE(noise); i++) {
		if (strcmp(noise[i].reason, reason) || (noise[i].copy && f->ifindex))
			continue;
		symbol = words_symbol(w, f);
		if (symbol && !strcmp(symbol, noise[i].symbol))
			return true;
	}
	return false;
}
