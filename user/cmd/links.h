/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * links.h - the links of a lab, by the names that people give them.
 */
#ifndef NSCOPE_LINKS_H
#define NSCOPE_LINKS_H

#include "../lab/lab.h"
#include "../util/text.h"

struct links {
	const char *lab;
	struct lab_link *items;
	size_t n;
};

#define LINKS_INIT                                                                                 \
	{                                                                                          \
		0                                                                                  \
	}

/** links_read() - all of a lab; @lab is kept as it is; links_free() it */
int links_read(const char *lab, struct links *ret, struct err *e);
void links_free(struct links *l);
#define _cleanup_links_ _cleanup_(links_free)

/**
 * links_find() - the link that is meant
 * @what: one of its ends ("red:eth0"), its nodes ("red-blue"), or both ends
 *	  ("red:eth0--blue:eth0"), either first
 * Return: the link; NULL: none, or more than one, and @e lists those there are
 */
const struct lab_link *links_find(const struct links *l, const char *what, struct err *e);

/** links_end_text() - append "red:eth0" */
void links_end_text(struct text *t, const struct lab_end *end);

#endif
