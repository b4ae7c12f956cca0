/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * causes.h - the catalogue: one row a cause, asked in this order.
 */
#ifndef NSCOPE_CAUSES_H
#define NSCOPE_CAUSES_H

#include "scene.h"

/* cause_X() - does it explain the loss? Then where, summary, fix and confidence are filled. */
bool cause_loopback_down(const struct scene *s, struct verdict *v);
bool cause_link_down(const struct scene *s, struct verdict *v);
bool cause_no_carrier(const struct scene *s, struct verdict *v);
bool cause_no_address(const struct scene *s, struct verdict *v);
bool cause_no_route(const struct scene *s, struct verdict *v);
bool cause_address_unowned(const struct scene *s, struct verdict *v);
bool cause_unknown(const struct scene *s, struct verdict *v);

/** causes_first() - the first row that explains the loss; there always is one, "unknown" */
void causes_first(const struct scene *s, struct verdict *v);

#endif
