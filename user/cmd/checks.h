/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * checks.h - `checks` of a lab file, tried on the lab as it stands.
 */
#ifndef NSCOPE_CHECKS_H
#define NSCOPE_CHECKS_H

#include "../topo/topo.h"

struct checks_result {
	size_t failed;			     /* did not come out as expected */
	const struct topo_check *unanswered; /* the first that should have been answered, or NULL */
};

/**
 * checks_run() - ping what the file says, all at once, and print a line for each
 * @ask_why: below each that should have been answered, say who knows why not
 * Return: 0, or -errno when they could not be tried
 */
int checks_run(const struct topo *t, bool ask_why, struct checks_result *ret, struct err *e);

#endif
