// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * causes.c - the catalogue of faults, in the order they are asked
 *
 * A row claims the loss only when its fault is on this packet's way and nothing seen speaks
 * against it; a fault that merely exists somewhere is no cause.
 */
#include "causes.h"

static const struct {
	enum cause cause;
	bool (*explains)(const struct scene *s, struct verdict *v);
} causes[] = {
	{ CAUSE_LOOPBACK_DOWN, cause_loopback_down },
	{ CAUSE_LINK_DOWN, cause_link_down },
	{ CAUSE_NO_CARRIER, cause_no_carrier },
	{ CAUSE_NO_ADDRESS, cause_no_address },
	{ CAUSE_NO_ROUTE, cause_no_route },
	{ CAUSE_ADDRESS_UNOWNED, cause_address_unowned },
	{ CAUSE_UNKNOWN, cause_unknown },
};

void causes_first(const struct scene *s, struct verdict *v)
{
	for (size_t i = 0; i < ARRAY_SIZE(causes); i++) {
		if (!causes[i].explains(s, v))
			continue;
		v->cause = causes[i].cause;
		return;
	}
}
