/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * setting.h - what a namespace was told to do with packets: its sysctls, as far as a ping meets
 * them, and what they come to together.
 *
 * Filled by tables/tables.h (TABLES_SETTINGS). What is not there (another kernel, a module that is
 * not loaded, not read) is SETTING_UNKNOWN, which is no number. Pure.
 *
 * For an interface IPv4 looks at its own value and at that of conf/all; how, differs: the last
 * column below, from include/linux/inetdevice.h, and for IPv6 from the function named there.
 */
#ifndef NSCOPE_SETTING_H
#define NSCOPE_SETTING_H

#include <stddef.h>
#include <stdint.h>

#define SETTING_UNKNOWN INT64_MIN

/* X(name, path below /proc/sys/net, which of its numbers) */
#define ROOM_SETTINGS(X)                                                                           \
	X(IP_FORWARD, "ipv4/ip_forward", 0)                                                        \
	X(IP_DEFAULT_TTL, "ipv4/ip_default_ttl", 0)                                                \
	X(IP_NONLOCAL_BIND, "ipv4/ip_nonlocal_bind", 0)                                            \
	X(IP_NO_PMTU_DISC, "ipv4/ip_no_pmtu_disc", 0)                                              \
	X(IP_FORWARD_USE_PMTU, "ipv4/ip_forward_use_pmtu", 0)                                      \
	X(MIN_PMTU, "ipv4/route/min_pmtu", 0)                                                      \
	X(IPFRAG_HIGH_THRESH, "ipv4/ipfrag_high_thresh", 0)                                        \
	X(IPFRAG_TIME, "ipv4/ipfrag_time", 0)                                                      \
	X(FWMARK_REFLECT, "ipv4/fwmark_reflect", 0)                                                \
	X(FIB_MULTIPATH_HASH_POLICY, "ipv4/fib_multipath_hash_policy", 0)                          \
	X(FIB_MULTIPATH_USE_NEIGH, "ipv4/fib_multipath_use_neigh", 0)                              \
	X(PING_GROUP_FIRST, "ipv4/ping_group_range", 0)                                            \
	X(PING_GROUP_LAST, "ipv4/ping_group_range", 1)                                             \
	X(ICMP_ECHO_IGNORE_ALL, "ipv4/icmp_echo_ignore_all", 0)                                    \
	X(ICMP_ECHO_IGNORE_BROADCASTS, "ipv4/icmp_echo_ignore_broadcasts", 0)                      \
	X(ICMP_RATELIMIT, "ipv4/icmp_ratelimit", 0)                                                \
	X(ICMP_RATEMASK, "ipv4/icmp_ratemask", 0)                                                  \
	X(ICMP_MSGS_PER_SEC, "ipv4/icmp_msgs_per_sec", 0)                                          \
	X(ICMP_MSGS_BURST, "ipv4/icmp_msgs_burst", 0)                                              \
	X(ICMP6_ECHO_IGNORE_ALL, "ipv6/icmp/echo_ignore_all", 0)                                   \
	X(ICMP6_ECHO_IGNORE_MULTICAST, "ipv6/icmp/echo_ignore_multicast", 0)                       \
	X(ICMP6_RATELIMIT, "ipv6/icmp/ratelimit", 0)                                               \
	X(IP6_NONLOCAL_BIND, "ipv6/ip_nonlocal_bind", 0)                                           \
	X(IP6_FWMARK_REFLECT, "ipv6/fwmark_reflect", 0)                                            \
	X(IP6_MULTIPATH_HASH_POLICY, "ipv6/fib_multipath_hash_policy", 0)                          \
	X(BRIDGE_CALL_IPTABLES, "bridge/bridge-nf-call-iptables", 0)                               \
	X(BRIDGE_CALL_IP6TABLES, "bridge/bridge-nf-call-ip6tables", 0)                             \
	X(BRIDGE_CALL_ARPTABLES, "bridge/bridge-nf-call-arptables", 0)                             \
	X(CONNTRACK_MAX, "netfilter/nf_conntrack_max", 0)                                          \
	X(CONNTRACK_COUNT, "netfilter/nf_conntrack_count", 0)                                      \
	X(CONNTRACK_ICMP_TIMEOUT, "netfilter/nf_conntrack_icmp_timeout", 0)

