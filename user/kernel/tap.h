/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tap.h - a packet socket in a namespace: ARP, ICMP and ICMPv6 at all its interfaces, both ways.
 *
 * It is there within microseconds, where eBPF programs take a tenth of a second, and it waits for
 * nobody: what is seen waits in the socket. It sees no drops and no neighbours, and it does not
 * know an sk_buff's address: of an echo a number made of what no NAT changes stands in for it.
 */
#ifndef NSCOPE_TAP_H
#define NSCOPE_TAP_H

#include "netns.h"

struct tap {
	int fd;
	uint64_t cookie;
	uint32_t inum;
	uint32_t line;	    /* which of several: stands in records where the CPU would */
	uint32_t frames[2]; /* that came in, that left, so far */
	bool blurred;	    /* some were dated when they were read, not when they passed */
};

#define TAP_INIT                                                                                   \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/**
 * tap_open() - from here on frames are kept
 * @line: a number of its own among those whose records are read together
 *
 * The kernel dates frames only while somebody asks for it, and needs a moment to begin: have
 * tap_clock() open before the first one.
 * Return: 0; -EPERM without CAP_NET_RAW in that namespace
 */
int tap_open(const struct netns *n, uint32_t line, struct tap *ret, struct err *e);

/** tap_close() - @n of them; each waits for a grace period of the kernel, so all at once */
void tap_close(struct tap *taps, size_t n);

/** tap_clock() - a descriptor; while it is open the kernel dates frames. -errno */
int tap_clock(struct err *e);

/**
 * tap_read() - hand over all that waits, as records of include/event.h
 * @fn: must not keep the pointer
 * Return: 0; -ENOBUFS some frames found no room in the socket; -errno
 */
int tap_read(struct tap *t, void (*fn)(void *ctx, const void *record, size_t len), void *ctx);

#endif
