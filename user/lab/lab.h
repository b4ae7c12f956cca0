/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lab.h - a plan done to the kernel, remembered, and undone.
 *
 * Theory of operation
 *
 * /run/nscope/LAB/ exists while the lab does: `lock` (held by whoever changes the lab), `journal`
 * (what was made, with identities, one line each, written before the thing itself exists),
 * `source` (which file) and `topology` (the text it was built from); of a lesson's lab also
 * `lesson` and `hints`. `down` believes only the journal, and the journal only where the kernel
 * agrees: a namespace is ours when the file under /run/netns is the nsfs inode and the cookie that
 * were written down. Anything else is left alone and named.
 *
 *   up     lock ─▶ topology ─▶ build.h: plan ─▶ journal line ─▶ kernel ─▶ … ─▶ "ready"
 *   up     lock ─▶ topology gone ─▶ the change, as a plan ─▶ … ─▶ topology, the new one
 *   down   lock ─▶ topology gone: from here on the lab is half ─▶ undo.h: journal, backwards
 *
 * A lab without `topology` or without "ready" is one whose builder or remover was killed. `up`
 * takes its remains away and builds it anew; `down` takes them away.
 */
#ifndef NSCOPE_LAB_H
#define NSCOPE_LAB_H

#include "build.h"
#include "../kernel/netns.h"

#define LAB_DIR "/run/nscope"

/* A lab as it is wanted. */
struct lab_wish {
	const struct topo *topo;
	const char *text; /* what topo was read from: tells an unchanged lab from a changed one */
	size_t text_len;
	struct build_how how;
	const char *source; /* which file that is, wherever one stands: an absolute path */
};

enum lab_up { LAB_BUILT, LAB_CHANGED, LAB_UNCHANGED };

/**
 * lab_up() - make a lab be what its file says
 * @ret: LAB_UNCHANGED also when the same text, or one that means the same, is up already
 * @e:   names the step, the object, the kernel's own words (extended ACK)
 *
 * A lab that was built from an earlier text of the same file is changed where the two differ, and
 * nowhere else. A failure, or a SIGINT, SIGTERM or SIGHUP, undoes all that was done.
 * Return: 0; -EEXIST a lab of that name from another file, or a namespace of one of its names, is
 * there; -EBUSY somebody else is changing it; -EINTR; -errno.
 */
int lab_up(const struct lab_wish *w, enum lab_up *ret, struct err *e);

/**
 * lab_plan() - the steps lab_up() would do; changes nothing
 * @ret_was: what the plan speaks of beside @w->topo, may become NULL; outlives the plan
 */
int lab_plan(const struct lab_wish *w, struct plan **ret, struct topo **ret_was, struct err *e);

/* What is remembered of a lab, and goes with it. */
#define LAB_TEXT   "topology" /* what it was built from; not there: it is not whole */
#define LAB_SOURCE "source"   /* lab_wish's */
#define LAB_LESSON "lesson"   /* the text of the lesson that it is for */
#define LAB_HINTS  "hints"    /* how many of its hints were given */

/** lab_recall() - one of those; @ret: malloc()ed. -ENOENT: there is none */
int lab_recall(const char *lab, const char *what, char **ret, size_t *ret_len, struct err *e);

/** lab_remember() - whole or not at all, whenever we die. -ENOENT: no such lab; -EBUSY */
int lab_remember(const char *lab, const char *what, const char *text, size_t len, struct err *e);

/**
 * lab_down() - remove a lab: all of it, only it; returns when the kernel is clean
 * @e: also set when 1 is returned
 * Return: 0; 1 the lab is gone, but something that bore its names is not its own and was left
 * alone, or a process keeps one of its namespaces alive; -ENOENT no such lab; -EBUSY; -errno
 */
int lab_down(const char *name, struct err *e);

/**
 * lab_may_change() - has this process the capabilities to? Asked first, so that without them
 * nothing is changed at all
 * @what: "building namespaces"
 */
int lab_may_change(const char *what, struct err *e);

/** lab_each() - call @fn for each lab's name, sorted; stops at its first non-zero */
int lab_each(int (*fn)(const char *lab, void *ctx), void *ctx, struct err *e);

/** lab_nodes() - call @fn for each namespace a lab built, in the order it was built */
int lab_nodes(const char *lab, int (*fn)(const char *node, uint64_t cookie, void *ctx), void *ctx,
	      struct err *e);

/* An end of a link, and which namespace it is in: both numbers 0 where the lab did not make it. */
struct lab_end {
	char node[NETNS_NAME_MAX];
	char ifname[IFNAMSIZ];
	uint32_t inum;
	uint64_t cookie;
};

struct lab_link {
	struct lab_end ends[2];
};

/**
 * lab_links() - call @fn for each link a lab built, in the order it was built
 * Return: 0; what @fn returned; -ENOENT no such lab; -errno
 */
int lab_links(const char *lab, int (*fn)(const struct lab_link *l, void *ctx), void *ctx,
	      struct err *e);

/**
 * lab_end_open() - the namespace an end is in, if it is still the one that the lab made
 * Return: 0; -ENOENT nobody has its name; -ESTALE somebody else has it; -errno
 */
int lab_end_open(const struct lab_end *end, struct netns *ret, struct err *e);

#endif
