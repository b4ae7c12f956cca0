// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_record.c - a snapshot that was written down and read again is the same; a bent line is
 * refused
 */
#include "unit.h"

#include <errno.h>
#include <linux/rtnetlink.h>

#include "../../user/trace/record.h"

static struct snapshot *again(const struct snapshot *s)
{
	struct snapshot *copy = calloc(1, sizeof(*copy));
	char line[RECORD_LINE_MAX];
	struct record_at at = { 0 };

	for (;;) {
		struct text t = TEXT(line);

		if (!record_line(s, &at, &t))
			return copy;
		assert_true(t.len && line[t.len - 1] == '\n');
		line[t.len - 1] = '\0';
		if (record_read_line(copy, line))
			fail_msg("not read: %s", line);
	}
}

/* One of each row, with values at the ends of their ranges. */
static struct snapshot *world(void)
{
	struct snapshot *s = calloc(1, sizeof(*s));
	struct room *r;

	s->tables = TABLES_WHY;
	s->n_rooms = 2;
	s->rooms = r = calloc(2, sizeof(*s->rooms));
	*r = (struct room){ .name = "red", .lab = "a lab=b", .cookie = UINT64_MAX, .inum = 7 };
	r[1] = (struct room){ .name = "pid:17", .cookie = 2 };
#define ONE(vector, n, ...)                                                                        \
	(r->n = 1, r->vector = calloc(1, sizeof(*r->vector)),                                      \
	 r->vector[0] = (__typeof__(*r->vector)){ __VA_ARGS__ })
	ONE(links, n_links, .ifindex = 7, .name = "a b\\x\n", .kind = "macvlan", .mac = { 2, 1 },
	    .flags = UINT32_MAX, .carrier = true, .base_ifindex = 3, .base_cookie = UINT64_MAX,
	    .macvlan_mode = 4, .port = { .valid = true, .isolated = true, .forward_timer = 99 },
	    .bridge = { .valid = true, .vlan_filtering = true, .default_pvid = UINT16_MAX },
	    .counts = { .valid = true, .rx_dropped = UINT64_MAX }, .fault = "loss 5%");
	ONE(addrs, n_addrs, .ifindex = 7, .family = AF_INET, .len = 24, .addr = { 10, 0, 0, 1 },
	    .has_broadcast = true, .broadcast = { 10, 0, 0, 255 });
	ONE(neighs, n_neighs, .family = AF_INET6, .addr = { 0xfe, 0x80, [15] = 1 },
	    .has_lladdr = true, .lladdr = { 1, 2, 3, 4, 5, 6 }, .state = UINT16_MAX);
	ONE(hops, n_hops, .oif = 7, .family = AF_INET6, .gateway = { 0xfe, [15] = 9 }, .weight = 3,
	    .flags = RTNH_F_DEAD);
	ONE(routes, n_routes, .family = AF_INET, .type = RTN_UNICAST, .len = 8, .dst = { 10 },
	    .table = UINT32_MAX, .n_hops = 1);
	ONE(rules, n_rules, .family = AF_INET, .priority = 9, .iif = "eth0",
	    .suppress_prefixlen = -1, .uid_last = UINT32_MAX);
	ONE(fdb, n_fdb, .ifindex = 7, .mac = { 2 }, .vlan = 4094);
	ONE(proxies, n_proxies, .family = AF_INET, .addr = { 10, 0, 0, 9 });
	ONE(vlans, n_vlans, .ifindex = 7, .first = 1, .last = 9, .pvid = true);
	ONE(mdb, n_mdb, .bridge = 1, .family = 0, .group = { 1, 0, 0x5e });
	ONE(gates, n_gates, .ifindex = 7, .where = GATE_TC_OUT, .kind = "bpf", .name = "x=y z");
	ONE(queues, n_queues, .ifindex = 7, .kind = "tbf", .handle = UINT32_MAX, .drops = 1);
	ONE(chains, n_chains, .family = 1, .priority = INT32_MIN, .drops = true, .table = "t",
	    .name = "c");
	ONE(xtables, n_xtables, .family = 2, .name = "filter");
	ONE(procs, n_procs, .host = 17, .inner = 1, .comm = "ping\x1b");
	r->settings = settings_new();
	r->settings->room[ROOM_SETTING_PING_GROUP_LAST] = 0;
	r->settings->table4[NEIGH_TABLE_GC_THRESH3] = 1024;
	settings_iface(r->settings, 0)->v4[SETTING4_RP_FILTER] = 2;
	settings_iface(r->settings, 7)->v6[SETTING6_ACCEPT_DAD] = -1;
	settings_iface(r->settings, 7)->neigh4[NEIGH_SETTING_PROXY_DELAY] = 800;
	r->counts = malloc(sizeof(*r->counts));
	counts_init(r->counts);
	r->counts->n[COUNT_ICMP_IN_ECHOS] = 0;
	r->counts->n[COUNT_RP_FILTER] = UINT64_MAX - 1;
	return s;
}

#define same_rows(vector, count)                                                                   \
	do {                                                                                       \
		assert_int_equal(a->count, b->count);                                              \
		assert_true(!a->count ||                                                           \
			    !memcmp(a->vector, b->vector, a->count * sizeof(*a->vector)));         \
	} while (0)

