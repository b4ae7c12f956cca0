// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_frame.c - words of a frame's enums
 */
#include "unit.h"

#include <linux/neighbour.h>

#include "../../user/trace/frame.h"

static void every_enum_has_its_words(void **state)
{
	(void)state;
	assert_words(frame_type_word, FRAME_TYPE_MAX);
	assert_words(frame_dir_word, DIR_MAX);
	assert_words(frame_proto_word, PROTO_MAX);
	assert_string_equal(frame_type_word(FRAME_DROP), "drop");
	assert_string_equal(frame_dir_word(DIR_OUT), "out");
	assert_string_equal(frame_proto_word(PROTO_ICMP6), "icmp6");
}

static void neighbour_states_have_the_words_of_ip(void **state)
{
	size_t known = 0;

	(void)state;
	for (int s = 0; s < 256; s++)
		known += strcmp(nud_word((uint8_t)s), "?") != 0;
	assert_int_equal(known, 9); /* none, and a bit each */
	assert_string_equal(nud_word(0), "NONE");
	assert_string_equal(nud_word(NUD_PERMANENT), "PERMANENT");
	assert_string_equal(nud_word(EVENT_NUD_UNKNOWN), "?");
}

static void names_stand_before_the_summary(void **state)
{
	struct frame f = { .proto = PROTO_OTHER, .eth_type = 0x86dd };

	(void)state;
	assert_string_equal(frame_proto_name(&f), "IP6");
	f.eth_type = 0x0800;
	assert_string_equal(frame_proto_name(&f), "IP");
	f.eth_type = 0x88cc;
	assert_string_equal(frame_proto_name(&f), "Ethernet");
	f.proto = PROTO_ARP;
	assert_string_equal(frame_proto_name(&f), "ARP");
}

static void an_echo_is_told_from_all_else(void **state)
{
	struct frame f = { .icmp = { .valid = true, .type = 8 }, .ip = { .version = 4 } };
	bool reply = true;

	(void)state;
	assert_true(frame_is_echo(&f, &reply));
	assert_false(reply);
	f.icmp.type = 0;
	assert_true(frame_is_echo(&f, &reply));
	assert_true(reply);
	f.ip.version = 6; /* type 8 and 0 are no echo there */
	assert_false(frame_is_echo(&f, &reply));
	f.icmp.type = 129;
	assert_true(frame_is_echo(&f, &reply));
	f.icmp.valid = false;
	assert_false(frame_is_echo(&f, &reply));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_enum_has_its_words),
		cmocka_unit_test(neighbour_states_have_the_words_of_ip),
		cmocka_unit_test(names_stand_before_the_summary),
		cmocka_unit_test(an_echo_is_told_from_all_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
