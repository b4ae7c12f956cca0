// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_meaning.c - every sentence there is, by an event that it explains, as it is said first and
 * later; compared with tests/golden/meaning.txt, `UPDATE=1` writes that anew
 */
#include "unit.h"

#include "lab_by_hand.h"

#include "../../user/out/lecture.h"
#include "../../user/trace/drop_list.h"
#include "../../user/trace/netchange.h"

#define LOWER_UP (1 << 16) /* IFF_LOWER_UP: net/if.h has it not */

enum { R_KNOWN = 1, R_STRANGE };

static const char *reason(void *ctx, uint32_t n)
{
	(void)ctx;
	return n == R_KNOWN ? "IP_RPFILTER" : n == R_STRANGE ? "\033[2J" : NULL;
}

static const struct words words = { .drop_reason = reason };
static struct hand h;
static struct meaning m;
static FILE *page;
static bool said[MEANING_MAX];
static uint32_t last_id;

static enum meaning_id of(const struct frame *f)
{
	return meaning_of(&m, &(struct meaning_from){ &h.snap, &words, f });
}

/* It is explained with this sentence; both forms go on the page. */
static void means(enum meaning_id id, struct frame f)
{
	const struct meaning_from from = { &h.snap, &words, &f };
	char full[MEANING_TEXT] = "", brief[MEANING_TEXT] = "";

	assert_int_equal(of(&f), id);
	said[id] = true;
	meaning_say(id, &from, false, &TEXT(full));
	meaning_say(id, &from, true, &TEXT(brief));
	for (const char *s = full; *s; s++)
		assert_true(*s >= ' ' && *s <= '~' && *s != '{');
	assert_null(strchr(brief, '{'));
	assert_true(strlen(brief) <= strlen(full));
	fprintf(page, "%s\n    %s\n", full, brief);
}

static struct frame at(int room, const char *link, enum frame_dir dir, bool known)
{
	return hand_frame(&h, room, link, dir, 0, known ? last_id : ++last_id);
}

static struct frame to_one(struct frame f, uint8_t last)
{
	f.l2len = 14;
	f.eth_dst[0] = 2;
	f.eth_dst[5] = last;
	f.eth_src[0] = 2;
	f.eth_src[5] = 1;
	return f;
}

static void arp(void **state)
{
	struct frame f;

	(void)state;
	hand_pair(&h);
#define RED_OUT at(RED, "eth0", DIR_OUT, false)
#define BLUE_IN at(BLUE, "eth0", DIR_IN, true)
	means(MEANING_ARP_ASK, hand_arp(RED_OUT, ASK, "192.168.15.1", "192.168.15.2", 1));
	means(MEANING_ARP_HEARD_MINE, hand_arp(BLUE_IN, ASK, "192.168.15.1", "192.168.15.2", 1));
	means(MEANING_ARP_HEARD_OTHER, hand_arp(BLUE_IN, ASK, "192.168.15.1", "192.168.15.9", 1));
	means(MEANING_ARP_POLL,
	      to_one(hand_arp(RED_OUT, ASK, "192.168.15.1", "192.168.15.2", 1), 2));
	means(MEANING_ARP_ANSWER, hand_arp(RED_OUT, TELL, "192.168.15.1", "192.168.15.2", 1));
	means(MEANING_ARP_PROXY, hand_arp(RED_OUT, TELL, "192.168.15.77", "192.168.15.2", 1));
	means(MEANING_ARP_ANSWERED, hand_arp(BLUE_IN, TELL, "192.168.15.1", "192.168.15.2", 1));
	means(MEANING_ARP_ANSWER_OTHER, hand_arp(BLUE_IN, TELL, "192.168.15.1", "192.168.15.8", 1));
	means(MEANING_ARP_PROBE, hand_arp(RED_OUT, ASK, "0.0.0.0", "192.168.15.2", 1));
	means(MEANING_ARP_PROBE_MINE, hand_arp(BLUE_IN, ASK, "0.0.0.0", "192.168.15.2", 1));
	means(MEANING_ARP_PROBE_OTHER, hand_arp(BLUE_IN, ASK, "0.0.0.0", "192.168.15.7", 1));
	means(MEANING_ARP_ANNOUNCE, hand_arp(RED_OUT, ASK, "192.168.15.1", "192.168.15.1", 1));
	means(MEANING_ARP_ANNOUNCE_HEARD,
	      hand_arp(BLUE_IN, ASK, "192.168.15.1", "192.168.15.1", 1));
	means(MEANING_ARP_GRATUITOUS, hand_arp(RED_OUT, TELL, "192.168.15.1", "192.168.15.1", 1));
	means(MEANING_ARP_CONFLICT, hand_arp(BLUE_IN, ASK, "192.168.15.2", "192.168.15.2", 1));
	means(MEANING_ARP_STRANGE, hand_arp(RED_OUT, 9, "192.168.15.1", "192.168.15.2", 1));
	/* of a capture that somebody else took nothing is known but the packet */
	f = hand_arp((struct frame){ .type = FRAME_PACKET }, ASK, "10.0.0.1", "10.0.0.2", 1);
	means(MEANING_ARP_ASK, f);
	f.malformed = "cut";
	means(MEANING_CUT, f);
}