/* How an interface's value and that of "all" become one. */
enum setting_rule {
	SETTING_OWN,		  /* the interface's alone: IN_DEV_CONF_GET */
	SETTING_ALL,		  /* that of "all" alone */
	SETTING_MAX,		  /* the larger: IN_DEV_MAXCONF */
	SETTING_OR,		  /* 1 if one of them is on: IN_DEV_ORCONF */
	SETTING_AND,		  /* 1 if both are on: IN_DEV_ANDCONF */
	SETTING_FORWARDING_PICKS, /* AND where it forwards, OR where not: IN_DEV_RX_REDIRECTS */
};

/* X(name, file below net/ipv4/conf/IF, IPV4_DEVCONF_*, rule) */
#define IFACE_SETTINGS4(X)                                                                         \
	X(FORWARDING, "forwarding", IPV4_DEVCONF_FORWARDING, OWN)                                  \
	X(RP_FILTER, "rp_filter", IPV4_DEVCONF_RP_FILTER, MAX)                                     \
	X(ACCEPT_LOCAL, "accept_local", IPV4_DEVCONF_ACCEPT_LOCAL, OR)                             \
	X(ROUTE_LOCALNET, "route_localnet", IPV4_DEVCONF_ROUTE_LOCALNET, OR)                       \
	X(SRC_VALID_MARK, "src_valid_mark", IPV4_DEVCONF_SRC_VMARK, OR)                            \
	X(ARP_IGNORE, "arp_ignore", IPV4_DEVCONF_ARP_IGNORE, MAX)                                  \
	X(ARP_ANNOUNCE, "arp_announce", IPV4_DEVCONF_ARP_ANNOUNCE, MAX)                            \
	X(ARP_FILTER, "arp_filter", IPV4_DEVCONF_ARPFILTER, OR)                                    \
	X(ARP_ACCEPT, "arp_accept", IPV4_DEVCONF_ARP_ACCEPT, MAX)                                  \
	X(ARP_NOTIFY, "arp_notify", IPV4_DEVCONF_ARP_NOTIFY, MAX)                                  \
	X(DROP_GRATUITOUS_ARP, "drop_gratuitous_arp", IPV4_DEVCONF_DROP_GRATUITOUS_ARP, OR)        \
	X(PROXY_ARP, "proxy_arp", IPV4_DEVCONF_PROXY_ARP, OR)                                      \
	X(PROXY_ARP_PVLAN, "proxy_arp_pvlan", IPV4_DEVCONF_PROXY_ARP_PVLAN, OR)                    \
	X(ACCEPT_REDIRECTS, "accept_redirects", IPV4_DEVCONF_ACCEPT_REDIRECTS, FORWARDING_PICKS)   \
	X(SECURE_REDIRECTS, "secure_redirects", IPV4_DEVCONF_SECURE_REDIRECTS, OR)                 \
	X(SEND_REDIRECTS, "send_redirects", IPV4_DEVCONF_SEND_REDIRECTS, OR)                       \
	X(SHARED_MEDIA, "shared_media", IPV4_DEVCONF_SHARED_MEDIA, OR)                             \
	X(BC_FORWARDING, "bc_forwarding", IPV4_DEVCONF_BC_FORWARDING, AND)                         \
	X(DISABLE_XFRM, "disable_xfrm", IPV4_DEVCONF_NOXFRM, OR)                                   \
	X(DISABLE_POLICY, "disable_policy", IPV4_DEVCONF_NOPOLICY, OR)                             \
	X(IGNORE_LINKDOWN, "ignore_routes_with_linkdown",                                          \
	  IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN, OR)                                            \
	X(DROP_UNICAST_IN_L2, "drop_unicast_in_l2_multicast",                                      \
	  IPV4_DEVCONF_DROP_UNICAST_IN_L2_MULTICAST, OR)

