// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_tables.c - the kernel's tables read back, against what `ip` was told to set up
 *
 * Needs root, and takes namespaces of its own; without it every test is skipped. All interfaces
 * are made with the same indices, so that only the proof by nsid can tell the peers apart.
 */
#include "unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sched.h>
#include <sys/mount.h>

#include "../../user/tables/tables.h"

static const char setup[] =
	"set -e; for n in a b c d; do ip netns add $n; ip -n $n link set lo up; done\n"
	"ip -n a link add e0 index 7 type veth peer name e0 index 7 netns b\n"
	"ip -n c link add e0 index 7 type veth peer name e0 index 7 netns d\n"
	"ip -n d link add x index 8 type veth peer name y index 9\n"
	"for n in a b c d; do ip -n $n link set e0 up; done\n"
	"ip -n a addr add 10.0.0.1/24 dev e0; ip -n b addr add 10.0.0.2/24 dev e0\n"
	"ip -n a addr add 10.9.9.1 peer 10.9.9.2/32 dev e0\n"
	"ip -n a addr add fd00::1/64 dev e0 nodad\n"
	"ip -n a link set e0 address 02:00:00:00:00:01 mtu 1400\n"
	"ip -n a neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev e0 nud permanent\n"
	"ip -n a route add 172.16.0.0/12 via 10.0.0.2; ip -n a route add unreachable 10.5.0.0/16\n"
	"ip -n a route add default via 10.0.0.9 table 1000 metric 7\n"
	"ip -n a route add 10.6.0.0/16 nexthop via 10.0.0.2 weight 3 nexthop via 10.0.0.3\n"
	"ip -n a -6 route add fd02::/64 nexthop via fd00::2 dev e0 nexthop via fd00::3 dev e0\n"
	"ip -n a rule add from 10.0.0.0/24 to 10.8.0.0/16 iif e0 fwmark 1 lookup 1000 prio 50\n"
	"ip -n c link add br0 type bridge; ip -n c link set e0 master br0\n"
	"ip netns exec c bridge link set dev e0 isolated on hairpin on\n"
	"ip netns exec c bridge fdb add 02:00:00:00:00:77 dev e0 master static\n"
	"ip -n d link add mv link x type macvlan; ip -n d link set x alias 'the attic'\n";

static struct netns rooms[4] = { NETNS_INIT, NETNS_INIT, NETNS_INIT, NETNS_INIT };
static bool ready;

