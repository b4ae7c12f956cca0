/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nftrace.h - what nf_tables tells of the verdicts on ICMP and ARP, namespace by namespace.
 *
 * Theory of operation
 *
 * The kernel tells of those packets only that a rule has marked (meta nftrace set 1). So there has
 * to be such a rule: in a table of our own, nscope_trace, whose chains come before all others
 * (-350; connection tracking's defragmentation is at -400, raw at -300) and say nothing else:
 *
 *     table inet nscope_trace {
 *         chain prerouting { type filter hook prerouting priority -350; meta l4proto icmp ... }
 *         chain output     { type filter hook output priority -350; ... }
 *     }
 *
 * and the same in the families arp and bridge where those have tables: without one nobody is
 * asked, and there is no verdict to tell. The table belongs to the socket that it was made
 * through (NFT_TABLE_F_OWNER, Linux 5.12) and is gone when that is closed, however we end; nobody
 * else can change it, and `nft flush ruleset` leaves it. The same socket hears the verdicts, and
 * that the ruleset changed; so whoever holds it needs no rights, and holds no namespace open by
 * more than its socket.
 *
 * A packet's headers come with the first verdict of each hook that it passes, the others name it
 * by a number alone; what was told last under that number is remembered.
 */
#ifndef NSCOPE_NFTRACE_H
#define NSCOPE_NFTRACE_H

#include <linux/types.h>

#include "../../include/event.h"
#include "../kernel/netns.h"

#define NFTRACE_TABLE "nscope_trace"

/**
 * nftrace_open() - the table made, the socket listening
 * Return: the socket; -EPERM: no rights, or another nscope traces here; -EOPNOTSUPP: the kernel has
 * no tables that belong to a socket; -errno
 */
int nftrace_open(const struct netns *n, struct err *e);

struct nftrace;

/* What is told; @text of @r is empty. */
struct nftrace_ops {
	void (*verdict)(void *ctx, const struct event_rule *r, uint16_t protocol,
			const uint8_t *packet);
	/* The ruleset is another from here on. */
	void (*changed)(void *ctx);
	/* The socket was full: so many messages were lost, of our own rules' too. */
	void (*missed)(void *ctx, uint32_t count);
};

/** nftrace_new() - read from such a socket; @fd is taken over. NULL: no memory, @fd is closed */
struct nftrace *nftrace_new(int fd);
void nftrace_free(struct nftrace *t);
int nftrace_fd(const struct nftrace *t);

/** nftrace_read() - hand over some of what waits. Return: how much; 0: nothing waits; -errno */
int nftrace_read(struct nftrace *t, const struct nftrace_ops *ops, void *ctx);

#endif
