// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_peers.c - what one end knows of a pipe the other end learns, and nothing else
 *
 * How the kernel is asked is tested in test_tables.c.
 */
#include "unit.h"
#include "lab_by_hand.h"

#include "../../user/kernel/peers.h"

static struct hand h;

static void the_other_end_learns_it(void **state)
{
	struct snapshot *s = &h.snap;

	(void)state;
	hand_switch(&h);
	for (size_t i = 0; i < h.rooms[SW].n_links; i++)
		h.links[SW][i].peer_cookie = 0;
	assert_ok(snapshot_index(s));
	peers_mirror(s);
	assert_true(hand_find(&h, SW, "red")->peer_cookie == h.rooms[RED].cookie);
	assert_true(hand_find(&h, SW, "green")->peer_cookie == h.rooms[GREEN].cookie);
	assert_true(hand_find(&h, SW, "br0")->peer_cookie == 0);
	free(s->by_cookie);
}

/* Only the end that is meant, and only while it points back. */
static void nobody_else_does(void **state)
{
	struct snapshot *s = &h.snap;
	struct link_row *l;

	(void)state;
	hand_switch(&h);
	l = hand_find(&h, SW, "red");
	l->peer_cookie = 0;
	l->peer_ifindex = 77;			      /* it was linked anew between two dumps */
	hand_find(&h, RED, "eth0")->peer_cookie = 99; /* not among the rooms */
	hand_find(&h, GREEN, "eth0")->peer_ifindex = 88;
	hand_find(&h, SW, "green")->peer_cookie = 0;
	assert_ok(snapshot_index(s));
	peers_mirror(s);
	assert_true(hand_find(&h, SW, "red")->peer_cookie == 0);
	assert_true(hand_find(&h, SW, "green")->peer_cookie == 0);
	assert_true(hand_find(&h, SW, "blue")->peer_cookie == h.rooms[BLUE].cookie);
	free(s->by_cookie);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_other_end_learns_it),
		cmocka_unit_test(nobody_else_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
