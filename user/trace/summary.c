// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * summary.c - a frame in tcpdump's words: IPv4, ICMP
 *
 * The words and their order are what `tcpdump -n` 4.99 prints, so that whoever reads one reads
 * the other; tests/golden/words.sh holds us to it. "[|arp]" is its way to say that the bytes end
 * inside that header.
 */
#include "summary.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>

#include "netchange.h"
#include "rule.h"
#include "witness.h"

/* Words in front of and behind the address that cannot be reached (RFC 792, 1122, 1812). */
static const struct {
	const char *before, *behind;
} unreachable[] = {
	[0] = { "net ", "" },
	[1] = { "host ", "" },
	[5] = { "", " - source route failed" },
	[6] = { "net ", " - unknown" },
	[7] = { "host ", " - unknown" },
	[8] = { "", " - source host isolated" },
	[9] = { "net ", " - admin prohibited" },
	[10] = { "host ", " - admin prohibited" },
	[11] = { "net ", " - tos prohibited" },
	[12] = { "host ", " - tos prohibited" },
	[13] = { "host ", " - admin prohibited filter" },
	[14] = { "host ", " - host precedence violation" },
	[15] = { "host ", " - precedence cutoff" },
};

static bool protocol_unreachable(const uint8_t *quoted, struct text *t)
{
	text_str(t, " ");
	text_ip(t, quoted + 16, 4);
	text_add(t, " protocol %u unreachable", quoted[9]);
	return true;
}

static bool port_unreachable(struct cursor c, const uint8_t *quoted, struct text *t)
{
	const uint8_t *ports;

	c.p = quoted;
	if (!take(&c, (size_t)(quoted[0] & 15) * 4))
		return false;
	ports = take(&c, 4);
	if (!ports)
		return false;
	text_str(t, " ");
	text_ip(t, quoted + 16, 4);
	if (quoted[9] == IPPROTO_TCP || quoted[9] == IPPROTO_UDP)
		text_str(t, quoted[9] == IPPROTO_TCP ? " tcp" : " udp");
	else
		text_add(t, " protocol %u", quoted[9]);
	text_add(t, " port %u unreachable", be16(ports + 2));
	return true;
}

static bool icmp_unreachable(struct cursor c, uint8_t code, uint16_t mtu, struct text *t)
{
	const uint8_t *quoted = take(&c, 20);
	bool known = code < ARRAY_SIZE(unreachable) && unreachable[code].before;

	if (!quoted)
		return false;
	if (code == 2)
		return protocol_unreachable(quoted, t);
	if (code == 3)
		return port_unreachable(c, quoted, t);
	text_str(t, " ");
	text_str(t, known ? unreachable[code].before : "");
	text_ip(t, quoted + 16, 4);
	text_str(t, " unreachable");
	if (code == 4) {
		text_str(t, " - need to frag");
		if (mtu)
			text_add(t, " (mtu %u)", mtu);
	} else if (known) {
		text_str(t, unreachable[code].behind);
	} else {
		text_add(t, " - #%u", code);
	}
	return true;
}

static bool icmp_redirect(struct cursor c, const uint8_t *head, struct text *t)
{
	static const char *const words[][2] = {
		{ " redirect ", " to net " },
		{ " redirect ", " to host " },
		{ " redirect-tos ", " to net " },
		{ " redirect-tos ", " to host " },
	};
	const uint8_t *quoted = take(&c, 20);
	uint8_t code = head[1];

	if (!quoted)
		return false;
	if (code < ARRAY_SIZE(words))
		text_str(t, words[code][0]);
	else
		text_add(t, " redirect-#%u ", code);
	text_ip(t, quoted + 16, 4);
	text_str(t, code < ARRAY_SIZE(words) ? words[code][1] : " to ");
	text_ip(t, head + 4, 4);
	return true;
}

static bool icmp_time_exceeded(struct cursor c, uint8_t code, struct text *t)
{
	if (!take(&c, 20))
		return false;
	if (code == 0)
		text_str(t, " time exceeded in-transit");
	else if (code == 1)
		text_str(t, " ip reassembly time exceeded");
	else
		text_add(t, " time exceeded-#%u", code);
	return true;
}

