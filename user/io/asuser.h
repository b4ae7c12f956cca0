/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * asuser.h - for a moment the user who called sudo: a file that root would open for them is opened
 * with their rights.
 */
#ifndef NSCOPE_ASUSER_H
#define NSCOPE_ASUSER_H

#include <stdbool.h>
#include <sys/types.h>

#include "../util/util.h"

struct asuser {
	bool changed;
	gid_t *groups;
	int n_groups;
};

/**
 * asuser_begin() - where we are root and SUDO_UID and SUDO_GID say for whom: effective ids and
 * groups become theirs
 * @u: asuser_end() it; untouched on failure
 * Return: 0, also where nothing had to change; -1 with errno
 */
int asuser_begin(struct asuser *u);

/** asuser_end() - root again. It cannot fail but by a fault of ours, which aborts. */
void asuser_end(struct asuser *u);

#endif
