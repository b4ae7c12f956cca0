/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * section.h - the sections of a room's block: one table of the kernel each.
 *
 * A section is one function here and one row of SECTIONS; its order there is that on the page.
 */
#ifndef NSCOPE_SHOW_SECTION_H
#define NSCOPE_SHOW_SECTION_H

#include "../util/text.h"
#include "show.h"
#include "words.h"

struct view {
	const struct show_config *config;
	const struct room *room;
};

/*
 * X(function, title, TABLES_* it is made of, aligned, what stands for no rows): a section that is
 * not there in any of the rooms beside each other is left out, unless that, too, says something.
 */
#define SECTIONS(X)                                                                                \
	X(links, "links", TABLES_LINKS, true, SECTION_ALWAYS("none"))                              \
	X(addresses, "addresses", TABLES_ADDRS, true, SECTION_ALWAYS("none"))                      \
	X(routes, "routes", TABLES_ROUTES, false, SECTION_ALWAYS("none"))                          \
	X(neighbours, "neighbours", TABLES_NEIGHS, true, SECTION_ALWAYS("none"))                   \
	X(ports, "bridge ports", TABLES_LINKS, true, SECTION_BESIDE("none"))                       \
	X(fdb, "bridge FDB", TABLES_FDB, true, SECTION_BESIDE("none"))                             \
	X(rules, "rules", TABLES_RULES, false, SECTION_BESIDE("as every namespace has them"))      \
	X(processes, "processes", TABLES_PROCS, false, SECTION_ALWAYS("none"))

#define SECTION_ALWAYS(empty) true, empty
#define SECTION_BESIDE(empty) false, empty

/* Rows of one room's table onto a sheet. */
typedef void section_fill(const struct view *v, struct sheet *s);

#define SECTION_EXTERN(name, ...) section_fill section_##name;
SECTIONS(SECTION_EXTERN)
#undef SECTION_EXTERN

/* An interface's name, escaped; by index "if7" when the room has none of that. */
struct dev_word {
	char text[4 * IFNAMSIZ + 1];
};
struct dev_word name_word(const char name[IFNAMSIZ]);
struct dev_word dev_word(const struct room *r, uint32_t ifindex);

/* A bridge's name, where there are several to tell apart; else "". */
struct dev_word bridge_word(const struct room *r, uint32_t ifindex);

/* "UP", or what keeps packets away: DOWN (so set), NO-CARRIER, DORMANT, … */
struct word link_state(const struct link_row *l);

/* An address; with its length where it is a network: "10.0.0.0/8". */
struct ip_word {
	char text[64];
};
struct ip_word ip_word(uint8_t family, const uint8_t *addr);
struct ip_word net_word(uint8_t family, const uint8_t *addr, uint8_t len);

/* The same as a route or a rule has it: "default", and a host without its length. */
struct ip_word dst_word(uint8_t family, const uint8_t *addr, uint8_t len);

struct mac_word {
	char text[18];
};
struct mac_word mac_word(const uint8_t mac[6]);

#endif
