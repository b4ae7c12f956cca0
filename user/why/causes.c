// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * causes.c - the catalogue of faults, in the order they are asked
 */
#include "causes.h"

static const struct {
	enum cause cause;
	bool (*explains)(const struct scene *s, struct verdict *v);
	unsigned int stages;
} rows[] = {
#define CAUSE_ROW(id, function, at) { CAUSE_##id, function, at },
	CAUSE_ROWS(CAUSE_ROW)
#undef CAUSE_ROW
};

void causes_first(const struct scene *s, struct verdict *v)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct verdict this = *v;

		if (!(rows[i].stages & 1u << s->gap.stage))
			continue;
		this.cause = rows[i].cause;
		if (rows[i].explains(s, &this)) {
			*v = this;
			break;
		}
		v->ruled_out[rows[i].cause] = true;
	}
	v->ruled_out[v->cause] = false;
}
