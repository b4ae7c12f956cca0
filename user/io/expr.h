/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * expr.h - a filter in tcpdump's language (pcap-filter(7)), compiled by libpcap, run on frames.
 */
#ifndef NSCOPE_EXPR_H
#define NSCOPE_EXPR_H

#include <stdbool.h>

#include "../util/err.h"

struct expr;
struct sock_filter;

/**
 * expr_new() - compile, for Ethernet frames
 * @text: "arp or host 192.168.15.2"
 * Return: 0; -EINVAL with libpcap's words
 */
int expr_new(const char *text, struct expr **ret, struct err *e);
void expr_free(struct expr *x);

/** expr_takes_plain() - does it want every ARP and every ICMP packet (of IPv4) without VLAN tags?
 */
bool expr_takes_plain(const struct expr *x);

/** expr_matches() - does it want this frame? @len: octets on the wire, @caplen: there are */
bool expr_matches(const struct expr *x, const uint8_t *frame, uint32_t caplen, uint32_t len);

/** expr_code() - the classic BPF that it was compiled to; @ret_n: instructions of it */
const struct sock_filter *expr_code(const struct expr *x, size_t *ret_n);

/** expr_begins_with() - is this a word that an expression can begin with, or is it more than one
 * word? */
bool expr_begins_with(const char *word);

static inline void cleanup_expr(struct expr **x)
{
	expr_free(*x);
}
#define _cleanup_expr_ _cleanup_(cleanup_expr)

#endif
