/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parse.h - inside user/topo: what the readers of the file's sections share.
 *
 * Each section is a table of rows (key, reader); a new key is a row and its reader. What the
 * tables know, lab.schema.json tells to editors; a test holds one against the other.
 */
#ifndef NSCOPE_PARSE_H
#define NSCOPE_PARSE_H

#include "places.h"
#include "yaml.h"

#define TOPO_HOST "host" /* what a file calls the namespace nscope was started in */

/* What a pipe does with frames, at both ends alike; readers of a link fill it first. */
struct pipe {
	unsigned int mtu; /* 0: the kernel's default */
	struct impairment impairment;
};

/* The section `defaults`: used where a node or a link is silent. */
struct defaults {
	const struct yaml_value *map; /* or NULL */
	struct pipe pipe;
};

/* An interface that a node speaks of, and that must exist when all links are read. */
struct wanted {
	size_t node;
	char name[TOPO_NAME_MAX]; /* cut, if it is longer than any can be */
	struct mark mark;
};

struct parse {
	const struct source *source;
	struct topo *topo;
	struct places places;
	struct defaults defaults;
	const struct yaml_value *copy; /* the copy of a template that is being read, or NULL */
	size_t node;		       /* that is being read, or PARSE_NO_NODE */
	struct wanted *wanted;
	size_t n_wanted;
	bool filling; /* it is silent, the defaults speak */
	struct err *e;
};

#define PARSE_NO_NODE SIZE_MAX /* defaults are tried before there is a node */

typedef int parse_reader(struct parse *p, const struct yaml_value *v, void *to);

struct parse_key {
	const char *key;
	parse_reader *read;
};

struct parse_section {
	const char *name; /* as the schema calls it */
	const char *what; /* "an interface": for messages */
	const struct parse_key *keys;
	size_t n_keys;
};

/* A section is its name, its article and name, and its table of keys. */
#define PARSE_SECTION(n, w, table)                                                                 \
	{                                                                                          \
		.name = (n), .what = (w), .keys = (table), .n_keys = ARRAY_SIZE(table)             \
	}

extern const struct parse_section lab_section, node_section, host_section, defaults_section,
	iface_section, route_section, rule_section, neigh_section, nat_section, link_section,
	check_section, ping_section;

/** parse_section_at() - the i-th section, NULL past the last */
const struct parse_section *parse_section_at(size_t i);

/** parse_error() - record an error at a place in the file; -EINVAL */
int parse_error(struct parse *p, struct mark m, const char *fmt, ...) _printf_(3, 4);

int parse_no_memory(struct parse *p);

/**
 * parse_map() - hand each value of a map to its key's reader
 * @v:  a map, or nothing at all, which is an empty map
 * @to: what the readers fill
 */
int parse_map(struct parse *p, const struct yaml_value *v, const struct parse_section *s, void *to);

/** parse_list() - hand each item of a list to @read */
int parse_list(struct parse *p, const struct yaml_value *v, const char *what, parse_reader *read,
	       void *to);

/** parse_list_or_one() - the same, but a list of one may stand without its brackets */
int parse_list_or_one(struct parse *p, const struct yaml_value *v, const char *what,
		      parse_reader *read, void *to);

/**
 * parse_append() - one more item of a list of the topology
 * @items: a pointer to the vector's pointer
 * @item:  copied to its end, @size octets
 * @limit: how many there may be
 * @what:  "routes": for "more than 1024 routes"
 */
int parse_append(struct parse *p, struct mark m, void *items, size_t *count, const void *item,
		 size_t size, size_t limit, const char *what);

/** parse_word() - the text of a value that must be one word */
int parse_word(struct parse *p, const struct yaml_value *v, const char *what, const char **ret);

/**
 * parse_text() - a word that may be long, and is printed by `nscope plan` as it is
 * @lines: may it have several?
 *
 * Nothing but printable ASCII and tabs: what reaches a terminal means there what it says.
 */
int parse_text(struct parse *p, const struct yaml_value *v, const char *what, bool lines,
	       const char **ret);

/**
 * parse_choice() - which of some words a value is
 * @what: "kind of node": for "'rooter' is no kind of node: did you mean 'router'?"
 */
int parse_choice(struct parse *p, const struct yaml_value *v, const char *what,
		 const char *const *words, size_t n, unsigned int *ret);

int parse_bool(struct parse *p, const struct yaml_value *v, const char *what, bool *ret);

/** parse_number() - decimal, from @min to @max */
int parse_number(struct parse *p, const struct yaml_value *v, const char *what, uint32_t min,
		 uint32_t max, uint32_t *ret);

