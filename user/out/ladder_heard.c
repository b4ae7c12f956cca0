// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ladder_heard.c - a question goes to everybody on the wire: who heard it, and why not all answer
 */
#include "ladder.h"

#include <linux/if.h>
#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <string.h>
#include <sys/socket.h>

#define SAY(row, i, ...) snprintf((row)->say[i], SAY_SIZE, __VA_ARGS__)

/* Who forwards frames hears them for others. */
static bool hears_for_itself(const struct room *r, uint32_t ifindex)
{
	const struct link_row *link = room_link(r, ifindex);

	return r->n_addrs && link && !link->master;
}

static const uint8_t *question_of(const struct frame *f, uint8_t *ret_family)
{
	static const uint8_t nobody[4];

	*ret_family = f->proto == PROTO_ARP ? AF_INET : AF_INET6;
	if (f->proto == PROTO_ARP)
		return f->arp.valid && f->arp.op == ARPOP_REQUEST &&
				       (memcmp(f->arp.spa, f->arp.tpa, 4) != 0 ||
					!memcmp(f->arp.spa, nobody, 4))
			       ? f->arp.tpa
			       : NULL;
	return f->icmp.valid && f->icmp.type == ND_NEIGHBOR_SOLICIT && f->icmp.has_target
		       ? f->icmp.target
		       : NULL;
}

bool ladder_not_me(const struct ladder *l, const struct frame *f, struct row *r)
{
	const struct room *room = snapshot_room(l->out.config.names, f->netns_cookie);
	const struct link_row *link = room ? room_link(room, f->ifindex) : NULL;
	uint8_t family;
	const uint8_t *who = question_of(f, &family);
	size_t len = addr_octets(family);

	if (!who || !room || !hears_for_itself(room, f->ifindex))
		return false;
	if (!room_addr(room, family, who)) {
		r->ink = INK_DIM;
		SAY(r, 0, "not me: %s is not mine", ladder_ip(who, len).text);
		SAY(r, 1, "not me, I am not %s", ladder_ip_short(l, who, len).text);
		SAY(r, 2, "not me");
		return true;
	}
	if (!(link->flags & IFF_NOARP) || family == AF_INET6)
		return false;
	r->ink = INK_BAD;
	SAY(r, 0, "it is me, but ARP is switched off here: silent");
	SAY(r, 1, "me, but ARP is off");
	SAY(r, 2, "ARP is off");
	return true;
}

void ladder_crowd(struct row *r)
{
	const char *s = r->copies == 1 ? "" : "s";

	r->ink = INK_DIM;
	SAY(r, 0, "and a copy to each of %zu namespace%s not drawn", r->copies, s);
	SAY(r, 1, "and to %zu not drawn", r->copies);
	SAY(r, 2, "+%zu not drawn", r->copies);
}
