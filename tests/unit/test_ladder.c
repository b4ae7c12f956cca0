// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_ladder.c - whole pictures, compared with tests/golden/ladder/; `UPDATE=1` writes them anew
 */
#include "unit.h"

#include "lab_by_hand.h"

#include "../../user/out/out.h"

/* Reasons of a kernel that exists in this test only. */
enum { R_NO_SOCKET = 3, R_NEIGH_FAILED, R_QDISC_DROP, R_STRANGE, R_NAMELESS };

static const char *reason(void *ctx, uint32_t n)
{
	static const char *const names[] = { [R_NO_SOCKET] = "NO_SOCKET",
					     [R_NEIGH_FAILED] = "NEIGH_FAILED",
					     [R_QDISC_DROP] = "QDISC_DROP",
					     [R_STRANGE] = "\033[2J" };

	(void)ctx;
	return n < R_NAMELESS ? names[n] : NULL;
}

static const char *symbol(void *ctx, uint64_t location)
{
	(void)ctx;
	(void)location;
	return "ping_rcv";
}

static const struct words words = { .drop_reason = reason, .symbol = symbol };

struct drawing {
	struct hand h;
	struct out *out;
	char *text;
	size_t len;
	uint32_t id;
	uint64_t from; /* who pings; 0: not known */
};

static void draw_begin(struct drawing *d, unsigned int width, bool utf8, bool color)
{
	struct out_config c = {
		.names = &d->h.snap, .words = &words, .width = width, .utf8 = utf8, .color = color
	};

	d->text = NULL;
	d->id = 0;
	c.from = d->from;
	c.file = open_memstream(&d->text, &d->len);
	assert_non_null(c.file);
	d->out = out_new(&out_ladder, &c);
	assert_non_null(d->out);
	d->out->ops->begin(d->out);
}

static void see(struct drawing *d, struct frame f)
{
	d->out->ops->frame(d->out, &f);
}

static void draw_end(struct drawing *d)
{
	d->out->ops->end(d->out, &(struct totals){ 14, 0, 14, 0 });
	fclose(d->out->config.file);
	out_free(d->out);
}

static char *golden_read(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = calloc(1, 16384);

	assert_non_null(text);
	if (f) {
		text[fread(text, 1, 16383, f)] = '\0';
		fclose(f);
	}
	return text;
}

/* At most 80 columns, and exactly the picture that was once found beautiful. */
static void draw_is(struct drawing *d, const char *name)
{
	char path[128], *line, *rest, *wanted;

	draw_end(d);
	snprintf(path, sizeof(path), "tests/golden/ladder/%s.txt", name);
	if (getenv("UPDATE")) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		fputs(d->text, f);
		fclose(f);
	}
	wanted = golden_read(path);
	if (strcmp(d->text, wanted) != 0)
		print_error("%s: got\n%s", name, d->text);
	assert_string_equal(d->text, wanted);
	for (rest = d->text; (line = strsep(&rest, "\n"));)
		if (!strchr(line, '\033'))
			assert_in_range(text_columns(line), 0, 80);
	free(wanted);
	free(d->text);
}

/* One hop over a pipe: out here, in there. */
static uint32_t hop(struct drawing *d, int from, const char *flink, int to, const char *tlink,
		    struct frame like, uint64_t out_us, uint64_t in_us)
{
	uint32_t id = ++d->id;
	struct frame f = like, at = hand_frame(&d->h, from, flink, DIR_OUT, out_us, id);

	f.netns_cookie = at.netns_cookie;
	f.ifindex = at.ifindex;
	f.mono_ns = at.mono_ns;
	f.dir = DIR_OUT;
	f.packet_id = id;
	see(d, f);
	at = hand_frame(&d->h, to, tlink, DIR_IN, in_us, id);
	f.netns_cookie = at.netns_cookie;
	f.ifindex = at.ifindex;
	f.mono_ns = at.mono_ns;
	f.dir = DIR_IN;
	see(d, f);
	return id;
}

static struct frame ask(const char *who, const char *tell)
{
	return hand_arp((struct frame){ .type = FRAME_PACKET }, ASK, tell, who, 1);
}

