/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * monitor.h - what the kernel tells of links, addresses, routes, in all namespaces that have a
 * number at the hub, by one socket.
 *
 * The socket is opened with our rights and works without them (netlink asks for those of who
 * opened it), so it can be read where nothing else may be done any more. It belongs to the hub and
 * keeps no watched namespace alive.
 */
#ifndef NSCOPE_MONITOR_H
#define NSCOPE_MONITOR_H

#include "../trace/netchange.h"
#include "../kernel/peers.h"

struct monitor;

/* What is told; @number says of which namespace. */
struct monitor_ops {
	void (*link)(void *ctx, int32_t number, const struct link_row *l, struct peer_hint hint,
		     bool gone);
	void (*addr)(void *ctx, int32_t number, const struct addr_row *a, bool gone);
	void (*route)(void *ctx, int32_t number, const struct route_row *r,
		      const struct hop_row *hops, enum event_action action);
	/* The namespace has ended, its number may be given out again. */
	void (*dead)(void *ctx, int32_t number);
	/* Some was lost: what is known is stale. */
	void (*missed)(void *ctx);
};

/**
 * monitor_open() - listen
 * Return: 0; -EPERM with the capability that is missing (CAP_NET_BROADCAST)
 */
int monitor_open(const struct hub *hub, struct monitor **ret, struct err *e);
void monitor_close(struct monitor *m);

/** monitor_fd() - becomes readable when something waits */
int monitor_fd(const struct monitor *m);

/** monitor_read() - hand over some of what waits. Return: how much; 0: nothing waits; -errno */
int monitor_read(struct monitor *m, const struct monitor_ops *ops, void *ctx);

static inline void cleanup_monitor(struct monitor **m)
{
	monitor_close(*m);
}
#define _cleanup_monitor_ _cleanup_(cleanup_monitor)

#endif
