// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_page.c - frames become steps: hops, copies, tables, questions; what cannot be trusted is
 * data
 */
#include "unit.h"
#include "lab_by_hand.h"

#include "../../user/page/page.h"

#define RED_IP	"192.168.15.1"
#define BLUE_IP "192.168.15.2"

static struct hand h;
static struct out *page;
static char *html;
static size_t html_len;
static FILE *file;

static const char *reason_word(void *ctx, uint32_t reason)
{
	(void)ctx;
	(void)reason;
	return "</script><img>";
}

static const char *symbol_word(void *ctx, uint64_t location)
{
	(void)ctx;
	(void)location;
	return "ip_rcv";
}

static void begin(void)
{
	static const struct words words = { reason_word, symbol_word, NULL };
	struct out_config c = { .names = &h.snap, .words = &words, .hostname = "<host>" };

	file = open_memstream(&html, &html_len);
	assert_non_null(file);
	c.file = file;
	page = out_new(&out_page, &c);
	assert_non_null(page);
	page->ops->begin(page);
}

static void tell(struct frame f)
{
	page->ops->frame(page, &f);
}

/* The page is over. */
static void finish(void)
{
	page->ops->end(page, &(struct totals){ 0 });
	out_free(page);
	fclose(file);
}

static size_t count(const char *word)
{
	size_t n = 0;

	for (const char *at = html; (at = strstr(at, word)); at++)
		n++;
	return n;
}

/* How many steps there are; the page's program has no such words. */
static size_t steps(void)
{
	return count("{\"kind\":\"");
}

#define assert_has(word)   assert_int_equal(count(word), 1)
#define assert_lacks(word) assert_int_equal(count(word), 0)

static int done(void **state)
{
	(void)state;
	free(html);
	html = NULL;
	return 0;
}

static struct frame at(int room, const char *link, enum frame_dir dir, uint64_t us, uint32_t id)
{
	struct frame f = hand_frame(&h, room, link, dir, us, id);

	memset(f.eth_dst, 0xff, 6);
	f.l2len = 14;
	return f;
}

static struct frame asks(struct frame f)
{
	return hand_arp(f, 1, RED_IP, BLUE_IP, 1);
}

static void a_pipe_is_one_step(void **state)
{
	(void)state;
	hand_pair(&h);
	begin();
	tell(asks(at(RED, "eth0", DIR_OUT, 1, 7)));
	tell(asks(at(BLUE, "eth0", DIR_IN, 2, 7)));
	tell(asks(at(RED, "eth0", DIR_OUT, 3, 8)));
	finish();
	assert_int_equal(steps(), 2);
	assert_has("\"hops\":[{\"end\":\"in\",\"from\":[0,2],\"to\":[1,2]}]");
	assert_has("\"hops\":[{\"end\":\"lost\",\"from\":[0,2],\"to\":[1,2]}]");
}

/* Where events were lost nobody knows. */
static void what_may_have_come_is_not_lost(void **state)
{
	(void)state;
	hand_pair(&h);
	begin();
	tell(asks(at(RED, "eth0", DIR_OUT, 1, 7)));
	page->ops->lost(page, 3, 2);
	finish();
	assert_has("\"hops\":[{\"end\":\"unseen\",");
	assert_has("{\"kind\":\"lost\",");
}

static void copies_are_one_step(void **state)
{
	(void)state;
	hand_switch(&h);
	begin();
	tell(asks(at(RED, "eth0", DIR_OUT, 1, 7)));
	tell(asks(at(SW, "red", DIR_IN, 2, 7)));
	tell(asks(at(SW, "blue", DIR_OUT, 3, 7)));
	tell(asks(at(SW, "green", DIR_OUT, 4, 7)));
	tell(asks(at(GREEN, "eth0", DIR_IN, 5, 7)));
	tell(asks(at(BLUE, "eth0", DIR_IN, 6, 7)));
	finish();
	assert_int_equal(steps(), 2);
	assert_has("\"hops\":[{\"end\":\"in\",\"from\":[0,2],\"to\":[2,3]}]");
	assert_has("\"hops\":[{\"end\":\"in\",\"from\":[2,4],\"to\":[1,2]},"
		   "{\"end\":\"in\",\"from\":[2,5],\"to\":[3,2]}]");
}

