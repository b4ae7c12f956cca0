/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_fields.h - which rows a room has, and which fields they have; for record.c alone.
 */
#ifndef NSCOPE_RECORD_FIELDS_H
#define NSCOPE_RECORD_FIELDS_H

#include <stddef.h>

#include "ask.h"
#include "snapshot.h"

enum form {
	FORM_NUMBER, /* unsigned */
	FORM_BOOL,
	FORM_SIGNED,
	FORM_NAME, /* char[] */
	FORM_MAC,
	FORM_ADDR, /* of the row's own family */
};

struct field {
	const char *name;
	enum form form;
	size_t at, size;
	size_t family; /* FORM_ADDR: where its family stands, an octet */
};

#define NUMBER(row, f)                                                                             \
	{                                                                                          \
#f,                                                                                \
			_Generic(((struct row *)0)->f, bool                                        \
				 : FORM_BOOL, default                                              \
				 : FORM_NUMBER),                                                   \
			offsetof(struct row, f), sizeof(((struct row *)0)->f), 0                   \
	}
#define SIGNED(row, f)                                                                             \
	{                                                                                          \
#f, FORM_SIGNED, offsetof(struct row, f), sizeof(((struct row *)0)->f), 0          \
	}
#define NAME(row, f)                                                                               \
	{                                                                                          \
#f, FORM_NAME, offsetof(struct row, f), sizeof(((struct row *)0)->f), 0            \
	}
#define MAC(row, f)                                                                                \
	{                                                                                          \
#f, FORM_MAC, offsetof(struct row, f), 6, 0                                        \
	}
#define ADDR(row, f, of)                                                                           \
	{                                                                                          \
#f, FORM_ADDR, offsetof(struct row, f), sizeof(((struct row *)0)->f),              \
			offsetof(struct row, of)                                                   \
	}

#define PORT_NUMBER(name, attribute, normal) NUMBER(link_row, port.name),
#define BRIDGE_NUMBER(name, attribute)	     NUMBER(link_row, bridge.name),

static const struct field link_fields[] = {
	NUMBER(link_row, ifindex),
	NAME(link_row, name),
	NAME(link_row, kind),
	NUMBER(link_row, type),
	NUMBER(link_row, operstate),
	MAC(link_row, mac),
	NUMBER(link_row, mtu),
	NUMBER(link_row, flags),
	NUMBER(link_row, carrier),
	NUMBER(link_row, promiscuity),
	NUMBER(link_row, master),
	NUMBER(link_row, lower),
	NUMBER(link_row, base_ifindex),
	NUMBER(link_row, base_cookie),
	NUMBER(link_row, macvlan_mode),
	NUMBER(link_row, peer_ifindex),
	NUMBER(link_row, peer_cookie),
	NUMBER(link_row, port.valid),
	NUMBER(link_row, port.state),
	NUMBER(link_row, port.mcast_router),
	NUMBER(link_row, port.forward_timer),
	PORT_FLAGS(PORT_NUMBER) /* */
	NUMBER(link_row, bridge.valid),
	NUMBER(link_row, bridge.mcast_querier),
	NUMBER(link_row, bridge.has_querier4),
	NUMBER(link_row, bridge.has_querier6),
	NUMBER(link_row, bridge.default_pvid),
	NUMBER(link_row, bridge.ageing_time),
	BRIDGE_FLAGS(BRIDGE_NUMBER) /* */
	NUMBER(link_row, counts.valid),
	NUMBER(link_row, counts.rx_packets),
	NUMBER(link_row, counts.tx_packets),
	NUMBER(link_row, counts.rx_errors),
	NUMBER(link_row, counts.tx_errors),
	NUMBER(link_row, counts.rx_dropped),
	NUMBER(link_row, counts.tx_dropped),
	NUMBER(link_row, counts.rx_nohandler),
	NUMBER(link_row, counts.rx_otherhost_dropped),
	NAME(link_row, alias),
	NAME(link_row, fault),
};

static const struct field addr_fields[] = {
	NUMBER(addr_row, ifindex),	 NUMBER(addr_row, family),
	NUMBER(addr_row, len),		 ADDR(addr_row, addr, family),
	NUMBER(addr_row, scope),	 NUMBER(addr_row, flags),
	NUMBER(addr_row, has_peer),	 ADDR(addr_row, peer, family),
	NUMBER(addr_row, has_broadcast), ADDR(addr_row, broadcast, family),
};

