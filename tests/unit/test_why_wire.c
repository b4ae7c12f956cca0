// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_why_wire.c - pipes and bridges walked, and ways over routers; both come to an end
 */
#include "why_trial.h"

static void walk(const struct hand *h, int room, const char *link, bool up_only, struct wire *w)
{
	const struct link_row *l = NULL;

	for (size_t i = 0; i < h->rooms[room].n_links; i++)
		if (!strcmp(h->links[room][i].name, link))
			l = &h->links[room][i];
	assert_non_null(l);
	wire_walk(&h->snap, &h->rooms[room], l, up_only, w);
}

/* "red:eth0 sw:red sw:br0 …" */
static void assert_wire(const struct wire *w, const char *ends)
{
	char buf[1000];
	struct text t = TEXT(buf);

	for (size_t i = 0; i < w->n; i++)
		text_add(&t, "%s%s", i ? " " : "", SHOW_AT(w->ends[i].room, w->ends[i].link));
	assert_string_equal(buf, ends);
}

static void all_that_hangs_on_it(void **state)
{
	_cleanup_wire_ struct wire pair = { 0 }, sw = { 0 }, port = { 0 };
	static struct hand h;

	(void)state;
	hand_pair(&h);
	walk(&h, RED, "eth0", true, &pair);
	assert_wire(&pair, "red:eth0 blue:eth0");
	assert_false(pair.blind);
	assert_int_equal(pair.ends[0].via, -1);
	hand_switch(&h);
	walk(&h, RED, "eth0", true, &sw);
	assert_wire(&sw, "red:eth0 sw:red sw:br0 sw:blue sw:green blue:eth0 green:eth0");
	assert_int_equal(sw.ends[5].via, 3);
	assert_int_equal(sw.ends[3].via, 2);
	/* from inside */
	walk(&h, SW, "br0", true, &port);
	assert_int_equal(port.n, 7);
}

static void what_is_down_ends_it(void **state)
{
	_cleanup_wire_ struct wire up = { 0 }, all = { 0 };
	static struct hand h;

	(void)state;
	hand_switch(&h);
	hand_down(&h, SW, "blue");
	walk(&h, RED, "eth0", true, &up);
	walk(&h, RED, "eth0", false, &all);
	assert_wire(&up, "red:eth0 sw:red sw:br0 sw:blue sw:green green:eth0");
	assert_int_equal(all.n, 7);
	assert_int_equal(wire_owner(&up, AF_INET, (uint8_t[]){ 192, 168, 15, 2 }), -1);
	assert_int_equal(wire_owner(&all, AF_INET, (uint8_t[]){ 192, 168, 15, 2 }), 5);
}

/* Where the snapshot ends, nothing may be claimed of what is behind. */
static void where_it_cannot_be_seen(void **state)
{
	_cleanup_wire_ struct wire peer = { 0 }, tap = { 0 }, master = { 0 };
	static struct hand h;

	(void)state;
	hand_pair(&h);
	hand_find(&h, RED, "eth0")->peer_cookie = 7;
	walk(&h, RED, "eth0", false, &peer);
	assert_true(peer.blind && peer.n == 1);
	strcpy(hand_find(&h, RED, "eth0")->kind, "tun");
	walk(&h, RED, "eth0", false, &tap);
	assert_true(tap.blind);
	hand_switch(&h);
	hand_find(&h, SW, "red")->master = 99;
	walk(&h, RED, "eth0", false, &master);
	assert_true(master.blind);
}

