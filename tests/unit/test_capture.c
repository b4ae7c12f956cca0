// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_capture.c - a capture read back: what was recorded, word for word; and anything else an
 * error. Whole traces through it are in tests/golden.
 */
#include "unit.h"
#include "pcapng.h"
#include "wire.h"

#include "../../user/out/out.h"
#include "../../user/trace/capture.h"
#include "../../user/trace/capture_record.h"

static struct link_row links[] = { { .ifindex = 2, .name = "eth0" } };
static struct room rooms[] = {
	{ .name = "red", .cookie = 1, .inum = 4026532001, .links = links, .n_links = 1 },
};
static const struct snapshot names = { .rooms = rooms, .n_rooms = 1 };
static uint8_t *bytes;
static size_t len;

/* What came out, counted; the last of each is kept. */
static struct {
	int frames, transactions, gaps;
	struct frame frame;
	uint8_t data[EVENT_DATA_MAX];
	struct transaction transaction;
	uint64_t lost;
	char reason[64], symbol[64];
} got;
static struct capture *reading;

static void on_frame(void *ctx, const struct frame *f)
{
	const struct words *w = capture_words(reading);
	const char *reason = w->drop_reason(w->ctx, f->reason);
	const char *symbol = w->symbol(w->ctx, f->location);

	(void)ctx;
	got.frames++;
	got.frame = *f;
	memcpy(got.data, f->data, f->caplen);
	snprintf(got.reason, sizeof(got.reason), "%s", reason ? reason : "");
	snprintf(got.symbol, sizeof(got.symbol), "%s", symbol ? symbol : "");
}

static void on_transaction(void *ctx, const struct transaction *t)
{
	(void)ctx;
	got.transactions++;
	got.transaction = *t;
}

static void on_lost(void *ctx, uint64_t count, uint64_t time_ns)
{
	(void)ctx;
	(void)time_ns;
	got.gaps++;
	got.lost += count;
}

static const struct sink sink = { on_frame, on_transaction, on_lost, NULL };

static const char *reason_word(void *ctx, uint32_t reason)
{
	(void)ctx;
	return reason == 70 ? "IP_RPFILTER" : NULL;
}

static const char *symbol_word(void *ctx, uint64_t location)
{
	(void)ctx;
	return location == 0xffffffff81000010 ? "ip_rcv_finish_core" : NULL;
}

static const struct words words = { .drop_reason = reason_word, .symbol = symbol_word };
static struct out *out;
static FILE *file;

static void record_begin(void)
{
	struct out_config config = { .names = &names, .words = &words, .hostname = "a b" };

	file = open_memstream((char **)&bytes, &len);
	config.file = file;
	out = out_new(&out_pcapng, &config);
	out->ops->begin(out);
}

static void record_frame(const struct wire *w, uint32_t packet_id, uint32_t transaction)
{
	struct frame f;

	assert_ok(frame_decode(w->bytes, WIRE_LEN(*w), &f));
	f.time_ns = f.mono_ns + 1767323045000000000ull;
	f.packet_id = packet_id;
	f.transaction = transaction;
	out->ops->frame(out, &f);
}

static void record_end(void)
{
	out->ops->end(out, &(struct totals){ 20, 3, 5, 12 });
	fclose(file);
	out_free(out);
}

static struct transaction a_transaction(void)
{
	return (struct transaction){
		.id = 3,
		.echo = true,
		.answered = true,
		.netns_cookie = 1,
		.ifindex = 2,
		.family = 2,
		.src = { 192, 168, 15, 1 },
		.dst = { 192, 168, 15, 2 },
		.echo_id = 7,
		.echo_seq = 3,
		.arp_requests = 1,
		.begin_ns = 1,
		.resolved_ns = 2,
		.request_ns = 3,
		.there_ns = 4,
		.reply_ns = 5,
	};
}

static struct wire a_drop(uint32_t reason, uint64_t location)
{
	struct wire w = wire_echo(HOOK_DROP, 1, 1, 8, 1, 2, 3);

	WIRE(w)->reason = reason;
	WIRE(w)->location = location;
	return w;
}

/* Everything that can be in one. */
static int record_all(void **state)
{
	struct wire arp = wire_arp(HOOK_END_IN, 1, 1, 1, 1, 2), neigh = wire_neigh(2, 1, 1, 0, 4);
	struct wire drop = a_drop(70, 0xffffffff81000010);
	struct transaction t = a_transaction();

	(void)state;
	record_begin();
	record_frame(&arp, 1, 3);
	record_frame(&neigh, 0, 3);
	record_frame(&drop, 2, 0);
	out->ops->lost(out, 12, 5);
	out->ops->transaction(out, &t);
	out->ops->flush(out, 0);
	record_frame(&arp, 3, 0);
	WIRE(arp)->ifindex = 9; /* an interface that comes late */
	record_frame(&arp, 4, 0);
	record_end();
	return 0;
}

static int done(void **state)
{
	(void)state;
	free(bytes);
	bytes = NULL;
	memset(&got, 0, sizeof(got));
	return 0;
}

