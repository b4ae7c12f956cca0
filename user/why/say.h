/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * say.h - the words a verdict is made of: names fit for a terminal, commands fit for a shell.
 */
#ifndef NSCOPE_SAY_H
#define NSCOPE_SAY_H

#include "scene.h"

/* A name as it may be shown: escaped, and short enough to leave room for the sentence. */
struct shown {
	char text[72];
};

struct shown show(const char *name);
struct shown show_ip(uint8_t family, const uint8_t *addr);

/* show_to() - TO as the user called it, or its address */
struct shown show_to(const struct question *q);

#define SHOW(name)	 (show(name).text)
#define SHOW_IP(fam, ip) (show_ip(fam, ip).text)
#define SHOW_TO(q)	 (show_to(q).text)

/* "once", "twice", "3 times" */
struct shown show_times(unsigned int n);
#define SHOW_TIMES(n) (show_times(n).text)

/** say() - write the sentence; one that is cut still ends in a period */
void say(struct verdict *v, const char *fmt, ...) _printf_(2, 3);

/** say_where() - the place of the fault; @link NULL: the namespace alone */
void say_where(struct verdict *v, const struct room *room, const struct link_row *link);

/**
 * say_fix() - `ip` in a room's namespace, with arguments that name @link
 *
 * Left empty when a name in it would not survive a shell unharmed: a command that is offered to be
 * run has to be safe to run.
 */
void say_fix(struct verdict *v, const struct room *room, const struct link_row *link,
	     const char *fmt, ...) _printf_(4, 5);

#endif
