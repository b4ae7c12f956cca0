// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_json.c - JSON lines: the writer's strings, and that any record becomes a line that jq and
 * a strict parser take
 */
#include "unit.h"
#include "wire.h"

#include "../../user/out/json_write.h"
#include "../../user/out/out.h"

static struct link_row links[] = {
	{ .ifindex = 2, .name = "eth0", .peer_ifindex = 3, .peer_cookie = 2 },
	{ .ifindex = 3, .name = "re\xff\"\n" }
};
static struct room rooms[] = {
	{ .name = "red", .lab = "switch", .cookie = 1, .inum = 7, .links = links, .n_links = 2 },
	{ .name = "s\\w\xc3\xa4\xed\xa0\x80", .cookie = 2, .links = links, .n_links = 2 },
};
static struct snapshot names = { .rooms = rooms, .n_rooms = 2 };

static const char *reason_word(void *ctx, uint32_t reason)
{
	(void)ctx;
	return reason == 70 ? "IP_RPFILTER" : NULL;
}

static const struct words words = { .drop_reason = reason_word };

static const char *line_of(const struct wire *w)
{
	static char line[JSON_LINE_MAX];
	struct out_config config = { .names = &names, .words = &words, .hostname = "a" };
	struct out *o;
	struct frame f;

	memset(line, 0, sizeof(line));
	config.file = fmemopen(line, sizeof(line), "w");
	o = out_new(&out_json, &config);
	assert_ok(frame_decode(w->bytes, WIRE_LEN(*w), &f));
	f.time_ns = 1767323045123456789ull;
	f.packet_id = 17;
	o->ops->frame(o, &f);
	fclose(config.file);
	out_free(o);
	return line;
}

static void a_packet_as_the_contract_shows_it(void **state)
{
	struct wire w = wire_arp(HOOK_END_OUT, 1, 1, 1, 1, 2);

	(void)state;
	snprintf(rooms[1].name, sizeof(rooms[1].name), "sw");
	snprintf(links[1].name, sizeof(links[1].name), "red");
	assert_string_equal(
		line_of(&w),
		"{\"type\":\"packet\",\"time\":\"2026-01-02T03:04:05.123456789Z\",\"mono_ns\":1000,"
		"\"host\":\"a\",\"lab\":\"switch\",\"netns\":\"red\",\"netns_inum\":4026532001,"
		"\"ifname\":\"eth0\",\"ifindex\":2,\"peer\":\"sw:red\",\"dir\":\"out\","
		"\"packet_id\":17,\"proto\":\"arp\",\"len\":42,"
		"\"summary\":\"who-has 192.168.15.2 tell 192.168.15.1\","
		"\"eth\":{\"src\":\"02:00:00:00:00:01\",\"dst\":\"02:00:00:00:00:ff\",\"type\":"
		"2054},"
		"\"arp\":{\"opcode\":1,\"src\":{\"hw_mac\":\"02:00:00:00:00:01\","
		"\"proto_ipv4\":\"192.168.15.1\"},\"dst\":{\"hw_mac\":\"00:00:00:00:00:00\","
		"\"proto_ipv4\":\"192.168.15.2\"}}}\n");
}

static void a_drop_names_reason_and_place(void **state)
{
	struct wire w = wire_echo(HOOK_DROP, 1, 1, 8, 1, 2, 3);

	(void)state;
	WIRE(w)->reason = 70;
	WIRE(w)->location = 0xffffffff8300000;
	assert_non_null(strstr(line_of(&w), "\"type\":\"drop\""));
	assert_non_null(strstr(line_of(&w), "\"skb_drop\":{\"drop_reason\":\"IP_RPFILTER\","
					    "\"location\":\"0xffffffff8300000\"}}"));
	assert_non_null(strstr(line_of(&w), "\"icmp\":{\"type\":8,\"code\":0,\"ident\":7,"
					    "\"seq\":3}"));
	WIRE(w)->reason = 71;
	assert_non_null(strstr(line_of(&w), "\"drop_reason\":\"71\""));
}

static void a_neighbour_change_has_its_states(void **state)
{
	struct wire w = wire_neigh(1, 1, 2, 1, 2);

	(void)state;
	assert_non_null(strstr(line_of(&w), "\"neigh\":{\"dst\":\"192.168.15.2\","
					    "\"old\":\"INCOMPLETE\",\"new\":\"REACHABLE\"}}"));
	assert_null(strstr(line_of(&w), "\"proto\""));
	w = wire_neigh(1, 1, 2, EVENT_NUD_UNKNOWN, 2);
	assert_null(strstr(line_of(&w), "\"old\""));
}

static const char *name_json(const char *s, size_t max)
{
	static char buf[2048];
	struct text t = TEXT(buf);

	json_begin(&t);
	json_name(&t, JSON_KEY("n"), s, max);
	json_close(&t);
	return buf;
}

static void strings_are_escaped(void **state)
{
	(void)state;
	assert_string_equal(name_json("a\"b\\c", 99), "{\"n\":\"a\\\"b\\\\c\"}");
	assert_string_equal(name_json("\x01\x7f\n", 99), "{\"n\":\"\\u0001\\u007f\\u000a\"}");
	assert_string_equal(name_json("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", 99),
			    "{\"n\":\"\\u00e4\\u20ac\\ud83d\\ude00\"}");
	/* a C1 control is a terminal's command too */
	assert_string_equal(name_json("\xc2\x9b", 99), "{\"n\":\"\\u009b\"}");
	assert_string_equal(name_json("abc", 2), "{\"n\":\"ab\"}");
}

