// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe_args.c - what ping's own options mean for the way its packets take
 */
#include "probe_args.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "probe.h"

/* ping(8) of iputils: those that take a value */
static const char with_value[] = "ceFIilmMNpQsStTwW";

static void bind_to(const char *what, const struct room *from, struct question *q)
{
	if (inet_pton(q->family, what, q->source) == 1) {
		q->has_source = true;
		return;
	}
	for (size_t i = 0; i < from->n_links; i++)
		if (!strcmp(from->links[i].name, what))
			q->oif = from->links[i].ifindex;
}

static void take_option(char c, const char *value, const struct room *from, struct question *q)
{
	switch (c) {
	case 'I': bind_to(value, from, q); break;
	case 'm': q->mark = (uint32_t)strtoul(value, NULL, 0); break;
	case 'W': q->hasty = strtod(value, NULL) < strtod(PROBE_PATIENCE, NULL); break;
	case 't': q->ttl = (uint8_t)strtoul(value, NULL, 0); break;
	default: break;
	}
}

void probe_args(int argc, char *const argv[], const struct room *from, struct question *q)
{
	for (int i = 0; i < argc; i++) {
		if (argv[i][0] != '-')
			continue;
		for (const char *c = argv[i] + 1; *c; c++) {
			if (!strchr(with_value, *c))
				continue;
			if (c[1])
				take_option(*c, c + 1, from, q);
			else if (i + 1 < argc)
				take_option(*c, argv[++i], from, q);
			break;
		}
	}
}

void probe_scope(const char *to, const struct room *from, struct question *q)
{
	const char *scope = strchr(to, '%');

	if (scope && !q->oif)
		bind_to(scope + 1, from, q);
}

int probe_take(const char *verb, int argc, char **argv, struct probe_options *o)
{
	if (argc != 2)
		return cmd_usage(verb, argc < 2 ? "FROM and TO, please"
						: "options for ping go behind --");
	o->from = argv[0];
	o->to = argv[1];
	return -1;
}

int probe_split(int argc, char **argv, struct probe_options *o)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--"))
			continue;
		o->extra = argv + i + 1;
		o->n_extra = argc - i - 1;
		return i;
	}
	return argc;
}