static struct frame tell(const char *who, const char *to, uint8_t mac)
{
	return hand_arp((struct frame){ .type = FRAME_PACKET }, TELL, who, to, mac);
}

static struct frame echo(uint8_t type, const char *src, const char *dst, uint16_t seq)
{
	return hand_echo((struct frame){ .type = FRAME_PACKET }, type, src, dst, seq);
}

static void neigh(struct drawing *d, int room, const char *addr, uint8_t old, uint8_t new_,
		  uint64_t us)
{
	see(d, hand_neigh(hand_frame(&d->h, room, "eth0", DIR_NONE, us, 0), addr, old, new_));
}

static void see_neigh(struct drawing *d, int room, const char *link, const char *addr, uint8_t old,
		      uint8_t new_, uint64_t us, uint32_t transaction)
{
	struct frame f =
		hand_neigh(hand_frame(&d->h, room, link, DIR_NONE, us, 0), addr, old, new_);

	f.transaction = transaction;
	see(d, f);
}

static void first_ping(struct drawing *d)
{
	struct transaction t = { .echo = true,
				 .answered = true,
				 .netns_cookie = 100,
				 .ifindex = 2,
				 .family = AF_INET,
				 .echo_seq = 1,
				 .arp_requests = 1,
				 .begin_ns = 1000004000,
				 .resolved_ns = 1000025000,
				 .request_ns = 1000098000,
				 .there_ns = 1000129000,
				 .reply_ns = 1000157000 };
	struct frame dup;

	neigh(d, RED, "192.168.15.2", 0, NUD_INCOMPLETE, 0);
	hop(d, RED, "eth0", BLUE, "eth0", ask("192.168.15.2", "192.168.15.1"), 4, 10);
	neigh(d, BLUE, "192.168.15.1", 0, NUD_STALE, 13);
	hop(d, BLUE, "eth0", RED, "eth0", tell("192.168.15.2", "192.168.15.1", 2), 19, 25);
	neigh(d, RED, "192.168.15.2", NUD_INCOMPLETE, NUD_REACHABLE, 27);
	hop(d, RED, "eth0", BLUE, "eth0", echo(REQUEST, "192.168.15.1", "192.168.15.2", 1), 98,
	    129);
	neigh(d, BLUE, "192.168.15.1", NUD_STALE, NUD_DELAY, 131);
	hop(d, BLUE, "eth0", RED, "eth0", echo(REPLY, "192.168.15.2", "192.168.15.1", 1), 148, 157);
	/* what every healthy ping with a raw socket leaves behind */
	dup = echo(REPLY, "192.168.15.2", "192.168.15.1", 1);
	dup.netns_cookie = 100;
	dup.ifindex = 2;
	dup.mono_ns = 1000158000;
	dup.packet_id = d->id;
	see(d, hand_drop(dup, R_NO_SOCKET));
	d->out->ops->transaction(d->out, &t);
}

static void pair_first_ping(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_pair(&d.h);
	draw_begin(&d, 120, true, false);
	first_ping(&d);
	hop(&d, RED, "eth0", BLUE, "eth0", echo(REQUEST, "192.168.15.1", "192.168.15.2", 2),
	    1001000, 1001008);
	hop(&d, BLUE, "eth0", RED, "eth0", echo(REPLY, "192.168.15.2", "192.168.15.1", 2), 1001011,
	    1001018);
	draw_is(&d, "pair");
}

static void pair_in_ascii(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_pair(&d.h);
	draw_begin(&d, 0, false, false);
	first_ping(&d);
	draw_is(&d, "pair-ascii");
}

static void pair_in_color(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_pair(&d.h);
	draw_begin(&d, 80, true, true);
	first_ping(&d);
	draw_is(&d, "pair-color");
}

static void pair_on_a_narrow_terminal(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_pair(&d.h);
	draw_begin(&d, 50, true, false);
	first_ping(&d);
	draw_is(&d, "pair-narrow");
}

