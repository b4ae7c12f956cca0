// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dissect.c - a packet's bytes to the header parts of a frame
 *
 * Every byte is taken from a cursor. A header that is not all there ends the walk: what was read
 * so far stays valid, `malformed` says where it stopped.
 */
#include "frame.h"

#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>

#define VLAN_TAGS_MAX	      3 /* in band; a fourth is nobody's network */
#define EXTENSION_HEADERS_MAX 8 /* RFC 8200 names six, each at most once or twice */

#define IP4_HEADER   20
#define IP6_HEADER   40
#define ICMP_HEADER  8
#define IP4_MF	     0x2000
#define IP4_DF	     0x4000
#define IP4_OFFSET   0x1fff
#define ICMP6_TARGET 24 /* octets up to the end of the target: NS, NA, redirect */

static void dissect_arp(struct frame *f)
{
	static const uint8_t mac_ipv4[] = { 8, 0, 6, 4 }; /* pro, hln, pln: whatever the medium */
	struct cursor c = f->net;
	const uint8_t *head = take(&c, 8), *rest = take(&c, 20);

	f->proto = PROTO_ARP;
	if (!head || !rest) {
		f->malformed = "arp cut short";
		return;
	}
	if (memcmp(head + 2, mac_ipv4, sizeof(mac_ipv4))) {
		f->malformed = "arp not of MAC and IPv4 addresses";
		return;
	}
	f->arp.op = be16(head + 6);
	memcpy(f->arp.sha, rest, 6);
	memcpy(f->arp.spa, rest + 6, 4);
	memcpy(f->arp.tha, rest + 10, 6);
	memcpy(f->arp.tpa, rest + 16, 4);
	f->arp.valid = true;
}

static void quote(struct frame *f, struct cursor c)
{
	f->icmp.quoted = cursor_left(&c) ? c.p : NULL;
	f->icmp.quoted_len = cursor_left(&c);
}

static void dissect_icmp4(struct frame *f, const uint8_t *head, struct cursor rest)
{
	switch (f->icmp.type) {
	case 0: /* echo reply */
	case 8: /* echo request */
		f->icmp.id = be16(head + 4);
		f->icmp.seq = be16(head + 6);
		break;
	case 5: /* redirect */
		memcpy(f->icmp.target, head + 4, 4);
		f->icmp.has_target = true;
		quote(f, rest);
		break;
	case 3: /* unreachable */
		if (f->icmp.code == 4)
			f->icmp.mtu = be16(head + 6); /* RFC 1191 */
		quote(f, rest);
		break;
	case 4:	 /* source quench */
	case 11: /* time exceeded */
	case 12: /* parameter problem */ quote(f, rest); break;
	}
}

static void dissect_icmp6(struct frame *f, const uint8_t *head, struct cursor rest)
{
	const uint8_t *target;

	switch (f->icmp.type) {
	case 128: /* echo request */
	case 129: /* echo reply */
		f->icmp.id = be16(head + 4);
		f->icmp.seq = be16(head + 6);
		break;
	case 2: /* packet too big */
		f->icmp.mtu = be16(head + 4) ? UINT16_MAX : be16(head + 6);
		quote(f, rest);
		break;
	case 1: /* unreachable */
	case 3: /* time exceeded */
	case 4: /* parameter problem */ quote(f, rest); break;
	case 135: /* neighbour solicitation, advertisement, redirect */
	case 136:
	case 137:
		target = take(&rest, ICMP6_TARGET - ICMP_HEADER);
		if (target) {
			memcpy(f->icmp.target, target, 16);
			f->icmp.has_target = true;
		}
		break;
	}
}

static void dissect_icmp(struct frame *f)
{
	struct cursor c = f->body;
	const uint8_t *head = take(&c, ICMP_HEADER);

	if (f->ip.frag_offset)
		return;
	if (!head) {
		f->malformed = "icmp cut short";
		return;
	}
	f->icmp.valid = true;
	f->icmp.type = head[0];
	f->icmp.code = head[1];
	if (f->ip.version == 4)
		dissect_icmp4(f, head, c);
	else
		dissect_icmp6(f, head, c);
}

/* Padding behind the packet is no part of it. */
static void cut_to(struct cursor *c, const uint8_t *start, size_t len)
{
	if ((size_t)(c->end - start) > len)
		c->end = start + len;
}

static void dissect_ip4(struct frame *f)
{
	struct cursor c = f->net;
	const uint8_t *h = take(&c, IP4_HEADER);
	size_t header, total;

	if (!h) {
		f->malformed = "ip cut short";
		return;
	}
	header = (size_t)(h[0] & 15) * 4;
	total = be16(h + 2);
	if (h[0] >> 4 != 4 || header < IP4_HEADER || total < header) {
		f->malformed = "ip header contradicts itself";
		return;
	}
	cut_to(&c, h, total);
	f->ip.valid = true;
	f->ip.version = 4;
	f->ip.ttl = h[8];
	f->ip.protocol = h[9];
	f->ip.id = be16(h + 4);
	f->ip.df = be16(h + 6) & IP4_DF;
	f->ip.frag_offset = (uint16_t)((be16(h + 6) & IP4_OFFSET) * 8);
	f->ip.fragment = be16(h + 6) & (IP4_OFFSET | IP4_MF);
	f->ip.len = (uint32_t)(total - header);
	memcpy(f->ip.src, h + 12, 4);
	memcpy(f->ip.dst, h + 16, 4);
	if (f->ip.protocol == IPPROTO_ICMP)
		f->proto = PROTO_ICMP;
	if (!take(&c, header - IP4_HEADER)) {
		f->malformed = "ip options cut short";
		return;
	}
	f->body = c;
	if (f->proto == PROTO_ICMP)
		dissect_icmp(f);
}

