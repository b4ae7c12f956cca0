// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_join.c - one number for one frame: over pipes, floods, NAT, loops; and never for two
 */
#include "unit.h"
#include "wire.h"

#include "../../user/trace/join.h"

enum { RED = 1, BLUE, SW };

static struct join j;

static int setup(void **state)
{
	(void)state;
	return join_init(&j);
}

static int teardown(void **state)
{
	(void)state;
	join_done(&j);
	return 0;
}

/* The packet_id it gets, coming by at interface @ifindex in sk_buff @object. */
static uint32_t id_of(struct wire w, uint32_t ifindex, uint64_t object)
{
	struct frame f;

	WIRE(w)->ifindex = ifindex;
	WIRE(w)->object = object;
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	join_frame(&j, &f, join_ahead(&j, &f));
	return f.packet_id;
}

static void a_flood_shares_one_id(void **state)
{
	(void)state;
	assert_int_equal(id_of(wire_arp(HOOK_END_OUT, 1, RED, 1, 1, 2), 2, 0xa0), 1);
	assert_int_equal(id_of(wire_arp(HOOK_END_IN, 2, SW, 1, 1, 2), 2, 0xa0), 1);
	/* a clone for each other port */
	for (uint32_t port = 3; port < 200; port++)
		assert_int_equal(id_of(wire_arp(HOOK_END_OUT, 3, SW, 1, 1, 2), port, 0xb0 + port),
				 1);
	assert_int_equal(id_of(wire_arp(HOOK_END_IN, 4, BLUE, 1, 1, 2), 2, 0xb3), 1);
}

static void a_retransmission_is_a_new_frame(void **state)
{
	(void)state;
	assert_int_equal(id_of(wire_arp(HOOK_END_OUT, 1, RED, 1, 1, 2), 2, 0xa0), 1);
	assert_int_equal(id_of(wire_arp(HOOK_END_IN, 2, BLUE, 1, 1, 2), 2, 0xa0), 1);
	/* a second later, and the allocator hands out the same sk_buff */
	assert_int_equal(id_of(wire_arp(HOOK_END_OUT, 1000001, RED, 1, 1, 2), 2, 0xa0), 2);
	assert_int_equal(id_of(wire_arp(HOOK_END_IN, 1000002, BLUE, 1, 1, 2), 2, 0xa0), 2);
}

static void a_copy_at_the_same_end_is_a_new_frame(void **state)
{
	(void)state;
	assert_int_equal(id_of(wire_echo(HOOK_END_IN, 1, BLUE, 8, 1, 2, 1), 2, 0xa0), 1);
	assert_int_equal(id_of(wire_echo(HOOK_END_IN, 1, BLUE, 8, 1, 2, 1), 2, 0xb0), 2);
}

/* The copy leaves behind the first one and arrives before it: nothing but the object tells. */
static void both_of_a_doubled_frame_arrive(void **state)
{
	(void)state;
	assert_int_equal(id_of(wire_echo(HOOK_END_OUT, 1, RED, 8, 1, 2, 1), 2, 0xa0), 1);
	assert_int_equal(id_of(wire_echo(HOOK_END_OUT, 2, RED, 8, 1, 2, 1), 2, 0xb0), 2);
	assert_int_equal(id_of(wire_echo(HOOK_END_IN, 3, BLUE, 8, 1, 2, 1), 2, 0xb0), 2);
	assert_int_equal(id_of(wire_echo(HOOK_END_IN, 4, BLUE, 8, 1, 2, 1), 2, 0xa0), 1);
	/* ARP has no more to go by */
	assert_int_equal(id_of(wire_arp(HOOK_END_OUT, 5, RED, 1, 1, 2), 2, 0xc0), 3);
	assert_int_equal(id_of(wire_arp(HOOK_END_OUT, 6, RED, 1, 1, 2), 2, 0xd0), 4);
	assert_int_equal(id_of(wire_arp(HOOK_END_IN, 7, BLUE, 1, 1, 2), 2, 0xd0), 4);
	assert_int_equal(id_of(wire_arp(HOOK_END_IN, 8, BLUE, 1, 1, 2), 2, 0xc0), 3);
	/* an sk_buff of those that is used again is another frame */
	assert_int_equal(id_of(wire_arp(HOOK_END_IN, 9, BLUE, 1, 1, 2), 2, 0xa0), 5);
}

