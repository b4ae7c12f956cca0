// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * case_shapes.c - all that a verdict is judged by, field by field, for shape.h
 */
#include "case_shapes.h"

#include "verdict.h"

#define SIZE(type, member) sizeof(((type *)NULL)->member)
#define ROW(type, member, id)                                                                      \
	.name = #member, .kind = FIELD_##id, .at = offsetof(type, member),                         \
	.size = SIZE(type, member)
#define U(type, member)	       { ROW(type, member, UINT) },
#define UP_TO(type, member, n) { ROW(type, member, UINT), .most = (n) },
#define B(type, member)	       UP_TO(type, member, 1)
#define I(type, member)	       { ROW(type, member, INT) },
#define X(type, member)	       { ROW(type, member, BYTES) },
#define T(type, member)	       { ROW(type, member, TEXT) },
#define P(type, member, of)    { ROW(type, member, PART), .shape = &of##_shape },
#define ROWS(type, member, of)                                                                     \
	{ ROW(type, member, ROWS), .count = offsetof(type, n_##member), .shape = &of##_shape },
#define MAYBE(type, member, of) { ROW(type, member, MAYBE), .shape = &of##_shape },
#define NAMED(type, member, words, none)                                                           \
	{ ROW(type, member, NAMED), .most = ARRAY_SIZE(words), .names = words, .unknown = (none) },
#define SHAPE(id, type, ...)                                                                       \
	static const struct field id##_fields[] = { __VA_ARGS__ };                                 \
	static const struct shape id##_shape = { sizeof(type), id##_fields,                        \
						 ARRAY_SIZE(id##_fields) };

#define NAME(name, ...) #name,
static const char *const room_names[] = { ROOM_SETTINGS(NAME) };
static const char *const iface4_names[] = { IFACE_SETTINGS4(NAME) };
static const char *const iface6_names[] = { IFACE_SETTINGS6(NAME) };
static const char *const neigh_names[] = { NEIGH_SETTINGS(NAME) };
static const char *const table_names[] = { NEIGH_TABLE(NAME) };
static const char *const count_names[] = { COUNTS(NAME) };

/* clang-format off: a field a word, many to a line */
#define PORT_ROW(name, ...) B(struct port_part, name)
SHAPE(port, struct port_part,
      B(struct port_part, valid) U(struct port_part, state) PORT_FLAGS(PORT_ROW)
	      U(struct port_part, mcast_router) U(struct port_part, forward_timer))

#define BRIDGE_ROW(name, ...) B(struct bridge_part, name)
SHAPE(bridge, struct bridge_part,
      B(struct bridge_part, valid) BRIDGE_FLAGS(BRIDGE_ROW) B(struct bridge_part, mcast_querier)
	      B(struct bridge_part, has_querier4) B(struct bridge_part, has_querier6)
		      U(struct bridge_part, default_pvid) U(struct bridge_part, ageing_time))

SHAPE(link_counts, struct link_counts,
      B(struct link_counts, valid) U(struct link_counts, rx_packets)
	      U(struct link_counts, tx_packets) U(struct link_counts, rx_errors)
		      U(struct link_counts, tx_errors) U(struct link_counts, rx_dropped)
			      U(struct link_counts, tx_dropped) U(struct link_counts, rx_nohandler)
				      U(struct link_counts, rx_otherhost_dropped))

#define L struct link_row
SHAPE(link, L,
      U(L, ifindex) T(L, name) T(L, kind) U(L, type) U(L, operstate) X(L, mac) U(L, mtu) U(L, flags)
	      B(L, carrier) U(L, promiscuity) U(L, master) U(L, lower) U(L, base_ifindex)
		      U(L, base_cookie) U(L, macvlan_mode) U(L, peer_ifindex) U(L, peer_cookie)
			      P(L, port, port) P(L, bridge, bridge) P(L, counts, link_counts)
				      T(L, alias) T(L, fault))

#define A struct addr_row
SHAPE(addr, A,
      U(A, ifindex) U(A, family) UP_TO(A, len, 128) X(A, addr) U(A, scope) U(A, flags)
	      B(A, has_peer) X(A, peer) B(A, has_broadcast) X(A, broadcast))

#define N struct neigh_row
SHAPE(neigh, N,
      U(N, ifindex) U(N, family) X(N, addr) B(N, has_lladdr) X(N, lladdr) U(N, state) U(N, flags))

#define H struct hop_row
SHAPE(hop, H, U(H, oif) U(H, family) X(H, gateway) U(H, weight) U(H, flags))

#define R struct route_row
SHAPE(route, R,
      U(R, family) U(R, type) UP_TO(R, len, 128) X(R, dst) UP_TO(R, from_len, 128) X(R, from)
	      U(R, table) U(R, metric) U(R, protocol) U(R, scope) U(R, tos) U(R, flags) U(R, mtu)
		      U(R, nhid) B(R, has_prefsrc) X(R, prefsrc) U(R, hop) U(R, n_hops))

#define RULE struct rule_row
SHAPE(rule, RULE,
      U(RULE, family) U(RULE, priority) U(RULE, action) B(RULE, invert) U(RULE, table)
	      U(RULE, target) UP_TO(RULE, from_len, 128) UP_TO(RULE, to_len, 128) X(RULE, from)
		      X(RULE, to) T(RULE, iif) T(RULE, oif) U(RULE, fwmark) U(RULE, fwmask)
			      U(RULE, tos) U(RULE, ip_proto) U(RULE, protocol) B(RULE, l3mdev)
				      B(RULE, has_uids) U(RULE, uid_first) U(RULE, uid_last)
					      U(RULE, sport_first) U(RULE, sport_last)
						      U(RULE, dport_first) U(RULE, dport_last)
							      I(RULE, suppress_prefixlen))

#define F struct fdb_row
SHAPE(fdb, F, U(F, ifindex) U(F, master) X(F, mac) U(F, vlan) U(F, state) U(F, flags))

#define V struct vlan_row
SHAPE(vlan, V, U(V, ifindex) U(V, first) U(V, last) B(V, pvid) B(V, untagged))

#define M struct mdb_row
SHAPE(mdb, M,
      U(M, bridge) U(M, ifindex) B(M, router) B(M, permanent) U(M, family) X(M, group) U(M, vlan))

#define G struct gate_row
SHAPE(gate, G,
      U(G, ifindex) UP_TO(G, where, GATES_N - 1) T(G, kind) U(G, prog_id) T(G, name) U(G, pref)
	      U(G, handle) B(G, ours))

#define Q struct queue_row
SHAPE(queue, Q,
      U(Q, ifindex) T(Q, kind) U(Q, handle) U(Q, parent) U(Q, drops) U(Q, overlimits) U(Q, qlen))

#define C struct chain_row
SHAPE(chain, C,
      U(C, family) U(C, hook) I(C, priority) B(C, drops) U(C, uses) T(C, type) T(C, device)
	      T(C, table) T(C, name))

#define XT struct xtable_row
SHAPE(xtable, XT, U(XT, family) T(XT, name))

#define S struct iface_settings
SHAPE(iface, S,
      U(S, ifindex) NAMED(S, v4, iface4_names, SETTING_UNKNOWN)
	      NAMED(S, v6, iface6_names, SETTING_UNKNOWN)
		      NAMED(S, neigh4, neigh_names, SETTING_UNKNOWN)
			      NAMED(S, neigh6, neigh_names, SETTING_UNKNOWN))
#define SS struct settings
SHAPE(settings, SS,
      NAMED(SS, room, room_names, SETTING_UNKNOWN) NAMED(SS, table4, table_names, SETTING_UNKNOWN)
	      NAMED(SS, table6, table_names, SETTING_UNKNOWN) ROWS(SS, ifaces, iface))
SHAPE(counts, struct counts, NAMED(struct counts, n, count_names, (int64_t)COUNT_UNKNOWN))

#define O struct room
SHAPE(room, O,
      T(O, name) T(O, lab) U(O, cookie) U(O, inum) ROWS(O, links, link) ROWS(O, addrs, addr)
	      ROWS(O, neighs, neigh) ROWS(O, routes, route) ROWS(O, hops, hop) ROWS(O, rules, rule)
		      ROWS(O, fdb, fdb) ROWS(O, proxies, neigh) ROWS(O, vlans, vlan)
			      ROWS(O, mdb, mdb) ROWS(O, gates, gate) ROWS(O, queues, queue)
				      ROWS(O, chains, chain) ROWS(O, xtables, xtable)
					      MAYBE(O, settings, settings) MAYBE(O, counts, counts))

static const struct field snapshot_fields[] = { ROWS(struct snapshot, rooms, room)
							U(struct snapshot, tables) };
const struct shape shape_snapshot = { sizeof(struct snapshot), snapshot_fields,
				      ARRAY_SIZE(snapshot_fields) };

#define AP struct arp_part
SHAPE(arp, AP, B(AP, valid) U(AP, op) X(AP, sha) X(AP, spa) X(AP, tha) X(AP, tpa))
#define IP struct ip_part
SHAPE(ip, IP,
      B(IP, valid) U(IP, version) U(IP, ttl) U(IP, protocol) U(IP, id) B(IP, df) B(IP, fragment)
	      U(IP, frag_offset) X(IP, src) X(IP, dst) U(IP, len))
#define IC struct icmp_part
SHAPE(icmp, IC,
      B(IC, valid) U(IC, type) U(IC, code) U(IC, id) U(IC, seq) U(IC, mtu) B(IC, has_target)
	      X(IC, target))
#define EN struct event_neigh
SHAPE(event_neigh, EN, X(EN, addr) X(EN, lladdr) UP_TO(EN, addr_len, 16) U(EN, old) U(EN, new_))
#define ER struct event_rule
SHAPE(event_rule, ER,
      T(ER, table) T(ER, chain) T(ER, text) U(ER, handle) U(ER, packet_id) I(ER, verdict)
	      U(ER, family) U(ER, kind) U(ER, packet_len))

#define FR struct frame
SHAPE(frame, FR,
      UP_TO(FR, type, FRAME_TYPE_MAX - 1) UP_TO(FR, hook, SOURCE_MAX - 1) U(FR, mono_ns)
	      U(FR, time_ns) U(FR, netns_cookie) U(FR, netns_inum) U(FR, ifindex) U(FR, cpu)
		      U(FR, seq) U(FR, object) U(FR, location) UP_TO(FR, dir, DIR_MAX - 1)
			      UP_TO(FR, proto, PROTO_MAX - 1) U(FR, len) U(FR, caplen) U(FR, l2len)
				      X(FR, eth_src) X(FR, eth_dst) U(FR, eth_type) P(FR, arp, arp)
					      P(FR, ip, ip) P(FR, icmp, icmp) U(FR, reason)
						      P(FR, neigh, event_neigh) U(FR, packet_id)
							      U(FR, transaction) B(FR, aside))
#define K struct kept
SHAPE(kept, K,
      P(K, f, frame) T(K, summary) T(K, reason) T(K, symbol) P(K, rule, event_rule) P(K, quoted, ip)
	      P(K, quoted_icmp, icmp))

static const struct field log_fields[] = { { ROW(struct frame_log, kept, ROWS),
					     .count = offsetof(struct frame_log, n),
					     .shape = &kept_shape },
					   U(struct frame_log, lost)
						   U(struct frame_log, since_ns) };
const struct shape shape_log = { sizeof(struct frame_log), log_fields, ARRAY_SIZE(log_fields) };

#define K2 struct ask
SHAPE(ask, K2,
      UP_TO(K2, kind, ASK_KINDS_N - 1) U(K2, cookie) U(K2, family) X(K2, to) B(K2, has_from)
	      X(K2, from) U(K2, iif) U(K2, oif) U(K2, mark) U(K2, tos) U(K2, ip_proto)
		      B(K2, has_uid) U(K2, uid) X(K2, mac) U(K2, vlan))
#define AN struct answer
SHAPE(answer, AN,
      UP_TO(AN, error, INT32_MAX) T(AN, words) P(AN, route, route){
	      ROW(AN, hops, SOME), .most = ANSWER_HOPS_MAX, .shape = &hop_shape },
      P(AN, neigh, neigh) P(AN, fdb, fdb))
static const struct field asked_fields[] = { P(struct asked, ask, ask) P(
	struct asked, answer, answer) B(struct asked, known) };
const struct shape shape_asked = { sizeof(struct asked), asked_fields, ARRAY_SIZE(asked_fields) };

#define QU struct question
static const struct field question_fields[] = { U(QU, family) X(QU, to) B(QU, has_source) X(
	QU, source) U(QU, oif) U(QU, mark) U(QU, ttl) B(QU, rules) U(QU, sent) U(QU, received)
							I(QU, status) };
const struct shape shape_question = { sizeof(QU), question_fields, ARRAY_SIZE(question_fields) };
/* clang-format on */
