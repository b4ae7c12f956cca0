// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_why.c - every cause in at least two labs, and the labs that only look broken
 */
#include "unit.h"

#include "lab_by_hand.h"

#include <errno.h>

#include "../../user/why/say.h"
#include "../../user/why/verdict.h"

#define FRAMES_MAX 64

/* A question with its evidence, and the verdict on it. */
struct trial {
	struct hand h;
	struct frame frames[FRAMES_MAX];
	struct frame_log log;
	struct question q;
	struct verdict v;
};

static void trial_to(struct trial *t, const char *to)
{
	t->q.family = strchr(to, ':') ? AF_INET6 : AF_INET;
	assert_int_equal(inet_pton(t->q.family, to, t->q.to), 1);
}

/* red pings an address out of eth0, three times, in vain: so far nothing was seen. */
static void trial_begin(struct trial *t, const char *to)
{
	t->log = (struct frame_log){ .frames = t->frames };
	t->q = (struct question){ .snap = &t->h.snap,
				  .from = &t->h.rooms[RED],
				  .route = { .oif = 2, .has_source = true },
				  .log = &t->log,
				  .sent = 3 };
	t->v = (struct verdict){ 0 };
	trial_to(t, to);
}

static void via(struct trial *t, const char *gateway)
{
	t->q.route.has_gateway = true;
	inet_pton(AF_INET, gateway, t->q.route.gateway);
}

static void see(struct trial *t, struct frame f)
{
	assert_in_range(t->log.n, 0, FRAMES_MAX - 1);
	t->frames[t->log.n++] = f;
}

static void packet(struct trial *t, int room, const char *link, enum frame_dir dir, uint64_t us,
		   struct frame like)
{
	struct frame at = hand_frame(&t->h, room, link, dir, us, 1);

	at.proto = like.proto;
	at.arp = like.arp;
	at.ip = like.ip;
	at.icmp = like.icmp;
	at.transaction = 1;
	see(t, at);
}

static struct frame ask(const char *who)
{
	return hand_arp((struct frame){ 0 }, ASK, "192.168.15.1", who, 1);
}

static struct frame tell(const char *who)
{
	return hand_arp((struct frame){ 0 }, TELL, who, "192.168.15.1", 2);
}

static struct frame request(const char *dst)
{
	return hand_echo((struct frame){ 0 }, REQUEST, "192.168.15.1", dst, 1);
}

static struct frame reply(const char *src)
{
	return hand_echo((struct frame){ 0 }, REPLY, src, "192.168.15.1", 1);
}

static void asked_in_vain(struct trial *t, const char *who)
{
	for (uint64_t i = 0; i < 3; i++)
		packet(t, RED, "eth0", DIR_OUT, i * 1024000, ask(who));
	see(t, hand_neigh(hand_frame(&t->h, RED, "eth0", DIR_NONE, 3072000, 0), who, NUD_INCOMPLETE,
			  NUD_FAILED));
}

static void judge(struct trial *t)
{
	size_t len;

	why_judge(&t->q, &t->v);
	len = strlen(t->v.summary);
	assert_in_range(len, 10, sizeof(t->v.summary) - 1);
	assert_int_equal(t->v.summary[len - 1], '.');
	for (size_t i = 0; i < len; i++)
		assert_in_range(t->v.summary[i], 0x20, 0x7e);
	assert_null(strpbrk(t->v.fix, "\n;&|`$<>\"'\\"));
	/* what was lost may have said the opposite: judge again with a gap */
	t->log.lost++;
	if (!t->v.reachable) {
		struct verdict gap;

		why_judge(&t->q, &gap);
		assert_int_not_equal(gap.confidence, CONFIDENCE_PROVEN);
	}
	t->log.lost--;
}

static void is(const struct trial *t, enum cause cause, enum confidence confidence,
	       const char *netns, const char *ifname, const char *summary, const char *fix)
{
	assert_string_equal(t->v.summary, summary);
	assert_string_equal(cause_code(t->v.cause), cause_code(cause));
	assert_string_equal(confidence_word(t->v.confidence), confidence_word(confidence));
	assert_int_equal(t->v.reachable, cause == CAUSE_NONE);
	assert_string_equal(t->v.where_netns, netns);
	assert_string_equal(t->v.where_ifname, ifname);
	assert_string_equal(t->v.fix, fix);
}

