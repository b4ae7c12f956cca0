// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_sysctl.c - keys as sysctl(8) takes them, and who forwards
 */
#include "topo.h"

#include <sys/socket.h>

#include "../../user/topo/sysctls.h"

static struct topo *with(const char *sysctls)
{
	char text[600];

	snprintf(text, sizeof(text),
		 "nodes: {red: {sysctls: {%s}}, blue: }\nlinks: [[red:eth0, blue:eth0], "
		 "[red:eth0.7, blue:eth1]]\n",
		 sysctls);
	return lab(text);
}

static void dots_and_slashes(void **state)
{
	static const char *const rows[][2] = {
		{ "net.ipv4.ip_forward", "net/ipv4/ip_forward" },
		{ "net/ipv4/ip_forward", "net/ipv4/ip_forward" },
		{ "net.ipv4.conf.eth0.rp_filter", "net/ipv4/conf/eth0/rp_filter" },
		{ "net.ipv4.conf.eth0/7.rp_filter", "net/ipv4/conf/eth0.7/rp_filter" },
		{ "net/ipv4/conf/eth0.7/rp_filter", "net/ipv4/conf/eth0.7/rp_filter" },
		{ "net.ipv6.neigh.lo.gc_stale_time", "net/ipv6/neigh/lo/gc_stale_time" },
		{ "net.ipv4.conf.all.rp_filter", "net/ipv4/conf/all/rp_filter" },
		{ "net.ipv4.conf.default.rp_filter", "net/ipv4/conf/default/rp_filter" },
		{ "net.netfilter.nf_conntrack_max", "net/netfilter/nf_conntrack_max" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_topo_ struct topo *t = NULL;
		char pair[100];

		snprintf(pair, sizeof(pair), "%s: 1", rows[i][0]);
		t = with(pair);
		assert_int_equal(t->nodes[0].n_sysctls, 1);
		assert_string_equal(t->nodes[0].sysctls[0].key, rows[i][1]);
		assert_string_equal(t->nodes[0].sysctls[0].value, "1");
	}
}

static void values_are_texts(void **state)
{
	_cleanup_topo_ struct topo *t =
		with("net.ipv4.ip_local_port_range: 1024 65535, net.ipv4.ping_group_range: "
		     "\"0\t100\", net.ipv4.tcp_congestion_control: cubic");

	(void)state;
	assert_string_equal(t->nodes[0].sysctls[0].value, "1024 65535");
	assert_string_equal(t->nodes[0].sysctls[1].value, "0\t100");
	assert_int_equal(t->nodes[0].sysctls[2].mark.line, 1);
}

static void names_that_are_none(void **state)
{
	static const char *const keys[] = {
		"net",	  "net..x",	  "net.",	  "net/../x", "net/./x",
		"/net/x", "net/ipv4/a=b", "net.ipv4.a b", "n.e.t.x",  "kernel.domainname"
	};
	char text[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		struct topo *t = NULL;

		snprintf(text, sizeof(text), "nodes: {red: {sysctls: {%s: 1}}}", keys[i]);
		assert_err(topo_parse(text, strlen(text), "f", &t, NULL), EINVAL);
		assert_null(t);
	}
}

static void too_long(void **state)
{
	char text[700], name[301], value[301];

	(void)state;
	memset(name, 'x', 300);
	memset(value, '1', 300);
	name[300] = value[300] = '\0';
	snprintf(text, sizeof(text), "nodes: {red: {sysctls: {net.%s: 1}}}", name);
	assert_complaint(text, "f:1:25: no sysctl has a name that long");
	snprintf(text, sizeof(text), "nodes: {red: {sysctls: {net.x: %s}}}", value);
	assert_complaint(text, "f:1:32: a sysctl's value has at most 255 characters");
}

static void who_forwards(void **state)
{
	_cleanup_topo_ struct topo *t =
		lab("nodes:\n"
		    "  red:\n"
		    "  blue: {sysctls: {net.ipv4.ip_forward: 1}}\n"
		    "  rtr: {kind: router, sysctls: {net.ipv6.conf.all.forwarding: 0}}\n"
		    "  sw: {kind: switch}\n"
		    "  gw: {kind: switch, addresses: [10.0.0.1/8]}\n");
	static const bool four[] = { false, true, true, false, true };
	static const bool six[] = { false, false, false, false, true };

	(void)state;
	for (size_t i = 0; i < t->n_nodes; i++) {
		assert_int_equal(sysctls_forwards(&t->nodes[i], AF_INET), four[i]);
		assert_int_equal(sysctls_forwards(&t->nodes[i], AF_INET6), six[i]);
	}
}

static void whose_key(void **state)
{
	size_t len = 0;
	const char *name = sysctls_iface("net/ipv4/conf/eth0.7/rp_filter", &len);

	(void)state;
	assert_int_equal(len, 6);
	assert_memory_equal(name, "eth0.7/", 7);
	assert_null(sysctls_iface("net/ipv4/ip_forward", &len));
	assert_null(sysctls_iface("net/ipv4/conf/all", &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dots_and_slashes),    cmocka_unit_test(values_are_texts),
		cmocka_unit_test(names_that_are_none), cmocka_unit_test(too_long),
		cmocka_unit_test(who_forwards),	       cmocka_unit_test(whose_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
