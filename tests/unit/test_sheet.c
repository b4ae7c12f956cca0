// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_sheet.c - rows keep their columns, and go on below where they do not fit
 */
#include "unit.h"

#include "../../user/show/sheet.h"

static char page[2048];

/* What a sheet looks like in so many columns. */
static const char *printed(struct sheet *s, size_t width, bool color)
{
	struct paper p = { .width = (unsigned int)width, .color = color };
	size_t cell = 0;

	memset(page, 0, sizeof(page));
	p.file = fmemopen(page, sizeof(page), "w");
	sheet_lay(s, width);
	for (size_t line = 0; line < s->n_lines; line++) {
		sheet_print(s, line, &cell, &p);
		fprintf(p.file, "\n");
	}
	fclose(p.file);
	return page;
}

static void fill(struct sheet *s)
{
	sheet_row(s);
	sheet_cell(s, INK_PLAIN, "lo");
	sheet_cell(s, INK_PLAIN, "UP");
	sheet_cell(s, INK_PLAIN, "65536");
	sheet_row(s);
	sheet_cell(s, INK_PLAIN, "eth0");
	sheet_cell(s, INK_BAD, "DOWN");
	sheet_cell(s, INK_PLAIN, "%d", 1500);
	sheet_cell(s, INK_PLAIN, "%s", "");
	sheet_cell(s, INK_PLAIN, "peer blue:eth0");
	sheet_cell(s, INK_PLAIN, "NOARP");
}

static void columns_begin_below_each_other(void **state)
{
	struct sheet s = { .aligned = true };

	(void)state;
	fill(&s);
	assert_true(sheet_lay(&s, 80));
	assert_string_equal(printed(&s, 80, false), "  lo    UP    65536\n"
						    "  eth0  DOWN  1500   peer blue:eth0  NOARP\n");
	sheet_done(&s);
}

/* Every row breaks before the same column; a line with nothing on it is not printed. */
static void all_rows_break_at_one_column(void **state)
{
	struct sheet s = { .aligned = true };

	(void)state;
	fill(&s);
	assert_true(sheet_lay(&s, 30));
	assert_string_equal(printed(&s, 30, false), "  lo    UP    65536\n"
						    "  eth0  DOWN  1500\n"
						    "    peer blue:eth0  NOARP\n");
	assert_string_equal(printed(&s, 18, false), "  lo    UP\n"
						    "    65536\n"
						    "  eth0  DOWN\n"
						    "    1500\n"
						    "    peer blue:eth0\n"
						    "    NOARP\n");
	assert_false(sheet_lay(&s, 17));
	sheet_done(&s);
}

static void free_rows_break_where_they_must(void **state)
{
	struct sheet s = { 0 };

	(void)state;
	sheet_row(&s);
	sheet_cell(&s, INK_PLAIN, "default");
	sheet_cell(&s, INK_PLAIN, "via 10.0.0.1");
	sheet_row(&s);
	sheet_cell(&s, INK_PLAIN, "10.0.0.0/8");
	sheet_fresh(&s, INK_PLAIN, "nexthop");
	sheet_cell(&s, INK_PLAIN, "dev e0");
	assert_string_equal(printed(&s, 22, false), "  default via 10.0.0.1\n"
						    "  10.0.0.0/8\n"
						    "    nexthop dev e0\n");
	assert_string_equal(printed(&s, 21, false), "  default\n"
						    "    via 10.0.0.1\n"
						    "  10.0.0.0/8\n"
						    "    nexthop dev e0\n");
	sheet_done(&s);
}

/* A cell that is wider than the paper stands out, and hides nothing. */
static void what_is_too_wide_is_whole(void **state)
{
	struct sheet s = { .aligned = true };

	(void)state;
	sheet_row(&s);
	sheet_cell(&s, INK_PLAIN, "0123456789");
	sheet_cell(&s, INK_PLAIN, "abc");
	assert_false(sheet_lay(&s, 8));
	assert_string_equal(printed(&s, 8, false), "  0123456789\n    abc\n");
	sheet_done(&s);
}

