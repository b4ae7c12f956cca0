/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hooks.h - every place in the kernel where nscope looks: one row, one SEC.
 *
 * X(id, program, section, sees, without)
 *   id       enum hook: HOOK_<id>
 *   program  the function in bpf/
 *   section  its SEC()
 *   sees     what its events say, for `doctor`
 *   without  what is missing from a trace on a kernel that refuses it
 *
 * A kernel that refuses a row loses that row alone.
 */
#ifndef NSCOPE_HOOKS_H
#define NSCOPE_HOOKS_H

#define HOOKS(X)                                                                                   \
	X(END_IN, end_in, "tc", "frames that come in at a veth end", "no packets")                 \
	X(END_OUT, end_out, "tc", "frames that leave by a veth end", "no packets")                 \
	X(DROP, drop, "tp_btf/kfree_skb", "drops, with the kernel's reason",                       \
	  "drops have no reason")                                                                  \
	X(DROP_PLAIN, drop_plain, "tp_btf/kfree_skb", "drops, without a reason", "no drops")       \
	X(NEIGH_CREATE, neigh_create, "tp_btf/neigh_create", "neighbour entries made",             \
	  "the first state of a neighbour may be unknown")                                         \
	X(NEIGH_UPDATE, neigh_update, "tp_btf/neigh_update",                                       \
	  "a neighbour's state before a change", "the old state of a neighbour may be unknown")    \
	X(NEIGH_UPDATED, neigh_updated, "tp_btf/neigh_update_done",                                \
	  "neighbour answers and changes", "no neighbour changes")                                 \
	X(NEIGH_SENT, neigh_sent, "tp_btf/neigh_event_send_done", "neighbour resolution begins",   \
	  "resolution begins unseen")                                                              \
	X(NEIGH_TIMER, neigh_timer, "tp_btf/neigh_timer_handler", "neighbours ageing and failing", \
	  "neighbours age and fail unseen")                                                        \
	X(NEIGH_GONE, neigh_gone, "tp_btf/neigh_cleanup_and_release", "neighbour entries removed", \
	  "removed neighbours are remembered too long")                                            \
	WITNESSES(X)

/*
 * What leaves no drop: loaded only when somebody asks for it (tracer_config.witness), as they run
 * for every packet of the machine. IN_HAND and LAID_DOWN tell nothing by themselves: they tell the
 * others which packet it is about.
 */
#define WITNESSES(X)                                                                               \
	X(IN_HAND, in_hand, "tp_btf/netif_receive_skb", "the packet a decision is about",          \
	  "decisions are not joined with their packets")                                           \
	X(LAID_DOWN, laid_down, "tp_btf/napi_poll", "when a packet's handling is over",            \
	  "decisions may be joined with a packet before")                                          \
	X(CONSUME, consume, "tp_btf/consume_skb", "where packets end without a drop",              \
	  "what ends without a drop is not seen to end")                                           \
	X(FIB, fib, "tp_btf/fib_table_lookup", "route decisions of IPv4", "no route decisions")    \
	X(FIB6, fib6, "tp_btf/fib6_table_lookup", "route decisions of IPv6",                       \
	  "no route decisions of IPv6")                                                            \
	X(ICMP_SEND, icmp_send, "tp_btf/icmp_send", "ICMP errors, and the packet they are about",  \
	  "errors are seen on the wire alone")                                                     \
	X(FDB, fdb, "tp_btf/br_fdb_update", "what a bridge learns", "a bridge learns unseen")

/*
 * What no program sees and user space adds to the stream (user/cmd/live.h).
 *
 * X(id, what its events say)
 */
#define NOTES(X)                                                                                   \
	X(LINK, "an interface appeared, changed, vanished")                                        \
	X(ADDR, "an address")                                                                      \
	X(ROUTE, "a route")                                                                        \
	X(NETNS, "a namespace")                                                                    \
	X(RESYNC, "some of these were missed, and the tables were read again")                     \
	X(RULE, "what a rule of the firewall, or a chain's policy, said of a packet")

#define HOOK_ENUM(id, ...) HOOK_##id,
enum hook {
	HOOKS(HOOK_ENUM) HOOK_MAX, /* of programs */
	HOOK_NOTES = 63, /* a number that stays when programs are added: captures hold it */
	NOTES(HOOK_ENUM) SOURCE_MAX,
};
#undef HOOK_ENUM

_Static_assert(HOOK_MAX <= HOOK_NOTES, "the numbers of notes are fixed");

#define hook_is_witness(h) ((h) >= HOOK_IN_HAND && (h) < HOOK_MAX)
#define hook_is_valid(h)   ((h) < HOOK_MAX || ((h) > HOOK_NOTES && (h) < SOURCE_MAX))

#endif
