/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan.h - a lab as an ordered list of steps, each of which the kernel can do in one go.
 *
 * Pure. The same list is printed as commands (`nscope plan`), done (lab/build.h) and, walked
 * backwards, undone. Order is correctness, and speed: what one room is told stands together, for
 * build.h sends it in one go.
 *   1. namespaces      so that both ends of a link can be born in their final home; each with its
 *                      sysctls, before the interfaces that inherit them
 *   2. links           one message makes both ends, named, with MAC, MTU, master; those made in
 *                      one room together, behind the bridge, down, that is their master
 *   3. rooms           lo up; peers enslaved and up, which the link's message cannot do; addresses
 *                      on links that are up; neighbours, rules and routes, which need both
 *   4. bridges up      last, when all ports exist: otherwise every new node's IPv6 chatter is
 *                      flooded to all ports already there, which is quadratic; multicast snooping
 *                      behind it, for the same reason (see print.c); then their rooms' routes
 *   5. sysctls of interfaces, rulesets, faults, keepers, and last the lab's own commands, which
 *      find all of it there
 *
 * A lab whose file has changed is a plan, too: plan_change() takes away, in reverse order, what is
 * not wanted any more, then makes what is new.
 */
#ifndef NSCOPE_PLAN_H
#define NSCOPE_PLAN_H

#include "topo.h"

/* step, what it makes */
#define PLAN_STEPS(X)                                                                              \
	X(NETNS, "namespace")                                                                      \
	X(USUAL, "usual sysctls")                                                                  \
	X(SYSCTL, "sysctl")                                                                        \
	X(BRIDGE, "bridge")                                                                        \
	X(LINK, "link")                                                                            \
	X(SET, "interface")                                                                        \
	X(MASTER, "port")                                                                          \
	X(ADDRESS, "address")                                                                      \
	X(UP, "interface up")                                                                      \
	X(SNOOP, "multicast snooping")                                                             \
	X(NEIGH, "neighbour")                                                                      \
	X(RULE, "rule")                                                                            \
	X(ROUTE, "route")                                                                          \
	X(NFT, "ruleset")                                                                          \
	X(FAULT, "fault")                                                                          \
	X(KEEPER, "keeper")                                                                        \
	X(FORGET, "learned neighbours")                                                            \
	X(RUN, "command")

#define STEP_ENUM(id, word) STEP_##id,
enum step_kind { PLAN_STEPS(STEP_ENUM) STEP_KIND_MAX };
#undef STEP_ENUM

/*
 * One end of a pipe as it shall be born. Never is ends[1] born up: the kernel opens it before it
 * knows its peer, and veth_open() answers ENOTCONN (drivers/net/veth.c). A STEP_UP follows.
 */
struct step_end {
	size_t room;
	const char *ifname;
	const uint8_t *mac;
	unsigned int mtu; /* 0: default */
	bool up;
	bool port; /* enslave to TOPO_BRIDGE_NAME of its node */
};

/* Strings and arrays belong to the topo, which must outlive the plan. */
struct step {
	enum step_kind kind;
	bool undo;   /* takes away what the step would make */
	size_t room; /* whose namespace; for LINK that of ends[0] */
	struct mark mark;
	union {
		struct {
			const struct topo_node *node; /* to which sysctls.h speaks: plan_usual() */
		} usual;
		struct {
			const char *key, *value; /* "net/ipv4/ip_forward", "1" */
			bool optional;	/* a kernel without this file needs no such write */
			bool inherited; /* of sysctls.h: a new namespace may well say so already */
		} sysctl;
		struct {
			uint8_t mac[6];
		} bridge;
		struct {
			struct step_end *ends; /* two; a port, if any, is ends[0] */
		} link;
		struct {
			const char *ifname; /* MASTER: enslave to br0; UP: set up */
		} iface;
		struct {
			const char *ifname;
			const uint8_t *mac; /* NULL: as it is */
			unsigned int mtu;   /* 0: as it is */
		} set; /* of an interface that is there: only a change has it */
		struct {
			const char *ifname;
			const struct ip_prefix *prefix;
		} address;
		struct {
			const struct topo_neigh *neigh;
		} neigh;
		struct {
			const struct topo_rule *rule;
			uint32_t priority; /* given, or what the kernel would choose */
		} rule;
		struct {
			const struct topo_route *route;
		} route;
		struct {
			const char *ruleset; /* as nft reads it */
		} nft;
		struct {
			const char *ifname; /* what leaves by it is impaired */
			const struct impairment *impairment;
		} fault;
		struct {
			unsigned int isolate; /* 1 << enum isolate */
		} keeper;
		struct {
			const char *command;
		} run;
	};
};

/* A namespace that steps speak of. */
struct plan_room {
	const char *name;
	bool outside; /* where nscope was started: neither made nor removed */
};

struct plan {
	const char *lab;
	struct plan_room *rooms;
	size_t n_rooms;
	struct step *steps;
	size_t n_steps;
	struct step_end *ends; /* two of each link's step */
	size_t n_ends;
};

/**
 * plan_make() - the steps that build a lab
 * @ret: untouched on failure; plan_free() it
 * Return: 0 or -ENOMEM
 */
int plan_make(const struct topo *t, struct plan **ret, struct err *e);

/* No more rows of sysctls.h speak to one node. */
#define PLAN_USUAL_MAX 24

/**
 * plan_usual() - the steps that a STEP_USUAL stands for: some 20 to each room, so they are spelt
 * out where they are looked at
 * Return: how many
 */
size_t plan_usual(const struct step *s, struct step ret[PLAN_USUAL_MAX]);

/** plan_spell() - spell out all of a plan's. Return: 0 or -ENOMEM */
int plan_spell(struct plan *p);

/* An interface that says nothing of its MTU has veth's and the bridge's. */
#define PLAN_MTU_DEFAULT 1500

/**
 * plan_change() - the steps that make a lab built from @was what @now would build
 * @was, @now: both must outlive the plan
 * @ret:       first, backwards, what goes (steps with undo), then what comes; empty when nothing
 *             differs. Its rooms are those of @now, then those that only @was has.
 *
 * What is alike stays untouched. What an undone step takes with it is not undone by itself: the
 * kernel removes the addresses of an interface that goes, and all that is in a room that goes but
 * its links. Sysctls that @now does not speak of return to what a new namespace has.
 * Return: 0 or -ENOMEM
 */
int plan_change(const struct topo *was, const struct topo *now, struct plan **ret, struct err *e);

void plan_free(struct plan *p);

/* What the host's end of a link is marked with, the lab's name behind it: IFLA_IFALIAS. */
#define PLAN_ALIAS "nscope:"

/* Room for one step as plan_print_step() says it, names quoted for sh at their longest; a ruleset
 * or a command comes on top of it. */
#define PLAN_STEP_TEXT 2048

/**
 * plan_print_step() - one step as the command a person would type
 * @s: an element of p->steps: a run of sysctls of one node is one command, its steps parts of it
 * @t: receives what sh understands; all steps printed one after another are a script
 */
struct text;
void plan_print_step(const struct plan *p, const struct step *s, struct text *t);

/** plan_step_text() - the same in memory of its own, as long as it is; free() it. NULL: none left
 */
char *plan_step_text(const struct plan *p, const struct step *s);

/** step_word() - "namespace", "link", …: for messages */
const char *step_word(enum step_kind k);

static inline void cleanup_plan(struct plan **p)
{
	plan_free(*p);
}
#define _cleanup_plan_ _cleanup_(cleanup_plan)

#endif
