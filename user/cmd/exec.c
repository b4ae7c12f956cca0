// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exec.c - nscope exec: a command runs inside a namespace, in our place
 */
#include <errno.h>
#include <string.h>

#include "cmd.h"
#include "target.h"

/* As shells have it. */
enum { EXIT_NOT_EXECUTABLE = 126, EXIT_NOT_FOUND = 127 };

static const char help[] =
	"Runs CMD inside a namespace, with /sys of that namespace and the files of\n"
	"/etc/netns/NODE over /etc, as ip netns exec does. NODE is a name, pid:N, a\n"
	"container, a path, or host. Exit status is CMD's; 127: there is no such\n"
	"command, 126: it cannot be run, 2: no such namespace.\n"
	"\n"
	"  sudo nscope exec red -- ip addr\n"
	"  sudo nscope exec red -- bash\n";

int cmd_exec(int argc, char **argv)
{
	struct netns n = NETNS_INIT;
	struct err e = { 0 };
	char **cmd;

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return cmd_help("exec", help);
	if (argc < 2)
		return cmd_usage("exec", "in which namespace?");
	if (argv[1][0] == '-')
		return cmd_usage("exec", "it has no options; NODE comes first");
	cmd = argv + 2;
	if (*cmd && !strcmp(*cmd, "--"))
		cmd++;
	else if (*cmd && **cmd == '-')
		return cmd_usage("exec", "options of CMD go behind --");
	if (!*cmd)
		return cmd_usage("exec", "which command?");
	if (target_open(argv[1], &n, NULL, &e) || netns_become(&n, &e))
		return cmd_fail(&e);
	netns_close(&n);
	execvp(*cmd, cmd);
	err_sys(&e, errno, "cannot run %s", *cmd);
	cmd_fail(&e);
	return e.code == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
}