/* Linux 6.17; headers of Debian 12 do not know it */
#define SETTING_FORCE_FORWARDING (DEVCONF_ACCEPT_RA_MIN_LFT + 1)

/*
 * X(name, file below net/ipv6/conf/IF, DEVCONF_*, rule)
 * FORWARDING: ip6_forward(), where FORCE_FORWARDING does for one interface; PROXY_NDP:
 * ndisc_recv_ns(); ACCEPT_DAD: addrconf_dad_begin(); DISABLE_POLICY: ip6_forward()
 */
#define IFACE_SETTINGS6(X)                                                                         \
	X(FORWARDING, "forwarding", DEVCONF_FORWARDING, ALL)                                       \
	X(FORCE_FORWARDING, "force_forwarding", SETTING_FORCE_FORWARDING, OWN)                     \
	X(DISABLE_IPV6, "disable_ipv6", DEVCONF_DISABLE_IPV6, OWN)                                 \
	X(HOP_LIMIT, "hop_limit", DEVCONF_HOPLIMIT, OWN)                                           \
	X(MTU, "mtu", DEVCONF_MTU6, OWN)                                                           \
	X(ACCEPT_RA, "accept_ra", DEVCONF_ACCEPT_RA, OWN)                                          \
	X(AUTOCONF, "autoconf", DEVCONF_AUTOCONF, OWN)                                             \
	X(ADDR_GEN_MODE, "addr_gen_mode", DEVCONF_ADDR_GEN_MODE, OWN)                              \
	X(ACCEPT_DAD, "accept_dad", DEVCONF_ACCEPT_DAD, MAX)                                       \
	X(DAD_TRANSMITS, "dad_transmits", DEVCONF_DAD_TRANSMITS, OWN)                              \
	X(PROXY_NDP, "proxy_ndp", DEVCONF_PROXY_NDP, OR)                                           \
	X(ACCEPT_REDIRECTS, "accept_redirects", DEVCONF_ACCEPT_REDIRECTS, OWN)                     \
	X(DISABLE_POLICY, "disable_policy", DEVCONF_DISABLE_POLICY, OR)                            \
	X(IGNORE_LINKDOWN, "ignore_routes_with_linkdown", DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN,     \
	  OWN)                                                                                     \
	X(DROP_UNICAST_IN_L2, "drop_unicast_in_l2_multicast",                                      \
	  DEVCONF_DROP_UNICAST_IN_L2_MULTICAST, OWN)

/* X(name, file below net/ipv4/neigh/IF, NDTPA_*): of each interface; times in ms */
#define NEIGH_SETTINGS(X)                                                                          \
	X(UNRES_QLEN, "unres_qlen", NDTPA_QUEUE_LEN)                                               \
	X(UNRES_QLEN_BYTES, "unres_qlen_bytes", NDTPA_QUEUE_LENBYTES)                              \
	X(MCAST_SOLICIT, "mcast_solicit", NDTPA_MCAST_PROBES)                                      \
	X(UCAST_SOLICIT, "ucast_solicit", NDTPA_UCAST_PROBES)                                      \
	X(APP_SOLICIT, "app_solicit", NDTPA_APP_PROBES)                                            \
	X(RETRANS_TIME, "retrans_time_ms", NDTPA_RETRANS_TIME)                                     \
	X(BASE_REACHABLE_TIME, "base_reachable_time_ms", NDTPA_BASE_REACHABLE_TIME)                \
	X(DELAY_PROBE_TIME, "delay_first_probe_time", NDTPA_DELAY_PROBE_TIME)                      \
	X(PROXY_DELAY, "proxy_delay", NDTPA_PROXY_DELAY)                                           \
	X(PROXY_QLEN, "proxy_qlen", NDTPA_PROXY_QLEN)                                              \
	X(LOCKTIME, "locktime", NDTPA_LOCKTIME)

