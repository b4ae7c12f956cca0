/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * msg.h - rtnetlink messages as bytes: filled in here, sent elsewhere.
 *
 * Pure filling: no socket, no lookup. Every maker takes a buffer of MSG_MAX octets and returns
 * the message in it; sequence and port are the sender's business (kernel/nl.h).
 */
#ifndef NSCOPE_MSG_H
#define NSCOPE_MSG_H

#include <linux/netlink.h>
#include <stdint.h>

#include "../topo/plan.h"
#include "../util/text.h"

/* The longest is a veth pair with everything said about both ends: 232 octets. */
#define MSG_MAX 512

/* Protocol of our routes and rules: 'N'. Not among the kernel's RTPROT_*, nor iproute2's and FRR's.
 */
#define MSG_ROUTE_PROTOCOL 78

/**
 * msg_veth() - one pipe, both ends born at once: RTM_NEWLINK (drivers/net/veth.c)
 * @ends:    names, MACs, MTUs; ends[0] is born where the message is sent, and up if it says so;
 *           ends[1] is born down, the kernel allows no other way
 * @index:   their interface indices, free in their namespaces
 * @master:  of ends[0]: the bridge's index, 0: none
 * @peer_ns: descriptor of the namespace of ends[1]
 */
struct nlmsghdr *msg_veth(void *buf, const struct step_end ends[2], const uint32_t index[2],
			  uint32_t master, int peer_ns);

/** msg_bridge() - a bridge, down, without spanning tree and snooping, with a MAC that stays */
struct nlmsghdr *msg_bridge(void *buf, uint32_t index, const uint8_t mac[6]);

/** msg_snoop() - let a bridge learn which ports want a multicast, as by default it does, or not */
struct nlmsghdr *msg_snoop(void *buf, uint32_t index, bool on);

/** msg_set() - give an interface that is there another MAC (NULL: as it is) or MTU (0: as it is) */
struct nlmsghdr *msg_set(void *buf, uint32_t index, const uint8_t *mac, unsigned int mtu);

/** msg_master() - make an interface a port of a bridge; @master 0: of none */
struct nlmsghdr *msg_master(void *buf, uint32_t index, uint32_t master);

/** msg_up() - set an interface up */
struct nlmsghdr *msg_up(void *buf, uint32_t index);

/** msg_down() - set an interface down */
struct nlmsghdr *msg_down(void *buf, uint32_t index);

/** msg_alias() - write a remark on an interface: IFLA_IFALIAS, what `ip link` shows as alias */
struct nlmsghdr *msg_alias(void *buf, uint32_t index, const char *alias);

/** msg_link_del() - remove an interface; with one end of a pipe the other goes, too */
struct nlmsghdr *msg_link_del(void *buf, uint32_t index);

/**
 * msg_doom() - put an interface, by name, into the group of those to be removed
 * msg_doomed_del() - remove all of that group at once; of a veth the other end goes, too
 *
 * One by one each removal would wait for RCU, some 20 ms; together they wait once. The namespace
 * must be our own: whatever else is in that group goes with it.
 */
#define MSG_DOOMED 0x6e73 /* "ns": nobody numbers groups so high */
struct nlmsghdr *msg_doom(void *buf, const char *ifname);
struct nlmsghdr *msg_doomed_del(void *buf);

/** msg_address() - put an address on an interface; IPv6 without duplicate detection */
struct nlmsghdr *msg_address(void *buf, uint32_t index, const struct ip_prefix *a);
struct nlmsghdr *msg_address_del(void *buf, uint32_t index, const struct ip_prefix *a);

/** msg_neigh() - a neighbour that stays as it is, or one to answer for; instead of a learned one */
struct nlmsghdr *msg_neigh(void *buf, uint32_t index, const struct topo_neigh *n);
struct nlmsghdr *msg_neigh_del(void *buf, uint32_t index, const struct topo_neigh *n);

/** msg_route() - a route; @oif 0: the kernel chooses by the gateway, or there is none */
struct nlmsghdr *msg_route(void *buf, const struct topo_route *r, uint32_t oif);
struct nlmsghdr *msg_route_del(void *buf, const struct topo_route *r, uint32_t oif);

/** msg_rule() - a rule of policy routing, at a place of its own */
struct nlmsghdr *msg_rule(void *buf, const struct topo_rule *r, uint32_t priority);
struct nlmsghdr *msg_rule_del(void *buf, const struct topo_rule *r, uint32_t priority);

/**
 * msg_dump() - ask for a whole table: RTM_GETLINK, GETADDR, GETNEIGH, GETROUTE, GETRULE,
 * GETNEIGHTBL or GETMDB
 * msg_dump_family() - of one family only; AF_BRIDGE with RTM_GETNEIGH: the forwarding database
 */
struct nlmsghdr *msg_dump(void *buf, uint16_t type);
struct nlmsghdr *msg_dump_family(void *buf, uint16_t type, uint8_t family);

/** msg_route_get() - ask how an address would be reached */
struct nlmsghdr *msg_route_get(void *buf, uint8_t family, const uint8_t *to);

/** msg_link_get() - ask for one interface: by name, or, where that is NULL, by index */
struct nlmsghdr *msg_link_get(void *buf, uint32_t index, const char *name);

/** msg_nsid_new() - give a namespace a number, known from then on where this is sent */
struct nlmsghdr *msg_nsid_new(void *buf, int ns, int32_t nsid);

/** msg_nsid_dump() - ask which numbers another namespace, @target by number, has given out, and
 * which of ours stand for the same (Linux 5.0) */
struct nlmsghdr *msg_nsid_dump(void *buf, int32_t target);

/**
 * msg_error() - what an NLMSG_ERROR or NLMSG_DONE says
 * @words: receives the kernel's own text (NLMSGERR_ATTR_MSG), escaped; untouched when it gave none
 * Return: 0: done; positive errno; EBADMSG when it is cut
 */
int msg_error(const struct nlmsghdr *h, struct text *words);

#endif
