/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * topo.h - a lab as its author wrote it: nodes, their interfaces, the links between them.
 *
 * Pure: filled by topo_parse() from YAML text, read by plan_make(). One fact in one place: an
 * interface exists once in its node, links point at it by index.
 */
#ifndef NSCOPE_TOPO_H
#define NSCOPE_TOPO_H

#include <net/if.h>
#include <stdbool.h>

#include "../util/err.h"
#include "impair.h"
#include "isolate.h"

#define TOPO_NAME_MAX	 64	   /* octets of a node's or lab's name */
#define TOPO_TEXT_MAX	 (1 << 20) /* octets of a file */
#define TOPO_DEPTH_MAX	 16	   /* levels of YAML nesting */
#define TOPO_NODES_MAX	 4096
#define TOPO_LINKS_MAX	 8192
#define TOPO_ITEMS_MAX	 1024 /* addresses of a node, routes of a node: compared with each other */
#define TOPO_PORTS_MAX	 1023 /* of a bridge: BR_MAX_PORTS less port 0, net/bridge/br_private.h */
#define TOPO_KEY_MAX	 127  /* octets of a sysctl's name */
#define TOPO_VALUE_MAX	 255  /* and of its value */
#define TOPO_BRIDGE_NAME "br0"

/* kind, word in the file, what it is */
#define NODE_KINDS(X)                                                                              \
	X(HOST, "host")                                                                            \
	X(ROUTER, "router")                                                                        \
	X(SWITCH, "switch")

#define KIND_ENUM(id, word) NODE_##id,
enum node_kind { NODE_KINDS(KIND_ENUM) NODE_KIND_MAX };
#undef KIND_ENUM

/* What a route does with a packet: ip-route(8)'s words, RTN_* of the kernel. */
#define ROUTE_TYPES(X)                                                                             \
	X(UNICAST, "unicast")                                                                      \
	X(LOCAL, "local")                                                                          \
	X(BROADCAST, "broadcast")                                                                  \
	X(BLACKHOLE, "blackhole")                                                                  \
	X(UNREACHABLE, "unreachable")                                                              \
	X(PROHIBIT, "prohibit")                                                                    \
	X(THROW, "throw")

#define TYPE_ENUM(id, word) ROUTE_##id,
enum route_type { ROUTE_TYPES(TYPE_ENUM) ROUTE_TYPE_MAX };
#undef TYPE_ENUM

/* What a rule does: look into a table, or end the search (ip-rule(8), FR_ACT_*). */
#define RULE_ACTIONS(X)                                                                            \
	X(LOOKUP, "lookup")                                                                        \
	X(BLACKHOLE, "blackhole")                                                                  \
	X(UNREACHABLE, "unreachable")                                                              \
	X(PROHIBIT, "prohibit")

#define ACTION_ENUM(id, word) RULE_##id,
enum rule_action { RULE_ACTIONS(ACTION_ENUM) RULE_ACTION_MAX };
#undef ACTION_ENUM

/* Where in the file something was said, from 1; for errors found later. */
struct mark {
	unsigned int line, col;
};

struct ip_prefix {
	uint8_t family; /* AF_INET, AF_INET6 */
	uint8_t len;	/* mask length, bits */
	uint8_t addr[16];
	struct mark mark;
};

struct topo_iface {
	char name[IFNAMSIZ];
	bool down;	  /* `up: false` */
	bool has_mac;	  /* given in the file */
	uint8_t mac[6];	  /* given, or derived: 02:00:00:00:00:01 and on, in the file's order */
	unsigned int mtu; /* 0: the kernel's default */
	struct ip_prefix *addresses;
	size_t n_addresses;
	bool port;   /* of its switch's bridge */
	bool linked; /* an end of a link */
	struct mark mark;
};

struct topo_route {
	enum route_type type;
	bool is_default;
	struct ip_prefix to;
	bool has_via;
	struct ip_prefix via; /* len is the full 32 or 128 */
	char dev[IFNAMSIZ];   /* "" : the kernel chooses by via */
	bool has_metric;
	uint32_t metric;
	uint32_t table; /* 0: main */
	struct mark mark;
};