static struct frame echo4(struct frame f, uint8_t type, const char *src, const char *dst)
{
	f.ip.ttl = 63;
	return hand_echo(f, type, src, dst, 1);
}

static void echoes(void **state)
{
	struct frame f;

	(void)state;
	hand_routed(&h);
	means(MEANING_ECHO_SENT, echo4(RED_OUT, REQUEST, "10.1.0.2", "10.2.0.2"));
	means(MEANING_ROUTER_IN,
	      echo4(at(RTR, "r0", DIR_IN, true), REQUEST, "10.1.0.2", "10.2.0.2"));
	f = echo4(at(RTR, "b0", DIR_OUT, true), REQUEST, "10.1.0.2", "10.2.0.2");
	f.ip.ttl = 63;
	means(MEANING_ROUTER_OUT, f);
	means(MEANING_ECHO_HERE, echo4(BLUE_IN, REQUEST, "10.1.0.2", "10.2.0.2"));
	means(MEANING_REPLY_SENT,
	      echo4(at(BLUE, "eth0", DIR_OUT, false), REPLY, "10.2.0.2", "10.1.0.2"));
	means(MEANING_REPLY_HERE,
	      echo4(at(RED, "eth0", DIR_IN, true), REPLY, "10.2.0.2", "10.1.0.2"));
	means(MEANING_ELSEWHERE, echo4(BLUE_IN, REQUEST, "10.1.0.2", "10.9.0.2"));
	/* a router that puts its own address into it, and gets the reply */
	of(&(struct frame){ 0 });
	f = echo4(RED_OUT, REQUEST, "10.1.0.2", "10.2.0.2");
	of(&f);
	means(MEANING_NAT_SRC,
	      echo4(at(RTR, "b0", DIR_OUT, true), REQUEST, "10.2.0.1", "10.2.0.2"));
	means(MEANING_NAT_BACK, echo4(at(RTR, "b0", DIR_IN, false), REPLY, "10.2.0.2", "10.2.0.1"));
	means(MEANING_NAT_DST, echo4(at(RTR, "r0", DIR_OUT, true), REPLY, "10.2.0.2", "10.1.0.2"));
	f = echo4(RED_OUT, REQUEST, "10.1.0.2", "10.2.0.2");
	f.ip.fragment = true;
	f.ip.frag_offset = 1480;
	f.icmp.valid = false;
	means(MEANING_PIECE, f);
	f.ip.frag_offset = 0;
	f.packet_id = ++last_id;
	means(MEANING_SENT_ON, f);
	f = echo4(RED_OUT, 13, "10.1.0.2", "10.2.0.2");
	means(MEANING_ICMP_OTHER, f);
}

