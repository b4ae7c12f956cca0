// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_node.c - nodes and routes: what is allowed; what is not is in tests/golden/errors
 */
#include "topo.h"

#include <sys/socket.h>

static void every_kind_has_its_word(void **state)
{
	static const char *const words[] = {
#define WORD(id, word) word,
		NODE_KINDS(WORD)
#undef WORD
	};
	char text[100];

	(void)state;
	for (int i = 0; i < NODE_KIND_MAX; i++) {
		_cleanup_topo_ struct topo *t = NULL;

		snprintf(text, sizeof(text), "nodes: {red: {kind: %s}}", words[i]);
		t = lab(text);
		assert_int_equal(t->nodes[0].kind, i);
	}
}

static void switches_of_up(void **state)
{
	static const char *const words[] = { "false", "true", "no", "yes", "off", "on" };
	char text[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		_cleanup_topo_ struct topo *t = NULL;

		snprintf(text, sizeof(text),
			 "nodes: {red: {interfaces: {a: {up: %s}}}, blue: }\n"
			 "links: [[red:a, blue:a]]\n",
			 words[i]);
		t = lab(text);
		assert_int_equal(t->nodes[0].ifaces[0].down, i % 2 == 0);
	}
}

#define ROUTES(routes)                                                                             \
	"nodes: {red: {interfaces: {a: {addresses: [10.1.0.2/24, \"fd00::2/64\"]}}, routes: "      \
	"[" routes "]}, blue: }\nlinks: [[red:a, blue:a]]\n"

static void routes_of_both_families(void **state)
{
	_cleanup_topo_ struct topo *t = lab(
		ROUTES("{to: default, via: 10.1.0.1, metric: 4294967295}, {to: default, dev: a},"
		       "{to: default, via: 'fd00::1'}, {to: 0.0.0.0/0, via: 10.1.0.1, metric: 3},"
		       "{to: 10.2.0.1/32, dev: a}, {to: 10.3.0.0/16, via: 10.2.0.1}"));
	const struct topo_route *r = t->nodes[0].routes;

	(void)state;
	assert_int_equal(t->nodes[0].n_routes, 6);
	assert_true(r[0].is_default && r[0].has_via && r[0].has_metric);
	assert_int_equal(r[0].metric, UINT32_MAX);
	assert_int_equal(r[0].via.len, 32);
	assert_true(r[1].is_default && !r[1].has_via && !strcmp(r[1].dev, "a"));
	assert_int_equal(r[1].to.family, AF_INET);
	assert_int_equal(r[2].to.family, AF_INET6);
	assert_true(r[3].is_default);
	assert_false(r[5].is_default);
}

/* Reachable only through a route that comes later: the kernel would refuse it, too. */
static void routes_are_made_in_order(void **state)
{
	(void)state;
	assert_complaint(ROUTES("{to: 10.3.0.0/16, via: 10.2.0.1}, {to: 10.2.0.1/32, dev: a}"),
			 "f:1:106: next hop 10.2.0.1 is unreachable: the nearest network of red is "
			 "10.1.0.2/24 on a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_its_word),
		cmocka_unit_test(switches_of_up),
		cmocka_unit_test(routes_of_both_families),
		cmocka_unit_test(routes_are_made_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