static void words_are_whole(void **state)
{
	(void)state;
	assert_words(cause_code, CAUSE_MAX);
	assert_words(confidence_word, CONFIDENCE_MAX);
	assert_string_equal(cause_code(CAUSE_ADDRESS_UNOWNED), "address-unowned");
	assert_string_equal(confidence_word(CONFIDENCE_PROVEN), "proven");
}

/* ---- reachable */

static void first_ping(struct trial *t)
{
	packet(t, RED, "eth0", DIR_OUT, 4, ask("192.168.15.2"));
	packet(t, BLUE, "eth0", DIR_IN, 10, ask("192.168.15.2"));
	packet(t, BLUE, "eth0", DIR_OUT, 19, tell("192.168.15.2"));
	packet(t, RED, "eth0", DIR_IN, 25, tell("192.168.15.2"));
	packet(t, RED, "eth0", DIR_OUT, 98, request("192.168.15.2"));
	packet(t, BLUE, "eth0", DIR_IN, 129, request("192.168.15.2"));
	packet(t, BLUE, "eth0", DIR_OUT, 148, reply("192.168.15.2"));
	packet(t, RED, "eth0", DIR_IN, 157, reply("192.168.15.2"));
}

static void answered(void **state)
{
	struct trial t;

	(void)state;
	hand_pair(&t.h);
	trial_begin(&t, "192.168.15.2");
	first_ping(&t);
	t.q.to_name = "blue";
	t.q.received = 3;
	judge(&t);
	is(&t, CAUSE_NONE, CONFIDENCE_PROVEN, "", "",
	   "blue answered 3 of 3; the first took 0.153 ms, 0.094 of it to learn blue's MAC by ARP.",
	   "");
	/* the MAC was known before */
	memmove(t.frames, t.frames + 4, 4 * sizeof(t.frames[0]));
	t.log.n = 4;
	t.q.to_name = NULL;
	t.q.received = 2;
	judge(&t);
	is(&t, CAUSE_NONE, CONFIDENCE_PROVEN, "", "",
	   "192.168.15.2 answered 2 of 3, 1 got no answer; the first took 0.059 ms.", "");
	t.log.n = 0;
	t.log.lost = 1;
	judge(&t);
	is(&t, CAUSE_NONE, CONFIDENCE_INFERRED, "", "",
	   "192.168.15.2 answered 2 of 3, 1 got no answer.", "");
}

static void answered_by_oneself(void **state)
{
	struct trial t;

	(void)state;
	hand_pair(&t.h);
	trial_begin(&t, "192.168.15.1");
	t.q.route.local = true;
	t.q.received = 3;
	judge(&t);
	is(&t, CAUSE_NONE, CONFIDENCE_PROVEN, "", "",
	   "red reached itself: 192.168.15.1 is its own address, so no packet left it.", "");
}

/* Faults that exist and explain nothing: an answer is an answer. */
static void suspicious_and_healthy(void **state)
{
	struct trial t;

	(void)state;
	hand_switch(&t.h);
	hand_down(&t.h, GREEN, "eth0");
	trial_begin(&t, "192.168.15.2");
	first_ping(&t);
	see(&t, hand_drop(t.frames[7], 3));
	see(&t, hand_drop(t.frames[5], 2));
	asked_in_vain(&t, "192.168.15.9");
	t.q.received = 3;
	judge(&t);
	assert_int_equal(t.v.cause, CAUSE_NONE);
	assert_true(t.v.reachable);
	assert_string_equal(t.v.fix, "");
}

/* ---- link-down */

