// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * verbose.c - what `tcpdump -v` says of a packet beside its summary, in one line
 *
 * Checksums are not judged: at an end they may not be there yet.
 */
#include "summary.h"

#include <linux/if_ether.h>
#include <netinet/in.h>

/* A bit of a field, and its word. */
struct bit {
	uint32_t bit;
	const char *word;
};

/* "[DF]", "[none]" */
static void add_bits(const struct bit *bits, size_t n, uint32_t value, struct text *t)
{
	const char *before = "[";

	for (size_t i = 0; i < n; i++) {
		if (!(value & bits[i].bit))
			continue;
		text_str(t, before);
		text_str(t, bits[i].word);
		before = ", ";
	}
	text_str(t, *before == '[' ? "[none]" : "]");
}

static const char *protocol(uint8_t number)
{
	switch (number) {
	case IPPROTO_HOPOPTS: return "Options";
	case IPPROTO_ICMP: return "ICMP";
	case IPPROTO_TCP: return "TCP";
	case IPPROTO_UDP: return "UDP";
	case IPPROTO_ROUTING: return "Routing";
	case IPPROTO_FRAGMENT: return "Fragment";
	case IPPROTO_AH: return "AH";
	case IPPROTO_ICMPV6: return "ICMPv6";
	}
	return "unknown";
}

static const char *option4_name(uint8_t type)
{
	switch (type) { /* RFC 791, 1393, 2113 */
	case 0: return "EOL";
	case 1: return "NOP";
	case 7: return "RR";
	case 68: return "timestamp";
	case 82: return "traceroute";
	case 130: return "security";
	case 131: return "LSRR";
	case 137: return "SSRR";
	case 148: return "RA";
	}
	return NULL;
}

static void bad(const char *what, unsigned int value, struct text *t)
{
	text_add(t, "[bad %s %u]", what, value);
}

/* @o: the option; the pointer, counted from 1, is where the next address goes */
static void option_route(const uint8_t *o, struct text *t)
{
	unsigned int len = o[1], next = o[2] - 1u;

	if (len % 4 != 3) {
		text_str(t, " ");
		bad("length", len, t);
	}
	if (next < 3 || next % 4 != 3) {
		text_str(t, " ");
		bad("ptr", o[2], t);
	}
	for (unsigned int i = 3; i + 4 <= len; i += 4) {
		text_str(t, " ");
		text_ip(t, o + i, 4);
		if (next > i)
			text_str(t, ",");
	}
}

/* "TS{TSONLY 1234@ ^ 0@}": what stands behind the mark is not filled in yet. */
static void option_stamps(const uint8_t *o, struct text *t)
{
	static const char *const words[] = { [0] = "TSONLY", [1] = "TS+ADDR", [3] = "PRESPEC" };
	unsigned int len = o[1], next = o[2] - 1u, flag = o[3] & 15, i = 4;
	unsigned int step = flag ? 8 : 4;
	bool known = flag < ARRAY_SIZE(words) && words[flag];

	text_str(t, " TS{");
	if ((len - 4) % step)
		bad("length", len, t);
	if (next < 4 || (next - 4) % step || next > len + 1)
		bad("ptr", o[2], t);
	if (known)
		text_str(t, words[flag]);
	else
		bad("ts type", flag, t);
	for (; known && i + step <= len; i += step) {
		text_str(t, next == i ? " ^ " : " ");
		text_add(t, "%u@", be32(o + i + step - 4));
		if (step == 8)
			text_ip(t, o + i, 4);
	}
	if (next == (known ? i : 0))
		text_str(t, " ^ ");
	if (o[3] >> 4)
		text_add(t, " [%u hops not recorded]} ", o[3] >> 4);
	else
		text_str(t, "}");
}

static void add_option(const uint8_t *o, struct text *t)
{
	switch (o[0]) {
	case 7:
	case 131:
	case 137:
		if (o[1] < 3)
			text_add(t, " [bad length %u]", o[1]);
		else
			option_route(o, t);
		break;
	case 68:
		if (o[1] < 4)
			bad("length", o[1], t);
		else
			option_stamps(o, t);
		break;
	case 148:
		if (o[1] < 4)
			bad("length", o[1], t);
		else if (o[3])
			text_add(t, " value %u", o[3]);
		break;
	}
}

/* @c: up to the end of the header; @end: of the packet, where a last one has its length */
static void add_options(struct cursor c, const uint8_t *end, struct text *t)
{
	const char *before = ", options (";
	const uint8_t *o;

	for (; (o = take(&c, 1)); before = ",") {
		text_str(t, before);
		if (option4_name(o[0]))
			text_str(t, option4_name(o[0]));
		else
			text_add(t, "unknown %u", o[0]);
		if (o[0] == 0)
			break;
		if (o[0] == 1)
			continue;
		if (o + 1 == end)
			break;
		if (!take(&c, 1) || o[1] < 2 || !take(&c, o[1] - 2u)) {
			text_add(t, " [bad length %u]", o[1]);
			break;
		}
		add_option(o, t);
	}
	if (o || !before[1])
		text_str(t, ")");
}

static void head_ip4(const struct frame *f, struct text *t)
{
	static const struct bit flags[] = { { 0x2000, "+" }, { 0x4000, "DF" }, { 0x8000, "rsvd" } };
	static const char *const ecn[] = { "", ",ECT(1)", ",ECT(0)", ",CE" };
	const uint8_t *h = f->net.p;
	size_t header = (h[0] & 15) * 4u;

	text_add(t, "(tos 0x%x%s", h[1], ecn[h[1] & 3]);
	if (f->ip.ttl)
		text_add(t, ", ttl %u", f->ip.ttl);
	text_add(t, ", id %u, offset %u, flags ", f->ip.id, f->ip.frag_offset);
	add_bits(flags, ARRAY_SIZE(flags), be16(h + 6) & 0xe000, t);
	text_add(t, ", proto %s (%u), length %u", protocol(f->ip.protocol), f->ip.protocol,
		 be16(h + 2));
	if (cursor_left(&f->net) >= header)
		add_options((struct cursor){ h + 20, h + header }, f->net.end, t);
	text_str(t, ") ");
}

