// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_setting.c - what sysctls come to together; and, as root, that each row says what its file
 * below /proc/sys/net does
 */
#include "unit.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>

#include "../../user/tables/tables.h"

static struct settings *two(int64_t own, int64_t all, int64_t forwarding)
{
	struct settings *s = settings_new();

	assert_non_null(s);
	for (int i = 0; i < IFACE_SETTINGS4_N; i++) {
		settings_iface(s, 7)->v4[i] = own;
		settings_iface(s, SETTING_ALL_IFACES)->v4[i] = all;
	}
	for (int i = 0; i < IFACE_SETTINGS6_N; i++) {
		settings_iface(s, 7)->v6[i] = own;
		settings_iface(s, SETTING_ALL_IFACES)->v6[i] = all;
	}
	settings_iface(s, 7)->v4[SETTING4_FORWARDING] = forwarding;
	return s;
}

#define U SETTING_UNKNOWN

static void the_kernel_s_own_rules(void **state)
{
	static const struct {
		int64_t own, all, forwarding;
		int64_t max, either, both, redirects; /* RP_FILTER, ARP_FILTER, … */
	} rows[] = {
		{ 0, 0, 0, 0, 0, 0, 0 }, { 1, 0, 0, 1, 1, 0, 1 }, { 0, 2, 0, 2, 1, 0, 1 },
		{ 2, 1, 1, 2, 1, 1, 1 }, { 1, 0, 1, 1, 1, 0, 0 }, { U, 0, 0, U, U, 0, U },
		{ U, 1, 0, U, 1, U, 1 }, { 0, U, 1, U, U, 0, 0 }, { 1, U, U, U, 1, U, U },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct settings *s = two(rows[i].own, rows[i].all, rows[i].forwarding);

		assert_true(setting4_effective(s, 7, SETTING4_RP_FILTER) == rows[i].max);
		assert_true(setting4_effective(s, 7, SETTING4_ARP_FILTER) == rows[i].either);
		assert_true(setting4_effective(s, 7, SETTING4_BC_FORWARDING) == rows[i].both);
		assert_true(setting4_effective(s, 7, SETTING4_ACCEPT_REDIRECTS) ==
			    rows[i].redirects);
		assert_true(setting4_effective(s, 7, SETTING4_FORWARDING) == rows[i].forwarding);
		assert_true(setting6_effective(s, 7, SETTING6_FORWARDING) == rows[i].all);
		assert_true(setting6_effective(s, 7, SETTING6_DISABLE_IPV6) == rows[i].own);
		settings_free(s);
	}
}

static void what_was_not_read_is_no_number(void **state)
{
	struct settings *s = settings_new();

	(void)state;
	assert_true(room_setting(NULL, ROOM_SETTING_IP_FORWARD) == U);
	assert_true(room_setting(s, ROOM_SETTING_IP_FORWARD) == U);
	assert_true(setting4_effective(NULL, 1, SETTING4_RP_FILTER) == U);
	assert_true(setting6_effective(s, 1, SETTING6_PROXY_NDP) == U);
	assert_true(neigh_setting(s, AF_INET, 1, NEIGH_SETTING_LOCKTIME) == U);
	assert_true(neigh_table(NULL, AF_INET6, NEIGH_TABLE_GC_THRESH3) == U);
	assert_true(settings_iface(s, 3)->neigh6[NEIGH_SETTING_UNRES_QLEN] == U);
	settings_free(s);
}

static void names_are_files(void **state)
{
	(void)state;
	/* ping_group_range is there twice: first and last */
	assert_string_equal(room_setting_path(ROOM_SETTING_CONNTRACK_MAX),
			    "netfilter/nf_conntrack_max");
	assert_words(setting4_name, IFACE_SETTINGS4_N);
	assert_words(setting6_name, IFACE_SETTINGS6_N);
	assert_words(neigh_setting_name, NEIGH_SETTINGS_N);
}

/* Every file gets a value of its own, where it takes one. */
static const char setup[] =
	"set -e; ip netns add a; ip -n a link set lo up\n"
	"ip -n a link add e0 index 7 type veth peer name e1\n"
	"ip netns exec a bash -c '"
	"n=0; for i in all e0; do for f in /proc/sys/net/ipv[46]/conf/$i/*; do"
	"  n=$((n + 1)); case $f in *disable_ipv6|*mtu|*secret|*addr_gen_mode) continue;; esac;"
	"  for v in $((n % 3)) $((n % 2)); do (echo $v >$f) 2>/dev/null && break; done || :;"
	"done; done\n"
	"n=100; for f in /proc/sys/net/ipv[46]/neigh/e0/*; do n=$((n + 10));"
	"  (echo $n >$f) 2>/dev/null || :; done\n"
	"echo 1 >/proc/sys/net/ipv6/conf/e0/force_forwarding || :; cd /proc/sys/net/ipv4; echo 5 9 "
	">ping_group_range; echo 33 >ip_default_ttl;"
	"echo 1 >icmp_echo_ignore_all; echo 0 >icmp_echo_ignore_broadcasts; echo 77 "
	">icmp_ratelimit;"
	"echo 1 >../ipv6/icmp/echo_ignore_all; echo 1 >ip_forward'\n";

