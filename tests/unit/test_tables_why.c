// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_tables_why.c - what only a failed ping asks for, against what `ip` and `bridge` were told
 *
 * Needs root, and takes namespaces of its own; without it every test is skipped.
 */
#include "unit.h"

#include <linux/if_link.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>

#include "../../user/tables/tables.h"
#include "../../user/trace/record.h"

static const char setup[] =
	"set -e; for n in a b; do ip netns add $n; ip -n $n link set lo up; done\n"
	"ip -n a link add e0 index 7 type veth peer name e0 index 7 netns b\n"
	"ip -n a link set e0 up; ip -n b link set e0 up\n"
	"ip -n a addr add 10.0.0.1/24 brd 10.0.0.99 dev e0; ip -n a addr add 10.0.1.1/24 dev e0\n"
	"ip -n a link add link e0 name away index 8 type macvlan mode private\n"
	"ip -n a link set away netns b; ip -n b link add v index 9 type veth peer name w index 10\n"
	"ip -n b link add link w name home type macvlan mode bridge\n"
	"ip -n a neigh add proxy 10.0.0.77 dev e0; ip -n a neigh add proxy fd00::77 dev e0\n"
	"ip -n a neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev e0\n"
	"ip -n b link add br0 index 20 type bridge ageing_time 4200 mcast_querier 1\n"
	"ip -n b addr add 10.0.2.1/24 dev br0; ip -n b link set v master br0\n"
	"ip -n b link set w up; ip -n b link set v up; ip -n b link set br0 up\n"
	"ip netns exec b bridge link set dev v mcast_router 2\n"
	"ip netns exec b bridge mdb add dev br0 port v grp 239.1.2.3 permanent\n";

static struct netns rooms[2] = { NETNS_INIT, NETNS_INIT };
static bool ready;

