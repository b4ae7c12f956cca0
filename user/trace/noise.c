// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * noise.c - drop events that mean nothing
 */
#include "noise.h"

#include <stddef.h>
#include <string.h>

#include "../util/util.h"

static const struct {
	const char *reason, *symbol;
} noise[] = {
	/* No ping socket wanted the echo reply: the raw socket of root's ping had its clone. */
	{ "NO_SOCKET", "ping_rcv" },
	/* A socket closes with errors unread: the error queue of a ping that ends unanswered. */
	{ "QUEUE_PURGE", "inet_sock_destruct" },
};

bool drop_is_noise(const char *reason, const char *symbol)
{
	if (!reason || !symbol)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(noise); i++)
		if (!strcmp(noise[i].reason, reason) && !strcmp(noise[i].symbol, symbol))
			return true;
	return false;
}