static void through_a_switch(void **state)
{
	struct frame f;

	(void)state;
	hand_switch(&h);
	f = hand_arp(RED_OUT, ASK, "192.168.15.1", "192.168.15.2", 1);
	of(&f);
	f = hand_arp(at(SW, "red", DIR_IN, true), ASK, "192.168.15.1", "192.168.15.2", 1);
	f.eth_src[0] = 2;
	means(MEANING_SWITCH_IN, f);
	means(MEANING_SWITCH_FLOOD,
	      hand_arp(at(SW, "blue", DIR_OUT, true), ASK, "192.168.15.1", "192.168.15.2", 1));
	means(MEANING_SWITCH_OUT,
	      hand_arp(at(SW, "red", DIR_OUT, true), TELL, "192.168.15.2", "192.168.15.1", 2));
	/* its own address is asked for, and it sends an echo itself */
	means(MEANING_ARP_HEARD_MINE,
	      hand_arp(at(SW, "red", DIR_IN, true), ASK, "192.168.15.1", "192.168.15.5", 1));
	means(MEANING_ECHO_SENT,
	      echo4(at(SW, "red", DIR_OUT, false), REQUEST, "192.168.15.5", "192.168.15.1"));
	f = echo4(RED_OUT, REQUEST, "192.168.15.1", "192.168.15.2");
	of(&f);
	means(MEANING_SWITCH_IN,
	      echo4(at(SW, "red", DIR_IN, true), REQUEST, "192.168.15.1", "192.168.15.2"));
	means(MEANING_SWITCH_OUT,
	      echo4(at(SW, "blue", DIR_OUT, true), REQUEST, "192.168.15.1", "192.168.15.2"));
}

/* An IPv4 header and an echo's, to 10.2.0.9. */
static const uint8_t quoted[28] = { 0x45, 0, 0,	 84, 0, 1, 0, 0, 1, 1, 0, 0, 10, 1,
				    0,	  2, 10, 2,  0, 9, 8, 0, 0, 0, 0, 1, 0,	 1 };

static struct frame error4(uint8_t type, uint8_t code)
{
	struct frame f = echo4(at(RTR, "r0", DIR_OUT, false), type, "10.1.0.1", "10.1.0.2");

	f.icmp.code = code;
	f.icmp.mtu = 1280;
	f.icmp.quoted = quoted;
	f.icmp.quoted_len = sizeof(quoted);
	return f;
}

static struct frame error6(uint8_t type, uint8_t code)
{
	struct frame f = error4(type, code);

	f.proto = PROTO_ICMP6;
	f.ip.version = 6;
	return f;
}

static void errors(void **state)
{
	struct frame f;

	(void)state;
	hand_routed(&h);
	means(MEANING_NET_UNREACHABLE, error4(3, 0));
	means(MEANING_HOST_UNREACHABLE, error4(3, 1));
	means(MEANING_PORT_UNREACHABLE, error4(3, 3));
	means(MEANING_TOO_BIG, error4(3, 4));
	means(MEANING_PROHIBITED, error4(3, 13));
	means(MEANING_ERROR_OTHER, error4(3, 12));
	means(MEANING_TIME_EXCEEDED, error4(11, 0));
	means(MEANING_REASSEMBLY, error4(11, 1));
	means(MEANING_BAD_HEADER, error4(12, 0));
	f = error4(5, 1);
	f.icmp.has_target = true;
	memcpy(f.icmp.target, (uint8_t[]){ 10, 1, 0, 254 }, 4);
	means(MEANING_REDIRECT, f);
	f = error4(11, 0);
	of(&f);
	f.netns_cookie = h.rooms[RED].cookie;
	f.dir = DIR_IN;
	means(MEANING_ERROR_HERE, f);
	means(MEANING_NET_UNREACHABLE, error6(1, 0));
	means(MEANING_PROHIBITED, error6(1, 1));
	means(MEANING_HOST_UNREACHABLE, error6(1, 3));
	means(MEANING_PORT_UNREACHABLE, error6(1, 4));
	means(MEANING_TOO_BIG, error6(2, 0));
	means(MEANING_TIME_EXCEEDED, error6(3, 0));
	means(MEANING_REASSEMBLY, error6(3, 1));
	means(MEANING_BAD_HEADER, error6(4, 0));
	means(MEANING_REDIRECT, error6(137, 0));
}

