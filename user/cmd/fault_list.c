// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fault_list.c - impaired links as a table, or as JSON
 */
#include "fault_list.h"

#include <inttypes.h>

#include "../out/json_write.h"

enum column { FROM, TO, SEEN, LOST, DUPLICATED, CORRUPTED, BLOCKED, SEED, COLUMNS };

struct line {
	char cells[COLUMNS][NETNS_NAME_MAX + IFNAMSIZ + 1];
};

static const struct line head = { { "FROM", "TO", "SEEN", "LOST", "DUPLICATED", "CORRUPTED",
				    "BLOCKED", "SEED" } };

/* "301 (30%)", or "-" where nothing of the kind was set */
static void put_share(char *cell, size_t size, uint64_t count, uint32_t ppm)
{
	struct text t = { .buf = cell, .size = size };

	if (!ppm) {
		text_str(&t, "-");
		return;
	}
	text_add(&t, "%" PRIu64 " (", count);
	impair_percent_text(&t, ppm);
	text_str(&t, ")");
}

static const char *blocked_word(const struct impairment *i)
{
	if (i->block_arp && i->block_icmp)
		return "arp,icmp";
	return i->block_arp ? "arp" : i->block_icmp ? "icmp" : NULL;
}

static struct line line_of(const struct way *w)
{
	const struct impairment *i = &w->fault.impairment;
	const struct fault_tally *t = &w->fault.tally;
	const char *blocked = blocked_word(i);
	struct line l = { 0 };

	links_end_text(&TEXT(l.cells[FROM]), &w->from);
	links_end_text(&TEXT(l.cells[TO]), &w->to);
	text_uint(&TEXT(l.cells[SEEN]), t->seen, 1);
	put_share(l.cells[LOST], sizeof(l.cells[LOST]), t->lost, i->loss);
	put_share(l.cells[DUPLICATED], sizeof(l.cells[DUPLICATED]), t->duplicated, i->duplicate);
	put_share(l.cells[CORRUPTED], sizeof(l.cells[CORRUPTED]), t->corrupted, i->corrupt);
	text_add(&TEXT(l.cells[BLOCKED]), blocked ? "%" PRIu64 " (%s)" : "-", t->blocked, blocked);
	text_add(&TEXT(l.cells[SEED]), impair_chance(i) ? "%u" : "-", i->seed);
	return l;
}

static void widen(size_t width[COLUMNS], const struct line *l)
{
	for (int c = 0; c < COLUMNS; c++) {
		size_t len = strlen(l->cells[c]);

		width[c] = len > width[c] ? len : width[c];
	}
}

static void print_line(const size_t width[COLUMNS], const struct line *l)
{
	for (int c = 0; c < COLUMNS; c++)
		printf("%-*s%s", c + 1 < COLUMNS ? (int)width[c] : 0, l->cells[c],
		       c + 1 < COLUMNS ? "  " : "\n");
}

void fault_table(const struct way *ways, size_t n)
{
	size_t width[COLUMNS] = { 0 };

	widen(width, &head);
	for (size_t i = 0; i < n; i++) {
		struct line l = line_of(&ways[i]);

		widen(width, &l);
	}
	print_line(width, &head);
	for (size_t i = 0; i < n; i++) {
		struct line l = line_of(&ways[i]);

		print_line(width, &l);
	}
}

/* A number of percents: the text without its sign. */
static void put_percent(struct text *t, const char *key, uint32_t ppm)
{
	text_add(t, ",\"%s\":", key);
	impair_percent_text(t, ppm);
	t->buf[--t->len] = '\0';
}

static void put_blocked(struct text *t, const struct impairment *i)
{
	text_add(t, ",\"block\":[%s%s%s]", i->block_arp ? "\"arp\"" : "",
		 i->block_arp && i->block_icmp ? "," : "", i->block_icmp ? "\"icmp\"" : "");
}

static void put_object(struct text *t, const char *lab, const struct way *w)
{
	const struct impairment *i = &w->fault.impairment;
	const struct fault_tally *n = &w->fault.tally;
	char peer[sizeof(w->to.node) + sizeof(w->to.ifname)] = "";

	links_end_text(&TEXT(peer), &w->to);
	json_begin(t);
	json_escaped(t, JSON_KEY("lab"), lab, JSON_STRING_MAX);
	json_escaped(t, JSON_KEY("netns"), w->from.node, sizeof(w->from.node));
	json_escaped(t, JSON_KEY("ifname"), w->from.ifname, sizeof(w->from.ifname));
	json_escaped(t, JSON_KEY("peer"), peer, sizeof(peer));
	put_percent(t, "loss", i->loss);
	put_percent(t, "duplicate", i->duplicate);
	put_percent(t, "corrupt", i->corrupt);
	put_blocked(t, i);
	json_uint(t, JSON_KEY("seed"), i->seed);
	json_uint(t, JSON_KEY("seen"), n->seen);
	json_uint(t, JSON_KEY("lost"), n->lost);
	json_uint(t, JSON_KEY("duplicated"), n->duplicated);
	json_uint(t, JSON_KEY("corrupted"), n->corrupted);
	json_uint(t, JSON_KEY("blocked"), n->blocked);
	json_close(t);
}

void fault_json(const char *lab, const struct way *ways, size_t n)
{
	static char buf[JSON_LINE_MAX];

	printf("[");
	for (size_t i = 0; i < n; i++) {
		struct text t = TEXT(buf);

		put_object(&t, lab, &ways[i]);
		printf("%s%s", i ? "," : "", buf);
	}
	puts("]");
}
