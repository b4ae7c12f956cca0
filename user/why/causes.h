/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * causes.h - the catalogue: one row a cause, asked in this order.
 *
 * A cause explains the loss only when its fault is on this packet's way, in the gap, and nothing
 * that was seen speaks against it; a fault that merely exists somewhere is no cause.
 */
#ifndef NSCOPE_CAUSES_H
#define NSCOPE_CAUSES_H

#include "say.h"

/* Which stages of the gap (scene.h) a cause can explain; its function is asked only there. */
#define AT(stage)    (1u << STAGE_##stage)
#define AT_ROOM	     (AT(SEND) | AT(FORWARD) | AT(DELIVER)) /* it was lost inside a namespace */
#define AT_WIRE	     (AT(WIRE) | AT(BRIDGE))		    /* between two */
#define AT_UNLEARNED (AT(ASK) | AT(HEARD))
#define ANYWHERE     (AT_ROOM | AT_WIRE | AT_UNLEARNED | AT(BEYOND))

/*
 * X(cause, function, stages): asked from the first to the last; bool function(s, v) returns whether
 * it explains the loss. Then it has filled where, summary, confidence, fix, evidence of its own,
 * and direction, where that is not the gap's.
 */
#define CAUSE_ROWS(X)                                                                              \
	X(SOCKET_REFUSED, cause_socket_refused, AT(SEND))                                          \
	X(LOOPBACK_DOWN, cause_loopback_down, ANYWHERE)                                            \
	X(IPV6_DISABLED, cause_ipv6_disabled, AT(SEND) | AT(FORWARD) | AT(ASK))                    \
	X(DAD_FAILED, cause_dad_failed, AT_ROOM | AT_UNLEARNED)                                    \
	X(ADDRESS_TENTATIVE, cause_address_tentative, AT_ROOM | AT_UNLEARNED)                      \
	X(REPLY_LATE, cause_reply_late, ANYWHERE | AT(NONE))                                       \
	X(NSCOPE_FAULT, cause_nscope_fault, AT(WIRE))                                              \
	X(LINK_DOWN, cause_link_down, ANYWHERE)                                                    \
	X(NO_CARRIER, cause_no_carrier, ANYWHERE)                                                  \
	X(SCOPE_MISSING, cause_scope_missing, AT_ROOM | AT_UNLEARNED)                              \
	X(BROADCAST_ADDRESS, cause_broadcast_address, ANYWHERE)                                    \
	X(NO_ADDRESS, cause_no_address, AT(SEND))                                                  \
	X(ROUTE_REJECTS, cause_route_rejects, AT_ROOM)                                             \
	X(BRIDGE_LOOP, cause_bridge_loop, ANYWHERE)                                                \
	X(ROUTING_LOOP, cause_routing_loop, ANYWHERE)                                              \
	X(TTL_TOO_SMALL, cause_ttl_too_small, AT(FORWARD))                                         \
	X(BAD_SOURCE, cause_bad_source, ANYWHERE)                                                  \
	X(FRAGMENT_LOST, cause_fragment_lost, ANYWHERE)                                            \
	X(BRIDGE_NETFILTER, cause_bridge_netfilter, ANYWHERE)                                      \
	X(CONNTRACK, cause_conntrack, ANYWHERE)                                                    \
	X(FIREWALL, cause_firewall, ANYWHERE)                                                      \
	X(TC_DROP, cause_tc_drop, ANYWHERE)                                                        \
	X(XDP_DROP, cause_xdp_drop, ANYWHERE)                                                      \
	X(MTU, cause_mtu, AT_ROOM | AT_WIRE)                                                       \
	X(QDISC_DROP, cause_qdisc_drop, AT_ROOM | AT_WIRE)                                         \
	X(BACKLOG_FULL, cause_backlog_full, ANYWHERE)                                              \
	X(NEIGHBOUR_TABLE_FULL, cause_neighbour_table_full, ANYWHERE)                              \
	X(DUPLICATE_ADDRESS, cause_duplicate_address, AT_ROOM | AT_UNLEARNED)                      \
	X(RP_FILTER, cause_rp_filter, AT(FORWARD) | AT(DELIVER))                                   \
	X(NAT_WRONG, cause_nat_wrong, ANYWHERE)                                                    \
	X(NEIGHBOUR_QUEUE_FULL, cause_neighbour_queue_full, ANYWHERE)                              \
	X(POLICY_ROUTE, cause_policy_route, ANYWHERE)                                              \
	X(NEIGHBOUR_WRONG, cause_neighbour_wrong, ANYWHERE)                                        \
	X(DUPLICATE_MAC, cause_mac_taken, AT(FORWARD))                                             \
	X(ADDRESS_ON_PORT, cause_address_on_port, ANYWHERE)                                        \
	X(NOT_IN_BRIDGE, cause_not_in_bridge, AT_WIRE | AT_UNLEARNED | AT(BEYOND))                 \
	X(MACVLAN_ISOLATED, cause_macvlan_isolated, AT_WIRE | AT_UNLEARNED | AT(BEYOND))           \
	X(WRONG_PREFIX, cause_wrong_prefix, AT_ROOM | AT(ASK))                                     \
	X(OVERLAPPING_ROUTE, cause_overlapping_route, ANYWHERE)                                    \
	X(FORWARDING_OFF, cause_forwarding_off, AT(FORWARD))                                       \
	X(NAT_MISSING, cause_nat_missing, AT_ROOM | AT(ASK))                                       \
	X(NO_ROUTE, cause_no_route, AT_ROOM)                                                       \
	X(DUPLICATE_MAC, cause_duplicate_mac, AT_WIRE | AT_UNLEARNED)                              \
	X(ARP_OFF, cause_arp_off, AT_WIRE | AT_UNLEARNED)                                          \
	X(ARP_IGNORED, cause_arp_ignored, AT(HEARD))                                               \
	X(VLAN_FILTERED, cause_vlan_filtered, AT(BRIDGE))                                          \
	X(BRIDGE_PORT_BLOCKED, cause_bridge_port_blocked, AT(BRIDGE))                              \
	X(BRIDGE_PORT_ISOLATED, cause_bridge_port_isolated, AT(BRIDGE))                            \
	X(HAIRPIN_OFF, cause_hairpin_off, AT_WIRE | AT_UNLEARNED | AT(BEYOND))                     \
	X(BRIDGE_FDB_WRONG, cause_bridge_fdb_wrong, AT(BRIDGE))                                    \
	X(BRIDGE_NO_FLOOD, cause_bridge_no_flood, AT(BRIDGE))                                      \
	X(MULTICAST_SNOOPING, cause_multicast_snooping, AT(BRIDGE))                                \
	X(DEAD_NEXT_HOP, cause_dead_next_hop, AT(ASK) | AT_WIRE)                                   \
	X(PROXY_ARP_MISSING, cause_proxy_arp_missing, AT(ASK))                                     \
	X(NO_GATEWAY, cause_no_gateway, AT(ASK))                                                   \
	X(GATEWAY_UNOWNED, cause_gateway_unowned, AT(ASK))                                         \
	X(ADDRESS_UNOWNED, cause_address_unowned, AT(ASK))                                         \
	X(ECHO_IGNORED, cause_echo_ignored, AT(SEND) | AT(DELIVER))                                \
	X(ADDRESS_UNOWNED, cause_address_elsewhere, AT(ASK))                                       \
	X(REMOTE_UNKNOWN, cause_remote_unknown, AT(BEYOND))                                        \
	X(UNKNOWN, cause_unknown, ANYWHERE)

