// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * meaning_packet.c - what a packet means where it was seen: who makes it, passes it on, is asked
 */
#include "meaning.h"

#include <net/if_arp.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <string.h>

enum { MLD2_REPORT = 143 }; /* RFC 3810 */

static const uint8_t nothing[16];

static bool is_group(const uint8_t mac[6])
{
	return mac[0] & 1;
}

/* The Ethernet header was seen, and it is to one MAC. */
static bool is_to_one(const struct frame *f)
{
	return f->l2len && !is_group(f->eth_dst) && memcmp(f->eth_dst, nothing, 6) != 0;
}

static bool owns(const struct meaning_place *at, uint8_t family, const uint8_t *addr)
{
	return at->room && room_addr(at->room, family, addr);
}

/* A switch's port, and the frame is not for the switch itself. */
static enum meaning_id of_switch(const struct frame *f, bool for_everyone)
{
	if (f->dir == DIR_IN)
		return MEANING_SWITCH_IN;
	return for_everyone ? MEANING_SWITCH_FLOOD : MEANING_SWITCH_OUT;
}

static enum meaning_id arp_made(const struct arp_part *a, const struct frame *f,
				const struct meaning_place *at)
{
	bool own = !memcmp(a->spa, a->tpa, 4);

	if (a->op == ARPOP_REPLY && own && !is_to_one(f))
		return MEANING_ARP_GRATUITOUS;
	if (a->op == ARPOP_REPLY)
		return !at->room || !at->room->n_addrs || owns(at, AF_INET, a->spa)
			       ? MEANING_ARP_ANSWER
			       : MEANING_ARP_PROXY;
	if (!memcmp(a->spa, nothing, 4))
		return MEANING_ARP_PROBE;
	if (own)
		return MEANING_ARP_ANNOUNCE;
	return is_to_one(f) ? MEANING_ARP_POLL : MEANING_ARP_ASK;
}

static enum meaning_id arp_heard(const struct arp_part *a, const struct meaning_place *at)
{
	bool mine = owns(at, AF_INET, a->tpa), probe = !memcmp(a->spa, nothing, 4);

	if (owns(at, AF_INET, a->spa) && !room_has_mac(at->room, a->sha))
		return MEANING_ARP_CONFLICT;
	if (!memcmp(a->spa, a->tpa, 4))
		return MEANING_ARP_ANNOUNCE_HEARD;
	if (a->op == ARPOP_REPLY)
		return mine ? MEANING_ARP_ANSWERED : MEANING_ARP_ANSWER_OTHER;
	if (probe)
		return mine ? MEANING_ARP_PROBE_MINE : MEANING_ARP_PROBE_OTHER;
	return mine ? MEANING_ARP_HEARD_MINE : MEANING_ARP_HEARD_OTHER;
}

enum meaning_id meaning_of_arp(const struct frame *f, const struct meaning_place *at)
{
	const struct arp_part *a = &f->arp;
	bool for_everyone = f->l2len ? is_group(f->eth_dst) : a->op == ARPOP_REQUEST;

	if (!a->valid || (a->op != ARPOP_REQUEST && a->op != ARPOP_REPLY))
		return MEANING_ARP_STRANGE;
	if (at->origin)
		return arp_made(a, f, at);
	if (at->port && (f->dir == DIR_OUT || !owns(at, AF_INET, a->tpa)))
		return of_switch(f, for_everyone);
	return f->dir == DIR_OUT ? arp_made(a, f, at) : arp_heard(a, at);
}

/* ---- errors: RFC 792, RFC 1812 5.2.7.1; RFC 4443 3.1 */

