// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * addr.c - addresses and prefixes as people write them
 */
#include "addr.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <string.h>

#include "../util/text.h"

/* What people mean who leave the length out: a wire of theirs. */
#define USUAL_LEN_4 24
#define USUAL_LEN_6 64

unsigned int addr_bits(uint8_t family)
{
	return family == AF_INET ? 32 : 128;
}

static bool read_address(const char *text, struct ip_prefix *ret)
{
	if (inet_pton(AF_INET, text, ret->addr) == 1)
		ret->family = AF_INET;
	else if (inet_pton(AF_INET6, text, ret->addr) == 1)
		ret->family = AF_INET6;
	return ret->family != 0;
}

enum addr_fault addr_ip(const char *text, struct ip_prefix *ret)
{
	struct ip_prefix p = { 0 };

	if (!read_address(text, &p))
		return ADDR_NOT_ONE;
	p.len = (uint8_t)addr_bits(p.family);
	*ret = p;
	return ADDR_OK;
}

/* Digits only, no leading zero: "/024" is a typing error, not octal. */
static bool read_len(const char *text, unsigned int max, uint8_t *ret)
{
	unsigned int n = 0;
	size_t digits = strspn(text, "0123456789");

	if (!digits || digits > 3 || text[digits] || (digits > 1 && *text == '0'))
		return false;
	while (*text)
		n = n * 10 + (unsigned int)(*text++ - '0');
	if (n > max)
		return false;
	*ret = (uint8_t)n;
	return true;
}

enum addr_fault addr_prefix(const char *text, struct ip_prefix *ret)
{
	const char *slash = strchr(text, '/');
	size_t len = slash ? (size_t)(slash - text) : strlen(text);
	char address[INET6_ADDRSTRLEN] = "";
	struct ip_prefix p = { 0 };

	if (len >= sizeof(address))
		return ADDR_NOT_ONE;
	memcpy(address, text, len);
	if (!read_address(address, &p))
		return ADDR_NOT_ONE;
	p.len = p.family == AF_INET ? USUAL_LEN_4 : USUAL_LEN_6;
	if (slash && read_len(slash + 1, addr_bits(p.family), &p.len)) {
		*ret = p;
		return ADDR_OK;
	}
	*ret = p;
	return slash ? ADDR_BAD_LEN : ADDR_NO_LEN;
}

/* Bytes behind an IPv4 address are zero, so both families are 128 bits here. */
static uint64_t differing(const struct ip_prefix *a, const struct ip_prefix *b, int half)
{
	uint64_t x, y;

	memcpy(&x, a->addr + 8 * half, 8);
	memcpy(&y, b->addr + 8 * half, 8);
	return be64toh(x ^ y);
}

unsigned int addr_common(const struct ip_prefix *a, const struct ip_prefix *b)
{
	uint64_t high = differing(a, b, 0), low = differing(a, b, 1);

	if (high)
		return (unsigned int)__builtin_clzll(high);
	if (low)
		return 64 + (unsigned int)__builtin_clzll(low);
	return addr_bits(a->family);
}

bool addr_covers(const struct ip_prefix *net, const struct ip_prefix *a)
{
	return net->family == a->family && addr_common(net, a) >= net->len;
}

bool addr_same(const struct ip_prefix *a, const struct ip_prefix *b)
{
	return a->family == b->family && !memcmp(a->addr, b->addr, addr_bits(a->family) / 8);
}

struct ip_prefix addr_network(const struct ip_prefix *a)
{
	struct ip_prefix net = *a;

	for (unsigned int i = a->len; i < addr_bits(a->family); i++)
		net.addr[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
	return net;
}

/* The first address is the network's own; IPv4 has a broadcast, but on a /31 (RFC 3021). */
uint32_t addr_hosts(const struct ip_prefix *net)
{
	unsigned int bits = addr_bits(net->family) - net->len;
	uint32_t last = bits < 32 ? (1U << bits) - 1 : UINT32_MAX;

	return net->family == AF_INET && bits > 1 ? last - 1 : last;
}

int addr_nth(const struct ip_prefix *net, uint32_t n, struct ip_prefix *ret)
{
	struct ip_prefix a = *net;
	uint64_t sum = n;

	if (!n || n > addr_hosts(net))
		return -ERANGE;
	for (unsigned int i = addr_bits(a.family) / 8; i-- && sum; sum >>= 8) {
		sum += a.addr[i];
		a.addr[i] = (uint8_t)sum;
	}
	*ret = a;
	return 0;
}

bool addr_is_any(const struct ip_prefix *a)
{
	const struct ip_prefix any = { .family = a->family };

	return addr_same(a, &any);
}

bool addr_is_multicast(const struct ip_prefix *a)
{
	static const uint8_t broadcast[4] = { 255, 255, 255, 255 };

	if (a->family == AF_INET6)
		return a->addr[0] == 0xff;
	return (a->addr[0] & 0xf0) == 0xe0 || !memcmp(a->addr, broadcast, 4);
}

bool addr_is_link_local(const struct ip_prefix *a)
{
	return a->family == AF_INET6 && a->addr[0] == 0xfe && (a->addr[1] & 0xc0) == 0x80;
}

void addr_text(struct text *t, const struct ip_prefix *a, bool bare)
{
	text_ip(t, a->addr, addr_bits(a->family) / 8);
	if (!bare || a->len != addr_bits(a->family))
		text_add(t, "/%u", a->len);
}

struct addr_string addr_string(const struct ip_prefix *a, bool bare)
{
	struct addr_string s = { "" };
	struct text t = TEXT(s.text);

	addr_text(&t, a, bare);
	return s;
}
