/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * twins.h - inside user/topo: two plans, and which of their steps say the same of the same room.
 */
#ifndef NSCOPE_TWINS_H
#define NSCOPE_TWINS_H

#include "plan.h"

struct item {
	const struct step *step;
	size_t room;	 /* of the plan to be */
	const char *key; /* what is said of the room, but for what can be set afterwards */
	char *owned;
	struct item *twin; /* in the other plan, or NULL */
};

struct side {
	const struct topo *topo;
	struct plan *plan;
	size_t *rooms;	    /* each room's index in the plan to be */
	struct item *items; /* as the steps */
	struct item **sorted;
};

/** twins_make() - items of both sides, paired; plan, topo and rooms are filled in. 0 or -ENOMEM */
int twins_make(struct side *was, struct side *now);

/** twins_part() - two that cannot stand for each other after all */
void twins_part(struct item *i);

void twins_done(struct side *s);

#endif
