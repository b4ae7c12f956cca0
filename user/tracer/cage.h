/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cage.h - rights given up for good.
 *
 * Who takes packets apart may be taken over by one. So it can compute, read and write what is open
 * already, wait, and end; and nothing else: no capability, no file, no socket, no program.
 */
#ifndef NSCOPE_CAGE_H
#define NSCOPE_CAGE_H

#include "../util/err.h"

/**
 * cage_enter() - from here on
 *
 * All capabilities are gone, also from what could be gained; no_new_privs; not to be traced by
 * others of the same user; and a seccomp list: a system call that is not on it fails with EPERM.
 * It is not undone. Built with a sanitizer the list is left out, which needs calls of its own.
 * Return: 0; -errno: what was given up already stays so
 */
int cage_enter(struct err *e);

/**
 * cage_shrink() - of the capabilities keep these, where they are there
 * @caps: CAP_*, @n of them
 *
 * And no_new_privs.
 */
int cage_shrink(const unsigned int *caps, size_t n, struct err *e);

#endif
