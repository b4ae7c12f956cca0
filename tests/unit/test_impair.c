// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_impair.c - impairments as words: read, refused, written, and read again
 */
#include "unit.h"

#include <errno.h>

#include "../../user/topo/impair.h"

static uint32_t percent(const char *text)
{
	uint32_t ppm = 0;

	assert_ok(impair_percent(text, &ppm));
	return ppm;
}

static void shares_are_read(void **state)
{
	(void)state;
	assert_int_equal(percent("0%"), 0);
	assert_int_equal(percent("1%"), 10000);
	assert_int_equal(percent("0.5%"), 5000);
	assert_int_equal(percent("0.0001%"), 1);
	assert_int_equal(percent("12.3456%"), 123456);
	assert_int_equal(percent("33.30%"), 333000);
	assert_int_equal(percent("007%"), 70000);
	assert_int_equal(percent("100%"), IMPAIR_ALL);
	assert_int_equal(percent("100.0000%"), IMPAIR_ALL);
}

static void others_are_refused(void **state)
{
	static const char *const wrong[] = {
		"",	  "%",	    "1",    "1 %",    ".5%",	       "1.%",	      "1.00001%",
		"101%",	  "100.1%", "-1%",  "+1%",    " 1%",	       "1%%",	      "1%x",
		"1,5%",	  "1e1%",   "0x1%", "99999%", "999999999999%", "4294967297%", "nan%",
		"1.2.3%",
	};
	uint32_t ppm = 77;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		if (impair_percent(wrong[i], &ppm) != -EINVAL || ppm != 77)
			fail_msg("'%s' was read as %u", wrong[i], ppm);
}

/* Every share there is comes back from its own text. */
static void text_and_back(void **state)
{
	(void)state;
	for (uint32_t ppm = 0; ppm <= IMPAIR_ALL; ppm++) {
		char buf[16] = "";
		struct text t = TEXT(buf);

		impair_percent_text(&t, ppm);
		if (percent(buf) != ppm)
			fail_msg("%u became '%s'", ppm, buf);
	}
}

static const char *options(struct impairment i)
{
	static char buf[128];
	struct text t = TEXT(buf);

	*buf = '\0';
	impair_text(&i, &t);
	return buf;
}

static void options_as_typed(void **state)
{
	(void)state;
	assert_string_equal(options((struct impairment){ .seed = 7 }), "");
	assert_string_equal(options((struct impairment){ .loss = 5000, .seed = 7 }),
			    "--loss 0.5% --seed 7");
	assert_string_equal(options((struct impairment){ .block_arp = true, .seed = 7 }),
			    "--block arp");
	assert_string_equal(options((struct impairment){ 10000, 20000, 1, true, true, UINT32_MAX }),
			    "--loss 1% --duplicate 2% --corrupt 0.0001% --block arp --block icmp "
			    "--seed 4294967295");
}

static void options_follow_other_text(void **state)
{
	char buf[64] = "";
	struct text t = TEXT(buf);

	(void)state;
	text_str(&t, "nscope fault lab red:eth0 ");
	impair_text(&(struct impairment){ .block_icmp = true }, &t);
	assert_string_equal(buf, "nscope fault lab red:eth0 --block icmp");
}

static void blocks_add_up(void **state)
{
	struct impairment i = { 0 };

	(void)state;
	assert_false(impair_any(&i));
	assert_ok(impair_block("icmp", &i));
	assert_true(i.block_icmp && !i.block_arp);
	assert_true(impair_any(&i));
	assert_ok(impair_block("arp", &i));
	assert_true(i.block_icmp && i.block_arp);
	assert_err(impair_block("tcp", &i), EINVAL);
	assert_err(impair_block("", &i), EINVAL);
}

static void a_seed_alone_does_nothing(void **state)
{
	(void)state;
	assert_false(impair_any(&(struct impairment){ .seed = 1 }));
	assert_true(impair_any(&(struct impairment){ .loss = 1 }));
	assert_true(impair_any(&(struct impairment){ .duplicate = 1 }));
	assert_true(impair_any(&(struct impairment){ .corrupt = 1 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_are_read),
		cmocka_unit_test(others_are_refused),
		cmocka_unit_test(text_and_back),
		cmocka_unit_test(options_as_typed),
		cmocka_unit_test(options_follow_other_text),
		cmocka_unit_test(blocks_add_up),
		cmocka_unit_test(a_seed_alone_does_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
