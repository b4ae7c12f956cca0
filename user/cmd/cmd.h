/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cmd.h - the verbs: arguments in, exit status out. One row here, one file beside.
 */
#ifndef NSCOPE_CMD_H
#define NSCOPE_CMD_H

#include "../util/err.h"

/* Exit statuses, the same for every verb (exec passes its command's on). */
enum { EXIT_YES = 0, EXIT_NO = 1, EXIT_TROUBLE = 2 };

/* X(name, arguments, what it does): dispatch, --help and the man page's table */
#define VERBS(X)                                                                                   \
	X(up, "[--check] FILE|BUILTIN", "build the lab")                                           \
	X(plan, "FILE|BUILTIN", "print the commands that would build it")                          \
	X(down, "LAB | --all", "remove the lab, all of it and only it")                            \
	X(list, "[-j]", "labs and namespaces on this machine")                                     \
	X(show, "[-jv] [NODE...]", "what each namespace's tables say; --graph")                    \
	X(exec, "NODE -- CMD...", "run a command inside a namespace")                              \
	X(shell, "NODE", "a shell inside a namespace")                                             \
	X(ps, "[-j] [NODE...]", "the processes in each namespace")                                 \
	X(trace, "[-j] [NODE...] [FILTER]", "watch ARP and ICMP at every veth end")                \
	X(ping, "[-v] FROM TO [-- OPTIONS]", "ping, draw what happened, say why")                  \
	X(why, "[-jv] FROM TO [-- OPTIONS]", "why can TO not be reached from FROM?")               \
	X(fault, "LAB [LINK] [--loss P]...", "impair a link on purpose")                           \
	X(lesson, "[list | start ID | check]", "guided labs, and broken ones to mend")             \
	X(report, "CAPTURE -o FILE.html", "a page that steps through a capture")                   \
	X(schema, "[trace|why|lab]", "what our JSON looks like, for programs")                     \
	X(doctor, "[-v]", "what this machine can do, and the cure")                                \
	X(validate, "FILE|BUILTIN | --schema", "check a lab or a lesson, without root")

/* argv[0] is the verb; the rest are its arguments */
#define VERB_DECLARE(name, args, does) int cmd_##name(int argc, char **argv);
VERBS(VERB_DECLARE)
#undef VERB_DECLARE

/** cmd_fail() - print the error once, return EXIT_TROUBLE */
int cmd_fail(const struct err *e);

/** cmd_help() - "usage: nscope VERB ARGS" and @text on stdout, return EXIT_YES */
int cmd_help(const char *verb, const char *text);

/** cmd_usage() - "nscope VERB ARGS" and a hint on stderr, return EXIT_TROUBLE */
int cmd_usage(const char *verb, const char *complaint);

#endif
