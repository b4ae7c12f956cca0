// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_text.c - the text format, and what all formats share; whole traces are in tests/golden
 */
#include "unit.h"
#include "wire.h"

#include <time.h>

#include "../../user/out/out.h"

static struct link_row red_links[] = { { .ifindex = 1, .name = "lo" },
				       { .ifindex = 2, .name = "eth0" } };
static struct room rooms[] = {
	{ .name = "red", .cookie = 1, .inum = 7, .links = red_links, .n_links = 2 },
	{ .name = "e\033[2Jvil", .cookie = 2, .links = red_links, .n_links = 2 },
};
static struct snapshot names = { .rooms = rooms, .n_rooms = 1 };
static char *written;
static size_t n_written;

static const char *reason_word(void *ctx, uint32_t reason)
{
	(void)ctx;
	return reason == 70 ? "IP_RPFILTER" : reason == 71 ? "\033[31mX" : NULL;
}

static const char *symbol_word(void *ctx, uint64_t location)
{
	(void)ctx;
	return location == 0x10 ? "ip_rcv_finish_core" : NULL;
}

static const struct words words = { .drop_reason = reason_word, .symbol = symbol_word };

/* What one frame becomes. */
static const char *line_of(const struct wire *w, bool color)
{
	struct out_config config = { .names = &names, .words = &words, .color = color };
	struct out *o;
	struct frame f;

	free(written);
	config.file = open_memstream(&written, &n_written);
	o = out_new(&out_text, &config);
	assert_ok(frame_decode(w->bytes, WIRE_LEN(*w), &f));
	f.time_ns = f.mono_ns;
	o->ops->begin(o);
	o->ops->frame(o, &f);
	o->ops->end(o, &(struct totals){ 1, 0, 1, 0 });
	fclose(config.file);
	out_free(o);
	return written;
}

static void lines_as_the_contract_shows_them(void **state)
{
	struct wire w = wire_arp(HOOK_END_OUT, 1000123, 1, 1, 1, 2);

	(void)state;
	assert_string_equal(line_of(&w, false), "00:00:01.000123 red:eth0   out ARP who-has "
						"192.168.15.2 tell 192.168.15.1\n");
	w = wire_arp(HOOK_END_IN, 1000131, 1, 1, 1, 2);
	assert_string_equal(line_of(&w, false), "00:00:01.000131 red:eth0   in  ARP who-has "
						"192.168.15.2 tell 192.168.15.1\n");
	w = wire_neigh(1000140, 1, 1, 0, 4);
	WIRE(w)->data[offsetof(struct event_neigh, lladdr)] = 2;
	assert_string_equal(line_of(&w, false), "00:00:01.000140 red        neigh 192.168.15.1 "
						"NONE -> STALE 02:00:00:00:00:00\n");
}

static struct wire drop(uint32_t reason, uint64_t location)
{
	struct wire w = wire_echo(HOOK_DROP, 1, 1, 8, 1, 2, 3);

	WIRE(w)->reason = reason;
	WIRE(w)->location = location;
	return w;
}

static void drops_say_why_and_where(void **state)
{
	struct wire w = drop(70, 0x10);

	(void)state;
	assert_string_equal(line_of(&w, false),
			    "00:00:00.000001 red:eth0   drop IP_RPFILTER at ip_rcv_finish_core "
			    "ICMP 192.168.15.1 > 192.168.15.2: echo request, id 7, seq 3, "
			    "length 16\n");
	w = drop(5, 0xffff);
	assert_non_null(strstr(line_of(&w, false), " drop reason 5 at 0xffff ICMP "));
	WIRE(w)->hook = HOOK_DROP_PLAIN;
	assert_non_null(strstr(line_of(&w, false), " drop (reason unknown) at 0xffff ICMP "));
}

static void unknown_places_have_a_name_too(void **state)
{
	struct wire w = wire_arp(HOOK_END_OUT, 1, 99, 1, 1, 2);

	(void)state;
	assert_non_null(strstr(line_of(&w, false), " net:[4026532099]:if2 out ARP "));
	w = wire_arp(HOOK_END_OUT, 1, 1, 1, 1, 2);
	WIRE(w)->ifindex = 9;
	assert_non_null(strstr(line_of(&w, false), " red:if9    out ARP "));
}

static void foreign_names_reach_no_terminal_raw(void **state)
{
	struct wire w = wire_arp(HOOK_END_OUT, 1, 2, 1, 1, 2);

	(void)state;
	names.n_rooms = 2;
	assert_non_null(strstr(line_of(&w, false), " e\\x1b[2Jvil:eth0 out ARP "));
	w = drop(71, 0x10);
	assert_null(strchr(line_of(&w, false), '\033'));
	/* the column is as wide as the widest name */
	w = wire_arp(HOOK_END_OUT, 1, 1, 1, 1, 2);
	assert_non_null(strstr(line_of(&w, false), " red:eth0         out ARP "));
	names.n_rooms = 1;
}

/* Without its colours a line says the same. */
static void colour_adds_no_fact(void **state)
{
	struct wire all[] = { wire_arp(HOOK_END_OUT, 1, 1, 1, 1, 2), drop(70, 0x10),
			      wire_neigh(1, 1, 1, 0, 4) };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		char plain[400], stripped[400];
		size_t n = 0;

		snprintf(plain, sizeof(plain), "%s", line_of(&all[i], false));
		assert_null(strchr(plain, '\033'));
		assert_non_null(strchr(line_of(&all[i], true), '\033'));
		for (const char *p = written; *p; p++) {
			if (*p == '\033')
				p = strchr(p, 'm');
			else
				stripped[n++] = *p;
		}
		stripped[n] = '\0';
		assert_string_equal(stripped, plain);
	}
}

static void a_gap_is_a_line(void **state)
{
	struct out_config config = { .names = &names, .words = &words };
	struct out *o;

	(void)state;
	free(written);
	config.file = open_memstream(&written, &n_written);
	o = out_new(&out_text, &config);
	o->ops->lost(o, 12, 1000131000);
	o->ops->lost(o, 1, 1000132000);
	fclose(config.file);
	out_free(o);
	assert_string_equal(written,
			    "00:00:01.000131 (12 events lost here; a larger ring may help: -B)\n"
			    "00:00:01.000132 (1 event lost here; a larger ring may help: -B)\n");
}

static void times_are_local(void **state)
{
	char buf[32];
	struct text t = TEXT(buf);

	(void)state;
	setenv("TZ", "XXX-5:30", 1);
	tzset();
	out_time(1767323045123456789ull, &t);
	assert_string_equal(buf, "08:34:05.123456");
	t.len = 0;
	out_time(UINT64_MAX, &t);
	assert_int_equal(strlen(buf), 15);
	setenv("TZ", "UTC", 1);
	tzset();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_as_the_contract_shows_them),
		cmocka_unit_test(drops_say_why_and_where),
		cmocka_unit_test(unknown_places_have_a_name_too),
		cmocka_unit_test(foreign_names_reach_no_terminal_raw),
		cmocka_unit_test(colour_adds_no_fact),
		cmocka_unit_test(a_gap_is_a_line),
		cmocka_unit_test(times_are_local),
	};
	int failed;

	setenv("TZ", "UTC", 1);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(written);
	return failed;
}
