// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_decode.c - records to frames: what is refused, what is read, where it stops
 */
#include "unit.h"
#include "wire.h"

#include "../../user/trace/frame.h"

static void a_record_is_checked_before_it_is_read(void **state)
{
	struct wire good = wire_arp(HOOK_END_OUT, 1, 1, 1, 1, 2), w = good;
	struct frame f;

	(void)state;
	assert_ok(frame_decode(good.bytes, WIRE_LEN(good), &f));
	assert_err(frame_decode(good.bytes, sizeof(struct event) - 1, &f), EPROTO);
	assert_err(frame_decode(good.bytes, WIRE_LEN(good) - 1, &f), EPROTO);
	WIRE(w)->version = 2;
	assert_err(frame_decode(w.bytes, WIRE_LEN(w), &f), EPROTONOSUPPORT);
	w = good;
	WIRE(w)->hook = HOOK_MAX;
	assert_err(frame_decode(w.bytes, WIRE_LEN(w), &f), EPROTO);
	w = good;
	WIRE(w)->l2len = 16;
	assert_err(frame_decode(w.bytes, WIRE_LEN(w), &f), EPROTO);
	w = good;
	WIRE(w)->caplen = EVENT_DATA_MAX + 1;
	assert_err(frame_decode(w.bytes, sizeof(w) + 64, &f), EPROTO);
	w = wire_neigh(1, 1, 2, 0, 1);
	WIRE(w)->data[offsetof(struct event_neigh, addr_len)] = 6;
	assert_err(frame_decode(w.bytes, WIRE_LEN(w), &f), EPROTO);
	WIRE(w)->caplen = sizeof(struct event_neigh) - 1;
	assert_err(frame_decode(w.bytes, sizeof(w), &f), EPROTO);
}

static void arp_is_read(void **state)
{
	struct wire w = wire_arp(HOOK_END_IN, 5, 3, 2, 2, 1);
	struct frame f;

	(void)state;
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_int_equal(f.type, FRAME_PACKET);
	assert_int_equal(f.dir, DIR_IN);
	assert_int_equal(f.proto, PROTO_ARP);
	assert_int_equal(f.mono_ns, 5000);
	assert_int_equal(f.netns_cookie, 3);
	assert_int_equal(f.len, 42);
	assert_true(f.arp.valid);
	assert_int_equal(f.arp.op, 2);
	assert_int_equal(f.arp.spa[3], 2);
	assert_int_equal(f.arp.tpa[3], 1);
	assert_int_equal(f.arp.sha[5], 2);
	assert_null(f.malformed);
}

static void an_echo_is_read(void **state)
{
	struct wire w = wire_echo(HOOK_END_OUT, 1, 1, 8, 1, 2, 9);
	struct frame f;

	(void)state;
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_int_equal(f.proto, PROTO_ICMP);
	assert_int_equal(f.dir, DIR_OUT);
	assert_true(f.ip.valid && f.icmp.valid && f.ip.df && !f.ip.fragment);
	assert_int_equal(f.ip.ttl, 64);
	assert_int_equal(f.ip.id, 9);
	assert_int_equal(f.ip.len, 16);
	assert_int_equal(f.icmp.id, 7);
	assert_int_equal(f.icmp.seq, 9);
	assert_null(f.icmp.quoted);
}

/* Each header is valid exactly when all its octets are there. */
static void a_cut_frame_stops_where_it_ends(void **state)
{
	struct wire w = wire_echo(HOOK_END_OUT, 1, 1, 8, 1, 2, 9);
	struct frame f;

	(void)state;
	for (uint16_t n = 0; n <= 50; n++) {
		WIRE(w)->caplen = n;
		assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
		assert_int_equal(f.ip.valid, n >= 34);
		assert_int_equal(f.icmp.valid, n >= 42);
		assert_int_equal(!f.malformed, n >= 42);
		assert_int_equal(f.len, 50);
	}
}

