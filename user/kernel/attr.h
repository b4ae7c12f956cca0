/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * attr.h - reading netlink answers without trusting their lengths; a value too short is zero.
 */
#ifndef NSCOPE_ATTR_H
#define NSCOPE_ATTR_H

#include <libmnl/libmnl.h>
#include <string.h>

#include "../util/util.h"

/** attr_head() - the fixed part of a message, NULL when it is shorter than @size */
static inline const void *attr_head(const struct nlmsghdr *h, size_t size)
{
	return mnl_nlmsg_get_payload_len(h) >= size ? mnl_nlmsg_get_payload(h) : NULL;
}

/** attr_bytes() - copy a value of exactly @len octets; else @ret stays as it is */
static inline void attr_bytes(const struct nlattr *a, void *ret, size_t len)
{
	if (mnl_attr_get_payload_len(a) == len)
		memcpy(ret, mnl_attr_get_payload(a), len);
}

static inline uint32_t attr_u32(const struct nlattr *a)
{
	uint32_t v = 0;

	attr_bytes(a, &v, sizeof(v));
	return v;
}

static inline uint8_t attr_u8(const struct nlattr *a)
{
	uint8_t v = 0;

	attr_bytes(a, &v, sizeof(v));
	return v;
}

/** attr_text() - copy a string, cut to @size, terminated */
static inline void attr_text(const struct nlattr *a, char *ret, size_t size)
{
	size_t len = strnlen(mnl_attr_get_payload(a), mnl_attr_get_payload_len(a));

	if (len >= size)
		len = size - 1;
	memcpy(ret, mnl_attr_get_payload(a), len);
	ret[len] = '\0';
}

#endif
