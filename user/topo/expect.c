// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * expect.c - the section `checks`: who can ping whom
 */
#include <errno.h>
#include <string.h>

#include "addr.h"
#include "parse.h"

/* A ping as written. */
struct ping_text {
	const struct yaml_value *from, *to;
	unsigned int fails;
};

static int read_from(struct parse *p, const struct yaml_value *v, void *to)
{
	(void)p;
	((struct ping_text *)to)->from = v;
	return 0;
}

static int read_to(struct parse *p, const struct yaml_value *v, void *to)
{
	(void)p;
	((struct ping_text *)to)->to = v;
	return 0;
}

static int read_expect(struct parse *p, const struct yaml_value *v, void *to)
{
	static const char *const words[] = { "ok", "fail" };

	return parse_choice(p, v, "outcome of a ping", words, ARRAY_SIZE(words),
			    &((struct ping_text *)to)->fails);
}

static const struct parse_key ping_keys[] = {
	{ "from", read_from },
	{ "to", read_to },
	{ "expect", read_expect },
};
const struct parse_section ping_section = PARSE_SECTION("ping", "a ping", ping_keys);

/* A node's name, or any address. */
static int check_to(struct parse *p, const struct yaml_value *v, const char *word)
{
	struct ip_prefix a;
	size_t node;

	return addr_ip(word, &a) == ADDR_OK ? 0 : node_find(p, word, v->mark, &node);
}

static int read_ping(struct parse *p, const struct yaml_value *v, void *to)
{
	struct topo_check c = { .mark = v->key_mark };
	struct ping_text t = { 0 };
	const char *from, *whom;
	int err = parse_map(p, v, &ping_section, &t);

	(void)to;
	if (err)
		return err;
	if (!t.from || !t.to)
		return parse_error(p, v->key_mark, "a ping needs `from`, a node, and `to`");
	err = parse_word(p, t.from, "`from`", &from);
	if (!err)
		err = parse_word(p, t.to, "`to`", &whom);
	if (!err)
		err = node_find(p, from, t.from->mark, &c.from);
	if (!err)
		err = check_to(p, t.to, whom);
	if (err)
		return err;
	c.fails = t.fails;
	c.to = strdup(whom);
	err = c.to ? parse_append(p, v->key_mark, &p->topo->checks, &p->topo->n_checks, &c,
				  sizeof(c), TOPO_LINKS_MAX, "checks")
		   : parse_no_memory(p);
	if (err)
		free(c.to);
	return err;
}

static const struct parse_key check_keys[] = {
	{ "ping", read_ping },
};
const struct parse_section check_section = PARSE_SECTION("check", "a check", check_keys);

static int read_check(struct parse *p, const struct yaml_value *v, void *to)
{
	int err;

	if (v->kind != YAML_MAP || !v->item)
		return parse_error(p, v->mark, "a check is a map: `ping: {from: red, to: blue}`");
	p->copy = v->copy ? v : NULL;
	err = parse_map(p, v, &check_section, to);
	p->copy = NULL;
	return err;
}

int expect_read_all(struct parse *p, const struct yaml_value *v)
{
	return parse_list(p, v, "`checks`", read_check, NULL);
}