static enum meaning_id unreachable4(uint8_t code)
{
	switch (code) {
	case ICMP_NET_UNREACH:
	case ICMP_NET_UNKNOWN: return MEANING_NET_UNREACHABLE;
	case ICMP_HOST_UNREACH:
	case ICMP_HOST_UNKNOWN: return MEANING_HOST_UNREACHABLE;
	case ICMP_PROT_UNREACH:
	case ICMP_PORT_UNREACH: return MEANING_PORT_UNREACHABLE;
	case ICMP_FRAG_NEEDED: return MEANING_TOO_BIG;
	case ICMP_NET_ANO:
	case ICMP_HOST_ANO:
	case ICMP_PKT_FILTERED: return MEANING_PROHIBITED;
	}
	return MEANING_ERROR_OTHER;
}

static enum meaning_id error4(const struct icmp_part *i)
{
	switch (i->type) {
	case ICMP_DEST_UNREACH: return unreachable4(i->code);
	case ICMP_REDIRECT: return MEANING_REDIRECT;
	case ICMP_TIME_EXCEEDED:
		return i->code == ICMP_EXC_TTL ? MEANING_TIME_EXCEEDED : MEANING_REASSEMBLY;
	case ICMP_PARAMETERPROB: return MEANING_BAD_HEADER;
	case ICMP_SOURCE_QUENCH: return MEANING_ERROR_OTHER;
	}
	return MEANING_ICMP_OTHER;
}

static enum meaning_id unreachable6(uint8_t code)
{
	switch (code) {
	case ICMP6_DST_UNREACH_NOROUTE: return MEANING_NET_UNREACHABLE;
	case ICMP6_DST_UNREACH_ADMIN:
	case 5: /* source address failed policy */
	case 6: /* reject route */ return MEANING_PROHIBITED;
	case ICMP6_DST_UNREACH_ADDR: return MEANING_HOST_UNREACHABLE;
	case ICMP6_DST_UNREACH_NOPORT: return MEANING_PORT_UNREACHABLE;
	}
	return MEANING_ERROR_OTHER;
}

static enum meaning_id error6(const struct icmp_part *i)
{
	switch (i->type) {
	case ICMP6_DST_UNREACH: return unreachable6(i->code);
	case ICMP6_PACKET_TOO_BIG: return MEANING_TOO_BIG;
	case ICMP6_TIME_EXCEEDED:
		return i->code == ICMP6_TIME_EXCEED_TRANSIT ? MEANING_TIME_EXCEEDED
							    : MEANING_REASSEMBLY;
	case ICMP6_PARAM_PROB: return MEANING_BAD_HEADER;
	case ND_REDIRECT: return MEANING_REDIRECT;
	}
	return i->type < 128 ? MEANING_ERROR_OTHER : MEANING_ICMP_OTHER;
}

static enum meaning_id error_of(const struct frame *f)
{
	return f->ip.version == 6 ? error6(&f->icmp) : error4(&f->icmp);
}

/* ---- neighbour discovery: RFC 4861; its hop limit of 255 keeps it on its wire */

static bool is_nd(const struct frame *f)
{
	uint8_t t = f->icmp.type;

	return f->proto == PROTO_ICMP6 && f->icmp.valid &&
	       ((t >= MLD_LISTENER_QUERY && t <= ND_NEIGHBOR_ADVERT) || t == MLD2_REPORT);
}

static enum meaning_id nd_made(const struct frame *f, const struct meaning_place *at)
{
	bool group = f->ip.dst[0] == 0xff;

	switch (f->icmp.type) {
	case ND_ROUTER_SOLICIT: return MEANING_RS;
	case ND_ROUTER_ADVERT: return MEANING_RA;
	case ND_NEIGHBOR_SOLICIT:
		return !memcmp(f->ip.src, nothing, 16) ? MEANING_NS_DAD
		       : group			       ? MEANING_NS_ASK
						       : MEANING_NS_POLL;
	case ND_NEIGHBOR_ADVERT:
		if (group)
			return MEANING_NA_ALL;
		return !at->room || !at->room->n_addrs || owns(at, AF_INET6, f->icmp.target)
			       ? MEANING_NA_ANSWER
			       : MEANING_NA_PROXY;
	case MLD_LISTENER_QUERY: return MEANING_MLD_QUERY;
	}
	return MEANING_MLD_REPORT;
}

