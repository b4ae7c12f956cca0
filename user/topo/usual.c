// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usual.c - what sysctls.h says to a node, as the steps of a plan
 */
#include <errno.h>

#include "plan.h"
#include "sysctls.h"

/* What the table says, unless the file says something else about the same. */
size_t plan_usual(const struct step *s, struct step ret[PLAN_USUAL_MAX])
{
	const struct topo_node *n = s->usual.node;
	const struct sysctl_row *r;
	size_t count = 0;

	for (size_t k = 0; (r = sysctls_row(k)) && count < PLAN_USUAL_MAX; k++) {
		const char *value = sysctls_value(r, n);
		struct step *one = &ret[count];

		if (!value || sysctls_given(n, r->key))
			continue;
		*one = (struct step){ .kind = STEP_SYSCTL, .room = s->room, .mark = s->mark };
		one->sysctl.key = r->key;
		one->sysctl.value = value;
		one->sysctl.optional = r->optional;
		one->sysctl.inherited = true;
		count++;
	}
	return count;
}

int plan_spell(struct plan *p)
{
	struct plan spelt = { 0 };

	for (size_t i = 0; i < p->n_steps; i++) {
		struct step rows[PLAN_USUAL_MAX] = { p->steps[i] };
		size_t n = rows->kind == STEP_USUAL ? plan_usual(&p->steps[i], rows) : 1;

		for (size_t k = 0; k < n; k++) {
			struct step *more = grow(spelt.steps, spelt.n_steps, sizeof(*more));

			if (!more) {
				free(spelt.steps);
				return -ENOMEM;
			}
			spelt.steps = more;
			more[spelt.n_steps++] = rows[k];
		}
	}
	free(p->steps);
	p->steps = spelt.steps;
	p->n_steps = spelt.n_steps;
	return 0;
}
