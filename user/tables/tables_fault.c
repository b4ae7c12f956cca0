// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tables_fault.c - which links of the rooms are impaired, and how
 */
#include "../tracer/fault.h"
#include "tables_row.h"

/* Who may not look at eBPF programs is told the rest. */
void tables_faults(struct snapshot *s, const struct netns *rooms)
{
	for (size_t i = 0; i < s->n_rooms; i++)
		for (size_t k = 0; k < s->rooms[i].n_links; k++) {
			struct link_row *l = &s->rooms[i].links[k];
			struct text t = TEXT(l->fault);
			struct fault f;

			if (!strcmp(l->kind, "veth") && !fault_get(&rooms[i], l->ifindex, &f, NULL))
				impair_text(&f.impairment, &t);
		}
}