static enum meaning_id nd_heard(const struct frame *f, const struct meaning_place *at)
{
	switch (f->icmp.type) {
	case ND_ROUTER_SOLICIT: return MEANING_RS_HERE;
	case ND_ROUTER_ADVERT: return MEANING_RA_HERE;
	case ND_NEIGHBOR_SOLICIT:
		return owns(at, AF_INET6, f->icmp.target) ? MEANING_NS_HEARD_MINE
							  : MEANING_NS_HEARD_OTHER;
	case ND_NEIGHBOR_ADVERT: return MEANING_NA_HERE;
	}
	return MEANING_MLD_HERE;
}

static enum meaning_id of_nd(const struct frame *f, const struct meaning_place *at)
{
	bool group = f->ip.dst[0] == 0xff;

	if (at->origin)
		return nd_made(f, at);
	if (at->port &&
	    (f->dir == DIR_OUT || !(f->icmp.has_target && owns(at, AF_INET6, f->icmp.target))))
		return of_switch(f, group);
	return f->dir == DIR_OUT ? nd_made(f, at) : nd_heard(f, at);
}

/* ---- what crosses wires */

static enum meaning_id ip_made(const struct frame *f)
{
	bool reply;

	if (f->ip.valid && f->ip.frag_offset)
		return MEANING_PIECE;
	if (frame_is_echo(f, &reply))
		return reply ? MEANING_REPLY_SENT : MEANING_ECHO_SENT;
	return f->icmp.valid ? error_of(f) : MEANING_SENT_ON;
}

static enum meaning_id ip_here(const struct frame *f)
{
	enum meaning_id id;
	bool reply;

	if (f->ip.frag_offset)
		return MEANING_PIECE;
	if (frame_is_echo(f, &reply))
		return reply ? MEANING_REPLY_HERE : MEANING_ECHO_HERE;
	id = f->icmp.valid ? error_of(f) : MEANING_ICMP_OTHER;
	return id == MEANING_ICMP_OTHER ? id : MEANING_ERROR_HERE;
}

static enum meaning_id ip_sent_on(const struct frame *f, const struct trail *was)
{
	size_t len = frame_ip_octets(f);
	bool src = was && memcmp(was->src, f->ip.src, len) != 0;
	bool dst = was && memcmp(was->dst, f->ip.dst, len) != 0;

	if (src != dst)
		return src ? MEANING_NAT_SRC : MEANING_NAT_DST;
	return MEANING_ROUTER_OUT;
}

static bool is_for_all(const struct frame *f)
{
	return f->ip.version == 6 ? f->ip.dst[0] == 0xff : f->ip.dst[0] >= 224;
}

static bool forwards(const struct room *r)
{
	size_t pipes = 0;

	for (size_t i = 0; i < r->n_links; i++)
		pipes += r->links[i].peer_ifindex != 0;
	return pipes > 1;
}

enum meaning_id meaning_of_icmp(const struct frame *f, const struct meaning_place *at,
				const struct trail *was)
{
	uint8_t family = f->ip.version == 6 ? AF_INET6 : AF_INET;
	bool mine = f->ip.valid && (owns(at, family, f->ip.dst) || is_for_all(f));

	if (is_nd(f))
		return of_nd(f, at);
	if (!f->ip.valid || at->origin)
		return ip_made(f);
	if (at->port && (f->dir == DIR_OUT ? was && !memcmp(was->src, f->ip.src, 16) : !mine))
		return of_switch(f, is_for_all(f));
	if (f->dir == DIR_OUT)
		return ip_sent_on(f, was);
	if (mine || !at->room || !at->room->n_addrs)
		return ip_here(f);
	return forwards(at->room) ? MEANING_ROUTER_IN : MEANING_ELSEWHERE;
}
