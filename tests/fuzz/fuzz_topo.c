// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_topo.c - any bytes as a lab file: parsed, planned, printed
 */
#include <string.h>

#include "../../user/topo/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* What a command says of its own has a bound; an author's text has none. */
static bool is_foreign(const struct step *s)
{
	return s->kind == STEP_NFT || s->kind == STEP_RUN;
}

/* Not printed where no command does it. */
static bool is_silent(const struct step *s)
{
	return s->kind == STEP_FAULT || s->kind == STEP_KEEPER;
}

/* A script that sh reads as meant: whole lines, nothing cut, no control characters. */
static void print(const struct plan *p)
{
	for (size_t i = 0; i < p->n_steps; i++) {
		_cleanup_free_ char *step = plan_step_text(p, &p->steps[i]);
		size_t len;

		check(step);
		len = strlen(step);
		if (is_silent(&p->steps[i]) && !len)
			continue;
		check(len > 0 && (is_foreign(&p->steps[i]) ? step[len - 1] == '\n'
							   : len < PLAN_STEP_TEXT - 1));
		for (size_t k = 0; k < len; k++)
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
