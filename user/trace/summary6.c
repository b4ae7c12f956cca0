// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * summary6.c - an IPv6 packet in tcpdump's words: extension headers, ICMPv6, neighbour discovery
 */
#include "summary.h"

#include <netinet/in.h>

#define EXTENSIONS_MAX	8 /* as dissect.c walks them */
#define UNREACHABLE_MAX 4 /* codes that have words */
#define LATE_HBH	" [The Hop-by-Hop Options header don't follow the IPv6 header] (invalid)"

/* RFC 4443, 4861, 2710, 3810, 4191 */
static const char *type_name(uint8_t type)
{
	switch (type) {
	case 1: return "destination unreachable";
	case 2: return "packet too big";
	case 3: return "time exceeded in-transit";
	case 4: return "parameter problem";
	case 128: return "echo request";
	case 129: return "echo reply";
	case 130: return "multicast listener query";
	case 131: return "multicast listener report";
	case 132: return "multicast listener done";
	case 133: return "router solicitation";
	case 134: return "router advertisement";
	case 135: return "neighbor solicitation";
	case 136: return "neighbor advertisement";
	case 137: return "redirect";
	case 138: return "router renumbering";
	case 139: return "who-are-you request";
	case 140: return "who-are-you reply";
	case 141: return "inverse neighbor solicitation";
	case 142: return "inverse neighbor advertisement";
	case 143: return "multicast listener report v2";
	case 144: return "ha discovery request";
	case 145: return "ha discovery reply";
	case 146: return "mobile router solicitation";
	case 147: return "mobile router advertisement";
	case 155: return "RPL";
	case 200: return "mtrace response";
	case 201: return "mtrace message";
	}
	return NULL;
}

static bool add_address(struct cursor c, size_t at, const char *before, struct text *t)
{
	const uint8_t *p = take(&c, at + 16);

	if (!p)
		return false;
	text_str(t, before);
	text_ip(t, p + at, 16);
	return true;
}

/* One extension header of a quoted packet; false: what follows cannot be told. */
static bool step(struct cursor *c, uint8_t *next)
{
	const uint8_t *h = take(c, 2);
	size_t rest;

	if (!h)
		return false;
	switch (*next) {
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_DSTOPTS: rest = h[1] * 8u + 6; break;
	case IPPROTO_AH: rest = h[1] * 4u + 6; break;
	case IPPROTO_FRAGMENT:
		rest = 6;
		if (cursor_left(c) < 2 || (be16(c->p) & 0xfff8))
			return false;
		break;
	default: return false;
	}
	*next = h[0];
	return take(c, rest);
}

/* The port that a quoted UDP or TCP packet was sent to. @c: the quoted packet */
static bool port_words(struct cursor c, struct text *t)
{
	const uint8_t *head = take(&c, 40), *ports;
	uint8_t next = head ? head[6] : 0;

	while (head && next != IPPROTO_TCP && next != IPPROTO_UDP)
		if (!step(&c, &next))
			return false;
	ports = head ? take(&c, 4) : NULL;
	if (!ports)
		return false;
	text_str(t, ", ");
	text_ip(t, head + 24, 16);
	text_add(t, " %s port %u", next == IPPROTO_TCP ? "tcp" : "udp", be16(ports + 2));
	return true;
}

/* @c: the quoted packet. RFC 4443 section 3.1; the words are tcpdump's, double blank and all. */
static bool unreachable(struct cursor c, uint8_t code, struct text *t)
{
	switch (code) {
	case 0: text_str(t, ", unreachable route"); return add_address(c, 24, " ", t);
	case 1: text_str(t, ",  unreachable prohibited"); return add_address(c, 24, " ", t);
	case 2:
		text_str(t, ", beyond scope");
		return add_address(c, 24, " ", t) && add_address(c, 8, ", source address ", t);
	case 3: text_str(t, ", unreachable address"); return add_address(c, 24, " ", t);
	case 4: text_str(t, ", unreachable port"); return port_words(c, t);
	}
	text_add(t, ", unknown unreach code (%u)", code);
	return true;
}

static bool time_exceeded(struct cursor c, uint8_t code, struct text *t)
{
	if (code == 0)
		return add_address(c, 24, " for ", t);
	if (code == 1)
		text_str(t, " (reassembly)");
	else
		text_add(t, ", unknown code (%u)", code);
	return true;
}

