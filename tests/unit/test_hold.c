// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_hold.c - frames that wait until it is known whether somebody answered
 */
#include "unit.h"
#include "wire.h"

#include "../../user/trace/hold.h"

static char told[4096]; /* what came out, a letter each: p, t or l, and a number */
static struct text t;
static uint64_t lost;

static void on_frame(void *ctx, const struct frame *f)
{
	(void)ctx;
	text_add(&t, "p%u ", f->packet_id);
	/* its bytes are its own by now */
	assert_true(f->type == FRAME_NEIGH || f->icmp.valid || f->arp.valid);
}

static void on_transaction(void *ctx, const struct transaction *tr)
{
	(void)ctx;
	text_add(&t, "t%u ", tr->id);
}

static void on_lost(void *ctx, uint64_t count, uint64_t time_ns)
{
	(void)ctx;
	(void)time_ns;
	lost += count;
}

static struct hold *begin(void)
{
	const struct sink sink = { on_frame, on_transaction, on_lost, NULL };

	t = TEXT(told);
	told[0] = '\0';
	lost = 0;
	return hold_new(&sink);
}

/* Its record is gone as soon as the call is over. */
static size_t frame(struct hold *h, uint32_t packet_id, uint32_t transaction)
{
	struct wire w = wire_echo(HOOK_END_OUT, packet_id, 1, 8, 1, 2, 3);
	struct frame f;
	size_t gone;

	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	f.packet_id = packet_id;
	f.transaction = transaction;
	gone = hold_frame(h, &f);
	memset(&w, 0xff, sizeof(w));
	return gone;
}

static size_t over(struct hold *h, uint32_t id, bool answered)
{
	return hold_transaction(h, &(struct transaction){ .id = id, .answered = answered });
}

static void an_answer_lets_them_go(void **state)
{
	_cleanup_hold_ struct hold *h = begin();

	(void)state;
	assert_int_equal(frame(h, 1, 7), 0);
	assert_int_equal(frame(h, 2, 7), 0);
	assert_int_equal(over(h, 7, true), 2);
	assert_int_equal(frame(h, 3, 7), 1); /* the answer itself comes in behind */
	hold_finish(h);
	assert_string_equal(told, "");
}

static void no_answer_lets_them_out_in_order(void **state)
{
	_cleanup_hold_ struct hold *h = begin();

	(void)state;
	for (uint32_t i = 1; i <= 6; i++)
		assert_int_equal(frame(h, i, i % 2 ? 7 : 8), 0);
	assert_int_equal(over(h, 8, false), 0);
	assert_string_equal(told, "p2 p4 p6 t8 ");
	assert_int_equal(frame(h, 9, 8), 0);
	assert_string_equal(told, "p2 p4 p6 t8 p9 ");
	assert_int_equal(over(h, 7, true), 3);
	assert_string_equal(told, "p2 p4 p6 t8 p9 ");
}

static void what_has_no_transaction_has_no_fate(void **state)
{
	_cleanup_hold_ struct hold *h = begin();

	(void)state;
	assert_int_equal(frame(h, 1, 0), 1);
	hold_finish(h);
	assert_string_equal(told, "");
}

static void the_end_lets_out_what_waits(void **state)
{
	_cleanup_hold_ struct hold *h = begin();

	(void)state;
	frame(h, 1, 7);
	hold_finish(h);
	assert_string_equal(told, "p1 ");
}

/* Whatever comes in is let go, comes out, or is lost; the sum closes. */
static void there_is_no_room_for_ever(void **state)
{
	_cleanup_hold_ struct hold *h = begin();
	size_t gone = 0, in = 0, out = 0;

	(void)state;
	for (uint32_t i = 1; i <= 20000; i++, in++)
		gone += frame(h, i, i % 1000 + 1);
	assert_in_range(lost, 1, 19999);
	for (uint32_t id = 1; id <= 1000; id += 2)
		gone += over(h, id, true);
	t = TEXT(told);
	/* the memory of those that were let go is there again */
	for (uint32_t i = 1; i <= 500; i++, in++)
		gone += frame(h, i, 5000);
	assert_int_equal(over(h, 5000, false), 0);
	out = 500;
	assert_int_equal(gone + out + lost + (16384 - gone), in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_lets_them_go),
		cmocka_unit_test(no_answer_lets_them_out_in_order),
		cmocka_unit_test(what_has_no_transaction_has_no_fate),
		cmocka_unit_test(the_end_lets_out_what_waits),
		cmocka_unit_test(there_is_no_room_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
