// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * noise.c - drop events that mean nothing
 */
#include "noise.h"

#include <string.h>

#include "../util/util.h"

static const struct {
	const char *reason, *symbol;
} noise[] = {
	/* No ping socket wanted the echo reply: the raw socket of root's ping had its copy. Live it
	 * is left out by bpf/drop.bpf.c already. */
	{ "NO_SOCKET", "ping_rcv" },
	/* A socket closes with errors unread: the error queue of a ping that ends unanswered. */
	{ "QUEUE_PURGE", "inet_sock_destruct" },
};

const char *noise_symbol(const char *reason)
{
	for (size_t i = 0; reason && i < ARRAY_SIZE(noise); i++)
		if (!strcmp(noise[i].reason, reason))
			return noise[i].symbol;
	return NULL;
}
