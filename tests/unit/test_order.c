// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_order.c - records of several CPUs leave in one order, whatever order they came in
 */
#include "unit.h"

#include <string.h>

#include "../../user/trace/order.h"

static void put(struct order *o, uint64_t time_ns, uint32_t cpu, uint32_t seq, uint32_t content)
{
	struct order_key key = { .time_ns = time_ns, .cpu = cpu, .seq = seq };

	assert_ok(order_put(o, &key, &content, sizeof(content), content));
}

static uint32_t next(struct order *o)
{
	const struct order_slot *slot = order_take(o);
	uint32_t content;

	assert_int_equal(slot->len, sizeof(content));
	memcpy(&content, slot->record, sizeof(content));
	assert_int_equal(slot->lost, content);
	return content;
}

static void time_then_cpu_then_number(void **state)
{
	struct order o = { 0 };

	(void)state;
	assert_null(order_first(&o));
	put(&o, 30, 0, 0, 6);
	put(&o, 10, 1, 5, 3);
	put(&o, 10, 1, 4, 2);
	put(&o, 10, 0, 9, 1);
	put(&o, 20, 0, 0, 5);
	put(&o, 20, 0, UINT32_MAX, 4); /* the number wraps */
	for (uint32_t i = 1; i <= 6; i++)
		assert_int_equal(next(&o), i);
	assert_null(order_first(&o));
	order_done(&o);
}

/* Many more than the first allocation holds, in no order at all, some taken in between. */
static void thousands_are_sorted(void **state)
{
	struct order o = { 0 };
	uint32_t random = 1;
	uint64_t last = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		random = random * 1664525 + 1013904223;
		put(&o, random >> 8, random & 3, 0, random);
		if (i % 3 == 0)
			order_take(&o);
	}
	while (order_first(&o)) {
		assert_true(order_first(&o)->time_ns >= last);
		last = order_first(&o)->time_ns;
		next(&o);
	}
	order_done(&o);
}

static void a_steady_stream_allocates_nothing(void **state)
{
	struct order o = { 0 };
	size_t capacity;

	(void)state;
	put(&o, 0, 0, 0, 0);
	capacity = o.capacity;
	for (uint32_t i = 1; i < 100000; i++) {
		put(&o, i, 0, i, i);
		if (o.n > 500)
			next(&o);
	}
	assert_int_equal(o.capacity, capacity);
	order_done(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_then_cpu_then_number),
		cmocka_unit_test(thousands_are_sorted),
		cmocka_unit_test(a_steady_stream_allocates_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
