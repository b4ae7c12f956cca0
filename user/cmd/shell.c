// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shell.c - nscope shell: one's own shell inside a node, with a prompt that says so
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "../util/text.h"
#include "cmd.h"
#include "enter.h"

/* The shell expands the variable each time it prompts: what is in it is no shell text. */
#define PROMPT "[$" ENTER_VARIABLE "] "

static const char help[] =
	"Your shell ($SHELL, or sh) inside a node, as exec runs it; its prompt names the\n"
	"node, where it is bash or sh (others: $NSCOPE_NODE). exit, or Ctrl-D, leaves.\n"
	"Exit status is the shell's.\n"
	"\n"
	"  sudo nscope shell red\n"
	"  echo 'ip addr' | sudo nscope shell red\n";

static const char *find_shell(void)
{
	const char *shell = getenv("SHELL");

	return shell && *shell == '/' ? shell : "/bin/sh";
}

/* Those that take their prompt from the environment, and expand variables in it. */
static bool is_plain(const char *name)
{
	static const char *const plain[] = { "sh", "dash", "ash", "ksh", "mksh" };

	for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
		if (!strcmp(name, plain[i]))
			return true;
	return false;
}

/*
 * bash sets its prompt in files that it reads at start, after the environment. It is told to read
 * another than ~/.bashrc, which reads that and then adds to the prompt: a pipe, so that nothing has
 * to be written anywhere, which closes itself.
 * Return: its reading end
 */
static int open_bashrc(struct err *e)
{
	char buf[256];
	struct text t = TEXT(buf);
	int ends[2];
	bool done;

	if (pipe2(ends, O_CLOEXEC))
		return err_sys(e, errno, "cannot name the node in the prompt");
	text_add(&t, "[ -r ~/.bashrc ] && . ~/.bashrc\nPS1='" PROMPT "'\"$PS1\"\nexec %d<&-\n",
		 ends[0]);
	done = write(ends[1], buf, t.len) == (ssize_t)t.len && !fcntl(ends[0], F_SETFD, 0);
	close(ends[1]);
	if (done)
		return ends[0];
	close(ends[0]);
	return err_sys(e, errno, "cannot name the node in the prompt");
}

static int run_bash(const struct entry *x, const char *shell)
{
	struct err e = { 0 };
	int fd = open_bashrc(&e);
	char rc[32];
	char *argv[] = { (char *)shell, (char *)"--rcfile", rc, NULL };

	if (fd < 0)
		return cmd_fail(&e);
	snprintf(rc, sizeof(rc), "/proc/self/fd/%d", fd);
	return enter_run(x, argv, true);
}

static int run_shell(const struct entry *x)
{
	const char *shell = find_shell(), *name = strrchr(shell, '/') + 1;
	char *argv[] = { (char *)shell, NULL };

	if (!isatty(STDIN_FILENO))
		return enter_run(x, argv, false);
	fprintf(stderr, "you are in %s; exit, or Ctrl-D, leaves\n", x->ns.name);
	if (!strcmp(name, "bash"))
		return run_bash(x, shell);
	if (is_plain(name))
		setenv("PS1", geteuid() ? PROMPT "$ " : PROMPT "# ", true);
	return enter_run(x, argv, true);
}

int cmd_shell(int argc, char **argv)
{
	_cleanup_entry_ struct entry x = ENTRY_INIT;
	struct err e = { 0 };

	if (argc == 2 && !strcmp(argv[1], "--help"))
		return cmd_help("shell", help);
	if (argc != 2)
		return cmd_usage("shell", argc < 2 ? "in which namespace?" : "one node at a time");
	if (argv[1][0] == '-')
		return cmd_usage("shell", "it has no options");
	return enter_open(argv[1], &x, &e) ? cmd_fail(&e) : run_shell(&x);
}
