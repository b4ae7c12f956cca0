// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_snapshot.c - rooms, links and owners are found, and only the right ones
 */
#include "unit.h"

#include <sys/socket.h>

#include "../../user/trace/snapshot.h"

/* Two rooms whose interfaces have the same index and name: only the room tells them apart. */
static struct link_row red_links[] = { { .ifindex = 1, .name = "lo" },
				       { .ifindex = 2, .name = "eth0" } };
static struct link_row blue_links[] = { { .ifindex = 2, .name = "eth0" } };
static struct addr_row red_addrs[] = {
	{ 1, AF_INET, 8, { 127, 0, 0, 1 } },
	{ 2, AF_INET, 24, { 192, 168, 15, 1 } },
};
static struct addr_row blue_addrs[] = {
	{ 2, AF_INET6, 64, { 192, 168, 15, 1 } }, /* the same octets, another family */
	{ 2, AF_INET, 24, { 192, 168, 15, 2 } },
	{ 9, AF_INET, 24, { 10 } }, /* its interface is gone already */
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

/* With an index the same is found; whatever order the kernel gave, rooms keep theirs. */
static void an_index_finds_the_same(void **state)
{
	_cleanup_snapshot_ struct snapshot *s = calloc(1, sizeof(*s));

	(void)state;
	s->rooms = calloc(100, sizeof(*s->rooms));
	for (; s->n_rooms < 100; s->n_rooms++) {
		struct room *r = &s->rooms[s->n_rooms];

		r->cookie = s->n_rooms * 7919 % 1000 + 1;
		r->n_links = s->n_rooms % 10;
		r->links = calloc(r->n_links + 1, sizeof(*r->links));
		for (uint32_t k = 0; k < r->n_links; k++)
			r->links[k].ifindex = k * 7 % 10 + 1;
	}
	assert_ok(snapshot_index(s));
	for (size_t i = 0; i < 100; i++) {
		const struct room *r = &s->rooms[i];

		assert_true(r->cookie == i * 7919 % 1000 + 1);
		assert_ptr_equal(snapshot_room(s, r->cookie), r);
		for (uint32_t k = 0; k < r->n_links; k++)
			assert_int_equal(room_link(r, k * 7 % 10 + 1)->ifindex, k * 7 % 10 + 1);
		assert_null(room_link(r, 99));
	}
	assert_null(snapshot_room(s, 0));
	assert_null(snapshot_room(s, 5000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rooms_are_found),
		cmocka_unit_test(links_belong_to_their_room),
		cmocka_unit_test(owners_are_found),
		cmocka_unit_test(only_the_address_is_compared),
		cmocka_unit_test(an_index_finds_the_same),
		cmocka_unit_test(nothing_is_freed_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
