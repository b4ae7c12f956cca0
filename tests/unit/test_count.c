// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_count.c - files of counters taken apart, also broken ones
 */
#include "unit.h"

#include "../../user/trace/count.h"
#include "../../user/util/util.h"

static uint64_t of(const char *file, const char *text, enum count what)
{
	struct counts c;

	counts_init(&c);
	counts_read(&c, file, text);
	return c.n[what];
}

static void names_stand_over_numbers(void **state)
{
	static const char snmp[] =
		"Ip: Forwarding InReceives InAddrErrors\nIp: 2 70 8\n"
		"Icmp: InMsgs InEchos OutEchoReps\nIcmp: 1 2 18446744073709551614\n";
	static const char netstat[] = "TcpExt: ArpFilter IPReversePathFilter\nTcpExt: 3 4\n"
				      "IpExt: InNoRoutes\nIpExt: 5\n";

	(void)state;
	assert_true(of("snmp", snmp, COUNT_IP_IN_RECEIVES) == 70);
	assert_true(of("snmp", snmp, COUNT_IP_IN_ADDR_ERRORS) == 8);
	assert_true(of("snmp", snmp, COUNT_ICMP_IN_ECHOS) == 2);
	assert_true(of("snmp", snmp, COUNT_ICMP_OUT_ECHO_REPS) == UINT64_MAX - 1);
	assert_true(of("snmp", snmp, COUNT_IP_REASM_FAILS) == COUNT_UNKNOWN);
	assert_true(of("netstat", netstat, COUNT_ARP_FILTER) == 3);
	assert_true(of("netstat", netstat, COUNT_RP_FILTER) == 4);
	assert_true(of("netstat", netstat, COUNT_IP_IN_NO_ROUTES) == 5);
	/* the same name in another file is another's */
	assert_true(of("snmp", netstat, COUNT_ARP_FILTER) == COUNT_UNKNOWN);
}

static void a_name_a_line(void **state)
{
	static const char text[] = "Ip6InReceives  \t1\nIp6InAddrErrors                 \t22\n"
				   "Icmp6InEchos \t3";

	(void)state;
	assert_true(of("snmp6", text, COUNT_IP6_IN_ADDR_ERRORS) == 22);
	assert_true(of("snmp6", text, COUNT_ICMP6_IN_ECHOS) == 3);
}

static void what_is_broken_is_unknown(void **state)
{
	static const char *const broken[] = {
		"",
		"Ip",
		"Ip:",
		"\n\n\n",
		"Ip: InReceives",
		"Ip: InReceives\n",
		"Ip: InReceives\nIp:",
		"Ip: InReceives\nIp: -1\n",
		"Ip: InReceives\nUdp: 7\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(broken); i++)
		assert_true(of("snmp", broken[i], COUNT_IP_IN_RECEIVES) == COUNT_UNKNOWN);
	assert_true(of("snmp6", "Icmp6InEchos x\n", COUNT_ICMP6_IN_ECHOS) == COUNT_UNKNOWN);
	/* more names than numbers */
	assert_true(of("snmp", "Ip: A InReceives\nIp: 7\n", COUNT_IP_IN_RECEIVES) == COUNT_UNKNOWN);
}

static void growth_needs_two_that_know(void **state)
{
	struct counts a, b;

	(void)state;
	counts_init(&a);
	counts_init(&b);
	assert_true(counts_grew(&a, &b, COUNT_RP_FILTER) == COUNT_UNKNOWN);
	a.n[COUNT_RP_FILTER] = 7;
	assert_true(counts_grew(&a, &b, COUNT_RP_FILTER) == COUNT_UNKNOWN);
	b.n[COUNT_RP_FILTER] = 9;
	assert_true(counts_grew(&a, &b, COUNT_RP_FILTER) == 2);
	assert_true(counts_grew(&b, &a, COUNT_RP_FILTER) == COUNT_UNKNOWN);
	assert_true(counts_grew(NULL, &b, COUNT_RP_FILTER) == COUNT_UNKNOWN);
}

static void names_are_nstat_s(void **state)
{
	(void)state;
	assert_words(count_name, COUNTS_N);
	assert_string_equal(count_name(COUNT_ICMP_IN_ECHOS), "IcmpInEchos");
	assert_string_equal(count_name(COUNT_RP_FILTER), "TcpExtIPReversePathFilter");
	assert_string_equal(count_name(COUNT_IP6_IN_DISCARDS), "Ip6InDiscards");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_stand_over_numbers),
		cmocka_unit_test(a_name_a_line),
		cmocka_unit_test(what_is_broken_is_unknown),
		cmocka_unit_test(growth_needs_two_that_know),
		cmocka_unit_test(names_are_nstat_s),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