static void far_end_down(void **state)
{
	struct trial t;

	(void)state;
	hand_pair(&t.h);
	hand_down(&t.h, BLUE, "eth0");
	trial_begin(&t, "192.168.15.2");
	asked_in_vain(&t, "192.168.15.2");
	judge(&t);
	is(&t, CAUSE_LINK_DOWN, CONFIDENCE_PROVEN, "blue", "eth0",
	   "blue's eth0 is down, so nobody heard red ask 3 times who has 192.168.15.2.",
	   "ip -n blue link set eth0 up");
	/* nothing was seen at all: only the tables speak */
	t.log.n = 0;
	judge(&t);
	is(&t, CAUSE_LINK_DOWN, CONFIDENCE_INFERRED, "blue", "eth0",
	   "blue's eth0 is down, and the way from red to 192.168.15.2 leads through it.",
	   "ip -n blue link set eth0 up");
	/* the MAC was known */
	packet(&t, RED, "eth0", DIR_OUT, 0, request("192.168.15.2"));
	judge(&t);
	is(&t, CAUSE_LINK_DOWN, CONFIDENCE_PROVEN, "blue", "eth0",
	   "blue's eth0 is down, so red's echo request could not pass it.",
	   "ip -n blue link set eth0 up");
	/* it came in where it cannot have come in: somebody set the link down meanwhile */
	packet(&t, BLUE, "eth0", DIR_IN, 10, request("192.168.15.2"));
	judge(&t);
	assert_int_equal(t.v.cause, CAUSE_LINK_DOWN);
	assert_int_equal(t.v.confidence, CONFIDENCE_INCONCLUSIVE);
	/* whoever pings: nobody at .9 either, but the pipe is shut first */
	trial_begin(&t, "192.168.15.9");
	asked_in_vain(&t, "192.168.15.9");
	judge(&t);
	assert_int_equal(t.v.cause, CAUSE_LINK_DOWN);
}

static void own_end_down(void **state)
{
	struct trial t;

	(void)state;
	hand_pair(&t.h);
	hand_down(&t.h, RED, "eth0");
	trial_begin(&t, "192.168.15.2");
	t.q.route = (struct route_answer){ .error = ENETUNREACH };
	t.q.to_name = "blue";
	judge(&t);
	is(&t, CAUSE_LINK_DOWN, CONFIDENCE_PROVEN, "red", "eth0",
	   "red's eth0 is down, so red has no route to blue.", "ip -n red link set eth0 up");
}

/* Down, but there is a default route by another interface: the packet leaves the wrong way. */
static void own_end_down_and_a_default_route(void **state)
{
	struct trial t;

	(void)state;
	hand_pair(&t.h);
	hand_room(&t.h, "inet");
	hand_pipe(&t.h, RED, "wan", 2, "eth0");
	hand_addr(&t.h, RED, 3, "203.0.113.2", 24);
	hand_addr(&t.h, 2, 2, "203.0.113.1", 24);
	hand_down(&t.h, RED, "eth0");
	trial_begin(&t, "192.168.15.2");
	t.q.route.oif = 3;
	via(&t, "203.0.113.1");
	packet(&t, RED, "wan", DIR_OUT, 0, request("192.168.15.2"));
	judge(&t);
	is(&t, CAUSE_LINK_DOWN, CONFIDENCE_PROVEN, "red", "eth0",
	   "red's eth0 is down, so packets to 192.168.15.2 leave by wan instead and do not arrive.",
	   "ip -n red link set eth0 up");
}

static void bridge_down(void **state)
{
	struct trial t;

	(void)state;
	hand_switch(&t.h);
	hand_down(&t.h, SW, "br0");
	trial_begin(&t, "192.168.15.2");
	asked_in_vain(&t, "192.168.15.2");
	packet(&t, SW, "red", DIR_IN, 6, ask("192.168.15.2"));
	judge(&t);
	is(&t, CAUSE_LINK_DOWN, CONFIDENCE_PROVEN, "sw", "br0",
	   "sw's bridge br0 is down, so nobody heard red ask 3 times who has 192.168.15.2.",
	   "ip -n sw link set br0 up");
	hand_find(&t.h, SW, "br0")->flags |= IFF_UP;
	hand_down(&t.h, SW, "blue");
	judge(&t);
	assert_string_equal(t.v.where_netns, "sw");
	assert_string_equal(t.v.where_ifname, "blue");
	assert_string_equal(t.v.fix, "ip -n sw link set blue up");
}

