/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target.h - the namespaces a verb works on: NODE arguments into open namespaces.
 */
#ifndef NSCOPE_TARGET_H
#define NSCOPE_TARGET_H

#include "../kernel/netns.h"
#include "../trace/snapshot.h"

struct targets {
	struct netns *rooms;
	char **whats;	   /* by what each was opened */
	const char **labs; /* of each room, "" : nscope did not build it; points into owners */
	size_t n;
	struct owner *owners; /* which lab built which namespace */
	size_t n_owners;
};

/** targets_open() - empty, with the labs of this machine read; targets_close() it */
int targets_open(struct targets *t, struct err *e);
void targets_close(struct targets *t);

/**
 * targets_add() - one namespace, as a user names it; twice is once
 * @ret_index: where it is in rooms; may be NULL
 */
int targets_add(struct targets *t, const char *what, size_t *ret_index, struct err *e);

/** targets_release() - let go of the namespaces; names and labs stay */
void targets_release(struct targets *t);

/** targets_add_lab() - every node of a lab */
int targets_add_lab(struct targets *t, const char *lab, struct err *e);

/**
 * targets_add_all() - what a verb takes without NODE: every node of every lab, or, where there is
 * no lab, every named namespace
 */
int targets_add_all(struct targets *t, struct err *e);

/**
 * targets_find() - would targets_add_all() have taken it, had it been there? For keeper_finding.
 * @only_labs: a bool: nodes of labs, because there was one
 * @lab: of which lab it is a node, "": of none
 */
bool targets_find(void *only_labs, const struct netns *n, char lab[NETNS_NAME_MAX]);

/** targets_read() - a snapshot of all of them; @what: TABLES_* */
int targets_read(const struct targets *t, unsigned int what, struct snapshot **ret, struct err *e);

#define TARGETS_INIT                                                                               \
	{                                                                                          \
		0                                                                                  \
	}
#define _cleanup_targets_ _cleanup_(targets_close)

#endif
