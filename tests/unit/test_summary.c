// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_summary.c - the words; tests/e2e/words.sh compares many more with tcpdump's
 */
#include "unit.h"
#include "wire.h"

#include "../../user/trace/frame.h"

static const char *words_of(const struct wire *w)
{
	static char buf[512];
	struct text t = TEXT(buf);
	struct frame f;

	buf[0] = '\0';
	assert_ok(frame_decode(w->bytes, WIRE_LEN(*w), &f));
	frame_summary(&f, &t);
	return buf;
}

static void packets_in_tcpdump_words(void **state)
{
	struct wire w = wire_arp(HOOK_END_OUT, 1, 1, 1, 1, 2);

	(void)state;
	assert_string_equal(words_of(&w), "who-has 192.168.15.2 tell 192.168.15.1");
	w = wire_arp(HOOK_END_OUT, 1, 1, 2, 2, 1);
	assert_string_equal(words_of(&w), "192.168.15.2 is-at 02:00:00:00:00:02");
	w = wire_echo(HOOK_END_OUT, 1, 1, 8, 1, 2, 3);
	assert_string_equal(words_of(&w),
			    "192.168.15.1 > 192.168.15.2: echo request, id 7, seq 3, length 16");
	w = wire_echo(HOOK_END_OUT, 1, 1, 0, 2, 1, 3);
	assert_string_equal(words_of(&w),
			    "192.168.15.2 > 192.168.15.1: echo reply, id 7, seq 3, length 16");
}

/* The length is the IP header's word, not what we kept of it. */
static void a_long_packet_keeps_its_length(void **state)
{
	struct wire w = wire_echo(HOOK_END_OUT, 1, 1, 8, 1, 2, 3);

	(void)state;
	WIRE(w)->len = 14 + 1428;
	WIRE(w)->data[16] = 1428 >> 8;
	WIRE(w)->data[17] = 1428 & 255;
	assert_string_equal(words_of(&w),
			    "192.168.15.1 > 192.168.15.2: echo request, id 7, seq 3, length 1408");
}

static void neighbours(void **state)
{
	struct wire w = wire_neigh(1, 1, 2, EVENT_NUD_UNKNOWN, 4);

	(void)state;
	assert_string_equal(words_of(&w), "192.168.15.2 ? -> STALE");
	WIRE(w)->data[offsetof(struct event_neigh, old)] = 0;
	WIRE(w)->data[offsetof(struct event_neigh, lladdr)] = 2;
	assert_string_equal(words_of(&w), "192.168.15.2 NONE -> STALE 02:00:00:00:00:00");
}

static void what_has_no_bytes_says_so(void **state)
{
	struct wire w = wire_at(HOOK_DROP, 1, 1);

	(void)state;
	WIRE(w)->protocol = 0x0806;
	assert_string_equal(words_of(&w), "[|arp]");
	WIRE(w)->protocol = 0x0800;
	assert_string_equal(words_of(&w), "[|ip]");
	WIRE(w)->protocol = 0x86dd;
	assert_string_equal(words_of(&w), "[|ip6]");
}

/* Any cut of any frame: words, and none beyond the buffer. */
static void a_small_buffer_is_not_overrun(void **state)
{
	struct wire w = wire_echo(HOOK_END_OUT, 1, 1, 8, 1, 2, 3);
	struct frame f;

	(void)state;
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	for (size_t size = 1; size < 80; size++) {
		char buf[81];
		struct text t = { buf, size, 0 };

		memset(buf, '#', sizeof(buf));
		buf[0] = '\0';
		frame_summary(&f, &t);
		assert_int_equal(strlen(buf), t.len);
		assert_int_equal(buf[size], '#');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_in_tcpdump_words),
		cmocka_unit_test(a_long_packet_keeps_its_length),
		cmocka_unit_test(neighbours),
		cmocka_unit_test(what_has_no_bytes_says_so),
		cmocka_unit_test(a_small_buffer_is_not_overrun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
