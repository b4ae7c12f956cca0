// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_witness.c - what leaves no drop: read, worded, joined with its packet; a bad one is refused
 */
#include "unit.h"
#include "wire.h"

#include "../../user/trace/join.h"
#include "../../user/trace/witness.h"

enum { RED = 1, BLUE = 2 };

#define SKB 0xffff888001234500ull

static struct event_fib asked(int32_t err)
{
	return (struct event_fib){
		.src = { 192, 168, 15, 2 },
		.dst = { 192, 168, 15, 1 },
		.table = 254,
		.iif = 1,
		.err = err,
		.addr_len = 4,
	};
}

static struct wire fib_of(const struct event_fib *x)
{
	struct wire w = wire_at(HOOK_FIB, 9, BLUE);

	wire_put(&w, x, sizeof(*x));
	return w;
}

static struct wire fdb_of(const struct event_fdb *x)
{
	struct wire w = wire_at(HOOK_FDB, 9, BLUE);

	wire_put(&w, x, sizeof(*x));
	return w;
}

static int decode(const struct wire *w, struct frame *f)
{
	return frame_decode(w->bytes, WIRE_LEN(*w), f);
}

static const char *words(const struct wire *w)
{
	static char buf[400];
	struct text t = TEXT(buf);
	struct frame f;

	buf[0] = '\0';
	assert_ok(decode(w, &f));
	frame_summary(&f, &t);
	return buf;
}

static const char *fib_words(struct event_fib x)
{
	struct wire w = fib_of(&x);

	return words(&w);
}

static void a_decision_in_words(void **state)
{
	struct event_fib x = asked(0);

	(void)state;
	strcpy(x.dev, "eth0");
	assert_string_equal(fib_words(x), "table 254 192.168.15.2 > 192.168.15.1 iif 1: dev eth0");
	x.gateway_len = 4;
	memcpy(x.gateway, (uint8_t[]){ 10, 0, 0, 1 }, 4);
	x.oif = 7;
	x.mark = 0x2a;
	assert_string_equal(fib_words(x), "table 254 192.168.15.2 > 192.168.15.1 iif 1 oif 7 mark "
					  "0x2a: via 10.0.0.1 dev eth0");
	x = (struct event_fib){ .addr_len = 16, .table = 255, .gateway_len = 16, .dev = "\033" };
	x.dst[0] = 0xfd;
	x.gateway[0] = 0xfe;
	assert_string_equal(fib_words(x), "table 255 :: > fd00::: via fe00:: dev \\x1b");
}

static void an_error_in_the_words_of_routes(void **state)
{
	(void)state;
	assert_string_equal(fib_words(asked(-11)),
			    "table 254 192.168.15.2 > 192.168.15.1 iif 1: no match");
	assert_string_equal(fib_error_word(-22), "blackhole");
	assert_string_equal(fib_error_word(-113), "unreachable");
	assert_string_equal(fib_error_word(-13), "prohibit");
	assert_string_equal(fib_error_word(-5), "error");
	assert_string_equal(fib_error_word(0), "");
}

static void what_is_learnt_in_words(void **state)
{
	struct event_fdb x = { .port = "p-red", .mac = { 2, 0, 0, 0, 0, 1 } };
	struct wire w = fdb_of(&x);

	(void)state;
	assert_string_equal(words(&w), "02:00:00:00:00:01 dev p-red");
	x.vlan = 5;
	w = fdb_of(&x);
	assert_string_equal(words(&w), "02:00:00:00:00:01 dev p-red vlan 5");
}

static void refused(const struct event_fib *x)
{
	struct wire w = fib_of(x);
	struct frame f;

	assert_int_equal(decode(&w, &f), -EPROTO);
}

static void what_is_none_is_refused(void **state)
{
	struct event_fib x = asked(0);
	struct event_fdb y = { 0 };
	struct wire w = fib_of(&x);
	struct frame f;

	(void)state;
	WIRE(w)->caplen--;
	assert_int_equal(decode(&w, &f), -EPROTO);
	x.addr_len = 6;
	refused(&x);
	x = asked(0);
	x.gateway_len = 5;
	refused(&x);
	x = asked(11);
	refused(&x);
	x = asked(INT32_MIN);
	refused(&x);
	x = asked(0);
	memset(x.dev, 'x', sizeof(x.dev));
	refused(&x);
	memset(y.port, 'x', sizeof(y.port));
	w = fdb_of(&y);
	assert_int_equal(decode(&w, &f), -EPROTO);
	w = wire_echo(HOOK_IN_HAND, 1, BLUE, 8, 1, 2, 3);
	assert_int_equal(decode(&w, &f), -EPROTO);
	w = wire_echo(HOOK_LAID_DOWN, 1, BLUE, 8, 1, 2, 3);
	assert_int_equal(decode(&w, &f), -EPROTO);
}

