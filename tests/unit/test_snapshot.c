// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_snapshot.c - rooms, links and owners are found, and only the right ones
 */
#include "unit.h"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "../../user/trace/snapshot.h"

/* Two rooms whose interfaces have the same index and name: only the room tells them apart. */
static struct link_row red_links[] = { { .ifindex = 1, .name = "lo" },
				       { .ifindex = 2, .name = "eth0" } };
static struct link_row blue_links[] = { { .ifindex = 2, .name = "eth0" } };
static struct addr_row red_addrs[] = {
	{ .ifindex = 1, .family = AF_INET, .len = 8, .addr = { 127, 0, 0, 1 } },
	{ .ifindex = 2, .family = AF_INET, .len = 24, .addr = { 192, 168, 15, 1 } },
};
static struct addr_row blue_addrs[] = {
	{ .ifindex = 2,
	  .family = AF_INET6,
	  .len = 64,
	  .addr = { 192, 168, 15, 1 } }, /* the same octets, another family */
	{ .ifindex = 2, .family = AF_INET, .len = 24, .addr = { 192, 168, 15, 2 } },
	{ .ifindex = 9,
	  .family = AF_INET,
	  .len = 24,
	  .addr = { 10 } }, /* its interface is gone already */
};
static struct room rooms[] = {
	{ .name = "red",
	  .cookie = 17,
	  .links = red_links,
	  .n_links = 2,
	  .addrs = red_addrs,
	  .n_addrs = 2 },
	{ .name = "blue",
	  .cookie = 18,
	  .links = blue_links,
	  .n_links = 1,
	  .addrs = blue_addrs,
	  .n_addrs = 3 },
};
static const struct snapshot snap = { .rooms = rooms, .n_rooms = 2 };

static void rooms_are_found(void **state)
{
	(void)state;
	assert_ptr_equal(snapshot_room(&snap, 17), &rooms[0]);
	assert_ptr_equal(snapshot_room(&snap, 18), &rooms[1]);
	assert_null(snapshot_room(&snap, 19));
	assert_ptr_equal(snapshot_room_named(&snap, "blue"), &rooms[1]);
	assert_null(snapshot_room_named(&snap, "blu"));
	assert_null(snapshot_room_named(&snap, ""));
}

static void links_belong_to_their_room(void **state)
{
	(void)state;
	assert_ptr_equal(room_link(&rooms[0], 2), &red_links[1]);
	assert_ptr_equal(room_link(&rooms[1], 2), &blue_links[0]);
	assert_null(room_link(&rooms[1], 1));
}

static void owners_are_found(void **state)
{
	const struct link_row *l = NULL;

	(void)state;
	assert_ptr_equal(snapshot_owner(&snap, AF_INET, (uint8_t[16]){ 192, 168, 15, 2 }, &l),
			 &rooms[1]);
	assert_ptr_equal(l, &blue_links[0]);
	assert_ptr_equal(snapshot_owner(&snap, AF_INET, (uint8_t[16]){ 192, 168, 15, 1 }, NULL),
			 &rooms[0]);
	assert_ptr_equal(snapshot_owner(&snap, AF_INET6, (uint8_t[16]){ 192, 168, 15, 1 }, NULL),
			 &rooms[1]);
	assert_null(snapshot_owner(&snap, AF_INET, (uint8_t[16]){ 192, 168, 15, 9 }, &l));
	assert_ptr_equal(snapshot_owner(&snap, AF_INET, (uint8_t[16]){ 10 }, &l), &rooms[1]);
	assert_null(l);
}

/* Of IPv4 only four octets count; the rest of the array may hold anything. */
static void only_the_address_is_compared(void **state)
{
	(void)state;
	assert_ptr_equal(
		snapshot_owner(&snap, AF_INET, (uint8_t[16]){ 192, 168, 15, 2, 0xff, 0xff }, NULL),
		&rooms[1]);
	assert_null(
		snapshot_owner(&snap, AF_INET6, (uint8_t[16]){ 192, 168, 15, 1, [15] = 1 }, NULL));
}

