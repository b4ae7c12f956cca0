// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_overlap.c - the student's question: the same address twice, in every place it may stand
 */
#include "topo.h"

#include "../../user/topo/addr.h"
#include "../../user/topo/overlap.h"
#include "../../user/util/text.h"

static struct overlap_there there(const char *lab, const char *ifname, bool route, const char *net)
{
	struct overlap_there f = { .lab = lab, .node = "x", .ifname = ifname, .route = route };

	assert_int_equal(addr_prefix(net, &f.net), ADDR_OK);
	return f;
}

struct told {
	char buf[2048];
	struct text t;
};

static int add(void *ctx, const struct overlap *o)
{
	struct told *told = ctx;

	text_add(&told->t, "%s%s, %s: %s\n", o->refused ? "REFUSED " : "", overlap_word(o->kind),
		 o->mark.line ? "marked" : "nowhere", o->text);
	return 0;
}

/* A node called outside stands for the host. */
static struct topo *lab_at_host(const char *text)
{
	struct topo *t = lab(text);

	for (size_t i = 0; i < t->n_nodes; i++)
		t->nodes[i].outside = !strcmp(t->nodes[i].name, "outside");
	return t;
}

static void expect(const char *text, const struct overlap_there *f, size_t n, const char *wanted)
{
	_cleanup_topo_ struct topo *t = lab_at_host(text);
	struct told told = { .t = { 0 } };

	told.t = TEXT(told.buf);
	told.buf[0] = '\0';
	assert_ok(overlap_find(t, f, n, add, &told));
	assert_string_equal(told.buf, wanted);
}

#define RED(address) "  red: {interfaces: {e: {addresses: [" address "]}}}\n"
#define PAIR(address)                                                                              \
	"nodes:\n" RED(address) "  blue: {interfaces: {e: {}}}\nlinks: [[red:e, blue:e]]\n"
#define AT_HOST(red, host)                                                                         \
	"nodes:\n" RED(red) "  outside: {interfaces: {v: {addresses: [" host "]}}}\n"              \
			    "links: [[red:e, outside:v]]\n"

static void nothing_overlaps(void **state)
{
	struct overlap_there f[] = { there(NULL, "eth0", false, "192.168.1.7/24"),
				     there(NULL, "eth0", true, "0.0.0.0/0"),
				     there(NULL, "lo", false, "127.0.0.1/8"),
				     there(NULL, "eth0", false, "fe80::1/64") };

	(void)state;
	expect(PAIR("10.0.0.1/24, fe80::1/64"), f, 4, "");
	expect(AT_HOST("10.0.0.1/24", "10.0.0.2/24"), f, 4, "");
}

static void namespaces_keep_apart(void **state)
{
	struct overlap_there f[] = { there(NULL, "eth0", false, "10.0.0.1/24") };
	struct overlap_there other[] = { there("office", "eth0", false, "10.0.0.9/24") };

	(void)state;
	expect(PAIR("10.0.0.1/24"), f, 1,
	       "kept apart, marked: 10.0.0.1 of red:e is also the host's own (eth0): kept apart, "
	       "for "
	       "no wire joins them; who is inside reaches red, never the host\n");
	expect(PAIR("10.0.0.2/24"), f, 1,
	       "kept apart, marked: 10.0.0.0/24 of red:e overlaps the host's 10.0.0.0/24 (eth0): "
	       "kept "
	       "apart, for no wire joins them\n");
	expect(PAIR("10.0.0.2/24"), other, 1,
	       "kept apart, marked: 10.0.0.0/24 is also lab office's (x:eth0): kept apart, for no "
	       "wire "
	       "joins the two labs\n");
}

/* One sentence for each network there is, and the very address wins. */
static void a_network_is_told_once(void **state)
{
	struct overlap_there f[] = { there(NULL, "eth0", false, "10.0.0.3/24") };

	(void)state;
	expect(PAIR("10.0.0.2/24, 10.0.0.3/24, 10.0.0.4/24"), f, 1,
	       "kept apart, marked: 10.0.0.3 of red:e is also the host's own (eth0): kept apart, "
	       "for "
	       "no wire joins them; who is inside reaches red, never the host\n");
}