static struct frame nd(struct frame f, uint8_t type, const char *src, const char *dst)
{
	f.proto = PROTO_ICMP6;
	f.ip = (struct ip_part){ .valid = true, .version = 6, .ttl = 255 };
	f.icmp = (struct icmp_part){ .valid = true, .type = type };
	inet_pton(AF_INET6, src, f.ip.src);
	inet_pton(AF_INET6, dst, f.ip.dst);
	f.icmp.has_target = type == 135 || type == 136;
	inet_pton(AF_INET6, "fd00::2", f.icmp.target);
	return f;
}

static void discovery(void **state)
{
	struct frame f;

	(void)state;
	hand_pair(&h);
	hand_addr(&h, RED, 2, "fd00::1", 64);
	hand_addr(&h, BLUE, 2, "fd00::2", 64);
	means(MEANING_NS_ASK, nd(RED_OUT, 135, "fd00::1", "ff02::1:ff00:2"));
	means(MEANING_NS_HEARD_MINE, nd(BLUE_IN, 135, "fd00::1", "ff02::1:ff00:2"));
	f = nd(BLUE_IN, 135, "fd00::1", "ff02::1:ff00:2");
	f.icmp.target[15] = 9;
	means(MEANING_NS_HEARD_OTHER, f);
	means(MEANING_NS_POLL, nd(RED_OUT, 135, "fd00::1", "fd00::2"));
	means(MEANING_NS_DAD, nd(RED_OUT, 135, "::", "ff02::1:ff00:2"));
	means(MEANING_NA_ANSWER, nd(at(BLUE, "eth0", DIR_OUT, false), 136, "fd00::2", "fd00::1"));
	means(MEANING_NA_HERE, nd(at(RED, "eth0", DIR_IN, true), 136, "fd00::2", "fd00::1"));
	means(MEANING_NA_PROXY, nd(RED_OUT, 136, "fd00::1", "fd00::7"));
	means(MEANING_NA_ALL, nd(at(BLUE, "eth0", DIR_OUT, false), 136, "fd00::2", "ff02::1"));
	means(MEANING_RS, nd(RED_OUT, 133, "fe80::1", "ff02::2"));
	means(MEANING_RS_HERE, nd(BLUE_IN, 133, "fe80::1", "ff02::2"));
	means(MEANING_RA, nd(RED_OUT, 134, "fe80::1", "ff02::1"));
	means(MEANING_RA_HERE, nd(BLUE_IN, 134, "fe80::1", "ff02::1"));
	means(MEANING_MLD_REPORT, nd(RED_OUT, 143, "fe80::1", "ff02::16"));
	means(MEANING_MLD_HERE, nd(BLUE_IN, 143, "fe80::1", "ff02::16"));
	means(MEANING_MLD_QUERY, nd(RED_OUT, 130, "fe80::1", "ff02::1"));
}

static void neighbours(void **state)
{
	static const struct {
		uint8_t old, new_;
		enum meaning_id id;
	} rows[] = {
		{ 0, NUD_INCOMPLETE, MEANING_NEIGH_INCOMPLETE },
		{ NUD_INCOMPLETE, NUD_REACHABLE, MEANING_NEIGH_REACHABLE },
		{ 0, NUD_STALE, MEANING_NEIGH_LEARNT },
		{ NUD_REACHABLE, NUD_STALE, MEANING_NEIGH_AGED },
		{ NUD_STALE, NUD_DELAY, MEANING_NEIGH_DELAY },
		{ NUD_DELAY, NUD_PROBE, MEANING_NEIGH_PROBE },
		{ NUD_PROBE, NUD_FAILED, MEANING_NEIGH_FAILED },
		{ 0, NUD_PERMANENT, MEANING_NEIGH_PERMANENT },
		{ 0, NUD_NOARP, MEANING_NEIGH_NOARP },
		{ NUD_STALE, 0, MEANING_NEIGH_GONE },
		{ NUD_STALE, NUD_STALE, MEANING_NEIGH_OTHER },
	};

	(void)state;
	hand_pair(&h);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		means(rows[i].id, hand_neigh(at(RED, "eth0", DIR_NONE, false), "192.168.15.2",
					     rows[i].old, rows[i].new_));
}

