/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * attrs.h - attributes of netlink messages found again, for tests that read bytes back
 */
#ifndef NSCOPE_TEST_ATTRS_H
#define NSCOPE_TEST_ATTRS_H

#include "../../user/kernel/attr.h"

/* The attribute of a type between two addresses, NULL: none. */
static inline const struct nlattr *within(const void *from, const void *to, uint16_t type)
{
	const struct nlattr *a = from;

	for (; mnl_attr_ok(a, (int)((const char *)to - (const char *)a)); a = mnl_attr_next(a))
		if (mnl_attr_get_type(a) == type)
			return a;
	return NULL;
}

/* An attribute behind the fixed part of a message, @head octets. */
static inline const struct nlattr *top(const struct nlmsghdr *h, size_t head, uint16_t type)
{
	return within(mnl_nlmsg_get_payload_offset(h, head), mnl_nlmsg_get_payload_tail(h), type);
}

/* One inside another, behind @head octets. */
static inline const struct nlattr *nested(const struct nlattr *in, size_t head, uint16_t type)
{
	const char *p = mnl_attr_get_payload(in);

	return within(p + head, p + mnl_attr_get_payload_len(in), type);
}

#endif
