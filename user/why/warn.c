// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * warn.c - faults that did not stop this ping, and answers that came from the wrong place
 */
#include "evidence.h"

#include <linux/rtnetlink.h>

/* TO is an address of FROM itself, so the packet never left; another may have been meant. */
static void warn_own(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	const struct addr_row *own = room_addr(q->from, q->family, q->to);

	if (!own || own->scope == RT_SCOPE_HOST)
		return;
	if (s->owner && s->owner != q->from)
		say_warning(v, CAUSE_OWN_ADDRESS, q->from, room_link(q->from, own->ifindex),
			    "%s is an address of %s and of %s: %s answered itself, and no packet "
			    "went to %s.",
			    SHOW_IP(q->family, q->to), SHOW(q->from->name), SHOW(s->owner->name),
			    SHOW(q->from->name), SHOW(s->owner->name));
	else
		say_warning(v, CAUSE_OWN_ADDRESS, q->from, room_link(q->from, own->ifindex),
			    "%s is an address of %s itself: no packet left it.",
			    SHOW_IP(q->family, q->to), SHOW(q->from->name));
}

void warn(const struct scene *s, struct verdict *v)
{
	warn_own(s, v);
}
