// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_why_say.c - names are foreign text: shown escaped, bounded, and never offered to a shell
 */
#include "why_trial.h"

#include "../../user/why/causes.h"
#include "../../user/why/evidence.h"

static struct room *room_called(const char *name)
{
	static struct room r;

	memset(&r, 0, sizeof(r));
	snprintf(r.name, sizeof(r.name), "%s", name);
	return &r;
}

static void words_are_whole(void **state)
{
	(void)state;
	assert_words(cause_code, CAUSE_MAX);
	assert_words(confidence_word, CONFIDENCE_MAX);
	assert_words(leg_word, LEG_MAX);
	assert_words(evidence_word, EVIDENCE_MAX);
	assert_string_equal(cause_code(CAUSE_ADDRESS_UNOWNED), "address-unowned");
	assert_string_equal(confidence_word(CONFIDENCE_PROVEN), "proven");
	assert_string_equal(leg_word(LEG_REPLY), "reply");
}

static void shown(void **state)
{
	static const uint8_t ip[16] = { 10, 1, 2, 200 }, ip6[16] = { 0xfd, [2] = 0xff, [15] = 1 };
	struct link_row l = { .name = "e\n0" };
	char name[ROOM_NAME_MAX] = "";

	(void)state;
	assert_string_equal(SHOW("r\033[m"), "r\\x1b[m");
	assert_string_equal(SHOW_AT(room_called("a:b"), &l), "a:b:e\\x0a0");
	assert_string_equal(SHOW_AT(room_called("red"), NULL), "red");
	assert_string_equal(SHOW_NET(AF_INET, ip, 24), "10.1.2.0/24");
	assert_string_equal(SHOW_NET(AF_INET, ip, 25), "10.1.2.128/25");
	assert_string_equal(SHOW_NET(AF_INET, ip, 32), "10.1.2.200/32");
	assert_string_equal(SHOW_NET(AF_INET, ip, 0), "0.0.0.0/0");
	assert_string_equal(SHOW_NET(AF_INET6, ip6, 20), "fd00:f000::/20");
	assert_string_equal(SHOW_NET(AF_INET6, ip6, 128), "fd00:ff00::1/128");
	assert_string_equal(show_table(254).text, "");
	assert_string_equal(show_table(100).text, " table 100");
	assert_string_equal(SHOW_TIMES(1), "once");
	assert_string_equal(SHOW_TIMES(2), "twice");
	assert_string_equal(SHOW_TIMES(3), "3 times");
	/* longer when shown than there is room: cut, and whole */
	memset(name, '\1', sizeof(name) - 1);
	assert_int_equal(strlen(SHOW(name)), sizeof(struct shown) - 1);
}

static void cut_sentences_end(void **state)
{
	struct verdict v = { 0 };

	(void)state;
	say(&v, "%0999d", 0);
	assert_int_equal(strlen(v.summary), sizeof(v.summary) - 1);
	assert_int_equal(v.summary[sizeof(v.summary) - 2], '.');
}

static void lists_are_bounded(void **state)
{
	struct verdict v = { 0 };
	struct link_row l = { .name = "eth0" };

	(void)state;
	for (int i = 0; i < 2 * EVIDENCE_LINES; i++)
		say_evidence(&v, EVIDENCE_CONFIG, "%d %0999d", i, 0);
	assert_int_equal(v.n_evidence, EVIDENCE_LINES);
	assert_int_equal(strlen(v.evidence[EVIDENCE_LINES - 1].text), EVIDENCE_TEXT - 1);
	assert_int_equal(strncmp(v.evidence[EVIDENCE_LINES - 1].text, "23 ", 3), 0);
	for (int i = 0; i < 2 * FIX_LINES; i++)
		say_fix(&v, room_called("red"), "ip link set eth%d up", i);
	assert_int_equal(v.n_fix, FIX_LINES);
	/* once for each cause and place */
	for (int i = 0; i < 3; i++)
		say_warning(&v, CAUSE_ARP_FLUX, room_called("red"), &l, "one.");
	assert_int_equal(v.n_warnings, 1);
	for (int i = 0; i < 2 * VERDICT_WARNINGS; i++) {
		l.name[3] = (char)('a' + i);
		say_warning(&v, CAUSE_ARP_FLUX, room_called("red"), &l, "%0999d", 0);
	}
	assert_int_equal(v.n_warnings, VERDICT_WARNINGS);
	assert_int_equal(strlen(v.warnings[1].text), VERDICT_TEXT - 1);
	assert_string_equal(v.warnings[1].where.ifname, "etha");
}