static bool icmp_echo(const uint8_t *head, bool reply, struct text *t)
{
	text_str(t, reply ? " echo reply, id " : " echo request, id ");
	text_uint(t, be16(head + 4), 1);
	text_str(t, ", seq ");
	text_uint(t, be16(head + 6), 1);
	return true;
}

static bool icmp_parameter(struct cursor c, uint8_t code, struct text *t)
{
	const uint8_t *h = take(&c, 5);

	if (code)
		text_add(t, " parameter problem - code %u", code);
	else if (h)
		text_add(t, " parameter problem - octet %u", h[4]);
	return code || h;
}

/* RFC 1256. 25:00 is a lifetime of 25 minutes. */
static bool icmp_router(struct cursor c, struct text *t)
{
	const uint8_t *head = take(&c, 8), *router;
	unsigned int s = head ? be16(head + 6) : 0;

	if (!head)
		return false;
	text_str(t, " router advertisement lifetime ");
	if (s >= 3600)
		text_add(t, "%u:%02u:%02u", s / 3600, s % 3600 / 60, s % 60);
	else if (s >= 60)
		text_add(t, "%u:%02u", s / 60, s % 60);
	else
		text_uint(t, s, 1);
	text_add(t, " %u:", head[4]);
	if (head[5] != 2) {
		text_add(t, " [size %u]", head[5]);
		return true;
	}
	for (unsigned int i = 0; i < head[4]; i++) {
		router = take(&c, 8);
		if (!router)
			return false;
		text_str(t, " {");
		text_ip(t, router, 4);
		text_add(t, " %u}", be32(router + 4));
	}
	return true;
}

/* Milliseconds since midnight, RFC 792. */
static void add_stamp(const char *before, uint32_t ms, struct text *t)
{
	text_add(t, "%s%02u:%02u:%02u.%03u", before, ms / 3600000, ms / 60000 % 60, ms / 1000 % 60,
		 ms % 1000);
}

static bool icmp_stamps(struct cursor c, struct text *t)
{
	const uint8_t *head = take(&c, 20);

	if (!head)
		return false;
	text_add(t, " time stamp reply id %u seq %u", be16(head + 4), be16(head + 6));
	add_stamp(": org ", be32(head + 8), t);
	add_stamp(", recv ", be32(head + 12), t);
	add_stamp(", xmit ", be32(head + 16), t);
	return true;
}

static bool icmp_mask(struct cursor c, struct text *t)
{
	const uint8_t *head = take(&c, 12);

	if (head)
		text_add(t, " address mask is 0x%08x", be32(head + 8));
	return head;
}

/* Types of which the name is enough; tcpdump numbers the ones it does not know. */
static bool icmp_other(uint8_t type, struct text *t)
{
	static const char *const names[] = {
		[4] = " source quench",		[10] = " router solicitation",
		[15] = " information request",	[16] = " information reply",
		[17] = " address mask request",
	};

	if (type < ARRAY_SIZE(names) && names[type])
		text_str(t, names[type]);
	else
		text_add(t, " type-#%u", type);
	return true;
}

/* Returns false, and has written nothing, when the bytes end too early. */
static bool icmp_words(const struct frame *f, struct text *t)
{
	struct cursor c = f->body, rest = c;
	const uint8_t *b = take(&c, 2);
	const uint8_t *head = take(&rest, 8);

	if (!b)
		return false;
	switch (b[0]) {
	case 0:
	case 8: return head && icmp_echo(head, b[0] == 0, t);
	case 3: return head && icmp_unreachable(rest, b[1], be16(b + 6), t);
	case 5: return head && icmp_redirect(rest, head, t);
	case 9: return icmp_router(f->body, t);
	case 11: return head && icmp_time_exceeded(rest, b[1], t);
	case 12: return icmp_parameter(f->body, b[1], t);
	case 13:
		if (head)
			text_add(t, " time stamp query id %u seq %u", be16(head + 4),
				 be16(head + 6));
		return head;
	case 14: return icmp_stamps(f->body, t);
	case 18: return icmp_mask(f->body, t);
	}
	return icmp_other(b[0], t);
}

