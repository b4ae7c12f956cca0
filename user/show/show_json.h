/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show_json.h - what the JSON of one room is made of: an array for each table.
 *
 * A table is one function here and one row of JSON_TABLES.
 */
#ifndef NSCOPE_SHOW_JSON_H
#define NSCOPE_SHOW_JSON_H

#include "../out/json_write.h"
#include "show.h"

struct json_view {
	const struct show_config *config;
	const struct room *room;
	struct text text; /* flushed after every row, so that tables may be of any length */
};

/* X(function, which is also the key, TABLES_* it is made of) */
#define JSON_TABLES(X)                                                                             \
	X(links, TABLES_LINKS)                                                                     \
	X(routes, TABLES_ROUTES)                                                                   \
	X(neighbours, TABLES_NEIGHS)                                                               \
	X(ports, TABLES_LINKS)                                                                     \
	X(fdb, TABLES_FDB)                                                                         \
	X(rules, TABLES_RULES)                                                                     \
	X(pids, TABLES_PROCS)

typedef void json_rows(struct json_view *v);

#define JSON_EXTERN(name, tables) json_rows json_##name;
JSON_TABLES(JSON_EXTERN)
#undef JSON_EXTERN

/** json_row_done() - close the row's object and let go of it */
void json_row_done(struct json_view *v);

/** json_dev() - an interface's name under a key, by its index; left out when it has none */
void json_dev(struct json_view *v, JSON_KEY_ARGUMENT, uint32_t ifindex);

#endif
