// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_explain.c - every cause is explained, once, in 80 columns, with something to type
 */
#include "unit.h"

#include "../../user/lesson/lesson.h"
#include "../../user/why/explain.h"
#include "../../user/why/verdict.h"

static struct explanation of(enum cause c)
{
	struct explanation x;

	if (!explain(c, &x))
		fail_msg("%s is not explained", cause_code(c));
	return x;
}

static bool holds(const struct explanation *x, const char *words)
{
	return memmem(x->text, x->len, words, strlen(words));
}

/* A lesson that shows it is named in the last line, and there is one. */
static bool ends_with_a_lesson(const struct explanation *x)
{
	static const char words[] = "\n\n  As a lesson: nscope lesson start ";
	const char *line = memmem(x->text, x->len, words, strlen(words)), *id;
	char name[32];
	size_t len;

	if (!line)
		return false;
	id = line + strlen(words);
	len = (size_t)(x->text + x->len - 1 - id);
	assert_in_range(len, 1, sizeof(name) - 1);
	memcpy(name, id, len);
	name[len] = '\0';
	assert_non_null(lesson_builtin(name, &len));
	return true;
}

static void every_cause(void **state)
{
	(void)state;
	for (enum cause c = CAUSE_NONE + 1; c < CAUSE_MAX; c++) {
		struct explanation x = of(c);
		const char *code = cause_code(c);

		assert_memory_equal(x.text, code, strlen(code));
		assert_int_equal(x.text[x.len - 1], '\n');
		assert_int_not_equal(x.text[x.len - 2], '\n');
		assert_in_range(x.line_len, 10, 78);
		assert_int_equal(x.line[x.line_len - 1], '.');
		assert_true(holds(&x, "nscope why "));
		assert_true(holds(&x, "\n    "));
		assert_true(holds(&x, "\n  > "));
		if (!ends_with_a_lesson(&x))
			assert_int_equal(x.text[x.len - 2], '.');
	}
}

static void eighty_columns_of_ascii(void **state)
{
	(void)state;
	for (enum cause c = CAUSE_NONE + 1; c < CAUSE_MAX; c++) {
		struct explanation x = of(c);
		size_t column = 0;

		for (size_t i = 0; i < x.len; i++) {
			column = x.text[i] == '\n' ? 0 : column + 1;
			assert_in_range(column, 0, 80);
			if (x.text[i] != '\n')
				assert_in_range(x.text[i], ' ', '~');
		}
	}
}

/* As many entries as causes: none is left that no verdict has. */
static void no_other(void **state)
{
	size_t len = 0;
	const char *begin = of(CAUSE_NONE + 1).text;

	(void)state;
	for (enum cause c = CAUSE_NONE + 1; c < CAUSE_MAX; c++) {
		struct explanation x = of(c);

		if (x.text < begin)
			begin = x.text;
	}
	for (enum cause c = CAUSE_NONE + 1; c < CAUSE_MAX; c++)
		len += of(c).len + 1;
	assert_int_equal(len, strlen(begin) + 1);
}

static void nothing_is_no_cause(void **state)
{
	struct explanation x;

	(void)state;
	assert_false(explain(CAUSE_NONE, &x));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cause),
		cmocka_unit_test(eighty_columns_of_ascii),
		cmocka_unit_test(no_other),
		cmocka_unit_test(nothing_is_no_cause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