#define CAUSE_PROTO(cause, function, stages)                                                       \
	bool function(const struct scene *s, struct verdict *v);
CAUSE_ROWS(CAUSE_PROTO)
#undef CAUSE_PROTO

/** say_queue_fix() - the cure for a queue that holds packets back, where there is one */
void say_queue_fix(const struct room *r, const struct link_row *l, struct verdict *v);

/** say_waited() - reply-late, when it was answered only because one waited longer than ping was
 * told
 */
void say_waited(const struct scene *s, struct verdict *v);

/** say_tc_fix() - the cure for tc's filters at an interface; it knows none for a program on tcx
 * Return: how many of either there are */
size_t say_tc_fix(const struct room *r, const struct link_row *l, enum gate where,
		  struct verdict *v);

/** say_nat_too_late() - connection tracking that is older than the rule of NAT which should have
 * rewritten the source */
bool say_nat_too_late(const struct scene *s, struct verdict *v);

/** say_chain_fix() - the cure where no rule told that it threw the packet away: that of a hook
 * which cannot be traced, or iptables-legacy's */
void say_chain_fix(const struct scene *s, const struct room *r, struct verdict *v);

/** first_hop() - the first namespace on the way so far that is wrong, and on which leg; NULL */
const struct hop *first_hop(const struct scene *s,
			    bool (*wrong)(const struct scene *s, const struct hop *h),
			    enum leg *ret_leg);

/** way_is_marked() - is a rule that wants a mark what the packet was lost by, and no filter? */
bool way_is_marked(const struct scene *s);

/** causes_first() - the first row that explains the loss; there always is one, "unknown" */
void causes_first(const struct scene *s, struct verdict *v);

#endif
