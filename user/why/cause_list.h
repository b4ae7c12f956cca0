/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cause_list.h - the causes there are: spec.md section 4's codes.
 */
#ifndef NSCOPE_CAUSE_LIST_H
#define NSCOPE_CAUSE_LIST_H

/* X(id, code) */
#define CAUSES(X)                                                                                  \
	X(NONE, "")                                                                                \
	X(SOCKET_REFUSED, "socket-refused")                                                        \
	X(SCOPE_MISSING, "scope-missing")                                                          \
	X(LOOPBACK_DOWN, "loopback-down")                                                          \
	X(LINK_DOWN, "link-down")                                                                  \
	X(NO_CARRIER, "no-carrier")                                                                \
	X(IPV6_DISABLED, "ipv6-disabled")                                                          \
	X(ADDRESS_TENTATIVE, "address-tentative")                                                  \
	X(DAD_FAILED, "dad-failed")                                                                \
	X(NO_ADDRESS, "no-address")                                                                \
	X(BROADCAST_ADDRESS, "broadcast-address")                                                  \
	X(OWN_ADDRESS, "own-address")                                                              \
	X(ROUTE_REJECTS, "route-rejects")                                                          \
	X(WRONG_PREFIX, "wrong-prefix")                                                            \
	X(POLICY_ROUTE, "policy-route")                                                            \
	X(OVERLAPPING_ROUTE, "overlapping-route")                                                  \
	X(NO_ROUTE, "no-route")                                                                    \
	X(NO_GATEWAY, "no-gateway")                                                                \
	X(DEAD_NEXT_HOP, "dead-next-hop")                                                          \
	X(PROXY_ARP_MISSING, "proxy-arp-missing")                                                  \
	X(GATEWAY_UNOWNED, "gateway-unowned")                                                      \
	X(ROUTING_LOOP, "routing-loop")                                                            \
	X(TTL_TOO_SMALL, "ttl-too-small")                                                          \
	X(BAD_SOURCE, "bad-source")                                                                \
	X(ADDRESS_UNOWNED, "address-unowned")                                                      \
	X(DUPLICATE_ADDRESS, "duplicate-address")                                                  \
	X(DUPLICATE_MAC, "duplicate-mac")                                                          \
	X(ARP_OFF, "arp-off")                                                                      \
	X(ARP_IGNORED, "arp-ignored")                                                              \
	X(NEIGHBOUR_WRONG, "neighbour-wrong")                                                      \
	X(NEIGHBOUR_TABLE_FULL, "neighbour-table-full")                                            \
	X(NEIGHBOUR_QUEUE_FULL, "neighbour-queue-full")                                            \
	X(NOT_IN_BRIDGE, "not-in-bridge")                                                          \
	X(ADDRESS_ON_PORT, "address-on-port")                                                      \
	X(BRIDGE_PORT_BLOCKED, "bridge-port-blocked")                                              \
	X(BRIDGE_PORT_ISOLATED, "bridge-port-isolated")                                            \
	X(BRIDGE_NO_FLOOD, "bridge-no-flood")                                                      \
	X(BRIDGE_FDB_WRONG, "bridge-fdb-wrong")                                                    \
	X(BRIDGE_LOOP, "bridge-loop")                                                              \
	X(VLAN_FILTERED, "vlan-filtered")                                                          \
	X(HAIRPIN_OFF, "hairpin-off")                                                              \
	X(MULTICAST_SNOOPING, "multicast-snooping")                                                \
	X(MACVLAN_ISOLATED, "macvlan-isolated")                                                    \
	X(RP_FILTER, "rp-filter")                                                                  \
	X(FORWARDING_OFF, "forwarding-off")                                                        \
	X(MTU, "mtu")                                                                              \
	X(FRAGMENT_LOST, "fragment-lost")                                                          \
	X(BRIDGE_NETFILTER, "bridge-netfilter")                                                    \
	X(CONNTRACK, "conntrack")                                                                  \
	X(FIREWALL, "firewall")                                                                    \
	X(NAT_MISSING, "nat-missing")                                                              \
	X(NAT_WRONG, "nat-wrong")                                                                  \
	X(NSCOPE_FAULT, "nscope-fault")                                                            \
	X(TC_DROP, "tc-drop")                                                                      \
	X(XDP_DROP, "xdp-drop")                                                                    \
	X(QDISC_DROP, "qdisc-drop")                                                                \
	X(ECHO_IGNORED, "echo-ignored")                                                            \
	X(ICMP_RATE_LIMITED, "icmp-rate-limited")                                                  \
	X(REPLY_LATE, "reply-late")                                                                \
	X(BACKLOG_FULL, "backlog-full")                                                            \
	X(ARP_FLUX, "arp-flux")                                                                    \
	X(REDIRECTED, "redirected")                                                                \
	X(REMOTE_UNKNOWN, "remote-unknown")                                                        \
	X(UNKNOWN, "unknown")

#define CAUSE_ENUM(id, code) CAUSE_##id,
enum cause { CAUSES(CAUSE_ENUM) CAUSE_MAX };
#undef CAUSE_ENUM

#endif
