// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_later.c - what belongs together, found when a capture is read: the same as when it was live,
 * also where a filter had left out what it hangs on. Whole traces are in tests/golden.
 */
#include "unit.h"
#include "wire.h"

#include <linux/neighbour.h>

#include "../../user/out/blocks.h"
#include "../../user/out/out.h"
#include "../../user/trace/capture.h"
#include "../../user/trace/capture_record.h"

enum { RED = 1, BLUE };

#define OFFSET 1767323045000000000ll

/* What a sink was told. */
struct told {
	size_t n, n_aside, n_done;
	struct {
		uint32_t packet_id, transaction;
		uint64_t mono_ns, time_ns;
		enum frame_dir dir;
	} frames[32];
	struct transaction done[16];
};

static struct addr_row addrs[] = {
	{ .ifindex = 2, .family = 2, .len = 24, .addr = { 192, 168, 15, 2 } }
};
static struct room rooms[] = {
	{ .name = "red", .cookie = RED },
	{ .name = "blue", .cookie = BLUE, .addrs = addrs, .n_addrs = 1 },
};
static const struct snapshot names = { .rooms = rooms, .n_rooms = 2 };
static const struct words words;
static struct out *out;

static void tell_frame(void *ctx, const struct frame *f)
{
	struct told *t = ctx;

	if (f->aside || f->proto == PROTO_ARP || f->type == FRAME_NEIGH) {
		t->n_aside++;
		return;
	}
	t->frames[t->n].packet_id = f->packet_id;
	t->frames[t->n].transaction = f->transaction;
	t->frames[t->n].mono_ns = f->mono_ns;
	t->frames[t->n].time_ns = f->time_ns;
	t->frames[t->n++].dir = f->dir;
}

static void tell_transaction(void *ctx, const struct transaction *t)
{
	struct told *told = ctx;

	told->done[told->n_done++] = *t;
}

/* As if "icmp" had been asked for. */
static void record_echoes(void *ctx, const struct frame *f)
{
	struct frame copy = *f;

	(void)ctx;
	assert_int_equal(f->transaction, 0);
	copy.aside = f->proto == PROTO_ARP || f->type == FRAME_NEIGH;
	out->ops->frame(out, &copy);
}

/* red asks for blue, pings it, and pings nobody. */
static void ping(struct stream *s)
{
	const struct wire story[] = {
		wire_neigh(1, RED, 2, 0, NUD_INCOMPLETE),
		wire_arp(HOOK_END_OUT, 2, RED, 1, 1, 2),
		wire_arp(HOOK_END_IN, 3, BLUE, 1, 1, 2),
		wire_arp(HOOK_END_OUT, 4, BLUE, 2, 2, 1),
		wire_arp(HOOK_END_IN, 5, RED, 2, 2, 1),
		wire_neigh(6, RED, 2, NUD_INCOMPLETE, NUD_REACHABLE),
		wire_echo(HOOK_END_OUT, 7, RED, 8, 1, 2, 1),
		wire_echo(HOOK_END_IN, 8, BLUE, 8, 1, 2, 1),
		wire_echo(HOOK_END_OUT, 9, BLUE, 0, 2, 1, 1),
		wire_echo(HOOK_END_IN, 10, RED, 0, 2, 1, 1),
		wire_arp(HOOK_END_OUT, 11, RED, 1, 1, 9),
		wire_echo(HOOK_END_OUT, 12, RED, 8, 1, 2, 2),
		wire_echo(HOOK_END_OUT, 20000000, RED, 8, 1, 2, 3),
	};

	assert_ok(stream_seed(s, &names));
	for (size_t i = 0; i < ARRAY_SIZE(story); i++) {
		assert_ok(stream_push(s, story[i].bytes, WIRE_LEN(story[i])));
		stream_advance(s, WIRE(story[i])->time_ns);
	}
	stream_finish(s);
}

static void live(struct told *t)
{
	const struct sink sink = { .frame = tell_frame, .transaction = tell_transaction, .ctx = t };
	_cleanup_stream_ struct stream *s = stream_new(&sink, OFFSET);

	assert_non_null(s);
	ping(s);
}

static void record_frame(void *ctx, const struct frame *f)
{
	(void)ctx;
	out->ops->frame(out, f);
}

static void record_transaction(void *ctx, const struct transaction *t)
{
	(void)ctx;
	out->ops->transaction(out, t);
}

/* @later: what belongs together is left to the reader */
static void record_as(bool later, uint8_t **bytes, size_t *len)
{
	struct out_config config = {
		.names = &names, .words = &words, .later = later, .wall_offset = OFFSET
	};
	const struct sink sink = { .frame = later ? record_echoes : record_frame,
				   .transaction = later ? NULL : record_transaction };
	_cleanup_stream_ struct stream *s = stream_new(&sink, OFFSET);

	assert_non_null(s);
	config.file = open_memstream((char **)bytes, len);
	out = out_new(&out_pcapng, &config);
	out->ops->begin(out);
	if (later)
		stream_only_number(s);
	ping(s);
	out->ops->end(out, &(struct totals){ 13, 6, 7, 0 });
	fclose(config.file);
	out_free(out);
}

static void record(uint8_t **bytes, size_t *len)
{
	record_as(true, bytes, len);
}

