/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * checks.h - `checks` of a lab file, tried on the lab as it stands.
 */
#ifndef NSCOPE_CHECKS_H
#define NSCOPE_CHECKS_H

#include "../topo/topo.h"

/**
 * checks_run() - ping what the file says, all at once, and print a line for each
 * @ret_failed: how many did not come out as expected
 * Return: 0, or -errno when they could not be tried
 */
int checks_run(const struct topo *t, size_t *ret_failed, struct err *e);

#endif
