/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nat.h - address translation as a lab file says it, and as nft reads it.
 *
 *	table ip nscope {
 *		chain postrouting {
 *			type nat hook postrouting priority srcnat; policy accept;
 *			# from 192.168.15.0/24 out of wan: as wan's own address
 *			oifname "wan" ip saddr 192.168.15.0/24 masquerade
 *		}
 *	}
 */
#ifndef NSCOPE_NAT_H
#define NSCOPE_NAT_H

#include "topo.h"

/* How a packet is rewritten, the key that says so */
#define NAT_KINDS(X)                                                                               \
	X(MASQUERADE, "masquerade")                                                                \
	X(SNAT, "snat")                                                                            \
	X(DNAT, "dnat")

#define NAT_ENUM(id, word) NAT_##id,
enum nat_kind { NAT_KINDS(NAT_ENUM) NAT_KIND_MAX };
#undef NAT_ENUM

#define NAT_PROTOS(X)                                                                              \
	X(ANY, "")                                                                                 \
	X(TCP, "tcp")                                                                              \
	X(UDP, "udp")

#define PROTO_ENUM(id, word) NAT_##id,
enum nat_proto { NAT_PROTOS(PROTO_ENUM) NAT_PROTO_MAX };
#undef PROTO_ENUM

struct nat_row {
	enum nat_kind kind;
	struct ip_prefix match;	      /* MASQUERADE, SNAT: from where; DNAT: to whom, full length */
	struct ip_prefix to;	      /* SNAT, DNAT: what it becomes; full length */
	uint16_t match_port, to_port; /* DNAT; 0: any, and the same */
	enum nat_proto proto;
	char in[IFNAMSIZ], out[IFNAMSIZ]; /* "": any */
};

/**
 * nat_text() - rows as a ruleset: a table `nscope` for each family that is used
 * @after: what follows it, or NULL
 * @ret:   the text, owned by the caller; untouched on failure
 * Return: 0 or -ENOMEM
 */
int nat_text(const struct nat_row *rows, size_t n, const char *after, char **ret);

#endif