struct topo_rule {
	uint8_t family;
	enum rule_action action;
	struct ip_prefix from, to; /* family 0: any */
	char iif[IFNAMSIZ], oif[IFNAMSIZ];
	bool has_fwmark;
	uint32_t fwmark, fwmask;
	bool has_priority;
	uint32_t priority;
	uint32_t table; /* RULE_LOOKUP */
	struct mark mark;
};

/* A neighbour entry that the kernel shall not learn: NUD_PERMANENT, or one it answers for. */
struct topo_neigh {
	struct ip_prefix to; /* its length is the full one */
	bool proxy;
	uint8_t mac[6]; /* unless proxy */
	char dev[IFNAMSIZ];
	struct mark mark;
};

struct topo_sysctl {
	char *key; /* "net/ipv4/ip_forward" */
	char *value;
	struct mark mark;
};

/* A command for sh, run inside its node when all else is there. */
struct topo_run {
	char *command;
	struct mark mark;
};

struct topo_node {
	char name[TOPO_NAME_MAX];
	bool outside; /* `host`: the namespace nscope was started in, neither made nor removed */
	enum node_kind kind;
	struct topo_iface *ifaces; /* br0 is not among them */
	size_t n_ifaces;
	struct ip_prefix *addresses; /* of a switch: on br0 */
	size_t n_addresses;
	struct topo_route *routes;
	size_t n_routes;
	struct topo_rule *rules;
	size_t n_rules;
	struct topo_neigh *neighs;
	size_t n_neighs;
	struct topo_sysctl *sysctls;
	size_t n_sysctls;
	struct topo_run *runs;
	size_t n_runs;
	char *ruleset; /* for nft: the table that `nat` asks for, then `nft` as written; or NULL */
	struct mark ruleset_mark;
	unsigned int isolate; /* 1 << enum isolate */
	uint8_t mac[6];	      /* of a switch: its bridge's, derived */
	struct mark mark;
};

struct topo_end {
	size_t node, iface; /* indices */
};

struct topo_link {
	struct topo_end ends[2];
	struct impairment impairment;
	struct mark mark;
};

/* "From red, blue can be pinged" (or not): what `up --check` tries. */
struct topo_check {
	size_t from; /* node */
	char *to;    /* a node's name or an address */
	bool fails;  /* `expect: fail` */
	struct mark mark;
};

struct topo {
	char name[TOPO_NAME_MAX];
	struct topo_node *nodes;
	size_t n_nodes;
	struct topo_link *links;
	size_t n_links;
	struct topo_check *checks;
	size_t n_checks;
};

/**
 * topo_parse() - read a lab from YAML text
 * @text: the file's bytes, need not end in NUL; hostile
 * @len:  octets
 * @file: the file's name as errors shall call it
 * @ret:  the lab; untouched on failure; topo_free() it
 * @e:    "FILE:LINE:COL: what", then the source line and a caret below it
 *
 * Checks everything that needs no kernel: words, names, addresses, duplicates, that both ends of
 * a link exist and differ, that no interface is in two links. Fills in what is derived (MACs,
 * port names).
 * Return: 0, -EINVAL (the text is wrong), -ENOMEM.
 */
int topo_parse(const char *text, size_t len, const char *file, struct topo **ret, struct err *e);

void topo_free(struct topo *t);

/** topo_builtin() - text of a built-in lab, or NULL; @ret_len in octets */
const char *topo_builtin(const char *name, size_t *ret_len);

/** topo_builtin_name() - name of the i-th built-in lab, NULL past the last */
const char *topo_builtin_name(size_t i);

/** topo_schema() - the JSON schema of a lab file; @ret_len in octets */
const char *topo_schema(size_t *ret_len);

static inline void cleanup_topo(struct topo **t)
{
	topo_free(*t);
}
#define _cleanup_topo_ _cleanup_(cleanup_topo)

#endif