/* Two switches with two pipes between them, and a bridge in a bridge: each end once. */
static void a_ring_is_walked_once(void **state)
{
	_cleanup_wire_ struct wire w = { 0 };
	static struct hand h;
	int two;

	(void)state;
	hand_switch(&h);
	two = hand_room(&h, "two");
	hand_link(&h, two, "br1", "bridge");
	hand_pipe(&h, SW, "a", two, "a");
	hand_pipe(&h, SW, "b", two, "b");
	for (size_t i = 4; i < h.rooms[SW].n_links; i++)
		h.links[SW][i].master = hand_find(&h, SW, "br0")->ifindex;
	hand_find(&h, two, "a")->master = hand_find(&h, two, "br1")->ifindex;
	hand_find(&h, two, "b")->master = hand_find(&h, two, "br1")->ifindex;
	hand_find(&h, two, "br1")->master = hand_find(&h, two, "br1")->ifindex;
	walk(&h, RED, "eth0", true, &w);
	assert_int_equal(w.n, 7 + 2 + 3);
}

/* The interface that carries it comes first; a port does not speak for its bridge's host. */
static void who_has_it(void **state)
{
	_cleanup_wire_ struct wire w = { 0 };
	static struct hand h;
	int at;

	(void)state;
	hand_switch(&h);
	walk(&h, RED, "eth0", true, &w);
	at = wire_owner(&w, AF_INET, (uint8_t[]){ 192, 168, 15, 5 });
	assert_string_equal(w.ends[at].link->name, "br0");
	at = wire_owner(&w, AF_INET, (uint8_t[]){ 192, 168, 15, 1 });
	assert_int_equal(at, 0);
	assert_int_equal(wire_owner(&w, AF_INET, (uint8_t[]){ 192, 168, 15, 9 }), -1);
	/* the weak host model: an address of another interface is answered for, too */
	hand_link(&h, GREEN, "dummy", "dummy");
	hand_addr(&h, GREEN, 3, "10.9.9.9", 32);
	at = wire_owner(&w, AF_INET, (uint8_t[]){ 10, 9, 9, 9 });
	assert_string_equal(w.ends[at].room->name, "green");
	assert_true(wire_leads(&h.snap, &h.rooms[RED], hand_find(&h, RED, "eth0"), AF_INET,
			       (uint8_t[]){ 10, 9, 9, 9 }));
	assert_false(wire_leads(&h.snap, &h.rooms[RED], hand_find(&h, RED, "eth0"), AF_INET,
				(uint8_t[]){ 192, 168, 15, 1 }));
	assert_null(wire_owner_room(&h.snap, &h.rooms[RED], hand_find(&h, RED, "eth0"), AF_INET,
				    (uint8_t[]){ 10, 9, 9, 8 }));
}

static void small_questions(void **state)
{
	static const uint8_t one6[16] = { [15] = 1 }, other6[16] = { 0xfd, [15] = 1 };
	static struct hand h;

	(void)state;
	hand_pair(&h);
	assert_string_equal(room_only_link(&h.rooms[RED])->name, "eth0");
	hand_link(&h, RED, "lo", "")->flags |= IFF_LOOPBACK;
	assert_string_equal(room_only_link(&h.rooms[RED])->name, "eth0");
	hand_link(&h, RED, "eth1", "veth");
	assert_null(room_only_link(&h.rooms[RED]));
	assert_non_null(room_covering(&h.rooms[RED], &h.links[RED][0], AF_INET,
				      (uint8_t[]){ 192, 168, 15, 77 }));
	assert_null(room_covering(&h.rooms[RED], &h.links[RED][0], AF_INET,
				  (uint8_t[]){ 192, 168, 16, 77 }));
	assert_true(is_loopback(AF_INET, (uint8_t[]){ 127, 9, 9, 9 }));
	assert_true(is_loopback(AF_INET6, one6));
	assert_false(is_loopback(AF_INET6, other6));
}

/* ---- ways over routers */

