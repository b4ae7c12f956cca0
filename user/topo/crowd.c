// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crowd.c - how many neighbours a lab can make the kernel remember
 */
#include "crowd.h"

#include <errno.h>

#include "wires.h"

static bool speaks(const struct ip_prefix *addresses, size_t n, uint8_t family)
{
	for (size_t i = 0; i < n; i++)
		if (addresses[i].family == family)
			return true;
	return false;
}

/* Whoever has an address asks, and is asked, by its interface. */
static void count(const struct topo *t, const struct wires *w, uint8_t family, uint64_t *on_wire)
{
	for (size_t i = 0; i < t->n_nodes; i++) {
		const struct topo_node *n = &t->nodes[i];

		for (size_t k = 0; k < n->n_ifaces; k++)
			if (speaks(n->ifaces[k].addresses, n->ifaces[k].n_addresses, family))
				on_wire[wires_of(w, i, k)]++;
		if (speaks(n->addresses, n->n_addresses, family))
			on_wire[wires_of(w, i, n->n_ifaces)]++;
	}
}

int crowd_neighbours(const struct topo *t, uint8_t family, uint64_t *ret)
{
	_cleanup_(wires_done) struct wires w = { 0 };
	_cleanup_free_ uint64_t *on_wire = NULL;
	uint64_t sum = 0;

	if (wires_make(&w, t))
		return -ENOMEM;
	on_wire = calloc(w.n + 1, sizeof(*on_wire));
	if (!on_wire)
		return -ENOMEM;
	count(t, &w, family, on_wire);
	for (size_t i = 0; i < w.n; i++)
		sum += on_wire[i] ? on_wire[i] * (on_wire[i] - 1) : 0;
	*ret = sum;
	return 0;
}