static void vlan_tags_are_passed_up_to_three(void **state)
{
	(void)state;
	for (int tags = 0; tags <= 4; tags++) {
		struct wire w = wire_at(HOOK_END_IN, 1, 1),
			    arp = wire_arp(HOOK_END_IN, 1, 1, 1, 1, 2);
		struct frame f;

		wire_eth(&w, 2, 1, tags ? 0x8100 : 0x0806);
		for (int i = 1; i <= tags; i++) {
			wire_put16(&w, 5);
			wire_put16(&w, i == tags ? 0x0806 : 0x88a8);
		}
		wire_put(&w, WIRE(arp)->data + 14, 28);
		assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
		assert_int_equal(f.arp.valid, tags <= 3);
	}
}

/* A drop deep in the stack: no Ethernet header, the protocol field says what it is. */
static void a_drop_may_begin_at_the_network_header(void **state)
{
	struct wire echo = wire_echo(HOOK_END_IN, 1, 1, 8, 1, 2, 9), w = wire_at(HOOK_DROP, 1, 1);
	struct frame f;

	(void)state;
	wire_put(&w, WIRE(echo)->data + 14, 36);
	WIRE(w)->protocol = 0x0800;
	WIRE(w)->reason = 70;
	WIRE(w)->location = 0x1234;
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_int_equal(f.type, FRAME_DROP);
	assert_int_equal(f.dir, DIR_NONE);
	assert_int_equal(f.reason, 70);
	assert_int_equal(f.location, 0x1234);
	assert_true(f.icmp.valid);
	assert_int_equal(f.icmp.seq, 9);
}

static void a_drop_without_bytes_says_its_protocol(void **state)
{
	struct wire w = wire_at(HOOK_DROP, 1, 1);
	struct frame f;

	(void)state;
	WIRE(w)->protocol = 0x0806;
	WIRE(w)->l2len = 14;
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_int_equal(f.proto, PROTO_ARP);
	assert_false(f.arp.valid);
}

static void padding_is_no_part_of_a_packet(void **state)
{
	struct wire w = wire_at(HOOK_END_IN, 1, 1);
	struct frame f;

	(void)state;
	wire_eth(&w, 2, 1, 0x0800);
	/* an IP packet of 24 octets: half an ICMP header; what looks like the rest is padding */
	wire_put(&w, "\x45\0\0\x18\0\1\0\0\x40\1\0\0\xc0\xa8\x0f\1\xc0\xa8\x0f\2", 20);
	wire_put(&w, "\x08\0\0\0\0\7\0\1zzzzzzzzzzzzzzzz", 24);
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_true(f.ip.valid);
	assert_int_equal(f.ip.len, 4);
	assert_false(f.icmp.valid);
}

static void fragments_have_no_icmp_header(void **state)
{
	struct wire w = wire_echo(HOOK_END_IN, 1, 1, 8, 1, 2, 9);
	struct frame f;

	(void)state;
	WIRE(w)->data[20] = 0x20; /* more fragments, offset 0 */
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_true(f.ip.fragment && f.icmp.valid);
	WIRE(w)->data[21] = 185;
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_int_equal(f.ip.frag_offset, 1480);
	assert_int_equal(f.proto, PROTO_ICMP);
	assert_false(f.icmp.valid);
}

static const uint8_t ip6_head[] = { 0x60, 0, 0, 0, 0, 0, 0, 64, 0xfd, 0, 0,    0, 0, 0,
				    0,	  0, 0, 0, 0, 0, 0, 0,	0,    1, 0xfd, 0, 0, 0,
				    0,	  0, 0, 0, 0, 0, 0, 0,	0,    0, 0,    2 };

static struct wire ip6(uint8_t next, const void *payload, size_t len)
{
	struct wire w = wire_at(HOOK_END_IN, 1, 1);

	wire_eth(&w, 2, 1, 0x86dd);
	wire_put(&w, ip6_head, sizeof(ip6_head));
	WIRE(w)->data[14 + 5] = (uint8_t)len;
	WIRE(w)->data[14 + 6] = next;
	wire_put(&w, payload, len);
	return w;
}

