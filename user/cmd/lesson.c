// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lesson.c - nscope lesson: a lab to learn from, told, judged, and taken away
 *
 * A lesson that runs is a lab whose source says so: "lesson arp", or "lesson /path/own.yaml". Its
 * text and the hints that were given lie in the lab's directory and go with it, so that `down`
 * ends it, too, and who is killed leaves nothing that `stop` does not find.
 */
#include "lesson.h"

#include <errno.h>
#include <string.h>

#include "../lab/lab.h"
#include "../util/text.h"
#include "cmd.h"
#include "load.h"
#include "preflight.h"
#include "term.h"

#define SOURCE "lesson "

static const char help[] =
	"Guided labs. start builds one and tells what to try; check looks whether it was\n"
	"done, and says what is still wrong (exit status 0: all is well, 1: not yet);\n"
	"hint helps, each time a little more; stop takes everything away. Without an\n"
	"argument: the text of the lesson that runs, or the list.\n"
	"\n"
	"  sudo nscope lesson                   which there are\n"
	"  sudo nscope lesson start arp\n"
	"  sudo nscope lesson start own.yaml    a lesson of your own; the man page has\n"
	"                                       the form, nscope validate checks it\n";

/* The lesson that runs, or was left half-built. */
struct running {
	char lab[TOPO_NAME_MAX];
	char source[300];      /* which, for a message */
	struct lesson *lesson; /* NULL: half-built */
};

static void running_done(struct running *r)
{
	lesson_free(r->lesson);
}
#define _cleanup_running_ _cleanup_(running_done)

static struct lesson_style style(void)
{
	const char *called = program_invocation_name;

	return (struct lesson_style){
		.sudo = getenv("SUDO_UID") || geteuid() ? "sudo " : "",
		.nscope = strchr(called, '/') ? called : "nscope",
		.width = term_width(),
		.color = term_color(NULL) > 0,
	};
}

static void say_command(const char *args)
{
	struct lesson_style s = style();

	lesson_command(args, &s, stdout);
}

/* lab_each()'s: 1 ends it. */
static int is_lesson(const char *lab, void *ctx)
{
	_cleanup_free_ char *source = NULL;
	struct running *r = ctx;
	struct text t = TEXT(r->source);
	size_t len = 0;

	if (lab_recall(lab, LAB_SOURCE, &source, &len, NULL) || len <= strlen(SOURCE) ||
	    memcmp(source, SOURCE, strlen(SOURCE)))
		return 0;
	snprintf(r->lab, sizeof(r->lab), "%s", lab);
	text_escape(&t, source + strlen(SOURCE), len - strlen(SOURCE));
	return 1;
}

/* Return: 1 a lesson runs, 0 none, -errno */
static int find_running(struct running *r, struct err *e)
{
	_cleanup_free_ char *text = NULL;
	char file[TOPO_NAME_MAX + 8];
	size_t len = 0;
	int err = lab_each(is_lesson, r, e);

	if (err < 1)
		return err;
	err = lab_recall(r->lab, LAB_LESSON, &text, &len, e);
	if (err == -ENOENT)
		return 1;
	snprintf(file, sizeof(file), "%s.yaml", r->lab);
	if (!err)
		err = lesson_parse(text, len, file, &r->lesson, e);
	return err ? err : 1;
}

/* For verbs that need one that is whole. */
static int need_running(struct running *r, struct err *e)
{
	int found = find_running(r, e);

	if (!found)
		return err_set(e, ENOENT, "no lesson is running; nscope lesson lists them");
	if (found > 0 && !r->lesson)
		return err_set(e, ESTALE, "lesson %s was not built to its end; first: %s",
			       r->source, "nscope lesson stop");
	return found < 0 ? found : 0;
}

static int list(void)
{
	struct err e = { 0 };

	for (size_t i = 0; lesson_builtin_id(i); i++) {
		_cleanup_lesson_ struct lesson *l = NULL;
		const char *id = lesson_builtin_id(i);
		char file[TOPO_NAME_MAX + 8];
		size_t len = 0;
		const char *text = lesson_builtin(id, &len);

		snprintf(file, sizeof(file), "%s.yaml", id);
		if (lesson_parse(text, len, file, &l, &e))
			return cmd_fail(&e);
		printf("  %-10s %-27s %s\n", id, l->title, l->teaches);
	}
	puts("\nBegin with the first, or with any other:\n");
	say_command("lesson start room");
	return fflush(stdout) ? EXIT_TROUBLE : EXIT_YES;
}