static int open_rooms(void **state)
{
	static const char *const names[] = { "a", "b", "c", "d" };

	(void)state;
	if (geteuid() || unshare(CLONE_NEWNET | CLONE_NEWNS) ||
	    mount("", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", "/run", "tmpfs", 0, NULL) || system(setup))
		return 0;
	for (int i = 0; i < 4; i++)
		if (netns_open(names[i], &rooms[i], NULL))
			return -1;
	ready = true;
	return 0;
}

static int close_rooms(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++)
		netns_close(&rooms[i]);
	return 0;
}

static const struct link_row *named(const struct room *r, const char *name)
{
	for (size_t i = 0; i < r->n_links; i++)
		if (!strcmp(r->links[i].name, name))
			return &r->links[i];
	return NULL;
}

static void rows_say_what_ip_set(void **state)
{
	static const char *const labs[] = { "one", "one", "", "" };
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
	const struct neigh_row *neigh = NULL;
	const struct link_row *l;

	(void)state;
	if (!ready)
		skip();
	assert_ok(tables_read(rooms, labs, 4, TABLES_NAMES, &s, NULL));
	assert_int_equal(s->n_rooms, 4);
	assert_string_equal(s->rooms[0].name, "a");
	assert_string_equal(s->rooms[0].lab, "one");
	assert_string_equal(s->rooms[3].lab, "");
	l = named(&s->rooms[0], "e0");
	assert_int_equal(l->ifindex, 7);
	assert_int_equal(l->mtu, 1400);
	assert_memory_equal(l->mac, mac, 6);
	assert_string_equal(l->kind, "veth");
	assert_true(l->carrier);
	assert_string_equal(named(&s->rooms[0], "lo")->kind, "");
	assert_ptr_equal(snapshot_owner(s, AF_INET, (uint8_t[16]){ 10, 0, 0, 2 }, &l),
			 &s->rooms[1]);
	assert_string_equal(l->name, "e0");
	assert_ptr_equal(snapshot_owner(s, AF_INET, (uint8_t[16]){ 10, 9, 9, 1 }, NULL),
			 &s->rooms[0]);
	assert_null(snapshot_owner(s, AF_INET, (uint8_t[16]){ 10, 9, 9, 2 }, NULL));
	assert_ptr_equal(snapshot_owner(s, AF_INET6, (uint8_t[16]){ 0xfd, [15] = 1 }, NULL),
			 &s->rooms[0]);
	for (size_t i = 0; i < s->rooms[0].n_neighs; i++)
		if (s->rooms[0].neighs[i].family == AF_INET && s->rooms[0].neighs[i].addr[0] == 10)
			neigh = &s->rooms[0].neighs[i];
	assert_non_null(neigh);
	assert_int_equal(neigh->state, 0x80); /* NUD_PERMANENT */
	assert_true(neigh->has_lladdr && neigh->lladdr[5] == 2);
}

static void peers_are_proved_not_guessed(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;

	(void)state;
	if (!ready)
		skip();
	assert_ok(tables_read(rooms, NULL, 4, TABLES_NAMES, &s, NULL));
	for (int i = 0; i < 4; i++) {
		assert_int_equal(named(&s->rooms[i], "e0")->peer_ifindex, 7);
		assert_true(named(&s->rooms[i], "e0")->peer_cookie == rooms[i ^ 1].cookie);
	}
	assert_int_equal(named(&s->rooms[3], "x")->peer_ifindex, 9);
	assert_true(named(&s->rooms[3], "x")->peer_cookie == rooms[3].cookie);
}

/* The other end is in a room nobody gave: it is not mistaken for one that looks the same. */
static void an_unseen_peer_is_none(void **state)
{
	const struct netns two[] = { rooms[0], rooms[2] };
	_cleanup_snapshot_ struct snapshot *s = NULL;

	(void)state;
	if (!ready)
		skip();
	assert_ok(tables_read(two, NULL, 2, TABLES_NAMES, &s, NULL));
	assert_true(named(&s->rooms[0], "e0")->peer_cookie == 0);
	assert_true(named(&s->rooms[1], "e0")->peer_cookie == 0);
}

static void routes_are_the_kernels_answer(void **state)
{
	struct route_answer r;

	(void)state;
	if (!ready)
		skip();
	assert_ok(tables_route(&rooms[0], AF_INET, (uint8_t[16]){ 172, 16, 0, 1 }, &r, NULL));
	assert_int_equal(r.error, 0);
	assert_int_equal(r.oif, 7);
	assert_true(r.has_gateway && r.has_source && !r.local);
	assert_memory_equal(r.gateway, ((uint8_t[]){ 10, 0, 0, 2 }), 4);
	assert_memory_equal(r.source, ((uint8_t[]){ 10, 0, 0, 1 }), 4);
	assert_ok(tables_route(&rooms[0], AF_INET, (uint8_t[16]){ 10, 0, 0, 1 }, &r, NULL));
	assert_true(r.local && !r.has_gateway);
	assert_ok(tables_route(&rooms[0], AF_INET, (uint8_t[16]){ 10, 5, 0, 1 }, &r, NULL));
	assert_int_equal(r.error, EHOSTUNREACH);
	assert_ok(tables_route(&rooms[0], AF_INET, (uint8_t[16]){ 8, 8, 8, 8 }, &r, NULL));
	assert_int_equal(r.error, ENETUNREACH);
	assert_ok(tables_route(&rooms[0], AF_INET6, (uint8_t[16]){ 0xfd, [15] = 9 }, &r, NULL));
	assert_int_equal(r.oif, 7);
	assert_ok(tables_route(&rooms[0], AF_INET6, (uint8_t[16]){ 0x20, 1, [15] = 9 }, &r, NULL));
	assert_int_equal(r.error, ENETUNREACH);
}

static const struct route_row *route(const struct room *r, uint8_t family, uint8_t octet)
{
	for (size_t i = 0; i < r->n_routes; i++)
		if (r->routes[i].family == family && r->routes[i].table == 254 &&
		    r->routes[i].dst[1] == octet && r->routes[i].dst[0] != 127)
			return &r->routes[i];
	return NULL;
}

static void routes_of_every_table(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const struct route_row *other = NULL;
	const struct room *r;

	(void)state;
	if (!ready)
		skip();
	assert_ok(tables_read(rooms, NULL, 1, TABLES_ROUTES, &s, NULL));
	assert_int_equal(s->tables, TABLES_ROUTES);
	r = &s->rooms[0];
	assert_int_equal(r->n_links + r->n_addrs + r->n_neighs + r->n_rules, 0);
	assert_int_equal(route(r, AF_INET, 5)->type, 7); /* RTN_UNREACHABLE */
	assert_int_equal(route(r, AF_INET, 5)->n_hops, 0);
	assert_int_equal(route(r, AF_INET, 6)->n_hops, 2);
	assert_int_equal(r->hops[route(r, AF_INET, 6)->hop].weight, 3);
	assert_int_equal(r->hops[route(r, AF_INET, 6)->hop + 1].gateway[3], 3);
	assert_int_equal(route(r, AF_INET6, 2)->n_hops, 2);
	for (size_t i = 0; i < r->n_routes; i++)
		if (r->routes[i].table == 1000)
			other = &r->routes[i];
	assert_non_null(other);
	assert_int_equal(other->len, 0);
	assert_int_equal(other->metric, 7);
	assert_int_equal(r->hops[other->hop].gateway[3], 9);
	assert_int_equal(r->hops[other->hop].oif, 7);
}

static void rules_in_their_order(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const struct rule_row *u;

	(void)state;
	if (!ready)
		skip();
	assert_ok(tables_read(rooms, NULL, 2, TABLES_RULES, &s, NULL));
	assert_int_equal(s->rooms[1].n_rules, 5); /* three of IPv4, two of IPv6 */
	assert_int_equal(s->rooms[0].n_rules, 6);
	u = &s->rooms[0].rules[1];
	assert_int_equal(u->family, AF_INET);
	assert_int_equal(u->priority, 50);
	assert_int_equal(u->table, 1000);
	assert_int_equal(u->from_len, 24);
	assert_int_equal(u->to[1], 8);
	assert_string_equal(u->iif, "e0");
	assert_int_equal(u->fwmark, 1);
	assert_int_equal(u->suppress_prefixlen, -1);
}

static void ports_and_what_they_learnt(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = NULL;
	const struct fdb_row *f = NULL;
	const struct link_row *l;

	(void)state;
	if (!ready)
		skip();
	assert_ok(tables_read(rooms, NULL, 4, TABLES_LINKS | TABLES_FDB, &s, NULL));
	l = named(&s->rooms[2], "e0");
	assert_true(l->port.valid && l->port.isolated && l->port.hairpin && l->port.flood);
	assert_int_equal(l->master, named(&s->rooms[2], "br0")->ifindex);
	assert_true(named(&s->rooms[2], "br0")->bridge.mcast_snooping);
	for (size_t i = 0; i < s->rooms[2].n_fdb; i++)
		if (s->rooms[2].fdb[i].mac[5] == 0x77)
			f = &s->rooms[2].fdb[i];
	assert_non_null(f);
	assert_int_equal(f->ifindex, l->ifindex);
	assert_int_equal(f->master, l->master);
	assert_int_equal(f->state, 0x40);	/* NUD_NOARP: static */
	assert_int_equal(s->rooms[0].n_fdb, 0); /* no bridge, nothing asked */
	assert_int_equal(named(&s->rooms[3], "mv")->lower, named(&s->rooms[3], "x")->ifindex);
	assert_string_equal(named(&s->rooms[3], "x")->alias, "the attic");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_say_what_ip_set),
		cmocka_unit_test(peers_are_proved_not_guessed),
		cmocka_unit_test(an_unseen_peer_is_none),
		cmocka_unit_test(routes_are_the_kernels_answer),
		cmocka_unit_test(routes_of_every_table),
		cmocka_unit_test(rules_in_their_order),
		cmocka_unit_test(ports_and_what_they_learnt),
	};

	return cmocka_run_group_tests(tests, open_rooms, close_rooms);
}
