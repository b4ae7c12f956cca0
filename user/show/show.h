/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show.h - a snapshot for people and for scripts. Pure: prints to the file it was given.
 */
#ifndef NSCOPE_SHOW_H
#define NSCOPE_SHOW_H

#include "../trace/snapshot.h"
#include "sheet.h"

struct show_config {
	const struct snapshot *snap;  /* what is shown: all its rooms */
	const struct snapshot *names; /* where peers are found; may hold more rooms; never NULL */
	struct paper paper;
	const struct snapshot *before; /* what was shown last; NULL: nothing is marked */
	bool verbose; /* tables whole, every word, what is hidden because everybody has it */
};

/**
 * show_text() - a block for each room, two beside each other where the width allows
 * Return: 0 or -ENOMEM
 */
int show_text(const struct show_config *c);

/**
 * show_changes() - call @fn for each row that is new, changed or gone since @c->before
 * @table: as show_text() heads it; @row: its cells
 * Return: 0 or -ENOMEM
 */
int show_changes(const struct show_config *c, const struct room *r,
		 void (*fn)(void *ctx, const char *table, enum sheet_mark mark, const char *row),
		 void *ctx);

/** show_json() - a JSON array, an object for each room, keys and words as `ip -j` has them */
int show_json(const struct show_config *c);

/**
 * show_end() - where a pipe leads, if that can be seen
 * @ret_room: the other end's room
 * Return: the other end, or NULL
 */
const struct link_row *show_end(const struct show_config *c, const struct room *r,
				const struct link_row *l, const struct room **ret_room);

/* Room for "blue:eth0", both names escaped. */
#define END_TEXT (4 * (ROOM_NAME_MAX + IFNAMSIZ) + 2)

/**
 * show_peer() - append where a pipe leads: "blue:eth0", "if7" when that is out of sight
 * Return: whether it is a pipe at all; nothing is appended when not
 */
bool show_peer(const struct show_config *c, const struct room *r, const struct link_row *l,
	       struct text *t);

#endif
