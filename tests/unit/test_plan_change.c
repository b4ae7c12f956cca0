// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_plan_change.c - a changed file becomes the steps that differ, and what these take along
 */
#include "topo.h"

#include "../../user/topo/addr.h"
#include "../../user/topo/plan.h"
#include "../../user/util/text.h"

static const char *what_of(const struct step *s)
{
	switch (s->kind) {
	case STEP_LINK: return s->link.ends[0].ifname;
	case STEP_MASTER:
	case STEP_UP: return s->iface.ifname;
	case STEP_SET: return s->set.ifname;
	case STEP_ADDRESS: return s->address.ifname;
	default: return "";
	}
}

/* "-address red eth0; +link red eth0": all but sysctls */
static void told(const struct plan *p, struct text *t)
{
	for (size_t i = 0; i < p->n_steps; i++) {
		const struct step *s = &p->steps[i];

		if (s->kind == STEP_SYSCTL)
			continue;
		text_add(t, "%s%c%s %s", t->len ? "; " : "", s->undo ? '-' : '+',
			 step_word(s->kind), p->rooms[s->room].name);
		if (*what_of(s))
			text_add(t, " %s", what_of(s));
	}
}

static void change(const char *was, const char *now, const char *wanted)
{
	_cleanup_topo_ struct topo *a = lab(was);
	_cleanup_topo_ struct topo *b = lab(now);
	_cleanup_plan_ struct plan *p = NULL;
	char buf[4096] = "";
	struct text t = TEXT(buf);

	assert_ok(plan_change(a, b, &p, NULL));
	told(p, &t);
	assert_string_equal(buf, wanted);
}

#define BLUE  "  blue: {interfaces: {e: {addresses: [10.0.0.2/8]}}}\n"
#define LINKS "links: [[red:e, blue:e]]\n"
#define PAIR  "nodes:\n  red: {interfaces: {e: {addresses: [10.0.0.1/8]}}}\n" BLUE LINKS

static void nothing_differs(void **state)
{
	(void)state;
	change(PAIR, PAIR, "");
	change(PAIR, "# said otherwise\n" PAIR, "");
}

/* Between two rulesets there is no moment without one. */
static void a_ruleset_takes_the_place_of_another(void **state)
{
	(void)state;
	change("nodes: {red: {nft: \"table ip a { }\"}}\n",
	       "nodes: {red: {nft: \"table ip b { }\"}}\n", "+ruleset red");
	change("nodes: {red: {nft: \"table ip a { }\"}}\n", "nodes: {red: }\n", "-ruleset red");
	change("nodes: {red: {nft: \"table ip a { }\"}}\n", "nodes: {blue: }\n",
	       "-namespace red; +namespace blue; +interface up blue lo");
}

static void an_address_is_added(void **state)
{
	(void)state;
	change(PAIR,
	       "nodes:\n  red: {interfaces: {e: {addresses: [10.0.0.1/8, 10.0.0.7/8]}}}\n" BLUE
		       LINKS,
	       "+address red e");
}

static void an_address_moves_and_is_forgotten(void **state)
{
	(void)state;
	change(PAIR, "nodes:\n  red: {interfaces: {e: {addresses: [10.0.0.3/8]}}}\n" BLUE LINKS,
	       "-address red e; +address red e; +learned neighbours red; "
	       "+learned neighbours blue");
}

/* The kernel prefers the first: an address in front of another makes both anew. */
static void the_order_of_addresses_is_kept(void **state)
{
	(void)state;
	change(PAIR,
	       "nodes:\n  red: {interfaces: {e: {addresses: [10.0.0.7/8, 10.0.0.1/8]}}}\n" BLUE
		       LINKS,
	       "-address red e; +address red e; +address red e; +learned neighbours red; "
	       "+learned neighbours blue");
}

static void an_mtu_is_set_in_place(void **state)
{
	(void)state;
	change(PAIR,
	       "nodes:\n  red: {interfaces: {e: {addresses: [10.0.0.1/8], mtu: 1400}}}\n" BLUE
		       LINKS,
	       "+interface red e");
	change("nodes:\n  red: {interfaces: {e: {addresses: [10.0.0.1/8], mtu: 1400}}}\n" BLUE
		       LINKS,
	       PAIR, "+interface red e");
}