static void loopback_down(void **state)
{
	static const char *const to[] = { "127.0.0.1", "192.168.15.1" };
	struct trial t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(to); i++) {
		hand_pair(&t.h);
		hand_link(&t.h, RED, "lo", "")->flags = IFF_LOOPBACK;
		trial_begin(&t, to[i]);
		judge(&t);
		is(&t, CAUSE_LOOPBACK_DOWN, CONFIDENCE_INFERRED, "red", "lo",
		   "red's lo is down, and what red sends to itself goes by it.",
		   "ip -n red link set lo up");
	}
	hand_pair(&t.h);
	hand_link(&t.h, RED, "lo", "")->flags = IFF_LOOPBACK | IFF_UP;
	trial_begin(&t, "127.0.0.1");
	judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_LOOPBACK_DOWN);
	/* red's lo has no part in the way to others */
	hand_pair(&t.h);
	hand_link(&t.h, RED, "lo", "")->flags = IFF_LOOPBACK;
	trial_begin(&t, "192.168.15.9");
	asked_in_vain(&t, "192.168.15.9");
	judge(&t);
	assert_int_equal(t.v.cause, CAUSE_ADDRESS_UNOWNED);
}

/* Behind a router nobody's kernel was asked: the tables alone say it. */
static void link_down_behind_a_router(void **state)
{
	struct trial t;

	(void)state;
	hand_routed(&t.h);
	hand_down(&t.h, BLUE, "eth0");
	trial_begin(&t, "10.2.0.2");
	via(&t, "10.1.0.1");
	packet(&t, RED, "eth0", DIR_OUT, 0, request("10.2.0.2"));
	packet(&t, RTR, "r0", DIR_IN, 6, request("10.2.0.2"));
	judge(&t);
	is(&t, CAUSE_LINK_DOWN, CONFIDENCE_INFERRED, "blue", "eth0",
	   "blue's eth0 is down, so red's echo request could not pass it.",
	   "ip -n blue link set eth0 up");
	/* the router's own far address goes with its interface */
	hand_routed(&t.h);
	hand_down(&t.h, RTR, "b0");
	trial_begin(&t, "10.2.0.1");
	via(&t, "10.1.0.1");
	packet(&t, RED, "eth0", DIR_OUT, 0, request("10.2.0.1"));
	packet(&t, RTR, "r0", DIR_IN, 6, request("10.2.0.1"));
	judge(&t);
	assert_int_equal(t.v.cause, CAUSE_LINK_DOWN);
	assert_string_equal(t.v.where_ifname, "b0");
}

/* Two ways over one wire, one of them shut: the open one counts. */
static void a_closed_way_beside_an_open_one(void **state)
{
	struct trial t;

	(void)state;
	hand_switch(&t.h);
	hand_pipe(&t.h, BLUE, "eth1", SW, "blue2");
	hand_find(&t.h, SW, "blue2")->master = hand_find(&t.h, SW, "br0")->ifindex;
	hand_down(&t.h, BLUE, "eth0");
	hand_down(&t.h, GREEN, "eth0");
	hand_addr(&t.h, BLUE, 3, "192.168.15.7", 24);
	trial_begin(&t, "192.168.15.7");
	asked_in_vain(&t, "192.168.15.7");
	judge(&t);
	assert_int_equal(t.v.cause, CAUSE_UNKNOWN);
}

/* ---- no-carrier */

static void no_carrier(void **state)
{
	struct trial t;
	struct link_row *l;

	(void)state;
	hand_pair(&t.h);
	l = hand_find(&t.h, RED, "eth0");
	l->carrier = false;
	l->peer_cookie = 0;
	trial_begin(&t, "192.168.15.2");
	asked_in_vain(&t, "192.168.15.2");
	judge(&t);
	is(&t, CAUSE_NO_CARRIER, CONFIDENCE_PROVEN, "red", "eth0",
	   "red's eth0 is up but has no carrier: its other end is missing or cannot be seen.", "");
	/* a tap that nobody opened; its packets are not hooked */
	strcpy(l->kind, "tun");
	l->peer_ifindex = 0;
	t.log.n = 0;
	judge(&t);
	is(&t, CAUSE_NO_CARRIER, CONFIDENCE_INFERRED, "red", "eth0",
	   "red's eth0 is up but has no carrier: its other end is missing or cannot be seen.", "");
}

