/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * verdict.h - a verdict printed: for people, and for programs.
 *
 *     red asked 3 times who has 192.168.15.9 on eth0 and nobody answered: …
 *
 *       fix: ip -n blue addr add 192.168.15.9/24 dev eth0
 */
#ifndef NSCOPE_OUT_VERDICT_H
#define NSCOPE_OUT_VERDICT_H

#include <stdio.h>

#include "../why/verdict.h"

/** verdict_json() - one JSON object on one line, as spec.md section 4 has it */
void verdict_json(const struct question *q, const struct verdict *v, FILE *file);

struct verdict_style {
	unsigned int width; /* columns; 0: lines are not folded */
	bool color, utf8;
	bool all; /* what it rests on also where all is well, and all that was ruled out */
};

/** verdict_text() - the sentence first, then what it rests on, what was ruled out, and the cure */
void verdict_text(const struct verdict *v, const struct verdict_style *style, FILE *file);

/**
 * path_text() - the ways it went, drawn; nothing where there is none
 *
 *       red:eth0 ━▶ sw:p-red → sw:p-blue ━✗ blue:eth0 (10.0.0.2)
 *                                         ╰ the request was lost here
 */
void path_text(const struct verdict *v, const struct verdict_style *style, FILE *file);

/** verdict_schema() - the JSON schema (draft 7) of what verdict_json() prints */
const char *verdict_schema(size_t *ret_len);

#endif
