// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lesson_judge.c - a lesson's checks, tried on the namespaces as they are
 */
#include "lesson.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>

#include "checks.h"
#include "enter.h"
#include "probe.h"
#include "term.h"

/* As `run` of a lab does it, but nobody reads what it says. */
static int try_command(const char *node, const char *command, bool *ret, struct err *e)
{
	char *argv[] = { (char *)"sh", (char *)"-c", (char *)command, NULL };
	_cleanup_entry_ struct entry x = ENTRY_INIT;
	_cleanup_close_ int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int status = 0, err;
	pid_t pid;

	if (null < 0)
		return err_sys(e, errno, "cannot open /dev/null");
	err = enter_open(node, &x, e);
	if (!err)
		err = netns_spawn(&x.ns, &x.keeper, argv, null, &pid, e);
	if (err)
		return err;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_sys(e, errno, "cannot wait for a check");
	*ret = WIFEXITED(status) && !WEXITSTATUS(status);
	return 0;
}

static int not_yet(const char *wrong, const struct lesson_style *style, struct err *e)
{
	_cleanup_free_ char *text = NULL;

	if (asprintf(&text, "Not yet. %s", wrong) < 0)
		return err_sys(e, ENOMEM, "cannot say what is wrong");
	lesson_say(text, style, stdout);
	return 0;
}

/* Return: 1, 0: the first that does not hold was told, -errno */
static int judge_commands(const struct lesson *l, const struct lesson_style *style, struct err *e)
{
	for (size_t i = 0; i < l->checks.n; i++) {
		const struct lesson_command *c = &l->checks.list[i];
		bool holds = false;
		int err = try_command(l->lab->nodes[c->node].name, c->run, &holds, e);

		if (err)
			return err;
		if (!holds)
			return not_yet(c->wrong, style, e);
	}
	return 1;
}

/* The sentence, and not the cure: that is for the student to find. */
static int say_why(const char *from, const char *to, struct err *e)
{
	const struct probe_options o = { .from = from, .to = to, .diagnose = true };
	_cleanup_probe_ struct probe p = { 0 };
	struct verdict v = { 0 };
	int err = probe_run(&p, &o, &v, e);

	if (err)
		return err;
	putchar('\n');
	term_say(v.summary);
	return 0;
}

int lesson_judge(const struct lesson *l, const struct lesson_style *style, struct err *e)
{
	struct checks_result pings = { 0 };
	int err, yes = judge_commands(l, style, e);

	if (yes < 1)
		return yes;
	err = l->lab->n_checks ? checks_run(l->lab, false, &pings, e) : 0;
	if (err)
		return err;
	fflush(stdout);
	if (pings.unanswered)
		err = say_why(l->lab->nodes[pings.unanswered->from].name, pings.unanswered->to, e);
	return err ? err : !pings.failed;
}
