// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_util.c - errors, bounded text, escaping, growing vectors
 */
#include "unit.h"

#include <errno.h>

#include "../../user/util/cursor.h"
#include "../../user/util/err.h"
#include "../../user/util/text.h"

static void errors_gather_context(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_err(err_sys(&e, ENOENT, "cannot open %s", "x"), ENOENT);
	assert_string_equal(e.text, "cannot open x: No such file or directory");
	assert_err(err_wrap(&e, "lab %s", "pair"), ENOENT);
	assert_string_equal(e.text, "lab pair: cannot open x: No such file or directory");
	assert_err(err_set(NULL, EINVAL, "nobody listens"), EINVAL);
}

static void long_errors_are_cut(void **state)
{
	struct err e = { 0 };
	char name[2000];

	(void)state;
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	err_sys(&e, ENOENT, "%s", name);
	err_wrap(&e, "%s", name);
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
}

static void text_never_overflows(void **state)
{
	char buf[8];
	struct text t = TEXT(buf);

	(void)state;
	text_add(&t, "12345");
	text_add(&t, "%d", 6789);
	text_add(&t, "more");
	assert_string_equal(buf, "1234567");
	assert_int_equal(t.len, 7);
}

static void text_without_printf(void **state)
{
	char buf[40], tiny[4];
	struct text t = TEXT(buf), cut = TEXT(tiny), none = { tiny, 1, 0 };

	(void)state;
	text_uint(&t, UINT64_MAX, 1);
	text_put(&t, " x", 2);
	text_uint(&t, 42, 6);
	text_str(&t, " ");
	text_uint(&t, 0, 0);
	assert_string_equal(buf, "18446744073709551615 x000042 0");
	text_str(&cut, "12");
	text_str(&cut, "34");
	text_str(&cut, "56");
	assert_string_equal(tiny, "123");
	text_put(&none, "x", 1);
	assert_int_equal(none.len, 0);
}

/* Every byte value, so no control character ever reaches a terminal. */
static void escape_lets_only_ascii_through(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++) {
		char byte = (char)c, buf[16];
		struct text t = TEXT(buf);

		text_escape(&t, &byte, 1);
		for (size_t i = 0; i < t.len; i++)
			assert_in_range(buf[i], 0x20, 0x7e);
		assert_int_equal(t.len, c >= 0x20 && c < 0x7f && c != '\\' ? 1 : 4);
	}
}

static void addresses_print(void **state)
{
	char buf[64];
	struct text t = TEXT(buf);

	(void)state;
	text_ip(&t, (const uint8_t[]){ 192, 168, 15, 1 }, 4);
	text_add(&t, " ");
	text_ip(&t, (const uint8_t[16]){ 0xfd, [15] = 1 }, 16);
	text_add(&t, " ");
	text_mac(&t, (const uint8_t[]){ 2, 0, 0, 0, 0, 0xff });
	assert_string_equal(buf, "192.168.15.1 fd00::1 02:00:00:00:00:ff");
	assert_int_equal(text_columns("a\xe2\x94\x83z"), 3);
}

static void vectors_grow(void **state)
{
	_cleanup_free_ int *v = NULL;

	(void)state;
	for (size_t n = 0; n < 1000; n++) {
		int *more = grow(v, n, sizeof(*v));

		assert_non_null(more);
		v = more;
		v[n] = (int)n;
	}
	for (int i = 0; i < 1000; i++)
		assert_int_equal(v[i], i);
	assert_null(grow(v, (size_t)1 << 62, 64));
}

static void cursor_stops_at_the_end(void **state)
{
	uint8_t bytes[] = { 1, 2, 3, 4, 5 };
	struct cursor c = { bytes, bytes + sizeof(bytes) };

	(void)state;
	assert_int_equal(be32(take(&c, 4)), 0x01020304);
	assert_null(take(&c, 2));
	assert_int_equal(cursor_left(&c), 1);
	assert_non_null(take(&c, 1));
	assert_null(take(&c, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_gather_context),
		cmocka_unit_test(long_errors_are_cut),
		cmocka_unit_test(text_never_overflows),
		cmocka_unit_test(text_without_printf),
		cmocka_unit_test(escape_lets_only_ascii_through),
		cmocka_unit_test(addresses_print),
		cmocka_unit_test(vectors_grow),
		cmocka_unit_test(cursor_stops_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