void summary_length(uint32_t len, struct text *t)
{
	text_str(t, ", length ");
	text_uint(t, len, 1);
}

/* "SRC > DST:" */
static void put_ends(const struct frame *f, struct text *t)
{
	size_t len = f->ip.version == 4 ? 4 : 16;

	text_ip(t, f->ip.src, len);
	text_str(t, " > ");
	text_ip(t, f->ip.dst, len);
	text_str(t, ":");
}

/* Fewer octets on the wire than the header claims. */
static void missing(const struct frame *f, size_t claimed, struct text *t)
{
	size_t there = f->len - (size_t)(f->net.p - f->data);

	if (there < claimed)
		text_add(t, "truncated-ip%s - %zu bytes missing! ",
			 f->eth_type == ETH_P_IP ? "" : "6", claimed - there);
}

static void ip4_words(const struct frame *f, struct text *t)
{
	size_t have = cursor_left(&f->net), header = have ? (f->net.p[0] & 15) * 4u : 0;

	if (have && f->net.p[0] >> 4 != 4) {
		text_add(t, "IP%u%s (invalid)", f->net.p[0] >> 4,
			 f->net.p[0] >> 4 == 6 ? ", wrong link-layer encapsulation" : "");
		return;
	}
	if (have < 20) {
		text_str(t, "[|ip]");
		return;
	}
	if (header < 20) {
		text_add(t, "bad-hlen %zu", header);
		return;
	}
	missing(f, be16(f->net.p + 2), t);
	if (!f->ip.valid) {
		text_add(t, "bad-len %u", be16(f->net.p + 2));
		return;
	}
	put_ends(f, t);
	if (f->ip.frag_offset)
		text_add(t, " ip-proto-%u", f->ip.protocol);
	else if (have < header)
		text_add(t, " [remaining caplen(%zu) < header length(%zu)] [|ip]", have, header);
	else if (f->ip.protocol != IPPROTO_ICMP)
		text_add(t, " ip-proto-%u %u", f->ip.protocol, f->ip.len);
	else if (icmp_words(f, t))
		summary_length(f->ip.len, t);
	else
		text_str(t, " [|icmp]");
}

static void ip6_words(const struct frame *f, struct text *t)
{
	if (cursor_left(&f->net) < 40) {
		text_str(t, "[|ip6]");
		return;
	}
	if (!f->ip.valid) {
		text_add(t, "version error: %u != 6", f->net.p[0] >> 4);
		return;
	}
	missing(f, 40u + be16(f->net.p + 4), t);
	put_ends(f, t);
	summary_ip6(f, t);
}

static void neigh_words(const struct event_neigh *n, struct text *t)
{
	static const uint8_t nothing[6];

	text_ip(t, n->addr, n->addr_len);
	text_str(t, " ");
	text_str(t, nud_word(n->old));
	text_str(t, " -> ");
	text_str(t, nud_word(n->new_));
	if (memcmp(n->lladdr, nothing, 6)) {
		text_str(t, " ");
		text_mac(t, n->lladdr);
	}
}

void frame_summary(const struct frame *f, struct text *t)
{
	if (f->type == FRAME_NEIGH) {
		neigh_words(&f->neigh, t);
		return;
	}
	if (f->type == FRAME_RULE) {
		rule_words(f, t);
		return;
	}
	if (f->type == FRAME_FIB || f->type == FRAME_FDB) {
		witness_words(f, t);
		return;
	}
	if (frame_type_is_change(f->type)) {
		change_words(f, t);
		return;
	}
	switch (f->eth_type) {
	case ETH_P_ARP: summary_arp(f, t); return;
	case ETH_P_IP: ip4_words(f, t); return;
	case ETH_P_IPV6: ip6_words(f, t); return;
	}
	if (f->malformed) {
		text_str(t, f->caplen < ETH_HLEN ? "[|ether]" : "[|vlan]");
		return;
	}
	text_mac(t, f->eth_src);
	text_str(t, " > ");
	text_mac(t, f->eth_dst);
	text_add(t, ", ethertype 0x%04x, length %u", f->eth_type, f->len);
}
