/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * show_watch.h - one page after the other, in place on a terminal, below each other in a pipe.
 */
#ifndef NSCOPE_SHOW_WATCH_H
#define NSCOPE_SHOW_WATCH_H

#include <stdbool.h>

#include "../util/err.h"

#define WATCH_LOOKS 5 /* a mark stays for so many */

/** show_watch_interval() - seconds, with a fraction; NULL: the usual. 0 or -EINVAL */
int show_watch_interval(const char *seconds, unsigned int *ret_ms);

/** show_watch_begin() - from here on signals end the waiting */
void show_watch_begin(void);

/** show_watch_page() - a page in place of the last; on a terminal as much as it holds */
int show_watch_page(const char *page, unsigned int ms, struct err *e);

/** show_watch_wait() - false: a signal came, it is over */
bool show_watch_wait(unsigned int ms);

#endif