/* X(name, word): of the whole table, which all namespaces share (until commit cda2962b of 2026) */
#define NEIGH_TABLE(X)                                                                             \
	X(GC_THRESH1, "gc_thresh1")                                                                \
	X(GC_THRESH2, "gc_thresh2")                                                                \
	X(GC_THRESH3, "gc_thresh3")                                                                \
	X(ENTRIES, "entries")                                                                      \
	X(TABLE_FULLS, "table_fulls") /* so often an entry was refused since boot */

#define SETTING_ENUM(name, ...)	 ROOM_SETTING_##name,
#define SETTING4_ENUM(name, ...) SETTING4_##name,
#define SETTING6_ENUM(name, ...) SETTING6_##name,
#define NEIGH_ENUM(name, ...)	 NEIGH_SETTING_##name,
#define TABLE_ENUM(name, ...)	 NEIGH_TABLE_##name,
enum room_setting { ROOM_SETTINGS(SETTING_ENUM) ROOM_SETTINGS_N };
enum iface_setting4 { IFACE_SETTINGS4(SETTING4_ENUM) IFACE_SETTINGS4_N };
enum iface_setting6 { IFACE_SETTINGS6(SETTING6_ENUM) IFACE_SETTINGS6_N };
enum neigh_setting { NEIGH_SETTINGS(NEIGH_ENUM) NEIGH_SETTINGS_N };
enum neigh_table_value { NEIGH_TABLE(TABLE_ENUM) NEIGH_TABLE_N };
#undef SETTING_ENUM
#undef SETTING4_ENUM
#undef SETTING6_ENUM
#undef NEIGH_ENUM
#undef TABLE_ENUM

#define SETTING_ALL_IFACES 0 /* the ifindex of conf/all */

struct iface_settings {
	uint32_t ifindex; /* SETTING_ALL_IFACES: conf/all, which has no neigh */
	int64_t v4[IFACE_SETTINGS4_N];
	int64_t v6[IFACE_SETTINGS6_N];
	int64_t neigh4[NEIGH_SETTINGS_N], neigh6[NEIGH_SETTINGS_N];
};

struct settings {
	int64_t room[ROOM_SETTINGS_N];
	int64_t table4[NEIGH_TABLE_N], table6[NEIGH_TABLE_N];
	struct iface_settings *ifaces;
	size_t n_ifaces;
};

/** settings_new() - all unknown; NULL: no memory */
struct settings *settings_new(void);
void settings_free(struct settings *s);

/** settings_iface() - the row of an interface, all unknown where it is new; NULL: no memory */
struct iface_settings *settings_iface(struct settings *s, uint32_t ifindex);

/* All answers are SETTING_UNKNOWN where @s is NULL (not read), or the value is not there. */

/** room_setting() - one of the whole namespace */
int64_t room_setting(const struct settings *s, enum room_setting what);

/** iface_setting4(), iface_setting6() - what stands in the interface's own file */
int64_t iface_setting4(const struct settings *s, uint32_t ifindex, enum iface_setting4 what);
int64_t iface_setting6(const struct settings *s, uint32_t ifindex, enum iface_setting6 what);

/** setting4_effective(), setting6_effective() - what the kernel makes of it and of conf/all */
int64_t setting4_effective(const struct settings *s, uint32_t ifindex, enum iface_setting4 what);
int64_t setting6_effective(const struct settings *s, uint32_t ifindex, enum iface_setting6 what);

/** neigh_setting(), neigh_table() - of AF_INET or AF_INET6 */
int64_t neigh_setting(const struct settings *s, uint8_t family, uint32_t ifindex,
		      enum neigh_setting what);
int64_t neigh_table(const struct settings *s, uint8_t family, enum neigh_table_value what);

/* The files' names: "ipv4/ip_forward", "rp_filter". */
const char *room_setting_path(enum room_setting what);
const char *setting4_name(enum iface_setting4 what);
const char *setting6_name(enum iface_setting6 what);
const char *neigh_setting_name(enum neigh_setting what);

#endif
