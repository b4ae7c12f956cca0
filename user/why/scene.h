/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * scene.h - what a cause is judged by: the way the packet went, and the gap where it was lost.
 *
 * Theory of operation
 *
 * scene_set() follows the probe twice, the request from FROM to TO and the reply back, namespace
 * by namespace. In each one it asks that namespace's own kernel what becomes of such a packet
 * (struct hop), and looks where the packet was seen leaving and coming in next. What was seen
 * wins: NAT, policies and proxies need no model here. Where nothing more was seen is the gap. It
 * lies
 *
 *     SEND      in the namespace that had to make the packet: nothing left it
 *     FORWARD   in a router: it came in, and did not leave
 *     DELIVER   in the namespace that has its destination: it came in, and nothing came of it
 *     ASK       in a namespace that knows the next hop's address but not its MAC: nobody on the
 *               wire has the address
 *     HEARD     in the namespace that was asked, heard it, and did not answer
 *     WIRE      in a pipe: it left one end, and was not seen at the other
 *     BRIDGE    in a switch: it came in at a port, and did not leave by the one it should have
 *     BEYOND    where nscope cannot see
 *
 * and it swallowed the echo itself, the question for a MAC, or its answer (enum what). Causes only
 * look; each says whether it explains the loss.
 */
#ifndef NSCOPE_SCENE_H
#define NSCOPE_SCENE_H

#include "../trace/ask.h"
#include "flow.h"
#include "wire.h"

/* As many namespaces are followed; TTL is 64. */
#define HOPS_MAX 72
#define WAY_MAX	 256

/* What a namespace did with the packet, or should have done. */
struct hop {
	const struct room *room;
	const struct link_row *in;  /* came in by; NULL: it is made here */
	uint8_t src[16], dst[16];   /* as it came in, or should be made */
	const struct answer *route; /* what the room's kernel says; NULL: not known yet */
	const struct link_row *out; /* left by, or would; NULL: the kernel names none */
	bool has_gateway;
	uint8_t next[16];    /* who is asked for on that wire: the gateway, or the destination */
	uint8_t next_family; /* not the packet's, where IPv4 goes by a gateway of IPv6 (RFC 5549) */
	const struct sight *came, *left; /* NULL: not seen */
};

enum what { WHAT_ECHO, WHAT_QUESTION, WHAT_ANSWER };

enum stage {
	STAGE_NONE, /* the reply came back in at FROM, where it was sent from */
	STAGE_SEND,
	STAGE_FORWARD,
	STAGE_DELIVER,
	STAGE_ASK,
	STAGE_HEARD,
	STAGE_WIRE,
	STAGE_BRIDGE,
	STAGE_BEYOND,
};

struct gap {
	enum leg leg;
	enum stage stage;
	enum what what;
	struct hop hop;		      /* the namespace that sent it on last, or should have */
	const struct room *room;      /* where it was seen last: there or in a switch on the way */
	const struct link_row *link;  /* by which it left or came in; NULL: nowhere */
	const struct room *next_room; /* where it should have been seen next; NULL: not known */
	const struct link_row *next_link;
	struct wire wire;	 /* all that hangs on hop.out, links that are down included */
	int owner;		 /* who has hop.next there: index into wire.ends, -1: nobody */
	struct end way[WAY_MAX]; /* from hop.out to the owner, or to the MAC's */
	size_t n_way;
	struct trail trail;	 /* where the lost frame was seen */
	const struct kept *drop; /* the kernel threw it away; NULL: no such event */
	const struct kept *rule; /* a rule of a firewall did */
	bool unseen; /* nobody tells that it was lost here: no kernel's refusal, and no question for
		      * its next hop, which may have been asked before one looked */
};

struct scene {
	const struct question *q;
	struct flow flow;
	struct hop hops[LEG_MAX][HOPS_MAX];
	size_t n_hops[LEG_MAX];
	bool arrived[LEG_MAX]; /* the request at TO, the reply at FROM */
	struct gap gap;
	const struct room
		*owner; /* of TO, wherever; one that can be walked to, if any; NULL: nobody */
	const struct link_row *owner_link;
	bool starved; /* memory was out: more may have been seen than is known here */
};

/** scene_set() - follow the probe; scene_done() it */
void scene_set(const struct question *q, struct scene *ret);
void scene_done(struct scene *s);
#define _cleanup_scene_ _cleanup_(scene_done)

/**
 * scene_ask() - what a room's kernel does with a packet
 * @in: came in by; NULL: it is made there
 * Return: NULL while the answer is not known
 */
const struct answer *scene_ask(const struct scene *s, const struct room *room,
			       const struct link_row *in, const uint8_t *src, const uint8_t *dst);

/** answer_hop() - the next hop that an answer names, NULL: it names none */
static inline const struct hop_row *answer_hop(const struct answer *a)
{
	return a && !a->error && a->route.n_hops ? &a->hops[0] : NULL;
}

/** scene_confidence() - who speaks for a verdict; lost events may have said the opposite */
enum confidence scene_confidence(const struct scene *s, bool witnessed);

/** scene_linked() - can one walk from one room to another over any pipes and bridges and rooms? */
bool scene_linked(const struct snapshot *s, const struct room *a, const struct room *b);

/** scene_reached() - the same for all rooms of a snapshot, by index; free() it; NULL: no memory */
bool *scene_reached(const struct snapshot *s, const struct room *from);

/** scene_drop_in() - a drop of the lost frame in a room, with this reason, at this function; NULL
 *  stands for any */
const struct kept *scene_drop_in(const struct scene *s, const struct room *room, const char *reason,
				 const char *symbol);

/** gap_in() - is it in this stage, with this frame? */
static inline bool gap_in(const struct scene *s, enum stage stage, enum what what)
{
	return s->gap.stage == stage && s->gap.what == what;
}

#endif
