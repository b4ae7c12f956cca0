// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_verdict_out.c - a verdict drawn and written: the way, the mark, 80 columns, hostile names
 */
#include "unit.h"

#include <arpa/inet.h>
#include <jansson.h>

#include "../../user/out/verdict.h"

struct sheet {
	struct room from;
	struct question q;
	struct verdict v;
	char *text;
};

static const struct verdict_style utf8 = { .width = 80, .utf8 = true };
static const struct verdict_style ascii = { .width = 80 };

static void begin(struct sheet *s)
{
	*s = (struct sheet){ .q = { .family = AF_INET } };
	snprintf(s->from.name, sizeof(s->from.name), "red");
	s->q.from = &s->from;
	inet_pton(AF_INET, "10.0.0.2", s->q.to);
	s->v.cause = CAUSE_LINK_DOWN;
	snprintf(s->v.summary, sizeof(s->v.summary), "it is so.");
	snprintf(s->v.where.netns, sizeof(s->v.where.netns), "red");
}

static void end(struct sheet *s)
{
	free(s->text);
}

static void stop(struct path *p, const char *netns, const char *ifname, const char *addr)
{
	struct stop *t = &p->stops[p->n++];

	snprintf(t->at.netns, sizeof(t->at.netns), "%s", netns);
	snprintf(t->at.ifname, sizeof(t->at.ifname), "%s", ifname);
	t->seen = true;
	t->has_addr = addr;
	t->family = AF_INET;
	if (addr)
		inet_pton(AF_INET, addr, t->addr);
}

static void lost(struct path *p, size_t behind, bool inside, const char *says)
{
	p->broken = true;
	p->gap = behind;
	p->inside = inside;
	snprintf(p->says, sizeof(p->says), "%s", says);
}

static const char *drawn(struct sheet *s, const struct verdict_style *style)
{
	size_t len;
	FILE *f;

	free(s->text);
	f = open_memstream(&s->text, &len);
	path_text(&s->v, style, f);
	fclose(f);
	return s->text;
}

static void switch_between(struct path *p)
{
	stop(p, "red", "eth0", NULL);
	stop(p, "sw", "p-red", NULL);
	stop(p, "sw", "p-blue", NULL);
	stop(p, "blue", "eth0", "10.0.0.2");
}

static void lost_in_a_pipe(void **state)
{
	struct sheet s;

	(void)state;
	begin(&s);
	switch_between(&s.v.path[LEG_REQUEST]);
	lost(&s.v.path[LEG_REQUEST], 2, false, "the request was lost here");
	assert_string_equal(drawn(&s, &utf8),
			    "  red:eth0 ━▶ sw:p-red → sw:p-blue ━✗ blue:eth0 (10.0.0.2)\n"
			    "                                    ╰ the request was lost here\n");
	assert_string_equal(drawn(&s, &ascii),
			    "  red:eth0 --> sw:p-red > sw:p-blue --X blue:eth0 (10.0.0.2)\n"
			    "                                      ^ the request was lost here\n");
	end(&s);
}

static void lost_in_a_switch(void **state)
{
	struct sheet s;

	(void)state;
	begin(&s);
	switch_between(&s.v.path[LEG_REQUEST]);
	lost(&s.v.path[LEG_REQUEST], 1, false, "here");
	assert_string_equal(drawn(&s, &utf8),
			    "  red:eth0 ━▶ sw:p-red ✗ sw:p-blue ┄▷ blue:eth0 (10.0.0.2)\n"
			    "                       ╰ here\n");
	end(&s);
}

/* Nothing is at the other end: an address alone; and a router that knows no way on. */
static void lost_before_nobody(void **state)
{
	struct sheet s;
	struct path *p = &s.v.path[LEG_REQUEST];

	(void)state;
	begin(&s);
	stop(p, "red", "eth0", NULL);
	stop(p, "", "", "10.0.0.9");
	lost(p, 0, false, "asked");
	assert_string_equal(drawn(&s, &utf8), "  red:eth0 ━✗ 10.0.0.9\n"
					      "            ╰ asked\n");
	lost(p, 0, true, "asked");
	assert_string_equal(drawn(&s, &utf8), "  red:eth0 ✗ ┄▷ 10.0.0.9\n"
					      "           ╰ asked\n");
	end(&s);
}

