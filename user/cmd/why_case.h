/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * why_case.h - a verdict's case in a file: why -w, why -r
 */
#ifndef NSCOPE_WHY_CASE_H
#define NSCOPE_WHY_CASE_H

#include "../util/err.h"
#include "../why/case.h"

/** case_save() - write it down
 * @path: "-" is standard output; as outfile_create() has it
 * Return: 0 or -errno */
int case_save(const struct question *q, const char *path, struct err *e);

/** case_load() - read it back
 * @path: "-" is standard input; under sudo opened as the user who called sudo
 * @ret:  case_done() it, also on failure
 * Return: 0; -ENOENT, -EACCES, -EPROTO, -EPROTONOSUPPORT, ... */
int case_load(const char *path, struct why_case *ret, struct err *e);

#endif
