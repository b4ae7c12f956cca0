// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fields.c - a packet's headers as rows: name, value, and which octets say so
 *
 *     {"name":"ARP","fields":[["Operation","1 (request)",20,2], …]}
 *
 * What each field is for is told by page.js, which knows layers and fields by these names.
 */
#include "page.h"

#include <inttypes.h>
#include <linux/if_ether.h>
#include <string.h>

#include "../show/words.h"

enum field_form {
	AS_NUMBER,
	AS_HEX,
	AS_MAC,
	AS_IP,
	AS_ETHERTYPE,
	AS_ARP_OP,
	AS_VERSION,
	AS_FLAGS,
	AS_PROTOCOL,
	AS_ICMP_TYPE,
	AS_ICMP6_TYPE,
	AS_OCTETS,
};

struct field {
	const char *name;
	uint8_t at, len;
	enum field_form form;
};

static const struct field eth_fields[] = {
	{ "Destination", 0, 6, AS_MAC },
	{ "Source", 6, 6, AS_MAC },
};
static const struct field arp_fields[] = {
	{ "Hardware type", 0, 2, AS_NUMBER }, { "Protocol type", 2, 2, AS_ETHERTYPE },
	{ "MAC length", 4, 1, AS_NUMBER },    { "IP length", 5, 1, AS_NUMBER },
	{ "Operation", 6, 2, AS_ARP_OP },     { "Sender MAC", 8, 6, AS_MAC },
	{ "Sender IP", 14, 4, AS_IP },	      { "Target MAC", 18, 6, AS_MAC },
	{ "Target IP", 24, 4, AS_IP },
};
static const struct field ip4_fields[] = {
	{ "Version, length", 0, 1, AS_VERSION },
	{ "Type of service", 1, 1, AS_HEX },
	{ "Total length", 2, 2, AS_NUMBER },
	{ "Identification", 4, 2, AS_NUMBER },
	{ "Fragment", 6, 2, AS_FLAGS },
	{ "Time to live", 8, 1, AS_NUMBER },
	{ "Protocol", 9, 1, AS_PROTOCOL },
	{ "Checksum", 10, 2, AS_HEX },
	{ "Source", 12, 4, AS_IP },
	{ "Destination", 16, 4, AS_IP },
};
static const struct field ip6_fields[] = {
	{ "Version, class, flow", 0, 4, AS_HEX },
	{ "Payload length", 4, 2, AS_NUMBER },
	{ "Next header", 6, 1, AS_PROTOCOL },
	{ "Hop limit", 7, 1, AS_NUMBER },
	{ "Source", 8, 16, AS_IP },
	{ "Destination", 24, 16, AS_IP },
};
static const struct field icmp_fields[] = {
	{ "Type", 0, 1, AS_ICMP_TYPE },
	{ "Code", 1, 1, AS_NUMBER },
	{ "Checksum", 2, 2, AS_HEX },
};
static const struct field icmp6_fields[] = {
	{ "Type", 0, 1, AS_ICMP6_TYPE },
	{ "Code", 1, 1, AS_NUMBER },
	{ "Checksum", 2, 2, AS_HEX },
};
static const struct field echo_fields[] = {
	{ "Identifier", 4, 2, AS_NUMBER },
	{ "Sequence number", 6, 2, AS_NUMBER },
};
static const struct field target_fields[] = {
	{ "Target address", 8, 16, AS_IP },
};

struct number_word {
	uint32_t number;
	const char *word;
};

static const struct number_word ethertypes[] = {
	{ ETH_P_IP, "IPv4" },	 { ETH_P_ARP, "ARP" },	   { ETH_P_IPV6, "IPv6" },
	{ ETH_P_8021Q, "VLAN" }, { ETH_P_8021AD, "VLAN" },
};
static const struct number_word arp_ops[] = { { 1, "request" }, { 2, "reply" } };
static const struct number_word icmp_types[] = {
	{ 0, "echo reply" },	     { 3, "destination unreachable" },
	{ 4, "source quench" },	     { 5, "redirect" },
	{ 8, "echo request" },	     { 11, "time exceeded" },
	{ 12, "parameter problem" },
};
static const struct number_word icmp6_types[] = {
	{ 1, "destination unreachable" },
	{ 2, "packet too big" },
	{ 3, "time exceeded" },
	{ 4, "parameter problem" },
	{ 128, "echo request" },
	{ 129, "echo reply" },
	{ 133, "router solicitation" },
	{ 134, "router advertisement" },
	{ 135, "neighbour solicitation" },
	{ 136, "neighbour advertisement" },
	{ 137, "redirect" },
};

static void put_words(struct text *t, uint32_t n, const struct number_word *words, size_t n_words)
{
	for (size_t i = 0; i < n_words; i++)
		if (words[i].number == n)
			text_add(t, " (%s)", words[i].word);
}

static uint32_t number_of(const uint8_t *p, size_t len)
{
	uint32_t n = 0;

	for (size_t i = 0; i < len; i++)
		n = n << 8 | p[i];
	return n;
}

static void put_flags(struct text *t, uint32_t n)
{
	text_add(t, "offset %" PRIu32 "%s%s", (n & 0x1fff) * 8,
		 n & 0x4000 ? ", do not fragment" : "", n & 0x2000 ? ", more follow" : "");
}

