/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * snapshot.h - what every namespace's tables said at one moment, as plain data.
 *
 * Filled by kernel/tables.h; names are looked up in it and `why` walks it. Pure.
 *
 *   snapshot
 *     └ room[]            one per namespace
 *         ├ link[]        interfaces; peer_* says where the pipe ends
 *         ├ addr[]        addresses on them
 *         └ neigh[]       the neighbour table (ARP and NDP)
 */
#ifndef NSCOPE_SNAPSHOT_H
#define NSCOPE_SNAPSHOT_H

#include <net/if.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "../util/util.h"

#define ROOM_NAME_MAX 64

struct link_row {
	uint32_t ifindex;
	char name[IFNAMSIZ];
	char kind[16]; /* IFLA_INFO_KIND: "veth", "bridge"; "" for a device without one */
	uint8_t mac[6];
	uint32_t mtu;
	uint32_t flags;	       /* IFF_* */
	bool carrier;	       /* operstate says so: IFF_LOWER_UP */
	uint32_t master;       /* ifindex of the bridge, 0: none */
	uint32_t peer_ifindex; /* veth: the other end's, 0: none or unseen */
	uint64_t peer_cookie;  /* veth: the other end's namespace, 0: not among the rooms */
};

struct addr_row {
	uint32_t ifindex;
	uint8_t family; /* AF_INET, AF_INET6 */
	uint8_t len;	/* mask, bits */
	uint8_t addr[16];
};

struct neigh_row {
	uint32_t ifindex;
	uint8_t family;
	uint8_t addr[16];
	bool has_lladdr;
	uint8_t lladdr[6];
	uint16_t state; /* NUD_* */
};

struct room {
	char name[ROOM_NAME_MAX]; /* as users call it: "red", "pid:17", "host" */
	char lab[ROOM_NAME_MAX];  /* "" when nscope did not build it */
	uint64_t cookie;
	uint32_t inum;
	struct link_row *links;
	size_t n_links;
	bool sorted; /* links, by ifindex */
	struct addr_row *addrs;
	size_t n_addrs;
	struct neigh_row *neighs;
	size_t n_neighs;
};

struct snapshot {
	struct room *rooms;
	size_t n_rooms;
	struct room_ref *refs; /* to each room, sorted by cookie; NULL: not made yet */
};

struct room_ref {
	uint64_t cookie;
	size_t at;
};

/* What the sender's kernel says of the way to TO (RTM_GETROUTE). */
struct route_answer {
	int error;    /* 0, or the positive errno the kernel gave: ENETUNREACH, EHOSTUNREACH, … */
	uint32_t oif; /* ifindex in FROM */
	bool has_gateway;
	uint8_t gateway[16];
	bool has_source;
	uint8_t source[16];
	bool local; /* RTN_LOCAL: an own address */
};

void snapshot_free(struct snapshot *s);

/**
 * snapshot_index() - make rooms and links quick to find, once they are all there
 *
 * Links are sorted by ifindex, rooms stay in their order. Without it a lookup still finds, slowly.
 * Return: 0 or -ENOMEM
 */
int snapshot_index(struct snapshot *s);

/** snapshot_room() - by cookie, NULL when unknown */
const struct room *snapshot_room(const struct snapshot *s, uint64_t cookie);

/** snapshot_room_named() - by name, NULL when unknown */
const struct room *snapshot_room_named(const struct snapshot *s, const char *name);

/** room_link() - an interface of a room by ifindex, NULL when unknown */
const struct link_row *room_link(const struct room *r, uint32_t ifindex);

static inline size_t addr_octets(uint8_t family)
{
	return family == AF_INET ? 4 : 16;
}

/** room_addr() - how a room has an address, NULL: it does not */
const struct addr_row *room_addr(const struct room *r, uint8_t family, const uint8_t *addr);

/** addr_row_covers() - is @addr inside the row's network? */
bool addr_row_covers(const struct addr_row *a, uint8_t family, const uint8_t *addr);

/**
 * snapshot_owner() - who has this address
 * @ret_link: may be NULL; the interface that carries it
 * Return: the first room that owns it, NULL: nobody
 */
const struct room *snapshot_owner(const struct snapshot *s, uint8_t family, const uint8_t *addr,
				  const struct link_row **ret_link);

static inline void cleanup_snapshot(struct snapshot **s)
{
	snapshot_free(*s);
}
#define _cleanup_snapshot_ _cleanup_(cleanup_snapshot)

#endif
