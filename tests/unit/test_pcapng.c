// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_pcapng.c - a capture, octet by octet as the draft has it; that it reads back is
 * test_capture.c's, that Wireshark likes it tests/e2e/capture.sh's
 */
#include "unit.h"
#include "pcapng.h"
#include "wire.h"

#include <sys/socket.h>

#include "../../user/out/out.h"
#include "../../user/trace/capture_record.h"

#define SECTION 0x0a0d0d0a
#define IFACE	1
#define NAMES	4
#define STATS	5
#define PACKET	6
#define COMMENT 1

static struct link_row red_links[] = {
	{ .ifindex = 1, .name = "lo", .flags = IFF_LOOPBACK },
	{ .ifindex = 2,
	  .name = "eth0",
	  .kind = "veth",
	  .mac = { 2, 0, 0, 0, 0, 1 },
	  .peer_ifindex = 2,
	  .peer_cookie = 2 },
};
static struct link_row blue_links[] = {
	{ .ifindex = 2, .name = "eth0", .kind = "veth", .peer_ifindex = 2, .peer_cookie = 1 },
};
static struct addr_row red_addrs[] = {
	{ .ifindex = 2, .family = AF_INET, .len = 20, .addr = { 192, 168, 15, 1 } },
	{ .ifindex = 2, .family = AF_INET6, .len = 64, .addr = { 0xfd, [15] = 1 } },
	{ .ifindex = 1, .family = AF_INET, .len = 8, .addr = { 127, 0, 0, 1 } },
};
static struct addr_row blue_addrs[] = {
	{ .ifindex = 1, .family = AF_INET, .len = 8, .addr = { 127, 0, 0, 1 } },
};
static struct room rooms[] = {
	{ .name = "red",
	  .lab = "pair",
	  .cookie = 1,
	  .inum = 11,
	  .links = red_links,
	  .n_links = 2,
	  .addrs = red_addrs,
	  .n_addrs = 3 },
	{ .name = "blue",
	  .cookie = 2,
	  .inum = 12,
	  .links = blue_links,
	  .n_links = 1,
	  .addrs = blue_addrs,
	  .n_addrs = 1 },
};
static struct snapshot names = { .rooms = rooms, .n_rooms = 2 };

static const char *reason_word(void *ctx, uint32_t reason)
{
	(void)ctx;
	return reason == 70 ? "IP_RPFILTER" : NULL;
}

static const char *symbol_word(void *ctx, uint64_t location)
{
	(void)ctx;
	return location == 0x10 ? "ip_rcv_finish_core" : NULL;
}

static const struct words words = { .drop_reason = reason_word, .symbol = symbol_word };
static struct out_config config = { .names = &names, .words = &words, .hostname = "a b" };
static struct out *out;
static char *bytes;
static size_t len;

static void begin(void)
{
	config.file = open_memstream(&bytes, &len);
	out = out_new(&out_pcapng, &config);
	out->ops->begin(out);
}

static void end_with(struct totals sum)
{
	out->ops->end(out, &sum);
	fclose(config.file);
	config.file = NULL;
	out_free(out);
}

static void end(void)
{
	end_with((struct totals){ 10, 1, 9, 0 });
}

static int done(void **state)
{
	(void)state;
	free(bytes);
	bytes = NULL;
	return 0;
}

static void frame(const struct wire *w, uint32_t packet_id, uint32_t transaction)
{
	struct frame f;

	assert_ok(frame_decode(w->bytes, WIRE_LEN(*w), &f));
	f.time_ns = 0x0102030405060708ull + f.mono_ns;
	f.packet_id = packet_id;
	f.transaction = transaction;
	out->ops->frame(out, &f);
}

static struct piece get(uint32_t type, int n)
{
	struct piece p;

	if (config.file)
		fflush(config.file);
	if (!piece(bytes, len, type, n, &p))
		fail_msg("no %d-th block of type %u", n, type);
	return p;
}

static int count(uint32_t type)
{
	struct piece p;
	int n = 0;

	if (config.file)
		fflush(config.file);
	while (piece(bytes, len, type, n, &p))
		n++;
	return n;
}

static uint64_t number(const struct piece *b, uint16_t code)
{
	uint64_t n = 0;
	size_t size = 0;
	const uint8_t *p = option(b, code, 0, &size);

	assert_true(p && size <= sizeof(n));
	memcpy(&n, p, size);
	return n;
}

