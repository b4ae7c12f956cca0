/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * snapshot.h - what every namespace's tables said at one moment, as plain data.
 *
 * Filled by tables/tables.h; names are looked up in it, `show` prints it, `why` walks it. Pure.
 * Numbers are the kernel's own (rtnetlink): RTN_*, NUD_*, IFF_*; show/words.h has iproute2's words.
 *
 *   snapshot
 *     └ room[]            one per namespace
 *         ├ link[]        interfaces; peer_* says where the pipe ends; a bridge's port has .port
 *         ├ addr[]        addresses on them
 *         ├ neigh[]       the neighbour table (ARP and NDP)
 *         ├ route[]       all tables; each route's next hops are a run in hop[]
 *         ├ rule[]        which table is asked, in the order of asking
 *         ├ fdb[]         which MAC lives behind which port of a bridge
 *         ├ proc[]        who lives here
 *         ├ gate[], queue[], chain[], xtable[]   what is in a packet's way (trace/gate.h)
 *         ├ proxy[], vlan[], mdb[]   more of neighbours and bridges
 *         ├ settings      sysctls (trace/setting.h)
 *         └ counts        what was counted (trace/count.h)
 */
#ifndef NSCOPE_SNAPSHOT_H
#define NSCOPE_SNAPSHOT_H

#include <net/if.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "../util/util.h"
#include "count.h"
#include "gate.h"
#include "setting.h"

#define ROOM_NAME_MAX  64
#define LINK_ALIAS_MAX 256 /* IFALIASZ */
#define LINK_FAULT_MAX 120
#define PROC_COMM_MAX  64

/* Which tables were read; what was not read is empty, which then means nothing. */
enum {
	TABLES_LINKS = 1 << 0,
	TABLES_ADDRS = 1 << 1,
	TABLES_NEIGHS = 1 << 2,
	TABLES_ROUTES = 1 << 3,
	TABLES_RULES = 1 << 4,
	TABLES_FDB = 1 << 5, /* needs TABLES_LINKS, to know whether there is a bridge */
	TABLES_PROCS = 1 << 6,
	TABLES_FAULTS = 1 << 7,	  /* needs TABLES_LINKS */
	TABLES_SETTINGS = 1 << 8, /* sysctls; needs TABLES_LINKS */
	TABLES_GATES = 1 << 9,	  /* programs, filters, queues, chains; needs TABLES_LINKS */
	TABLES_COUNTS = 1 << 10,  /* the namespace's; a link's come with it */
	TABLES_PROXIES = 1 << 11, /* addresses that are answered for */
	TABLES_BRIDGES = 1 << 12, /* VLANs, multicast groups; needs TABLES_LINKS */
};

/* Names and owners of addresses: all that a packet needs to become a line. */
#define TABLES_NAMES (TABLES_LINKS | TABLES_ADDRS | TABLES_NEIGHS)

/* Everything that `show` shows of what the kernel tells over rtnetlink. */
#define TABLES_ALL (TABLES_NAMES | TABLES_ROUTES | TABLES_RULES | TABLES_FDB)

/* All that a failed ping may come from. */
#define TABLES_WHY                                                                                 \
	(TABLES_ALL | TABLES_FAULTS | TABLES_SETTINGS | TABLES_GATES | TABLES_COUNTS |             \
	 TABLES_PROXIES | TABLES_BRIDGES)

/* X(name, IFLA_BRPORT_*, as a new port has it): what a bridge does at a port; bridge(8)'s names */
#define PORT_FLAGS(X)                                                                              \
	X(hairpin, IFLA_BRPORT_MODE, false)                                                        \
	X(guard, IFLA_BRPORT_GUARD, false)                                                         \
	X(root_block, IFLA_BRPORT_PROTECT, false)                                                  \
	X(fastleave, IFLA_BRPORT_FAST_LEAVE, false)                                                \
	X(learning, IFLA_BRPORT_LEARNING, true)                                                    \
	X(flood, IFLA_BRPORT_UNICAST_FLOOD, true)                                                  \
	X(mcast_flood, IFLA_BRPORT_MCAST_FLOOD, true)                                              \
	X(bcast_flood, IFLA_BRPORT_BCAST_FLOOD, true)                                              \
	X(mcast_to_unicast, IFLA_BRPORT_MCAST_TO_UCAST, false)                                     \
	X(proxy_arp, IFLA_BRPORT_PROXYARP, false)                                                  \
	X(proxy_arp_wifi, IFLA_BRPORT_PROXYARP_WIFI, false)                                        \
	X(neigh_suppress, IFLA_BRPORT_NEIGH_SUPPRESS, false)                                       \
	X(vlan_tunnel, IFLA_BRPORT_VLAN_TUNNEL, false)                                             \
	X(isolated, IFLA_BRPORT_ISOLATED, false)                                                   \
	X(locked, IFLA_BRPORT_LOCKED, false)