/* ---- no-address */

static void no_address(void **state)
{
	struct trial t;

	(void)state;
	hand_pair(&t.h);
	t.h.rooms[RED].n_addrs = 0;
	trial_begin(&t, "192.168.15.2");
	t.q.route = (struct route_answer){ .error = ENETUNREACH };
	judge(&t);
	is(&t, CAUSE_NO_ADDRESS, CONFIDENCE_PROVEN, "red", "eth0",
	   "red's eth0 has no IPv4 address, so red cannot send to 192.168.15.2.",
	   "ip -n red addr add 192.168.15.1/24 dev eth0");
	/* what is proposed must be free */
	hand_addr(&t.h, BLUE, 2, "192.168.15.1", 24);
	judge(&t);
	assert_string_equal(t.v.fix, "ip -n red addr add 192.168.15.3/24 dev eth0");
	/* the only interface, and nobody anywhere has TO */
	trial_to(&t, "8.8.8.8");
	judge(&t);
	assert_int_equal(t.v.cause, CAUSE_NO_ADDRESS);
	assert_string_equal(t.v.fix, "");
	/* a device route, and nothing to send from */
	t.q.route = (struct route_answer){ .oif = 2 };
	trial_to(&t, "192.168.15.2");
	judge(&t);
	assert_int_equal(t.v.cause, CAUSE_NO_ADDRESS);
	assert_int_equal(t.v.confidence, CONFIDENCE_INFERRED);
	/* IPv6: fe80:: does not count, IPv4 does not either */
	hand_pair(&t.h);
	hand_addr(&t.h, RED, 2, "fe80::1", 64);
	hand_addr(&t.h, BLUE, 2, "fd00::2", 64);
	trial_begin(&t, "fd00::2");
	t.q.route = (struct route_answer){ .error = ENETUNREACH };
	judge(&t);
	is(&t, CAUSE_NO_ADDRESS, CONFIDENCE_PROVEN, "red", "eth0",
	   "red's eth0 has no IPv6 address, so red cannot send to fd00::2.", "");
}

/* ---- no-route */

static void no_route(void **state)
{
	struct trial t;

	(void)state;
	hand_routed(&t.h);
	trial_begin(&t, "10.2.0.2");
	t.q.route = (struct route_answer){ .error = ENETUNREACH };
	judge(&t);
	is(&t, CAUSE_NO_ROUTE, CONFIDENCE_PROVEN, "red", "",
	   "red has no route to 10.2.0.2, but rtr at 10.1.0.1 is connected to 10.2.0.0/24.",
	   "ip -n red route add 10.2.0.0/24 via 10.1.0.1");
	trial_to(&t, "8.8.8.8");
	judge(&t);
	is(&t, CAUSE_NO_ROUTE, CONFIDENCE_PROVEN, "red", "",
	   "red has no route to 8.8.8.8: none of its networks holds it, and there is no default "
	   "route.",
	   "");
	/* a namespace without a name: the cure still works */
	strcpy(t.h.rooms[RED].name, "pid:17");
	trial_to(&t, "10.2.0.2");
	judge(&t);
	assert_string_equal(t.v.fix, "nsenter -t 17 -n ip route add 10.2.0.0/24 via 10.1.0.1");
	strcpy(t.h.rooms[RED].name, "host");
	judge(&t);
	assert_string_equal(t.v.fix, "ip route add 10.2.0.0/24 via 10.1.0.1");
	strcpy(t.h.rooms[RED].name, "/proc/17/ns/net");
	judge(&t);
	assert_string_equal(t.v.fix,
			    "nsenter --net=/proc/17/ns/net ip route add 10.2.0.0/24 via 10.1.0.1");
}

