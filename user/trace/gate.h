/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gate.h - what somebody put in a packet's way: eBPF programs and tc filters at an interface,
 * queues before it, netfilter's chains.
 *
 *      wire ─▶ XDP ─▶ tc in (tcx, then clsact) ─▶ netfilter ─▶ …
 *                              … ─▶ netfilter ─▶ tc out (tcx, then clsact) ─▶ queue ─▶ wire
 *
 * Filled by tables/tables.h (TABLES_GATES). Pure.
 */
#ifndef NSCOPE_GATE_H
#define NSCOPE_GATE_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define GATE_NAME_MAX  64
#define CHAIN_NAME_MAX 128 /* NFT_NAME_MAXLEN is 256: longer ones are cut */

#define GATES(X)                                                                                   \
	X(XDP, "xdp")                                                                              \
	X(TC_IN, "tc ingress")                                                                     \
	X(TC_OUT, "tc egress")                                                                     \
	X(QUEUE, "qdisc") /* a filter that chooses a class of the queue */

enum gate {
#define GATE_ENUM(name, word) GATE_##name,
	GATES(GATE_ENUM)
#undef GATE_ENUM
		GATES_N,
};

/* A program or filter at an interface. */
struct gate_row {
	uint32_t ifindex;
	uint8_t where;		  /* enum gate */
	char kind[16];		  /* "generic", "native", "offload"; "tcx"; the filter's: "bpf" */
	uint32_t prog_id;	  /* eBPF's, 0: another kind of filter */
	char name[GATE_NAME_MAX]; /* the program's, foreign bytes; "" where it may not be seen */
	uint32_t pref, handle;	  /* a tc filter's */
	bool ours;		  /* by its name the tracer's own, which lets everything pass */
};

/* A queueing discipline that somebody chose, or that has dropped. */
struct queue_row {
	uint32_t ifindex;
	char kind[16]; /* "tbf", "netem", "clsact" */
	uint32_t handle, parent;
	uint32_t drops, overlimits, qlen; /* since it was made; frames that wait now */
};

/* A chain of nf_tables that hangs on a hook, also iptables-nft's. */
struct chain_row {
	uint8_t family; /* NFPROTO_*: ip, ip6, inet, arp, bridge, netdev */
	uint8_t hook;	/* NF_INET_*, NF_ARP_*, NF_BR_*, NF_NETDEV_* */
	int32_t priority;
	bool drops;					  /* its policy is drop */
	uint32_t uses;					  /* so many rules, and jumps to it */
	char type[16];					  /* "filter", "nat", "route" */
	char device[IFNAMSIZ];				  /* netdev's; the first of several */
	char table[CHAIN_NAME_MAX], name[CHAIN_NAME_MAX]; /* foreign bytes */
};

/* A table of iptables-legacy, whose chains hang on hooks as soon as it is there. */
struct xtable_row {
	uint8_t family; /* NFPROTO_IPV4, IPV6, ARP */
	char name[32];	/* "filter", "nat"; foreign bytes */
};

static inline const char *gate_word(enum gate g)
{
#define GATE_WORD(name, word) word,
	static const char *const words[] = { GATES(GATE_WORD) };
#undef GATE_WORD

	return words[g];
}

/** queue_holds() - can packets wait in it? On some only filters hang, and one is none */
static inline bool queue_holds(const struct queue_row *q)
{
	return strcmp(q->kind, "clsact") && strcmp(q->kind, "ingress") &&
	       strcmp(q->kind, "noqueue");
}

#endif
