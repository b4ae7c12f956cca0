// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * count.c - files of counters taken apart
 */
#include "count.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const struct place {
	const char *file, *section, *name;
} places[] = {
#define PLACE(name, file, section, word) { file, section, word },
	COUNTS(PLACE)
#undef PLACE
};

void counts_init(struct counts *c)
{
	for (int i = 0; i < COUNTS_N; i++)
		c->n[i] = COUNT_UNKNOWN;
}

static bool is_word(const char *p, size_t len, const char *word)
{
	return strlen(word) == len && !memcmp(p, word, len);
}

static void put(struct counts *c, const char *file, const char *section, size_t section_len,
		const char *name, size_t name_len, uint64_t value)
{
	for (int i = 0; i < COUNTS_N; i++)
		if (!strcmp(places[i].file, file) &&
		    is_word(section, section_len, places[i].section) &&
		    is_word(name, name_len, places[i].name))
			c->n[i] = value;
}

/* "Ip: InReceives InHdrErrors\nIp: 7 0\n": @names and @values begin behind the colon. */
static void read_pair(struct counts *c, const char *file, const char *section, size_t section_len,
		      const char *names, const char *values)
{
	for (;;) {
		char *end;
		size_t len;

		names += strspn(names, " ");
		len = strcspn(names, " \n");
		while (*values == ' ')
			values++;
		if (!len || *values < '0' || *values > '9')
			return;
		put(c, file, section, section_len, names, len, strtoull(values, &end, 10));
		names += len;
		values = end;
	}
}

static const char *next_line(const char *p)
{
	const char *end = strchr(p, '\n');

	return end ? end + 1 : NULL;
}

static void read_sections(struct counts *c, const char *file, const char *text)
{
	while (text) {
		const char *values = next_line(text);
		size_t len = strcspn(text, ":\n");

		if (!values || text[len] != ':')
			return;
		if (!strncmp(values, text, len + 1))
			read_pair(c, file, text, len, text + len + 1, values + len + 1);
		text = next_line(values);
	}
}

/* "Ip6InReceives                   \t8\n" */
static void read_lines(struct counts *c, const char *file, const char *text)
{
	for (; text; text = next_line(text)) {
		size_t len = strcspn(text, " \t\n");
		const char *value = text + len + strspn(text + len, " \t");

		if (*value >= '0' && *value <= '9')
			put(c, file, "", 0, text, len, strtoull(value, NULL, 10));
	}
}

void counts_read(struct counts *c, const char *file, const char *text)
{
	if (!strcmp(file, "snmp6"))
		read_lines(c, file, text);
	else
		read_sections(c, file, text);
}

uint64_t counts_grew(const struct counts *before, const struct counts *after, enum count what)
{
	if (!before || !after || before->n[what] == COUNT_UNKNOWN ||
	    after->n[what] == COUNT_UNKNOWN || after->n[what] < before->n[what])
		return COUNT_UNKNOWN;
	return after->n[what] - before->n[what];
}

const char *count_name(enum count what)
{
#define NAME(name, file, section, word) section word,
	static const char *const names[] = { COUNTS(NAME) };
#undef NAME

	return names[what];
}