static struct netns room = NETNS_INIT;

static int open_room(void **state)
{
	(void)state;
	if (geteuid() || unshare(CLONE_NEWNET | CLONE_NEWNS) ||
	    mount("", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", "/run", "tmpfs", 0, NULL))
		return 0;
	return system(setup) || netns_open("a", &room, NULL) ? -1 : 0;
}

static int close_room(void **state)
{
	(void)state;
	netns_close(&room);
	return 0;
}

/* The @nth number of a file as cat sees it. */
static int64_t cat(const char *path, int nth)
{
	char command[256], line[256] = "", *p = line;
	int64_t n = U;
	FILE *f;

	snprintf(command, sizeof(command),
		 "ip netns exec a cat /proc/sys/net/%s 2>/dev/null || :", path);
	f = popen(command, "r");
	assert_non_null(f);
	if (fgets(line, sizeof(line), f))
		for (int i = 0; i <= nth; i++)
			n = strtoll(p, &p, 10);
	pclose(f);
	return n;
}

static int n_known;

static void same(const char *path, int nth, int64_t unit, int64_t got)
{
	int64_t wanted = cat(path, nth);

	if (wanted != U)
		wanted *= unit;
	if (got != wanted)
		fail_msg("%s: got %lld, the file says %lld", path, (long long)got,
			 (long long)wanted);
	n_known += wanted != U;
}

static void same_neigh(const struct settings *s, const char *file, enum neigh_setting what)
{
	/* Files count in seconds and in ticks of USER_HZ, netlink in ms. */
	int64_t unit = !strcmp(file, "delay_first_probe_time")			   ? 1000
		       : !strcmp(file, "proxy_delay") || !strcmp(file, "locktime") ? 10
										   : 1;
	char path[128];

	snprintf(path, sizeof(path), "ipv4/neigh/e0/%s", file);
	same(path, 0, unit, neigh_setting(s, AF_INET, 7, what));
	snprintf(path, sizeof(path), "ipv6/neigh/e0/%s", file);
	if (strcmp(file, "locktime")) /* IPv6 has no such file, but a value */
		same(path, 0, unit, neigh_setting(s, AF_INET6, 7, what));
}

static void every_row_says_what_its_file_does(void **state)
{
	_cleanup_snapshot_ struct snapshot *snap = NULL;
	const struct settings *s;

	(void)state;
	if (room.fd < 0)
		skip();
	assert_ok(tables_read(&room, NULL, 1, TABLES_LINKS | TABLES_SETTINGS, &snap, NULL));
	s = snap->rooms[0].settings;
#define SAME_ROOM(name, path, nth) same(path, nth, 1, room_setting(s, ROOM_SETTING_##name));
	ROOM_SETTINGS(SAME_ROOM)
#define SAME4(name, file, number, rule)                                                            \
	same("ipv4/conf/e0/" file, 0, 1, iface_setting4(s, 7, SETTING4_##name));                   \
	same("ipv4/conf/all/" file, 0, 1, iface_setting4(s, 0, SETTING4_##name));
	IFACE_SETTINGS4(SAME4)
#define SAME6(name, file, number, rule)                                                            \
	same("ipv6/conf/e0/" file, 0, 1, iface_setting6(s, 7, SETTING6_##name));                   \
	same("ipv6/conf/all/" file, 0, 1, iface_setting6(s, 0, SETTING6_##name));
	IFACE_SETTINGS6(SAME6)
#define SAME_NEIGH(name, file, type) same_neigh(s, file, NEIGH_SETTING_##name);
	NEIGH_SETTINGS(SAME_NEIGH)
	/* Most are there on any kernel: what is only unknown proves nothing. */
	assert_in_range(n_known, 100, 200);
	assert_true(neigh_table(s, AF_INET, NEIGH_TABLE_GC_THRESH3) > 0);
	assert_true(neigh_table(s, AF_INET6, NEIGH_TABLE_ENTRIES) >= 0);
}

static void nobody_pays_who_does_not_ask(void **state)
{
	_cleanup_snapshot_ struct snapshot *snap = NULL;

	(void)state;
	if (room.fd < 0)
		skip();
	assert_ok(tables_read(&room, NULL, 1, TABLES_ALL, &snap, NULL));
	assert_null(snap->rooms[0].settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernel_s_own_rules),
		cmocka_unit_test(what_was_not_read_is_no_number),
		cmocka_unit_test(names_are_files),
		cmocka_unit_test(every_row_says_what_its_file_does),
		cmocka_unit_test(nobody_pays_who_does_not_ask),
	};

	return cmocka_run_group_tests(tests, open_room, close_room);
}
