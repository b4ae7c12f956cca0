/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * attacher.h - a process of its own for what needs rights: it holds the programs and attaches them,
 * enters namespaces and finds new ones. Who reads packets asks for that, and needs no rights.
 *
 *      reader: ring, notifications, printing          attacher: programs, namespaces
 *        ── watch a namespace, an interface ─────────────▶
 *        ◀──────────────────────────────── done, or why not ──
 *        ◀──────── a namespace was found, and a line into it ──
 *        ── whose number is this, counters, the end ─────▶
 *
 * What the reader says is not trusted: it names namespaces that the attacher knows, and there is
 * nothing to ask for but what is here.
 */
#ifndef NSCOPE_ATTACHER_H
#define NSCOPE_ATTACHER_H

#include "../kernel/hub.h"
#include "tracer.h"

enum attacher_word {
	ATTACHER_WATCH,	  /* a namespace, or an interface of it */
	ATTACHER_RELEASE, /* an interface that is gone */
	ATTACHER_FORGET,  /* a namespace that is dead */
	ATTACHER_LINE,	  /* a netlink socket in a namespace */
	ATTACHER_RULES,	  /* a socket that hears the firewall's verdicts (nftrace.h) */
	ATTACHER_TEXTS,	  /* the ruleset's listing (nft.h) */
	ATTACHER_PEER,	  /* which namespace is it that another knows by a number */
	ATTACHER_COUNTS,
	ATTACHER_COST,
	ATTACHER_END, /* detach; the counters as they are then */
	ATTACHER_FOUND,
	ATTACHER_WORD_MAX,
};

/* A question, and its answer under the same word; ATTACHER_FOUND comes unasked. */
struct attacher_msg {
	enum attacher_word word;
	int32_t number; /* of the namespace, at the hub */
	uint32_t ifindex;
	int32_t error; /* positive errno; WATCH, RULES: with .text */
	union {
		char text[160];
		struct {
			int32_t nsid; /* as that namespace has it */
			int32_t number;
			uint32_t ifindex;
		} peer;
		struct hook_count counts[HOOK_MAX];
		struct hook_cost cost[HOOK_MAX];
		struct { /* FOUND and LINE, with a descriptor */
			uint64_t cookie;
			uint32_t inum;
			char name[NETNS_NAME_MAX], lab[NETNS_NAME_MAX];
		} room;
	};
};

struct attacher;

struct attacher_room {
	struct netns netns;
	const char *what; /* by what it can be opened again */
};

/* How namespaces are found while it runs. */
struct attacher_finding {
	/* Is it to be watched? @lab is filled, @n may get a better name. Called in the attacher. */
	bool (*wanted)(void *ctx, struct netns *n, char lab[NETNS_NAME_MAX]);
	void *ctx;
	bool processes; /* those without a name, too */
};

struct attacher_config {
	struct tracer *tracer;
	struct hub *hub; /* where the i-th room has the number i; NULL: nothing is followed */
	struct attacher_room *rooms;
	size_t n_rooms;
	const struct attacher_finding *finding; /* NULL: none is */
	const int *strange;			/* descriptors that are none of its business */
	size_t n_strange;
};

/**
 * attacher_start() - fork it
 *
 * The caller's tracer can only read from then on. The hub and the rooms' descriptors are the
 * attacher's, too: who needs them no more closes them.
 */
int attacher_start(const struct attacher_config *c, struct attacher **ret, struct err *e);

/** attacher_fd() - becomes readable when it has said something; writable is waited for inside */
int attacher_fd(const struct attacher *k);

/** attacher_say() - ask; never blocks: what does not fit waits here */
int attacher_say(struct attacher *k, const struct attacher_msg *m);

/**
 * attacher_hear() - its next word
 * @ret_fd: a descriptor that came with it, or -1; the caller's
 * Return: 1; 0: nothing waits; -EPIPE: it is gone; -errno
 */
int attacher_hear(struct attacher *k, struct attacher_msg *ret, int *ret_fd);

/** attacher_backlog() - questions that wait to be sent: wait for writing, too */
bool attacher_backlog(const struct attacher *k);

/**
 * attacher_wait() - after ATTACHER_END: until it has taken everything away
 * @signals: becomes readable when there is no more time
 * Return: false: it goes on alone
 */
bool attacher_wait(struct attacher *k, int signals);

void attacher_free(struct attacher *k);

static inline void cleanup_attacher(struct attacher **k)
{
	attacher_free(*k);
}
#define _cleanup_attacher_ _cleanup_(cleanup_attacher)

#endif
