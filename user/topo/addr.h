/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * addr.h - addresses and prefixes as people write them: "192.168.15.1/24", "fd00::1/64".
 */
#ifndef NSCOPE_ADDR_H
#define NSCOPE_ADDR_H

#include "topo.h"

struct text;

/* Why a text is no address; words for it in addr.c */
enum addr_fault {
	ADDR_OK,
	ADDR_NOT_ONE, /* neither IPv4 nor IPv6 */
	ADDR_NO_LEN,  /* an address, but no "/24" behind it */
	ADDR_BAD_LEN, /* "/33", "/x", "/024" */
};

/**
 * addr_prefix() - read ADDRESS/LEN
 * @ret: untouched unless ADDR_OK, except that ADDR_NO_LEN and ADDR_BAD_LEN leave the address
 *	 in it with the length people would mean
 */
enum addr_fault addr_prefix(const char *text, struct ip_prefix *ret);

/** addr_ip() - read a bare address; its length becomes 32 or 128. ADDR_OK or ADDR_NOT_ONE */
enum addr_fault addr_ip(const char *text, struct ip_prefix *ret);

/** addr_bits() - length of an address of a family, bits */
unsigned int addr_bits(uint8_t family);

/** addr_common() - leading bits two addresses of one family share */
unsigned int addr_common(const struct ip_prefix *a, const struct ip_prefix *b);

/** addr_covers() - does the network of @net hold the address @a? */
bool addr_covers(const struct ip_prefix *net, const struct ip_prefix *a);

/** addr_same() - the same address, whatever the length */
bool addr_same(const struct ip_prefix *a, const struct ip_prefix *b);

/** addr_network() - the same prefix with all host bits zero */
struct ip_prefix addr_network(const struct ip_prefix *a);

/**
 * addr_nth() - the n-th address of a network that a host can own
 * @net: without bits behind its mask
 * @n:   from 1
 * @ret: that address with the network's length; untouched on failure
 * Return: 0, or -ERANGE: it has fewer, see addr_hosts()
 */
int addr_nth(const struct ip_prefix *net, uint32_t n, struct ip_prefix *ret);

/** addr_hosts() - how many addresses of a network hosts can own, at most UINT32_MAX */
uint32_t addr_hosts(const struct ip_prefix *net);

/** addr_is_any() - 0.0.0.0 or :: */
bool addr_is_any(const struct ip_prefix *a);

/** addr_is_multicast() - 224.0.0.0/4 or ff00::/8, and the IPv4 broadcast */
bool addr_is_multicast(const struct ip_prefix *a);

/** addr_is_link_local() - fe80::/10: means nothing without an interface */
bool addr_is_link_local(const struct ip_prefix *a);

/** addr_text() - append ADDRESS/LEN, or without length where it is the full one and @bare */
void addr_text(struct text *t, const struct ip_prefix *a, bool bare);

/* The same in a caller's expression, for messages. */
struct addr_string {
	char text[64];
};
struct addr_string addr_string(const struct ip_prefix *a, bool bare);

#endif