static void a_mac_is_set_and_the_old_one_forgotten(void **state)
{
	(void)state;
	change(PAIR,
	       "nodes:\n  red: {interfaces: {e: {addresses: [10.0.0.1/8],"
	       " mac: '02:00:00:00:aa:01'}}}\n" BLUE LINKS,
	       "+interface red e; +interface blue e; +learned neighbours red; "
	       "+learned neighbours blue");
}

/* Down takes IPv6 addresses and routes with it; all are made again, in both directions. */
static void an_interface_goes_down_and_up(void **state)
{
	static const char down[] =
		"nodes:\n  red: {interfaces: {e: {addresses: [10.0.0.1/8], up: false}}}\n" BLUE
			LINKS;

	(void)state;
	change(PAIR, down,
	       "-address red e; -interface up red e; +address red e; +learned neighbours red; "
	       "+learned neighbours blue");
	change(down, PAIR,
	       "-address red e; +interface up red e; +address red e; +learned neighbours red; "
	       "+learned neighbours blue");
}

/* Its links first; what else was in it needs no step. */
static void a_room_goes_and_another_comes(void **state)
{
	(void)state;
	change(PAIR,
	       "nodes:\n  red: {interfaces: {f: {addresses: [10.0.0.1/8]}}}\n"
	       "  green: {interfaces: {f: {}}}\nlinks: [[red:f, green:f]]\n",
	       "-link red e; -namespace blue; +namespace green; +link red f; +address red f; "
	       "+interface up green lo; +interface up green f; +learned neighbours red");
}

/* What the file does not say of a route goes; what it still says stays as it is. */
static void routes(void **state)
{
	(void)state;
	change("nodes:\n  red: {interfaces: {e: {addresses: [10.0.0.1/8]}},"
	       " routes: [{to: default, via: 10.0.0.2}, {to: 11.0.0.0/8, via: 10.0.0.2}]}\n" BLUE
		       LINKS,
	       "nodes:\n  red: {interfaces: {e: {addresses: [10.0.0.1/8]}},"
	       " routes: [{to: default, via: 10.0.0.2}, {to: 12.0.0.0/8, via: 10.0.0.2}]}\n" BLUE
		       LINKS,
	       "-route red; +route red");
}

/* A host that becomes a router is told all sysctls again, for ip_forward resets others. */
static void a_kind_differs(void **state)
{
	_cleanup_topo_ struct topo *a = lab(PAIR);
	_cleanup_topo_ struct topo *b = lab(
		"nodes:\n  red: {kind: router, interfaces: {e: {addresses: [10.0.0.1/8]}}}\n" BLUE
			LINKS);
	_cleanup_plan_ struct plan *p = NULL;

	(void)state;
	assert_ok(plan_change(a, b, &p, NULL));
	assert_true(p->n_steps > 10);
	for (size_t i = 0; i < p->n_steps; i++) {
		assert_int_equal(p->steps[i].kind, STEP_SYSCTL);
		assert_false(p->steps[i].undo);
		assert_string_equal(p->rooms[p->steps[i].room].name, "red");
	}
	assert_string_equal(p->steps[0].sysctl.key, "net/ipv4/ip_forward");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_differs),
		cmocka_unit_test(an_address_is_added),
		cmocka_unit_test(a_ruleset_takes_the_place_of_another),
		cmocka_unit_test(an_address_moves_and_is_forgotten),
		cmocka_unit_test(the_order_of_addresses_is_kept),
		cmocka_unit_test(an_mtu_is_set_in_place),
		cmocka_unit_test(a_mac_is_set_and_the_old_one_forgotten),
		cmocka_unit_test(an_interface_goes_down_and_up),
		cmocka_unit_test(a_room_goes_and_another_comes),
		cmocka_unit_test(routes),
		cmocka_unit_test(a_kind_differs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