static int open_rooms(void **state)
{
	(void)state;
	if (geteuid() || unshare(CLONE_NEWNET | CLONE_NEWNS) ||
	    mount("", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", "/run", "tmpfs", 0, NULL))
		return 0;
	if (system(setup) || netns_open("a", &rooms[0], NULL) || netns_open("b", &rooms[1], NULL))
		return -1;
	ready = true;
	return 0;
}

static int close_rooms(void **state)
{
	(void)state;
	netns_close(&rooms[0]);
	netns_close(&rooms[1]);
	return 0;
}

static const struct link_row *named(const struct room *r, const char *name)
{
	for (size_t i = 0; i < r->n_links; i++)
		if (!strcmp(r->links[i].name, name))
			return &r->links[i];
	return NULL;
}

static struct snapshot *look(unsigned int what)
{
	struct snapshot *s = NULL;
	struct err e = { 0 };

	if (tables_read(rooms, NULL, 2, what, &s, &e))
		fail_msg("%s", e.text);
	return s;
}

static void a_macvlan_says_what_it_sits_on(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const struct link_row *l;

	(void)state;
	if (!ready)
		skip();
	s = look(TABLES_LINKS);
	l = named(&s->rooms[1], "away");
	assert_int_equal(l->macvlan_mode, MACVLAN_MODE_PRIVATE);
	assert_int_equal(l->lower, 0);
	assert_int_equal(l->base_ifindex, 7);
	assert_true(l->base_cookie == rooms[0].cookie);
	assert_true(!l->peer_ifindex && !l->peer_cookie);
	l = named(&s->rooms[1], "home");
	assert_int_equal(l->macvlan_mode, MACVLAN_MODE_BRIDGE);
	assert_int_equal(l->lower, 10);
	assert_int_equal(l->base_ifindex, 10);
	assert_true(l->base_cookie == rooms[1].cookie);
	assert_int_equal(named(&s->rooms[1], "e0")->base_ifindex, 0);
}

static void bridges_ports_and_groups(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const struct mdb_row *wanted = NULL;
	const struct room *r;
	bool router = false;

	(void)state;
	if (!ready)
		skip();
	s = look(TABLES_WHY);
	r = &s->rooms[1];
	assert_int_equal(named(r, "br0")->bridge.ageing_time, 4200);
	assert_int_equal(named(r, "br0")->bridge.default_pvid, 0); /* or 1, with VLANs */
	assert_true(named(r, "br0")->bridge.mcast_querier);
	assert_true(named(r, "br0")->bridge.has_querier4);
	assert_int_equal(named(r, "v")->port.mcast_router, 2);
	for (size_t i = 0; i < r->n_mdb; i++) {
		router |= r->mdb[i].router && r->mdb[i].ifindex == 9;
		if (!r->mdb[i].router && r->mdb[i].permanent)
			wanted = &r->mdb[i];
	}
	assert_true(router);
	assert_non_null(wanted);
	assert_true(wanted->bridge == 20 && wanted->ifindex == 9 && wanted->family == AF_INET);
	assert_memory_equal(wanted->group, ((uint8_t[]){ 239, 1, 2, 3 }), 4);
	assert_int_equal(s->rooms[0].n_mdb, 0);
}

static void proxies_are_apart_from_neighbours(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const struct room *r;
	bool v4 = false, v6 = false;

	(void)state;
	if (!ready)
		skip();
	s = look(TABLES_NEIGHS | TABLES_PROXIES);
	r = &s->rooms[0];
	assert_int_equal(r->n_proxies, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(r->proxies[i].ifindex, 7);
		v4 |= r->proxies[i].family == AF_INET && r->proxies[i].addr[3] == 77;
		v6 |= r->proxies[i].family == AF_INET6 && r->proxies[i].addr[0] == 0xfd;
	}
	assert_true(v4 && v6);
	for (size_t i = 0; i < r->n_neighs; i++)
		assert_true(r->neighs[i].addr[3] != 77 && r->neighs[i].addr[15] != 0x77);
}

static void broadcast_addresses(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const struct addr_row *a;

	(void)state;
	if (!ready)
		skip();
	s = look(TABLES_LINKS | TABLES_ADDRS);
	a = room_addr(&s->rooms[0], AF_INET, (uint8_t[]){ 10, 0, 0, 1 });
	assert_true(a->has_broadcast && a->broadcast[3] == 99);
	a = room_addr(&s->rooms[0], AF_INET, (uint8_t[]){ 10, 0, 1, 1 });
	assert_false(a->has_broadcast);
}

/* Seven echoes to an address of b's, which hears them and does not answer. */
static void what_grew_while_a_ping_failed(void **state)
{
	_cleanup_snapshot_ struct snapshot *before = NULL, *after = NULL;
	const struct link_row *x, *y;

	(void)state;
	if (!ready)
		skip();
	assert_int_equal(system("ip -n b addr add 10.0.0.2/24 dev e0; ip netns exec b sysctl -qw"
				" net.ipv4.icmp_echo_ignore_all=1;"
				"ip -n a neigh del 10.0.0.2 dev e0;"
				"ip netns exec a ping -c 1 -W 0.2 -q 10.0.0.2 >/dev/null; true"),
			 0);
	before = look(TABLES_LINKS | TABLES_COUNTS);
	assert_int_equal(system("ip netns exec a ping -c 7 -i 0.01 -W 0.1 -q 10.0.0.2 >/dev/null;"
				"true"),
			 0);
	after = look(TABLES_LINKS | TABLES_COUNTS);
#define GREW(room, what) counts_grew(before->rooms[room].counts, after->rooms[room].counts, what)
	assert_int_equal(GREW(1, COUNT_ICMP_IN_ECHOS), 7);
	assert_int_equal(GREW(1, COUNT_ICMP_OUT_ECHO_REPS), 0);
	assert_int_equal(GREW(0, COUNT_ICMP_IN_ECHO_REPS), 0);
	for (int i = 0; i < COUNTS_N; i++)
		assert_true(after->rooms[0].counts->n[i] != COUNT_UNKNOWN);
	x = named(&before->rooms[1], "e0");
	y = named(&after->rooms[1], "e0");
	assert_true(x->counts.valid && y->counts.rx_packets - x->counts.rx_packets >= 7);
	assert_int_equal(y->counts.rx_dropped - x->counts.rx_dropped, 0);
}

/* Rows that were read are calloc()ed: a field that a record forgets would show. */
static void a_record_of_all_that_is_the_same(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL, *copy = calloc(1, sizeof(*copy));
	char line[RECORD_LINE_MAX];
	struct record_at at = { 0 };

	(void)state;
	if (!ready)
		skip();
	s = look(TABLES_WHY | TABLES_PROCS);
	for (struct text t = TEXT(line); record_line(s, &at, &t); t.len = 0) {
		line[t.len - 1] = '\0';
		assert_ok(record_read_line(copy, line));
	}
	assert_int_equal(snapshot_index(copy), 0);
	for (size_t i = 0; i < s->n_rooms; i++) {
		const struct room *a = &s->rooms[i], *b = &copy->rooms[i];

#define SAME(vector, n)                                                                            \
	assert_int_equal(a->n, b->n);                                                              \
	assert_true(!a->n || !memcmp(a->vector, b->vector, a->n * sizeof(*a->vector)));
		SAME(links, n_links)
		SAME(addrs, n_addrs)
		SAME(neighs, n_neighs)
		SAME(hops, n_hops)
		SAME(routes, n_routes)
		SAME(rules, n_rules)
		SAME(fdb, n_fdb)
		SAME(proxies, n_proxies)
		SAME(mdb, n_mdb)
		SAME(queues, n_queues)
		SAME(procs, n_procs)
		SAME(settings->ifaces, settings->n_ifaces)
		assert_memory_equal(a->settings->room, b->settings->room,
				    sizeof(a->settings->room));
		assert_memory_equal(a->counts, b->counts, sizeof(*a->counts));
	}
}

static void nobody_pays_who_does_not_ask(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;

	(void)state;
	if (!ready)
		skip();
	s = look(TABLES_ALL);
	for (int i = 0; i < 2; i++) {
		const struct room *r = &s->rooms[i];

		assert_int_equal(r->n_proxies + r->n_mdb + r->n_vlans + r->n_gates + r->n_queues +
					 r->n_chains,
				 0);
		assert_null(r->counts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_macvlan_says_what_it_sits_on),
		cmocka_unit_test(bridges_ports_and_groups),
		cmocka_unit_test(proxies_are_apart_from_neighbours),
		cmocka_unit_test(broadcast_addresses),
		cmocka_unit_test(what_grew_while_a_ping_failed),
		cmocka_unit_test(a_record_of_all_that_is_the_same),
		cmocka_unit_test(nobody_pays_who_does_not_ask),
	};

	return cmocka_run_group_tests(tests, open_rooms, close_rooms);
}