struct port_part {
	bool valid;    /* the interface is a port of a bridge */
	uint8_t state; /* BR_STATE_*: only forwarding lets packets through */
#define PORT_FIELD(name, attribute, normal) bool name;
	PORT_FLAGS(PORT_FIELD)
#undef PORT_FIELD
	uint8_t mcast_router;	/* MDB_RTR_TYPE_*: 1 learnt, 0 never, 2 always */
	uint64_t forward_timer; /* until the next state, 1/100 s: spanning tree */
};

/* X(name, IFLA_BR_*): what a bridge does at all its ports; ip-link(8)'s names */
#define BRIDGE_FLAGS(X)                                                                            \
	X(stp_state, IFLA_BR_STP_STATE)                                                            \
	X(vlan_filtering, IFLA_BR_VLAN_FILTERING)                                                  \
	X(mcast_snooping, IFLA_BR_MCAST_SNOOPING)                                                  \
	X(nf_call_iptables, IFLA_BR_NF_CALL_IPTABLES)                                              \
	X(nf_call_ip6tables, IFLA_BR_NF_CALL_IP6TABLES)                                            \
	X(nf_call_arptables, IFLA_BR_NF_CALL_ARPTABLES)

struct bridge_part {
	bool valid; /* the interface is a bridge */
#define BRIDGE_FIELD(name, attribute) bool name;
	BRIDGE_FLAGS(BRIDGE_FIELD)
#undef BRIDGE_FIELD
	bool mcast_querier;		 /* asks itself who wants which group */
	bool has_querier4, has_querier6; /* somebody, perhaps itself, asks; since Linux 5.16 */
	uint16_t default_pvid;
	uint32_t ageing_time; /* 1/100 s */
};

/* What an interface counted since it was made: struct rtnl_link_stats64 */
struct link_counts {
	bool valid; /* was read */
	uint64_t rx_packets, tx_packets;
	uint64_t rx_errors, tx_errors, rx_dropped, tx_dropped;
	uint64_t rx_nohandler;	       /* a frame that nobody wanted */
	uint64_t rx_otherhost_dropped; /* a frame for another MAC; since Linux 5.19 */
};

struct link_row {
	uint32_t ifindex;
	char name[IFNAMSIZ];
	char kind[16];	   /* IFLA_INFO_KIND: "veth", "bridge"; "" for a device without one */
	uint16_t type;	   /* ARPHRD_* */
	uint8_t operstate; /* IF_OPER_* */
	uint8_t mac[6];
	uint32_t mtu;
	uint32_t flags;	      /* IFF_* */
	bool carrier;	      /* operstate says so: IFF_LOWER_UP */
	uint32_t promiscuity; /* how many want it promiscuous */
	uint32_t master;      /* ifindex of the bridge, 0: none */
	uint32_t lower; /* macvlan, vlan: ifindex of what it sits on, in the same room; or 0 */
	uint32_t base_ifindex; /* what it sits on, wherever that is; 0: on nothing */
	uint64_t base_cookie;  /* that one's namespace, 0: not among the rooms */
	uint32_t macvlan_mode; /* MACVLAN_MODE_* */
	uint32_t peer_ifindex; /* veth: the other end's, 0: none or unseen */
	uint64_t peer_cookie;  /* veth: the other end's namespace, 0: not among the rooms */
	struct port_part port;
	struct bridge_part bridge;
	struct link_counts counts;
	char alias[LINK_ALIAS_MAX];
	char fault[LINK_FAULT_MAX]; /* how it is impaired: options of `nscope fault`; "" : not */
};