static void read_capture(struct told *t, const uint8_t *bytes, size_t len)
{
	const struct sink sink = { .frame = tell_frame, .transaction = tell_transaction, .ctx = t };
	_cleanup_capture_ struct capture *c = capture_new(&sink);
	struct err e;

	assert_non_null(c);
	for (size_t at = 0, n; at < len; at += n) {
		n = capture_block_len(bytes + at);
		assert_true(n && n <= len - at);
		assert_ok(capture_block(c, bytes + at, n, &e));
	}
}

static void it_is_the_same_as_live(void **state)
{
	struct told seen = { 0 }, read = { 0 };
	uint8_t *bytes;
	size_t len;

	(void)state;
	live(&seen);
	record(&bytes, &len);
	read_capture(&read, bytes, len);
	free(bytes);
	assert_int_equal(seen.n, 6);
	assert_int_equal(seen.n_aside, 7);
	assert_int_equal(seen.n_done, 4);
	assert_true(seen.done[0].answered && seen.done[0].resolved_ns && seen.done[0].there_ns);
	assert_memory_equal(&seen, &read, sizeof(seen));
}

/* A row for each packet that was wanted, and for none that was not. */
static void others_see_what_was_asked_for(void **state)
{
	uint32_t type, block_len;
	uint8_t *bytes;
	size_t len, rows = 0;

	(void)state;
	record(&bytes, &len);
	for (size_t at = 0; at < len; at += block_len) {
		memcpy(&type, bytes + at, 4);
		memcpy(&block_len, bytes + at + 4, 4);
		rows += type == BLOCK_PACKET;
	}
	free(bytes);
	assert_int_equal(rows, 6);
}

/* Two captures, one behind the other: what the second one tells is not found out once more. */
static void each_section_as_it_says(void **state)
{
	struct told seen = { 0 }, read = { 0 };
	uint8_t *first, *second, *both;
	size_t n, m;

	(void)state;
	live(&seen);
	record_as(true, &first, &n);
	record_as(false, &second, &m);
	both = malloc(n + m);
	assert_non_null(both);
	memcpy(both, first, n);
	memcpy(both + n, second, m);
	read_capture(&read, both, n + m);
	free(first);
	free(second);
	free(both);
	assert_int_equal(read.n, 2 * seen.n);
	assert_int_equal(read.n_done, 2 * seen.n_done);
	assert_memory_equal(read.done, seen.done, seen.n_done * sizeof(*seen.done));
	assert_memory_equal(read.done + seen.n_done, seen.done, seen.n_done * sizeof(*seen.done));
	assert_memory_equal(read.frames + seen.n, seen.frames, seen.n * sizeof(*seen.frames));
}

static void put_packet(struct blocks *b, bool with_record)
{
	const struct wire w = wire_echo(HOOK_END_OUT, 7, RED, 8, 1, 2, 1);
	const struct record_packet r = { RECORD_PACKET, HOOK_END_OUT, 14, 0, 5, 7000 };

	blocks_begin(b, BLOCK_PACKET);
	blocks_put32(b, 0);
	blocks_time(b, 7000 + OFFSET);
	blocks_put32(b, WIRE(w)->caplen);
	blocks_put32(b, WIRE(w)->len);
	blocks_put(b, WIRE(w)->data, WIRE(w)->caplen);
	blocks_value(b, PACKET_FLAGS, (uint32_t)PACKET_OUT);
	blocks_value(b, PACKET_ID, (uint64_t)3);
	if (with_record)
		blocks_option(b, CAPTURE_OPTION, &r, sizeof(r));
	blocks_close(b);
}

/* There a packet without a record is for show. */
static void version_1_is_read(void **state)
{
	const struct record_head head = { .kind = RECORD_HEAD, .version = 1, .magic = "nscope" };
	const struct record_iface iface = { .kind = RECORD_IFACE, .cookie = RED, .ifindex = 2 };
	struct blocks *b = calloc(1, sizeof(*b));
	struct told read = { 0 };

	(void)state;
	assert_non_null(b);
	blocks_begin(b, BLOCK_SECTION);
	blocks_put32(b, BLOCK_MAGIC);
	blocks_put32(b, 1);
	blocks_put32(b, UINT32_MAX);
	blocks_put32(b, UINT32_MAX);
	blocks_option(b, CAPTURE_OPTION, &head, RECORD_HEAD_V1);
	blocks_begin(b, BLOCK_IFACE);
	blocks_put32(b, 1);
	blocks_put32(b, CAPTURE_SNAPLEN);
	blocks_option(b, CAPTURE_OPTION, &iface, sizeof(iface));
	put_packet(b, true);
	put_packet(b, false);
	assert_true(capture_is_ours(b->bytes, CAPTURE_SNIFF));
	read_capture(&read, b->bytes, b->len);
	free(b);
	assert_int_equal(read.n, 1);
	assert_int_equal(read.frames[0].packet_id, 3);
	assert_int_equal(read.frames[0].transaction, 5);
	assert_int_equal(read.frames[0].mono_ns, 7000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_the_same_as_live),
		cmocka_unit_test(others_see_what_was_asked_for),
		cmocka_unit_test(each_section_as_it_says),
		cmocka_unit_test(version_1_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