/* Every line is out as soon as its frame is in: a ladder is watched, not read afterwards. */
static void lines_come_live(void **state)
{
	struct drawing d = { 0 };
	size_t before;

	(void)state;
	hand_pair(&d.h);
	draw_begin(&d, 80, true, false);
	hop(&d, RED, "eth0", BLUE, "eth0", ask("192.168.15.2", "192.168.15.1"), 4, 10);
	before = d.len;
	assert_non_null(strstr(d.text, "who has"));
	neigh(&d, BLUE, "192.168.15.1", 0, NUD_STALE, 13);
	assert_true(d.len > before);
	assert_non_null(strstr(d.text, "STALE"));
	draw_end(&d);
	free(d.text);
}

/* What nobody saw come in is told when all is quiet, and not with the next frame only. */
static void losses_come_live(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_pair(&d.h);
	draw_begin(&d, 80, true, false);
	see(&d, hand_echo(hand_frame(&d.h, RED, "eth0", DIR_OUT, 0, 1), REQUEST, "192.168.15.1",
			  "192.168.15.2", 1));
	d.out->ops->flush(d.out, 0); /* a recording: time is what its frames say */
	fflush(d.out->config.file);
	assert_null(strstr(d.text, "lost"));
	d.out->ops->flush(d.out, 1000000000 + 5001000);
	fflush(d.out->config.file);
	assert_non_null(strstr(d.text, "lost"));
	draw_end(&d);
	free(d.text);
}

/* Who pings is known, so which echo waits is known, too; each router has its own wait. */
static void echoes_wait(void **state)
{
	struct transaction t = { .id = 7,
				 .echo = true,
				 .answered = true,
				 .netns_cookie = 100,
				 .family = AF_INET,
				 .echo_seq = 1,
				 .arp_requests = 2,
				 .begin_ns = 1000000000,
				 .request_ns = 1000040000,
				 .there_ns = 1000100000,
				 .reply_ns = 1000130000 };
	struct frame to = echo(REQUEST, "10.1.0.2", "10.2.0.2", 1);
	struct drawing d = { .from = 100 };

	(void)state;
	to.transaction = 7;
	hand_routed(&d.h);
	draw_begin(&d, 80, true, false);
	see_neigh(&d, RED, "eth0", "10.1.0.1", 0, NUD_INCOMPLETE, 0, 7);
	hop(&d, RED, "eth0", RTR, "r0",
	    hand_arp((struct frame){ 0 }, ASK, "10.1.0.2", "10.1.0.1", 1), 3, 6);
	hop(&d, RTR, "r0", RED, "eth0",
	    hand_arp((struct frame){ 0 }, TELL, "10.1.0.1", "10.1.0.2", 7), 12, 15);
	see_neigh(&d, RED, "eth0", "10.1.0.1", NUD_INCOMPLETE, NUD_REACHABLE, 38, 7);
	hop(&d, RED, "eth0", RTR, "r0", to, 40, 46);
	see_neigh(&d, RTR, "b0", "10.2.0.2", 0, NUD_INCOMPLETE, 50, 7);
	see_neigh(&d, RTR, "b0", "10.2.0.2", NUD_INCOMPLETE, NUD_REACHABLE, 80, 7);
	d.id = 2;
	hop(&d, RTR, "b0", BLUE, "eth0", to, 85, 100);
	d.out->ops->transaction(d.out, &t);
	/* the next is sent to somebody who does not answer; behind it others come for other MACs */
	see_neigh(&d, RED, "eth0", "10.1.0.9", 0, NUD_INCOMPLETE, 1000, 8);
	see_neigh(&d, RED, "eth0", "10.1.0.8", 0, NUD_INCOMPLETE, 1010, 9);
	see_neigh(&d, RED, "eth0", "10.1.0.9", NUD_INCOMPLETE, NUD_FAILED, 4000, 8);
	see_neigh(&d, RED, "eth0", "10.1.0.8", NUD_INCOMPLETE, NUD_FAILED, 4010, 9);
	draw_is(&d, "waits");
}