/* Return: the first error */
static int read_bytes(const uint8_t *from, size_t size, struct err *e)
{
	int err = 0;

	e->code = 0;
	for (size_t at = 0, n; at < size && !err; at += n) {
		n = size - at >= 8 ? capture_block_len(from + at) : 0;
		if (!n || n > size - at)
			return -EPROTO;
		err = capture_block(reading, from + at, n, e);
	}
	return err;
}

static int read_all(struct err *e)
{
	capture_free(reading);
	reading = capture_new(&sink);
	return read_bytes(bytes, len, e);
}

static int stop_reading(void **state)
{
	capture_free(reading);
	reading = NULL;
	return done(state);
}

static void it_is_told_by_its_first_octets(void **state)
{
	(void)state;
	assert_true(capture_is_ours(bytes, CAPTURE_SNIFF));
	assert_false(capture_is_ours(bytes, CAPTURE_SNIFF - 1));
	for (size_t i = 0; i < CAPTURE_SNIFF; i++) {
		/* the block's length, its section's, the version, the record's are not looked at */
		bool free_to_differ = (i >= 4 && i < 8) || (i >= 12 && i < 24) || i == 29;

		bytes[i] ^= 0x80;
		if (i != 26 && i != 27)
			assert_int_equal(capture_is_ours(bytes, CAPTURE_SNIFF), free_to_differ);
		bytes[i] ^= 0x80;
	}
}

static void who_was_there_is_known(void **state)
{
	const struct snapshot *s;
	struct totals sum;
	struct err e;

	(void)state;
	assert_ok(read_all(&e));
	s = capture_names(reading);
	assert_int_equal(s->n_rooms, 1);
	assert_string_equal(s->rooms[0].name, "red");
	assert_string_equal(s->rooms[0].links[0].name, "eth0");
	assert_string_equal(capture_host(reading), "a b");
	assert_true(capture_totals(reading, &sum));
	assert_true(sum.seen == 20 && sum.filtered == 3 && sum.delivered == 5 && sum.lost == 12);
	assert_int_equal(got.frames, 5);
	assert_int_equal(got.gaps, 1);
	assert_int_equal(got.lost, 12);
	assert_int_equal(got.frame.ifindex, 9);
	assert_int_equal(got.frame.packet_id, 4);
}

static void a_transaction_is_whole(void **state)
{
	struct transaction want = a_transaction();
	struct err e;

	(void)state;
	assert_ok(read_all(&e));
	assert_int_equal(got.transactions, 1);
	assert_memory_equal(&got.transaction, &want, sizeof(want));
}

static void read_one(const struct wire *w, uint32_t packet_id)
{
	struct err e;

	record_begin();
	record_frame(w, packet_id, 5);
	record_end();
	assert_ok(read_all(&e));
	assert_int_equal(got.frames, 1);
}

static void a_packet_is_what_it_was(void **state)
{
	struct wire w = wire_echo(HOOK_END_OUT, 1000, 1, 8, 1, 2, 3);

	(void)state;
	WIRE(w)->len = 1500;
	read_one(&w, 77);
	assert_int_equal(got.frame.type, FRAME_PACKET);
	assert_int_equal(got.frame.dir, DIR_OUT);
	assert_true(got.frame.mono_ns == 1000000 && got.frame.time_ns == 1767323045001000000ull);
	assert_true(got.frame.netns_cookie == 1 && got.frame.ifindex == 2);
	assert_int_equal(got.frame.netns_inum, 4026532001);
	assert_true(got.frame.packet_id == 77 && got.frame.transaction == 5);
	assert_true(got.frame.len == 1500 && got.frame.caplen == WIRE(w)->caplen);
	assert_memory_equal(got.data, WIRE(w)->data, WIRE(w)->caplen);
	assert_int_equal(got.frame.icmp.seq, 3);
}

/* A name that changed while only packets were asked for. */
static void what_was_told_nobody_still_renames(void **state)
{
	struct wire w = wire_at(HOOK_LINK, 1, 1);
	struct event_link l = { .name = "eth9", .was = "eth0", .action = EVENT_CHANGED };
	struct frame f;
	struct err e;

	(void)state;
	l.changed = EVENT_LINK_NAME;
	wire_put(&w, &l, sizeof(l));
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	f.aside = true;
	record_begin();
	out->ops->frame(out, &f);
	record_end();
	assert_ok(read_all(&e));
	assert_int_equal(got.frames, 1);
	assert_true(got.frame.aside);
	assert_string_equal(capture_names(reading)->rooms[0].links[0].name, "eth9");
}

static void a_drop_keeps_its_words(void **state)
{
	struct wire w = a_drop(70, 0xffffffff81000010);

	(void)state;
	read_one(&w, 1);
	assert_int_equal(got.frame.type, FRAME_DROP);
	assert_string_equal(got.reason, "IP_RPFILTER");
	assert_string_equal(got.symbol, "ip_rcv_finish_core");
	assert_memory_equal(got.data, WIRE(w)->data, WIRE(w)->caplen);
}

