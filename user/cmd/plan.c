// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan.c - nscope plan: a lab as the commands that would build it
 */
#include "typed.h"

#include <errno.h>
#include <string.h>

#include "cmd.h"
#include "load.h"

static const char help[] =
	"Prints the `ip` and `sysctl` commands that build the lab, in their order. Run\n"
	"by sh, as root, they build the same lab as `nscope up`. FILE may be - for\n"
	"standard input.\n"
	"\n"
	"  nscope plan pair                     the smallest lab, as commands\n"
	"  nscope plan lab.yaml | sudo sh -ex   build a lab without nscope\n";

static int print(const struct plan *p)
{
	for (size_t i = 0; i < p->n_steps; i++) {
		_cleanup_free_ char *step = plan_step_text(p, &p->steps[i]);

		if (!step)
			return -ENOMEM;
		if (fputs(step, stdout) < 0)
			return -errno;
	}
	return fflush(stdout) ? -errno : 0;
}

int typed_print(const struct plan *p, struct err *e)
{
	int err = print(p);

	return err ? err_sys(e, -err, "cannot write the plan") : 0;
}

int cmd_plan(int argc, char **argv)
{
	_cleanup_topo_ struct topo *topo = NULL;
	_cleanup_plan_ struct plan *plan = NULL;
	struct err e = { 0 };

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return cmd_help("plan", help);
	if (argc != 2)
		return cmd_usage("plan", argc < 2 ? "which lab?" : "one lab at a time");
	if (argv[1][0] == '-' && argv[1][1])
		return cmd_usage("plan", "it has no options");
	if (load_topo(argv[1], &topo, NULL, NULL, &e) || plan_make(topo, &plan, &e) ||
	    typed_print(plan, &e))
		return cmd_fail(&e);
	return EXIT_YES;
}
