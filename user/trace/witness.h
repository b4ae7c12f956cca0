/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * witness.h - what the kernel did and left no drop of: for those who have to say why.
 *
 *     blue:eth0  consume at arp_process ARP Request who-has 192.168.15.2 tell 192.168.15.1, ...
 *     blue:eth0  fib table 254 192.168.15.2 > 192.168.15.1 iif 1: dev eth0
 *     rtr:r0     icmp_send type 3 code 1 for ICMP 10.1.0.2 > 10.2.0.9: echo request, ...
 *     sw:br0     fdb 02:00:00:00:00:01 dev p-red
 *
 * A consumed packet ended well or without a word: one that is answered ends there, too. The
 * location proves that it came so far; that nothing left afterwards is for the reader to see.
 */
#ifndef NSCOPE_WITNESS_H
#define NSCOPE_WITNESS_H

#include "frame.h"

/** witness_check() - are the bytes of a fib or fdb frame what they should be? 0 or -EPROTO */
int witness_check(struct frame *f);

/** frame_fib(), frame_fdb() - what a frame of that type carries, once it is checked */
struct event_fib frame_fib(const struct frame *f);
struct event_fdb frame_fdb(const struct frame *f);

/** fib_error_word() - what a lookup's negative errno means: "blackhole", "no match"; "" for 0 */
const char *fib_error_word(int32_t err);

/** icmp_send_type(), icmp_send_code() - of the error that is sent; its packet is the offending one
 */
static inline uint8_t icmp_send_type(const struct frame *f)
{
	return (uint8_t)(f->reason >> 8);
}

static inline uint8_t icmp_send_code(const struct frame *f)
{
	return (uint8_t)f->reason;
}

/** witness_words() - append what a fib or fdb frame says */
void witness_words(const struct frame *f, struct text *t);

#endif
