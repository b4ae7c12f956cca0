/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build_inner.h - inside build*.c: a lab while it is being built.
 */
#ifndef NSCOPE_BUILD_INNER_H
#define NSCOPE_BUILD_INNER_H

#include "build.h"
#include "nl.h"
#include "sysctl.h"

#define LO_INDEX 1 /* LOOPBACK_IFINDEX, include/net/flow.h */

struct iface {
	const char *name;
	uint32_t index;
};

/* A node as it stands. */
struct built {
	struct netns ns;
	struct nl nl;
	struct iface *ifaces;
	size_t n_ifaces;
	uint32_t last; /* highest interface index in use; 0: not looked yet */
	bool born;     /* by us, just now */
	bool has_ipv6; /* an address of it */
};

struct build {
	const struct plan *plan;
	const char *file;
	struct state *state;
	int dir, sysctls;
	size_t n_entered; /* rooms, for their sysctls */
	struct sysctl_births births;
	size_t n_births;
	uint32_t born_last; /* highest interface index in a room just born; 0: not looked yet */
	struct built *nodes;
	const struct step *head; /* the first of the batch */
	struct nl_batch batch;
	char notes[NL_BATCH_MAX * JOURNAL_LINE_MAX];
	struct text journal; /* not yet written */
	struct err *refused;
};

static inline const char *room_name(const struct build *b, size_t room)
{
	return b->plan->rooms[room].name;
}

/* build.c */

/** build_notes() - what is about to be made, into the journal */
int build_notes(struct build *b, struct err *e);

/* build_say.c */

/** build_complain() - "lab.yaml:7:12: cannot create red:eth0 -- blue:eth0: why" */
int build_complain(const struct build *b, const struct step *s, int code, const char *why,
		   struct err *e);

/* build_do.c: what is no netlink message */

/** build_netns() - a namespace, and the sysctls that stand behind it up to @end */
int build_netns(struct build *b, const struct step *s, const struct step *end, struct err *e);

/** build_sysctls() - all sysctls of a namespace that stand together: it is entered once */
int build_sysctls(struct build *b, const struct step *s, const struct step *end, struct err *e);

/* build_fill.c */

/** build_fill() - a step as its message. Return: NULL with an error, or where none fits */
struct nlmsghdr *build_fill(struct build *b, void *buf, const struct step *s, struct err *e);

#endif