static void ipv6_extension_headers_are_walked(void **state)
{
	static const uint8_t payload[] = { 60, 0, 5, 2, 0,   0, 1, 0, 58, 0, 1, 4,
					   0,  0, 0, 0, 128, 0, 0, 0, 0,  7, 0, 9 };
	struct wire w = ip6(0, payload, sizeof(payload));
	struct frame f;

	(void)state;
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_int_equal(f.proto, PROTO_ICMP6);
	assert_int_equal(f.ip.protocol, 58);
	assert_int_equal(f.ip.len, 8);
	assert_true(f.icmp.valid);
	assert_int_equal(f.icmp.seq, 9);
}

/* A chain of headers that never ends: the walk does. */
static void an_endless_chain_is_given_up(void **state)
{
	uint8_t payload[13 * 8] = { 0 };
	struct wire w;
	struct frame f;

	(void)state;
	for (size_t i = 0; i < sizeof(payload); i += 8)
		payload[i] = i + 8 < sizeof(payload) ? 60 : 58;
	w = ip6(60, payload, sizeof(payload));
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_int_equal(f.proto, PROTO_OTHER);
}

static void neighbour_discovery_has_a_target(void **state)
{
	uint8_t payload[24] = { 135, [8] = 0xfd, [23] = 9 };
	struct wire w = ip6(58, payload, sizeof(payload));
	struct frame f;

	(void)state;
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_true(f.icmp.has_target);
	assert_int_equal(f.icmp.target[15], 9);
	w = ip6(58, payload, 20);
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_false(f.icmp.has_target);
}

static void an_error_quotes_what_it_is_about(void **state)
{
	struct wire echo = wire_echo(HOOK_END_IN, 1, 1, 8, 1, 2, 9), w = wire_at(HOOK_END_IN, 1, 1);
	struct frame f, q = { 0 };
	bool reply = true;

	(void)state;
	assert_ok(frame_decode(echo.bytes, WIRE_LEN(echo), &f));
	assert_false(frame_quoted(&f, &q));
	wire_eth(&w, 1, 2, 0x0800);
	wire_put(&w, "\x45\0\0\x38\0\1\0\0\x40\1\0\0\xc0\xa8\x0f\2\xc0\xa8\x0f\1", 20);
	wire_put(&w, "\3\4\0\0\0\0\5\xdc", 8);
	wire_put(&w, WIRE(echo)->data + 14, 28);
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_int_equal(f.icmp.mtu, 1500);
	assert_int_equal(f.icmp.quoted_len, 28);
	assert_true(frame_quoted(&f, &q));
	assert_true(frame_is_echo(&q, &reply));
	assert_false(reply);
	assert_int_equal(q.icmp.seq, 9);
	assert_int_equal(q.ip.dst[3], 2);
}

static void a_neighbour_event_is_read(void **state)
{
	struct wire w = wire_neigh(1, 4, 2, EVENT_NUD_UNKNOWN, 2);
	struct frame f;

	(void)state;
	assert_ok(frame_decode(w.bytes, WIRE_LEN(w), &f));
	assert_int_equal(f.type, FRAME_NEIGH);
	assert_int_equal(f.neigh.addr[3], 2);
	assert_int_equal(f.neigh.old, EVENT_NUD_UNKNOWN);
	assert_int_equal(f.neigh.new_, 2);
	assert_int_equal(f.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_is_checked_before_it_is_read),
		cmocka_unit_test(arp_is_read),
		cmocka_unit_test(an_echo_is_read),
		cmocka_unit_test(a_cut_frame_stops_where_it_ends),
		cmocka_unit_test(vlan_tags_are_passed_up_to_three),
		cmocka_unit_test(a_drop_may_begin_at_the_network_header),
		cmocka_unit_test(a_drop_without_bytes_says_its_protocol),
		cmocka_unit_test(padding_is_no_part_of_a_packet),
		cmocka_unit_test(fragments_have_no_icmp_header),
		cmocka_unit_test(ipv6_extension_headers_are_walked),
		cmocka_unit_test(an_endless_chain_is_given_up),
		cmocka_unit_test(neighbour_discovery_has_a_target),
		cmocka_unit_test(an_error_quotes_what_it_is_about),
		cmocka_unit_test(a_neighbour_event_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