/* Words that would not fit behind the mark stand before it. */
static void lost_at_the_end(void **state)
{
	const struct verdict_style narrow = { .width = 40, .utf8 = true };
	struct sheet s;
	struct path *p = &s.v.path[LEG_REQUEST];

	(void)state;
	begin(&s);
	stop(p, "red", "eth0", NULL);
	stop(p, "blue", "eth0", "10.0.0.2");
	lost(p, 1, true, "came in, no answer");
	assert_string_equal(drawn(&s, &narrow), "  red:eth0 ━▶ blue:eth0 (10.0.0.2) ✗\n"
						"                came in, no answer ╯\n");
	end(&s);
}

static void there_and_back(void **state)
{
	struct sheet s;
	struct path *ask = &s.v.path[LEG_REQUEST], *answer = &s.v.path[LEG_REPLY];

	(void)state;
	begin(&s);
	stop(ask, "red", "eth0", NULL);
	stop(ask, "blue", "eth0", "10.0.0.2");
	ask->arrived = true;
	ask->ns = 31999;
	stop(answer, "blue", "eth0", NULL);
	stop(answer, "red", "eth0", "10.0.0.1");
	answer->arrived = true;
	answer->ns = 2000000;
	assert_string_equal(drawn(&s, &utf8),
			    "  request  red:eth0 ━▶ blue:eth0 (10.0.0.2)  0.031 ms\n"
			    "  reply    blue:eth0 ━▶ red:eth0 (10.0.0.1)  2.000 ms\n");
	end(&s);
}

static void marked_in_color(void **state)
{
	const struct verdict_style color = { .width = 80, .utf8 = true, .color = true };
	struct sheet s;
	struct path *p = &s.v.path[LEG_REQUEST];

	(void)state;
	begin(&s);
	stop(p, "red", "eth0", NULL);
	stop(p, "", "", "10.0.0.9");
	lost(p, 0, false, "here");
	assert_non_null(strstr(drawn(&s, &color), "\033[31m ━✗ \033[m"));
	assert_null(strchr(drawn(&s, &utf8), '\033'));
	end(&s);
}

/* Every line of a long way, with long and hostile names, is at most 80 columns wide, and the mark
 * stands under the cross. */
static void folded(void **state)
{
	struct sheet s;
	struct path *p = &s.v.path[LEG_REQUEST];
	char name[64], *line, *rest;

	(void)state;
	for (size_t gap = 0; gap < PATH_STOPS; gap++) {
		const char *cross = NULL;

		begin(&s);
		for (int i = 0; i < PATH_STOPS; i++) {
			snprintf(name, sizeof(name),
				 i % 3 ? "a-rather-long-name-of-a-room-%d" : "\033[2J%d", i / 2);
			stop(p, name, i % 5 ? "eth0" : "wlp0s20f3-15ch", NULL);
		}
		p->stops[16].cut = true;
		lost(p, gap, gap % 2, "asked who has 10.0.0.9: nobody answered");
		drawn(&s, &ascii);
		for (rest = s.text; (line = strsep(&rest, "\n"));) {
			char *mark = strchr(line, '^');

			assert_in_range(text_columns(line), 0, 80);
			assert_null(strchr(line, '\033'));
			if (mark) {
				assert_non_null(cross);
				assert_int_equal(cross[mark - line], 'X');
			}
			cross = line;
		}
		end(&s);
	}
}

static char *whole(struct sheet *s, const struct verdict_style *style)
{
	size_t len;
	FILE *f;

	free(s->text);
	f = open_memstream(&s->text, &len);
	verdict_text(&s->v, style, f);
	fclose(f);
	return s->text;
}

