// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_exchange.c - a request, its reply and the ARP exchange it waited for are one transaction
 */
#include "unit.h"
#include "wire.h"

#include <linux/neighbour.h>
#include <sys/socket.h>

#include "../../user/trace/stream.h"

enum { RED = 1, BLUE, SW };

#define SECOND 1000000ull /* us */

static struct stream *s;
static uint32_t got[32]; /* transaction of each frame */
static size_t n_got, n_done;
static struct transaction done[8];

static void sink_frame(void *ctx, const struct frame *f)
{
	(void)ctx;
	got[n_got++] = f->transaction;
}

static void sink_transaction(void *ctx, const struct transaction *t)
{
	(void)ctx;
	done[n_done++] = *t;
}

static int setup(void **state)
{
	static const struct sink sink = { .frame = sink_frame, .transaction = sink_transaction };

	(void)state;
	n_got = n_done = 0;
	s = stream_new(&sink, 0);
	return !s;
}

static int teardown(void **state)
{
	(void)state;
	stream_free(s);
	return 0;
}

static void push(struct wire w)
{
	static uint32_t seq;

	WIRE(w)->seq = seq++;
	assert_ok(stream_push(s, w.bytes, WIRE_LEN(w)));
}

/* All that was pushed is out; the transactions of the latest frames are as said. */
static void expect(size_t n, const uint32_t *want)
{
	stream_advance(s, UINT64_MAX / 2);
	assert_int_equal(n_got, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(got[i], want[i]);
}
#define EXPECT(...) expect(ARRAY_SIZE(((uint32_t[]){ __VA_ARGS__ })), (uint32_t[]){ __VA_ARGS__ })

static void arp(uint64_t us)
{
	push(wire_arp(HOOK_END_OUT, us + 1, RED, 1, 1, 2));
	push(wire_arp(HOOK_END_IN, us + 2, BLUE, 1, 1, 2));
	push(wire_arp(HOOK_END_OUT, us + 3, BLUE, 2, 2, 1));
	push(wire_arp(HOOK_END_IN, us + 4, RED, 2, 2, 1));
}

static void echo(uint64_t us, uint16_t seq)
{
	push(wire_echo(HOOK_END_OUT, us + 5, RED, 8, 1, 2, seq));
	push(wire_echo(HOOK_END_IN, us + 6, BLUE, 8, 1, 2, seq));
	push(wire_echo(HOOK_END_OUT, us + 7, BLUE, 0, 2, 1, seq));
	push(wire_echo(HOOK_END_IN, us + 8, RED, 0, 2, 1, seq));
}

static void the_first_ping_and_the_second(void **state)
{
	(void)state;
	arp(0);
	echo(0, 1);
	echo(SECOND, 2);
	EXPECT(1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2);
	assert_int_equal(n_done, 2);
	assert_true(done[0].echo && done[0].answered);
	assert_int_equal(done[0].begin_ns, 1000);
	assert_int_equal(done[0].resolved_ns, 4000);
	assert_int_equal(done[0].request_ns, 5000);
	assert_int_equal(done[0].there_ns, 6000);
	assert_int_equal(done[0].reply_ns, 8000);
	assert_int_equal(done[0].arp_requests, 1);
	assert_int_equal(done[0].netns_cookie, RED);
	assert_int_equal(done[0].src[3], 1);
	assert_int_equal(done[0].dst[3], 2);
	assert_int_equal(done[0].echo_seq, 1);
	assert_int_equal(done[1].resolved_ns, 0);
	assert_int_equal(done[1].arp_requests, 0);
}

static void neighbour_changes_belong(void **state)
{
	(void)state;
	push(wire_neigh(0, RED, 2, NUD_NONE, NUD_INCOMPLETE));
	push(wire_arp(HOOK_END_OUT, 1, RED, 1, 1, 2));
	push(wire_arp(HOOK_END_IN, 2, BLUE, 1, 1, 2));
	push(wire_neigh(3, BLUE, 1, NUD_NONE, NUD_STALE));
	push(wire_neigh(3, BLUE, 9, NUD_NONE, NUD_STALE)); /* somebody else */
	push(wire_neigh(3, SW, 1, NUD_NONE, NUD_STALE));   /* not asked */
	push(wire_arp(HOOK_END_OUT, 4, BLUE, 2, 2, 1));
	push(wire_arp(HOOK_END_IN, 5, RED, 2, 2, 1));
	push(wire_neigh(6, RED, 2, NUD_INCOMPLETE, NUD_REACHABLE));
	push(wire_echo(HOOK_END_OUT, 7, RED, 8, 1, 2, 1));
	EXPECT(1, 1, 1, 1, 0, 0, 1, 1, 1, 1);
}

static void repeated_questions_stay_one(void **state)
{
	(void)state;
	push(wire_arp(HOOK_END_OUT, 0, RED, 1, 1, 9));
	push(wire_arp(HOOK_END_OUT, SECOND, RED, 1, 1, 9));
	push(wire_arp(HOOK_END_OUT, 2 * SECOND, RED, 1, 1, 9));
	push(wire_neigh(3 * SECOND, RED, 9, NUD_INCOMPLETE, NUD_FAILED));
	push(wire_arp(HOOK_END_OUT, 2 * SECOND, RED, 1, 1, 8)); /* another target */
	push(wire_arp(HOOK_END_OUT, 6 * SECOND, RED, 1, 1, 9)); /* too late */
	EXPECT(1, 1, 1, 2, 1, 3);
	stream_finish(s);
	assert_int_equal(n_done, 3);
	assert_false(done[0].answered || done[0].echo);
	assert_int_equal(done[0].arp_requests, 3);
	assert_int_equal(done[0].dst[3], 9);
}

/* An announcement asks nobody, so nobody has to answer. */
static void an_announcement_is_no_question(void **state)
{
	(void)state;
	push(wire_arp(HOOK_END_OUT, 0, RED, 1, 1, 1));
	EXPECT(0);
	stream_finish(s);
	assert_int_equal(n_done, 0);
}

static void an_answered_question_alone_is_told_at_the_end(void **state)
{
	(void)state;
	arp(0);
	stream_advance(s, 9 * SECOND * 1000);
	assert_int_equal(n_done, 0); /* an echo might have followed */
	stream_advance(s, 11 * SECOND * 1000);
	assert_int_equal(n_done, 1);
	assert_true(done[0].answered && !done[0].echo);
	stream_finish(s);
	assert_int_equal(n_done, 1);
}

/* Nobody waited that long for the answer. */
static void an_echo_long_after_is_its_own(void **state)
{
	(void)state;
	arp(0);
	push(wire_echo(HOOK_END_OUT, 4 * SECOND, RED, 8, 1, 2, 1));
	EXPECT(1, 1, 1, 1, 2);
}

/* To a host behind the gateway: the echo goes to the MAC that was just told. */
static void an_echo_by_a_gateway_adopts_too(void **state)
{
	struct wire w = wire_echo(HOOK_END_OUT, 5, RED, 8, 1, 77, 1);

	(void)state;
	arp(0);
	WIRE(w)->data[5] = 2; /* blue's MAC */
	push(w);
	w = wire_echo(HOOK_END_OUT, 6, RED, 8, 1, 78, 1); /* elsewhere */
	push(w);
	EXPECT(1, 1, 1, 1, 1, 2);
	stream_finish(s);
	assert_int_equal(done[0].dst[3], 77);
	assert_int_equal(done[0].resolved_ns, 4000);
	assert_int_equal(done[0].there_ns, 0);
}

/* The router asks on behalf of the echo it holds: the same transaction, but not red's question. */
static void a_routers_question_belongs_to_the_echo(void **state)
{
	(void)state;
	push(wire_echo(HOOK_END_OUT, 1, RED, 8, 1, 2, 1));
	push(wire_echo(HOOK_END_IN, 2, SW, 8, 1, 2, 1));
	push(wire_arp(HOOK_END_OUT, 3, SW, 1, 254, 2));
	push(wire_arp(HOOK_END_IN, 4, BLUE, 1, 254, 2));
	push(wire_arp(HOOK_END_OUT, 5, BLUE, 2, 2, 254));
	push(wire_arp(HOOK_END_IN, 6, SW, 2, 2, 254));
	push(wire_arp(HOOK_END_OUT, 7, SW, 1, 254, 9)); /* of another's */
	EXPECT(1, 1, 1, 1, 1, 1, 2);
	stream_finish(s);
	assert_int_equal(done[0].arp_requests, 0);
	assert_int_equal(done[0].resolved_ns, 0);
}

/* It goes on by a gateway, whose address is in no packet. */
static void a_routers_gateway_belongs_to_the_echo(void **state)
{
	(void)state;
	push(wire_echo(HOOK_END_OUT, 1, RED, 8, 1, 2, 1));
	push(wire_echo(HOOK_END_IN, 2, SW, 8, 1, 2, 1));
	push(wire_arp(HOOK_END_OUT, 3, SW, 1, 254, 77));
	push(wire_arp(HOOK_END_IN, 4, BLUE, 1, 254, 77));
	push(wire_arp(HOOK_END_OUT, 5, SW, 1, 254, 78)); /* of another's */
	push(wire_echo(HOOK_END_IN, 6, SW, 8, 1, 2, 2));
	push(wire_arp(HOOK_END_OUT, 20000, SW, 1, 254, 79)); /* too late */
	EXPECT(1, 1, 1, 1, 2, 3, 4);
}

/* Checking an old neighbour again is not what an echo waited for. */
static void a_later_question_is_its_own(void **state)
{
	(void)state;
	echo(0, 1);
	push(wire_arp(HOOK_END_OUT, 100, RED, 1, 1, 2)); /* answered: nothing waits at red */
	push(wire_echo(HOOK_END_IN, 200, SW, 8, 1, 9, 2));
	push(wire_arp(HOOK_END_OUT, 2 * SECOND, SW, 1, 254, 9)); /* it waited, but not that long */
	EXPECT(1, 1, 1, 1, 2, 3, 4);
}

static void nat_is_seen_through(void **state)
{
	struct wire w[] = { wire_echo(HOOK_END_OUT, 1, RED, 8, 1, 9, 6),
			    wire_echo(HOOK_END_IN, 2, SW, 8, 1, 9, 6),
			    wire_echo(HOOK_END_OUT, 3, SW, 8, 200, 9, 6),
			    /* answers the address it saw; its own end in was not watched */
			    wire_echo(HOOK_END_OUT, 4, BLUE, 0, 9, 200, 6) };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(w); i++) {
		WIRE(w[i])->object = i < 3 ? 0xa0 : 0xb0;
		WIRE(w[i])->ifindex = i == 2 ? 3 : 2;
		push(w[i]);
	}
	EXPECT(1, 1, 1, 1);
}