static void tables_change_with_their_events(void **state)
{
	struct frame f;

	(void)state;
	hand_switch(&h);
	begin();
	tell(hand_neigh(at(RED, "eth0", DIR_OUT, 1, 0), BLUE_IP, NUD_NONE, NUD_INCOMPLETE));
	tell(hand_neigh(at(RED, "eth0", DIR_OUT, 2, 0), BLUE_IP, NUD_INCOMPLETE, NUD_NONE));
	for (int i = 0; i < 2; i++) {
		f = asks(at(SW, "red", DIR_IN, 3, 7));
		f.caplen = f.l2len;
		f.eth_src[0] = 2;
		f.eth_src[5] = 9;
		tell(f);
	}
	finish();
	assert_has("\"ops\":[[\"neigh\",0,\"eth0 192.168.15.2\",\"192.168.15.2\",\"?\",\"eth0\","
		   "\"INCOMPLETE\"]]");
	assert_has("\"ops\":[[\"neigh\",0,\"eth0 192.168.15.2\"]]");
	/* learnt once */
	assert_has("[\"fdb\",2,\"02:00:00:00:00:09\",\"02:00:00:00:00:09\",\"red\",\"learnt\"]");
}

static void the_answer_is_what_happened(void **state)
{
	(void)state;
	hand_switch(&h);
	begin();
	tell(asks(at(RED, "eth0", DIR_OUT, 1, 7)));
	tell(hand_arp(at(BLUE, "eth0", DIR_OUT, 2, 8), 2, BLUE_IP, RED_IP, 2));
	tell(hand_arp(at(RED, "eth0", DIR_OUT, 3, 9), 1, RED_IP, "192.168.15.9", 1));
	finish();
	assert_has("\"right\":0,\"choices\":[\"blue\",\"sw\",\"green\",\"nobody\"]");
	assert_has("\"right\":3,\"choices\":[\"blue\",\"sw\",\"green\",\"nobody\"]");
	assert_int_equal(count("\"question\":"), 2);
}

static void what_ends_elements_is_escaped(void **state)
{
	(void)state;
	hand_pair(&h);
	snprintf(h.rooms[RED].name, ROOM_NAME_MAX, "</script><script>\"&\xe2\x80\xa8\xff");
	begin();
	tell(hand_drop(asks(at(RED, "eth0", DIR_OUT, 1, 7)), 9));
	finish();
	assert_has("{\"name\":\"\\u003c/script\\u003e\\u003cscript\\u003e\\\"\\u0026"
		   "\\\\xe2\\\\x80\\\\xa8\\\\xff\"");
	assert_has("\\u003c/script\\u003e\\u003cimg\\u003e at ip_rcv\"");
	assert_has("\"host\":\"\\u003chost\\u003e\"");
	assert_int_equal(count("<script"), 2); /* the page's own */
	assert_lacks("<img");
}

static void fields_say_where_they_stand(void **state)
{
	static const uint8_t bytes[] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0,
		1,    2,    0,	  0,	0,    0,    1, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 5, 6, 7, 8,
	};
	struct frame f;

	(void)state;
	hand_pair(&h);
	begin();
	for (uint32_t id = 7; id < 9; id++) {
		f = at(RED, "eth0", DIR_OUT, id, id);
		f.data = bytes;
		f.len = f.caplen = sizeof(bytes);
		frame_dissect(&f);
		tell(f);
	}
	finish();
	assert_has("\"hex\":\"ffffffffffff02");
	assert_has("[\"Target IP\",\"5.6.7.8\",38,4]");
	assert_int_equal(count("\"packet\":0,"), 2);
}

static void steps_are_bounded(void **state)
{
	(void)state;
	hand_pair(&h);
	begin();
	for (uint32_t i = 0; i < PAGE_STEPS_MAX + 5; i++)
		tell(asks(at(RED, "eth0", DIR_OUT, i, i + 1)));
	finish();
	assert_int_equal(steps(), PAGE_STEPS_MAX);
	assert_has("\"beyond\":5,");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_pipe_is_one_step, done),
		cmocka_unit_test_teardown(what_may_have_come_is_not_lost, done),
		cmocka_unit_test_teardown(copies_are_one_step, done),
		cmocka_unit_test_teardown(tables_change_with_their_events, done),
		cmocka_unit_test_teardown(the_answer_is_what_happened, done),
		cmocka_unit_test_teardown(what_ends_elements_is_escaped, done),
		cmocka_unit_test_teardown(fields_say_where_they_stand, done),
		cmocka_unit_test_teardown(steps_are_bounded, done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