static void drops(void **state)
{
	const char *brief, *full;
	struct frame f;

	(void)state;
	hand_pair(&h);
	f = hand_drop(hand_arp(RED_OUT, ASK, "192.168.15.1", "192.168.15.2", 1), R_KNOWN);
	means(MEANING_DROP, f);
	f.reason = R_STRANGE;
	means(MEANING_DROP_UNKNOWN, f);
	f.reason = 77;
	means(MEANING_DROP_UNKNOWN, f);
	f.hook = HOOK_DROP_PLAIN;
	means(MEANING_DROP_UNKNOWN, f);
#define KNOWN(name, ...) assert_true(drop_words(name, &brief, &full) && *brief && *full);
	DROP_REASONS(KNOWN)
#undef KNOWN
	assert_false(drop_words("NO_SUCH_REASON", &brief, &full));
	assert_false(drop_words(NULL, &brief, &full));
}

/* A change of a kind whose record is @data. */
static struct frame change(enum frame_type type, const void *data, size_t len)
{
	struct frame f = at(RED, "eth0", DIR_NONE, false);

	f.type = type;
	f.data = data;
	f.caplen = (uint32_t)len;
	return f;
}

static struct event_link link_of(uint8_t action, uint16_t changed, uint32_t flags)
{
	return (struct event_link){ .action = action, .changed = changed, .flags = flags };
}

static void changes(void **state)
{
	struct event_link l;
	struct event_addr a = { .family = AF_INET, .len = 24, .addr = { 10, 0, 0, 7 } };
	struct event_route r = { .family = AF_INET };
	struct event_netns n = { .action = EVENT_NEW };

	(void)state;
	hand_pair(&h);
	l = link_of(EVENT_NEW, 0, 0);
	means(MEANING_LINK_NEW, change(FRAME_LINK, &l, sizeof(l)));
	l = link_of(EVENT_GONE, 0, 0);
	means(MEANING_LINK_GONE, change(FRAME_LINK, &l, sizeof(l)));
	l = link_of(EVENT_CHANGED, EVENT_LINK_UP, 0);
	means(MEANING_LINK_DOWN, change(FRAME_LINK, &l, sizeof(l)));
	l = link_of(EVENT_CHANGED, EVENT_LINK_UP, IFF_UP | LOWER_UP);
	means(MEANING_LINK_UP, change(FRAME_LINK, &l, sizeof(l)));
	l = link_of(EVENT_CHANGED, EVENT_LINK_CARRIER, IFF_UP);
	means(MEANING_NO_CARRIER, change(FRAME_LINK, &l, sizeof(l)));
	l = link_of(EVENT_CHANGED, EVENT_LINK_MTU, IFF_UP);
	means(MEANING_LINK_OTHER, change(FRAME_LINK, &l, sizeof(l)));
	for (uint8_t action = 0; action < EVENT_ACTION_MAX; action++) {
		static const enum meaning_id addrs[] = { MEANING_ADDR_NEW, MEANING_ADDR_OTHER,
							 MEANING_ADDR_GONE };
		static const enum meaning_id routes[] = { MEANING_ROUTE_NEW, MEANING_ROUTE_OTHER,
							  MEANING_ROUTE_GONE };

		a.action = r.action = action;
		means(addrs[action], change(FRAME_ADDR, &a, sizeof(a)));
		means(routes[action], change(FRAME_ROUTE, &r, sizeof(r)));
	}
	means(MEANING_NETNS_NEW, change(FRAME_NETNS, &n, sizeof(n)));
	n.action = EVENT_GONE;
	means(MEANING_NETNS_GONE, change(FRAME_NETNS, &n, sizeof(n)));
	means(MEANING_RESYNC, change(FRAME_RESYNC, NULL, 0));
	means(MEANING_CONSUME, change(FRAME_CONSUME, NULL, 0));
	means(MEANING_ICMP_SEND, change(FRAME_ICMP_SEND, NULL, 0));
	means(MEANING_FIB, change(FRAME_FIB, NULL, 0));
	means(MEANING_FDB, change(FRAME_FDB, NULL, 0));
	said[MEANING_LOST] = said[MEANING_END] = true; /* of no event: test_ladder, goldens */
}

static void rules(void **state)
{
	struct event_rule r = { .verdict = 1, .kind = 2, .handle = 7 };

	(void)state;
	hand_pair(&h);
	means(MEANING_RULE, change(FRAME_RULE, &r, sizeof(r)));
	r.verdict = 0;
	means(MEANING_RULE_DROP, change(FRAME_RULE, &r, sizeof(r)));
}

