/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rows.h - rows of tables as the page's data has them, for what changes (tables.c) and for what
 * there was at first (tables_first.c)
 */
#ifndef NSCOPE_PAGE_ROWS_H
#define NSCOPE_PAGE_ROWS_H

#include "page.h"

#define CELL 160

struct cell_text {
	char text[CELL];
};

struct route_words {
	uint8_t family, len, type;
	const uint8_t *dst, *gateway; /* gateway NULL: none */
	uint8_t gateway_family;
	const char *dev;
	uint32_t table, metric, hops;
};

/** row_neigh() and so on - append a row; @mac NULL: not known; NUD_NONE or @gone takes it away */
void row_neigh(const struct page *p, struct place at, const uint8_t *addr, size_t len,
	       const uint8_t *mac, uint8_t state, struct text *t);
void row_route(const struct page *p, uint64_t cookie, const struct route_words *r, bool gone,
	       struct text *t);
void row_addr(const struct page *p, struct place at, uint8_t family, const uint8_t *addr,
	      uint8_t len, bool gone, struct text *t);
void row_link(const struct page *p, struct place at, const uint8_t mac[6], bool up, bool carrier,
	      bool gone, struct text *t);
void row_fdb(const struct page *p, uint64_t cookie, const uint8_t mac[6], uint32_t port,
	     const char *how, struct text *t);

/** row_dev() - an interface's name, "" for none */
struct cell_text row_dev(const struct page *p, struct place at);

/** row_needs_entry() - may an address stand in a neighbour table?; row_route_tells() - is a route
 * more than what every interface has? */
bool row_needs_entry(const uint8_t *addr, size_t len);
bool row_route_tells(uint8_t family, const uint8_t *dst, uint32_t table);

/** tables_learn() - is it news that this MAC is behind that port? */
bool tables_learn(struct page *p, uint64_t cookie, const uint8_t mac[6], uint32_t port);

#endif