static bool parameter_problem(struct cursor c, const uint8_t *head, struct text *t)
{
	static const char *const words[] = { "erroneous", "next header", "option",
					     "incomplete header chain" };
	uint8_t code = head[1];

	if (!take(&c, 40))
		return false;
	if (code < ARRAY_SIZE(words))
		text_add(t, ", %s - octet %u", words[code], be32(head + 4));
	else
		text_add(t, ", code-#%u", code);
	return true;
}

/* Of version 1, RFC 2710: a shorter one is only named. */
static bool listener(struct cursor c, struct text *t)
{
	const uint8_t *p = take(&c, 24);

	if (!p)
		return true;
	text_add(t, "max resp delay: %u addr: ", be16(p + 4));
	text_ip(t, p + 8, 16);
	return true;
}

static bool listener_query(const struct frame *f, struct text *t)
{
	struct cursor c = f->body;
	const uint8_t *p;

	if (f->ip.len == 24)
		return listener(c, t);
	if (f->ip.len < 28) {
		text_add(t, " unknown-version (len %u) ", f->ip.len);
		return true;
	}
	text_str(t, " v2");
	p = take(&c, 28);
	if (!add_address(f->body, 8, " [gaddr ", t) || !p)
		return false;
	if (f->ip.len < 28 + be16(p + 26) * 16u)
		text_str(t, " [invalid number of sources]");
	else if (be16(p + 26))
		text_add(t, ", %u source(s)", be16(p + 26));
	text_str(t, "]");
	return true;
}

static bool listener_report2(const struct frame *f, struct cursor c, struct text *t)
{
	const uint8_t *head = take(&c, 8);

	if (f->ip.len < 8)
		text_add(t, " [invalid len %u]", f->ip.len);
	else if (head)
		text_add(t, ", %u group record(s)", be16(head + 6));
	return head || f->ip.len < 8;
}

static bool redirect(struct cursor c, struct text *t)
{
	return add_address(c, 24, ", ", t) && add_address(c, 8, " to ", t);
}

static bool echo(const uint8_t *head, struct text *t)
{
	text_str(t, ", id ");
	text_uint(t, be16(head + 4), 1);
	text_str(t, ", seq ");
	text_uint(t, be16(head + 6), 1);
	return true;
}

/* RFC 6275: home agents and their prefixes. */
static bool mobility(const uint8_t *head, struct text *t)
{
	text_add(t, ", id 0x%04x", be16(head + 4));
	return true;
}

static bool too_big(const uint8_t *head, struct text *t)
{
	text_add(t, ", mtu %u", be32(head + 4));
	return true;
}

/* What stands behind the type's name. Returns false when the bytes end too early. */
static bool details(const struct frame *f, uint8_t type, struct text *t)
{
	struct cursor c = f->body, rest = c;
	const uint8_t *code = take(&c, 2), *head = take(&rest, 8);

	if (!code)
		return false;
	switch (type) {
	case 1: return unreachable(rest, code[1], t);
	case 2: return head && too_big(head, t);
	case 3: return time_exceeded(rest, code[1], t);
	case 4: return head && parameter_problem(rest, head, t);
	case 128:
	case 129: return head && echo(head, t);
	case 130: return listener_query(f, t);
	case 131:
	case 132: return listener(f->body, t);
	case 135: return add_address(f->body, 8, ", who has ", t);
	case 136: return add_address(f->body, 8, ", tgt is ", t);
	case 137: return redirect(f->body, t);
	case 143: return listener_report2(f, f->body, t);
	case 144:
	case 146: return head && mobility(head, t);
	}
	return true;
}

static void icmp6(const struct frame *f, struct text *t)
{
	uint8_t type;

	if (!f->ip.len) {
		text_str(t, " length 0 (invalid)");
		return;
	}
	if (!cursor_left(&f->body)) {
		text_str(t, " [|icmp6]");
		return;
	}
	type = f->body.p[0];
	if (type_name(type))
		text_add(t, " %s", type_name(type));
	else
		text_add(t, " unknown icmp6 type (%u)", type);
	if (!details(f, type, t))
		text_str(t, " [|icmp6]");
	else if (type != 1 || f->body.p[1] <= UNREACHABLE_MAX) /* tcpdump ends there, too */
		summary_length(f->ip.len, t);
}

