// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_builtin.c - every built-in lab is one, opens with its drawing, and bears its name
 */
#include "topo.h"

static void every_builtin(void **state)
{
	const char *name;
	size_t n = 0;

	(void)state;
	for (; (name = topo_builtin_name(n)); n++) {
		_cleanup_topo_ struct topo *t = NULL;
		size_t len = 0;
		const char *text = topo_builtin(name, &len);

		assert_non_null(text);
		assert_int_equal(strlen(text), len);
		assert_memory_equal(text, "# ", 2);
		assert_ok(topo_parse(text, len, "f", &t, NULL));
		assert_string_equal(t->name, name);
	}
	assert_true(n >= 3);
}

static void none_of_other_names(void **state)
{
	size_t len = 7;

	(void)state;
	assert_null(topo_builtin("pai", &len));
	assert_null(topo_builtin("", &len));
	assert_int_equal(len, 7);
	assert_null(topo_builtin_name(1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_builtin),
		cmocka_unit_test(none_of_other_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
