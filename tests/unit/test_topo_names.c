// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_names.c - what nodes and interfaces may be called
 */
#include "unit.h"

#include "../../user/topo/parse.h"

static void nodes(void **state)
{
	static const char *const good[] = { "red", "r1", "1", "a.b-c_d", "Host", "lo", "br0" };
	static const char *const bad[] = { "",	  ".",	 "..",	".a",	"-a",	      "a b", "a/b",
					   "a:b", "a\n", "a\t", "host", "r\xc3\xb6t", "a*",  "$a" };
	char name[TOPO_NAME_MAX + 1];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_null(names_check_node(good[i]));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_non_null(names_check_node(bad[i]));
	memset(name, 'a', sizeof(name));
	name[63] = '\0';
	assert_null(names_check_node(name));
	name[63] = 'a';
	name[64] = '\0';
	assert_non_null(names_check_node(name));
}

static void interfaces(void **state)
{
	static const char *const good[] = { "eth0", "a",   "abcdefghijklmno", "it's", "eth0.5",
					    "br0",  "type" };
	static const char *const bad[] = { "",	    "abcdefghijklmnop",
					   "a/b",   "a:b",
					   "a b",   "a\t",
					   "a\x7f", ".",
					   "..",    "lo",
					   "all",   "default",
					   "a%d",   "eth0@if2",
					   "-a",    "\xc3\xa4" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_null(names_check_iface(good[i]));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_non_null(names_check_iface(bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nodes),
		cmocka_unit_test(interfaces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
