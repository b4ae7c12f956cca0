/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * keeper.h - a process of its own for what needs rights: it holds the programs and attaches them,
 * enters namespaces and finds new ones. Who reads packets asks for that, and needs no rights.
 *
 *      reader: ring, notifications, printing          keeper: programs, namespaces
 *        ── watch a namespace, an interface ─────────────▶
 *        ◀──────────────────────────────── done, or why not ──
 *        ◀──────── a namespace was found, and a line into it ──
 *        ── whose number is this, counters, the end ─────▶
 *
 * What the reader says is not trusted: it names namespaces that the keeper knows, and there is
 * nothing to ask for but what is here.
 */
#ifndef NSCOPE_KEEPER_H
#define NSCOPE_KEEPER_H

#include "hub.h"
#include "tracer.h"

enum keeper_word {
	KEEPER_WATCH,	/* a namespace, or an interface of it */
	KEEPER_RELEASE, /* an interface that is gone */
	KEEPER_FORGET,	/* a namespace that is dead */
	KEEPER_LINE,	/* a netlink socket in a namespace */
	KEEPER_PEER,	/* which namespace is it that another knows by a number */
	KEEPER_COUNTS,
	KEEPER_END, /* detach; the counters as they are then */
	KEEPER_FOUND,
	KEEPER_WORD_MAX,
};

/* A question, and its answer under the same word; KEEPER_FOUND comes unasked. */
struct keeper_msg {
	enum keeper_word word;
	int32_t number; /* of the namespace, at the hub */
	uint32_t ifindex;
	int32_t error; /* positive errno; WATCH: with .text */
	union {
		char text[160];
		struct {
			int32_t nsid; /* as that namespace has it */
			int32_t number;
			uint32_t ifindex;
		} peer;
		struct hook_count counts[HOOK_MAX];
		struct { /* FOUND and LINE, with a descriptor */
			uint64_t cookie;
			uint32_t inum;
			char name[NETNS_NAME_MAX], lab[NETNS_NAME_MAX];
		} room;
	};
};

struct keeper;

struct keeper_room {
	struct netns netns;
	const char *what; /* by what it can be opened again */
};

/* How namespaces are found while it runs. */
struct keeper_finding {
	/* Is it to be watched? @lab is filled, @n may get a better name. Called in the keeper. */
	bool (*wanted)(void *ctx, struct netns *n, char lab[NETNS_NAME_MAX]);
	void *ctx;
	bool processes; /* those without a name, too */
};

struct keeper_config {
	struct tracer *tracer;
	struct hub *hub; /* where the i-th room has the number i; NULL: nothing is followed */
	struct keeper_room *rooms;
	size_t n_rooms;
	const struct keeper_finding *finding; /* NULL: none is */
	const int *strange;		      /* descriptors that are none of its business */
	size_t n_strange;
};

/**
 * keeper_start() - fork it
 *
 * The caller's tracer can only read from then on. The hub and the rooms' descriptors are the
 * keeper's, too: who needs them no more closes them.
 */
int keeper_start(const struct keeper_config *c, struct keeper **ret, struct err *e);

/** keeper_fd() - becomes readable when it has said something; writable is waited for inside */
int keeper_fd(const struct keeper *k);

/** keeper_say() - ask; never blocks: what does not fit waits here */
int keeper_say(struct keeper *k, const struct keeper_msg *m);

/**
 * keeper_hear() - its next word
 * @ret_fd: a descriptor that came with it, or -1; the caller's
 * Return: 1; 0: nothing waits; -EPIPE: it is gone; -errno
 */
int keeper_hear(struct keeper *k, struct keeper_msg *ret, int *ret_fd);

/** keeper_backlog() - questions that wait to be sent: wait for writing, too */
bool keeper_backlog(const struct keeper *k);

/**
 * keeper_wait() - after KEEPER_END: until it has taken everything away
 * @signals: becomes readable when there is no more time
 * Return: false: it goes on alone
 */
bool keeper_wait(struct keeper *k, int signals);

void keeper_free(struct keeper *k);

static inline void cleanup_keeper(struct keeper **k)
{
	keeper_free(*k);
}
#define _cleanup_keeper_ _cleanup_(cleanup_keeper)

#endif
