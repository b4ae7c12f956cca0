/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_values.h - settings and counts by the names they have in a record; for record.c alone.
 */
#ifndef NSCOPE_RECORD_VALUES_H
#define NSCOPE_RECORD_VALUES_H

#include "snapshot.h"

#define NAMED(fn, word_of, type)                                                                   \
	static const char *fn(int i)                                                               \
	{                                                                                          \
		return word_of((type)i);                                                           \
	}
NAMED(name4, setting4_name, enum iface_setting4)
NAMED(name6, setting6_name, enum iface_setting6)
NAMED(name_neigh, neigh_setting_name, enum neigh_setting)
NAMED(name_count, count_name, enum count)

/* One file holds two numbers: the enumerator's own word tells them apart. */
static const char *name_room(int i)
{
#define WORD(name, path, nth) #name,
	static const char *const words[] = { ROOM_SETTINGS(WORD) };
#undef WORD

	return words[i];
}

static const char *name_table(int i)
{
#define WORD(name, word) word,
	static const char *const words[] = { NEIGH_TABLE(WORD) };
#undef WORD

	return words[i];
}

struct values {
	const char *word;
	const char *(*name)(int);
	size_t n;
	size_t at; /* in struct settings, or in struct iface_settings */
	bool of_iface;
};

static const struct values values_of[] = {
	{ "setting", name_room, ROOM_SETTINGS_N, offsetof(struct settings, room), false },
	{ "table4", name_table, NEIGH_TABLE_N, offsetof(struct settings, table4), false },
	{ "table6", name_table, NEIGH_TABLE_N, offsetof(struct settings, table6), false },
	{ "setting4", name4, IFACE_SETTINGS4_N, offsetof(struct iface_settings, v4), true },
	{ "setting6", name6, IFACE_SETTINGS6_N, offsetof(struct iface_settings, v6), true },
	{ "neigh4", name_neigh, NEIGH_SETTINGS_N, offsetof(struct iface_settings, neigh4), true },
	{ "neigh6", name_neigh, NEIGH_SETTINGS_N, offsetof(struct iface_settings, neigh6), true },
};

#undef NAMED

#endif
