/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tables_row.h - one message of a dump becomes one row of a room.
 *
 * Messages are not trusted: what is too short is skipped or zero, what is another family's or
 * another type's is no row. Each takes a struct reading, and returns 0 or -ENOMEM.
 */
#ifndef NSCOPE_TABLES_ROW_H
#define NSCOPE_TABLES_ROW_H

#include "../trace/snapshot.h"
#include "../kernel/nl.h"
#include "../kernel/peers.h"

struct reading {
	struct room *room;
	struct peers *peers;
	unsigned int what; /* TABLES_* */
};

nl_row read_link;      /* RTM_NEWLINK, also what it is as a bridge, or as a bridge's port */
nl_row read_addr;      /* RTM_NEWADDR */
nl_row read_neigh;     /* RTM_NEWNEIGH, AF_INET and AF_INET6 */
nl_row read_proxy;     /* the same with NTF_PROXY */
nl_row read_fdb;       /* RTM_NEWNEIGH, AF_BRIDGE */
nl_row read_route;     /* RTM_NEWROUTE, with its next hops */
nl_row read_route_any; /* also what the kernel noted of one destination: an answer */
nl_row read_rule;      /* RTM_NEWRULE */

/* tables_setting.c */
nl_row read_neigh_table; /* RTM_NEWNEIGHTBL: the table's values, or an interface's */
int read_settings(const struct nlattr *spec, struct settings *s,
		  uint32_t ifindex); /* IFLA_AF_SPEC */
int tables_settings(struct snapshot *s, const struct netns *rooms, struct err *e); /* files */

/* tables_bridge.c */
nl_row read_vlans; /* RTM_NEWLINK, AF_BRIDGE */
nl_row read_mdb;   /* RTM_GETMDB, as the kernel calls the answer, too */
void read_bridge(const struct nlattr *data, struct bridge_part *b); /* IFLA_INFO_DATA */
void read_port(const struct nlattr *data, struct port_part *p);	    /* IFLA_INFO_SLAVE_DATA */

/* tables_count.c */
void read_link_counts(const struct nlattr *a, struct link_counts *c); /* IFLA_STATS64 */
int tables_counts(struct room *r, const struct netns *n, struct err *e);

/* tables_gate.c */
int read_xdp(const struct nlattr *xdp, struct room *r, uint32_t ifindex); /* IFLA_XDP */
int tables_gates(struct room *r, const struct netns *n, struct err *e);

/* A row more in a vector of the room, all zero; NULL: no memory. */
#define ADD(items, n)                                                                              \
	({                                                                                         \
		__typeof__(items) more_ = grow(items, n, sizeof(*more_));                          \
		if (more_) {                                                                       \
			(items) = more_;                                                           \
			memset(&more_[n], 0, sizeof(*more_));                                      \
			more_ += (n)++;                                                            \
		}                                                                                  \
		more_;                                                                             \
	})

/* Of the families whose rows we take; 0: not one of them. */
static inline size_t addr_len(uint8_t family)
{
	return family == AF_INET || family == AF_INET6 ? addr_octets(family) : 0;
}

/* tables_procs.c, tables_fault.c */
int tables_procs(struct snapshot *s, struct err *e);
void tables_faults(struct snapshot *s, const struct netns *rooms);

#endif