/* The same packet before and behind a router that writes another address into it. */
static void translated(void **state)
{
	struct frame f = echo(REQUEST, "10.1.0.2", "10.2.0.2", 1);
	struct drawing d = { 0 };

	(void)state;
	f.transaction = 3;
	hand_routed(&d.h);
	draw_begin(&d, 80, true, false);
	hop(&d, RED, "eth0", RTR, "r0", f, 0, 5);
	d.id--;
	inet_pton(AF_INET, "10.2.0.1", f.ip.src);
	hop(&d, RTR, "b0", BLUE, "eth0", f, 10, 15);
	f = echo(REPLY, "10.2.0.2", "10.2.0.1", 1);
	f.transaction = 3;
	hop(&d, BLUE, "eth0", RTR, "b0", f, 20, 25);
	d.id--;
	inet_pton(AF_INET, "10.1.0.2", f.ip.dst);
	hop(&d, RTR, "r0", RED, "eth0", f, 30, 35);
	draw_is(&d, "nat");
}

/* Asked for itself, with ARP off; asked for somebody else; and what changes beside it. */
static void silent_ones(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_pair(&d.h);
	d.h.links[BLUE][0].flags |= IFF_NOARP;
	draw_begin(&d, 80, true, false);
	hop(&d, RED, "eth0", BLUE, "eth0", ask("192.168.15.2", "192.168.15.1"), 0, 5);
	hop(&d, RED, "eth0", BLUE, "eth0", ask("192.168.15.9", "192.168.15.1"), 10, 15);
	/* an answer and an announcement ask for nothing */
	hop(&d, RED, "eth0", BLUE, "eth0", tell("192.168.15.1", "192.168.15.2", 1), 20, 25);
	hop(&d, RED, "eth0", BLUE, "eth0", ask("192.168.15.1", "192.168.15.1"), 30, 35);
	draw_is(&d, "not-me");
}

static void ask_nobody(unsigned int width, const char *name)
{
	struct transaction t = { .netns_cookie = 100,
				 .family = AF_INET,
				 .src = { 192, 168, 15, 1 },
				 .dst = { 192, 168, 15, 9 },
				 .arp_requests = 3,
				 .begin_ns = 1000004000 };
	struct drawing d = { 0 };

	hand_pair(&d.h);
	draw_begin(&d, width, true, false);
	neigh(&d, RED, "192.168.15.9", 0, NUD_INCOMPLETE, 0);
	for (uint64_t i = 0; i < 3; i++)
		hop(&d, RED, "eth0", BLUE, "eth0", ask("192.168.15.9", "192.168.15.1"),
		    4 + i * 1024000, 10 + i * 1024000);
	neigh(&d, RED, "192.168.15.9", NUD_INCOMPLETE, NUD_FAILED, 3072100);
	see(&d, hand_drop(hand_echo(hand_frame(&d.h, RED, "eth0", DIR_NONE, 3072110, 9), REQUEST,
				    "192.168.15.1", "192.168.15.9", 1),
			  R_NEIGH_FAILED));
	d.out->ops->transaction(d.out, &t);
	draw_is(&d, name);
}

static void nobody_home(void **state)
{
	(void)state;
	ask_nobody(80, "nobody");
}

/* There is no room for the reason: that there is one is said. */
static void nobody_on_a_narrow_terminal(void **state)
{
	(void)state;
	ask_nobody(50, "nobody-narrow");
}

static void link_down(void **state)
{
	struct drawing d = { 0 };
	struct frame f;

	(void)state;
	hand_pair(&d.h);
	hand_down(&d.h, BLUE, "eth0");
	draw_begin(&d, 80, true, false);
	neigh(&d, RED, "192.168.15.2", 0, NUD_INCOMPLETE, 0);
	f = hand_arp(hand_frame(&d.h, RED, "eth0", DIR_OUT, 4, 1), ASK, "192.168.15.1",
		     "192.168.15.2", 1);
	see(&d, f);
	f.mono_ns += 1000;
	see(&d, hand_drop(f, R_QDISC_DROP));
	/* no reason known, and one that would clear the screen */
	f = hand_arp(hand_frame(&d.h, RED, "eth0", DIR_OUT, 1024004, 2), ASK, "192.168.15.1",
		     "192.168.15.2", 1);
	see(&d, f);
	see(&d, hand_drop(f, R_NAMELESS));
	f.packet_id = 3;
	f.mono_ns += 1024000000;
	see(&d, f);
	see(&d, hand_drop(f, R_STRANGE));
	neigh(&d, RED, "192.168.15.2", NUD_INCOMPLETE, NUD_FAILED, 3072100);
	draw_is(&d, "link-down");
}