static void tell(const struct lesson *l)
{
	struct lesson_style s = style();

	printf("%s%s%s\n\n", s.color ? "\033[1m" : "", l->title, s.color ? "\033[m" : "");
	lesson_say(l->text, &s, stdout);
	puts("\nAnd at any time:\n");
	say_command("lesson         # this text again");
	say_command("lesson check   # is it done?");
	if (l->n_hints)
		say_command("lesson hint    # stuck?");
	say_command("lesson stop    # enough");
}

static int tell_running(void)
{
	_cleanup_running_ struct running r = { 0 };
	struct err e = { 0 };

	int err = need_running(&r, &e);

	if (err == -ENOENT)
		return list();
	if (err)
		return cmd_fail(&e);
	tell(r.lesson);
	return fflush(stdout) ? EXIT_TROUBLE : EXIT_YES;
}

/* A lesson as it is wanted. */
struct wish {
	struct lesson *lesson;
	char *text;
	size_t len;
	char *source;
	char file[300]; /* for messages */
};

static void wish_done(struct wish *w)
{
	lesson_free(w->lesson);
	free(w->text);
	free(w->source);
}

static int load_builtin(const char *id, struct wish *w, struct err *e)
{
	const char *text = lesson_builtin(id, &w->len);

	snprintf(w->file, sizeof(w->file), "%s.yaml", id);
	w->text = strndup(text, w->len);
	if (!w->text || asprintf(&w->source, SOURCE "%s", id) < 0)
		return err_sys(e, ENOMEM, "cannot read lesson %s", id);
	return 0;
}

static int load_own(const char *path, struct wish *w, struct err *e)
{
	_cleanup_free_ char *whole = realpath(path, NULL);
	char shown[100] = "";
	struct text t = TEXT(shown);
	const char *near = lesson_builtin_near(path);

	text_escape(&t, path, strlen(path));
	if (!whole && errno == ENOENT)
		return err_set(e, ENOENT, "no lesson is called '%s', and no file%s%s%s", shown,
			       near ? ": did you mean '" : "; nscope lesson list lists them",
			       near ? near : "", near ? "'?" : "");
	if (!whole)
		return err_sys(e, errno, "cannot open %s", shown);
	snprintf(w->file, sizeof(w->file), "%s", path);
	if (asprintf(&w->source, SOURCE "%s", whole) < 0)
		return err_sys(e, ENOMEM, "cannot read %s", shown);
	return load_text(path, &w->text, &w->len, e);
}

static int load_wish(const char *what, struct wish *w, struct err *e)
{
	size_t len;
	int err = lesson_builtin(what, &len) ? load_builtin(what, w, e) : load_own(what, w, e);

	return err ? err : lesson_parse(w->text, w->len, w->file, &w->lesson, e);
}

static int refuse_second(struct err *e)
{
	_cleanup_running_ struct running r = { 0 };
	int found = find_running(&r, e);

	if (found > 0 && r.lesson)
		return err_set(e, EEXIST,
			       "lesson %s is running already: nscope lesson shows its text again, "
			       "nscope lesson stop ends it",
			       r.source);
	/* What was left half-built gives way. */
	if (found > 0)
		found = lab_down(r.lab, e);
	return found < 0 ? found : 0;
}

static int build(const struct wish *w, struct err *e)
{
	const struct lab_wish lab = {
		.topo = w->lesson->lab,
		.text = w->lesson->lab_text,
		.text_len = w->lesson->lab_len,
		.source = w->source,
		.how.file = w->file,
	};
	enum lab_up done;
	int err = preflight(w->lesson->lab, w->file, false, NULL, e);

	if (!err)
		err = lab_up(&lab, &done, e);
	return err ? err : lab_remember(w->lesson->lab->name, LAB_LESSON, w->text, w->len, e);
}

static int start(const char *what)
{
	_cleanup_(wish_done) struct wish w = { 0 };
	struct err e = { 0 };
	int err = load_wish(what, &w, &e);

	if (!err)
		err = refuse_second(&e);
	if (!err)
		err = build(&w, &e);
	if (err)
		return cmd_fail(&e);
	tell(w.lesson);
	return fflush(stdout) ? EXIT_TROUBLE : EXIT_YES;
}

