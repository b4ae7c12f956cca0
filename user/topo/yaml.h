/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * yaml.h - YAML text as a bounded tree of maps, lists and words, each with its place.
 *
 * The plain half of YAML: no anchors, aliases, merge keys, tags, directives or second documents.
 * What is left cannot grow beyond the text it came from.
 */
#ifndef NSCOPE_YAML_H
#define NSCOPE_YAML_H

#include "source.h"

enum yaml_kind { YAML_WORD, YAML_LIST, YAML_MAP };

/* A large lab has tens of thousands: packed, and its texts lie behind it. */
struct yaml_value {
	enum yaml_kind kind : 2;
	bool plain : 1;		/* a word without quotes */
	unsigned int copy : 29; /* which copy of a template, from 1; 0: as written */
	uint32_t n_items;
	struct mark mark;
	struct mark key_mark;	 /* in a map */
	const char *key;	 /* in a map; unique there */
	const char *word;	 /* holds no NUL */
	struct yaml_value *item; /* first of a map or list */
	struct yaml_value *next;
};

/**
 * yaml_value_make() - a value of @like's kind and place, with texts of its own, without items
 * @key, @word: copied; NULL: none
 * Return: NULL: no memory
 */
struct yaml_value *yaml_value_make(const struct yaml_value *like, const char *key,
				   const char *word);

/**
 * yaml_tree_read() - the only document of a text
 * @s:   at most TOPO_TEXT_MAX octets, nested at most TOPO_DEPTH_MAX deep
 * @ret: untouched on failure; yaml_tree_free() it
 * Return: 0, -EINVAL, -ENOMEM
 */
int yaml_tree_read(const struct source *s, struct yaml_value **ret, struct err *e);

void yaml_tree_free(struct yaml_value *v);

/** yaml_check_keys() - no two values of a map are called alike; 0, -EINVAL, -ENOMEM */
int yaml_check_keys(const struct source *s, const struct yaml_value *map, struct err *e);

/** yaml_is_null() - nothing was written where a value may stand: `red:`, `~`, `null` */
bool yaml_is_null(const struct yaml_value *v);

static inline void cleanup_yaml_tree(struct yaml_value **v)
{
	yaml_tree_free(*v);
}
#define _cleanup_yaml_tree_ _cleanup_(cleanup_yaml_tree)

#endif
