// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * enter.c - a program runs inside a node, in our place
 */
#include "enter.h"

#include <stdbool.h>

#include "cmd.h"
#include "target.h"

int enter_open(const char *what, struct entry *ret, struct err *e)
{
	_cleanup_entry_ struct entry x = ENTRY_INIT;
	int err = target_open(what, &x.ns, NULL, e);

	if (!err)
		err = keeper_find(x.ns.name, x.ns.cookie, &x.keeper, e);
	if (err)
		return err;
	*ret = x;
	x = (struct entry)ENTRY_INIT;
	return 0;
}

void enter_close(struct entry *x)
{
	netns_close(&x->ns);
	keeper_close(&x->keeper);
}

int enter_run(const struct entry *x, char *const argv[], bool shell)
{
	struct err e = { 0 };
	int err;

	setenv(ENTER_VARIABLE, x->ns.name, true);
	err = netns_exec(&x->ns, &x->keeper, argv, shell, &e);
	cmd_fail(&e);
	return err < 0 ? EXIT_TROUBLE : err;
}
