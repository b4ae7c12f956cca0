/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * case.h - a question with all that its verdict was judged by, as JSON; judged again elsewhere.
 *
 *     question ──▶ case_write() ──▶ FILE ──▶ case_read() ──▶ why_judge() ──▶ the same verdict
 *
 * Pure: no kernel is asked, its answers are in the file.
 */
#ifndef NSCOPE_CASE_H
#define NSCOPE_CASE_H

#include <jansson.h>

#include "verdict.h"

struct why_case {
	struct question q; /* all it points to is here */
	struct snapshot *snap, *after;
	struct frame_log log;
	struct asks asks;
	char *to_name, *said;
};

/** case_write() - a new object, NULL: no memory */
json_t *case_write(const struct question *q);

/**
 * case_read() - the opposite
 * @file: hostile
 * @ret:  case_done() it, also on failure
 * Return: 0; -EPROTO: it is none, or contradicts itself; -EPROTONOSUPPORT: a newer nscope's;
 * -ENOMEM
 */
int case_read(const json_t *file, struct why_case *ret);
void case_done(struct why_case *c);

#define _cleanup_case_ _cleanup_(case_done)

#endif
