// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * topo.c - YAML text in, a checked lab out: the top of the file, and what is derived
 */
#include "topo.h"

#include <errno.h>
#include <string.h>

#include "../util/cursor.h"
#include "parse.h"

void topo_free(struct topo *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n_nodes; i++) {
		struct topo_node *n = &t->nodes[i];

		for (size_t k = 0; k < n->n_ifaces; k++)
			free(n->ifaces[k].addresses);
		for (size_t k = 0; k < n->n_sysctls; k++) {
			free(n->sysctls[k].key);
			free(n->sysctls[k].value);
		}
		for (size_t k = 0; k < n->n_runs; k++)
			free(n->runs[k].command);
		free(n->ifaces);
		free(n->addresses);
		free(n->routes);
		free(n->rules);
		free(n->neighs);
		free(n->sysctls);
		free(n->runs);
		free(n->ruleset);
	}
	for (size_t i = 0; i < t->n_checks; i++)
		free(t->checks[i].to);
	free(t->nodes);
	free(t->links);
	free(t->checks);
	free(t);
}

static int read_name(struct parse *p, const struct yaml_value *v, void *to)
{
	const char *word, *why;
	int err = parse_word(p, v, "`name`", &word);

	(void)to;
	if (err)
		return err;
	why = names_check_node(word);
	if (why)
		return parse_error(p, v->mark, "'%s': %s", source_quote(word).text, why);
	snprintf(p->topo->name, sizeof(p->topo->name), "%s", word);
	return 0;
}

/* Nodes need the defaults and links the nodes, wherever in the file they stand. */
static int read_later(struct parse *p, const struct yaml_value *v, void *to)
{
	(void)p;
	(void)v;
	(void)to;
	return 0;
}

static const struct parse_key top_keys[] = {
	{ "name", read_name },	 { "defaults", read_later }, { "nodes", read_later },
	{ "links", read_later }, { "checks", read_later },
};
const struct parse_section lab_section = PARSE_SECTION("lab", "a lab", top_keys);

/* "labs/pair.yaml" is the lab pair, unless it says otherwise. */
static int derive_name(struct parse *p)
{
	const char *slash = strrchr(p->source->file, '/');
	const char *base = slash ? slash + 1 : p->source->file;
	size_t len = strlen(base);
	char stem[TOPO_NAME_MAX + 1] = "";
	const char *why;

	if (*p->topo->name)
		return 0;
	if (len > 5 && !strcmp(base + len - 5, ".yaml"))
		len -= 5;
	else if (len > 4 && !strcmp(base + len - 4, ".yml"))
		len -= 4;
	memcpy(stem, base, len < TOPO_NAME_MAX ? len : TOPO_NAME_MAX);
	why = names_check_node(stem);
	if (why)
		return parse_error(p, (struct mark){ 1, 1 },
				   "the lab needs `name:`, for it cannot be called '%s' like its "
				   "file: %s",
				   source_quote(stem).text, why);
	snprintf(p->topo->name, sizeof(p->topo->name), "%s", stem);
	return 0;
}

static int read_sections(struct parse *p, const struct yaml_value *root)
{
	struct yaml_value *nodes = parse_child(root, "nodes");
	const struct yaml_value *links = parse_child(root, "links");
	const struct yaml_value *defaults = parse_child(root, "defaults");
	const struct yaml_value *checks = parse_child(root, "checks");
	int err;

	if (!nodes)
		return parse_error(p, root->mark, "a lab needs `nodes`");
	err = defaults ? defaults_read(p, defaults, nodes->n_items) : 0;
	if (!err)
		err = node_read_all(p, nodes);
	if (!err && links)
		err = link_read_all(p, links);
	if (!err && checks)
		err = expect_read_all(p, checks);
	return err;
}

static int read_topo(struct parse *p, struct yaml_value *root)
{
	int err;

	if (root->kind != YAML_MAP)
		return parse_error(p, root->mark,
				   "a lab file is a map: `name:`, `nodes:`, `links:`");
	err = parse_map(p, root, &lab_section, NULL);
	if (!err)
		err = expand_copies(p, root);
	if (!err)
		err = read_sections(p, root);
	if (!err)
		err = derive_name(p);
	if (!err)
		err = wanted_check(p);
	return err ? err : check_all(p);
}

static void cleanup_parse(struct parse *p)
{
	places_free(&p->places);
	free(p->wanted);
}
#define _cleanup_parse_ _cleanup_(cleanup_parse)

int topo_parse(const char *text, size_t len, const char *file, struct topo **ret, struct err *e)
{
	_cleanup_yaml_tree_ struct yaml_value *root = NULL;
	_cleanup_topo_ struct topo *t = calloc(1, sizeof(*t));
	struct source s = source_of(text, len, file);
	_cleanup_parse_ struct parse p = { .source = &s, .topo = t, .e = e };
	int err;

	if (!t)
		return parse_no_memory(&p);
	err = yaml_tree_read(&s, &root, e);
	if (!err)
		err = read_topo(&p, root);
	if (!err)
		err = macs_derive(&p);
	if (err)
		return err;
	*ret = TAKE_PTR(t);
	return 0;
}
