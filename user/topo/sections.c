// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sections.c - all tables of keys in one row: what lab.schema.json is held against
 */
#include "parse.h"

const struct parse_section *parse_section_at(size_t i)
{
	static const struct parse_section *const all[] = {
		&lab_section,	&node_section,	&host_section,	&iface_section,
		&route_section, &rule_section,	&neigh_section, &nat_section,
		&link_section,	&check_section, &ping_section,	&defaults_section,
	};

	return i < ARRAY_SIZE(all) ? all[i] : NULL;
}
