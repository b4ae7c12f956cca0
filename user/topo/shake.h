/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shake.h - inside user/topo: what a change takes along beside what it is about.
 */
#ifndef NSCOPE_SHAKE_H
#define NSCOPE_SHAKE_H

#include "twins.h"

/* What happens to an interface of a room that stays. */
enum { IFACE_GOES = 1, IFACE_COMES = 2, IFACE_SHAKEN = 4 };

struct spot {
	const char *ifname;
	unsigned int what;
};

/* A room of either plan. */
struct hall {
	bool was, is;
	bool relink;   /* what its interfaces inherit at birth differs */
	bool resysctl; /* writing one may reset others, so all are written */
	bool reroute;
	bool ipv6; /* its interfaces have link-local addresses */
	struct spot *spots;
	size_t n_spots;
};

/**
 * shake() - part the twins that would not survive what happens around them
 * @halls: was and is are filled in; one per room of the plan to be
 * Return: 0 or -ENOMEM
 */
int shake(struct side *was, struct side *now, struct hall *halls);

/** hall_touched() - does any of @what happen to an interface? NULL is no interface */
bool hall_touched(const struct hall *h, const char *ifname, unsigned int what);

/** iface_of() - the interface without which a step means nothing, or NULL */
const char *iface_of(const struct side *s, const struct step *step);

void hall_done(struct hall *h);

#endif
