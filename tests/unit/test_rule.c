// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_rule.c - a firewall's verdict: read, worded, joined with its packet; a bad one is refused
 */
#include "unit.h"
#include "wire.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "../../user/trace/exchange.h"
#include "../../user/trace/rule.h"

enum { RED = 1, SW = 3 };

static struct event_rule forward(uint8_t kind, int32_t verdict, uint64_t handle)
{
	return (struct event_rule){
		.table = "filter",
		.chain = "forward",
		.text = "icmp type echo-request drop",
		.handle = handle,
		.verdict = verdict,
		.family = NFPROTO_INET,
		.kind = kind,
	};
}

/* With the headers of @packet, as far as the kernel gives them. */
static struct wire note_of(struct event_rule r, const struct wire *packet)
{
	struct wire n = wire_at(HOOK_RULE, 9, SW);

	r.packet_len = packet ? 28 : 0;
	WIRE(n)->protocol = packet ? WIRE(*packet)->protocol : 0;
	wire_put(&n, &r, sizeof(r));
	if (packet)
		wire_put(&n, WIRE(*packet)->data + 14, r.packet_len);
	return n;
}

static int decode(const struct wire *n, struct frame *f)
{
	return frame_decode(n->bytes, WIRE_LEN(*n), f);
}

static const char *words(struct event_rule r)
{
	static char buf[400];
	struct text t = TEXT(buf);
	struct wire n = note_of(r, NULL);
	struct frame f;

	buf[0] = '\0';
	assert_ok(decode(&n, &f));
	frame_summary(&f, &t);
	return buf;
}

static void in_words(void **state)
{
	struct event_rule r = forward(NFT_TRACETYPE_RULE, NF_DROP, 7);

	(void)state;
	assert_string_equal(words(r), "inet filter forward handle 7 drop: icmp type echo-request "
				      "drop");
	r.text[0] = '\0';
	assert_string_equal(words(r), "inet filter forward handle 7 drop");
	r.verdict = NFT_JUMP;
	assert_string_equal(words(r), "inet filter forward handle 7 jump");
	r.verdict = NF_QUEUE | 5 << 16;
	assert_string_equal(words(r), "inet filter forward handle 7 queue");
	r.verdict = 77;
	assert_string_equal(words(r), "inet filter forward handle 7 ?");
	r = forward(NFT_TRACETYPE_POLICY, NF_ACCEPT, 0);
	r.text[0] = '\0';
	assert_string_equal(words(r), "inet filter forward policy accept");
	memcpy(r.table, "a\033[2J", 6);
	assert_string_equal(words(r), "inet a\\x1b[2J forward policy accept");
}

static void what_is_none_is_refused(void **state)
{
	const struct event_rule good = forward(NFT_TRACETYPE_RULE, NF_DROP, 7);
	struct wire n = note_of(good, NULL);
	struct event_rule r;
	struct frame f;

	(void)state;
	assert_ok(decode(&n, &f));
	WIRE(n)->caplen--;
	assert_int_equal(decode(&n, &f), -EPROTO);
	WIRE(n)->caplen += 2;
	assert_int_equal(decode(&n, &f), -EPROTO);
	r = good;
	r.kind = __NFT_TRACETYPE_MAX;
	n = note_of(r, NULL);
	assert_int_equal(decode(&n, &f), -EPROTO);
	r = good;
	memset(r.text, 'x', sizeof(r.text));
	n = note_of(r, NULL);
	assert_int_equal(decode(&n, &f), -EPROTO);
	r = good;
	memset(r.table, 'x', sizeof(r.table));
	n = note_of(r, NULL);
	assert_int_equal(decode(&n, &f), -EPROTO);
}

static void it_is_about_the_packet_that_came(void **state)
{
	struct wire echo = wire_echo(HOOK_END_IN, 1, SW, 8, 1, 2, 5), next = echo;
	struct wire arp = wire_arp(HOOK_END_IN, 3, SW, 1, 1, 2);
	const struct event_rule r = forward(NFT_TRACETYPE_RULE, NF_DROP, 7);
	const struct sink nobody = { 0 };
	struct exchanges x;
	struct join j;
	struct frame f;
	struct wire n;

	(void)state;
	assert_ok(join_init(&j));
	assert_ok(exchanges_init(&x, &nobody));
	WIRE(next)->data[41] = 6; /* another sequence number */
	assert_ok(frame_decode(echo.bytes, WIRE_LEN(echo), &f));
	join_frame(&j, &f, join_ahead(&j, &f));
	exchange_frame(&x, &f);
	assert_int_equal(f.transaction, 1);
	assert_ok(frame_decode(arp.bytes, WIRE_LEN(arp), &f));
	join_frame(&j, &f, join_ahead(&j, &f));
	exchange_frame(&x, &f);

	n = note_of(r, &echo);
	assert_ok(decode(&n, &f));
	assert_int_equal(f.proto, PROTO_ICMP);
	join_rule(&j, &f);
	exchange_frame(&x, &f);
	assert_int_equal(f.packet_id, 1);
	assert_int_equal(f.transaction, 1);
	n = note_of(r, &arp);
	assert_ok(decode(&n, &f));
	join_rule(&j, &f);
	exchange_frame(&x, &f);
	assert_int_equal(f.packet_id, 2);
	assert_int_equal(f.transaction, 2);
	n = note_of(r, &next);
	assert_ok(decode(&n, &f));
	join_rule(&j, &f);
	assert_int_equal(f.packet_id, 0);
	n = note_of(r, NULL);
	assert_ok(decode(&n, &f));
	join_rule(&j, &f);
	assert_int_equal(f.packet_id, 0);
	exchanges_done(&x);
	join_done(&j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_words),
		cmocka_unit_test(what_is_none_is_refused),
		cmocka_unit_test(it_is_about_the_packet_that_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