/* A frame that nobody saw come in is lost when 5 ms have gone by, in both directions. */
static void silence_is_drawn(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_pair(&d.h);
	draw_begin(&d, 80, true, false);
	see(&d, hand_echo(hand_frame(&d.h, RED, "eth0", DIR_OUT, 0, 1), REQUEST, "192.168.15.1",
			  "192.168.15.2", 1));
	assert_null(strstr(d.text ? d.text : "", "lost"));
	see(&d, hand_echo(hand_frame(&d.h, BLUE, "eth0", DIR_OUT, 6000, 2), REPLY, "192.168.15.2",
			  "192.168.15.1", 1));
	fflush(d.out->config.file);
	assert_non_null(strstr(d.text, "lost"));
	draw_is(&d, "silence");
}

/* After a gap in the events, an arrow's end proves nothing. */
static void gaps_are_drawn(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_pair(&d.h);
	draw_begin(&d, 80, true, false);
	hop(&d, RED, "eth0", BLUE, "eth0", echo(REQUEST, "192.168.15.1", "192.168.15.2", 1), 0, 9);
	d.out->ops->lost(d.out, 12, 0);
	see(&d, hand_echo(hand_frame(&d.h, RED, "eth0", DIR_OUT, 1000, 7), REQUEST, "192.168.15.1",
			  "192.168.15.2", 2));
	see(&d, hand_echo(hand_frame(&d.h, RED, "eth0", DIR_IN, 1100, 8), REPLY, "192.168.15.2",
			  "192.168.15.1", 2));
	draw_is(&d, "gap");
}

/* A bridge floods: one copy in, all copies out, then all in, in any order. */
static void flood(struct drawing *d, struct frame like, const int *rooms, const char *const *ports,
		  size_t n, uint64_t us)
{
	struct frame f = like;

	for (size_t i = 0; i < n; i++) {
		f = hand_frame(&d->h, SW, ports[i], DIR_OUT, us + i, d->id);
		f.proto = like.proto;
		f.arp = like.arp;
		see(d, f);
	}
	for (size_t i = n; i-- > 0;) {
		f = hand_frame(&d->h, rooms[i], "eth0", DIR_IN, us + 10 + i, d->id);
		f.proto = like.proto;
		f.arp = like.arp;
		see(d, f);
	}
}

/* The same frame keeps its id across the bridge. */
static void bridged(struct drawing *d, int from, const char *in, const char *out, int to,
		    struct frame like, uint64_t us)
{
	hop(d, from, "eth0", SW, in, like, us, us + 6);
	d->id--;
	hop(d, SW, out, to, "eth0", like, us + 8, us + 13);
}

static void switch_ping(struct drawing *d, size_t n)
{
	static const int others[] = { BLUE, GREEN, SW + 1, SW + 2, SW + 3, SW + 4, SW + 5 };
	static const char *const ports[] = { "blue", "green", "h0", "h1", "h2", "h3", "h4" };
	struct frame q = ask("192.168.15.2", "192.168.15.1");

	hop(d, RED, "eth0", SW, "red", q, 0, 6);
	flood(d, q, others, ports, n, 8);
	bridged(d, BLUE, "blue", "red", RED, tell("192.168.15.2", "192.168.15.1", 2), 40);
	bridged(d, RED, "red", "blue", BLUE, echo(REQUEST, "192.168.15.1", "192.168.15.2", 1), 70);
	bridged(d, BLUE, "blue", "red", RED, echo(REPLY, "192.168.15.2", "192.168.15.1", 1), 100);
}

static void three_and_a_switch(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_switch(&d.h);
	draw_begin(&d, 80, true, false);
	switch_ping(&d, 2);
	draw_is(&d, "switch");
}

