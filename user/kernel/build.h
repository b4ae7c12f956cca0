/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build.h - a plan done step by step, each written into the journal before it exists.
 */
#ifndef NSCOPE_BUILD_H
#define NSCOPE_BUILD_H

#include "../topo/plan.h"
#include "state.h"

/**
 * build_plan() - do all steps, and wait until the lab can carry packets
 * @file: the topology's name, for errors: "FILE:LINE:COL: cannot create red:eth0 -- ..."
 * @s:    receives the journal
 *
 * SIGINT, SIGTERM and SIGHUP, blocked by the caller, stop it between two steps.
 * Return: 0; -errno, and everything done so far is in the journal; -EINTR
 */
int build_plan(const struct plan *p, const char *file, struct state *s, struct err *e);

#endif