/* Two labs with the same addresses at the same time. */
static void equal_addresses_elsewhere_are_others(void **state)
{
	(void)state;
	push(wire_echo(HOOK_END_OUT, 1, RED, 8, 1, 2, 1));
	push(wire_echo(HOOK_END_IN, 2, BLUE, 8, 1, 2, 1));
	push(wire_echo(HOOK_END_OUT, 3, RED + 100, 8, 1, 2, 1));
	push(wire_echo(HOOK_END_OUT, 5, BLUE, 0, 2, 1, 1));
	stream_advance(s, UINT64_MAX / 2);
	assert_int_equal(got[3], got[0]);
}

static void an_error_joins_what_it_quotes(void **state)
{
	struct wire echo_ = wire_echo(HOOK_END_IN, 2, SW, 8, 1, 2, 1), w;

	(void)state;
	push(wire_echo(HOOK_END_OUT, 1, RED, 8, 1, 2, 1));
	push(echo_);
	w = wire_at(HOOK_END_OUT, 3, SW);
	wire_eth(&w, 1, 254, 0x0800);
	wire_put(&w, "\x45\0\0\x38\0\1\0\0\x40\1\0\0\xc0\xa8\x0f\xfe\xc0\xa8\x0f\1", 20);
	wire_put(&w, "\3\1\0\0\0\0\0\0", 8);
	wire_put(&w, WIRE(echo_)->data + 14, 28);
	push(w);
	EXPECT(1, 1, 1);
	stream_finish(s);
	assert_int_equal(n_done, 1);
	assert_false(done[0].answered);
}