#define assert_command(room, command, want)                                                        \
	do {                                                                                       \
		struct verdict v_ = { 0 };                                                         \
                                                                                                   \
		say_fix(&v_, room_called(room), command);                                          \
		assert_int_equal(v_.n_fix, 1);                                                     \
		assert_string_equal(v_.fix[0], want);                                              \
	} while (0)

static void a_command_in_its_namespace(void **state)
{
	(void)state;
	assert_command("red", "ip link set eth0 up", "ip -n red link set eth0 up");
	assert_command("red", "bridge link", "bridge -n red link");
	assert_command("red", "tc qdisc del dev x root", "tc -n red qdisc del dev x root");
	assert_command("red", "sysctl -w a=1", "ip netns exec red sysctl -w a=1");
	assert_command("red", "sysctl -w a=\"0 1\"", "ip netns exec red sysctl -w a=\"0 1\"");
	assert_command("red", "iptables -F", "ip netns exec red iptables -F");
	assert_command("host", "ip link", "ip link");
	assert_command("pid:17", "ip link", "nsenter -t 17 -n ip link");
	assert_command("/proc/17/ns/net", "ip link", "nsenter --net=/proc/17/ns/net ip link");
}

/* A name that a shell, or the command itself, would read as something else. */
static void hostile_names_are_no_commands(void **state)
{
	static const char *const names[] = {
		"a;reboot", "a$x",  "$(reboot)", "a`x`",  "a b",    "'a'",   "\"a\"", "a\nb",
		"-all",	    "a|b",  "a&b",	 "a>b",	  "a<b",    "a*",    "a?",    "~a",
		"!a",	    "a\\b", "#a",	 "{a,b}", "a\033m", "a\xff", "",      "[a]",
	};
	struct verdict v = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		say_fix(&v, room_called(names[i]), "ip link set eth0 up");
		if (v.n_fix)
			fail_msg("'%s' made '%s'", names[i], v.fix[0]);
	}
	/* as part of the command */
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(names[i], "a b") || !*names[i])
			continue; /* no interface can have such a name */
		say_fix(&v, room_called("red"), "ip link set %s up", names[i]);
		if (v.n_fix)
			fail_msg("'%s' made '%s'", names[i], v.fix[0]);
		say_fix(&v, room_called("red"), "sysctl -w a=\"0 %s\"", names[i]);
		if (v.n_fix)
			fail_msg("'%s' made '%s'", names[i], v.fix[0]);
	}
	/* too long to be whole */
	say_fix(&v, room_called("red"), "ip %0300d", 0);
	say_fix(&v, room_called("red"), "ip %0250d", 0);
	assert_int_equal(v.n_fix, 0);
}

/* Through a whole verdict: the interface, the namespace, a firewall's table. */
static void hostile_names_in_a_lab(void **state)
{
	static const char *const names[] = { "-all", "a;reboot", "$(x)", "`x`", "a\nb", "a\"b" };
	_cleanup_trial_ struct trial t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		trial_begin(&t, hand_pair, "192.168.15.2");
		trial_fly(&t, who_has("192.168.15.2", "192.168.15.1"), "red:eth0", NULL,
			  "red:eth0>");
		hand_down(&t.h, BLUE, "eth0");
		strcpy(hand_find(&t.h, BLUE, "eth0")->name, names[i]);
		trial_judge(&t);
		assert_int_equal(t.v.cause, CAUSE_LINK_DOWN);
		assert_string_equal(t.v.where.ifname, names[i]);
		if (t.v.n_fix)
			fail_msg("'%s' made '%s'", names[i], t.v.fix[0]);
		trial_done(&t);
	}
	trial_begin(&t, hand_pair, "192.168.15.2");
}