/** parse_table() - of routes: main, local, default or a number */
int parse_table(struct parse *p, const struct yaml_value *v, uint32_t *ret);

/* Words of the kernel's tables, rtnetlink.h */
#define PARSE_TABLE_MAIN  254
#define PARSE_TABLE_LOCAL 255

/** parse_key_of() - a section's row of that key, or NULL */
const struct parse_key *parse_key_of(const struct parse_section *s, const char *key);

/** parse_child() - the value of a map's key, or NULL */
struct yaml_value *parse_child(const struct yaml_value *map, const char *key);

/** parse_nearest() - of several words the one that was probably meant, or NULL */
const char *parse_nearest(const char *word, const char *(*nth)(const void *ctx, size_t i),
			  const void *ctx, size_t n);

/** parse_nth_word() - of an array of strings, for parse_nearest() */
const char *parse_nth_word(const void *words, size_t i);

/* What follows a sentence: ": did you mean 'red'?", or nothing. */
struct parse_hint {
	char text[2 * TOPO_NAME_MAX];
};
struct parse_hint parse_hint(const char *near);

/* parse_addr.c: addresses, each with its mark. "10.0.0.0/16+7" is the seventh of a network. */

/** parse_prefix() - ADDRESS/LEN of an interface */
int parse_prefix(struct parse *p, const struct yaml_value *v, struct ip_prefix *ret);

/** parse_network() - ADDRESS/LEN of a network: no bits behind the mask */
int parse_network(struct parse *p, const struct yaml_value *v, struct ip_prefix *ret);

/** parse_ip() - an address that a single host can own; its length becomes the full one */
int parse_ip(struct parse *p, const struct yaml_value *v, struct ip_prefix *ret);

/** parse_mac() - a MAC that a single host can own */
int parse_mac(struct parse *p, const struct yaml_value *v, uint8_t ret[6]);

/* names.c */

/** names_check_node() - the reason why a node or lab cannot be called so, or NULL */
const char *names_check_node(const char *name);

/** names_check_iface() - the reason why the kernel or iproute2 would not take this name, or NULL */
const char *names_check_iface(const char *name);

/** expand_copies() - templates become their copies, in the tree; needs no section read */
int expand_copies(struct parse *p, struct yaml_value *root);

/* Sections, in the order in which they are read */
int defaults_read(struct parse *p, const struct yaml_value *v, size_t n_nodes);
int defaults_fill(struct parse *p, const struct yaml_value *said, struct topo_node *n);
int node_read_all(struct parse *p, struct yaml_value *v);
int link_read_all(struct parse *p, const struct yaml_value *v);
int expect_read_all(struct parse *p, const struct yaml_value *v);

/* Parts of a node; @to is its struct topo_node */
parse_reader iface_read_all, iface_read_addresses, route_read_all, rule_read_all, neigh_read_all,
	sysctl_read_all, run_read_all, run_read_isolate;

/** iface_add() - one more interface of a node */
int iface_add(struct parse *p, size_t node, const char *name, struct mark m, size_t *ret);

/**
 * wanted_read() - a word that names an interface of the node that is being read
 * @ret: the name, cut if it can be none
 *
 * lo, and br0 of a switch, are among them. Whether it exists is told by wanted_check().
 */
int wanted_read(struct parse *p, const struct yaml_value *v, const char *what, char ret[IFNAMSIZ]);

/** wanted_add() - the same for a name that is part of a word of the tree, @len octets */
int wanted_add(struct parse *p, const char *name, size_t len, struct mark m);

/** wanted_check() - does every interface that was named exist? When all links are read. */
int wanted_check(struct parse *p);

/** node_find() - a node by its name; `host` is made when a link asks for it */
int node_find(struct parse *p, const char *name, struct mark m, size_t *ret);
int node_find_host(struct parse *p, struct mark m, size_t *ret);

/** nat_ruleset() - `nat` and `nft` of a node whose other keys are read become its ruleset */
int nat_ruleset(struct parse *p, const struct yaml_value *nat, const struct yaml_value *nft,
		struct topo_node *n);

/* Readers of what a pipe does; @to begins with a struct pipe */
parse_reader pipe_read_mtu, pipe_read_loss, pipe_read_duplicate, pipe_read_corrupt, pipe_read_block,
	pipe_read_seed;

/** macs_derive() - a MAC for every interface and bridge that was given none */
int macs_derive(struct parse *p);

/** check_all() - what no single line can tell */
int check_all(struct parse *p);

#endif
