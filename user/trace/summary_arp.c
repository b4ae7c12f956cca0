// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * summary_arp.c - ARP in tcpdump's words (RFC 826, 903, 2390)
 */
#include "summary.h"

#include <linux/if_ether.h>

#define ARP_RARP_REQUEST 3
#define ARP_RARP_REPLY	 4
#define ARP_INVERSE_ASK	 8
#define ARP_INVERSE_TELL 9
#define ARP_NAK		 10
#define PROTO_TRAILER	 0x1000 /* RFC 893: IPv4, too */

/* The four addresses, of whatever length. */
struct addresses {
	const uint8_t *sha, *spa, *tha, *tpa;
	size_t hlen;
};

static const char *hardware(uint16_t type)
{
	switch (type) { /* linux/if_arp.h */
	case 1: return "Ethernet";
	case 6: return "TokenRing";
	case 7: return "ArcNet";
	case 15: return "FrameRelay";
	case 19: return "ATM";
	case 23: return "Strip";
	case 24: return "IEEE 1394";
	case 32: return "InfiniBand";
	}
	return NULL;
}

static const char *protocol(uint16_t type)
{
	switch (type) {
	case ETH_P_IP: return "IPv4";
	case ETH_P_IPV6: return "IPv6";
	case ETH_P_ARP: return "ARP";
	case ETH_P_8021Q: return "802.1Q";
	case 0x9100: return "802.1Q-9100";
	case ETH_P_8021AD: return "802.1Q-QinQ";
	case 0x9200: return "802.1Q-9200";
	case PROTO_TRAILER: return "Trail";
	}
	return NULL;
}

void summary_arp_kinds(const uint8_t *head, struct text *t)
{
	uint16_t hardware_type = be16(head), protocol_type = be16(head + 2);

	if (hardware(hardware_type))
		text_str(t, hardware(hardware_type));
	else
		text_add(t, "Unknown Hardware (%u)", hardware_type);
	text_add(t, " (len %u), ", head[4]);
	if (protocol(protocol_type))
		text_str(t, protocol(protocol_type));
	else
		text_add(t, "Unknown Protocol (0x%04x)", protocol_type);
	text_add(t, " (len %u)", head[5]);
}

static void add_hardware(const uint8_t *addr, size_t len, struct text *t)
{
	for (size_t i = 0; i < len; i++)
		text_add(t, "%s%02x", i ? ":" : "", addr[i]);
}

static bool is_known(const uint8_t *addr, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (addr[i])
			return true;
	return false;
}

static void who_has(const struct addresses *a, struct text *t)
{
	text_str(t, "who-has ");
	text_ip(t, a->tpa, 4);
	if (is_known(a->tha, a->hlen)) {
		text_str(t, " (");
		add_hardware(a->tha, a->hlen, t);
		text_str(t, ")");
	}
	text_str(t, " tell ");
	text_ip(t, a->spa, 4);
}

static void at(const uint8_t *hardware_addr, const uint8_t *addr, size_t hlen, struct text *t)
{
	add_hardware(hardware_addr, hlen, t);
	text_str(t, " at ");
	text_ip(t, addr, 4);
}

static void operation(uint16_t op, const struct addresses *a, struct text *t)
{
	switch (op) {
	case 1: who_has(a, t); return;
	case 2:
		text_ip(t, a->spa, 4);
		text_str(t, " is-at ");
		add_hardware(a->sha, a->hlen, t);
		return;
	case ARP_RARP_REQUEST:
	case ARP_INVERSE_ASK:
		text_str(t, "who-is ");
		add_hardware(a->tha, a->hlen, t);
		text_str(t, " tell ");
		add_hardware(a->sha, a->hlen, t);
		return;
	case ARP_RARP_REPLY: at(a->tha, a->tpa, a->hlen, t); return;
	case ARP_INVERSE_TELL: at(a->sha, a->spa, a->hlen, t); return;
	case ARP_NAK: text_str(t, "NACK Reply"); return;
	}
	text_add(t, "Unknown (%u)", op);
}

void summary_arp(const struct frame *f, struct text *t)
{
	struct cursor c = f->net;
	const uint8_t *head = take(&c, 8);
	struct addresses a = { .hlen = head ? head[4] : 0 };

	if (head) {
		a.sha = take(&c, a.hlen);
		a.spa = take(&c, head[5]);
		a.tha = take(&c, a.hlen);
		a.tpa = take(&c, head[5]);
	}
	if (!a.sha || !a.spa || !a.tha || !a.tpa)
		text_str(t, "[|arp]");
	else if ((be16(head + 2) == ETH_P_IP || be16(head + 2) == PROTO_TRAILER) && head[5] == 4 &&
		 a.hlen)
		operation(be16(head + 6), &a, t);
	else
		summary_arp_kinds(head, t);
}
