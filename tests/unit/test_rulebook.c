// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_rulebook.c - nft's listing taken apart: rules by their handles, and nothing else
 */
#include "unit.h"

#include <string.h>

#include "../../user/trace/rulebook.h"

static const char listing[] = "table inet filter { # handle 1\n"
			      "\tset hosts { # handle 5\n"
			      "\t\ttype ipv4_addr\n"
			      "\t\telements = { 10.0.0.1 } # handle 7\n"
			      "\t}\n"
			      "\n"
			      "\tchain in { # handle 2\n"
			      "\t\ttype filter hook input priority filter; policy drop;\n"
			      "\t\ticmp type { echo-request, echo-reply } accept # handle 7\n"
			      "\t\tlog prefix \"x # handle 9\" drop # handle 8\n"
			      "\t}\n"
			      "}\n"
			      "table ip filter { # handle 2\n"
			      "\tchain in { # handle 1\n"
			      "\t\tcounter # handle 7\n"
			      "\t}\n"
			      "}\n";

static const char *text_of(const struct rulebook *b, const char *family, const char *chain,
			   uint64_t handle)
{
	static char text[64];

	strcpy(text, "none");
	rulebook_find(b, family, "filter", chain, handle, text, sizeof(text));
	return text;
}

static void rules_by_their_handles(void **state)
{
	struct rulebook b;

	(void)state;
	assert_ok(rulebook_read(listing, sizeof(listing) - 1, &b));
	assert_string_equal(text_of(&b, "inet", "in", 7),
			    "icmp type { echo-request, echo-reply } accept");
	assert_string_equal(text_of(&b, "inet", "in", 8), "log prefix \"x # handle 9\" drop");
	assert_string_equal(text_of(&b, "ip", "in", 7), "counter");
	assert_string_equal(text_of(&b, "inet", "in", 9), "none");
	assert_string_equal(text_of(&b, "inet", "in", 2), "none");
	assert_string_equal(text_of(&b, "inet", "hosts", 7), "none");
	assert_string_equal(text_of(&b, "ip", "in", 8), "none");
	assert_string_equal(text_of(&b, "i", "in", 7), "none");
	rulebook_done(&b);
}

static void a_long_rule_says_that_it_is_cut(void **state)
{
	struct rulebook b;
	char text[16] = "";

	(void)state;
	assert_ok(rulebook_read(listing, sizeof(listing) - 1, &b));
	assert_true(rulebook_find(&b, "inet", "filter", "in", 7, text, sizeof(text)));
	assert_string_equal(text, "icmp type { ...");
	rulebook_done(&b);
}

/* Cut anywhere, it is read as far as it goes. */
static void any_beginning_is_read(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(listing); n++) {
		struct rulebook b;

		assert_ok(rulebook_read(listing, n, &b));
		text_of(&b, "inet", "in", 8);
		rulebook_done(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_by_their_handles),
		cmocka_unit_test(a_long_rule_says_that_it_is_cut),
		cmocka_unit_test(any_beginning_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