static const struct field neigh_fields[] = {
	NUMBER(neigh_row, ifindex),    NUMBER(neigh_row, family), ADDR(neigh_row, addr, family),
	NUMBER(neigh_row, has_lladdr), MAC(neigh_row, lladdr),	  NUMBER(neigh_row, state),
	NUMBER(neigh_row, flags),
};

static const struct field route_fields[] = {
	NUMBER(route_row, family),	NUMBER(route_row, type),
	NUMBER(route_row, len),		ADDR(route_row, dst, family),
	NUMBER(route_row, from_len),	ADDR(route_row, from, family),
	NUMBER(route_row, table),	NUMBER(route_row, metric),
	NUMBER(route_row, protocol),	NUMBER(route_row, scope),
	NUMBER(route_row, tos),		NUMBER(route_row, flags),
	NUMBER(route_row, mtu),		NUMBER(route_row, nhid),
	NUMBER(route_row, has_prefsrc), ADDR(route_row, prefsrc, family),
	NUMBER(route_row, hop),		NUMBER(route_row, n_hops),
};

static const struct field hop_fields[] = {
	NUMBER(hop_row, oif),	 NUMBER(hop_row, family), ADDR(hop_row, gateway, family),
	NUMBER(hop_row, weight), NUMBER(hop_row, flags),
};

static const struct field rule_fields[] = {
	NUMBER(rule_row, family),     NUMBER(rule_row, priority),
	NUMBER(rule_row, action),     NUMBER(rule_row, invert),
	NUMBER(rule_row, table),      NUMBER(rule_row, target),
	NUMBER(rule_row, from_len),   ADDR(rule_row, from, family),
	NUMBER(rule_row, to_len),     ADDR(rule_row, to, family),
	NAME(rule_row, iif),	      NAME(rule_row, oif),
	NUMBER(rule_row, fwmark),     NUMBER(rule_row, fwmask),
	NUMBER(rule_row, tos),	      NUMBER(rule_row, ip_proto),
	NUMBER(rule_row, protocol),   NUMBER(rule_row, l3mdev),
	NUMBER(rule_row, has_uids),   NUMBER(rule_row, uid_first),
	NUMBER(rule_row, uid_last),   NUMBER(rule_row, sport_first),
	NUMBER(rule_row, sport_last), NUMBER(rule_row, dport_first),
	NUMBER(rule_row, dport_last), SIGNED(rule_row, suppress_prefixlen),
};

static const struct field fdb_fields[] = {
	NUMBER(fdb_row, ifindex), NUMBER(fdb_row, master), MAC(fdb_row, mac),
	NUMBER(fdb_row, vlan),	  NUMBER(fdb_row, state),  NUMBER(fdb_row, flags),
};

static const struct field vlan_fields[] = {
	NUMBER(vlan_row, ifindex), NUMBER(vlan_row, first),    NUMBER(vlan_row, last),
	NUMBER(vlan_row, pvid),	   NUMBER(vlan_row, untagged),
};

static const struct field mdb_fields[] = {
	NUMBER(mdb_row, bridge),    NUMBER(mdb_row, ifindex), NUMBER(mdb_row, router),
	NUMBER(mdb_row, permanent), NUMBER(mdb_row, family),  ADDR(mdb_row, group, family),
	NUMBER(mdb_row, vlan),
};

static const struct field gate_fields[] = {
	NUMBER(gate_row, ifindex), NUMBER(gate_row, where), NAME(gate_row, kind),
	NUMBER(gate_row, prog_id), NAME(gate_row, name),    NUMBER(gate_row, pref),
	NUMBER(gate_row, handle),  NUMBER(gate_row, ours),
};

static const struct field queue_fields[] = {
	NUMBER(queue_row, ifindex), NAME(queue_row, kind),    NUMBER(queue_row, handle),
	NUMBER(queue_row, parent),  NUMBER(queue_row, drops), NUMBER(queue_row, overlimits),
	NUMBER(queue_row, qlen),
};

static const struct field chain_fields[] = {
	NUMBER(chain_row, family), NUMBER(chain_row, hook), SIGNED(chain_row, priority),
	NUMBER(chain_row, drops),  NUMBER(chain_row, uses), NAME(chain_row, type),
	NAME(chain_row, device),   NAME(chain_row, table),  NAME(chain_row, name),
};

static const struct field xtable_fields[] = {
	NUMBER(xtable_row, family),
	NAME(xtable_row, name),
};

static const struct field proc_fields[] = {
	SIGNED(proc_row, host),
	SIGNED(proc_row, inner),
	NAME(proc_row, comm),
};