static void too_many_for_the_page(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_switch(&d.h);
	for (int i = 0; i < 5; i++) {
		char name[16];

		snprintf(name, sizeof(name), "h%d", i);
		hand_pipe(&d.h, hand_room(&d.h, name), "eth0", SW, name);
	}
	draw_begin(&d, 80, true, false);
	switch_ping(&d, 7);
	draw_is(&d, "crowd");
}

/* A chain longer than the page: its middle has no lane, its frames still join. */
static void forwarders_without_a_lane(void **state)
{
	struct drawing d = { 0 };
	struct frame e = echo(REQUEST, "10.0.0.1", "10.0.0.6", 1);

	(void)state;
	memset(&d.h, 0, sizeof(d.h));
	for (int i = 0; i < 6; i++) {
		char name[16];

		snprintf(name, sizeof(name), "n%d", i);
		hand_room(&d.h, name);
		if (i)
			hand_pipe(&d.h, i - 1, "right", i, "left");
	}
	hand_addr(&d.h, 0, 2, "10.0.0.1", 24);
	hand_addr(&d.h, 5, 2, "10.0.0.6", 24);
	draw_begin(&d, 80, true, false);
	for (int i = 0; i < 5; i++) {
		hop(&d, i, "right", i + 1, "left", e, (uint64_t)i * 10, (uint64_t)i * 10 + 5);
		d.id = 0;
	}
	draw_is(&d, "chain");
}

/* Two networks, and MACs alike at both ends: nothing may be shortened. */
static void behind_a_router(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_routed(&d.h);
	for (size_t i = 0; i < 2; i++)
		d.h.links[RTR][i].mac[5] = 7;
	draw_begin(&d, 60, true, false);
	hop(&d, RED, "eth0", RTR, "r0",
	    hand_arp((struct frame){ 0 }, ASK, "10.1.0.2", "10.1.0.1", 1), 0, 6);
	hop(&d, RTR, "r0", RED, "eth0",
	    hand_arp((struct frame){ 0 }, TELL, "10.1.0.1", "10.1.0.2", 7), 12, 15);
	hop(&d, RED, "eth0", RTR, "r0", echo(REQUEST, "10.1.0.2", "10.2.0.2", 1), 20, 26);
	d.id--;
	hop(&d, RTR, "b0", BLUE, "eth0", echo(REQUEST, "10.1.0.2", "10.2.0.2", 1), 31, 37);
	hop(&d, BLUE, "eth0", RTR, "b0", echo(REPLY, "10.2.0.2", "10.1.0.2", 1), 41, 45);
	draw_is(&d, "router");
}

static struct frame icmp6(uint8_t type, const char *src, const char *dst, const char *target)
{
	struct frame f = { .proto = PROTO_ICMP6 };

	f.ip = (struct ip_part){ .valid = true, .version = 6 };
	f.icmp = (struct icmp_part){ .valid = true, .type = type, .has_target = true, .seq = 1 };
	inet_pton(AF_INET6, src, f.ip.src);
	inet_pton(AF_INET6, dst, f.ip.dst);
	inet_pton(AF_INET6, target, f.icmp.target);
	f.eth_src[0] = 2;
	f.eth_src[5] = 2;
	return f;
}

/* IPv6's housekeeping is counted, not drawn; its ping is drawn. */
static void chatter_is_counted(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_pair(&d.h);
	hand_addr(&d.h, RED, 2, "fd00::1", 64);
	hand_addr(&d.h, BLUE, 2, "fd00::2", 64);
	draw_begin(&d, 80, true, false);
	hop(&d, BLUE, "eth0", RED, "eth0", icmp6(133, "fe80::2", "ff02::2", "::"), 0, 5);
	hop(&d, BLUE, "eth0", RED, "eth0", icmp6(143, "::", "ff02::16", "::"), 10, 15);
	hop(&d, BLUE, "eth0", RED, "eth0", icmp6(135, "::", "ff02::1", "fd00::2"), 20, 25);
	hop(&d, BLUE, "eth0", RED, "eth0", icmp6(136, "fd00::2", "ff02::1", "fd00::2"), 30, 35);
	neigh(&d, RED, "192.168.15.2", NUD_REACHABLE, NUD_REACHABLE, 40);
	neigh(&d, RED, "224.0.0.22", 0, NUD_NOARP, 41);
	assert_null(strstr(d.text ? d.text : "", "red"));
	hop(&d, RED, "eth0", BLUE, "eth0", icmp6(135, "fd00::1", "ff02::1:ff00:2", "fd00::2"), 50,
	    55);
	hop(&d, BLUE, "eth0", RED, "eth0", icmp6(136, "fd00::2", "fd00::1", "fd00::2"), 60, 65);
	hop(&d, RED, "eth0", BLUE, "eth0", icmp6(128, "fd00::1", "fd00::2", "::"), 70, 75);
	draw_is(&d, "icmp6");
}

