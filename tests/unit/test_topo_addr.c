// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_topo_addr.c - addresses and prefixes as people write them
 */
#include "unit.h"

#include <errno.h>
#include <sys/socket.h>

#include "../../user/topo/addr.h"

static struct ip_prefix prefix(const char *text)
{
	struct ip_prefix p = { 0 };

	assert_int_equal(addr_prefix(text, &p), ADDR_OK);
	return p;
}

static void prefixes_read_and_print(void **state)
{
	static const char *const texts[] = { "192.168.15.1/24",	 "0.0.0.0/0", "10.0.0.1/32",
					     "fd00::1/64",	 "::/0",      "fe80::1/128",
					     "::ffff:1.2.3.4/96" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct ip_prefix p = prefix(texts[i]);

		assert_string_equal(addr_string(&p, false).text, texts[i]);
	}
}

static void faults_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		enum addr_fault fault;
	} rows[] = {
		{ "192.168.15.1", ADDR_NO_LEN },
		{ "fd00::1", ADDR_NO_LEN },
		{ "192.168.15.1/33", ADDR_BAD_LEN },
		{ "fd00::1/129", ADDR_BAD_LEN },
		{ "192.168.15.1/", ADDR_BAD_LEN },
		{ "192.168.15.1/024", ADDR_BAD_LEN },
		{ "192.168.15.1/-1", ADDR_BAD_LEN },
		{ "192.168.15.1/2 4", ADDR_BAD_LEN },
		{ "192.168.15.1/4294967320", ADDR_BAD_LEN },
		{ "192.168.15.1/24/8", ADDR_BAD_LEN },
		{ "192.168.15.1/255.255.255.0", ADDR_BAD_LEN },
		{ "192.168.15/24", ADDR_NOT_ONE },
		{ "192.168.015.1/24", ADDR_NOT_ONE },
		{ "256.1.1.1/24", ADDR_NOT_ONE },
		{ "fe80::1%eth0/64", ADDR_NOT_ONE },
		{ "/24", ADDR_NOT_ONE },
		{ "", ADDR_NOT_ONE },
		{ "1111:2222:3333:4444:5555:6666:7777:8888:9999/64", ADDR_NOT_ONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct ip_prefix p = { 0 };

		if (addr_prefix(rows[i].text, &p) != rows[i].fault)
			fail_msg("%s", rows[i].text);
	}
}

static void a_missing_length_has_a_guess(void **state)
{
	struct ip_prefix p = { 0 };

	(void)state;
	addr_prefix("192.168.15.1", &p);
	assert_string_equal(addr_string(&p, false).text, "192.168.15.1/24");
	addr_prefix("fd00::1", &p);
	assert_string_equal(addr_string(&p, false).text, "fd00::1/64");
}

static void bare_addresses_are_whole(void **state)
{
	struct ip_prefix p = { 0 };

	(void)state;
	assert_int_equal(addr_ip("10.0.0.1", &p), ADDR_OK);
	assert_int_equal(p.len, 32);
	assert_string_equal(addr_string(&p, true).text, "10.0.0.1");
	assert_string_equal(addr_string(&p, false).text, "10.0.0.1/32");
	assert_int_equal(addr_ip("::1", &p), ADDR_OK);
	assert_int_equal(p.len, 128);
	assert_int_equal(addr_ip("10.0.0.1/32", &p), ADDR_NOT_ONE);
}

/* Every bit of both families, against arithmetic done another way. */
static void common_bits_are_counted(void **state)
{
	(void)state;
	for (int v6 = 0; v6 < 2; v6++)
		for (unsigned int i = 0; i <= (v6 ? 128u : 32u); i++) {
			struct ip_prefix a = { .family = v6 ? AF_INET6 : AF_INET }, b = a;

			if (i < addr_bits(a.family))
				b.addr[i / 8] = (uint8_t)(1 << (7 - i % 8));
			assert_int_equal(addr_common(&a, &b), i);
			assert_int_equal(addr_same(&a, &b), i == addr_bits(a.family));
		}
}