static void put_value(struct text *t, const uint8_t *p, const struct field *f)
{
	uint32_t n = f->len <= 4 ? number_of(p, f->len) : 0;

	switch (f->form) {
	case AS_NUMBER: text_add(t, "%" PRIu32, n); break;
	case AS_HEX: text_add(t, "0x%0*" PRIx32, 2 * f->len, n); break;
	case AS_MAC: text_mac(t, p); break;
	case AS_IP: text_ip(t, p, f->len); break;
	case AS_ETHERTYPE:
		text_add(t, "0x%04" PRIx32, n);
		put_words(t, n, ethertypes, ARRAY_SIZE(ethertypes));
		break;
	case AS_ARP_OP:
		text_add(t, "%" PRIu32, n);
		put_words(t, n, arp_ops, ARRAY_SIZE(arp_ops));
		break;
	case AS_VERSION:
		text_add(t, "%" PRIu32 ", %" PRIu32 " octets", n >> 4, (n & 15) * 4);
		break;
	case AS_FLAGS: put_flags(t, n); break;
	case AS_PROTOCOL:
		text_add(t, "%" PRIu32 " (%s)", n, word_of(WORDS_IP_PROTOCOL, n).text);
		break;
	case AS_ICMP_TYPE:
		text_add(t, "%" PRIu32, n);
		put_words(t, n, icmp_types, ARRAY_SIZE(icmp_types));
		break;
	case AS_ICMP6_TYPE:
		text_add(t, "%" PRIu32, n);
		put_words(t, n, icmp6_types, ARRAY_SIZE(icmp6_types));
		break;
	case AS_OCTETS: text_add(t, "%u octets", f->len); break;
	}
}

static void put_field(struct text *t, const struct frame *f, size_t base, const struct field *field)
{
	char value[96] = "";

	if (base + field->at + field->len > f->caplen)
		return;
	put_value(&TEXT(value), f->data + base + field->at, field);
	json_open_list_item(t);
	json_item(t, field->name);
	json_item(t, value);
	json_uint_item(t, base + field->at);
	json_uint_item(t, field->len);
	json_close_list(t);
}

static void put_fields(struct text *t, const struct frame *f, size_t base,
		       const struct field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_field(t, f, base, &fields[i]);
}

static void open_layer(struct text *t, const char *name)
{
	json_open_item(t);
	json_word(t, JSON_KEY("name"), name);
	json_open_list(t, JSON_KEY("fields"));
}

static void close_layer(struct text *t)
{
	json_close_list(t);
	json_close(t);
}

/* The type stands right before what it tells of; VLAN tags stand before it. */
static void put_eth(struct text *t, const struct frame *f, size_t net)
{
	open_layer(t, "Ethernet");
	put_fields(t, f, 0, eth_fields, ARRAY_SIZE(eth_fields));
	if (net > ETH_HLEN)
		put_field(t, f, 0,
			  &(struct field){ "VLAN tag", 12, (uint8_t)(net - ETH_HLEN), AS_OCTETS });
	if (net >= ETH_HLEN)
		put_field(t, f, net - 2, &(struct field){ "Type", 0, 2, AS_ETHERTYPE });
	close_layer(t);
}

static void put_icmp(struct text *t, const struct frame *f, size_t at)
{
	bool v6 = f->proto == PROTO_ICMP6;

	open_layer(t, v6 ? "ICMPv6" : "ICMP");
	put_fields(t, f, at, v6 ? icmp6_fields : icmp_fields, 3);
	if (frame_is_echo(f, &(bool){ false }))
		put_fields(t, f, at, echo_fields, ARRAY_SIZE(echo_fields));
	else if (v6 && f->icmp.has_target)
		put_fields(t, f, at, target_fields, ARRAY_SIZE(target_fields));
	if (f->caplen > at + 8 && f->caplen - at - 8 <= UINT8_MAX && !(v6 && f->icmp.has_target))
		put_field(t, f, at,
			  &(struct field){ f->icmp.quoted ? "Quoted packet" : "Data", 8,
					   (uint8_t)(f->caplen - at - 8), AS_OCTETS });
	close_layer(t);
}

void fields_layers(const struct frame *f, struct text *t)
{
	size_t net = f->net.p ? (size_t)(f->net.p - f->data) : 0;
	size_t body = f->body.p ? (size_t)(f->body.p - f->data) : 0;

	if (f->l2len && f->caplen >= ETH_HLEN)
		put_eth(t, f, net);
	if (!f->net.p)
		return;
	if (f->proto == PROTO_ARP) {
		open_layer(t, "ARP");
		put_fields(t, f, net, arp_fields, f->arp.valid ? ARRAY_SIZE(arp_fields) : 5);
		close_layer(t);
	}
	if (f->ip.valid) {
		bool v6 = f->ip.version == 6;

		open_layer(t, v6 ? "IPv6" : "IPv4");
		put_fields(t, f, net, v6 ? ip6_fields : ip4_fields,
			   v6 ? ARRAY_SIZE(ip6_fields) : ARRAY_SIZE(ip4_fields));
		close_layer(t);
	}
	if (f->icmp.valid && f->body.p)
		put_icmp(t, f, body);
}
