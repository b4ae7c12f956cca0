/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wires.h - which interfaces of a lab hear each other's broadcasts.
 *
 * A wire is a pipe, or all pipes that switches join; ports and the bridge itself are on it.
 */
#ifndef NSCOPE_WIRES_H
#define NSCOPE_WIRES_H

#include "topo.h"

struct wires {
	size_t n;	/* places: of all interfaces and bridges */
	size_t *first;	/* of each node: where its interfaces begin, then its bridge's place */
	size_t *parent; /* a forest: who has the same root is on the same wire */
	bool *outside;	/* of a root: the host is on this wire */
};

/** wires_make() - 0 or -ENOMEM; wires_done() it, also after a failure */
int wires_make(struct wires *w, const struct topo *t);
void wires_done(struct wires *w);

/** wires_of() - the wire of a node's interface; @iface n_ifaces is its bridge */
size_t wires_of(const struct wires *w, size_t node, size_t iface);

/** wires_outside() - is the host on that wire? */
bool wires_outside(const struct wires *w, size_t wire);

#endif
