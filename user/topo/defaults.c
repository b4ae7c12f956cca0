// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * defaults.c - the section `defaults`: what is said once for all nodes and links
 *
 * A node that is silent about a key gets what the defaults say about it; only `sysctls` are mixed,
 * key by key, the node's own winning. Nothing is copied: the default is read again for each node,
 * at its own place in the file, where an error belongs.
 */
#include <string.h>

#include "parse.h"

/* Values of the defaults, times nodes. */
#define FILL_MAX (1 << 17)

/* All is tried once, so that an error is found also where every node has its own. */
struct trial {
	struct pipe pipe;
	struct topo_node *node;
};

static int try_node(struct parse *p, const struct yaml_value *v, void *to)
{
	return parse_key_of(&node_section, v->key)->read(p, v, ((struct trial *)to)->node);
}

static const struct parse_key keys[] = {
	{ "kind", try_node },
	{ "routes", try_node },
	{ "sysctls", try_node },
	{ "isolate", try_node },
	{ "run", try_node },
	{ "mtu", pipe_read_mtu },
	{ "loss", pipe_read_loss },
	{ "duplicate", pipe_read_duplicate },
	{ "corrupt", pipe_read_corrupt },
	{ "block", pipe_read_block },
	{ "seed", pipe_read_seed },
};
const struct parse_section defaults_section = PARSE_SECTION("defaults", "`defaults`", keys);

static size_t count_values(const struct yaml_value *v)
{
	size_t n = 1;

	for (const struct yaml_value *i = v->item; i; i = i->next)
		n += count_values(i);
	return n;
}

int defaults_read(struct parse *p, const struct yaml_value *v, size_t n_nodes)
{
	_cleanup_topo_ struct topo *t = calloc(1, sizeof(*t));
	struct trial trial = { 0 };
	int err;

	if (t)
		t->nodes = calloc(1, sizeof(*t->nodes));
	if (!t || !t->nodes)
		return parse_no_memory(p);
	t->n_nodes = 1;
	trial.node = t->nodes;
	if (count_values(v) > FILL_MAX / (n_nodes + 1))
		return parse_error(p, v->key_mark, "too many defaults for %zu nodes", n_nodes);
	p->node = PARSE_NO_NODE;
	err = parse_map(p, v, &defaults_section, &trial);
	p->defaults = (struct defaults){ v, trial.pipe };
	return err;
}

int defaults_fill(struct parse *p, const struct yaml_value *said, struct topo_node *n)
{
	const struct yaml_value *i = p->defaults.map ? p->defaults.map->item : NULL;
	int err = 0;

	p->filling = true;
	for (; i && !err; i = i->next) {
		const struct parse_key *k = parse_key_of(&node_section, i->key);

		if (k && (!parse_child(said, i->key) || k->read == sysctl_read_all))
			err = k->read(p, i, n);
	}
	p->filling = false;
	return err;
}
