// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * why_fix.c - a verdict's cure, run
 */
#include "why_fix.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

#include "../lab/netns_run.h"

/* Where so many faults are found one behind the other, somebody should look. */
#define ROUNDS_MAX 8

static bool ask(void)
{
	char answer[16];

	fputs("\nrun this? [y/N] ", stdout);
	fflush(stdout);
	if (!fgets(answer, sizeof(answer), stdin)) {
		putchar('\n');
		return false;
	}
	return answer[0] == 'y' || answer[0] == 'Y';
}

static bool is_same(const struct fixer *f, const struct verdict *v)
{
	return f->rounds && f->cause == v->cause && !strcmp(f->where.netns, v->where.netns) &&
	       !strcmp(f->where.ifname, v->where.ifname);
}

/* Return: why nothing is run; NULL: it may be */
static const char *refusal(const struct fixer *f, const struct verdict *v)
{
	if (!v->n_fix)
		return "No command is known that mends this.";
	if (is_same(f, v))
		return "That did not mend it: the same cause at the same place again.";
	if (f->rounds == ROUNDS_MAX)
		return "Too many faults one behind the other; look yourself, please.";
	if (f->yes && v->fixes_host && !f->allow_host)
		return "Not run: it changes the host's own network; --allow-host lets it.";
	if (!f->yes && !ask())
		return "Nothing was changed.";
	return NULL;
}

/* As typed where we were started: the command itself goes where it has to. */
static int run(const struct netns *here, const char *command, int *ret_status, struct err *e)
{
	pid_t child;
	int err;

	printf("$ %s\n", command);
	fflush(stdout);
	err = netns_command(here, NULL, command, NULL, &child, e);
	if (err)
		return err;
	while (waitpid(child, ret_status, 0) < 0)
		if (errno != EINTR)
			return err_sys(e, errno, "cannot wait for the command");
	return 0;
}

int fix_next(struct fixer *f, const struct verdict *v, struct err *e)
{
	_cleanup_netns_close_ struct netns here = NETNS_INIT;
	const char *no;
	int err, status = 0;

	if (v->reachable)
		return 0;
	no = refusal(f, v);
	if (no) {
		puts(no);
		return 0;
	}
	f->rounds++;
	f->cause = v->cause;
	f->where = v->where;
	err = netns_open("host", &here, e);
	putchar('\n');
	for (size_t i = 0; !err && !status && i < v->n_fix; i++)
		err = run(&here, v->fix[i], &status, e);
	if (err)
		return err;
	if (status)
		puts("The command failed.");
	putchar('\n');
	return !status;
}