/* In full, in short, and what was just said not again. */
static void said_as_a_teacher_would(void **state)
{
	struct frame f;
	char text[MEANING_TEXT];
	struct meaning_from from = { &h.snap, &words, &f };
	const char *wanted[] = {
		"red asks everyone on this wire: who has 192.168.15.9? Only its owner should "
		"answer.",
		"red asks everyone: who has 192.168.15.9?",
		"",
		"",
		"red asks everyone: who has 192.168.15.8?",
	};

	(void)state;
	hand_pair(&h);
	memset(&m, 0, sizeof(m));
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		struct text t = TEXT(text);

		text[0] = '\0';
		f = hand_arp(RED_OUT, ASK, "192.168.15.1",
			     i == ARRAY_SIZE(wanted) - 1 ? "192.168.15.8" : "192.168.15.9", 1);
		meaning_teach(&m, meaning_of(&m, &from), &from, &t);
		assert_string_equal(text, wanted[i]);
	}
}

/* Names and reasons are hostile, and as long as they can be. */
static void hostile_names(void **state)
{
	struct frame f;
	char text[MEANING_TEXT] = "";
	struct meaning_from from = { &h.snap, &words, &f };

	(void)state;
	hand_pair(&h);
	memset(h.rooms[RED].name, '\033', sizeof(h.rooms[RED].name));
	f = hand_arp(RED_OUT, ASK, "192.168.15.1", "192.168.15.9", 1);
	for (int id = 0; id < MEANING_MAX; id++) {
		struct text t = TEXT(text);

		if (id != MEANING_ADDR_NEW && id != MEANING_ADDR_GONE && id != MEANING_ADDR_OTHER)
			meaning_say((enum meaning_id)id, &from, false, &t);
		assert_null(strchr(text, '\033'));
		assert_in_range(t.len, 0, sizeof(text) - 1);
	}
}

static void folded(void **state)
{
	struct out_config c = { .names = &h.snap };
	struct lecture_place place = { 4, 20 };
	struct out *o;
	char *text = NULL;
	size_t len;

	(void)state;
	c.file = open_memstream(&text, &len);
	o = out_new(&out_text, &c);
	lecture_print(o, &place, "one two three four-and-more-than-that five six");
	lecture_print(o, &place, "");
	place.width = 0;
	lecture_print(o, &place, "all of it on one line");
	o->config.color = true;
	lecture_print(o, &place, "dim");
	fclose(c.file);
	assert_string_equal(text, "    one two three\n    four-and-more-than-that\n    five six\n"
				  "    all of it on one line\n    \033[2mdim\033[m\n");
	out_free(o);
	free(text);
}

static char *pages;
static size_t pages_len;

static int begin(void **state)
{
	(void)state;
	page = open_memstream(&pages, &pages_len);
	return page ? 0 : -1;
}

/* Every sentence was said; and as it once was found right. */
static void nothing_is_left_unsaid(void **state)
{
	static char wanted[65536];
	FILE *f;

	(void)state;
	for (int id = 0; id < MEANING_MAX; id++)
		if (!said[id])
			fail_msg("sentence %d was never said", id);
	fclose(page);
	f = fopen("tests/golden/meaning.txt", getenv("UPDATE") ? "w+" : "r");
	assert_non_null(f);
	if (getenv("UPDATE")) {
		fputs(pages, f);
		rewind(f);
	}
	wanted[fread(wanted, 1, sizeof(wanted) - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(pages, wanted);
	free(pages);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arp),
		cmocka_unit_test(echoes),
		cmocka_unit_test(through_a_switch),
		cmocka_unit_test(errors),
		cmocka_unit_test(discovery),
		cmocka_unit_test(neighbours),
		cmocka_unit_test(drops),
		cmocka_unit_test(changes),
		cmocka_unit_test(rules),
		cmocka_unit_test(nothing_is_left_unsaid),
		cmocka_unit_test(said_as_a_teacher_would),
		cmocka_unit_test(hostile_names),
		cmocka_unit_test(folded),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}