static void a_drop_behind_its_ethernet_header_stays_there(void **state)
{
	struct wire w = a_drop(70, 0);

	(void)state;
	WIRE(w)->l2len = 0;
	WIRE(w)->caplen = WIRE(w)->len = 36;
	memmove(WIRE(w)->data, WIRE(w)->data + 14, 36);
	read_one(&w, 1);
	assert_int_equal(got.frame.l2len, 0);
	assert_int_equal(got.frame.len, 36);
	assert_true(got.frame.icmp.valid);
}

static void a_drop_without_words_keeps_its_numbers(void **state)
{
	struct wire w = a_drop(5, 0xffffffff81000042);

	(void)state;
	/* nor bytes, nor an Ethernet header */
	WIRE(w)->caplen = 0;
	WIRE(w)->l2len = 0;
	read_one(&w, 1);
	assert_int_equal(got.frame.reason, 5);
	assert_true(got.frame.location == 0xffffffff81000042);
	assert_string_equal(got.reason, "");
	assert_string_equal(got.symbol, "");
	assert_int_equal(got.frame.eth_type, 0x0800);
}

/* Where a name is known its number is not in the file: kernel addresses are nobody's business. */
static void no_address_of_the_kernel_is_in_it(void **state)
{
	const uint64_t address = 0xffffffff81000010;

	(void)state;
	assert_null(memmem(bytes, len, &address, sizeof(address)));
}

static void a_newer_one_is_refused(void **state)
{
	struct err e;

	(void)state;
	bytes[29] = CAPTURE_VERSION + 1;
	assert_err(read_all(&e), EPROTONOSUPPORT);
	assert_non_null(strstr(e.text, "newer"));
}

/* Blocks of nobody's are stepped over, as the draft asks for; a second section is read on. */
static void what_others_put_in_is_skipped(void **state)
{
	static const uint8_t unknown[] = { 0xee, 0, 0, 0, 16, 0, 0, 0, 1, 2, 3, 4, 16, 0, 0, 0 };
	struct err e;

	(void)state;
	assert_ok(read_all(&e));
	assert_ok(capture_block(reading, unknown, sizeof(unknown), &e));
	assert_ok(read_bytes(bytes, len, &e));
	assert_int_equal(got.frames, 10);
}

static void a_section_of_others_is_an_error(void **state)
{
	struct err e;

	(void)state;
	bytes[30] = 'N';
	assert_err(read_all(&e), EPROTO);
	assert_int_equal(got.frames, 0);
}

/* A block cut at any length that its own fields admit: never a fault, never one frame too many. */
static void blocks_may_be_cut_anywhere(void **state)
{
	struct piece p;
	uint8_t cut[70000];
	struct err e;
	int cases = 0;

	(void)state;
	for (size_t at = 0; at < len; at += p.len) {
		p.len = (uint32_t)capture_block_len(bytes + at);
		assert_true(p.len);
		for (uint32_t n = CAPTURE_BLOCK_MIN; n < p.len; n += 4, cases++) {
			memcpy(cut, bytes + at, n - 4);
			memcpy(cut + 4, &n, 4);
			memcpy(cut + n - 4, &n, 4);
			capture_free(reading);
			reading = capture_new(&sink);
			assert_ok(at ? read_bytes(bytes, at, &e) : 0);
			capture_block(reading, cut, n, &e);
		}
	}
	assert_true(cases > 200);
}

/* Every octet turned to something else, one at a time. */
static void octets_may_be_anything(void **state)
{
	static const uint8_t turns[] = { 0x01, 0x80, 0xff };
	struct err e;

	(void)state;
	for (size_t i = 0; i < len; i++)
		for (size_t k = 0; k < sizeof(turns); k++) {
			bytes[i] ^= turns[k];
			read_all(&e);
			bytes[i] ^= turns[k];
		}
	assert_ok(read_all(&e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_is_told_by_its_first_octets, record_all,
						stop_reading),
		cmocka_unit_test_setup_teardown(who_was_there_is_known, record_all, stop_reading),
		cmocka_unit_test_setup_teardown(a_transaction_is_whole, record_all, stop_reading),
		cmocka_unit_test_teardown(a_packet_is_what_it_was, stop_reading),
		cmocka_unit_test_teardown(what_was_told_nobody_still_renames, stop_reading),
		cmocka_unit_test_teardown(a_drop_keeps_its_words, stop_reading),
		cmocka_unit_test_teardown(a_drop_behind_its_ethernet_header_stays_there,
					  stop_reading),
		cmocka_unit_test_teardown(a_drop_without_words_keeps_its_numbers, stop_reading),
		cmocka_unit_test_setup_teardown(no_address_of_the_kernel_is_in_it, record_all,
						stop_reading),
		cmocka_unit_test_setup_teardown(a_newer_one_is_refused, record_all, stop_reading),
		cmocka_unit_test_setup_teardown(what_others_put_in_is_skipped, record_all,
						stop_reading),
		cmocka_unit_test_setup_teardown(a_section_of_others_is_an_error, record_all,
						stop_reading),
		cmocka_unit_test_setup_teardown(blocks_may_be_cut_anywhere, record_all,
						stop_reading),
		cmocka_unit_test_setup_teardown(octets_may_be_anything, record_all, stop_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
