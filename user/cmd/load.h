/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * load.h - what a verb's argument names: a file, "-", or a built-in.
 */
#ifndef NSCOPE_LOAD_H
#define NSCOPE_LOAD_H

#include "../topo/topo.h"

/**
 * load_topo() - read and parse a lab
 * @what:     a file's path; "-" is standard input; a built-in's name, unless a file is called so
 * @ret:      the lab, topo_free() it
 * @ret_text: the text it was read from, free() it; may be NULL
 * @ret_len:  its octets; may be NULL
 *
 * Only regular files, at most TOPO_TEXT_MAX octets: never blocks, but on standard input.
 * Return: 0; -EINVAL, -EISDIR, -EFBIG, -ENOENT, ...; outputs are untouched on failure
 */
int load_topo(const char *what, struct topo **ret, char **ret_text, size_t *ret_len, struct err *e);

/** load_text() - the same, not parsed: it may be something else than a lab */
int load_text(const char *what, char **ret_text, size_t *ret_len, struct err *e);

/** load_name() - as errors shall call it */
const char *load_name(const char *what);

/**
 * load_source() - which file that is, wherever one stands
 * Return: its absolute path, "built-in pair" or "standard input"; free() it. NULL: no memory
 */
char *load_source(const char *what);

#endif
