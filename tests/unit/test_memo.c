// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_memo.c - what is remembered, and that the oldest is forgotten first
 */
#include "unit.h"

#include "../../user/trace/memo.h"

static void remembers_and_replaces(void **state)
{
	struct memo m;

	(void)state;
	assert_ok(memo_init(&m, 64));
	assert_int_equal(memo_get(&m, 5), 0);
	memo_put(&m, 5, 7);
	memo_put(&m, 0, 8);
	assert_int_equal(memo_get(&m, 5), 7);
	assert_int_equal(memo_get(&m, 0), 8);
	memo_put(&m, 5, 9);
	assert_int_equal(memo_get(&m, 5), 9);
	memo_done(&m);
}

static void forgets_the_oldest_of_a_set(void **state)
{
	struct memo m;

	(void)state;
	assert_ok(memo_init(&m, 64));
	/* one set holds 6: keys that are equal in their low bits */
	for (uint64_t i = 0; i < 6; i++)
		memo_put(&m, i << 32, (uint32_t)i + 1);
	memo_put(&m, 0, 100); /* the oldest is new again */
	memo_put(&m, 6ull << 32, 7);
	assert_int_equal(memo_get(&m, 0), 100);
	assert_int_equal(memo_get(&m, 1ull << 32), 0);
	for (uint64_t i = 2; i <= 6; i++)
		assert_int_equal(memo_get(&m, i << 32), i + 1);
	memo_done(&m);
}

/* What was forgotten takes nobody's place. */
static void forgets_what_it_is_told_to(void **state)
{
	struct memo m;

	(void)state;
	assert_ok(memo_init(&m, 64));
	memo_forget(&m, 0);
	for (uint64_t i = 0; i < 6; i++)
		memo_put(&m, i << 32, (uint32_t)i + 1);
	for (int again = 0; again < 9; again++) {
		memo_forget(&m, 3ull << 32);
		assert_int_equal(memo_get(&m, 3ull << 32), 0);
		memo_put(&m, 3ull << 32, 4);
	}
	for (uint64_t i = 0; i < 6; i++)
		assert_int_equal(memo_get(&m, i << 32), i + 1);
	memo_done(&m);
}

/* A set of one memory: every bit above those that choose it, and 16, tells keys apart. */
static void tells_keys_apart(void **state)
{
	struct memo m;

	(void)state;
	for (int bit = 16; bit < 64; bit++) {
		assert_ok(memo_init(&m, 4));
		memo_put(&m, 5, 1);
		assert_int_equal(memo_get(&m, 5 ^ 1ull << bit), 0);
		memo_put(&m, 5 ^ 1ull << bit, 2);
		assert_int_equal(memo_get(&m, 5), 1);
		memo_done(&m);
	}
}

static void mixing_spreads_every_bit(void **state)
{
	uint8_t bytes[16] = { 0 };
	uint64_t zero = memo_mix_bytes(0, bytes, sizeof(bytes));

	(void)state;
	for (size_t bit = 0; bit < 128; bit++) {
		uint64_t key;

		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		key = memo_mix_bytes(0, bytes, sizeof(bytes));
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_in_range(__builtin_popcountll(key ^ zero), 12, 52);
		/* memo takes the set from the low bits */
		assert_int_not_equal(key & 0xffffffff, zero & 0xffffffff);
	}
	assert_int_not_equal(memo_mix(1, 2), memo_mix(2, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(remembers_and_replaces),
		cmocka_unit_test(forgets_the_oldest_of_a_set),
		cmocka_unit_test(forgets_what_it_is_told_to),
		cmocka_unit_test(tells_keys_apart),
		cmocka_unit_test(mixing_spreads_every_bit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