static void head_ip6(const struct frame *f, struct text *t)
{
	const uint8_t *h = f->net.p;
	uint32_t flow = be32(h);

	text_str(t, "(");
	if (flow & 0x0ff00000)
		text_add(t, "class 0x%02x, ", (flow & 0x0ff00000) >> 20);
	if (flow & 0x000fffff)
		text_add(t, "flowlabel 0x%05x, ", flow & 0x000fffff);
	text_add(t, "hlim %u, next-header %s (%u) payload length: %u) ", f->ip.ttl, protocol(h[6]),
		 h[6], be16(h + 4));
}

void frame_verbose_head(const struct frame *f, struct text *t)
{
	if (f->arp.valid) {
		summary_arp_kinds(f->net.p, t);
		text_str(t, ", ");
	} else if (f->ip.valid && f->ip.version == 4) {
		head_ip4(f, t);
	} else if (f->ip.valid) {
		head_ip6(f, t);
	}
}

/* The packet that an error quotes. It is cut short by nature: no word of that. */
static void tail_quoted(const struct frame *f, struct text *t)
{
	struct frame q;

	if (!frame_quoted(f, &q) || !q.ip.valid)
		return;
	q.len = UINT16_MAX + ETH_HLEN;
	text_str(t, " { ");
	text_str(t, frame_proto_name(&q));
	text_str(t, " ");
	frame_verbose_head(&q, t);
	frame_summary(&q, t);
	text_str(t, " }");
}

static void add_lifetime(const char *before, uint32_t s, struct text *t)
{
	text_str(t, before);
	if (s == UINT32_MAX)
		text_str(t, "infinity");
	else
		text_add(t, "%us", s);
}

/* RFC 4861, 4.6.2 */
static void option_prefix(const uint8_t *o, struct text *t)
{
	static const struct bit flags[] = { { 0x80, "onlink" },
					    { 0x40, "auto" },
					    { 0x20, "router" } };

	text_ip(t, o + 16, 16);
	text_add(t, "/%u, Flags ", o[2]);
	add_bits(flags, ARRAY_SIZE(flags), o[3], t);
	add_lifetime(", valid time ", be32(o + 4), t);
	add_lifetime(", pref. time ", be32(o + 8), t);
}

static const char *option_name(uint8_t type)
{
	switch (type) {
	case 1: return "source link-address";
	case 2: return "destination link-address";
	case 3: return "prefix info";
	case 4: return "redirected header";
	case 5: return "mtu";
	case 25: return "rdnss";
	case 31: return "dnssl";
	}
	return "unknown";
}

/* RFC 4861, 4.6: each option as many times eight octets as it says; none says zero. */
static void tail_options(struct cursor c, struct text *t)
{
	const uint8_t *o;

	while (cursor_left(&c) >= 2 && (o = take(&c, c.p[1] * 8u)) && o[1]) {
		text_add(t, ", %s option (%u), length %u (%u): ", option_name(o[0]), o[0], o[1] * 8,
			 o[1]);
		if ((o[0] == 1 || o[0] == 2) && o[1] == 1)
			text_mac(t, o + 2);
		else if (o[0] == 3 && o[1] == 4)
			option_prefix(o, t);
		else if (o[0] == 5 && o[1] == 1)
			text_uint(t, be32(o + 4), 1);
	}
}

static void tail_router(struct cursor c, struct text *t)
{
	static const struct bit flags[] = { { 0x80, "managed" },
					    { 0x40, "other stateful" },
					    { 0x20, "home agent" } };
	static const char *const preference[] = { "medium", "high", "rsv", "low" };
	const uint8_t *h = take(&c, 16);

	if (!h)
		return;
	text_add(t, ", hop limit %u, Flags ", h[4]);
	add_bits(flags, ARRAY_SIZE(flags), h[5], t);
	text_add(t, ", pref %s, router lifetime %us, reachable time %ums, retrans timer %ums",
		 preference[h[5] >> 3 & 3], be16(h + 6), be32(h + 8), be32(h + 12));
	tail_options(c, t);
}

static void tail_neighbour(struct cursor c, bool advert, struct text *t)
{
	static const struct bit flags[] = { { 0x80, "router" },
					    { 0x40, "solicited" },
					    { 0x20, "override" } };
	const uint8_t *h = take(&c, 24);

	if (!h)
		return;
	if (advert) {
		text_str(t, ", Flags ");
		add_bits(flags, ARRAY_SIZE(flags), h[4], t);
	}
	tail_options(c, t);
}

void frame_verbose_tail(const struct frame *f, struct text *t)
{
	struct cursor c = f->body;

	if (!f->icmp.valid)
		return;
	if (f->icmp.quoted) {
		tail_quoted(f, t);
		return;
	}
	if (f->ip.version == 4)
		return;
	switch (f->icmp.type) {
	case 133:
		take(&c, 8);
		tail_options(c, t);
		break;
	case 134: tail_router(c, t); break;
	case 135:
	case 136: tail_neighbour(c, f->icmp.type == 136, t); break;
	case 137:
		take(&c, 40);
		tail_options(c, t);
		break;
	}
}
