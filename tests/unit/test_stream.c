// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_stream.c - the pipeline: held, ordered, gaps told where they were, nothing thrown away
 */
#include "unit.h"
#include "wire.h"

#include "../../user/trace/stream.h"

static struct stream *s;
static char story[4096]; /* what the sink was told, a letter each */
static struct text told;

static void sink_frame(void *ctx, const struct frame *f)
{
	(void)ctx;
	text_add(&told, "%llu ", (unsigned long long)f->mono_ns / 1000);
}

static void sink_lost(void *ctx, uint64_t count, uint64_t time_ns)
{
	(void)ctx;
	text_add(&told, "-%llu@%llu ", (unsigned long long)count,
		 (unsigned long long)time_ns / 1000);
}

static int setup(void **state)
{
	static const struct sink sink = { .frame = sink_frame, .lost = sink_lost };

	(void)state;
	story[0] = '\0';
	told = (struct text)TEXT(story);
	s = stream_new(&sink, 0);
	return !s;
}

static int teardown(void **state)
{
	(void)state;
	stream_free(s);
	return 0;
}

static void push(enum hook hook, uint64_t us, uint32_t cpu, uint32_t seq)
{
	struct wire w = wire_echo(hook, us, 1, 8, 1, 2, (uint16_t)us);

	WIRE(w)->cpu = cpu;
	WIRE(w)->seq = seq;
	assert_ok(stream_push(s, w.bytes, WIRE_LEN(w)));
}

static void what_is_young_is_held(void **state)
{
	(void)state;
	assert_int_equal(stream_advance(s, 0), 0);
	push(HOOK_END_OUT, 100, 0, 0);
	push(HOOK_END_OUT, 300, 0, 1);
	assert_int_equal(stream_advance(s, 900000), 200000);
	assert_string_equal(story, "");
	push(HOOK_END_OUT, 200, 1, 0); /* the other CPU's is older, and read later */
	assert_int_equal(stream_advance(s, 1200000), 100000);
	assert_string_equal(story, "100 200 ");
	assert_int_equal(stream_advance(s, 1300000), 0);
	assert_string_equal(story, "100 200 300 ");
	assert_int_equal(stream_counts(s).late, 0);
}

static void what_is_late_is_counted_and_told(void **state)
{
	(void)state;
	push(HOOK_END_OUT, 5000, 0, 0);
	stream_advance(s, 7000000);
	push(HOOK_END_OUT, 4000, 1, 0);
	stream_advance(s, 7000000);
	assert_string_equal(story, "5000 4000 ");
	assert_int_equal(stream_counts(s).late, 1);
}

static void a_gap_is_told_where_it_was(void **state)
{
	(void)state;
	push(HOOK_END_OUT, 1, 0, 0);
	push(HOOK_END_OUT, 3, 0, 13);
	push(HOOK_END_IN, 2, 0, 0);  /* each hook has its own numbers, */
	push(HOOK_END_OUT, 4, 1, 0); /* and so has each CPU */
	push(HOOK_END_OUT, 5, 0, 14);
	stream_finish(s);
	assert_string_equal(story, "1 2 -12@3 3 4 5 ");
	assert_int_equal(stream_counts(s).lost, 12);
	assert_int_equal(stream_counts(s).pushed, 5);
}

static void the_head_can_be_lost_too(void **state)
{
	(void)state;
	push(HOOK_END_OUT, 1, 3, 7);
	stream_finish(s);
	assert_string_equal(story, "-7@1 1 ");
}

static void numbers_wrap(void **state)
{
	(void)state;
	push(HOOK_END_OUT, 1, 0, 0x7fffffff);
	push(HOOK_END_OUT, 2, 0, UINT32_MAX - 1);
	push(HOOK_END_OUT, 3, 0, 1);
	push(HOOK_END_OUT, 4, 0, 0); /* back: no gap */
	push(HOOK_END_OUT, 5, 0, 2);
	stream_finish(s);
	assert_string_equal(story, "-2147483647@1 1 -2147483646@2 2 -2@3 3 4 5 ");
}

static void what_is_not_ours_is_counted(void **state)
{
	struct wire w = wire_echo(HOOK_END_OUT, 1, 1, 8, 1, 2, 1), bad = w;

	(void)state;
	assert_ok(stream_push(s, "x", 1));
	WIRE(bad)->version = 9;
	assert_ok(stream_push(s, bad.bytes, WIRE_LEN(bad)));
	bad = w;
	WIRE(bad)->cpu = 1u << 20;
	assert_ok(stream_push(s, bad.bytes, WIRE_LEN(bad)));
	bad = w;
	WIRE(bad)->caplen = 60000;
	assert_ok(stream_push(s, bad.bytes, sizeof(bad)));
	assert_ok(stream_push(s, w.bytes, WIRE_LEN(w)));
	stream_finish(s);
	assert_string_equal(story, "1 ");
	assert_int_equal(stream_counts(s).malformed, 4);
	assert_int_equal(stream_counts(s).pushed, 5);
}

/* The clock that is shown is the caller's: two streams of the same records tell the same. */
static void the_wall_clock_is_an_offset(void **state)
{
	static const struct sink sink = { .lost = sink_lost };
	struct wire w = wire_echo(HOOK_END_OUT, 1, 1, 8, 1, 2, 1);
	_cleanup_stream_ struct stream *other = stream_new(&sink, 5000000);

	(void)state;
	WIRE(w)->seq = 3;
	assert_ok(stream_push(other, w.bytes, WIRE_LEN(w)));
	stream_finish(other);
	assert_string_equal(story, "-3@5001 ");
}

static void a_sink_without_members_is_fine(void **state)
{
	static const struct sink nobody;
	struct wire w = wire_echo(HOOK_END_OUT, 1, 1, 8, 1, 2, 1);
	_cleanup_stream_ struct stream *other = stream_new(&nobody, 0);

	(void)state;
	WIRE(w)->seq = 3;
	assert_ok(stream_push(other, w.bytes, WIRE_LEN(w)));
	stream_finish(other);
	stream_free(NULL);
}

int main(void)
{
#define FRESH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		FRESH(what_is_young_is_held),
		FRESH(what_is_late_is_counted_and_told),
		FRESH(a_gap_is_told_where_it_was),
		FRESH(the_head_can_be_lost_too),
		FRESH(numbers_wrap),
		FRESH(what_is_not_ours_is_counted),
		FRESH(the_wall_clock_is_an_offset),
		FRESH(a_sink_without_members_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
