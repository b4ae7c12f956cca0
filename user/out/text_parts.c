// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * text_parts.c - time, link header, octets: what tcpdump's options choose
 */
#include "text_parts.h"

#include <linux/if_ether.h>
#include <string.h>
#include <time.h>

#define NS_PER_S    1000000000ull
#define DUMP_COLUMN 16 /* octets a line */

static void add_fraction(const struct text_style *s, uint64_t ns, struct text *t)
{
	text_str(t, ".");
	if (s->nano)
		text_uint(t, ns % NS_PER_S, 9);
	else
		text_uint(t, ns % NS_PER_S / 1000, 6);
}

static void add_hms(uint64_t h, uint64_t m, uint64_t sec, struct text *t)
{
	text_uint(t, h, 2);
	text_str(t, ":");
	text_uint(t, m, 2);
	text_str(t, ":");
	text_uint(t, sec, 2);
}

static void add_wall(const struct text_style *s, uint64_t ns, bool date, struct text *t)
{
	time_t sec = (time_t)(ns / NS_PER_S);
	struct tm tm;

	if (!localtime_r(&sec, &tm))
		tm = (struct tm){ 0 };
	if (date)
		text_add(t, "%04d-%02d-%02d ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
	add_hms((uint64_t)tm.tm_hour, (uint64_t)tm.tm_min, (uint64_t)tm.tm_sec, t);
	add_fraction(s, ns, t);
}

/* The sign has a column of its own. Whole microseconds are subtracted, not what they were cut
 * from. */
static void add_since(const struct text_style *s, uint64_t then, uint64_t now, struct text *t)
{
	uint64_t unit = s->nano ? 1 : 1000, ns;

	then -= then % unit;
	now -= now % unit;
	ns = now < then ? then - now : now - then;
	text_str(t, now < then ? "-" : " ");
	add_hms(ns / NS_PER_S / 3600, ns / NS_PER_S / 60 % 60, ns / NS_PER_S % 60, t);
	add_fraction(s, ns, t);
}

void text_stamp(const struct text_style *s, struct text_clock *c, uint64_t time_ns, struct text *t)
{
	if (!c->running)
		c->first_ns = c->last_ns = time_ns;
	c->running = true;
	switch (s->stamp) {
	case STAMP_NONE: return;
	case STAMP_CLOCK: add_wall(s, time_ns, false, t); break;
	case STAMP_DATE: add_wall(s, time_ns, true, t); break;
	case STAMP_EPOCH:
		text_uint(t, time_ns / NS_PER_S, 1);
		add_fraction(s, time_ns, t);
		break;
	case STAMP_DELTA: add_since(s, c->last_ns, time_ns, t); break;
	case STAMP_SINCE: add_since(s, c->first_ns, time_ns, t); break;
	case STAMP_MAX: break;
	}
	text_str(t, " ");
	c->last_ns = time_ns;
}

static const char *ethertype(uint16_t type)
{
	switch (type) {
	case ETH_P_IP: return "IPv4";
	case ETH_P_IPV6: return "IPv6";
	case ETH_P_ARP: return "ARP";
	case ETH_P_8021Q: return "802.1Q";
	case ETH_P_8021AD: return "802.1Q-QinQ";
	case 0x9100: return "802.1Q-9100";
	case 0x9200: return "802.1Q-9200";
	}
	return "Unknown";
}

static void add_type(const struct text_style *s, uint16_t type, struct text *t)
{
	if (s->quiet)
		text_str(t, ethertype(type));
	else
		text_add(t, "ethertype %s (0x%04x)", ethertype(type), type);
}

/* "vlan 5, p 0, ethertype ARP (0x0806), " for each tag */
static void add_tags(const struct text_style *s, const struct frame *f, struct text *t)
{
	struct cursor c = { f->data + ETH_HLEN, f->net.p };
	const uint8_t *tag;

	while ((tag = take(&c, 4))) {
		text_add(t, "vlan %u, p %u%s, ", be16(tag) & 0xfff, be16(tag) >> 13,
			 be16(tag) & 0x1000 ? ", DEI" : "");
		add_type(s, be16(tag + 2), t);
		text_str(t, ", ");
	}
}

void text_link(const struct text_style *s, const struct frame *f, struct text *t)
{
	if (!s->link || !f->l2len || f->caplen < ETH_HLEN)
		return;
	text_mac(t, f->eth_src);
	text_str(t, " > ");
	text_mac(t, f->eth_dst);
	text_str(t, ", ");
	add_type(s, be16(f->data + 12), t);
	text_add(t, ", length %u: ", f->len);
	add_tags(s, f, t);
}

static void add_octets(const uint8_t *p, size_t n, struct text *t)
{
	for (size_t i = 0; i < n; i++)
		text_add(t, i % 2 ? "%02x" : " %02x", p[i]);
}

static void add_characters(const uint8_t *p, size_t n, struct text *t)
{
	for (size_t i = 0; i < n; i++) {
		char c = p[i] > ' ' && p[i] <= '~' ? (char)p[i] : '.';

		text_put(t, &c, 1);
	}
}

void text_dump(const struct text_style *s, const struct frame *f, FILE *file)
{
	const uint8_t *start = s->dump_link ? f->data : f->net.p;
	struct cursor c = { start, f->data + f->caplen };
	char buf[128];

	if (!s->dump || (f->type != FRAME_PACKET && f->type != FRAME_DROP))
		return;
	while (cursor_left(&c)) {
		size_t n = cursor_left(&c) < DUMP_COLUMN ? cursor_left(&c) : DUMP_COLUMN;
		const uint8_t *p = take(&c, n);
		struct text t = TEXT(buf);

		text_add(&t, "\t0x%04zx: ", (size_t)(p - start));
		add_octets(p, n, &t);
		if (s->dump == DUMP_ASCII) {
			text_add(&t, "%*s", (int)(DUMP_COLUMN * 5 / 2 - n * 2 - (n + 1) / 2 + 2),
				 "");
			add_characters(p, n, &t);
		}
		text_str(&t, "\n");
		fwrite(buf, 1, t.len, file);
	}
}