/* No route either, but the mask is at fault: that is another cause. */
static void narrow_mask_is_not_a_missing_route(void **state)
{
	struct trial t;

	(void)state;
	hand_pair(&t.h);
	t.h.addrs[RED][0].len = 31;
	trial_begin(&t, "192.168.15.2");
	t.q.route = (struct route_answer){ .error = ENETUNREACH };
	judge(&t);
	is(&t, CAUSE_UNKNOWN, CONFIDENCE_INCONCLUSIVE, "red", "",
	   "red's kernel refuses the way to 192.168.15.2 (Network is unreachable), although blue "
	   "has it.",
	   "");
	/* a prohibit route is none of ours yet */
	t.h.addrs[RED][0].len = 24;
	t.q.route.error = EACCES;
	judge(&t);
	assert_int_equal(t.v.cause, CAUSE_UNKNOWN);
}

/* ---- address-unowned */

static void nobody_has_it(void **state)
{
	struct trial t;

	(void)state;
	hand_pair(&t.h);
	trial_begin(&t, "192.168.15.9");
	asked_in_vain(&t, "192.168.15.9");
	packet(&t, BLUE, "eth0", DIR_IN, 6, ask("192.168.15.9"));
	judge(&t);
	is(&t, CAUSE_ADDRESS_UNOWNED, CONFIDENCE_PROVEN, "red", "eth0",
	   "red asked 3 times who has 192.168.15.9 on eth0 and nobody answered: no interface on "
	   "that wire owns it.",
	   "ip -n blue addr add 192.168.15.9/24 dev eth0");
	/* a far end without any address: nobody is near */
	t.h.rooms[BLUE].n_addrs = 0;
	judge(&t);
	is(&t, CAUSE_ADDRESS_UNOWNED, CONFIDENCE_PROVEN, "red", "eth0",
	   "red asked 3 times who has 192.168.15.9 on eth0 and nobody answered: no interface on "
	   "that wire owns it.",
	   "");
}

static void nobody_on_the_switch_has_it(void **state)
{
	struct trial t;

	(void)state;
	hand_switch(&t.h);
	trial_begin(&t, "192.168.15.4");
	asked_in_vain(&t, "192.168.15.4");
	/* the same address in a lab of its own says nothing; a link that is down elsewhere neither
	 */
	hand_room(&t.h, "stranger");
	hand_room(&t.h, "friend");
	hand_pipe(&t.h, 4, "eth0", 5, "eth0");
	hand_addr(&t.h, 4, 2, "192.168.15.4", 24);
	hand_down(&t.h, 5, "eth0");
	hand_down(&t.h, GREEN, "eth0");
	judge(&t);
	is(&t, CAUSE_ADDRESS_UNOWNED, CONFIDENCE_PROVEN, "red", "eth0",
	   "red asked 3 times who has 192.168.15.4 on eth0 and nobody answered: no interface on "
	   "that wire owns it.",
	   "ip -n sw addr add 192.168.15.4/24 dev br0");
}

/* ---- unknown: near misses of address-unowned first */

static void not_unowned(void **state)
{
	struct trial t;

	(void)state;
	/* owned, heard, not answered: a sysctl, a filter */
	hand_pair(&t.h);
	trial_begin(&t, "192.168.15.2");
	asked_in_vain(&t, "192.168.15.2");
	judge(&t);
	is(&t, CAUSE_UNKNOWN, CONFIDENCE_INCONCLUSIVE, "red", "eth0",
	   "red asked 3 times who has 192.168.15.2 on eth0; the question never came in at blue, "
	   "which has it.",
	   "");
	packet(&t, BLUE, "eth0", DIR_IN, 6, ask("192.168.15.2"));
	judge(&t);
	assert_string_equal(t.v.summary, "red asked 3 times who has 192.168.15.2 on eth0; blue, "
					 "which has it, heard the question and did not answer.");
	/* a port that is in no bridge: TO is there, the wire is not */
	hand_switch(&t.h);
	hand_find(&t.h, SW, "red")->master = 0;
	trial_begin(&t, "192.168.15.2");
	asked_in_vain(&t, "192.168.15.2");
	judge(&t);
	is(&t, CAUSE_UNKNOWN, CONFIDENCE_INCONCLUSIVE, "red", "eth0",
	   "red asked 3 times who has 192.168.15.2 on eth0 and nobody answered: blue has it, but "
	   "not on that wire.",
	   "");
	/* a gateway that nobody has */
	hand_routed(&t.h);
	trial_begin(&t, "10.2.0.2");
	via(&t, "10.1.0.77");
	asked_in_vain(&t, "10.1.0.77");
	judge(&t);
	is(&t, CAUSE_UNKNOWN, CONFIDENCE_INCONCLUSIVE, "red", "eth0",
	   "red asked 3 times who has 10.1.0.77, its gateway, on eth0 and nobody answered.", "");
}