static void networks_cover(void **state)
{
	struct ip_prefix net = prefix("10.1.0.2/24"), in = prefix("10.1.0.255/32"),
			 out = prefix("10.1.1.0/24"), v6 = prefix("fd00::1/64"),
			 all = prefix("0.0.0.0/0"), net6 = addr_network(&v6);

	(void)state;
	assert_true(addr_covers(&net, &in));
	assert_false(addr_covers(&net, &out));
	assert_true(addr_covers(&all, &out));
	assert_false(addr_covers(&all, &v6));
	net = addr_network(&net);
	assert_string_equal(addr_string(&net, false).text, "10.1.0.0/24");
	assert_string_equal(addr_string(&net6, false).text, "fd00::/64");
}

static void kinds_of_addresses(void **state)
{
	struct ip_prefix any = prefix("0.0.0.0/8"), any6 = prefix("::/64"),
			 m = prefix("239.1.1.1/8"), m6 = prefix("ff02::1/64"),
			 b = prefix("255.255.255.255/32"), ll = prefix("febf::1/64"),
			 not_ll = prefix("fec0::1/64"), plain = prefix("223.255.255.255/24");

	(void)state;
	assert_true(addr_is_any(&any) && addr_is_any(&any6));
	assert_true(addr_is_multicast(&m) && addr_is_multicast(&m6) && addr_is_multicast(&b));
	assert_false(addr_is_any(&plain) || addr_is_multicast(&plain));
	assert_true(addr_is_link_local(&ll));
	assert_false(addr_is_link_local(&not_ll) || addr_is_link_local(&plain));
}

/* What a host can own: not the network's own address, not IPv4's broadcast. */
static void addresses_are_counted(void **state)
{
	static const struct {
		const char *net;
		uint32_t hosts;
		const char *first, *last;
	} rows[] = {
		{ "10.0.0.0/24", 254, "10.0.0.1/24", "10.0.0.254/24" },
		{ "10.0.0.0/16", 65534, "10.0.0.1/16", "10.0.255.254/16" },
		{ "10.0.0.4/30", 2, "10.0.0.5/30", "10.0.0.6/30" },
		{ "10.0.0.4/31", 1, "10.0.0.5/31", "10.0.0.5/31" },
		{ "0.0.0.0/0", 4294967294, "0.0.0.1/0", "255.255.255.254/0" },
		{ "fd00::ff00/120", 255, "fd00::ff01/120", "fd00::ffff/120" },
		{ "fd00::/64", UINT32_MAX, "fd00::1/64", "fd00::ffff:ffff/64" },
		{ "fd00::/96", UINT32_MAX, "fd00::1/96", "fd00::ffff:ffff/96" },
		{ "fd00::/97", 0x7fffffff, "fd00::1/97", "fd00::7fff:ffff/97" },
	};
	struct ip_prefix one = prefix("10.0.0.4/32"), a = prefix("1.2.3.4/5");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct ip_prefix net = prefix(rows[i].net);

		assert_int_equal(addr_hosts(&net), rows[i].hosts);
		assert_ok(addr_nth(&net, 1, &a));
		assert_string_equal(addr_string(&a, false).text, rows[i].first);
		assert_ok(addr_nth(&net, rows[i].hosts, &a));
		assert_string_equal(addr_string(&a, false).text, rows[i].last);
		assert_err(addr_nth(&net, 0, &a), ERANGE);
		if (rows[i].hosts < UINT32_MAX)
			assert_err(addr_nth(&net, rows[i].hosts + 1, &a), ERANGE);
		assert_string_equal(addr_string(&a, false).text, rows[i].last);
	}
	assert_int_equal(addr_hosts(&one), 0);
	assert_err(addr_nth(&one, 1, &a), ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prefixes_read_and_print),
		cmocka_unit_test(faults_are_told_apart),
		cmocka_unit_test(a_missing_length_has_a_guess),
		cmocka_unit_test(bare_addresses_are_whole),
		cmocka_unit_test(common_bits_are_counted),
		cmocka_unit_test(networks_cover),
		cmocka_unit_test(kinds_of_addresses),
		cmocka_unit_test(addresses_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
