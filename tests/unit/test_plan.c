// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_plan.c - the order of steps, which is correctness; the commands are in tests/golden/plan
 */
#include "topo.h"

#include "../../user/topo/plan.h"
#include "../../user/util/text.h"

static struct plan *plan_of(struct topo *t)
{
	struct plan *p = NULL;

	assert_ok(plan_make(t, &p, NULL));
	assert_ok(plan_spell(p));
	return p;
}

/* Index of the first or last step of a kind on an interface (NULL: any), or -1. */
static int find(const struct plan *p, enum step_kind kind, const char *ifname, bool last)
{
	int at = -1;

	for (size_t i = 0; i < p->n_steps; i++) {
		const struct step *s = &p->steps[i];

		if (s->kind != kind || (ifname && strcmp(s->iface.ifname, ifname)))
			continue;
		if (at < 0 || last)
			at = (int)i;
	}
	return at;
}

static void order(void **state)
{
	_cleanup_topo_ struct topo *t = lab("nodes:\n"
					    "  red: {interfaces: {a: {addresses: [10.0.0.1/8]}},\n"
					    "        routes: [{to: default, via: 10.0.0.5}]}\n"
					    "  sw: {kind: switch, addresses: [10.0.0.5/8],\n"
					    "       routes: [{to: default, via: 10.0.0.1}]}\n"
					    "links: [[red:a, sw]]\n");
	_cleanup_plan_ struct plan *p = plan_of(t);
	int link = find(p, STEP_LINK, NULL, false), br0 = find(p, STEP_UP, "br0", false);
	int route = find(p, STEP_ROUTE, NULL, false);

	(void)state;
	assert_int_equal(find(p, STEP_NETNS, NULL, false), 0);
	assert_int_equal(find(p, STEP_SYSCTL, NULL, false), 1);
	assert_true(find(p, STEP_NETNS, NULL, true) < find(p, STEP_SYSCTL, NULL, true));
	assert_true(find(p, STEP_SYSCTL, NULL, true) < find(p, STEP_BRIDGE, NULL, false));
	assert_int_equal(find(p, STEP_BRIDGE, NULL, false) + 1, link);
	assert_true(link < find(p, STEP_UP, "lo", false));
	assert_true(find(p, STEP_UP, "a", false) < find(p, STEP_ADDRESS, NULL, false));
	assert_true(find(p, STEP_ADDRESS, NULL, false) < route);
	assert_true(find(p, STEP_ADDRESS, NULL, true) < br0);
	assert_true(find(p, STEP_UP, "lo", true) < br0);
	assert_int_equal(find(p, STEP_SNOOP, NULL, false), br0 + 1);
	assert_int_equal(find(p, STEP_ROUTE, NULL, true), (int)p->n_steps - 1);
	assert_int_equal(p->steps[p->n_steps - 1].mark.line, 5);
	assert_int_equal(p->steps[route].mark.line, 3);
	assert_int_equal(p->steps[link].mark.line, 6);
}

static bool is_birth(const struct step *s)
{
	return s->kind == STEP_NETNS || s->kind == STEP_SYSCTL;
}

/* A batch is what one room is told without another in between. */
static size_t batches(const struct plan *p, size_t room, bool birth)
{
	const struct step *last = NULL;
	size_t n = 0;

	for (size_t i = 0; i < p->n_steps; i++) {
		const struct step *s = &p->steps[i];

		if (is_birth(s) != birth)
			continue;
		n += s->room == room && (!last || last->room != room);
		last = s;
	}
	return n;
}

static void a_room_is_told_all_at_once(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes:\n"
		    "  red: {interfaces: {a: {addresses: [10.0.0.1/8]}, b: },\n"
		    "        routes: [{to: default, via: 10.0.0.5}]}\n"
		    "  s1: {kind: switch}\n"
		    "  blue: {interfaces: {a: {addresses: [10.0.0.2/8]}}}\n"
		    "  s2: {kind: switch}\n"
		    "links: [[red:a, s1], [blue:a, s2], [s1:up, s2:down], [blue:c, s1], [red:b, "
		    "s2]]\n");
	_cleanup_plan_ struct plan *p = plan_of(t);

	(void)state;
	for (size_t room = 0; room < 4; room++)
		assert_int_equal(batches(p, room, true), 1);
	assert_int_equal(batches(p, 0, false), 1);
	assert_int_equal(batches(p, 2, false), 1);
	/* a switch: its links, what joins it from outside, and in the end its bridge */
	assert_in_range(batches(p, 1, false), 2, 3);
	assert_in_range(batches(p, 3, false), 2, 3);
}

static void a_port_is_the_first_end(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes: {red: , s1: {kind: switch}, s2: {kind: switch}}\n"
		    "links: [[red:a, s1], [s1, s2]]\n");
	_cleanup_plan_ struct plan *p = plan_of(t);
	const struct step *s = &p->steps[find(p, STEP_LINK, NULL, false)];
	int master;

	(void)state;
	assert_string_equal(s->link.ends[0].ifname, "red");
	assert_true(s->link.ends[0].port && s->link.ends[0].up && !s->link.ends[1].port);
	assert_int_equal(s->room, 1);
	/* born down, and set up by its room: veth_open() */
	assert_false(s->link.ends[1].up);
	assert_true(find(p, STEP_UP, "a", false) > 0);
	assert_int_equal(p->steps[find(p, STEP_UP, "a", false)].room, 0);
	/* both are ports: one is enslaved by a step of its own */
	assert_int_equal(s[1].kind, STEP_LINK);
	master = find(p, STEP_MASTER, s[1].link.ends[1].ifname, false);
	assert_true(master > 0);
	assert_int_equal(p->steps[master].room, s[1].link.ends[1].room);
	assert_int_equal(p->steps[master + 1].kind, STEP_UP);
	assert_string_equal(p->steps[master + 1].iface.ifname, s[1].link.ends[1].ifname);
}