/* The address of everybody, and wires that go on out of sight. */
static void not_unowned_either(void **state)
{
	static const char *const everyone[] = { "192.168.15.255", "192.168.15.0", "224.0.0.1" };
	struct trial t;

	(void)state;
	hand_pair(&t.h);
	for (size_t i = 0; i < ARRAY_SIZE(everyone); i++) {
		trial_begin(&t, everyone[i]);
		asked_in_vain(&t, everyone[i]);
		judge(&t);
		assert_int_equal(t.v.cause, CAUSE_UNKNOWN);
	}
	hand_pair(&t.h);
	hand_find(&t.h, RED, "eth0")->peer_cookie = 0;
	trial_begin(&t, "192.168.15.9");
	asked_in_vain(&t, "192.168.15.9");
	judge(&t);
	is(&t, CAUSE_UNKNOWN, CONFIDENCE_INCONCLUSIVE, "red", "eth0",
	   "red asked 3 times who has 192.168.15.9 on eth0 and nobody answered; that wire goes on "
	   "where nscope cannot see.",
	   "");
	/* one unseen port is enough */
	hand_switch(&t.h);
	hand_find(&t.h, SW, "green")->peer_cookie = 0;
	trial_begin(&t, "192.168.15.9");
	asked_in_vain(&t, "192.168.15.9");
	judge(&t);
	assert_int_equal(t.v.cause, CAUSE_UNKNOWN);
	/* a macvlan may hang on any wire */
	hand_pair(&t.h);
	hand_link(&t.h, hand_room(&t.h, "child"), "m0", "macvlan");
	hand_addr(&t.h, 2, 2, "192.168.15.9", 24);
	trial_begin(&t, "192.168.15.9");
	asked_in_vain(&t, "192.168.15.9");
	judge(&t);
	assert_int_equal(t.v.cause, CAUSE_UNKNOWN);
	/* nobody was asked */
	hand_pair(&t.h);
	trial_begin(&t, "192.168.15.9");
	judge(&t);
	is(&t, CAUSE_UNKNOWN, CONFIDENCE_INCONCLUSIVE, "red", "eth0",
	   "no packet to 192.168.15.9 was seen leaving red, and its tables do not say why.", "");
}

/* The last place with the packet, one step further each time. */
static void last_seen(void **state)
{
	struct trial t;

	(void)state;
	hand_pair(&t.h);
	trial_begin(&t, "192.168.15.2");
	packet(&t, RED, "eth0", DIR_OUT, 0, request("192.168.15.2"));
	judge(&t);
	is(&t, CAUSE_UNKNOWN, CONFIDENCE_INCONCLUSIVE, "red", "eth0",
	   "red's echo request left by eth0 and nothing came back; blue never saw it.", "");
	see(&t, hand_drop(t.frames[0], 9));
	t.frames[1].netns_cookie = t.h.rooms[BLUE].cookie;
	judge(&t);
	assert_string_equal(t.v.summary, "red's echo request left by eth0, the kernel threw it "
					 "away in blue, and blue never saw it.");
	packet(&t, BLUE, "eth0", DIR_IN, 9, request("192.168.15.2"));
	judge(&t);
	is(&t, CAUSE_UNKNOWN, CONFIDENCE_INCONCLUSIVE, "blue", "",
	   "red's echo request came in at blue, which sent no reply.", "");
	packet(&t, BLUE, "eth0", DIR_OUT, 12, reply("192.168.15.2"));
	judge(&t);
	is(&t, CAUSE_UNKNOWN, CONFIDENCE_INCONCLUSIVE, "blue", "",
	   "blue answered, but its reply never came in at red.", "");
	packet(&t, RED, "eth0", DIR_IN, 15, reply("192.168.15.2"));
	judge(&t);
	assert_string_equal(t.v.summary,
			    "blue's reply came back in at red, but ping did not count it.");
	/* for somewhere that no snapshot shows */
	hand_routed(&t.h);
	trial_begin(&t, "8.8.8.8");
	via(&t, "10.1.0.1");
	packet(&t, RED, "eth0", DIR_OUT, 0, request("8.8.8.8"));
	judge(&t);
	is(&t, CAUSE_UNKNOWN, CONFIDENCE_INCONCLUSIVE, "red", "eth0",
	   "red's echo request left by eth0 for where nscope cannot follow, and nothing came back.",
	   "");
	trial_to(&t, "10.1.0.2");
	t.q.route = (struct route_answer){ .local = true };
	judge(&t);
	assert_string_equal(t.v.summary,
			    "10.1.0.2 is an address of red itself, and it did not answer itself.");
}

