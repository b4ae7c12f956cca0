/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_change.h - links, addresses and routes that changed, as JSON.
 */
#ifndef NSCOPE_JSON_CHANGE_H
#define NSCOPE_JSON_CHANGE_H

#include "../trace/frame.h"
#include "json_write.h"

/** json_change() - what kind of change, and an object under its type's word */
void json_change(const struct frame *f, struct text *t);

#endif