/* The addresses it goes by. RFC 8754 has an odd length where options follow: tcpdump knows none. */
static bool segments(struct cursor c, unsigned int len, struct text *t)
{
	const uint8_t *p;

	if (len % 2) {
		text_add(t, " (invalid length %u) (invalid)", len);
		return false;
	}
	for (unsigned int i = 0; i < len / 2; i++) {
		p = take(&c, 16);
		if (!p) {
			text_str(t, " [|rt6]");
			return false;
		}
		text_add(t, ", [%u]", i);
		text_ip(t, p, 16);
	}
	text_str(t, ") ");
	return true;
}

/* What each sort has in front of the addresses: RFC 5095 and 6275; 8754. */
static bool routing_sort(uint8_t type, const uint8_t *h, size_t have, struct text *t)
{
	if (type != 4) {
		if (have >= 8 && be32(h + 4))
			text_add(t, ", rsv=0x%0x", be32(h + 4));
		return have >= 8;
	}
	if (have > 4)
		text_add(t, ", last-entry=%u", h[4]);
	if (have > 5 && h[5])
		text_add(t, ", flags=0x%0x", h[5]);
	if (have > 7)
		text_add(t, ", tag=%x", be16(h + 6));
	return have > 7;
}

/* A routing header, cut short maybe. Returns false when nothing can be said of what follows. */
static bool routing(struct cursor c, struct text *t)
{
	const uint8_t *h = c.p;
	size_t have = cursor_left(&c);
	bool known = have > 2 && (h[2] == 0 || h[2] == 2 || h[2] == 4);

	text_str(t, have ? " RT6" : "");
	if (have > 1)
		text_add(t, " (len=%u", h[1]);
	if (have > 2)
		text_add(t, ", type=%u%s", h[2], h[2] ? "" : " [Deprecated]");
	if (have > 3)
		text_add(t, ", segleft=%u", h[3]);
	if (have > 3 && !known) {
		text_str(t, " (unknown type) (invalid)");
		return false;
	}
	if (have < 4 || !routing_sort(h[2], h, have, t)) {
		text_str(t, have ? " [|rt6]" : " [|ip6]");
		return false;
	}
	take(&c, 8);
	return segments(c, h[1], t);
}

/* Returns false when nothing can be said of what follows. */
static bool fragment(const struct frame *f, const uint8_t *h, struct text *t)
{
	size_t rest = 40u + be16(f->net.p + 4) - (size_t)(h - f->net.p) - 8;

	text_add(t, " frag (%u|%zu)", be16(h + 2) & 0xfff8, rest);
	return !(be16(h + 2) & 0xfff8) && h + 8 < f->body.end;
}

/* Names the extension headers that dissect.c walked over; false: the walk ends among them. */
static bool extensions(const struct frame *f, struct text *t)
{
	struct cursor c = { f->net.p + 40, f->body.end };
	uint8_t next = f->net.p[6];
	const uint8_t *h;

	for (int i = 0; i < EXTENSIONS_MAX && c.p < f->body.p; i++) {
		h = take(&c, 8);
		if (!h)
			return false;
		if (next == IPPROTO_HOPOPTS && i) {
			text_str(t, LATE_HBH);
			return false;
		}
		if (next == IPPROTO_FRAGMENT && !fragment(f, h, t))
			return false;
		if (next == IPPROTO_ROUTING && !routing((struct cursor){ h, c.end }, t))
			return false;
		if (next != IPPROTO_FRAGMENT && !take(&c, h[1] * 8u))
			return false;
		if (next == IPPROTO_HOPOPTS)
			text_str(t, " HBH");
		else if (next == IPPROTO_DSTOPTS)
			text_str(t, " DSTOPT");
		next = h[0];
	}
	return true;
}

void summary_ip6(const struct frame *f, struct text *t)
{
	if (!extensions(f, t))
		return;
	switch (f->ip.protocol) {
	case IPPROTO_HOPOPTS:
		text_str(t, f->body.p > f->net.p + 40 ? LATE_HBH : " [|hbhopt]");
		return;
	case IPPROTO_DSTOPTS: text_str(t, " [|dstopt]"); return;
	case IPPROTO_ROUTING: routing(f->body, t); return;
	case IPPROTO_FRAGMENT:
		if (cursor_left(&f->body) < 4)
			text_str(t, " [|frag6]");
		else
			fragment(f, f->body.p, t);
		return;
	case IPPROTO_NONE: text_str(t, " no next header"); return;
	case IPPROTO_ICMPV6: icmp6(f, t); return;
	}
	text_add(t, " ip-proto-%u %u", f->ip.protocol, f->ip.len);
}
