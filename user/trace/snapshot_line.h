/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * snapshot_line.h - what snapshot_text.c (names, links, addresses) and snapshot_tables.c
 * (neighbours, routes, FDB) share: a line as words.
 */
#ifndef NSCOPE_SNAPSHOT_LINE_H
#define NSCOPE_SNAPSHOT_LINE_H

#include "snapshot_text.h"

#define PAIRS_MAX 16

/* A line as words: its kind, its subject, then pairs. */
struct words_of_line {
	char text[SNAPSHOT_LINE_MAX];
	const char *kind, *subject;
	struct {
		const char *key, *value;
	} pairs[PAIRS_MAX];
	size_t n_pairs;
};

/** line_value() - what stands behind a key, "" where there is none; line_number() as a number */
const char *line_value(const struct words_of_line *w, const char *key);
uint32_t line_number(const struct words_of_line *w, const char *key);

/** line_mac(), line_net() - a MAC; an address with or without its mask. 0 or -EPROTO */
int line_mac(const char *word, uint8_t mac[6]);
int line_net(const char *word, uint8_t *family, uint8_t addr[16], uint8_t *len);

/** line_room() - to be written to; line_room_on() - the one that line_put_on() said. NULL: not
 * named before */
struct room *line_room(const struct snapshot *s, uint64_t cookie);
struct room *line_room_on(const struct snapshot *s, const struct words_of_line *w,
			  uint32_t *ret_ifindex);

/** line_put_on() - append " on red:eth0 id 4097:2" */
void line_put_on(const struct room *r, uint32_t ifindex, struct text *t);

/** line_rows() - lines that a room's neighbours, routes and FDB take; line_put_row() one of them */
size_t line_rows(const struct room *r);
void line_put_row(const struct room *r, size_t row, struct text *t);

/** line_read_row() - one of them back; 0, also of a kind that nobody knows; -EPROTO; -ENOMEM */
int line_read_row(struct snapshot *s, const struct words_of_line *w);

#endif