static void an_end_has_its_packet_and_place(void **state)
{
	struct wire w = wire_arp(HOOK_CONSUME, 9, BLUE, 1, 1, 2);
	struct frame f;

	(void)state;
	WIRE(w)->location = 0xffffffff81000001ull;
	assert_ok(decode(&w, &f));
	assert_int_equal(f.type, FRAME_CONSUME);
	assert_true(f.arp.valid);
	assert_int_equal(f.location, 0xffffffff81000001ull);
	assert_int_equal(f.dir, DIR_NONE);
}

static void an_error_has_its_packet_and_code(void **state)
{
	struct wire w = wire_echo(HOOK_ICMP_SEND, 9, BLUE, 8, 1, 2, 3);
	struct frame f;

	(void)state;
	WIRE(w)->reason = 3 << 8 | 1;
	assert_ok(decode(&w, &f));
	assert_int_equal(f.type, FRAME_ICMP_SEND);
	assert_int_equal(icmp_send_type(&f), 3);
	assert_int_equal(icmp_send_code(&f), 1);
	assert_true(f.icmp.valid);
}

/* The request comes in at blue, in an sk_buff; its number. */
static uint32_t arrive(struct join *j, uint64_t us)
{
	struct wire w = wire_echo(HOOK_END_IN, us, BLUE, 8, 1, 2, 3);
	struct frame f;

	WIRE(w)->object = SKB;
	assert_ok(decode(&w, &f));
	join_frame(j, &f, join_ahead(j, &f));
	return f.packet_id;
}

static struct frame witness(struct join *j, const struct wire *w)
{
	struct frame f;

	assert_ok(decode(w, &f));
	join_witness(j, &f);
	return f;
}

static void each_has_the_number_of_its_packet(void **state)
{
	struct event_fib x = asked(-22);
	struct wire end = wire_echo(HOOK_CONSUME, 9, BLUE, 8, 1, 2, 3), fib = fib_of(&x);
	struct join j;
	uint32_t id;
	struct frame f;

	(void)state;
	assert_ok(join_init(&j));
	id = arrive(&j, 1);
	WIRE(fib)->object = SKB;
	f = witness(&j, &fib);
	assert_int_equal(f.packet_id, id);
	/* a clone: by content */
	WIRE(end)->object = SKB + 256;
	f = witness(&j, &end);
	assert_int_equal(f.packet_id, id);
	assert_int_equal(j.last_id, id);
	join_done(&j);
}

static void another_packet_has_another_number(void **state)
{
	struct event_fib x = asked(-22);
	struct wire end = wire_echo(HOOK_CONSUME, 9, BLUE, 8, 1, 2, 4), fib;
	struct join j;

	(void)state;
	assert_ok(join_init(&j));
	arrive(&j, 1);
	/* the same sk_buff, but other addresses are asked for; or another echo */
	memcpy(x.src, (uint8_t[]){ 10, 0, 0, 1 }, 4);
	memcpy(x.dst, (uint8_t[]){ 10, 0, 0, 2 }, 4);
	fib = fib_of(&x);
	WIRE(fib)->object = SKB;
	assert_int_equal(witness(&j, &fib).packet_id, 0);
	WIRE(end)->object = SKB;
	assert_int_equal(witness(&j, &end).packet_id, 0);
	/* without a packet in hand */
	x = asked(0);
	fib = fib_of(&x);
	assert_int_equal(witness(&j, &fib).packet_id, 0);
	assert_int_equal(j.last_id, 1);
	join_done(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_decision_in_words),
		cmocka_unit_test(an_error_in_the_words_of_routes),
		cmocka_unit_test(what_is_learnt_in_words),
		cmocka_unit_test(what_is_none_is_refused),
		cmocka_unit_test(an_end_has_its_packet_and_place),
		cmocka_unit_test(an_error_has_its_packet_and_code),
		cmocka_unit_test(each_has_the_number_of_its_packet),
		cmocka_unit_test(another_packet_has_another_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
