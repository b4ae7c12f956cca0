// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan.c - what a lab file becomes: its plan on stdout, or the complaint on stderr
 *
 *   plan FILE [NAME]     NAME: as messages shall call the file
 */
#include "../../user/topo/plan.h"

int main(int argc, char **argv)
{
	_cleanup_fclose_ FILE *f = argc > 1 ? fopen(argv[1], "r") : NULL;
	_cleanup_free_ char *buf = malloc(TOPO_TEXT_MAX + 1);
	_cleanup_topo_ struct topo *topo = NULL;
	_cleanup_plan_ struct plan *plan = NULL;
	struct err e = { 0 };

	if (!f || !buf)
		return 1;
	if (topo_parse(buf, fread(buf, 1, TOPO_TEXT_MAX + 1, f), argv[argc - 1], &topo, &e) ||
	    plan_make(topo, &plan, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 2;
	}
	for (size_t i = 0; i < plan->n_steps; i++) {
		_cleanup_free_ char *line = plan_step_text(plan, &plan->steps[i]);

		fputs(line, stdout);
	}
	return 0;
}