struct addr_row {
	uint32_t ifindex;
	uint8_t family; /* AF_INET, AF_INET6 */
	uint8_t len;	/* mask, bits */
	uint8_t addr[16];
	uint8_t scope;	/* RT_SCOPE_* */
	uint32_t flags; /* IFA_F_*: TENTATIVE, DADFAILED, PERMANENT, … */
	bool has_peer;	/* point to point: the other end's address */
	uint8_t peer[16];
	bool has_broadcast; /* IPv4's; the routes in table local know more of them */
	uint8_t broadcast[4];
};

struct neigh_row {
	uint32_t ifindex;
	uint8_t family;
	uint8_t addr[16];
	bool has_lladdr;
	uint8_t lladdr[6];
	uint16_t state; /* NUD_* */
	uint8_t flags;	/* NTF_* */
};

/* One next hop. A route that sends nowhere (blackhole) has none, a multipath route several. */
struct hop_row {
	uint32_t oif;	/* ifindex, 0: none said */
	uint8_t family; /* of the gateway: an IPv4 route may have an IPv6 one; 0: no gateway */
	uint8_t gateway[16];
	uint16_t weight; /* 1 and up */
	uint8_t flags;	 /* RTNH_F_*: DEAD, LINKDOWN, ONLINK */
};

struct route_row {
	uint8_t family;
	uint8_t type; /* RTN_* */
	uint8_t len;  /* of dst, bits; 0: default */
	uint8_t dst[16];
	uint8_t from_len; /* source-specific (IPv6), bits */
	uint8_t from[16];
	uint32_t table;	  /* RT_TABLE_*, or any */
	uint32_t metric;  /* the smaller wins */
	uint8_t protocol; /* RTPROT_*: who made it */
	uint8_t scope;
	uint8_t tos;
	uint32_t flags; /* RTM_F_* and RTNH_F_* of the route itself */
	uint32_t mtu;	/* RTAX_MTU, 0: the interface's */
	uint32_t ttl;	/* RTAX_HOPLIMIT, 0: as usual */
	uint32_t nhid;	/* next hop object, 0: none */
	bool has_prefsrc;
	uint8_t prefsrc[16];
	uint32_t hop, n_hops; /* its next hops are room.hops[hop … hop + n_hops) */
};

struct rule_row {
	uint8_t family;
	uint32_t priority; /* asked in this order */
	uint8_t action;	   /* FR_ACT_* */
	bool invert;	   /* "not": the selectors must not match */
	uint32_t table;
	uint32_t target; /* FR_ACT_GOTO: the priority to go on with */
	uint8_t from_len, to_len;
	uint8_t from[16], to[16];
	char iif[IFNAMSIZ], oif[IFNAMSIZ];
	uint32_t fwmark, fwmask;
	uint8_t tos;
	uint8_t ip_proto; /* 0: any */
	uint8_t protocol; /* RTPROT_*: who made it */
	bool l3mdev;
	bool has_uids;
	uint32_t uid_first, uid_last;
	uint16_t sport_first, sport_last, dport_first, dport_last; /* host order, 0: any */
	int32_t suppress_prefixlen; /* answers with masks up to this are refused, -1: none */
};

struct fdb_row {
	uint32_t ifindex; /* the port; the bridge itself for its own */
	uint32_t master;  /* the bridge; 0: the device's own list of addresses */
	uint8_t mac[6];
	uint16_t vlan;	/* 0: none */
	uint16_t state; /* NUD_*: PERMANENT (local), NOARP (static), else learnt */
	uint8_t flags;	/* NTF_*: SELF, MASTER, EXT_LEARNED, … */
};

/* A range of VLANs that a bridge's port lets through, or the bridge itself. */
struct vlan_row {
	uint32_t ifindex;
	uint16_t first, last;
	bool pvid, untagged; /* what comes without a tag is of it; leaves without a tag */
};

/* A multicast group that a port of a bridge wants, or a router behind that port. */
struct mdb_row {
	uint32_t bridge, ifindex; /* the port; the bridge itself */
	bool router;		  /* a port all groups go to; what follows is empty */
	bool permanent;
	uint8_t family; /* 0: a group by its MAC */
	uint8_t group[16];
	uint16_t vlan;
};

struct proc_row {
	pid_t host, inner; /* as nscope's own pid namespace sees it, and as its own does */
	char comm[PROC_COMM_MAX];
};