static void a_frame_in_a_loop_keeps_its_id(void **state)
{
	(void)state;
	for (uint64_t us = 0; us < 500; us += 20) {
		struct wire w = wire_echo(HOOK_END_OUT, us, RED, 8, 1, 2, 1);

		WIRE(w)->data[22] = (uint8_t)(64 - us / 20); /* a router counts TTL down */
		assert_int_equal(id_of(w, 2, 0xa0), 1);
	}
	assert_int_equal(id_of(wire_echo(HOOK_END_OUT, 700, RED, 8, 1, 2, 1), 2, 0xa0), 2);
}

static void nat_keeps_the_id(void **state)
{
	struct wire inside = wire_echo(HOOK_END_IN, 1, SW, 8, 1, 9, 5);
	struct wire outside = wire_echo(HOOK_END_OUT, 3, SW, 8, 200, 9, 5);

	(void)state;
	WIRE(outside)->data[39] = 77; /* the ICMP id too is rewritten */
	assert_int_equal(id_of(inside, 2, 0xa0), 1);
	assert_int_equal(id_of(outside, 3, 0xa0), 1);
	/* at the next end by its new content, whatever the object */
	WIRE(outside)->netns_cookie = BLUE;
	WIRE(outside)->hook = HOOK_END_IN;
	assert_int_equal(id_of(outside, 2, 0xc0), 1);
}

/* The freed request's sk_buff is used for the reply, then for the next request. */
static void a_recycled_object_joins_nothing(void **state)
{
	(void)state;
	assert_int_equal(id_of(wire_echo(HOOK_END_OUT, 1, RED, 8, 1, 2, 1), 2, 0xa0), 1);
	assert_int_equal(id_of(wire_echo(HOOK_END_OUT, 2, BLUE, 0, 2, 1, 1), 2, 0xa0), 2);
	assert_int_equal(id_of(wire_echo(HOOK_END_OUT, 3, SW, 8, 1, 2, 2), 2, 0xa0), 3);
	assert_int_equal(id_of(wire_arp(HOOK_END_OUT, 4, SW, 1, 1, 2), 2, 0xa0), 4);
	assert_int_equal(id_of(wire_arp(HOOK_END_OUT, 5, BLUE, 1, 3, 2), 2, 0xa0), 5);
}

static void rewriting_is_believed_for_a_short_time_only(void **state)
{
	(void)state;
	assert_int_equal(id_of(wire_echo(HOOK_END_IN, 1, SW, 8, 1, 9, 5), 2, 0xa0), 1);
	assert_int_equal(id_of(wire_echo(HOOK_END_OUT, 20000, SW, 8, 200, 9, 5), 3, 0xa0), 2);
}

static struct wire drop_of(uint64_t us, uint64_t object, const struct wire *killed)
{
	struct wire w = wire_at(HOOK_DROP, us, BLUE);

	WIRE(w)->protocol = 0x0800;
	WIRE(w)->object = object;
	if (killed)
		wire_put(&w, WIRE(*killed)->data + 14, WIRE(*killed)->caplen - 14u);
	return w;
}

