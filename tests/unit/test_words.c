// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_words.c - numbers have iproute2's words, and only one each
 */
#include "unit.h"

#include <linux/rtnetlink.h>

#include "../../user/show/words.h"

static void known_numbers_have_words(void **state)
{
	(void)state;
	assert_string_equal(word_of(WORDS_ROUTE_TYPE, RTN_BLACKHOLE).text, "blackhole");
	assert_string_equal(word_of(WORDS_ROUTE_PROTOCOL, RTPROT_KERNEL).text, "kernel");
	assert_string_equal(word_of(WORDS_ROUTE_TABLE, RT_TABLE_MAIN).text, "main");
	assert_string_equal(word_of(WORDS_SCOPE, RT_SCOPE_HOST).text, "host");
	assert_string_equal(word_of(WORDS_OPERSTATE, 6).text, "UP");
	assert_string_equal(word_of(WORDS_LINK_TYPE, 1).text, "ether");
	assert_string_equal(word_of(WORDS_PORT_STATE, 3).text, "forwarding");
	assert_string_equal(word_of(WORDS_RULE_ACTION, 8).text, "prohibit");
	assert_string_equal(word_of(WORDS_IP_PROTOCOL, 1).text, "icmp");
}

/* As iproute2 does it: also the largest, whole. */
static void unknown_numbers_are_printed(void **state)
{
	(void)state;
	for (int set = 0; set < WORD_SET_MAX; set++) {
		assert_string_equal(word_of((enum word_set)set, 4294967295u).text, "4294967295");
		assert_string_equal(word_of((enum word_set)set, 77).text, "77");
	}
}

static void no_word_is_there_twice(void **state)
{
	(void)state;
	for (int set = 0; set < WORD_SET_MAX; set++)
		for (uint32_t a = 0; a < 300; a++)
			for (uint32_t b = 0; b < a; b++)
				assert_string_not_equal(word_of((enum word_set)set, a).text,
							word_of((enum word_set)set, b).text);
}

static void flags_come_one_by_one(void **state)
{
	size_t at = 0;

	(void)state;
	assert_string_equal(flag_next(FLAGS_HOP, RTNH_F_DEAD | RTNH_F_LINKDOWN, &at), "dead");
	assert_string_equal(flag_next(FLAGS_HOP, RTNH_F_DEAD | RTNH_F_LINKDOWN, &at), "linkdown");
	assert_null(flag_next(FLAGS_HOP, RTNH_F_DEAD | RTNH_F_LINKDOWN, &at));
	assert_null(flag_next(FLAGS_HOP, RTNH_F_DEAD | RTNH_F_LINKDOWN, &at));
	for (int set = 0; set < FLAG_SET_MAX; set++) {
		size_t n = 0;

		at = 0;
		assert_null(flag_next((enum flag_set)set, 0, &at));
		for (at = 0; flag_next((enum flag_set)set, ~0u, &at); n++)
			continue;
		assert_in_range(n, 7, 32);
	}
}

static void fdb_states(void **state)
{
	(void)state;
	assert_string_equal(fdb_word(0x80), "permanent");
	assert_string_equal(fdb_word(0x40), "static");
	assert_string_equal(fdb_word(0x04), "stale");
	assert_string_equal(fdb_word(0x02), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_numbers_have_words),
		cmocka_unit_test(unknown_numbers_are_printed),
		cmocka_unit_test(no_word_is_there_twice),
		cmocka_unit_test(flags_come_one_by_one),
		cmocka_unit_test(fdb_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
