/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse.h - inside user/topo: what the readers of the file's sections share.
 *
 * Each section is a table of rows (key, reader); a new key is a row and its reader.
 */
#ifndef NSCOPE_PARSE_H
#define NSCOPE_PARSE_H

#include "yaml.h"

struct parse {
	const struct source *source;
	struct topo *topo;
	const struct topo_node **by_name; /* sorted, n_nodes of them, once all nodes are read */
	struct err *e;
};

struct parse_key {
	const char *key;
	int (*read)(struct parse *p, const struct yaml_value *v, void *to);
};

/** parse_error() - record an error at a place in the file; -EINVAL */
int parse_error(struct parse *p, struct mark m, const char *fmt, ...) _printf_(3, 4);

int parse_no_memory(struct parse *p);

/**
 * parse_map() - hand each value of a map to its key's reader
 * @v:    a map, or nothing at all, which is an empty map
 * @what: "an interface": what the map describes, for messages
 * @to:   what the readers fill
 */
int parse_map(struct parse *p, const struct yaml_value *v, const char *what,
	      const struct parse_key *keys, size_t n_keys, void *to);

/** parse_list() - hand each item of a list to @read */
int parse_list(struct parse *p, const struct yaml_value *v, const char *what,
	       int (*read)(struct parse *p, const struct yaml_value *v, void *to), void *to);

/** parse_word() - the text of a value that must be one word */
int parse_word(struct parse *p, const struct yaml_value *v, const char *what, const char **ret);

int parse_bool(struct parse *p, const struct yaml_value *v, const char *what, bool *ret);

/** parse_number() - decimal, from @min to @max */
int parse_number(struct parse *p, const struct yaml_value *v, const char *what, uint32_t min,
		 uint32_t max, uint32_t *ret);

/* RFC 791 wants 68 octets to pass whole; veth takes no more than 65535 (drivers/net/veth.c). */
int parse_mtu(struct parse *p, const struct yaml_value *v, unsigned int *ret);

/** parse_prefix() - ADDRESS/LEN, with its mark */
int parse_prefix(struct parse *p, const struct yaml_value *v, struct ip_prefix *ret);

/** parse_nearest() - of several words the one that was probably meant, or NULL */
const char *parse_nearest(const char *word, const char *(*nth)(const void *ctx, size_t i),
			  const void *ctx, size_t n);

/* names.c */

/** names_check_node() - the reason why a node or lab cannot be called so, or NULL */
const char *names_check_node(const char *name);

/** names_check_iface() - the reason why the kernel or iproute2 would not take this name, or NULL */
const char *names_check_iface(const char *name);

/* Sections: `nodes`, `links` */
int node_read_all(struct parse *p, const struct yaml_value *v, void *to);
int node_add_iface(struct parse *p, struct topo_node *n, const char *name, struct mark m,
		   size_t *ret);
int route_read(struct parse *p, const struct yaml_value *v, void *to);
int link_read_all(struct parse *p, const struct yaml_value *v);

/** check_all() - what no single line can tell */
int check_all(struct parse *p);

#endif
