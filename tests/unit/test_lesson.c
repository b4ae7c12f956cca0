// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_lesson.c - lessons read from text, and how they are told
 */
#include "unit.h"

#include <errno.h>

#include "../../user/lesson/lesson.h"

#define LAB                                                                                        \
	"lab:\n"                                                                                   \
	"  nodes:\n"                                                                               \
	"    red: {interfaces: {eth0: {addresses: [10.0.0.1/24]}}}\n"                              \
	"    blue: {interfaces: {eth0: {addresses: [10.0.0.2/24]}}, run: first}\n"                 \
	"  links:\n"                                                                               \
	"    - [red:eth0, blue:eth0]\n"
#define HEAD "# a comment\ntitle: A title\nteaches: this\n"
#define TAIL                                                                                       \
	"fault: [{in: blue, run: second}, {in: red, run: third}]\n"                                \
	"text: |\n  Some\n  words.\n\n"                                                            \
	"hints: [one, 'two']\n"                                                                    \
	"checks: [{in: red, run: 'true', wrong: No.}]\n"                                           \
	"done: Fine.\n"                                                                            \
	"mend: [{in: blue, run: undo}]\n"

static struct lesson *parse(const char *text)
{
	struct lesson *l = NULL;
	struct err e = { 0 };

	if (lesson_parse(text, strlen(text), "some/where/mine.yaml", &l, &e))
		print_error("%s\n", e.text);
	assert_non_null(l);
	return l;
}

static void all_parts_are_read(void **state)
{
	_cleanup_lesson_ struct lesson *l = parse(HEAD LAB TAIL);

	(void)state;
	assert_string_equal(lesson_id(l), "mine");
	assert_string_equal(l->title, "A title");
	assert_string_equal(l->teaches, "this");
	assert_string_equal(l->text, "Some\nwords.");
	assert_string_equal(l->done, "Fine.");
	assert_int_equal(l->n_hints, 2);
	assert_string_equal(l->hints[1], "two");
	assert_int_equal(l->checks.n, 1);
	assert_string_equal(l->checks.list[0].wrong, "No.");
	assert_int_equal(l->mends.n, 1);
	assert_string_equal(l->lab->nodes[l->mends.list[0].node].name, "blue");
}

/* Behind what the lab runs itself. */
static void faults_are_built_with_the_lab(void **state)
{
	_cleanup_lesson_ struct lesson *l = parse(HEAD LAB TAIL);
	const struct topo_node *red = &l->lab->nodes[0], *blue = &l->lab->nodes[1];

	(void)state;
	assert_int_equal(blue->n_runs, 2);
	assert_string_equal(blue->runs[0].command, "first");
	assert_string_equal(blue->runs[1].command, "second");
	assert_int_equal(red->n_runs, 1);
	assert_string_equal(red->runs[0].command, "third");
}

/* What is remembered of it is a lab file for itself: the same, at the same places, without faults.
 */
static void its_lab_is_a_lab(void **state)
{
	static const char *const texts[] = {
		HEAD LAB TAIL,
		HEAD TAIL LAB,
		LAB HEAD TAIL,
		"\xef\xbb\xbf" HEAD LAB TAIL,
		HEAD "lab: {nodes: {red: {interfaces: {eth0: {addresses: [10.0.0.1/24]}}}, blue: "
		     "{interfaces: {eth0: {addresses: [10.0.0.2/24]}}, run: first}}, links: "
		     "[[red:eth0, blue:eth0]]}  # flow\n" TAIL,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_lesson_ struct lesson *l = parse(texts[i]);
		_cleanup_topo_ struct topo *t = NULL;
		struct err e = { 0 };

		assert_ok(topo_parse(l->lab_text, l->lab_len, "mine", &t, &e));
		assert_string_equal(t->name, "mine");
		assert_int_equal(t->n_nodes, 2);
		assert_int_equal(t->nodes[1].mark.line, l->lab->nodes[1].mark.line);
		assert_int_equal(t->nodes[1].mark.col, l->lab->nodes[1].mark.col);
		assert_int_equal(t->nodes[1].n_runs, 1);
	}
}

static void what_is_a_lesson(void **state)
{
	static const char lesson[] = HEAD LAB, lab[] = "nodes: {red: }", none[] = "{";
	static const char marked[] = "\xef\xbb\xbftitle: A title\n" LAB;

	(void)state;
	assert_true(lesson_is(lesson, strlen(lesson)));
	assert_true(lesson_is(marked, strlen(marked)));
	assert_false(lesson_is(lab, strlen(lab)));
	assert_false(lesson_is(none, strlen(none)));
}

/* Each reads well, and fits the list. */
static void builtins_are_well(void **state)
{
	(void)state;
	for (size_t i = 0; lesson_builtin_id(i); i++) {
		_cleanup_lesson_ struct lesson *l = NULL;
		const char *id = lesson_builtin_id(i);
		struct err e = { 0 };
		char file[80];
		size_t len = 0;
		const char *text = lesson_builtin(id, &len);

		snprintf(file, sizeof(file), "%s.yaml", id);
		assert_non_null(text);
		if (lesson_parse(text, len, file, &l, &e))
			fail_msg("%s", e.text);
		assert_string_equal(lesson_id(l), id);
		assert_true(strlen(id) <= 10 && strlen(l->title) <= 27 && strlen(l->teaches) <= 38);
		assert_true(l->n_hints >= 2);
		assert_ptr_equal(lesson_after(id), lesson_builtin_id(i + 1));
	}
	assert_null(lesson_builtin("none", &(size_t){ 0 }));
	assert_null(lesson_after("none"));
	assert_string_equal(lesson_builtin_near("apr"), "arp");
	assert_null(lesson_builtin_near("something"));
}

static void assert_said(const char *text, const struct lesson_style *style, const char *wanted)
{
	_cleanup_free_ char *got = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&got, &len);

	lesson_say(text, style, f);
	fclose(f);
	assert_string_equal(got, wanted);
}

static void texts_are_told(void **state)
{
	struct lesson_style s = { .sudo = "", .nscope = "nscope", .width = 20 };

	(void)state;
	assert_said("", &s, "");
	assert_said("one two three four\nfive six", &s, "one two three four\nfive six\n");
	assert_said("one two three four five six\nseven", &s,
		    "one two three four\nfive six seven\n");
	assert_said("a-word-that-is-longer-than-any-line and more", &s,
		    "a-word-that-is-longer-than-any-line\nand more\n");
	assert_said(
		"text:\n\n    nscope lesson stop and much more\n     deeper stays\n  so  this\n",
		&s,
		"text:\n\n    nscope lesson stop and much more\n     deeper stays\n  so  this\n");
	assert_said("a\n    sleep 10\nb", &s, "a\n    sleep 10\nb\n");
	s.sudo = "sudo ";
	s.nscope = "./x\033y";
	assert_said("    nscope ping a b\n    ip addr\n    nscopes\n    sleep 1", &s,
		    "    sudo ./x\\x1by ping a b\n    sudo ip addr\n    nscopes\n    sleep 1\n");
	s.color = true;
	assert_said("    ls", &s, "    \033[1mls\033[m\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_parts_are_read),
		cmocka_unit_test(faults_are_built_with_the_lab),
		cmocka_unit_test(its_lab_is_a_lab),
		cmocka_unit_test(what_is_a_lesson),
		cmocka_unit_test(builtins_are_well),
		cmocka_unit_test(texts_are_told),
	};

	return cmocka_run_group_tests_name("lesson", tests, NULL, NULL);
}
