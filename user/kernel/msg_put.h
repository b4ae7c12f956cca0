/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * msg_put.h - how every rtnetlink message begins; for msg*.c alone.
 */
#ifndef NSCOPE_MSG_PUT_H
#define NSCOPE_MSG_PUT_H

#include <libmnl/libmnl.h>
#include <sys/socket.h>

/* What is there already was not made by us: never taken for ours. */
#define CREATE (NLM_F_CREATE | NLM_F_EXCL)

static inline struct nlmsghdr *request(void *buf, uint16_t type, uint16_t flags)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(buf);

	h->nlmsg_type = type;
	h->nlmsg_flags = NLM_F_REQUEST | flags;
	return h;
}

/* Octets of an address. */
static inline size_t addr_len(uint8_t family)
{
	return family == AF_INET ? 4 : 16;
}

#endif
