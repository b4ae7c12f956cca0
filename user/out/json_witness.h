/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_witness.h - what leaves no drop, in JSON.
 */
#ifndef NSCOPE_JSON_WITNESS_H
#define NSCOPE_JSON_WITNESS_H

#include "../trace/frame.h"

/** json_witness() - append the section of an icmp_send, fib or fdb frame, under its type's name */
void json_witness(const struct frame *f, struct text *t);

#endif
