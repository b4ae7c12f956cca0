/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * drop_list.h - the kernel's reasons for dropping a packet that a ping may meet, in words.
 *
 * X("the kernel's name (include/net/dropreason-core.h)", "for a ladder", "behind: it was dropped:")
 */
#ifndef NSCOPE_DROP_LIST_H
#define NSCOPE_DROP_LIST_H

#define DROP_REASONS(X)                                                                            \
	X("NEIGH_FAILED", "nobody told its MAC", "nobody told the MAC that it waited for")         \
	X("NEIGH_QUEUEFULL", "too many waited for the MAC",                                        \
	  "too many packets already wait for that MAC")                                            \
	X("NEIGH_CREATEFAIL", "no room in the neighbour table",                                    \
	  "the neighbour table has no room for one more entry")                                    \
	X("NEIGH_HH_FILLFAIL", "no MAC to write into it", "its frame could not be given a MAC")    \
	X("NEIGH_DEAD", "its neighbour entry is gone", "the neighbour entry it waited at is gone") \
	X("QDISC_DROP", "the link does not carry", "the link does not carry")                      \
	X("DEV_READY", "the device is not up", "the device is not up")                             \
	X("NETFILTER_DROP", "a firewall rule", "a firewall rule said so")                          \
	X("OTHERHOST", "not for this MAC", "its frame is for another MAC")                         \
	X("IP_RPFILTER", "reverse path check",                                                     \
	  "an answer to its sender would leave by another interface (reverse path check)")         \
	X("IP_LOCAL_SOURCE", "its source is an own address",                                       \
	  "it came from outside with an address that is this namespace's own as its sender")       \
	X("IP_INVALID_SOURCE", "no valid source", "its sender's address is none that can be")      \
	X("IP_LOCALNET", "127/8 came from outside", "an address of 127.0.0.0/8 came from outside") \
	X("IP_INVALID_DEST", "no valid destination", "it is for an address that cannot be")        \
	X("IP_INADDRERRORS", "not for us, and no forwarding",                                      \
	  "it is for another address, and forwarding is off here")                                 \
	X("IP_INNOROUTES", "no route", "there is no route to where it goes")                       \
	X("IP_OUTNOROUTES", "no route", "there is no route to where it goes")                      \
	X("IP_INHDR", "TTL ran out", "its header is bad, or its hops are used up")                 \
	X("IP_CSUM", "bad checksum", "its IP checksum is wrong")                                   \
	X("ICMP_CSUM", "bad checksum", "its ICMP checksum is wrong")                               \
	X("INVALID_PROTO", "no such protocol", "nobody here takes that protocol")                  \
	X("IP_NOPROTO", "no such protocol", "nobody here takes that protocol")                     \
	X("PKT_TOO_BIG", "too big for the link", "it is too big for the next link")                \
	X("PKT_TOO_SMALL", "too short", "it is shorter than its headers")                          \
	X("FRAG_REASM_TIMEOUT", "pieces are missing", "other pieces of it did not come in time")   \
	X("BRIDGE_INGRESS_STP_STATE", "the bridge port is blocked",                                \
	  "spanning tree does not let this port forward yet")                                      \
	X("BRIDGE_NO_EGRESS_PORT", "no port to leave by",                                          \
	  "the switch has no port it may leave by")                                                \
	X("VLAN_FILTER", "not of this port's VLANs", "its VLAN is not allowed at this port")       \
	X("ARP_PVLAN_DISABLE", "not answered for this wire", "a proxy may not answer it here")     \
	X("IPV6DISABLED", "IPv6 is off", "IPv6 is switched off here")                              \
	X("IPV6_NDISC_NS_OTHERHOST", "not me", "the question is for somebody else's address")      \
	X("UNHANDLED_PROTO", "nobody takes it", "nobody here takes that protocol")                 \
	X("NO_SOCKET", "no socket wants it", "no program here waits for it")                       \
	X("TC_INGRESS", "a tc program", "a tc filter or program at the way in said so")            \
	X("TC_EGRESS", "a tc program", "a tc filter or program at the way out said so")            \
	X("XDP", "an XDP program", "an XDP program said so")                                       \
	X("CPU_BACKLOG", "the CPU's queue is full",                                                \
	  "too much came at once: the CPU's queue is full")                                        \
	X("NOMEM", "no memory", "there was no memory for it")

#endif