static void cut_sentences_end(void **state)
{
	char long_text[1000];
	struct verdict v;

	(void)state;
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	say(&v, "%s", long_text);
	assert_int_equal(strlen(v.summary), sizeof(v.summary) - 1);
	assert_int_equal(v.summary[sizeof(v.summary) - 2], '.');
}

/* Names are foreign text: shown escaped, and never offered to a shell. */
static void hostile_names(void **state)
{
	struct trial t;

	(void)state;
	hand_pair(&t.h);
	strcpy(t.h.rooms[BLUE].name, "b;reboot\n\033[2J");
	hand_down(&t.h, BLUE, "eth0");
	trial_begin(&t, "192.168.15.2");
	asked_in_vain(&t, "192.168.15.2");
	judge(&t);
	is(&t, CAUSE_LINK_DOWN, CONFIDENCE_PROVEN, "b;reboot\n\033[2J", "eth0",
	   "b;reboot\\x0a\\x1b[2J's eth0 is down, so nobody heard red ask 3 times who has "
	   "192.168.15.2.",
	   "");
	hand_pair(&t.h);
	strcpy(t.h.links[BLUE][0].name, "-all");
	hand_down(&t.h, BLUE, "-all");
	judge(&t);
	assert_string_equal(t.v.fix, "");
	/* as long as names can be, and longer when shown: the sentence still ends */
	hand_pair(&t.h);
	memset(t.h.rooms[RED].name, '\1', ROOM_NAME_MAX - 1);
	memset(t.h.rooms[BLUE].name, '\2', ROOM_NAME_MAX - 1);
	memset(t.h.links[RED][0].name, '\3', IFNAMSIZ - 1);
	trial_begin(&t, "192.168.15.9");
	packet(&t, RED, "\3\3\3\3\3\3\3\3\3\3\3\3\3\3\3", DIR_OUT, 0, ask("192.168.15.9"));
	judge(&t);
	assert_int_equal(t.v.cause, CAUSE_ADDRESS_UNOWNED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_whole),
		cmocka_unit_test(answered),
		cmocka_unit_test(answered_by_oneself),
		cmocka_unit_test(suspicious_and_healthy),
		cmocka_unit_test(far_end_down),
		cmocka_unit_test(own_end_down),
		cmocka_unit_test(own_end_down_and_a_default_route),
		cmocka_unit_test(bridge_down),
		cmocka_unit_test(loopback_down),
		cmocka_unit_test(link_down_behind_a_router),
		cmocka_unit_test(a_closed_way_beside_an_open_one),
		cmocka_unit_test(no_carrier),
		cmocka_unit_test(no_address),
		cmocka_unit_test(no_route),
		cmocka_unit_test(narrow_mask_is_not_a_missing_route),
		cmocka_unit_test(nobody_has_it),
		cmocka_unit_test(nobody_on_the_switch_has_it),
		cmocka_unit_test(not_unowned),
		cmocka_unit_test(not_unowned_either),
		cmocka_unit_test(last_seen),
		cmocka_unit_test(cut_sentences_end),
		cmocka_unit_test(hostile_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
