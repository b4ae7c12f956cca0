/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * event.h - the wire between kernel and user space: one record per event.
 *
 * Compiled by clang -target bpf (after vmlinux.h) and by cc (after
 * <linux/types.h>); includes nothing itself, so it can follow either.
 *
 *      0        8        16       24       32   36   40   44   48   52 54 56       64
 *      ┌────────┬────────┬────────┬────────┬────┬────┬────┬────┬────┬──┬──┬────────┬─────…
 *      │time_ns │netns   │object  │location│inum│if  │seq │len │rsn │pr│cl│v h c l2│ data
 *      └────────┴────────┴────────┴────────┴────┴────┴────┴────┴────┴──┴──┴────────┴─────…
 */
#ifndef NSCOPE_EVENT_H
#define NSCOPE_EVENT_H

#define EVENT_VERSION 1

/* Room for a frame's first bytes: an ARP frame is 42, as are an echo's headers; an error quotes
 * another packet. */
#define EVENT_DATA_SMALL 48
#define EVENT_DATA_ECHO6 64 /* its headers are 62 */
#define EVENT_DATA_MAX	 192
/* A drop copies as many octets as tell what it was: an ICMPv6 error and the headers that it quotes
 * are 110. */
#define EVENT_DATA_DROP 128
/* What user space adds may be longer: a rule is told with its text. */
#define EVENT_NOTE_MAX 320

struct event {
	__u64 time_ns;	    /* CLOCK_BOOTTIME, read after the record was reserved */
	__u64 netns_cookie; /* with ifindex: which interface; before Linux 5.14 the inode number */
	__u64 object;	    /* address of the sk_buff or neighbour; joins, is never printed */
	__u64 location;	    /* drop, consume: the kernel text address that freed the packet */
	__u32 netns_inum;   /* 0 where the hook cannot see it */
	__u32 ifindex;	    /* 0: a drop without a device, its socket told the namespace */
	__u32 seq;	    /* this hook's submitted + lost on this CPU: a jump is a gap */
	__u32 len;	    /* frame length on the wire, octets; 0 for a neighbour event */
	__u32 reason;	    /* drop: enum skb_drop_reason; icmp_send: type << 8 | code */
	__u16 protocol;	    /* ethertype, host order */
	__u16 caplen;	    /* octets of data[] that are valid */
	__u8 version;	    /* EVENT_VERSION */
	__u8 hook;	    /* enum hook */
	__u8 l2len;	    /* octets in front of the network header in data[]: 14, or 0 */
	__u8 pad;
	__u32 cpu;
	__u8 data[];
};

/* data[] of a neighbour event */
struct event_neigh {
	__u8 addr[16]; /* network order; IPv4 uses the first four */
	__u8 lladdr[6];
	__u8 addr_len; /* 4 or 16 */
	__u8 old;      /* NUD_* before, or EVENT_NUD_UNKNOWN */
	__u8 new_;     /* NUD_* after */
	__u8 pad[7];
};

/* The entry existed before we looked and this hook cannot see its past. */
#define EVENT_NUD_UNKNOWN 0xff

/* What user space adds (HOOK_LINK and those behind it, include/hooks.h), in the same form so that
 * it takes its place in the same order: what rtnetlink said, dated when it was received. */
enum event_action { EVENT_NEW, EVENT_CHANGED, EVENT_GONE, EVENT_ACTION_MAX };

/* What is new about a link that was there before. */
#define EVENT_LINK_UP	   (1 << 0) /* IFF_UP */
#define EVENT_LINK_CARRIER (1 << 1) /* IFF_LOWER_UP */
#define EVENT_LINK_NAME	   (1 << 2)
#define EVENT_LINK_MAC	   (1 << 3)
#define EVENT_LINK_MTU	   (1 << 4)
#define EVENT_LINK_MASTER  (1 << 5)
#define EVENT_LINK_PEER	   (1 << 6) /* where its other end is has been learnt */

#define EVENT_NAME 16 /* IFNAMSIZ */

/* data[] of HOOK_LINK: the link as it is now, or was at last. Names fill their room with NULs. */
struct event_link {
	char name[EVENT_NAME];
	char was[EVENT_NAME]; /* EVENT_LINK_NAME: the name before */
	char kind[EVENT_NAME];
	char master_name[EVENT_NAME];
	__u32 flags; /* IFF_* */
	__u32 mtu;
	__u32 master; /* ifindex, 0: none */
	__u32 peer_ifindex;
	__u64 peer_cookie; /* 0: not known */
	__u16 type;	   /* ARPHRD_* */
	__u16 changed;	   /* EVENT_LINK_* */
	__u8 mac[6];
	__u8 operstate;
	__u8 action;
	__u8 pad[4];
};

/* data[] of HOOK_ADDR */
struct event_addr {
	__u8 addr[16];
	__u8 peer[16]; /* point to point */
	__u32 flags;   /* IFA_F_* */
	__u8 family;
	__u8 len; /* mask, bits */
	__u8 scope;
	__u8 has_peer;
	__u8 action;
	__u8 pad[7];
};