static void a_drop_names_the_frame_it_killed(void **state)
{
	struct wire echo = wire_echo(HOOK_END_IN, 1, BLUE, 8, 1, 2, 1), drop;

	(void)state;
	assert_int_equal(id_of(echo, 2, 0xa0), 1);
	assert_int_equal(id_of(wire_echo(HOOK_END_IN, 2, BLUE, 8, 1, 2, 2), 2, 0xb0), 2);
	drop = drop_of(3, 0xa0, &echo);
	assert_int_equal(id_of(drop, 2, 0xa0), 1);
	assert_int_equal(id_of(drop, 2, 0xdd), 1); /* a clone: by content */
	drop = drop_of(4, 0xb0, NULL);
	assert_int_equal(id_of(drop, 2, 0xb0), 2);
	/* a drop is no visit: the frame itself may still come by there */
	drop = drop_of(5, 0xee, NULL);
	assert_int_equal(id_of(drop, 2, 0xee), 3);
}

static void a_drop_without_bytes_shows_those_of_its_frame(void **state)
{
	struct wire drop = drop_of(2, 0xa0, NULL);
	struct frame f;

	(void)state;
	id_of(wire_echo(HOOK_END_IN, 1, BLUE, 8, 1, 2, 6), 2, 0xa0);
	assert_ok(frame_decode(drop.bytes, WIRE_LEN(drop), &f));
	join_frame(&j, &f, join_ahead(&j, &f));
	assert_int_equal(f.packet_id, 1);
	assert_int_equal(f.proto, PROTO_ICMP);
	assert_int_equal(f.icmp.seq, 6);
	/* another protocol: the object was used again */
	WIRE(drop)->protocol = 0x0806;
	assert_ok(frame_decode(drop.bytes, WIRE_LEN(drop), &f));
	join_frame(&j, &f, join_ahead(&j, &f));
	assert_int_equal(f.packet_id, 2);
}

/* More frames than memory holds: ids go on, old ones are not confused with new ones. */
static void memory_is_bounded(void **state)
{
	(void)state;
	for (uint32_t i = 1; i <= 20000; i++) {
		assert_int_equal(id_of(wire_echo(HOOK_END_OUT, i, RED, 8, 1, 2, (uint16_t)i), 2, i),
				 i);
		assert_int_equal(id_of(wire_echo(HOOK_END_IN, i, BLUE, 8, 1, 2, (uint16_t)i), 2, i),
				 i);
	}
	assert_int_equal(id_of(wire_echo(HOOK_END_IN, 20001, SW, 8, 1, 2, 1), 2, 1), 20001);
}

static uint8_t old_of(struct wire w)
{
	struct frame f;

	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	join_neigh(&j, &f);
	return f.neigh.old;
}

static void neighbour_states_are_remembered(void **state)
{
	(void)state;
	join_seed_neigh(&j, RED, 2, (uint8_t[]){ 192, 168, 15, 2 }, 4, 4);
	assert_int_equal(old_of(wire_neigh(1, RED, 2, EVENT_NUD_UNKNOWN, 2)), 4);
	assert_int_equal(old_of(wire_neigh(2, RED, 2, EVENT_NUD_UNKNOWN, 0)), 2);
	assert_int_equal(old_of(wire_neigh(3, RED, 2, EVENT_NUD_UNKNOWN, 1)), 0);
	/* the kernel knows better; nobody knows of blue */
	assert_int_equal(old_of(wire_neigh(4, RED, 2, 0x20, 1)), 0x20);
	assert_int_equal(old_of(wire_neigh(5, BLUE, 2, EVENT_NUD_UNKNOWN, 1)), EVENT_NUD_UNKNOWN);
}

int main(void)
{
#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		FRESH(a_flood_shares_one_id),
		FRESH(a_retransmission_is_a_new_frame),
		FRESH(a_copy_at_the_same_end_is_a_new_frame),
		FRESH(both_of_a_doubled_frame_arrive),
		FRESH(a_frame_in_a_loop_keeps_its_id),
		FRESH(nat_keeps_the_id),
		FRESH(a_recycled_object_joins_nothing),
		FRESH(rewriting_is_believed_for_a_short_time_only),
		FRESH(a_drop_names_the_frame_it_killed),
		FRESH(a_drop_without_bytes_shows_those_of_its_frame),
		FRESH(memory_is_bounded),
		FRESH(neighbour_states_are_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