/* ARP is more than question and answer. */
static void arp_by_its_kinds(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_pair(&d.h);
	draw_begin(&d, 80, true, false);
	hop(&d, BLUE, "eth0", RED, "eth0", ask("192.168.15.2", "0.0.0.0"), 0, 5);
	hop(&d, BLUE, "eth0", RED, "eth0", ask("192.168.15.2", "192.168.15.2"), 10, 15);
	draw_is(&d, "arp-kinds");
}

static void hostile_names(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_pair(&d.h);
	strcpy(d.h.rooms[RED].name, "\033[31mred\n");
	strcpy(d.h.rooms[BLUE].name,
	       "a-name-that-is-longer-than-any-lane-could-ever-be-wide-really");
	draw_begin(&d, 80, false, false);
	first_ping(&d);
	assert_null(strchr(d.text, '\033'));
	draw_is(&d, "hostile");
}

/* The way on is in a namespace that nscope cannot see. */
static void out_of_sight(void **state)
{
	struct drawing d = { 0 };

	(void)state;
	hand_pair(&d.h);
	d.h.snap.n_rooms = 1;
	d.h.links[RED][0].peer_cookie = 0;
	draw_begin(&d, 80, true, false);
	see(&d, hand_arp(hand_frame(&d.h, RED, "eth0", DIR_OUT, 0, 1), ASK, "192.168.15.1",
			 "192.168.15.2", 1));
	see(&d, hand_arp(hand_frame(&d.h, RED, "eth0", DIR_IN, 20, 2), TELL, "192.168.15.2",
			 "192.168.15.1", 2));
	draw_is(&d, "out-of-sight");
}

/* A flood through rows[]: none is lost from the page, none overruns. */
static void more_rows_than_room(void **state)
{
	struct drawing d = { 0 };
	size_t lines = 0;

	(void)state;
	hand_pair(&d.h);
	draw_begin(&d, 80, true, false);
	for (uint32_t i = 1; i <= 200; i++)
		see(&d, hand_echo(hand_frame(&d.h, RED, "eth0", DIR_OUT, i, i), REQUEST,
				  "192.168.15.1", "192.168.15.2", (uint16_t)i));
	draw_end(&d);
	for (char *p = d.text; (p = strstr(p, "echo request")); p++)
		lines++;
	assert_int_equal(lines, 200);
	free(d.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pair_first_ping),
		cmocka_unit_test(pair_in_ascii),
		cmocka_unit_test(pair_in_color),
		cmocka_unit_test(pair_on_a_narrow_terminal),
		cmocka_unit_test(lines_come_live),
		cmocka_unit_test(losses_come_live),
		cmocka_unit_test(echoes_wait),
		cmocka_unit_test(translated),
		cmocka_unit_test(silent_ones),
		cmocka_unit_test(nobody_home),
		cmocka_unit_test(nobody_on_a_narrow_terminal),
		cmocka_unit_test(link_down),
		cmocka_unit_test(silence_is_drawn),
		cmocka_unit_test(gaps_are_drawn),
		cmocka_unit_test(three_and_a_switch),
		cmocka_unit_test(too_many_for_the_page),
		cmocka_unit_test(forwarders_without_a_lane),
		cmocka_unit_test(behind_a_router),
		cmocka_unit_test(chatter_is_counted),
		cmocka_unit_test(arp_by_its_kinds),
		cmocka_unit_test(hostile_names),
		cmocka_unit_test(out_of_sight),
		cmocka_unit_test(more_rows_than_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