/* One extension header (RFC 8200 section 4). Returns its octets, 0: it is none, or is cut. */
static size_t extension(struct frame *f, struct cursor *c)
{
	struct cursor peek = *c;
	const uint8_t *h = take(&peek, 8);
	size_t len;

	switch (f->ip.protocol) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_DSTOPTS: len = h ? ((size_t)h[1] + 1) * 8 : 0; break;
	case IPPROTO_FRAGMENT: len = h ? 8 : 0; break;
	default: return 0;
	}
	if (!len || !take(c, len)) {
		f->malformed = "extension header cut short";
		return 0;
	}
	if (f->ip.protocol == IPPROTO_FRAGMENT) {
		f->ip.fragment = be16(h + 2) & 0xfff9;
		f->ip.frag_offset = be16(h + 2) & 0xfff8;
		f->ip.id = be16(h + 6); /* of 32 bits the lower ones: they change fastest */
	}
	f->ip.protocol = h[0];
	return len;
}

static void dissect_ip6(struct frame *f)
{
	struct cursor c = f->net;
	const uint8_t *h = take(&c, IP6_HEADER);
	size_t len;

	if (!h) {
		f->malformed = "ip6 cut short";
		return;
	}
	if (h[0] >> 4 != 6) {
		f->malformed = "ip6 header contradicts itself";
		return;
	}
	cut_to(&c, h, IP6_HEADER + be16(h + 4));
	f->ip.valid = true;
	f->ip.version = 6;
	f->ip.ttl = h[7];
	f->ip.protocol = h[6];
	f->ip.len = be16(h + 4);
	memcpy(f->ip.src, h + 8, 16);
	memcpy(f->ip.dst, h + 24, 16);
	for (int i = 0; i < EXTENSION_HEADERS_MAX && !f->ip.frag_offset; i++) {
		len = extension(f, &c);
		if (!len)
			break;
		f->ip.len -= (uint32_t)len;
	}
	f->body = c;
	if (f->ip.protocol != IPPROTO_ICMPV6)
		return;
	f->proto = PROTO_ICMP6;
	if (!f->malformed)
		dissect_icmp(f);
}

static bool is_vlan(uint16_t type)
{
	return type == ETH_P_8021Q || type == ETH_P_8021AD || type == 0x9100 || type == 0x9200;
}

/* Returns false when there is no network header to go on with. */
static bool dissect_ethernet(struct frame *f, struct cursor *c)
{
	const uint8_t *h = take(c, ETH_HLEN);

	if (!h) {
		f->malformed = "Ethernet header cut short";
		return false;
	}
	memcpy(f->eth_dst, h, 6);
	memcpy(f->eth_src, h + 6, 6);
	f->eth_type = be16(h + 12);
	for (int i = 0; i < VLAN_TAGS_MAX && is_vlan(f->eth_type); i++) {
		h = take(c, 4);
		if (!h) {
			f->malformed = "VLAN tag cut short";
			return false;
		}
		f->eth_type = be16(h + 2);
	}
	return true;
}

void frame_clear_parts(struct frame *f)
{
	const uint8_t *end = f->data + f->caplen;

	f->proto = PROTO_OTHER;
	f->malformed = NULL;
	f->arp = (struct arp_part){ 0 };
	f->ip = (struct ip_part){ 0 };
	f->icmp = (struct icmp_part){ 0 };
	f->net = f->body = (struct cursor){ end, end };
}

void frame_dissect(struct frame *f)
{
	struct cursor c = { f->data, f->data + f->caplen };

	frame_clear_parts(f);
	if (f->l2len && !dissect_ethernet(f, &c))
		return;
	f->net = c;
	switch (f->eth_type) {
	case ETH_P_ARP: dissect_arp(f); break;
	case ETH_P_IP: dissect_ip4(f); break;
	case ETH_P_IPV6: dissect_ip6(f); break;
	}
}

bool frame_quoted(const struct frame *f, struct frame *ret)
{
	if (!f->icmp.quoted)
		return false;
	*ret = (struct frame){
		.type = FRAME_PACKET,
		.data = f->icmp.quoted,
		.caplen = (uint32_t)f->icmp.quoted_len,
		.len = (uint32_t)f->icmp.quoted_len,
		.eth_type = f->ip.version == 4 ? ETH_P_IP : ETH_P_IPV6,
	};
	frame_dissect(ret);
	return true;
}
