// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_source.c - the quoted line and the caret below it
 */
#include "unit.h"

#include <errno.h>

#include "../../user/topo/source.h"

static const char *quote(const char *text, size_t len, unsigned int line, unsigned int col)
{
	static struct err e;
	struct source s = { text, len, "f" };

	assert_err(source_error(&s, (struct mark){ line, col }, &e, "what"), EINVAL);
	return e.text;
}
#define assert_quote(text, line, col, wanted)                                                      \
	assert_string_equal(quote(text, sizeof(text) - 1, line, col), wanted)

static void the_caret_stands_below(void **state)
{
	(void)state;
	assert_quote("a\nbcd\n", 2, 3, "f:2:3: what\n    2 | bcd\n      |   ^");
	assert_quote("a\r\nbcd\r\n", 2, 1, "f:2:1: what\n    2 | bcd\n      | ^");
	assert_quote("\tx: 1", 1, 2, "f:1:2: what\n    1 |  x: 1\n      |  ^");
	assert_quote("a", 1, 2, "f:1:2: what\n    1 | a\n      |  ^");
	assert_quote("", 1, 1, "f:1:1: what\n    1 | \n      | ^");
	assert_quote("a", 9, 9, "f:9:9: what\n    9 | \n      | ^");
}

static void foreign_bytes_are_escaped(void **state)
{
	(void)state;
	/* Columns count characters, carets count what is seen. */
	assert_quote("\xc3\xa4\x1b b", 1, 4,
		     "f:1:4: what\n    1 | \\xc3\\xa4\\x1b b\n      |              ^");
}

/* The breaks of YAML 1.1, or our line 2 would be libyaml's line 3. */
static void all_line_breaks_count(void **state)
{
	(void)state;
	assert_quote("a\xc2\x85"
		     "b\xe2\x80\xa8"
		     "c\xe2\x80\xa9"
		     "d\re",
		     5, 1, "f:5:1: what\n    5 | e\n      | ^");
}

static void long_lines_are_cut(void **state)
{
	char text[100000];
	struct source s = { text, sizeof(text), "f" };
	struct err e = { 0 };

	(void)state;
	memset(text, 1, sizeof(text));
	for (unsigned int col = 1; col < 2000; col += 37) {
		source_error(&s, (struct mark){ 1, col }, &e, "%0300d", 1);
		assert_true(strlen(e.text) < sizeof(e.text) - 1);
		assert_int_equal(e.text[strlen(e.text) - 1], '^');
		for (const char *c = strchr(e.text, '\n') + 1; *c; c += strcspn(c, "\n") + 1)
			assert_true(strcspn(c, "\n") < 110);
	}
}

static void offsets_and_marks_agree(void **state)
{
	static const char text[] = "a\n\xc3\xa4"
				   "b\r\nc\n";
	struct source s = { text, sizeof(text) - 1, "f" };
	struct mark m = source_mark(&s, 4);

	(void)state;
	assert_int_equal(m.line, 2);
	assert_int_equal(m.col, 2);
	assert_int_equal(source_offset(&s, m), 4);
	m = source_mark(&s, 7);
	assert_int_equal(m.line, 3);
	assert_int_equal(m.col, 1);
	assert_int_equal(source_offset(&s, (struct mark){ 99, 1 }), s.len);
}

static void quotes_are_short(void **state)
{
	char text[300];

	(void)state;
	memset(text, '\n', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_true(strlen(source_quote(text).text) < 64);
	assert_null(strchr(source_quote(text).text, '\n'));
	assert_non_null(strstr(source_quote(text).text, "..."));
	assert_string_equal(source_quote("a b").text, "a b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_caret_stands_below),
		cmocka_unit_test(foreign_bytes_are_escaped),
		cmocka_unit_test(all_line_breaks_count),
		cmocka_unit_test(long_lines_are_cut),
		cmocka_unit_test(offsets_and_marks_agree),
		cmocka_unit_test(quotes_are_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
