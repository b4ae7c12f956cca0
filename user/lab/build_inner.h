/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build_inner.h - inside build*.c: a lab while it is being built or changed.
 */
#ifndef NSCOPE_BUILD_INNER_H
#define NSCOPE_BUILD_INNER_H

#include "build.h"
#include "../kernel/nl.h"
#include "../kernel/sysctl.h"

#define LO_INDEX 1 /* LOOPBACK_IFINDEX, include/net/flow.h */

struct iface {
	char name[IFNAMSIZ];
	uint32_t index;
};

/* A room as it stands, held by its socket alone: a lab may have thousands. */
struct built {
	struct nl nl; /* open: the room is there */
	struct iface *ifaces;
	size_t n_ifaces;
	uint32_t last; /* highest interface index in use; 0: not looked yet */
	bool born;     /* by us, just now */
	bool has_ipv6; /* an address of it */
};

struct build {
	const struct plan *plan;
	const struct build_how *how;
	struct state *state;
	struct journal journal; /* as it was when we began; empty for a new lab */
	int dir, sysctls;
	struct built *nodes;
	size_t n_entered; /* rooms, for their sysctls */
	struct sysctl_births births;
	size_t n_births;
	uint32_t born_last; /* highest interface index in a room just born; 0: not looked yet */
	const struct step *head; /* the first of the batch */
	struct nl_batch batch;
	int peers[NL_BATCH_MAX]; /* namespaces that messages of the batch speak of */
	size_t n_peers;
	char notes[NL_BATCH_MAX * JOURNAL_LINE_MAX];
	struct text note; /* for the journal, not yet written */
	struct err *refused;
	struct netns fresh; /* a new namespace, to see what one has; opened when needed */
	struct text *left;  /* receives what outlives its removal */
	bool back;	    /* taking back: what is there already, or gone already, is fine */
};

static inline const char *room_name(const struct build *b, size_t room)
{
	return b->plan->rooms[room].name;
}

/* build.c */
struct build *build_new(const struct plan *p, const struct build_how *how, struct state *s,
			struct err *e);
void build_free(struct build *b);
static inline void cleanup_build(struct build **b)
{
	build_free(*b);
}
#define _cleanup_build_ _cleanup_(cleanup_build)

/** build_open() - the rooms that are there already: the journal's, and the one outside */
int build_open(struct build *b, struct err *e);

/** build_steps() - all of the plan, until the lab can carry packets; then it is "ready" */
int build_steps(struct build *b, struct err *e);

/** build_ns() - a room's namespace; netns_close() it */
int build_ns(const struct build *b, size_t room, struct netns *ret, struct err *e);

/** build_notes() - what is about to be made, into the journal */
int build_notes(struct build *b, struct err *e);

/** build_flush() - send the batch */
int build_flush(struct build *b, struct err *e);

/** build_interrupted() - has somebody pressed Ctrl-C? */
bool build_interrupted(void);

/* build_say.c */

/** build_complain() - "lab.yaml:7:12: cannot create red:eth0 -- blue:eth0: why" */
int build_complain(const struct build *b, const struct step *s, int code, const char *why,
		   struct err *e);

/* build_index.c: interfaces by name */

/** build_claim() - a free index for an interface to be */
int build_claim(struct build *b, size_t room, const char *name, uint32_t *ret, struct err *e);

/**
 * build_index() - the index of an interface; of "", which is none, 0
 *
 * Outside the lab only what bears the lab's mark is found: nothing else may be touched.
 */
int build_index(struct build *b, size_t room, const char *name, uint32_t *ret, struct err *e);

/** build_gone() - an interface is not there any more */
void build_gone(struct build *b, size_t room, const char *name);

/** build_mark() - give the far end of a link just made, if it is that, the lab's mark */
int build_mark(struct build *b, const struct step *s, struct err *e);

/** build_way() - by which of the lab's interfaces outside a gateway is reached */
int build_way(struct build *b, size_t room, const struct ip_prefix *via, uint32_t *ret,
	      struct err *e);

/* build_fill.c */

/** build_fill() - a step as its message. Return: -ENODEV, too, where it names no interface */
int build_fill(struct build *b, void *buf, const struct step *s, struct nlmsghdr **ret,
	       struct err *e);

/* build_room.c, build_do.c, build_undo.c, build_run.c: what is more, or other, than a message; of
 * the steps from @s to before @end, all of one kind; behind a namespace its sysctls */
int build_netns(struct build *b, const struct step *s, const struct step *end, struct err *e);
int build_sysctls(struct build *b, const struct step *s, const struct step *end, struct err *e);
int build_rulesets(struct build *b, const struct step *s, const struct step *end, struct err *e);
int build_faults(struct build *b, const struct step *s, const struct step *end, struct err *e);
int build_forget(struct build *b, const struct step *s, const struct step *end, struct err *e);
int build_keepers(struct build *b, const struct step *s, const struct step *end, struct err *e);
int build_run(struct build *b, const struct step *s, const struct step *end, struct err *e);
int build_unlink(struct build *b, const struct step *s, const struct step *end, struct err *e);
int build_unname(struct build *b, const struct step *s, const struct step *end, struct err *e);

#endif