static void the_deciding_route(void **state)
{
	static struct hand h;
	const struct route_row *w;

	(void)state;
	hand_routed(&h);
	hand_route(&h, RED, "0.0.0.0", 0, 2, "10.1.0.1");
	hand_route(&h, RED, "10.2.0.0", 16, 2, "10.1.0.7");
	hand_route(&h, RED, "10.2.0.0", 23, 2, "10.1.0.8");
	hand_route(&h, RED, "10.2.0.0", 23, 2, "10.1.0.9");
	h.routes[RED][2].metric = 20;
	h.routes[RED][3].metric = 10;
	w = route_for(&h.rooms[RED], AF_INET, (uint8_t[]){ 10, 2, 1, 1 }, RT_TABLE_MAIN);
	assert_ptr_equal(w, &h.routes[RED][3]);
	w = route_for(&h.rooms[RED], AF_INET, (uint8_t[]){ 10, 2, 2, 1 }, RT_TABLE_MAIN);
	assert_ptr_equal(w, &h.routes[RED][1]);
	w = route_for(&h.rooms[RED], AF_INET, (uint8_t[]){ 8, 8, 8, 8 }, RT_TABLE_MAIN);
	assert_ptr_equal(w, &h.routes[RED][0]);
	assert_null(route_for(&h.rooms[RED], AF_INET, (uint8_t[]){ 8, 8, 8, 8 }, 100));
	assert_null(route_for(&h.rooms[RED], AF_INET6, (uint8_t[16]){ 0xfd }, RT_TABLE_MAIN));
	assert_true(route_covers(&h.routes[RED][2], AF_INET, (uint8_t[]){ 10, 2, 1, 255 }));
	assert_false(route_covers(&h.routes[RED][2], AF_INET, (uint8_t[]){ 10, 2, 2, 0 }));
}

static void ways_and_routers(void **state)
{
	static const uint8_t blue[16] = { 10, 2, 0, 2 };
	static struct hand h;
	struct router r;

	(void)state;
	hand_routed(&h);
	/* the router's own networks are routes, too */
	hand_route(&h, RTR, "10.2.0.0", 24, 3, NULL);
	assert_false(way_reaches(&h.snap, &h.rooms[RED], AF_INET, blue));
	assert_true(way_reaches(&h.snap, &h.rooms[RTR], AF_INET, blue));
	assert_true(way_router(&h.snap, &h.rooms[RED], AF_INET, blue, &r));
	assert_string_equal(r.room->name, "rtr");
	assert_string_equal(SHOW_IP(AF_INET, r.via->addr), "10.1.0.1");
	hand_route(&h, RED, "0.0.0.0", 0, 2, "10.1.0.1");
	assert_true(way_reaches(&h.snap, &h.rooms[RED], AF_INET, blue));
	hand_down(&h, BLUE, "eth0");
	hand_down(&h, RTR, "b0");
	assert_false(way_reaches(&h.snap, &h.rooms[RED], AF_INET, blue));
	assert_false(way_router(&h.snap, &h.rooms[RED], AF_INET, blue, &r));
}

/* Routers that send to each other over several legs: no way, and that is known soon. */
static void a_ring_of_routers_ends(void **state)
{
	static const uint8_t far[16] = { 10, 9, 0, 1 };
	static struct hand h;

	(void)state;
	hand_pair(&h);
	for (int i = 0; i < 8; i++) {
		hand_route(&h, RED, "10.9.0.0", 16, 2, "192.168.15.2");
		hand_route(&h, BLUE, "10.9.0.0", 16, 2, "192.168.15.1");
	}
	h.routes[RED][0].n_hops = h.routes[BLUE][0].n_hops = 8;
	h.rooms[RED].n_routes = h.rooms[BLUE].n_routes = 1;
	assert_false(way_reaches(&h.snap, &h.rooms[RED], AF_INET, far));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_hangs_on_it),
		cmocka_unit_test(what_is_down_ends_it),
		cmocka_unit_test(where_it_cannot_be_seen),
		cmocka_unit_test(a_ring_is_walked_once),
		cmocka_unit_test(who_has_it),
		cmocka_unit_test(small_questions),
		cmocka_unit_test(the_deciding_route),
		cmocka_unit_test(ways_and_routers),
		cmocka_unit_test(a_ring_of_routers_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
