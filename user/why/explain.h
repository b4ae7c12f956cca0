/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain.h - what each cause is, for somebody who has just met it: explain.txt, taken apart.
 *
 *     link-down                                          the code
 *       An interface on the way is switched off.         in one line
 *
 *       A network interface has a switch ...             in full
 *
 *         nscope up pair                                 how to build one
 *         ip -n blue link set eth0 down
 *         nscope why red blue
 *       > blue:eth0 is down ...                          what is said then
 *
 *       As a lesson: nscope lesson start mend1           where there is one
 */
#ifndef NSCOPE_EXPLAIN_H
#define NSCOPE_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "cause_list.h"

struct explanation {
	const char *text; /* all of it, with the code in its first line */
	size_t len;
	const char *line; /* the one line, without its indent and end */
	size_t line_len;
};

/** explain() - one cause; false: the file has none of it, which a test rules out */
bool explain(enum cause c, struct explanation *ret);

#endif