static void what_was_written_is_read(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = world(), *copy = again(s);
	const struct room *a = &s->rooms[0], *b = &copy->rooms[0];

	(void)state;
	assert_int_equal(copy->tables, TABLES_WHY);
	assert_int_equal(copy->n_rooms, 2);
	assert_string_equal(b->lab, "a lab=b");
	assert_true(b->cookie == UINT64_MAX && copy->rooms[1].cookie == 2);
	assert_string_equal(copy->rooms[1].name, "pid:17");
	same_rows(links, n_links);
	same_rows(addrs, n_addrs);
	same_rows(neighs, n_neighs);
	same_rows(hops, n_hops);
	same_rows(routes, n_routes);
	same_rows(rules, n_rules);
	same_rows(fdb, n_fdb);
	same_rows(proxies, n_proxies);
	same_rows(vlans, n_vlans);
	same_rows(mdb, n_mdb);
	same_rows(gates, n_gates);
	same_rows(queues, n_queues);
	same_rows(chains, n_chains);
	same_rows(xtables, n_xtables);
	same_rows(procs, n_procs);
	assert_memory_equal(a->settings->room, b->settings->room, sizeof(a->settings->room));
	assert_memory_equal(a->settings->table4, b->settings->table4, sizeof(a->settings->table4));
	assert_int_equal(b->settings->n_ifaces, 2);
	assert_memory_equal(a->settings->ifaces, b->settings->ifaces,
			    2 * sizeof(*a->settings->ifaces));
	assert_memory_equal(a->counts, b->counts, sizeof(*a->counts));
	assert_null(copy->rooms[1].settings);
	assert_null(copy->rooms[1].counts);
}

static void bent_lines_are_refused(void **state)
{
	static const char *const bent[] = {
		"link ifindex=1", /* no room yet */
		"nonsense",	  "room name=x cookie=y", "room cookie=-1", "room colour=red",
	};
	static const char *const inside[] = {
		"link ifindex=4294967296", "link mac=02:00",	     "addr family=256",
		"addr addr=10.0.0",	   "addr broadcast=fe80::1", "link colour=red",
		"route hop=0 n_hops=1", /* there is no hop */
		"setting IP_FORWARD=yes",  "setting COLOUR=1",	     "setting4 rp_filter=1",
		"count IcmpInEchos=x",
	};
	_cleanup_snapshot_ struct snapshot *s = calloc(1, sizeof(*s));

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bent); i++)
		if (record_read_line(s, bent[i]) != -EPROTO)
			fail_msg("taken: %s", bent[i]);
	assert_ok(record_read_line(s, "room name=red cookie=7"));
	for (size_t i = 0; i < ARRAY_SIZE(inside); i++)
		if (record_read_line(s, inside[i]) != -EPROTO)
			fail_msg("taken: %s", inside[i]);
	assert_ok(record_read_line(s, ""));
	assert_ok(record_read_line(s, "# a remark"));
}

static void a_line_by_hand(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = calloc(1, sizeof(*s));

	(void)state;
	assert_ok(record_read_line(s, "room name=red cookie=7"));
	assert_ok(record_read_line(s, "link ifindex=2 name=eth0 kind=veth mtu=1500"));
	assert_ok(record_read_line(s, "setting4 ifindex=2 rp_filter=1"));
	assert_ok(record_read_line(s, "setting4 ifindex=0 rp_filter=0"));
	assert_int_equal(snapshot_index(s), 0);
	assert_string_equal(room_link(&s->rooms[0], 2)->name, "eth0");
	assert_int_equal(setting4_effective(s->rooms[0].settings, 2, SETTING4_RP_FILTER), 1);
}

static void a_question_and_its_answer(void **state)
{
	const struct ask q = { .kind = ASK_MATCH,
			       .cookie = UINT64_MAX,
			       .family = AF_INET,
			       .to = { 10, 2, 0, 2 },
			       .has_from = true,
			       .from = { 10, 1, 0, 2 },
			       .iif = 5,
			       .mark = UINT32_MAX,
			       .ip_proto = 1 };
	const struct answer a = {
		.error = EHOSTUNREACH,
		.words = "No route to host",
		.route = { .family = AF_INET, .n_hops = 2, .mtu = 1400 },
		.hops = { { .oif = 2 },
			  { .oif = 3, .family = AF_INET6, .gateway = { 0xfe, 0x80, [15] = 1 } } },
		.fdb = { .mac = { 2, [5] = 7 } }
	};
	struct answer got_a = { 0 };
	struct ask got_q = { 0 };
	char lines[RECORD_LINE_MAX], *second;
	struct text t = TEXT(lines);

	(void)state;
	record_ask(&q, &a, &t);
	second = strchr(lines, '\n') + 1;
	second[-1] = '\0';
	*strchr(second, '\n') = '\0';
	assert_ok(record_read_ask(lines, &got_q));
	assert_ok(record_read_answer(second, &got_a));
	assert_true(got_q.kind == ASK_MATCH && got_q.cookie == UINT64_MAX && got_q.has_from);
	assert_true(got_q.iif == 5 && got_q.mark == UINT32_MAX && got_q.ip_proto == 1);
	assert_memory_equal(got_q.to, q.to, 16);
	assert_memory_equal(got_q.from, q.from, 16);
	assert_int_equal(got_a.error, EHOSTUNREACH);
	assert_string_equal(got_a.words, "No route to host");
	assert_true(got_a.route.n_hops == 2 && got_a.route.mtu == 1400 && got_a.hops[0].oif == 2);
	assert_memory_equal(got_a.hops[1].gateway, a.hops[1].gateway, 16);
	assert_memory_equal(got_a.fdb.mac, a.fdb.mac, 6);
	assert_err(record_read_ask(second, &got_q), EPROTO);
	assert_err(record_read_ask("ask kind=5", &got_q), EPROTO);
	assert_err(record_read_answer("answer colour=red", &got_a), EPROTO);
	assert_int_equal(got_a.error, EHOSTUNREACH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read),
		cmocka_unit_test(bent_lines_are_refused),
		cmocka_unit_test(a_line_by_hand),
		cmocka_unit_test(a_question_and_its_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
