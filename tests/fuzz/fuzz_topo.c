// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_topo.c - any bytes as a lab file: parsed, planned, printed
 */
#include <string.h>

#include "../../user/topo/plan.h"
#include "../../user/util/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* A script that sh reads as meant: whole lines, nothing cut, no control characters. */
static void print(const struct plan *p)
{
	for (size_t i = 0; i < p->n_steps; i++) {
		char step[PLAN_STEP_TEXT] = "";
		struct text t = TEXT(step);

		plan_print_step(p, &p->steps[i], &t);
		check(t.len > 0 && t.len < sizeof(step) - 1);
		for (size_t k = 0; k < t.len; k++)
			check((step[k] >= ' ' && step[k] <= '~') || strchr("\n\t", step[k]));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_topo_ struct topo *topo = NULL;
	_cleanup_plan_ struct plan *plan = NULL;
	struct err e = { 0 };
	int err = topo_parse((const char *)data, size, "fuzz.yaml", &topo, &e);

	/* Failed: a complaint and nothing else. */
	check(!err == (topo != NULL) && (!err || (e.code && *e.text && strlen(e.text) < 639)));
	if (err)
		return 0;
	check(!plan_make(topo, &plan, &e));
	print(plan);
	return 0;
}