static void down_stays_down(void **state)
{
	_cleanup_topo_ struct topo *t = lab("nodes: {red: {interfaces: {a: {up: false}}}, blue: "
					    "{interfaces: {b: {up: false}}}}\n"
					    "links: [[red:a, blue:b]]\n");
	_cleanup_plan_ struct plan *p = plan_of(t);
	const struct step *s = &p->steps[find(p, STEP_LINK, NULL, false)];

	(void)state;
	assert_false(s->link.ends[0].up || s->link.ends[1].up);
	assert_int_equal(find(p, STEP_UP, "a", false), -1);
	assert_int_equal(find(p, STEP_UP, "b", false), -1);
}

static const char *value(const struct plan *p, size_t node, const char *key)
{
	const char *found = NULL;

	for (size_t i = 0; i < p->n_steps; i++) {
		const struct step *s = &p->steps[i];

		if (s->kind != STEP_SYSCTL || s->room != node || strcmp(s->sysctl.key, key))
			continue;
		assert_null(found);
		/* a kernel without IPv6 has none of its files */
		assert_int_equal(s->sysctl.optional, !strncmp(key, "net/ipv6/", 9));
		found = s->sysctl.value;
	}
	return found;
}

static void who_forwards(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes: {host1: , rtr: {kind: router}, sw: {kind: switch},\n"
		    "  gw: {kind: switch, addresses: [10.0.0.1/8]}}\n");
	_cleanup_plan_ struct plan *p = plan_of(t);
	static const bool forwards[] = { false, true, false, true };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(forwards); i++) {
		const char *v6 = value(p, i, "net/ipv6/conf/all/forwarding");

		assert_string_equal(value(p, i, "net/ipv4/ip_forward"), forwards[i] ? "1" : "0");
		assert_int_equal(v6 && !strcmp(v6, "1"), forwards[i]);
		assert_string_equal(value(p, i, "net/ipv4/conf/default/rp_filter"), "0");
	}
}

static void who_is_quiet(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes: {four: {interfaces: {eth0: {addresses: [10.0.0.2/8]}}},\n"
		    "  six: {interfaces: {eth0: {addresses: [10.0.0.3/8, \"fd00::3/64\"]}}},\n"
		    "  sw: {kind: switch, addresses: [\"fd00::1/64\"]}}\n"
		    "links: [[four:eth0, sw], [six:eth0, sw]]\n");
	_cleanup_plan_ struct plan *p = plan_of(t);

	(void)state;
	assert_string_equal(value(p, 0, "net/ipv6/conf/default/addr_gen_mode"), "1");
	assert_null(value(p, 1, "net/ipv6/conf/default/addr_gen_mode"));
	assert_string_equal(value(p, 2, "net/ipv6/conf/default/addr_gen_mode"), "1");
}

/* What a write costs, times a thousand namespaces, is felt; and a step for each is too much. */
static void few_sysctls(void **state)
{
	_cleanup_topo_ struct topo *t = lab("nodes: {red: }");
	_cleanup_plan_ struct plan *p = plan_of(t), *as_made = NULL;

	(void)state;
	assert_ok(plan_make(t, &as_made, NULL));
	assert_int_equal(as_made->n_steps, 3);
	assert_int_equal(as_made->steps[1].kind, STEP_USUAL);
	assert_in_range(p->n_steps, 10, 1 + 18 + 1);
	assert_int_equal(p->steps[1].kind, STEP_SYSCTL);
	/* it resets others, so it is first */
	assert_string_equal(p->steps[1].sysctl.key, "net/ipv4/ip_forward");
}

/* The longest of all names, each quoted at its worst, fits and is whole. */
static void the_longest_step_fits(void **state)
{
	char text[1000], node[64], ifname[16], step[PLAN_STEP_TEXT];
	_cleanup_topo_ struct topo *t = NULL;
	_cleanup_plan_ struct plan *p = NULL;

	(void)state;
	memset(node, 'n', sizeof(node));
	memset(ifname, '\'', sizeof(ifname));
	node[62] = ifname[15] = '\0';
	snprintf(text, sizeof(text),
		 "nodes: {1%s: {kind: switch}, 2%s: }\n"
		 "links: [{endpoints: [\"1%s:%s\", \"2%s:%s\"], mtu: 65535}]\n",
		 node, node, node, ifname, node, ifname);
	t = lab(text);
	p = plan_of(t);
	for (size_t i = 0; i < p->n_steps; i++) {
		struct text out = TEXT(step);

		plan_print_step(p, &p->steps[i], &out);
		assert_true(out.len < sizeof(step) - 100);
	}
}

static void every_step_has_its_word(void **state)
{
	(void)state;
	assert_words(step_word, STEP_KIND_MAX);
	plan_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order),
		cmocka_unit_test(a_room_is_told_all_at_once),
		cmocka_unit_test(a_port_is_the_first_end),
		cmocka_unit_test(down_stays_down),
		cmocka_unit_test(who_forwards),
		cmocka_unit_test(who_is_quiet),
		cmocka_unit_test(few_sysctls),
		cmocka_unit_test(the_longest_step_fits),
		cmocka_unit_test(every_step_has_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
