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

/* Seconds, of which ping's own end may have come first. */
static void be_patient(const char *seconds, struct question *q)
{
	double ns = strtod(seconds, NULL) * 1e9;

	if (ns >= 0 && ns < (double)q->patience_ns)
		q->patience_ns = (uint64_t)ns;
}

static void take_option(char c, const char *value, const struct room *from, struct question *q)
{
	switch (c) {
	case 'I': bind_to(value, from, q); break;
	case 'm': q->mark = (uint32_t)strtoul(value, NULL, 0); break;
	case 'W':
		q->hasty = strtod(value, NULL) < strtod(PROBE_PATIENCE, NULL);
		be_patient(value, q);
		break;
	case 'w': be_patient(value, q); break;
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

/* They change a packet's look, its way, how it is printed: not how many there are. */
static const char harmless[] = "46aDiILmMnOpqQtUvW";

/* Return: may several packets come of this option? Or one that another ping cannot be told from
 * (-e) */
static bool sends_more(char c, const char *value, size_t *octets)
{
	if (c == 's')
		*octets = strtoul(value, NULL, 0);
	return c == 'c' ? strcmp(value, "1") != 0 : c != 's' && !strchr(harmless, c);
}

bool probe_args_single(int argc, char *const argv[], size_t *ret_octets)
{
	size_t octets = 56;

	for (int i = 0; i < argc; i++) {
		if (argv[i][0] != '-' || argv[i][1] == '-')
			return false;
		for (const char *c = argv[i] + 1; *c; c++) {
			bool valued = strchr(with_value, *c);
			const char *value = c[1] ? c + 1 : i + 1 < argc ? argv[i + 1] : "";

			if (sends_more(*c, value, &octets))
				return false;
			if (!valued)
				continue;
			i += !c[1];
			break;
		}
	}
	*ret_octets = octets;
	return true;
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