/* A packet, or a piece of one, that a rule drops. */
static void dropped_by(struct trial *t, bool piece, const char *table, const char *chain)
{
	struct frame f = echo("192.168.15.1", "192.168.15.2");
	struct kept *k;

	f.ip.fragment = piece;
	trial_begin(t, hand_pair, "192.168.15.2");
	trial_fly(t, f, "red:eth0", "blue:eth0", "red:eth0> >blue:eth0");
	k = trial_drop(t, "blue:eth0", f, "", "");
	k->f.type = FRAME_RULE;
	k->rule = (struct event_rule){ .handle = 5, .kind = 2, .family = 1 };
	strcpy(k->rule.table, table);
	strcpy(k->rule.chain, chain);
	trial_drop(t, "blue:eth0", f, "NETFILTER_DROP", "");
	trial_judge(t);
	assert_verdict(t, piece ? CAUSE_FRAGMENT_LOST : CAUSE_FIREWALL, "blue", LEG_REQUEST);
}

static void a_hostile_firewall(void **state)
{
	static const char *const names[] = { "t -f /tmp/x", "t x", "-f", "t;x", "t{", "t\"" };
	struct trial t;

	(void)state;
	for (int piece = 0; piece < 2; piece++) {
		dropped_by(&t, piece, "t", "c");
		assert_fix(&t, 0, "ip netns exec blue nft delete rule inet t c handle 5");
		trial_done(&t);
		for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
			dropped_by(&t, piece, names[i], "c");
			if (t.v.n_fix)
				fail_msg("'%s' made '%s'", names[i], t.v.fix[0]);
			trial_done(&t);
			dropped_by(&t, piece, "t", names[i]);
			if (t.v.n_fix)
				fail_msg("'%s' made '%s'", names[i], t.v.fix[0]);
			trial_done(&t);
		}
	}
}

/* As long as names can be, and longer when shown: the sentence still ends. */
static void long_names(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, "192.168.15.9");
	trial_fly(&t, who_has("192.168.15.9", "192.168.15.1"), "red:eth0", NULL,
		  "red:eth0> >blue:eth0");
	memset(t.h.rooms[RED].name, '\1', ROOM_NAME_MAX - 1);
	memset(t.h.rooms[BLUE].name, '\2', ROOM_NAME_MAX - 1);
	memset(t.h.links[RED][0].name, '\3', IFNAMSIZ - 1);
	t.q.to_name = t.h.rooms[BLUE].name;
	trial_judge(&t);
	assert_int_equal(t.v.cause, CAUSE_ADDRESS_UNOWNED);
	assert_int_equal(t.v.where.netns[0], '\1');
}

/* What was lost is said, and the packet's way comes before it; both are bounded. */
static void evidence_of_a_long_way(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, "192.168.15.2");
	for (int i = 0; i < 60; i++)
		trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0",
			  "red:eth0>");
	t.log.lost = 3;
	trial_judge(&t);
	assert_in_range(t.v.n_evidence, 3, EVIDENCE_LINES);
	assert_string_equal(t.v.evidence[0].text, "3 sent, 0 answered");
	assert_int_equal(t.v.evidence[1].kind, EVIDENCE_PACKET);
	assert_string_equal(t.v.evidence[t.v.n_evidence - 1].text,
			    "3 events were lost: absence proves nothing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_whole),
		cmocka_unit_test(shown),
		cmocka_unit_test(cut_sentences_end),
		cmocka_unit_test(lists_are_bounded),
		cmocka_unit_test(a_command_in_its_namespace),
		cmocka_unit_test(hostile_names_are_no_commands),
		cmocka_unit_test(hostile_names_in_a_lab),
		cmocka_unit_test(a_hostile_firewall),
		cmocka_unit_test(long_names),
		cmocka_unit_test(evidence_of_a_long_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
