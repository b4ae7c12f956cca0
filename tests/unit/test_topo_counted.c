// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_counted.c - numbers put into texts, and what only looks like their place
 */
#include "unit.h"

#include "../../user/topo/counted.h"

static void numbers_in_texts(void **state)
{
	static const char *const rows[][2] = {
		{ "r{i}", "r12" },
		{ "{i}", "12" },
		{ "{i}{i+1}", "1213" },
		{ "10.0.{i+100}.1/24", "10.0.112.1/24" },
		{ "{i+0}", "12" },
		{ "a{i}b{i}", "a12b12" },
		{ "{i+99999}", "100011" },
		{ "", "" },
		{ "plain", "plain" },
		/* the shell's, awk's, and slips */
		{ "echo ${i}", "echo ${i}" },
		{ "$ {i}", "$ 12" },
		{ "{i", "{i" },
		{ "{i+}", "{i+}" },
		{ "{i++}", "{i++}" },
		{ "{i-1}", "{i-1}" },
		{ "{i+100000}", "{i+100000}" },
		{ "{I}", "{I}" },
		{ "{j}", "{j}" },
		{ "{ i }", "{ i }" },
		{ "{{i}}", "{12}" },
		{ "{", "{" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *got = counted_text(rows[i][0], 12);

		assert_non_null(got);
		assert_string_equal(got, rows[i][1]);
		assert_int_equal(counted_any(rows[i][0]), strcmp(rows[i][0], rows[i][1]) != 0);
	}
}

static void the_largest_number_fits(void **state)
{
	_cleanup_free_ char *got = counted_text("{i}{i}{i}", UINT32_MAX);

	(void)state;
	assert_string_equal(got, "429496729542949672954294967295");
}

static void tokens(void **state)
{
	uint32_t plus = 7;

	(void)state;
	assert_int_equal(counted_token("a{i}", "a{i}", &plus), 0);
	assert_int_equal(plus, 7);
	assert_int_equal(counted_token("{i+23}x", "{i+23}x", &plus), 6);
	assert_int_equal(plus, 23);
	assert_int_equal(counted_token("{i}", "{i}", &plus), 3);
	assert_int_equal(plus, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_in_texts),
		cmocka_unit_test(the_largest_number_fits),
		cmocka_unit_test(tokens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
