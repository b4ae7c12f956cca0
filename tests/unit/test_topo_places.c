// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_places.c - names found where they were noted, many of them, and no other
 */
#include "unit.h"

#include <errno.h>

#include "../../user/topo/places.h"

static void names_are_unique_among_their_own(void **state)
{
	struct places p = { 0 };
	size_t at = 99;

	(void)state;
	assert_false(places_find(&p, 1, "eth0", &at));
	assert_ok(places_add(&p, 1, "eth0", 7));
	assert_ok(places_add(&p, 2, "eth0", 8));
	assert_ok(places_add(&p, PLACES_NODES, "eth0", 9));
	assert_err(places_add(&p, 1, "eth0", 10), EEXIST);
	assert_false(places_find(&p, 3, "eth0", &at));
	assert_false(places_find(&p, 1, "eth", &at));
	assert_int_equal(at, 99);
	assert_true(places_find(&p, 1, "eth0", &at));
	assert_int_equal(at, 7);
	assert_true(places_find(&p, PLACES_NODES, "eth0", &at));
	assert_int_equal(at, 9);
	places_free(&p);
	assert_false(places_find(&p, 1, "eth0", &at));
}

/* In order, which would make a plain tree a list. */
static void many(void **state)
{
	struct places p = { 0 };
	char name[16];

	(void)state;
	for (size_t i = 0; i < 50000; i++) {
		snprintf(name, sizeof(name), "n%06zu", i);
		assert_ok(places_add(&p, i % 3, name, i));
	}
	for (size_t i = 0; i < 50000; i++) {
		size_t at = 0;

		snprintf(name, sizeof(name), "n%06zu", i);
		assert_true(places_find(&p, i % 3, name, &at));
		assert_int_equal(at, i);
		assert_false(places_find(&p, (i + 1) % 3, name, &at));
	}
	places_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_unique_among_their_own),
		cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
