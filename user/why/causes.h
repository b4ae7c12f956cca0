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
	X(LOOPBACK_DOWN, cause_loopback_down, ANYWHERE)                                            \
	X(LINK_DOWN, cause_link_down, ANYWHERE)                                                    \
	X(NO_CARRIER, cause_no_carrier, ANYWHERE)                                                  \
	X(ROUTE_REJECTS, cause_route_rejects, AT_ROOM)                                             \
	X(POLICY_ROUTE, cause_policy_route, ANYWHERE)                                              \
	X(WRONG_PREFIX, cause_wrong_prefix, AT_ROOM | AT(ASK))                                     \
	X(OVERLAPPING_ROUTE, cause_overlapping_route, ANYWHERE)                                    \
	X(NO_ROUTE, cause_no_route, AT_ROOM)                                                       \
	X(DEAD_NEXT_HOP, cause_dead_next_hop, AT(ASK) | AT_WIRE)                                   \
	X(NO_GATEWAY, cause_no_gateway, AT(ASK))                                                   \
	X(GATEWAY_UNOWNED, cause_gateway_unowned, AT(ASK))                                         \
	X(ROUTING_LOOP, cause_routing_loop, ANYWHERE)                                              \
	X(TTL_TOO_SMALL, cause_ttl_too_small, AT(FORWARD))                                         \
	X(ADDRESS_UNOWNED, cause_address_unowned, AT(ASK))                                         \
	X(UNKNOWN, cause_unknown, ANYWHERE)

#define CAUSE_PROTO(cause, function, stages)                                                       \
	bool function(const struct scene *s, struct verdict *v);
CAUSE_ROWS(CAUSE_PROTO)
#undef CAUSE_PROTO

/** causes_first() - the first row that explains the loss; there always is one, "unknown" */
void causes_first(const struct scene *s, struct verdict *v);

#endif
