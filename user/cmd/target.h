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

/** targets_add_node_or_lab() - a namespace, or every node of the lab, where there is no such one */
int targets_add_node_or_lab(struct targets *t, const char *what, struct err *e);

/**
 * targets_add_around() - where pipes of those that are there may lead: the other nodes of their
 * labs, and, for one that nscope did not build, every named namespace and host
 */
int targets_add_around(struct targets *t, struct err *e);

/**
 * targets_add_reached() - all that pipes lead to from those that are there, whether somebody named
 * it or not (tables/reach.h)
 */
int targets_add_reached(struct targets *t, struct err *e);

/** targets_add_names() - every named namespace, and host */
int targets_add_names(struct targets *t, struct err *e);

/**
 * targets_add_all() - what a verb takes without NODE: every node of every lab, or, where there is
 * no lab, every named namespace
 */
int targets_add_all(struct targets *t, struct err *e);

/**
 * targets_add_machine() - every namespace of this machine that can be seen: ours ("host"), named
 * ones, containers', and any other that a process lives in ("pid:N", its lowest)
 */
int targets_add_machine(struct targets *t, struct err *e);

/* What would have been taken, had it been there. */
enum targets_scope { TARGETS_LABS, TARGETS_NAMES, TARGETS_MACHINE };

/**
 * targets_find() - is a namespace that has just been found in a scope? For attacher_finding
 * @scope: an enum targets_scope
 * @lab: of which lab it is a node, "": of none
 */
bool targets_find(void *scope, struct netns *n, char lab[NETNS_NAME_MAX]);

/**
 * target_open() - a namespace as a user names it: as netns_open(), and "docker:NAME",
 * "podman:NAME", or NAME alone where nothing else is called so
 * @ret_what: by what netns_open() finds it again; free() it; may be NULL
 */
int target_open(const char *what, struct netns *ret, char **ret_what, struct err *e);

struct container;

/** target_name() - call a namespace "docker:NAME" */
void target_name(struct netns *n, const struct container *c);

/** target_name_container() - call a process's namespace "docker:NAME", if it is a container's */
void target_name_container(struct netns *n);

/** target_is_container() - is it "docker:NAME" or "podman:NAME"? */
bool target_is_container(const char *what);

/** targets_read() - a snapshot of all of them; @what: TABLES_* */
int targets_read(const struct targets *t, unsigned int what, struct snapshot **ret, struct err *e);

#define TARGETS_INIT                                                                               \
	{                                                                                          \
		0                                                                                  \
	}
#define _cleanup_targets_ _cleanup_(targets_close)

#endif
