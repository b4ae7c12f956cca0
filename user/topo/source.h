/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * source.h - a text with a name, and errors that point into it.
 *
 *      lab.yaml:5:13: unknown key 'adresses' in an interface: did you mean 'addresses'?
 *          5 |       eth0: {adresses: [192.168.15.1/24]}
 *            |              ^
 */
#ifndef NSCOPE_SOURCE_H
#define NSCOPE_SOURCE_H

#include "topo.h"

struct source {
	const char *text; /* need not end in NUL; hostile */
	size_t len;
	const char *file; /* as errors shall call it */
};

/** source_of() - a file's text; the byte order mark that some editors put first is not of it */
struct source source_of(const char *text, size_t len, const char *file);

/**
 * source_error() - record "FILE:LINE:COL: what", the line and a caret below it
 *
 * Return: -EINVAL
 */
int source_error(const struct source *s, struct mark m, struct err *e, const char *fmt, ...)
	_printf_(4, 5);

/** source_mark() - line and column, in characters, of an octet of the text */
struct mark source_mark(const struct source *s, size_t offset);

/** source_offset() - the octet at a line and column, at most the text's length */
size_t source_offset(const struct source *s, struct mark m);

/* Foreign text that an error quotes, escaped and cut: short enough to stay one line. */
struct source_quote {
	char text[64];
};

/** source_quote() - foreign text made fit for a message */
struct source_quote source_quote(const char *text);

#endif