static const struct field room_fields[] = {
	NAME(room, name),
	NAME(room, lab),
	NUMBER(room, cookie),
	NUMBER(room, inum),
};

static const struct field ask_fields[] = {
	NUMBER(ask, kind),     NUMBER(ask, cookie),   NUMBER(ask, family),
	ADDR(ask, to, family), NUMBER(ask, has_from), ADDR(ask, from, family),
	NUMBER(ask, iif),      NUMBER(ask, oif),      NUMBER(ask, mark),
	NUMBER(ask, tos),      NUMBER(ask, ip_proto), NUMBER(ask, has_uid),
	NUMBER(ask, uid),      MAC(ask, mac),	      NUMBER(ask, vlan),
};

#define LEG(i)                                                                                     \
	NUMBER(answer, hops[i].oif), NUMBER(answer, hops[i].family),                               \
		ADDR(answer, hops[i].gateway, hops[i].family), NUMBER(answer, hops[i].weight),     \
		NUMBER(answer, hops[i].flags)

static const struct field answer_fields[] = {
	SIGNED(answer, error),
	NAME(answer, words),
	NUMBER(answer, route.family),
	NUMBER(answer, route.type),
	NUMBER(answer, route.len),
	ADDR(answer, route.dst, route.family),
	NUMBER(answer, route.from_len),
	ADDR(answer, route.from, route.family),
	NUMBER(answer, route.table),
	NUMBER(answer, route.metric),
	NUMBER(answer, route.protocol),
	NUMBER(answer, route.scope),
	NUMBER(answer, route.tos),
	NUMBER(answer, route.flags),
	NUMBER(answer, route.mtu),
	NUMBER(answer, route.nhid),
	NUMBER(answer, route.has_prefsrc),
	ADDR(answer, route.prefsrc, route.family),
	NUMBER(answer, route.n_hops),
	LEG(0),
	LEG(1),
	LEG(2),
	LEG(3),
	NUMBER(answer, neigh.ifindex),
	NUMBER(answer, neigh.family),
	ADDR(answer, neigh.addr, neigh.family),
	NUMBER(answer, neigh.has_lladdr),
	MAC(answer, neigh.lladdr),
	NUMBER(answer, neigh.state),
	NUMBER(answer, neigh.flags),
	NUMBER(answer, fdb.ifindex),
	NUMBER(answer, fdb.master),
	MAC(answer, fdb.mac),
	NUMBER(answer, fdb.vlan),
	NUMBER(answer, fdb.state),
	NUMBER(answer, fdb.flags),
};
#undef LEG

/* X(word, struct, vector of the room, its count); hops before the routes that point at them */
#define RECORD_ROWS(X)                                                                             \
	X(link, link_row, links, n_links)                                                          \
	X(addr, addr_row, addrs, n_addrs)                                                          \
	X(neigh, neigh_row, neighs, n_neighs)                                                      \
	X(hop, hop_row, hops, n_hops)                                                              \
	X(route, route_row, routes, n_routes)                                                      \
	X(rule, rule_row, rules, n_rules)                                                          \
	X(fdb, fdb_row, fdb, n_fdb)                                                                \
	X(proxy, neigh_row, proxies, n_proxies)                                                    \
	X(vlan, vlan_row, vlans, n_vlans)                                                          \
	X(mdb, mdb_row, mdb, n_mdb)                                                                \
	X(gate, gate_row, gates, n_gates)                                                          \
	X(queue, queue_row, queues, n_queues)                                                      \
	X(chain, chain_row, chains, n_chains)                                                      \
	X(xtable, xtable_row, xtables, n_xtables)                                                  \
	X(proc, proc_row, procs, n_procs)

#define proxy_fields neigh_fields

struct kind_of_row {
	const char *word;
	const struct field *fields;
	size_t n_fields, size;
	size_t rows, count; /* in struct room */
};

static const struct kind_of_row kinds_of_row[] = {
#define KIND(word, row, vector, n)                                                                 \
	{ #word,                                                                                   \
	  word##_fields,                                                                           \
	  ARRAY_SIZE(word##_fields),                                                               \
	  sizeof(struct row),                                                                      \
	  offsetof(struct room, vector),                                                           \
	  offsetof(struct room, n) },
	RECORD_ROWS(KIND)
#undef KIND
};

#undef NUMBER
#undef SIGNED
#undef NAME
#undef MAC
#undef ADDR
#undef PORT_NUMBER
#undef BRIDGE_NUMBER

#endif