static void what_reaches_the_host_is_refused(void **state)
{
	struct overlap_there f[] = { there(NULL, "eth0", false, "10.0.0.1/24") };

	(void)state;
	expect(AT_HOST("192.168.9.1/24", "10.0.0.1/24"), f, 1,
	       "REFUSED duplicate answer, marked: the host has 10.0.0.1 already, on eth0; give "
	       "host:v "
	       "another address\n");
	expect(AT_HOST("192.168.9.1/24", "10.0.0.129/25"), f, 1,
	       "REFUSED shadowed route, marked: the host reaches 10.0.0.0/24 by eth0; with "
	       "10.0.0.129/25 on host:v its packets to 10.0.0.128/25 would go into the lab\n");
	expect(AT_HOST("10.0.0.1/24", "192.168.9.1/24"), f, 1,
	       "REFUSED martian source, marked: 10.0.0.1 of red:e is the host's own address "
	       "(eth0), "
	       "and a wire joins them: the host drops what comes from it (martian source), and "
	       "both "
	       "answer ARP for it\n");
	expect(AT_HOST("10.0.0.7/24", "192.168.9.1/24"), f, 1,
	       "REFUSED shadowed route, marked: 10.0.0.7 of red:e lies in 10.0.0.0/24, which the "
	       "host "
	       "reaches by eth0: its answers to red would leave there, not into the lab\n");
}

/* A wider network shadows nothing: the host's own is more specific. */
static void a_wider_network_is_no_shadow(void **state)
{
	struct overlap_there f[] = { there(NULL, "eth0", true, "10.0.0.0/24") };

	(void)state;
	expect(AT_HOST("192.168.9.1/24", "10.9.0.1/8"), f, 1, "");
}

static void routes_of_the_host(void **state)
{
	struct overlap_there f[] = { there(NULL, "eth0", true, "0.0.0.0/0"),
				     there(NULL, "eth0", true, "10.0.0.0/24") };
	const char *lab_text = "nodes:\n" RED(
		"192.168.9.1/24") "  outside: {interfaces: {v: {addresses: [192.168.9.2/24]}},\n"
				  "    routes: [{to: default, via: 192.168.9.1}, {to: 10.0.0.0/25, "
				  "via: 192.168.9.1}]}\n"
				  "links: [[red:e, outside:v]]\n";

	(void)state;
	expect(lab_text, f, 2,
	       "REFUSED shadowed route, marked: the host has a default route by eth0: all it sends "
	       "into the world would go into the lab\n"
	       "REFUSED shadowed route, marked: the host reaches 10.0.0.0/24 by eth0; with this "
	       "route "
	       "its packets to 10.0.0.0/25 would go into the lab\n");
}

static void twins_inside(void **state)
{
	(void)state;
	expect("nodes:\n" RED(
		       "10.0.0.1/24") "  blue: {interfaces: {e: {addresses: [10.0.0.1/24]}}}\n"
				      "  sw: {kind: switch}\n"
				      "links: [[red:e, sw], [blue:e, sw]]\n",
	       NULL, 0,
	       "duplicate answer, marked: red:e and blue:e both own 10.0.0.1 on one wire: both "
	       "answer "
	       "ARP for it, and who asks believes the first\n");
	expect("nodes:\n" RED(
		       "10.0.0.1/24") "  blue: {interfaces: {e: {addresses: [10.0.0.1/24]}}}\n"
				      "  a: {interfaces: {e: {}, f: {}}}\n"
				      "links: [[red:e, a:e], [blue:e, a:f]]\n",
	       NULL, 0,
	       "kept apart, marked: red:e and blue:e both own 10.0.0.1: kept apart, for they share "
	       "no "
	       "wire\n");
}

static void one_network_on_two_interfaces(void **state)
{
	(void)state;
	expect("nodes:\n  red: {interfaces: {e: {addresses: [10.0.0.1/24]}, f: {addresses: "
	       "[10.0.0.2/24]}}}\n  blue: {interfaces: {e: {}, f: {}}}\n"
	       "links: [[red:e, blue:e], [red:f, blue:f]]\n",
	       NULL, 0,
	       "shadowed route, marked: red has 10.0.0.0/24 on e and on f: it sends by e only\n");
}

static void words(void **state)
{
	(void)state;
	assert_words(overlap_word, OVERLAP_KIND_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_overlaps),
		cmocka_unit_test(namespaces_keep_apart),
		cmocka_unit_test(a_network_is_told_once),
		cmocka_unit_test(what_reaches_the_host_is_refused),
		cmocka_unit_test(a_wider_network_is_no_shadow),
		cmocka_unit_test(routes_of_the_host),
		cmocka_unit_test(twins_inside),
		cmocka_unit_test(one_network_on_two_interfaces),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