/* data[] of HOOK_ROUTE */
struct event_route {
	__u8 dst[16];
	__u8 gateway[16]; /* of the first next hop */
	__u8 prefsrc[16];
	char dev[EVENT_NAME]; /* of the first next hop; event.ifindex is its number */
	__u32 table;
	__u32 metric;
	__u32 nhid;
	__u16 hops; /* how many next hops it has */
	__u8 family;
	__u8 len;	     /* mask, bits */
	__u8 gateway_family; /* 0: no gateway */
	__u8 has_prefsrc;
	__u8 type;     /* RTN_* */
	__u8 protocol; /* RTPROT_* */
	__u8 scope;
	__u8 action;
	__u8 pad[2];
};

/* data[] of HOOK_NETNS */
struct event_netns {
	char name[64];
	char lab[64];
	__u8 action;
	__u8 pad[7];
};

/* So much of a packet goes with a verdict: the kernel gives 40 octets of the network header and 20
 * of the transport's (NFT_TRACETYPE_*_HSIZE). */
#define EVENT_RULE_PACKET 60

/* data[] of HOOK_RULE, followed by @packet_len octets from the network header on (event.protocol).
 * What does not fit is cut; names and text end with a NUL. */
struct event_rule {
	char table[32];
	char chain[32];
	char text[160];	 /* the rule as nft lists it; "": it is not known */
	__u64 handle;	 /* 0: no rule, but the chain itself */
	__u32 packet_id; /* 0 where it was not joined yet: only a capture has it */
	__s32 verdict;	 /* NF_DROP, NFT_JUMP, ... */
	__u8 family;	 /* NFPROTO_*, of the table */
	__u8 kind;	 /* NFT_TRACETYPE_*; 0: we began to listen, with a table of our own */
	__u8 packet_len;
	__u8 pad[5];
};

/* data[] of HOOK_FIB and HOOK_FIB6: what was asked of one table, and its answer */
struct event_fib {
	__u8 src[16]; /* network order, as in event_neigh; all zero: not asked for */
	__u8 dst[16];
	__u8 gateway[16];
	char dev[EVENT_NAME];
	__u32 dev_ifindex; /* 0: no answer that has a device */
	__u32 table;
	__u32 iif; /* asked for: 1 for what is sent from here, the reverse route of what came */
	__u32 oif;
	__u32 mark;
	__s32 err; /* 0, or -errno: -EAGAIN is no match in this table, or throw */
	__u8 addr_len;
	__u8 gateway_len; /* 0: none; an IPv4 route may have one of IPv6 */
	__u8 pad[6];
};

/* data[] of HOOK_FDB: at event.ifindex, the bridge, @mac has been heard at a port */
struct event_fdb {
	char port[EVENT_NAME];
	__u32 port_ifindex; /* 0: the bridge itself */
	__u16 vlan;	    /* 0: none */
	__u8 mac[6];
	__u8 pad[4];
};

/* One per hook and CPU, never reset: seen == filtered + submitted + lost. */
struct hook_count {
	__u64 seen;
	__u64 filtered;
	__u64 submitted;
	__u64 lost;
};

_Static_assert(sizeof(struct event) == 64, "struct event is a wire format");
_Static_assert(__builtin_offsetof(struct event, netns_inum) == 32, "");
_Static_assert(__builtin_offsetof(struct event, protocol) == 52, "");
_Static_assert(__builtin_offsetof(struct event, cpu) == 60, "");
_Static_assert(__builtin_offsetof(struct event, data) == 64, "");
_Static_assert(sizeof(struct event_neigh) == 32, "struct event_neigh is a wire format");
_Static_assert(sizeof(struct event_link) == 104, "struct event_link is a wire format");
_Static_assert(sizeof(struct event_addr) == 48, "struct event_addr is a wire format");
_Static_assert(sizeof(struct event_route) == 88, "struct event_route is a wire format");
_Static_assert(sizeof(struct event_netns) == 136, "struct event_netns is a wire format");
_Static_assert(sizeof(struct event_netns) <= EVENT_DATA_MAX, "");
_Static_assert(sizeof(struct event_rule) == 248, "struct event_rule is a wire format");
_Static_assert(sizeof(struct event_rule) + EVENT_RULE_PACKET <= EVENT_NOTE_MAX, "");
_Static_assert(sizeof(struct event_fib) == 96, "struct event_fib is a wire format");
_Static_assert(__builtin_offsetof(struct event_fib, dev_ifindex) == 64, "");
_Static_assert(__builtin_offsetof(struct event_fib, addr_len) == 88, "");
_Static_assert(sizeof(struct event_fdb) == 32, "struct event_fdb is a wire format");
_Static_assert(__builtin_offsetof(struct event_fdb, mac) == 22, "");
_Static_assert(sizeof(struct hook_count) == 32, "struct hook_count is a wire format");

#endif
