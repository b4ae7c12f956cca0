// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rulebook.c - nft's listing taken apart
 *
 *     table inet filter { # handle 1
 *             chain forward { # handle 1
 *                     type filter hook forward priority filter; policy accept;
 *                     icmp type echo-request drop # handle 7
 *             }
 *     }
 */
#include "rulebook.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MARK " # handle "

/* Strings inside the listing, each ended in place. */
struct rulebook_row {
	uint64_t handle;
	const char *table; /* "inet filter" */
	const char *chain;
	const char *text;
};

static void add_row(struct rulebook *b, const struct rulebook_row *row, int *err)
{
	struct rulebook_row *rows = grow(b->rows, b->n, sizeof(*rows));

	if (!rows) {
		*err = -ENOMEM;
		return;
	}
	b->rows = rows;
	rows[b->n++] = *row;
}

/* The last of them: a comment may hold the same words. */
static char *mark_of(char *line)
{
	char *at = NULL;

	for (char *p = strstr(line, MARK); p; p = strstr(p + 1, MARK))
		at = p;
	return at;
}

/* "chain forward {": its name, ended; NULL: the line opens no such thing */
static char *opened(char *line, const char *what)
{
	size_t len = strlen(what), end;

	if (strncmp(line, what, len))
		return NULL;
	end = strlen(line);
	if (end < len + 2 || strcmp(line + end - 2, " {"))
		return NULL;
	line[end - 2] = '\0';
	return line + len;
}

/* Of a set, a map, or what else a table holds: its lines are no rules. */
static void take_line(struct rulebook *b, char *line, struct rulebook_row *at, int *err)
{
	char *mark, *name;

	line += strspn(line, "\t ");
	mark = mark_of(line);
	if (mark)
		*mark = '\0';
	name = opened(line, "table ");
	if (name) {
		*at = (struct rulebook_row){ .table = name };
		return;
	}
	name = opened(line, "chain ");
	if (name) {
		at->chain = name;
		return;
	}
	if (!strcmp(line, "}"))
		at->chain = NULL;
	if (!mark || !at->table || !at->chain)
		return;
	at->handle = strtoull(mark + strlen(MARK), NULL, 10);
	at->text = line;
	add_row(b, at, err);
}

int rulebook_read(const char *text, size_t len, struct rulebook *ret)
{
	struct rulebook b = { .text = strndup(text, len) };
	struct rulebook_row at = { 0 };
	char *line = b.text, *next;
	int err = b.text ? 0 : -ENOMEM;

	for (; line && !err; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		take_line(&b, line, &at, &err);
	}
	if (err)
		rulebook_done(&b);
	else
		*ret = b;
	return err;
}

void rulebook_done(struct rulebook *b)
{
	free(b->text);
	free(b->rows);
	*b = (struct rulebook){ 0 };
}

static bool is_table(const char *listed, const char *family, const char *table)
{
	size_t len = strlen(family);

	return !strncmp(listed, family, len) && listed[len] == ' ' &&
	       !strcmp(listed + len + 1, table);
}

static void copy_cut(const char *from, char *to, size_t size)
{
	static const char more[] = "...";
	size_t len = strlen(from);

	if (len < size) {
		memcpy(to, from, len + 1);
		return;
	}
	memcpy(to, from, size - sizeof(more));
	memcpy(to + size - sizeof(more), more, sizeof(more));
}

bool rulebook_find(const struct rulebook *b, const char *family, const char *table,
		   const char *chain, uint64_t handle, char *ret, size_t size)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct rulebook_row *r = &b->rows[i];

		if (r->handle != handle || strcmp(r->chain, chain) ||
		    !is_table(r->table, family, table))
			continue;
		copy_cut(r->text, ret, size);
		return true;
	}
	return false;
}
