/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * counted.h - inside user/topo: {i} in a text, the number of a copy, and {i+7}, one seven further.
 */
#ifndef NSCOPE_COUNTED_H
#define NSCOPE_COUNTED_H

#include <stdbool.h>

#include "../util/util.h"

#define COUNTED_PLAIN	  "{i}"
#define COUNTED_PLAIN_LEN 3

/**
 * counted_token() - is there a number to be put in?
 * @text:     the whole of it: in "${i}" the braces are the shell's
 * @c:	      where in @text
 * @ret_plus: what is added; untouched if there is none
 * Return: octets of "{i}" or "{i+7}", 0: none
 */
size_t counted_token(const char *text, const char *c, uint32_t *ret_plus);

/** counted_any() - is there one anywhere? */
bool counted_any(const char *text);

/** counted_text() - the text of copy @i, owned by the caller; NULL: no memory */
char *counted_text(const char *text, uint32_t i);

#endif
