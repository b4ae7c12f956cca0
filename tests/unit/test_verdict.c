// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_verdict.c - a verdict printed: folded for people, whole and escaped for programs
 */
#include "why_trial.h"

#include "../../user/out/verdict.h"

static char lines[1 << 16];

static const char *as_text(const struct trial *t, unsigned int width)
{
	const struct verdict_style style = { .width = width };
	FILE *f = fmemopen(lines, sizeof(lines), "w");

	verdict_text(&t->v, &style, f);
	fclose(f);
	return lines;
}

static const char *as_json(const struct trial *t)
{
	FILE *f = fmemopen(lines, sizeof(lines), "w");

	verdict_json(&t->q, &t->v, f);
	fclose(f);
	return lines;
}

static void nobody(struct trial *t)
{
	trial_begin(t, hand_pair, "192.168.15.9");
	for (int i = 0; i < 3; i++)
		trial_fly(t, who_has("192.168.15.9", "192.168.15.1"), "red:eth0", NULL,
			  "red:eth0> >blue:eth0");
	trial_judge(t);
}

static void assert_holds(const char *all, const char *part)
{
	if (!strstr(all, part))
		fail_msg("'%s' is not in '%s'", part, all);
}

static void in_words(void **state)
{
	_cleanup_trial_ struct trial t;
	const char *s;

	(void)state;
	nobody(&t);
	s = as_text(&t, 0);
	assert_int_equal(strncmp(s, t.v.summary, strlen(t.v.summary)), 0);
	assert_holds(s, "  fix: ip -n blue addr add 192.168.15.9/24 dev eth0\n");
	assert_holds(s, "  1. ping    3 sent, 0 answered\n");
	/* folded; a word that is too long stays whole */
	for (const char *line = as_text(&t, 60); *line;) {
		size_t n = strcspn(line, "\n");

		if (n > 60 && strncmp(line, "  fix", 5))
			fail_msg("'%.*s' is wider than 60", (int)n, line);
		line += n + 1;
	}
}

static void as_an_object(void **state)
{
	_cleanup_trial_ struct trial t;
	const char *s;

	(void)state;
	nobody(&t);
	s = as_json(&t);
	assert_holds(
		s, "{\"from\":{\"netns\":\"red\",\"address\":\"192.168.15.1\"},"
		   "\"to\":{\"netns\":null,\"address\":\"192.168.15.9\"},"
		   "\"reachable\":false,\"cause\":\"address-unowned\","
		   "\"where\":{\"netns\":\"red\",\"ifname\":\"eth0\"},"
		   "\"direction\":\"request\",\"confidence\":\"proven\",\"summary\":\"red asked ");
	assert_holds(s, "\"evidence\":[{\"kind\":\"ping\",\"text\":\"3 sent, 0 answered\"},");
	assert_holds(s, "\"fix\":[\"ip -n blue addr add 192.168.15.9/24 dev eth0\"],");
	assert_holds(s, "\"link-down\",");
	assert_ptr_equal(strchr(s, '\n'), s + strlen(s) - 1);
}

static void reachable(void **state)
{
	_cleanup_trial_ struct trial t;
	const char *s;

	(void)state;
	trial_begin(&t, hand_pair, "192.168.15.1");
	t.q.received = 3;
	trial_judge(&t);
	s = as_json(&t);
	assert_holds(s, "\"to\":{\"netns\":\"red\",\"address\":\"192.168.15.1\"},");
	assert_holds(s, "\"reachable\":true,\"cause\":null,\"where\":null,\"direction\":null,");
	assert_holds(s, "\"warnings\":[{\"cause\":\"own-address\","
			"\"where\":{\"netns\":\"red\",\"ifname\":\"eth0\"},");
	assert_holds(as_text(&t, 0), "\nwarning: 192.168.15.1 is an address of red itself");
}

/* Names are foreign bytes, and everything there is may be as long as can be. */
static void hostile_and_long(void **state)
{
	_cleanup_trial_ struct trial t;
	const char *s;

	(void)state;
	trial_begin(&t, hand_pair, "192.168.15.2");
	strcpy(t.h.rooms[RED].name, "r\"\033\\\n\xff");
	trial_judge(&t);
	memset(t.v.where.netns, 0xff, ROOM_NAME_MAX - 1);
	for (int i = 0; i < EVIDENCE_LINES; i++)
		say_evidence(&t.v, EVIDENCE_RULE, "%0999d", 0);
	for (int i = 0; i < VERDICT_WARNINGS; i++)
		say_warning(&t.v, (enum cause)i, &t.h.rooms[RED], NULL, "%0999d", 0);
	memset(t.v.ruled_out, true, sizeof(t.v.ruled_out));
	s = as_json(&t);
	assert_ptr_equal(strchr(s, '\n'), s + strlen(s) - 1);
	assert_int_equal(s[strlen(s) - 2], '}');
	for (size_t i = 0; s[i] != '\n'; i++)
		assert_in_range(s[i], 0x20, 0x7e);
	for (s = as_text(&t, 40); *s; s++)
		assert_true(*s == '\n' || (*s >= 0x20 && *s <= 0x7e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_words),
		cmocka_unit_test(as_an_object),
		cmocka_unit_test(reachable),
		cmocka_unit_test(hostile_and_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