/* Dropped before it left: a transaction whose request never went. */
static void an_echo_that_never_left(void **state)
{
	struct wire whole = wire_echo(HOOK_END_OUT, 1, RED, 8, 1, 9, 1);
	struct wire w = wire_at(HOOK_DROP, 3 * SECOND, RED);

	(void)state;
	push(wire_arp(HOOK_END_OUT, 0, RED, 1, 1, 9));
	WIRE(w)->protocol = 0x0800;
	wire_put(&w, WIRE(whole)->data + 14, 36);
	push(w);
	EXPECT(1, 1);
	stream_finish(s);
	assert_true(done[0].echo);
	assert_int_equal(done[0].request_ns, 0);
	assert_int_equal(done[0].echo_seq, 1);
}

/* Whose address it is was said before: an unanswered request still arrived. */
static void arrival_is_known_without_an_answer(void **state)
{
	struct addr_row addr = { .family = AF_INET, .addr = { 192, 168, 15, 2 } };
	struct room room = { .cookie = BLUE, .addrs = &addr, .n_addrs = 1 };
	struct snapshot snap = { .rooms = &room, .n_rooms = 1 };

	(void)state;
	assert_ok(stream_seed(s, &snap));
	push(wire_echo(HOOK_END_OUT, 1, RED, 8, 1, 2, 1));
	push(wire_echo(HOOK_END_IN, 2, SW, 8, 1, 2, 1));
	push(wire_echo(HOOK_END_IN, 3, BLUE, 8, 1, 2, 1));
	stream_finish(s);
	assert_int_equal(done[0].there_ns, 3000);
	assert_false(done[0].answered);
}

