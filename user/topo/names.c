// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * names.c - what nodes, labs and interfaces may be called
 */
#include <string.h>

#include "parse.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

const char *names_check_node(const char *name)
{
	if (!*name)
		return "a name cannot be empty";
	if (strlen(name) >= TOPO_NAME_MAX)
		return "a name has at most 63 characters";
	if (name[strspn(name, LETTERS "0123456789-_.")])
		return "a name is made of letters, digits, '-', '_' and '.'";
	if (*name == '.' || *name == '-')
		return "a name does not begin with '.' or '-'";
	if (!strcmp(name, "host"))
		return "'host' is the namespace nscope is started in";
	return NULL;
}

/*
 * Beyond dev_valid_name() (net/core/dev.c): '%' makes the kernel number the name itself, "all" and
 * "default" are taken below /proc/sys/net/ipv4/conf, '@' is what `ip` prints between an interface
 * and its peer, a leading '-' is an option to every command.
 */
const char *names_check_iface(const char *name)
{
	if (!*name)
		return "an interface's name cannot be empty";
	if (strlen(name) >= IFNAMSIZ)
		return "an interface's name has at most 15 characters";
	for (const char *c = name; *c; c++)
		if (*c <= ' ' || *c > '~' || strchr("/:%@", *c))
			return "an interface's name has no space, '/', ':', '%', '@', and is ASCII";
	if (*name == '-' || !strcmp(name, ".") || !strcmp(name, ".."))
		return "an interface's name does not begin with '-' and is not '.' or '..'";
	if (!strcmp(name, "lo"))
		return "every node has its lo already";
	if (!strcmp(name, "all") || !strcmp(name, "default"))
		return "the kernel keeps the names 'all' and 'default' for itself";
	return NULL;
}