static void text_of_a_verdict(void **state)
{
	struct sheet s;

	(void)state;
	begin(&s);
	stop(&s.v.path[LEG_REQUEST], "red", "eth0", NULL);
	stop(&s.v.path[LEG_REQUEST], "", "", "10.0.0.9");
	lost(&s.v.path[LEG_REQUEST], 0, false, "here");
	s.v.evidence[0].kind = EVIDENCE_CONFIG;
	memset(s.v.evidence[0].text, 'w', 60);
	memcpy(s.v.evidence[0].text + 60, " and some more words", 21);
	s.v.n_evidence = 1;
	for (int c = CAUSE_SOCKET_REFUSED; c <= CAUSE_DAD_FAILED; c++)
		s.v.ruled_out[c] = true;
	snprintf(s.v.fix[0], FIX_TEXT,
		 "ip -n a-namespace-with-a-long-name route replace 10.200.200.200/32 via "
		 "10.100.100.100 dev eth0");
	s.v.n_fix = 1;
	assert_string_equal(
		whole(&s, &utf8),
		"it is so.\n"
		"\n"
		"  red:eth0 ━✗ 10.0.0.9\n"
		"            ╰ here\n"
		"\n"
		"  1. config  wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww and\n"
		"             some more words\n"
		"\n"
		"ruled out: socket-refused, scope-missing, loopback-down, link-down, no-carrier,\n"
		"           ipv6-disabled and 2 more (-v names them)\n"
		"\n"
		"  fix: ip -n a-namespace-with-a-long-name route replace 10.200.200.200/32 via \\\n"
		"       10.100.100.100 dev eth0\n");
	end(&s);
}

/* As JSON everything is there, and nothing breaks out of its quotes. */
static void json_of_a_verdict(void **state)
{
	struct sheet s;
	json_t *root, *path, *stops;
	size_t len;
	FILE *f;

	(void)state;
	begin(&s);
	memset(&s.v.where.netns, 0xff, sizeof(s.v.where.netns) - 1);
	for (int l = 0; l < LEG_MAX; l++)
		for (int i = 0; i < PATH_STOPS; i++) {
			struct stop *t = &s.v.path[l].stops[s.v.path[l].n++];

			memset(t->at.netns, i % 2 ? '"' : 0xfe, sizeof(t->at.netns) - 1);
			memset(t->at.ifname, '\1', sizeof(t->at.ifname) - 1);
		}
	lost(&s.v.path[LEG_REPLY], 3, true, "\"\\\033");
	s.v.path[LEG_REQUEST].arrived = true;
	s.v.path[LEG_REQUEST].ns = 7;
	for (s.v.n_evidence = 0; s.v.n_evidence < EVIDENCE_LINES; s.v.n_evidence++)
		memset(s.v.evidence[s.v.n_evidence].text, '\2', EVIDENCE_TEXT - 1);
	f = open_memstream(&s.text, &len);
	verdict_json(&s.q, &s.v, f);
	fclose(f);
	root = json_loads(s.text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	path = json_object_get(root, "path");
	assert_int_equal(json_array_size(path), 2);
	assert_int_equal(json_integer_value(json_object_get(json_array_get(path, 0), "ns")), 7);
	assert_true(json_is_null(json_object_get(json_array_get(path, 0), "gap")));
	path = json_array_get(path, 1);
	stops = json_object_get(path, "stops");
	assert_int_equal(json_array_size(stops), PATH_STOPS);
	assert_non_null(json_object_get(json_array_get(stops, 0), "netns_hex"));
	path = json_object_get(path, "gap");
	assert_int_equal(json_integer_value(json_object_get(path, "behind")), 3);
	assert_true(json_is_true(json_object_get(path, "inside")));
	assert_string_equal(json_string_value(json_object_get(path, "text")), "\"\\\033");
	json_decref(root);
	end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lost_in_a_pipe),
		cmocka_unit_test(lost_in_a_switch),
		cmocka_unit_test(lost_before_nobody),
		cmocka_unit_test(lost_at_the_end),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(marked_in_color),
		cmocka_unit_test(folded),
		cmocka_unit_test(text_of_a_verdict),
		cmocka_unit_test(json_of_a_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