static void the_same_question_again_is_another(void **state)
{
	(void)state;
	echo(0, 1);
	echo(SECOND, 1); /* 65536 later the numbers come again */
	EXPECT(1, 1, 1, 1, 2, 2, 2, 2);
}

static void fragments_follow_the_first(void **state)
{
	struct wire first = wire_echo(HOOK_END_OUT, 1, RED, 8, 1, 2, 1), rest = first;

	(void)state;
	WIRE(first)->data[20] = 0x20;
	WIRE(rest)->data[21] = 4;
	WIRE(rest)->time_ns++;
	push(first);
	push(rest);
	EXPECT(1, 1);
}

int main(void)
{
#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		FRESH(the_first_ping_and_the_second),
		FRESH(neighbour_changes_belong),
		FRESH(repeated_questions_stay_one),
		FRESH(an_announcement_is_no_question),
		FRESH(an_answered_question_alone_is_told_at_the_end),
		FRESH(an_echo_long_after_is_its_own),
		FRESH(an_echo_by_a_gateway_adopts_too),
		FRESH(a_routers_question_belongs_to_the_echo),
		FRESH(a_routers_gateway_belongs_to_the_echo),
		FRESH(a_later_question_is_its_own),
		FRESH(nat_is_seen_through),
		FRESH(equal_addresses_elsewhere_are_others),
		FRESH(an_error_joins_what_it_quotes),
		FRESH(an_echo_that_never_left),
		FRESH(arrival_is_known_without_an_answer),
		FRESH(the_same_question_again_is_another),
		FRESH(fragments_follow_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
