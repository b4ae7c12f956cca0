// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_adversary.c - what would fool a join: sk_buffs used again, NAT, clones, copies, fragments,
 * CPUs that overtake each other
 *
 *      RED .1 ──▶ RTR (as .254) ──▶ INET .9
 *     BLUE .2 ──▶
 */
#include "unit.h"
#include "wire.h"

#include "../../user/trace/stream.h"

enum { RED = 1, BLUE, RTR, INET };
enum { INSIDE = 2, INSIDE2, OUTSIDE };

#define IN	 HOOK_END_IN
#define OUT	 HOOK_END_OUT
#define REQUEST	 8
#define REPLY	 0
#define FRAG_OFF 20 /* offsets inside the frame */
#define SRC	 29
#define DST	 33
#define ICMP	 34
#define ICMP_ID	 39

static struct stream *s;
static struct frame got[64];
static size_t n_got, n_done;
static struct transaction done[16];

static void sink_frame(void *ctx, const struct frame *f)
{
	(void)ctx;
	got[n_got++] = *f;
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

static void push(struct wire w, uint32_t ifindex, uint64_t object)
{
	static uint32_t seq;

	WIRE(w)->ifindex = ifindex;
	WIRE(w)->object = object;
	WIRE(w)->seq = seq++;
	assert_ok(stream_push(s, w.bytes, WIRE_LEN(w)));
}

/* The same at another end. */
static struct wire at(struct wire w, enum hook hook, uint64_t us, uint64_t room)
{
	WIRE(w)->hook = hook;
	WIRE(w)->time_ns = us * 1000;
	WIRE(w)->netns_cookie = room;
	return w;
}

static struct wire with(struct wire w, size_t offset, uint8_t value)
{
	WIRE(w)->data[offset] = value;
	return w;
}

/* IP ids tell echoes of one sequence number apart: here none does. */
static struct wire echo(uint8_t type, uint8_t a, uint8_t b, uint8_t id)
{
	struct wire w = wire_echo(OUT, 0, RED, type, a, b, 1);

	return with(with(with(w, 18, 0), 19, 0), ICMP_ID, id);
}

static struct wire killed(struct wire w, uint64_t us, uint64_t room)
{
	struct wire drop = wire_at(HOOK_DROP, us, room);

	WIRE(drop)->protocol = 0x0800;
	wire_put(&drop, WIRE(w)->data + 14, WIRE(w)->caplen - 14u);
	return drop;
}

static void expect(bool transactions, const uint32_t *want, size_t n)
{
	stream_advance(s, UINT64_MAX / 2);
	assert_int_equal(n_got, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(transactions ? got[i].transaction : got[i].packet_id, want[i]);
}
#define LIST(...)	  ((uint32_t[]){ __VA_ARGS__ })
#define IDS(...)	  expect(false, LIST(__VA_ARGS__), ARRAY_SIZE(LIST(__VA_ARGS__)))
#define TRANSACTIONS(...) expect(true, LIST(__VA_ARGS__), ARRAY_SIZE(LIST(__VA_ARGS__)))

/* red's request dies in the router; blue's, which says the same, is built in its sk_buff. */
static void an_object_used_again_by_another_host(void **state)
{
	(void)state;
	push(at(echo(REQUEST, 1, 9, 7), OUT, 1, RED), 2, 0xa0);
	push(at(echo(REQUEST, 1, 9, 7), IN, 2, RTR), INSIDE, 0xa0);
	push(at(echo(REQUEST, 2, 9, 7), OUT, 3, BLUE), 2, 0xa0);
	push(at(echo(REQUEST, 2, 9, 7), IN, 4, RTR), INSIDE2, 0xa0);
	IDS(1, 1, 2, 2);
}

/* What is dropped is freed: nothing goes on in its sk_buff. */
static void an_object_used_again_after_a_drop(void **state)
{
	struct wire red = echo(REQUEST, 1, 9, 7);

	(void)state;
	push(at(red, IN, 1, RTR), INSIDE, 0xa0);
	push(killed(red, 2, RTR), INSIDE, 0xa0);
	push(at(echo(REQUEST, 254, 9, 7), OUT, 3, RTR), OUTSIDE, 0xa0);
	IDS(1, 1, 2);
}

/* The router was pinged, and pings: neither address nor ICMP id stayed. */
static void an_object_used_again_by_who_was_asked(void **state)
{
	(void)state;
	push(at(echo(REQUEST, 1, 254, 7), IN, 1, RTR), INSIDE, 0xa0);
	push(at(echo(REQUEST, 253, 9, 8), OUT, 2, RTR), OUTSIDE, 0xa0);
	IDS(1, 2);
}

static void nat_of_both_addresses(void **state)
{
	(void)state;
	push(at(echo(REQUEST, 1, 254, 7), IN, 1, RTR), INSIDE, 0xa0);
	push(at(echo(REQUEST, 253, 2, 7), OUT, 2, RTR), INSIDE2, 0xa0);
	push(at(echo(REQUEST, 253, 2, 7), IN, 3, BLUE), 2, 0xa0);
	IDS(1, 1, 1);
}

/* Rewritten twice on its way, by two routers. */
static void nat_behind_nat(void **state)
{
	(void)state;
	push(at(echo(REQUEST, 1, 9, 7), IN, 1, RTR), INSIDE, 0xa0);
	push(at(echo(REQUEST, 254, 9, 8), OUT, 2, RTR), OUTSIDE, 0xa0);
	push(at(echo(REQUEST, 254, 9, 8), IN, 3, INET), 2, 0xa0);
	push(at(echo(REQUEST, 200, 9, 9), OUT, 4, INET), 3, 0xa0);
	IDS(1, 1, 1, 1);
}

/* Both say 7; the second is made 8. The answers come the other way round. */
static void two_pings_with_one_id_behind_one_address(void **state)
{
	(void)state;
	push(at(echo(REQUEST, 1, 9, 7), OUT, 1, RED), 2, 0xa0);
	push(at(echo(REQUEST, 2, 9, 7), OUT, 2, BLUE), 2, 0xb0);
	push(at(echo(REQUEST, 1, 9, 7), IN, 3, RTR), INSIDE, 0xa0);
	push(at(echo(REQUEST, 2, 9, 7), IN, 4, RTR), INSIDE2, 0xb0);
	push(at(echo(REQUEST, 254, 9, 7), OUT, 5, RTR), OUTSIDE, 0xa0);
	push(at(echo(REQUEST, 254, 9, 8), OUT, 6, RTR), OUTSIDE, 0xb0);
	push(at(echo(REPLY, 9, 254, 8), IN, 7, RTR), OUTSIDE, 0xc0);
	push(at(echo(REPLY, 9, 2, 7), OUT, 8, RTR), INSIDE2, 0xc0);
	push(at(echo(REPLY, 9, 2, 7), IN, 9, BLUE), 2, 0xc0);
	push(at(echo(REPLY, 9, 254, 7), IN, 10, RTR), OUTSIDE, 0xa0);
	push(at(echo(REPLY, 9, 1, 7), OUT, 11, RTR), INSIDE, 0xa0);
	push(at(echo(REPLY, 9, 1, 7), IN, 12, RED), 2, 0xa0);
	TRANSACTIONS(1, 2, 1, 2, 1, 2, 2, 2, 2, 1, 1, 1);
	IDS(1, 2, 1, 2, 1, 2, 3, 3, 3, 4, 4, 4);
	assert_int_equal(n_done, 2);
	assert_int_equal(done[0].src[3], 2);
	assert_int_equal(done[0].reply_ns, 9000);
	assert_int_equal(done[1].reply_ns, 12000);
}

/* Time exceeded at @room's hand for what @w says. */
static struct wire error_of(struct wire w, uint8_t to)
{
	struct wire e = wire_at(OUT, 0, INET);

	wire_eth(&e, to, 9, 0x0800);
	wire_put(&e, (uint8_t[]){ 0x45, 0, 0, 56, 0, 0, 0, 0, 64, 1, 0, 0, 192, 168, 15, 99 }, 16);
	wire_put(&e, (uint8_t[]){ 192, 168, 15, to, 11, 0, to, 0, 0, 0, 0, 0 }, 12);
	wire_put(&e, WIRE(w)->data + 14, 28);
	return e;
}

static void an_error_that_quotes_what_nat_made(void **state)
{
	const struct wire inside = echo(REQUEST, 1, 9, 7), outside = echo(REQUEST, 254, 9, 8);

	(void)state;
	push(at(inside, OUT, 1, RED), 2, 0xa0);
	push(at(inside, IN, 2, RTR), INSIDE, 0xa0);
	push(at(outside, OUT, 3, RTR), OUTSIDE, 0xa0);
	push(at(error_of(outside, 254), OUT, 4, INET), 2, 0xb0);
	push(at(error_of(outside, 254), IN, 5, RTR), OUTSIDE, 0xb0);
	push(at(error_of(inside, 1), OUT, 6, RTR), INSIDE, 0xb0);
	push(at(error_of(inside, 1), IN, 7, RED), 2, 0xb0);
	TRANSACTIONS(1, 1, 1, 1, 1, 1, 1);
	IDS(1, 1, 1, 2, 2, 2, 2);
}

/* Two of one packet, which connection tracking puts together and NAT takes apart again. */
static void fragments_have_an_id_each(void **state)
{
	struct wire first = with(echo(REQUEST, 1, 9, 7), FRAG_OFF, 0x20);
	struct wire second = with(with(echo(REQUEST, 1, 9, 7), FRAG_OFF, 0), FRAG_OFF + 1, 2);

	(void)state;
	push(at(first, OUT, 1, RED), 2, 0xa0);
	push(at(second, OUT, 2, RED), 2, 0xb0);
	push(at(first, IN, 3, RTR), INSIDE, 0xa0);
	push(at(second, IN, 4, RTR), INSIDE, 0xb0);
	/* ip_frag_reasm(): the first in the sk_buff of the last, the last in a new one */
	push(at(with(first, SRC, 254), OUT, 5, RTR), OUTSIDE, 0xb0);
	push(at(with(second, SRC, 254), OUT, 6, RTR), OUTSIDE, 0xc0);
	push(at(with(first, SRC, 254), IN, 7, INET), 2, 0xa0);
	push(at(with(second, SRC, 254), IN, 8, INET), 2, 0xb0);
	IDS(1, 2, 1, 2, 1, 2, 1, 2);
	TRANSACTIONS(1, 1, 1, 1, 1, 1, 1, 1);
}

/* Eight clones, each with an address of its own; a second later all again, in the same ones. */
static void copies_to_eight_ports_and_again(void **state)
{
	uint32_t want[2 * 18];

	(void)state;
	for (uint64_t round = 0; round < 2; round++) {
		uint64_t us = round * 1000000;
		struct wire arp = wire_arp(OUT, us, RED, 1, 1, 2);

		push(at(arp, OUT, us + 1, RED), 2, 0xa0);
		push(at(arp, IN, us + 2, RTR), 2, 0xa0);
		for (uint32_t port = 3; port < 11; port++) {
			push(at(arp, OUT, us + port, RTR), port, 0xb0 + port);
			push(at(arp, IN, us + port, 100 + port), 2, 0xb0 + port);
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(want); i++)
		want[i] = i < 18 ? 1 : 2;
	expect(false, want, ARRAY_SIZE(want));
	for (size_t i = 0; i < ARRAY_SIZE(want); i++)
		want[i] = 1;
	expect(true, want, ARRAY_SIZE(want));
	stream_finish(s);
	assert_int_equal(n_done, 1);
	assert_int_equal(done[0].arp_requests, 2);
	assert_false(done[0].answered);
}

/* Nobody saw what was asked: the answer is nobody's, and claims no later question. */
static void an_answer_before_its_question(void **state)
{
	(void)state;
	push(at(echo(REPLY, 9, 1, 7), OUT, 1, INET), 2, 0xa0);
	push(at(echo(REPLY, 9, 1, 7), IN, 2, RED), 2, 0xa0);
	push(at(echo(REQUEST, 1, 9, 7), OUT, 3, RED), 2, 0xa0);
	push(at(echo(REQUEST, 1, 9, 7), IN, 4, INET), 2, 0xa0);
	TRANSACTIONS(0, 0, 1, 1);
	IDS(1, 1, 2, 2);
	stream_finish(s);
	assert_int_equal(n_done, 1);
	assert_false(done[0].answered);
}

/* Read from one CPU's records after the other's. */
static void cpus_read_one_after_the_other(void **state)
{
	struct wire in = at(echo(REQUEST, 1, 9, 7), IN, 2, INET), back;

	(void)state;
	WIRE(in)->cpu = 1;
	back = at(echo(REPLY, 9, 1, 7), OUT, 3, INET);
	WIRE(back)->cpu = 1;
	push(in, 2, 0xa0);
	push(back, 2, 0xa0);
	push(at(echo(REQUEST, 1, 9, 7), OUT, 1, RED), 2, 0xa0);
	push(at(echo(REPLY, 9, 1, 7), IN, 4, RED), 2, 0xa0);
	IDS(1, 1, 2, 2);
	TRANSACTIONS(1, 1, 1, 1);
	assert_int_equal(done[0].request_ns, 1000);
	assert_int_equal(done[0].reply_ns, 4000);
}

int main(void)
{
#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		FRESH(an_object_used_again_by_another_host),
		FRESH(an_object_used_again_after_a_drop),
		FRESH(an_object_used_again_by_who_was_asked),
		FRESH(nat_of_both_addresses),
		FRESH(nat_behind_nat),
		FRESH(two_pings_with_one_id_behind_one_address),
		FRESH(an_error_that_quotes_what_nat_made),
		FRESH(fragments_have_an_id_each),
		FRESH(copies_to_eight_ports_and_again),
		FRESH(an_answer_before_its_question),
		FRESH(cpus_read_one_after_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
