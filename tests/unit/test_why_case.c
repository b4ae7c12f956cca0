// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_why_case.c - what a file of why -w may say, and what not
 */
#include "unit.h"

#include <errno.h>
#include <string.h>

#include "../../user/why/case.h"

/* As small as a case can be; %s is where a test says something else. */
#define CASE(before, question, answers)                                                            \
	"{'nscope-why':1,'before':{'rooms':[{'name':'red','cookie':7" before "}]},"                \
	"'seen':{},'answers':[" answers "],'question':{'family':2,'from':0" question "}}"

static int read_text(const char *text, struct why_case *c)
{
	json_t *file;
	char *copy = strdup(text);
	int err;

	for (char *p = copy; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	file = json_loads(copy, JSON_DECODE_ANY, NULL);
	assert_non_null(file);
	err = case_read(file, c);
	json_decref(file);
	free(copy);
	return err;
}

static int refused(const char *text)
{
	struct why_case c;
	int err = read_text(text, &c);

	case_done(&c);
	return err;
}

static void what_is_right(void **state)
{
	struct why_case c;

	(void)state;
	assert_int_equal(read_text(CASE(",'lab':'a\\\\x20b'", ",'owner':0,'name':'blue'", ""), &c),
			 0);
	assert_string_equal(c.snap->rooms[0].name, "red");
	assert_string_equal(c.snap->rooms[0].lab, "a b");
	assert_ptr_equal(c.q.from, &c.snap->rooms[0]);
	assert_ptr_equal(c.q.owner, c.q.from);
	assert_string_equal(c.q.to_name, "blue");
	assert_null(c.q.said);
	case_done(&c);
}

/* A count that was not read is unknown, not 0; so is one that an older nscope did not know. */
static void what_is_not_said(void **state)
{
	struct why_case c;

	(void)state;
	assert_int_equal(read_text(CASE(",'settings':{},'counts':{'n':{}}", "", ""), &c), 0);
	assert_int_equal(room_setting(c.snap->rooms[0].settings, 0), SETTING_UNKNOWN);
	assert_int_equal(c.snap->rooms[0].counts->n[0], COUNT_UNKNOWN);
	case_done(&c);
}

static void what_is_wrong(void **state)
{
	static const char *const wrong[] = {
		"[]",
		"{}",
		"{'nscope-why':'1'}",
		"{'nscope-why':0}",
		"{'nscope-why':1}",
		CASE(",'links':{}", "", ""),
		CASE(",'links':[7]", "", ""),
		CASE(",'links':[{'ifindex':4294967296}]", "", ""),
		CASE(",'links':[{'mac':'0200'}]", "", ""),
		CASE(",'links':[{'mac':'02000000000G'}]", "", ""),
		CASE(",'links':[{'name':7}]", "", ""),
		CASE(",'addrs':[{'len':129}]", "", ""),
		CASE(",'gates':[{'where':99}]", "", ""),
		CASE(",'routes':[{'n_hops':1}]", "", ""),
		CASE(",'hops':[{}],'routes':[{'hop':4294967295,'n_hops':2}]", "", ""),
		CASE("", ",'owner':1", ""),
		CASE("", ",'owner':-1", ""),
		CASE("", ",'ttl':256", ""),
		CASE("", "", "{'ask':{'kind':99}}"),
		CASE("", "", "{'answer':{'route':{'hop':1}}}"),
		CASE("", "", "7"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		int err = refused(wrong[i]);

		if (err != -EPROTO)
			fail_msg("%s: %d", wrong[i], err);
	}
	assert_int_equal(refused("{'nscope-why':2}"), -EPROTONOSUPPORT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_right),
		cmocka_unit_test(what_is_not_said),
		cmocka_unit_test(what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
