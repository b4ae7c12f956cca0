// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rows.c - rows of tables as the page's data has them
 *
 * A row is [table, room, key, cells...]; one without cells takes the row away.
 */

#include "rows.h"

#include <inttypes.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "../show/words.h"

static void open_row(struct text *t, const char *table, int room, const char *key)
{
	json_open_list_item(t);
	json_item(t, table);
	json_uint_item(t, (uint64_t)room);
	json_item(t, key);
}

struct cell_text row_dev(const struct page *p, struct place at)
{
	struct cell_text c = { "" };

	if (at.ifindex)
		page_link_name(p, at, &TEXT(c.text));
	return c;
}

static struct cell_text ip_cell(const uint8_t *addr, size_t len)
{
	struct cell_text c = { "" };

	text_ip(&TEXT(c.text), addr, len);
	return c;
}

static struct cell_text mac_cell(const uint8_t mac[6])
{
	struct cell_text c = { "" };

	text_mac(&TEXT(c.text), mac);
	return c;
}

static struct cell_text net_cell(uint8_t family, const uint8_t *addr, uint8_t len)
{
	struct cell_text c = { "" };
	struct text t = TEXT(c.text);

	text_ip(&t, addr, addr_octets(family));
	text_add(&t, "/%u", len);
	return c;
}

/* ff02::16 and 224.0.0.1 have their MACs by rule, 127.0.0.1 and ::1 need none. */
bool row_needs_entry(const uint8_t *addr, size_t len)
{
	static const uint8_t itself[16] = { [15] = 1 };

	if (len == 16)
		return addr[0] != 0xff && memcmp(addr, itself, sizeof(itself));
	return addr[0] < 224 && addr[0] != 127;
}

void row_neigh(const struct page *p, struct place at, const uint8_t *addr, size_t len,
	       const uint8_t *mac, uint8_t state, struct text *t)
{
	struct cell_text ip = ip_cell(addr, len), dev = row_dev(p, at), key;

	snprintf(key.text, sizeof(key.text), "%.70s %.70s", dev.text, ip.text);
	open_row(t, "neigh", page_room(p, at.cookie), key.text);
	if (state != NUD_NONE) {
		json_item(t, ip.text);
		json_item(t, mac ? mac_cell(mac).text : "?");
		json_item(t, dev.text);
		json_item(t, nud_word(state));
	}
	json_close_list(t);
}

void row_route(const struct page *p, uint64_t cookie, const struct route_words *r, bool gone,
	       struct text *t)
{
	struct cell_text dst = net_cell(r->family, r->dst, r->len), key = { "" }, way = { "" };
	struct text k = TEXT(key.text), w = TEXT(way.text);

	if (!r->len)
		snprintf(dst.text, sizeof(dst.text), "default");
	if (r->table != RT_TABLE_MAIN)
		text_add(&w, "table %s ", word_of(WORDS_ROUTE_TABLE, r->table).text);
	if (r->type != RTN_UNICAST)
		text_str(&w, word_of(WORDS_ROUTE_TYPE, r->type).text);
	else if (r->gateway)
		text_add(&w, "via %s", ip_cell(r->gateway, addr_octets(r->gateway_family)).text);
	else
		text_str(&w, "on the wire");
	if (r->hops > 1)
		text_add(&w, " and %" PRIu32 " more", r->hops - 1);
	text_add(&k, "%u %s %" PRIu32 " %" PRIu32, r->family, dst.text, r->table, r->metric);
	open_row(t, "route", page_room(p, cookie), key.text);
	if (!gone) {
		json_item(t, dst.text);
		json_item(t, way.text);
		json_item(t, r->dev);
	}
	json_close_list(t);
}

void row_addr(const struct page *p, struct place at, uint8_t family, const uint8_t *addr,
	      uint8_t len, bool gone, struct text *t)
{
	struct cell_text net = net_cell(family, addr, len), dev = row_dev(p, at), key;

	snprintf(key.text, sizeof(key.text), "%.70s %.70s", dev.text, net.text);
	open_row(t, "addr", page_room(p, at.cookie), key.text);
	if (!gone) {
		json_item(t, net.text);
		json_item(t, dev.text);
	}
	json_close_list(t);
}

void row_link(const struct page *p, struct place at, const uint8_t mac[6], bool up, bool carrier,
	      bool gone, struct text *t)
{
	char key[16];

	snprintf(key, sizeof(key), "%" PRIu32, at.ifindex);
	open_row(t, "link", page_room(p, at.cookie), key);
	if (!gone) {
		json_item(t, row_dev(p, at).text);
		json_item(t, mac_cell(mac).text);
		json_item(t, !up ? "down" : carrier ? "up" : "no carrier");
	}
	json_close_list(t);
}

void row_fdb(const struct page *p, uint64_t cookie, const uint8_t mac[6], uint32_t port,
	     const char *how, struct text *t)
{
	struct cell_text m = mac_cell(mac);

	open_row(t, "fdb", page_room(p, cookie), m.text);
	json_item(t, m.text);
	json_item(t, row_dev(p, (struct place){ cookie, port }).text);
	json_item(t, how);
	json_close_list(t);
}

/* What every interface has: its own link-local network, multicast. */
bool row_route_tells(uint8_t family, const uint8_t *dst, uint32_t table)
{
	return table != RT_TABLE_LOCAL &&
	       (family == AF_INET || (dst[0] != 0xff && !(dst[0] == 0xfe && dst[1] == 0x80)));
}
