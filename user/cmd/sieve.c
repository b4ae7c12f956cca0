// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sieve.c - which events somebody wants to see
 *
 * An expression is about packets. A neighbour's change is judged as the question about it would
 * be: the ARP request, or the neighbour solicitation, for its address. So "arp" shows the
 * neighbour table beside the packets that fill it, and "host A" what becomes of A. What is no
 * packet and about no neighbour passes only where there is no expression.
 */
#include "sieve.h"

#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>

#include "../trace/rule.h"

static bool expr_wants_bytes(const struct sieve *s, const struct frame *f)
{
	uint8_t bytes[ETH_HLEN + EVENT_DATA_MAX] = { 0 };
	uint32_t caplen = f->caplen < EVENT_DATA_MAX ? f->caplen : EVENT_DATA_MAX;

	if (f->type == FRAME_RULE)
		caplen = (uint32_t)cursor_left(&f->net);
	if (f->l2len)
		return expr_matches(s->expr, f->data, f->caplen, f->len);
	/* A drop behind its Ethernet header. Nothing of it could be read: nothing says it is
	 * wanted.
	 */
	if (!f->caplen)
		return false;
	bytes[12] = (uint8_t)(f->eth_type >> 8);
	bytes[13] = (uint8_t)f->eth_type;
	memcpy(bytes + ETH_HLEN, f->net.p, caplen);
	return expr_matches(s->expr, bytes, ETH_HLEN + caplen, ETH_HLEN + f->len);
}

static bool expr_wants_neigh(const struct sieve *s, const struct event_neigh *n)
{
	uint8_t arp[ETH_HLEN + 28] = { [12] = 8, [13] = 6, [15] = 1, [16] = 8, 0, 6, 4, 0, 1 };
	uint8_t ask[ETH_HLEN + 40 + 24] = {
		[12] = 0x86, [13] = 0xdd, [14] = 0x60, [19] = 24, [20] = IPPROTO_ICMPV6, [54] = 135
	};

	if (n->addr_len == 4) {
		memcpy(arp + 28, n->addr, 4);
		memcpy(arp + 38, n->addr, 4);
		return expr_matches(s->expr, arp, sizeof(arp), sizeof(arp));
	}
	memcpy(ask + 22, n->addr, 16);
	memcpy(ask + 38, n->addr, 16);
	return expr_matches(s->expr, ask, sizeof(ask), sizeof(ask));
}

static bool expr_wants(const struct sieve *s, const struct frame *f)
{
	if (frame_type_has_packet(f->type) || f->type == FRAME_RULE)
		return expr_wants_bytes(s, f);
	return f->type == FRAME_NEIGH && expr_wants_neigh(s, &f->neigh);
}

/* Is it "red", or "red:eth0"? A name that holds a colon itself is tried as a whole first. */
static bool is_end(const char *end, const struct room *r, const struct link_row *l)
{
	size_t len = strnlen(r->name, sizeof(r->name));

	if (strncmp(end, r->name, len))
		return false;
	if (!end[len])
		return true;
	return end[len] == ':' && l && !strncmp(end + len + 1, l->name, sizeof(l->name));
}

static bool any_end(const char *const *ends, size_t n, const struct room *r,
		    const struct link_row *l)
{
	for (size_t i = 0; i < n; i++)
		if (r && is_end(ends[i], r, l))
			return true;
	return n == 0;
}

static bool is_refusal(const struct frame *f)
{
	return f->type == FRAME_RULE && rule_is_drop(f);
}

static bool is_there(const struct sieve *s, const struct snapshot *names, const struct frame *f)
{
	const struct room *r = snapshot_room(names, f->netns_cookie);
	const struct link_row *l = r ? room_link(r, f->ifindex) : NULL;

	if (s->ifname && (!l || strncmp(s->ifname, l->name, sizeof(l->name))))
		return false;
	return any_end(s->rooms, s->n_rooms, r, l) && any_end(s->ends, s->n_ends, r, l);
}

bool sieve_wants(const struct sieve *s, const struct snapshot *names, const struct frame *f)
{
	if (s->drops && f->type != FRAME_DROP && !is_refusal(f))
		return false;
	if (s->dir && f->type == FRAME_PACKET && f->dir != s->dir)
		return false;
	if ((s->ifname || s->n_rooms || s->n_ends) && !is_there(s, names, f))
		return false;
	return !s->expr || expr_wants(s, f);
}

bool sieve_takes_plain(const struct sieve *s)
{
	return !s->n_ends && !s->n_rooms && !s->ifname && !s->dir && !s->drops &&
	       (!s->expr || expr_takes_plain(s->expr));
}

void sieve_sift(const struct sieve *s, struct tracer_sift *ret)
{
	*ret = (struct tracer_sift){
		.no_in = s->drops || s->dir == DIR_OUT,
		.no_out = s->drops || s->dir == DIR_IN,
	};
	if (s->expr)
		ret->code = expr_code(s->expr, &ret->n);
}
