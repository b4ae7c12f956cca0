/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * msg_gate.h - asking for queues, tc filters, netfilter chains, and for what a plain dump leaves
 * out, as bytes; pure filling, as msg.h.
 */
#ifndef NSCOPE_MSG_GATE_H
#define NSCOPE_MSG_GATE_H

#include "msg.h"

/** msg_qdisc_dump() - every queueing discipline (RTM_GETQDISC) */
struct nlmsghdr *msg_qdisc_dump(void *buf);

/** msg_filter_dump() - the filters of an interface that hang on @parent (RTM_GETTFILTER) */
struct nlmsghdr *msg_filter_dump(void *buf, uint32_t ifindex, uint32_t parent);

/** msg_chain_dump() - nf_tables' chains of all families; for a line to NETLINK_NETFILTER */
struct nlmsghdr *msg_chain_dump(void *buf);

/** msg_vlan_dump() - the VLANs of bridges and their ports, in ranges */
struct nlmsghdr *msg_vlan_dump(void *buf);

/** msg_proxy_dump() - the addresses that are answered for */
struct nlmsghdr *msg_proxy_dump(void *buf);

#endif
