// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exec.c - nscope exec: a command runs inside a namespace, in our place
 */
#include <string.h>

#include "cmd.h"
#include "enter.h"

static const char help[] =
	"Runs CMD inside a namespace, with /sys of that namespace and the files of\n"
	"/etc/netns/NODE over /etc, as ip netns exec does. NODE is a name, pid:N, a\n"
	"path, or host. In a node with 'isolate' its pid, mount, uts and ipc namespaces\n"
	"are entered, too; by pid:N or a path the network alone. NSCOPE_NODE is set to\n"
	"NODE. Exit status is CMD's; 127: there is no such command, 126: it cannot be\n"
	"run, 2: no such namespace.\n"
	"\n"
	"  sudo nscope exec red -- ip addr\n"
	"  sudo nscope exec red -- bash\n";

int cmd_exec(int argc, char **argv)
{
	_cleanup_entry_ struct entry x = ENTRY_INIT;
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
	if (enter_open(argv[1], &x, &e))
		return cmd_fail(&e);
	return enter_run(&x, cmd, false);
}