static void the_section_tells_the_topology(void **state)
{
	struct piece b;

	(void)state;
	begin();
	end();
	b = get(SECTION, 0);
	assert_memory_equal(bytes, "\x0a\x0d\x0d\x0a", 4);
	assert_int_equal(at32(b.body), 0x1a2b3c4d);
	assert_int_equal(at16(b.body + 4), 1);
	assert_int_equal(at16(b.body + 6), 0);
	assert_memory_equal(b.body + 8, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	assert_string_equal(said(&b, 4, 0), "nscope " NSCOPE_VERSION);
	assert_non_null(strstr(said(&b, COMMENT, 0), "host a\\x20b\nnetns red lab pair cookie 1 "));
	assert_non_null(strstr(said(&b, COMMENT, 0), "\nlink blue:eth0 id 2:2 kind veth "));
	assert_null(option(&b, COMMENT, 1, NULL));
}

static void an_interface_is_node_and_name(void **state)
{
	struct record_iface r;
	struct piece b;

	(void)state;
	config.filter = "arp or icmp";
	begin();
	end();
	config.filter = NULL;
	assert_int_equal(count(IFACE), 2); /* lo is not watched */
	b = get(IFACE, 0);
	assert_int_equal(at16(b.body), 1);
	assert_int_equal(at32(b.body + 4), 262144);
	assert_string_equal(said(&b, 2, 0), "red:eth0");
	assert_string_equal(said(&b, 3, 0), "veth, peer blue:eth0, lab pair");
	assert_memory_equal(option(&b, 4, 0, NULL), "\xc0\xa8\x0f\x01\xff\xff\xf0\x00", 8);
	assert_memory_equal(option(&b, 5, 0, NULL) + 15, "\x01\x40", 2);
	assert_memory_equal(option(&b, 6, 0, NULL), "\x02\0\0\0\0\x01", 6);
	assert_int_equal(number(&b, 9), 9);
	assert_int_equal(option(&b, 11, 0, NULL)[0], 0);
	assert_memory_equal(option(&b, 11, 0, NULL) + 1, "arp or icmp", 11);
	memcpy(&r, option(&b, CAPTURE_OPTION, 0, NULL), sizeof(r));
	assert_true(r.kind == RECORD_IFACE && r.cookie == 1 && r.inum == 11 && r.ifindex == 2);
}

/* 127.0.0.1 is both's, so it is nobody's. */
static void addresses_have_names_where_they_are_ones_own(void **state)
{
	struct piece b;

	(void)state;
	begin();
	end();
	assert_int_equal(count(NAMES), 1);
	b = get(NAMES, 0);
	assert_memory_equal(b.body, "\x01\0\x08\0\xc0\xa8\x0f\x01red", 12);
	assert_int_equal(at16(b.body + 12), 2);
	assert_int_equal(at16(b.body + 14), 16 + 4);
	assert_memory_equal(b.body + 16 + 16, "red", 4);
	assert_int_equal(b.fixed, 12 + 4 + 20 + 4);
}

static void a_packet_has_all_its_fields(void **state)
{
	struct wire w = wire_arp(HOOK_END_OUT, 1, 1, 1, 1, 2);
	struct record_packet r;
	struct piece b;

	(void)state;
	memset(WIRE(w)->data, 0xff, 6);
	WIRE(w)->len = 60;
	begin();
	frame(&w, 7, 3);
	end();
	b = get(PACKET, 0);
	assert_int_equal(at32(b.body), 0);
	assert_int_equal(at32(b.body + 4), 0x01020304);
	assert_int_equal(at32(b.body + 8), 0x05060708 + 1000);
	assert_int_equal(at32(b.body + 12), 42);
	assert_int_equal(at32(b.body + 16), 60);
	assert_memory_equal(b.body + 20, WIRE(w)->data, 42);
	assert_memory_equal(b.body + 62, "\0\0", 2);
	assert_int_equal(number(&b, 2), 2 | 3 << 2); /* out, broadcast */
	assert_true(number(&b, 5) == 7);
	assert_null(option(&b, 4, 0, NULL));
	assert_string_equal(said(&b, COMMENT, 0), "transaction 3");
	memcpy(&r, option(&b, CAPTURE_OPTION, 0, NULL), sizeof(r));
	assert_true(r.kind == RECORD_PACKET && r.hook == HOOK_END_OUT && r.mono_ns == 1000);
}

static void what_comes_behind_a_packet_is_said_at_it(void **state)
{
	struct wire arp = wire_arp(HOOK_END_IN, 1, 2, 1, 1, 2);
	struct wire neigh = wire_neigh(2, 2, 1, 0, 4);
	struct wire drop = wire_echo(HOOK_DROP, 3, 2, 8, 1, 2, 3);
	struct piece b;

	(void)state;
	WIRE(drop)->reason = 70;
	WIRE(drop)->location = 0x10;
	begin();
	frame(&arp, 1, 0);
	frame(&neigh, 0, 0);
	drop.bytes[offsetof(struct event, ifindex)] = 2;
	frame(&drop, 1, 0);
	end();
	assert_int_equal(count(PACKET), 1);
	b = get(PACKET, 0);
	assert_int_equal(number(&b, 2), 1 | 1 << 2); /* in, unicast */
	assert_string_equal(said(&b, COMMENT, 0), "blue neigh 192.168.15.1 NONE -> STALE");
	assert_string_equal(said(&b, COMMENT, 1),
			    "blue:eth0 drop IP_RPFILTER at ip_rcv_finish_core");
}

/* The row has gone out; the next one says it, with the packet it is about. */
static void what_comes_behind_a_flush_is_said_at_the_next(void **state)
{
	struct wire echo = wire_echo(HOOK_END_OUT, 1, 1, 8, 1, 2, 3);
	struct wire drop = wire_echo(HOOK_DROP, 3, 2, 8, 1, 2, 3);
	struct piece b;

	(void)state;
	WIRE(drop)->reason = 5;
	WIRE(drop)->location = 0x10;
	begin();
	frame(&echo, 1, 0);
	out->ops->flush(out, 0);
	frame(&drop, 1, 0);
	out->ops->lost(out, 12, 5);
	frame(&echo, 2, 0);
	end();
	b = get(PACKET, 0);
	assert_string_equal(said(&b, COMMENT, 0), "");
	b = get(PACKET, 1);
	assert_string_equal(said(&b, COMMENT, 0),
			    "blue:eth0 drop reason 5 at ip_rcv_finish_core ICMP 192.168.15.1 > "
			    "192.168.15.2: echo request, id 7, seq 3, length 16");
	assert_string_equal(said(&b, COMMENT, 1), "12 events lost before this");
	assert_true(number(&b, 4) == 12);
}

static void a_drop_that_no_end_saw_has_a_row(void **state)
{
	struct wire drop = wire_echo(HOOK_DROP, 3, 1, 8, 1, 2, 3);
	struct piece b;

	(void)state;
	/* without its Ethernet header: one is put in front */
	WIRE(drop)->l2len = 0;
	WIRE(drop)->caplen = WIRE(drop)->len = 36;
	memmove(WIRE(drop)->data, WIRE(drop)->data + 14, 36);
	WIRE(drop)->reason = 70;
	WIRE(drop)->location = 0x10;
	begin();
	frame(&drop, 1, 0);
	frame(&drop, 1, 0);
	end();
	assert_int_equal(count(PACKET), 1);
	b = get(PACKET, 0);
	assert_int_equal(at32(b.body + 12), 50);
	assert_int_equal(at32(b.body + 16), 50);
	assert_memory_equal(b.body + 20, "\0\0\0\0\0\0\0\0\0\0\0\0\x08\0\x45", 15);
	assert_int_equal(number(&b, 2), 0);
	assert_string_equal(said(&b, COMMENT, 0),
			    "red:eth0 drop IP_RPFILTER at ip_rcv_finish_core");
	assert_string_equal(said(&b, COMMENT, 1),
			    "red:eth0 drop IP_RPFILTER at ip_rcv_finish_core");
}

static void a_flush_leaves_nothing_behind(void **state)
{
	struct wire neigh = wire_neigh(2, 2, 1, 0, 4);
	struct piece b;

	(void)state;
	begin();
	frame(&neigh, 0, 0);
	assert_int_equal(count(STATS), 0);
	out->ops->flush(out, 0);
	b = get(STATS, 0);
	assert_int_equal(at32(b.body), 1);
	assert_int_equal(option(&b, CAPTURE_OPTION, 0, NULL)[0], RECORD_EVENT);
	assert_string_equal(said(&b, COMMENT, 0), "blue neigh 192.168.15.1 NONE -> STALE");
	end();
}

static void the_end_counts_by_interface_and_in_all(void **state)
{
	struct wire w = wire_arp(HOOK_END_OUT, 1, 1, 1, 1, 2);
	struct piece b;

	(void)state;
	begin();
	frame(&w, 1, 0);
	frame(&w, 2, 0);
	end();
	assert_int_equal(count(STATS), 2);
	b = get(STATS, 0);
	assert_true(number(&b, 4) == 2);
	assert_memory_equal(option(&b, 2, 0, NULL), option(&b, 3, 0, NULL), 8);
	assert_int_equal(at32(option(&b, 2, 0, NULL)), 0x01020304);
	b = get(STATS, 1);
	assert_true(number(&b, 4) == 0);
	assert_string_equal(said(&b, COMMENT, 0),
			    "events: 10 seen = 1 filtered + 9 delivered + 0 lost");
}

static void losses_are_nobodys_in_particular(void **state)
{
	struct piece b;

	(void)state;
	begin();
	out->ops->lost(out, 3, 5);
	end_with((struct totals){ 10, 1, 6, 3 });
	b = get(IFACE, 2);
	assert_string_equal(said(&b, 2, 0), "nscope");
	b = get(STATS, 3); /* one took the loss itself */
	assert_int_equal(at32(b.body), 2);
	assert_true(number(&b, 4) == 10 && number(&b, 5) == 3 && number(&b, 8) == 6);
}

static void an_interface_that_comes_late_comes_before_its_packet(void **state)
{
	static struct link_row link = { .ifindex = 9, .name = "eth7", .kind = "macvlan" };
	struct room more[] = { rooms[0],
			       rooms[1],
			       { .name = "green", .cookie = 3, .links = &link, .n_links = 1 } };
	struct wire w = wire_arp(HOOK_END_OUT, 1, 3, 1, 1, 2);
	struct snapshot s = { .rooms = more, .n_rooms = 3 };
	struct piece b;

	(void)state;
	WIRE(w)->ifindex = 9;
	begin();
	out->config.names = &s;
	frame(&w, 1, 0);
	WIRE(w)->netns_cookie = 4;
	frame(&w, 2, 0);
	end();
	b = get(IFACE, 2);
	assert_string_equal(said(&b, 2, 0), "green:eth7");
	assert_non_null(
		strstr(said(&b, COMMENT, 0), "netns green cookie 3 inum 0\nlink green:eth7 "));
	b = get(PACKET, 0);
	assert_int_equal(at32(b.body), 2);
	/* one that nobody has named */
	b = get(IFACE, 3);
	assert_string_equal(said(&b, 2, 0), "net:[4026532003]:if9");
}

/* 800 rooms: for a pipe the header stays small, the rest comes in blocks of names. */
static void a_large_topology_comes_in_parts(void **state)
{
	struct snapshot s = { .n_rooms = 800, .rooms = calloc(800, sizeof(struct room)) };
	struct piece b;
	size_t lines = 0;

	(void)state;
	for (size_t i = 0; i < s.n_rooms; i++) {
		s.rooms[i].cookie = i + 1;
		snprintf(s.rooms[i].name, sizeof(s.rooms[i].name), "room%zu", i);
		s.rooms[i].links = red_links;
		s.rooms[i].n_links = 2;
	}
	for (int stream = 0; stream < 2; stream++) {
		config.names = &s;
		config.stream = stream;
		begin();
		end();
		b = get(SECTION, 0);
		assert_in_range(b.len, 1000, stream ? 2048 : 65536);
		lines = 0;
		for (const char *p = said(&b, COMMENT, 0); p; p = strchr(p + 1, '\n'))
			lines++;
		for (int i = 0; i < count(NAMES); i++) {
			b = get(NAMES, i);
			assert_in_range(b.len, 16, 65536);
			for (const char *p = said(&b, COMMENT, 0); p; p = strchr(p + 1, '\n'))
				lines++;
		}
		assert_int_equal(lines, 1 + 800 * 3);
		assert_int_equal(count(IFACE), 800);
		if (!stream)
			done(NULL);
	}
	config.names = &names;
	config.stream = false;
	free(s.rooms);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_section_tells_the_topology, done),
		cmocka_unit_test_teardown(an_interface_is_node_and_name, done),
		cmocka_unit_test_teardown(addresses_have_names_where_they_are_ones_own, done),
		cmocka_unit_test_teardown(a_packet_has_all_its_fields, done),
		cmocka_unit_test_teardown(what_comes_behind_a_packet_is_said_at_it, done),
		cmocka_unit_test_teardown(what_comes_behind_a_flush_is_said_at_the_next, done),
		cmocka_unit_test_teardown(a_drop_that_no_end_saw_has_a_row, done),
		cmocka_unit_test_teardown(a_flush_leaves_nothing_behind, done),
		cmocka_unit_test_teardown(the_end_counts_by_interface_and_in_all, done),
		cmocka_unit_test_teardown(losses_are_nobodys_in_particular, done),
		cmocka_unit_test_teardown(an_interface_that_comes_late_comes_before_its_packet,
					  done),
		cmocka_unit_test_teardown(a_large_topology_comes_in_parts, done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