static void rows_behind_the_limit_are_counted(void **state)
{
	struct sheet s = { .aligned = true, .limit = 2 };

	(void)state;
	for (int i = 0; i < 5; i++) {
		sheet_row(&s);
		sheet_cell(&s, INK_PLAIN, "row %d", i);
	}
	assert_int_equal(s.n_cut, 3);
	assert_string_equal(printed(&s, 80, false), "  row 0\n  row 1\n");
	sheet_done(&s);
}

static void colours_only_on_a_terminal(void **state)
{
	struct sheet s = { .aligned = true };

	(void)state;
	fill(&s);
	assert_null(strchr(printed(&s, 80, false), '\033'));
	assert_non_null(strstr(printed(&s, 80, true), "  eth0  \033[31mDOWN\033[m  1500"));
	sheet_done(&s);
}

static void a_rule_is_as_wide_as_told(void **state)
{
	struct paper p = { .utf8 = false };

	(void)state;
	memset(page, 0, sizeof(page));
	p.file = fmemopen(page, sizeof(page), "w");
	paper_rule(&p, "red", "(lab pair)", 24);
	fclose(p.file);
	assert_string_equal(page, "-- red (lab pair) ------");
}

/* A row a line: cells of which the first is its key, unless there is no key. */
static void fill_keyed(struct sheet *s, bool key, const char *const rows[][2], size_t n)
{
	*s = (struct sheet){ .aligned = true };
	for (size_t i = 0; i < n; i++) {
		sheet_row(s);
		sheet_cell(s, INK_PLAIN, "%s", rows[i][0]);
		if (key)
			sheet_key(s);
		sheet_cell(s, INK_PLAIN, "%s", rows[i][1]);
	}
}

static const char *const before[][2] = { { "a", "1" }, { "b", "1" }, { "c", "1" }, { "c", "1" } };
static const char *const after[][2] = { { "c", "1" }, { "d", "1" }, { "a", "2" }, { "b", "1" } };

static void rows_are_marked_by_what_was(void **state)
{
	struct sheet was, now;
	char text[32];
	struct text t = TEXT(text);

	(void)state;
	fill_keyed(&was, true, before, 4);
	fill_keyed(&now, true, after, 4);
	sheet_compare(&now, &was);
	assert_string_equal(printed(&now, 80, false), "  c  1\n+ d  1\n~ a  2\n  b  1\n- c  1\n");
	sheet_row_text(&now, 2, &t);
	assert_string_equal(text, "a 2");
	sheet_done(&now);
	sheet_done(&was);

	/* without a key a row that changed is another one */
	fill_keyed(&was, false, before, 1);
	fill_keyed(&now, false, after + 2, 1);
	sheet_compare(&now, &was);
	assert_string_equal(printed(&now, 80, false), "+ a  2\n- a  1\n");
	assert_non_null(strstr(printed(&now, 80, true), "\033[32m+\033[m a  2"));
	sheet_done(&now);
	sheet_done(&was);
}

static void what_is_marked_is_not_cut(void **state)
{
	struct sheet was, now;

	(void)state;
	fill_keyed(&was, true, before, 3);
	fill_keyed(&now, true, after, 4);
	sheet_compare(&now, &was);
	sheet_cut(&now, 2);
	assert_int_equal(now.n_cut, 2);
	assert_string_equal(printed(&now, 80, false), "+ d  1\n~ a  2\n");
	sheet_cut(&now, 1);
	assert_int_equal(now.n_cut, 3);
	assert_string_equal(printed(&now, 80, false), "+ d  1\n");
	sheet_done(&now);
	sheet_done(&was);
}

static void signs_have_words(void **state)
{
	(void)state;
	assert_words(sheet_mark_word, MARK_MAX);
	assert_words(sheet_mark_sign, MARK_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_begin_below_each_other),
		cmocka_unit_test(all_rows_break_at_one_column),
		cmocka_unit_test(free_rows_break_where_they_must),
		cmocka_unit_test(what_is_too_wide_is_whole),
		cmocka_unit_test(rows_behind_the_limit_are_counted),
		cmocka_unit_test(colours_only_on_a_terminal),
		cmocka_unit_test(a_rule_is_as_wide_as_told),
		cmocka_unit_test(rows_are_marked_by_what_was),
		cmocka_unit_test(what_is_marked_is_not_cut),
		cmocka_unit_test(signs_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