/* What was remembered is ours, and still only a number where it is one. */
static size_t hints_given(const char *lab, const struct lesson *l)
{
	_cleanup_free_ char *text = NULL;
	size_t len = 0, n;

	if (lab_recall(lab, LAB_HINTS, &text, &len, NULL) || !len || text[len - 1] != '\n')
		return 0;
	n = strtoul(text, NULL, 10);
	return n < l->n_hints ? n : l->n_hints;
}

static int say_hint(const struct running *r, struct err *e)
{
	const struct lesson *l = r->lesson;
	struct lesson_style s = style();
	size_t given = hints_given(r->lab, l);
	bool again = given == l->n_hints;
	char text[24];
	int n;

	if (again)
		given--;
	printf("Hint %zu of %zu%s:\n\n", given + 1, l->n_hints, again ? ", once more" : "");
	lesson_say(l->hints[given], &s, stdout);
	n = snprintf(text, sizeof(text), "%zu\n", given + 1);
	return lab_remember(r->lab, LAB_HINTS, text, (size_t)n, e);
}

static int hint(void)
{
	_cleanup_running_ struct running r = { 0 };
	struct err e = { 0 };
	int err = need_running(&r, &e);

	if (!err && !r.lesson->n_hints)
		err = err_set(&e, ENODATA, "lesson %s has no hints", r.source);
	if (!err)
		err = say_hint(&r, &e);
	if (err)
		return cmd_fail(&e);
	return fflush(stdout) ? EXIT_TROUBLE : EXIT_YES;
}

static void celebrate(const struct running *r)
{
	struct lesson_style s = style();
	const char *next = lesson_after(r->source);
	char args[TOPO_NAME_MAX + 16];

	printf("%sWell done.%s\n\n", s.color ? "\033[1;32m" : "", s.color ? "\033[m" : "");
	lesson_say(r->lesson->done, &s, stdout);
	puts("\nLook around as long as you like. Then:\n");
	say_command("lesson stop");
	if (!next)
		return;
	snprintf(args, sizeof(args), "lesson start %s", next);
	say_command(args);
}

static int check(void)
{
	struct lesson_style s = style();
	_cleanup_running_ struct running r = { 0 };
	struct err e = { 0 };
	int yes = need_running(&r, &e);

	if (!yes)
		yes = lesson_judge(r.lesson, &s, &e);
	if (yes < 0)
		return cmd_fail(&e);
	if (yes) {
		celebrate(&r);
	} else if (r.lesson->n_hints) {
		puts("\nIf you are stuck:\n");
		say_command("lesson hint");
	}
	if (fflush(stdout))
		return EXIT_TROUBLE;
	return yes ? EXIT_YES : EXIT_NO;
}

static int stop(void)
{
	_cleanup_running_ struct running r = { 0 };
	struct err e = { 0 };
	int err = lab_each(is_lesson, &r, &e);

	if (!err)
		err = err_set(&e, ENOENT, "no lesson is running");
	else if (err > 0)
		err = lab_down(r.lab, &e);
	if (err < 0)
		return cmd_fail(&e);
	printf("Lesson %s is over; everything it built is gone.\n", r.source);
	if (err)
		fprintf(stderr, "nscope: %s\n", e.text);
	return EXIT_YES;
}

int cmd_lesson(int argc, char **argv)
{
	static const struct {
		const char *word;
		int (*run)(void);
	} words[] = { { "list", list }, { "hint", hint }, { "check", check }, { "stop", stop } };

	if (argc == 1)
		return tell_running();
	if (argc == 2 && !strcmp(argv[1], "--help"))
		return cmd_help("lesson", help);
	if (!strcmp(argv[1], "start"))
		return argc == 3 ? start(argv[2])
				 : cmd_usage("lesson", argc < 3 ? "which one? nscope lesson list"
								: "one lesson at a time");
	for (size_t i = 0; i < ARRAY_SIZE(words) && argc == 2; i++)
		if (!strcmp(argv[1], words[i].word))
			return words[i].run();
	return cmd_usage("lesson", "list, start ID, hint, check or stop");
}