struct room {
	char name[ROOM_NAME_MAX]; /* as users call it: "red", "pid:17", "host" */
	char lab[ROOM_NAME_MAX];  /* "" when nscope did not build it */
	uint64_t cookie;
	uint32_t inum;
	bool sorted; /* links ascend by ifindex */
	struct link_row *links;
	size_t n_links;
	struct addr_row *addrs;
	size_t n_addrs;
	struct neigh_row *neighs;
	size_t n_neighs;
	struct route_row *routes;
	size_t n_routes;
	struct hop_row *hops;
	size_t n_hops;
	struct rule_row *rules;
	size_t n_rules;
	struct fdb_row *fdb;
	size_t n_fdb;
	struct proc_row *procs;
	size_t n_procs;
	struct neigh_row *proxies; /* lladdr and state are empty */
	size_t n_proxies;
	struct vlan_row *vlans;
	size_t n_vlans;
	struct mdb_row *mdb;
	size_t n_mdb;
	struct gate_row *gates;
	size_t n_gates;
	struct queue_row *queues;
	size_t n_queues;
	struct chain_row *chains;
	size_t n_chains;
	struct xtable_row *xtables;
	size_t n_xtables;
	struct settings *settings; /* NULL: not read */
	struct counts *counts;	   /* NULL: not read */
};

struct snapshot {
	struct room *rooms;
	size_t n_rooms;
	unsigned int tables; /* TABLES_* that were read */
	uint32_t *by_cookie; /* indices into rooms, ascending by cookie; NULL: not indexed */
};

/* What the sender's kernel says of the way to TO (RTM_GETROUTE). */
struct route_answer {
	int error;    /* 0, or the positive errno the kernel gave: ENETUNREACH, EHOSTUNREACH, … */
	uint32_t oif; /* ifindex in FROM */
	bool has_gateway;
	uint8_t gateway[16];
	bool has_source;
	uint8_t source[16];
	bool local; /* RTN_LOCAL: an own address */
};

void snapshot_free(struct snapshot *s);

/** room_done() - free what a room's rows take */
void room_done(struct room *r);

/**
 * snapshot_index() - make lookups by cookie and ifindex fast
 *
 * Sorts every room's links by ifindex and neighbours by address (the kernel has them in a hash);
 * routes, rules and addresses stay in the kernel's order, which means something. Not needed for
 * the answers of lookups, only for their speed.
 * Return: 0 or -ENOMEM, when lookups walk as before
 */
int snapshot_index(struct snapshot *s);

/** snapshot_room() - by cookie, NULL when unknown */
const struct room *snapshot_room(const struct snapshot *s, uint64_t cookie);

/** snapshot_room_named() - by name, NULL when unknown */
const struct room *snapshot_room_named(const struct snapshot *s, const char *name);

/** room_link() - an interface of a room by ifindex, NULL when unknown */
const struct link_row *room_link(const struct room *r, uint32_t ifindex);

static inline size_t addr_octets(uint8_t family)
{
	return family == AF_INET ? 4 : 16;
}

/** room_addr() - how a room has an address, NULL: it does not */
const struct addr_row *room_addr(const struct room *r, uint8_t family, const uint8_t *addr);

/** room_neigh() - what a room knows of a neighbour at one of its interfaces, NULL: nothing */
const struct neigh_row *room_neigh(const struct room *r, uint32_t ifindex, uint8_t family,
				   const uint8_t *addr);

/** room_has_mac() - has any of its interfaces this MAC? */
bool room_has_mac(const struct room *r, const uint8_t mac[6]);

/** room_pipes() - how many pipes lead to rooms that are known: a host has one */
size_t room_pipes(const struct room *r);

/**
 * room_best_addr() - the address by which one room would call another
 *
 * One that shares a network comes first, then IPv4; a router's, kept on lo, comes
 * last. Never one of host or link scope. NULL: none
 */
const struct addr_row *room_best_addr(const struct room *from, const struct room *to);

/** addr_row_covers() - is @addr inside the row's network? */
bool addr_row_covers(const struct addr_row *a, uint8_t family, const uint8_t *addr);

/**
 * snapshot_owner() - who has this address
 * @ret_link: may be NULL; the interface that carries it
 * Return: the first room that owns it, NULL: nobody
 */
const struct room *snapshot_owner(const struct snapshot *s, uint8_t family, const uint8_t *addr,
				  const struct link_row **ret_link);

static inline void cleanup_snapshot(struct snapshot **s)
{
	snapshot_free(*s);
}
#define _cleanup_snapshot_ _cleanup_(cleanup_snapshot)

#endif
