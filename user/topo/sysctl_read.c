// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysctl_read.c - `sysctls` of a node: keys as sysctl(8) takes them
 */
#include <string.h>

#include "parse.h"
#include "sysctls.h"

/*
 * sysctl(8): the first separator is the one that is used; behind a dot, a slash stands for the
 * dot in an interface's name (net.ipv4.conf.eth0/1.rp_filter).
 */
static void path_from(char *key)
{
	char *first = strpbrk(key, "./");

	if (!first || *first == '/')
		return;
	for (char *c = first; *c; c++)
		if (*c == '.')
			*c = '/';
		else if (*c == '/')
			*c = '.';
}

/* Parts that are names: nothing empty, nothing that leads elsewhere. */
static bool is_path(const char *path)
{
	for (const char *c = path; c; c = strchr(c, '/')) {
		size_t len;

		c += *c == '/';
		len = strcspn(c, "/");
		if (!len || (*c == '.' && (len == 1 || (len == 2 && c[1] == '.'))))
			return false;
	}
	for (const char *c = path; *c; c++)
		if (*c <= ' ' || *c > '~' || *c == '=')
			return false;
	return true;
}

static int check_path(struct parse *p, const struct yaml_value *v, const char *path)
{
	static const char *const trees[] = { "ipv4/", "ipv6/", "core/" };

	if (!is_path(path))
		return parse_error(p, v->key_mark, "'%s' is no sysctl like net.ipv4.ip_forward",
				   source_quote(v->key).text);
	for (size_t i = 0; i < ARRAY_SIZE(trees); i++)
		if (!strncmp(path, trees[i], strlen(trees[i])))
			return parse_error(p, v->key_mark, "'%s': did you mean 'net.%s'?",
					   source_quote(v->key).text, source_quote(v->key).text);
	if (strncmp(path, "net/", 4))
		return parse_error(p, v->key_mark,
				   "'%s' is not below net: a namespace has nothing else of its own",
				   source_quote(v->key).text);
	return 0;
}

/* A key that speaks of an interface speaks of one of the node's. */
static int check_iface(struct parse *p, const struct yaml_value *v, const char *path)
{
	size_t len = 0;
	const char *name = sysctls_iface(path, &len);

	if (!name || (len == 3 && !memcmp(name, "all", 3)) ||
	    (len == 7 && !memcmp(name, "default", 7)))
		return 0;
	return wanted_add(p, name, len, v->key_mark);
}

static int add(struct parse *p, struct topo_node *n, const struct yaml_value *v, const char *path,
	       const char *value)
{
	struct topo_sysctl s = { .key = strdup(path), .value = strdup(value), .mark = v->key_mark };
	int err = s.key && s.value ? parse_append(p, v->key_mark, &n->sysctls, &n->n_sysctls, &s,
						  sizeof(s), TOPO_ITEMS_MAX, "sysctls")
				   : parse_no_memory(p);

	if (err) {
		free(s.key);
		free(s.value);
		return err;
	}
	if (places_add(&p->places, PLACES_SYSCTLS(p->node), path, n->n_sysctls - 1))
		return parse_no_memory(p);
	return check_iface(p, v, s.key);
}

static int read_sysctl(struct parse *p, const struct yaml_value *v, struct topo_node *n)
{
	char path[TOPO_KEY_MAX + 1];
	const char *value;
	size_t twin;
	int err;

	if (strlen(v->key) > TOPO_KEY_MAX)
		return parse_error(p, v->key_mark, "no sysctl has a name that long");
	snprintf(path, sizeof(path), "%s", v->key);
	path_from(path);
	err = check_path(p, v, path);
	if (!err)
		err = parse_text(p, v, "a sysctl's value", false, &value);
	if (err)
		return err;
	if (strlen(value) > TOPO_VALUE_MAX)
		return parse_error(p, v->mark, "a sysctl's value has at most %d characters",
				   TOPO_VALUE_MAX);
	if (!places_find(&p->places, PLACES_SYSCTLS(p->node), path, &twin))
		return add(p, n, v, path, value);
	return p->filling ? 0
			  : parse_error(p, v->key_mark, "%s is here twice; the first is in line %u",
					path, n->sysctls[twin].mark.line);
}

int sysctl_read_all(struct parse *p, const struct yaml_value *v, void *to)
{
	int err = 0;

	if (yaml_is_null(v))
		return 0;
	if (v->kind != YAML_MAP)
		return parse_error(p, v->mark, "`sysctls` is a map: `net.ipv4.ip_forward: 1`");
	for (const struct yaml_value *i = v->item; i && !err; i = i->next)
		err = read_sysctl(p, i, to);
	return err;
}
