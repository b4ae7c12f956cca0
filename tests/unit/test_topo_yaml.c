// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_yaml.c - the tree, and all of YAML that is refused
 */
#include "topo.h"

#include <time.h>

#include "../../user/topo/yaml.h"

static struct yaml_value *tree(const char *text)
{
	struct source s = { text, strlen(text), "f" };
	struct yaml_value *v = NULL;
	struct err e = { 0 };

	if (yaml_tree_read(&s, &v, &e))
		fail_msg("%s", e.text);
	return v;
}

static void maps_lists_and_words(void **state)
{
	_cleanup_yaml_tree_ struct yaml_value *v =
		tree("a: [1, '2']\nb:\n  c: \"~\"\n  d: ~\n  e:\n");
	const struct yaml_value *b = v->item->next, *c = b->item;

	(void)state;
	assert_int_equal(v->kind, YAML_MAP);
	assert_int_equal(v->n_items, 2);
	assert_int_equal(v->item->kind, YAML_LIST);
	assert_string_equal(v->item->key, "a");
	assert_string_equal(v->item->item->next->word, "2");
	assert_false(v->item->item->next->plain);
	assert_int_equal(b->key_mark.line, 2);
	assert_int_equal(c->mark.line, 3);
	assert_int_equal(c->mark.col, 6);
	assert_false(yaml_is_null(c));
	assert_true(yaml_is_null(c->next));
	assert_true(yaml_is_null(c->next->next));
}

static void much_of_yaml_is_refused(void **state)
{
	(void)state;
	assert_complaint("a: &x 1\nb: *x\n",
			 "f:1:4: anchors (&) and aliases (*) are not for lab files");
	assert_complaint("a: *x\n", "f:1:4: anchors (&) and aliases (*) are not for lab files");
	assert_complaint("<<: {a: 1}\n", "f:1:1: merge keys (<<) are not for lab files");
	assert_complaint("a: !!str 1\n", "f:1:4: tags (!) are not for lab files");
	assert_complaint("a: 1\n---\nb: 1\n", "f:2:1: a second document: one lab per file");
	assert_complaint("%YAML 1.1\n---\na: 1\n", "f:1:1: directives (%) are not for lab files");
	assert_complaint("a: 1\nb: 2\na: 3\n", "f:3:1: 'a' is here twice; the first is in line 1");
	assert_complaint("{[a]: 1}\n", "f:1:2: a key must be a word");
	assert_complaint("a: \"\\0\"\n", "f:1:4: a word cannot hold a NUL character");
	assert_complaint("a:\n\tb: 1\n", "f:2:1: a tab cannot indent YAML: use spaces");
	assert_complaint("# \xc3\xa4\na:\n\tb: 1\n", "f:3:1: a tab cannot indent YAML: use spaces");
	assert_complaint("", "f is empty: a lab needs `nodes`");
	assert_complaint("# nothing\n", "f is empty: a lab needs `nodes`");
}

static void what_is_no_text_is_refused(void **state)
{
	static const char nul[] = "name: x\0y", utf16[] = "\xff\xfen\0a\0";

	(void)state;
	assert_string_equal(complaint(nul, sizeof(nul) - 1),
			    "f is binary (octet 7 is NUL): no lab file is");
	assert_string_equal(complaint(utf16, sizeof(utf16) - 1),
			    "f is UTF-16: a lab file is UTF-8 text");
	assert_complaint("name: \xff\n",
			 "f:1:7: this is not UTF-8 text: invalid leading UTF-8 octet");
	assert_complaint("a\nb: \x1b\n",
			 "f:2:4: this is not UTF-8 text: control characters are not allowed");
}

/* A hostile text costs no more than an honest one of its size. */
static void size_and_depth_are_bounded(void **state)
{
	static const char *const patterns[] = { "[",	 "{a: ", "- ",	 "? ",	"a: {",
						"a,",	 "\"",	 "\n- ", "[],", "'a': ",
						"a:\n ", "&a ",	 "%TAG", "# ",	"|\n a\n" };
	size_t len = TOPO_TEXT_MAX;
	_cleanup_free_ char *text = malloc(len + 1);

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		clock_t start = clock();
		size_t n = strlen(patterns[i]);

		for (size_t k = 0; k < len; k++)
			text[k] = patterns[i][k % n];
		complaint(text, len);
		if (clock() - start > 2 * CLOCKS_PER_SEC)
			fail_msg("%s took %ld ms", patterns[i],
				 (clock() - start) / (CLOCKS_PER_SEC / 1000));
	}
	assert_string_equal(complaint(text, len + 1), "f is larger than 1 MiB: no lab file is");
	assert_complaint("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
			 "f:1:17: this is nested too deep for a lab file");
}

/* 100,000 different keys: duplicates are found without comparing each with each. */
static void wide_maps_are_quick(void **state)
{
	_cleanup_free_ char *text = malloc(TOPO_TEXT_MAX);
	size_t len = 0;
	clock_t start = clock();

	(void)state;
	assert_non_null(text);
	for (int i = 0; i < 100000; i++)
		len += (size_t)sprintf(text + len, "k%d:\n", i);
	len += (size_t)sprintf(text + len, "k77:\n");
	assert_string_equal(complaint(text, len),
			    "f:100001:1: 'k77' is here twice; the first is in line 78");
	assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_lists_and_words),
		cmocka_unit_test(much_of_yaml_is_refused),
		cmocka_unit_test(what_is_no_text_is_refused),
		cmocka_unit_test(size_and_depth_are_bounded),
		cmocka_unit_test(wide_maps_are_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
