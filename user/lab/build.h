/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build.h - a plan done step by step, each written into the journal before it exists.
 */
#ifndef NSCOPE_BUILD_H
#define NSCOPE_BUILD_H

#include "../topo/plan.h"
#include "state.h"

struct build_how {
	const char *file; /* the topology's name, for errors: "FILE:LINE:COL: cannot create ..." */
	/* told now and then how many steps are done; may be NULL */
	void (*progress)(void *ctx, size_t done, size_t all);
	void *ctx;
};

/**
 * build_plan() - do all steps, and wait until the lab can carry packets
 * @s:    receives the journal
 *
 * SIGINT, SIGTERM and SIGHUP, blocked by the caller, stop it between two steps.
 * Return: 0; -errno, and everything done so far is in the journal; -EINTR
 */
int build_plan(const struct plan *p, const struct build_how *how, struct state *s, struct err *e);

/**
 * build_change() - make a lab that is there another
 * @p:    plan_change() from what is there to what is wanted
 * @back: plan_change() the other way: done when @p fails, so that the lab is as it was
 * @s:    its journal says which rooms are the lab's; none but those is touched
 * @left: receives what outlived its removal, as undo_journal() says it; untouched otherwise
 *
 * Return: 0; -errno: and the lab is as it was, or, where @e says that this failed too, not "ready"
 */
int build_change(const struct plan *p, const struct plan *back, const struct build_how *how,
		 struct state *s, struct text *left, struct err *e);

#endif