/* Not UTF-8: each bad octet is U+FFFD, and all of them stand in _hex. */
static void what_is_not_utf8_is_not_lost(void **state)
{
	static const char *const bad[] = {
		"\xff",
		"\x80",
		"\xc3",
		"\xc0\xaf",
		"\xe0\x80\xaf",
		"\xed\xa0\x80",
		"\xf4\x90\x80\x80",
		"\xf8\x88\x80\x80\x80",
		"\xe2\x82",
		"\xf0\x9f\x98",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		const char *s = name_json(bad[i], 99);

		for (size_t n = 0; n < strlen(bad[i]); n++)
			assert_int_equal(strncmp(s + 6 + n * 6, "\\ufffd", 6), 0);
		assert_non_null(strstr(s, ",\"n_hex\":\""));
	}
	assert_string_equal(name_json("a\xff", 99), "{\"n\":\"a\\ufffd\",\"n_hex\":\"61ff\"}");
}

/* Longest names, all octets the widest escape: the line still ends as it should. */
static void the_longest_line_fits(void **state)
{
	struct wire w = wire_echo(HOOK_DROP, 1, 1, 8, 1, 2, 3);
	struct room keep[2] = { rooms[0], rooms[1] };
	struct link_row keep_links[2] = { links[0], links[1] };
	const char *line;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		memset(rooms[i].name, 0xff, sizeof(rooms[i].name));
		memset(rooms[i].lab, 0xff, sizeof(rooms[i].lab));
		memset(links[i].name, 0xff, sizeof(links[i].name));
	}
	line = line_of(&w);
	assert_string_equal(line + strlen(line) - 3, "}}\n");
	memcpy(rooms, keep, sizeof(keep));
	memcpy(links, keep_links, sizeof(keep_links));
}

static uint32_t random_next(void)
{
	static uint64_t x = 1;

	x = x * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(x >> 33);
}

/* Records of any bytes, half of them near a real frame. */
static void any_record(struct wire *w)
{
	*w = random_next() & 1 ? wire_echo(HOOK_END_OUT, 1, 1, 8, 1, 2, 3)
			       : wire_arp(HOOK_END_IN, 1, 2, 1, 1, 2);
	for (uint32_t n = random_next() % 12; n; n--)
		w->bytes[64 + random_next() % EVENT_DATA_MAX] = (uint8_t)random_next();
	WIRE(*w)->hook = (uint8_t)(random_next() % HOOK_MAX);
	if (random_next() % 4 == 0)
		WIRE(*w)->hook = (uint8_t)(HOOK_LINK + random_next() % (SOURCE_MAX - HOOK_LINK));
	WIRE(*w)->caplen = (uint16_t)(random_next() % (EVENT_DATA_MAX + 1));
	WIRE(*w)->l2len = random_next() & 1 ? 14 : 0;
	WIRE(*w)->netns_cookie = random_next() % 4;
	WIRE(*w)->ifindex = random_next() % 5;
	WIRE(*w)->protocol = (uint16_t[]){ 0x0800, 0x0806, 0x86dd, 0x1234 }[random_next() & 3];
	WIRE(*w)->data[12] = random_next() & 1 ? 0x86 : 0x08;
	WIRE(*w)->data[13] = (uint8_t)(random_next() & 1 ? 0xdd : 0);
	WIRE(*w)->time_ns = (uint64_t)random_next() << 33;
	WIRE(*w)->reason = random_next();
}

#define STRICT                                                                                     \
	"import json,sys\n"                                                                        \
	"def pairs(p):\n"                                                                          \
	" assert len({k for k, _ in p}) == len(p), p\n"                                            \
	" return dict(p)\n"                                                                        \
	"for l in sys.stdin.buffer:\n"                                                             \
	" assert all(c == 10 or 32 <= c < 127 for c in l), l\n"                                    \
	" d = json.loads(l.decode('ascii'), object_pairs_hook=pairs, parse_constant=lambda c: "    \
	"1/0)\n"                                                                                   \
	" assert d['type'] in ('packet', 'drop', 'neigh', 'link', 'addr', 'route', 'netns', "      \
	"'resync', 'consume', 'icmp_send', 'fib', 'fdb'), d\n"                                     \
	" assert 'summary' in d, d\n"

/* 30000 fuzzed records: as many lines for jq, each accepted by a parser that forgives nothing. */
static void any_record_becomes_json(void **state)
{
	char path[] = "/tmp/test_json.XXXXXX", command[2048];
	struct out_config config = { .names = &names, .words = &words, .hostname = "h\xff" };
	int fd = mkstemp(path);
	struct out *o;
	struct frame f;
	struct wire w;
	unsigned int n = 0;

	(void)state;
	config.file = fdopen(fd, "w");
	assert_non_null(config.file);
	snprintf(links[1].name, sizeof(links[1].name), "re\xff\"\n");
	snprintf(rooms[1].name, sizeof(rooms[1].name), "s\\w\xc3\xa4\xed\xa0\x80");
	o = out_new(&out_json, &config);
	while (n < 30000) {
		any_record(&w);
		if (frame_decode(w.bytes, WIRE_LEN(w), &f))
			continue;
		o->ops->frame(o, &f);
		n++;
	}
	out_free(o);
	fclose(config.file);
	snprintf(command, sizeof(command),
		 "test $(jq -e -c .type <%s | wc -l) -eq %u && python3 -c \"%s\" <%s", path, n,
		 STRICT, path);
	assert_int_equal(system(command), 0);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_packet_as_the_contract_shows_it),
		cmocka_unit_test(a_drop_names_reason_and_place),
		cmocka_unit_test(a_neighbour_change_has_its_states),
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(what_is_not_utf8_is_not_lost),
		cmocka_unit_test(the_longest_line_fits),
		cmocka_unit_test(any_record_becomes_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
