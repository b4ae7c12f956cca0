// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wires.c - interfaces joined by pipes and switches: union and find
 */
#include "wires.h"

#include <errno.h>

static size_t root(const size_t *parent, size_t i)
{
	while (parent[i] != i)
		i = parent[i];
	return i;
}

/* Paths are halved as they are walked, so a switch of a thousand ports stays flat. */
static void join(size_t *parent, size_t a, size_t b)
{
	for (; parent[a] != a; a = parent[a])
		parent[a] = parent[parent[a]];
	for (; parent[b] != b; b = parent[b])
		parent[b] = parent[parent[b]];
	parent[b] = a;
}

int wires_make(struct wires *w, const struct topo *t)
{
	size_t n = 0;

	*w = (struct wires){ .first = calloc(t->n_nodes + 1, sizeof(*w->first)) };
	for (size_t i = 0; w->first && i < t->n_nodes; i++) {
		w->first[i] = n;
		n += t->nodes[i].n_ifaces + 1;
	}
	w->n = n;
	w->parent = calloc(n + 1, sizeof(*w->parent));
	w->outside = calloc(n + 1, sizeof(*w->outside));
	if (!w->first || !w->parent || !w->outside)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		w->parent[i] = i;
	for (size_t i = 0; i < t->n_nodes; i++)
		for (size_t k = 0; k < t->nodes[i].n_ifaces; k++)
			if (t->nodes[i].ifaces[k].port)
				join(w->parent, w->first[i] + t->nodes[i].n_ifaces,
				     w->first[i] + k);
	for (size_t i = 0; i < t->n_links; i++)
		join(w->parent, w->first[t->links[i].ends[0].node] + t->links[i].ends[0].iface,
		     w->first[t->links[i].ends[1].node] + t->links[i].ends[1].iface);
	for (size_t i = 0; i < t->n_nodes; i++)
		for (size_t k = 0; t->nodes[i].outside && k < t->nodes[i].n_ifaces; k++)
			w->outside[wires_of(w, i, k)] = true;
	return 0;
}

void wires_done(struct wires *w)
{
	free(w->first);
	free(w->parent);
	free(w->outside);
}

size_t wires_of(const struct wires *w, size_t node, size_t iface)
{
	return root(w->parent, w->first[node] + iface);
}

bool wires_outside(const struct wires *w, size_t wire)
{
	return w->outside[wire];
}