/* The index changes how fast, never what: every answer as by walking, in any order of rows. */
static void the_index_answers_as_the_walk(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = calloc(1, sizeof(*s));
	const size_t n = 37;

	(void)state;
	s->rooms = calloc(n, sizeof(*s->rooms));
	s->n_rooms = n;
	for (size_t i = 0; i < n; i++) {
		struct room *r = &s->rooms[i];

		r->cookie = 10 + i * 17 % n * 2; /* even, and not in order */
		r->n_links = i;
		r->links = i ? calloc(i, sizeof(*r->links)) : NULL;
		for (uint32_t k = 0; k < i; k++)
			r->links[k] = (struct link_row){ .ifindex = 3 * (uint32_t)(i - k),
							 .mtu = 1000 + (uint32_t)(i - k) };
	}
	for (int indexed = 0; indexed < 2; indexed++) {
		for (size_t i = 0; i < n; i++) {
			const struct room *r = snapshot_room(s, 10 + i * 17 % n * 2);

			assert_ptr_equal(r, &s->rooms[i]);
			assert_null(snapshot_room(s, r->cookie + 1));
			for (uint32_t k = 1; k <= i; k++) {
				assert_int_equal(room_link(r, 3 * k)->mtu, 1000 + k);
				assert_null(room_link(r, 3 * k + 1));
			}
			assert_null(room_link(r, 0));
		}
		assert_null(snapshot_room(s, 9));
		assert_null(snapshot_room(s, 10000));
		assert_ok(snapshot_index(s));
	}
	assert_true(s->rooms[36].links[0].ifindex < s->rooms[36].links[1].ifindex);
}

static void nothing_is_freed_twice(void **state)
{
	struct snapshot *s = calloc(1, sizeof(*s));

	(void)state;
	s->rooms = calloc(1, sizeof(*s->rooms));
	s->n_rooms = 1;
	s->rooms[0].links = malloc(1);
	s->rooms[0].addrs = malloc(1);
	s->rooms[0].neighs = malloc(1);
	snapshot_free(s);
	snapshot_free(NULL);
}

/* What one would type: the shared network's, then one on an interface, then a router's own on lo.
 */
static void the_best_address(void **state)
{
	static struct link_row links[] = { { .ifindex = 1, .name = "lo", .flags = IFF_LOOPBACK },
					   { .ifindex = 2, .name = "eth0" } };
	static struct addr_row addrs[] = {
		{ .ifindex = 1,
		  .family = AF_INET,
		  .len = 8,
		  .addr = { 127, 0, 0, 1 },
		  .scope = RT_SCOPE_HOST },
		{ .ifindex = 1,
		  .family = AF_INET6,
		  .len = 128,
		  .addr = { [15] = 1 },
		  .scope = RT_SCOPE_HOST },
		{ .ifindex = 1, .family = AF_INET, .len = 32, .addr = { 203, 0, 113, 9 } },
		{ .ifindex = 2, .family = AF_INET, .len = 24, .addr = { 10, 9, 9, 9 } },
		{ .ifindex = 2, .family = AF_INET, .len = 24, .addr = { 192, 168, 15, 9 } },
	};
	struct room to = { .links = links, .n_links = 2, .addrs = addrs };

	(void)state;
	for (to.n_addrs = 0; to.n_addrs < 2; to.n_addrs++)
		assert_null(room_best_addr(&rooms[0], &to));
	for (to.n_addrs = 3; to.n_addrs <= ARRAY_SIZE(addrs); to.n_addrs++)
		assert_ptr_equal(room_best_addr(&rooms[0], &to), &addrs[to.n_addrs - 1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rooms_are_found),
		cmocka_unit_test(links_belong_to_their_room),
		cmocka_unit_test(owners_are_found),
		cmocka_unit_test(only_the_address_is_compared),
		cmocka_unit_test(the_index_answers_as_the_walk),
		cmocka_unit_test(nothing_is_freed_twice),
		cmocka_unit_test(the_best_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
