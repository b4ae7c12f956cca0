// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_why_flow.c - the probe's frames sorted out, and the questions to the kernels remembered
 */
#include "why_trial.h"

#include <netinet/icmp6.h>

static struct frame numbered(struct frame f, uint32_t packet_id, uint32_t transaction)
{
	f.packet_id = packet_id;
	f.transaction = transaction;
	return f;
}

/* Of three echoes the one that came farthest counts; others' pings do not. */
static void the_farthest_echo(void **state)
{
	_cleanup_trial_ struct trial t;
	struct flow f;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	trial_fly(&t, numbered(echo(RED_IP, BLUE_IP), 1, 1), "red:eth0", "blue:eth0", "red:eth0>");
	trial_fly(&t, numbered(echo(RED_IP, BLUE_IP), 2, 2), "red:eth0", "blue:eth0",
		  "red:eth0> >blue:eth0");
	trial_fly(&t, numbered(reply(BLUE_IP, RED_IP), 7, 2), "blue:eth0", "red:eth0",
		  "blue:eth0>");
	trial_fly(&t, numbered(echo(RED_IP, BLUE_IP), 3, 3), "red:eth0", "blue:eth0",
		  "red:eth0> >blue:eth0");
	trial_fly(&t, numbered(echo(BLUE_IP, RED_IP), 4, 4), "blue:eth0", "red:eth0",
		  "blue:eth0> >red:eth0");
	flow_find(&t.q, &f);
	assert_int_equal(f.transaction, 2);
	assert_int_equal(f.leg[LEG_REQUEST].n, 2);
	assert_int_equal(f.leg[LEG_REPLY].n, 1);
	assert_string_equal(f.leg[LEG_REPLY].at[0].room->name, "blue");
	assert_ptr_equal(f.first, &t.kept[1]);
	assert_string_equal(SHOW_IP(AF_INET, f.source), RED_IP);
	assert_true(trail_holds(&f.leg[LEG_REQUEST], 2));
	assert_false(trail_holds(&f.leg[LEG_REQUEST], 1));
	assert_false(trail_holds(&f.leg[LEG_REQUEST], 0));
	assert_true(trail_has(&f.leg[LEG_REQUEST], &t.h.rooms[BLUE], t.h.links[BLUE], DIR_IN));
	assert_false(trail_has(&f.leg[LEG_REQUEST], &t.h.rooms[BLUE], t.h.links[BLUE], DIR_OUT));
	assert_int_equal(
		trail_find(&f.leg[LEG_REQUEST], 1, &t.h.rooms[RED], t.h.links[RED], DIR_NONE), -1);
	flow_done(&f);
}

/* Three were sent, two answered, and ping wanted all: the one that was lost tells why. */
static void the_one_that_failed(void **state)
{
	_cleanup_trial_ struct trial t;
	struct flow f;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	for (uint32_t i = 1; i <= 3; i++) {
		trial_fly(&t, numbered(echo(RED_IP, BLUE_IP), i, i), "red:eth0", "blue:eth0",
			  "red:eth0> >blue:eth0");
		if (i == 2)
			continue;
		trial_fly(&t, numbered(reply(BLUE_IP, RED_IP), i + 10, i), "blue:eth0", "red:eth0",
			  "blue:eth0> >red:eth0");
	}
	t.q.received = 2;
	t.q.status = 1;
	flow_find(&t.q, &f);
	assert_int_equal(f.transaction, 2);
	flow_done(&f);
	t.q.status = 0;
	flow_find(&t.q, &f);
	assert_int_equal(f.transaction, 1);
	flow_done(&f);
	/* all came back, and ping counted none */
	t.q.received = 0;
	t.log.n = 4;
	flow_find(&t.q, &f);
	assert_int_equal(f.transaction, 1);
	assert_int_equal(f.leg[LEG_REPLY].n, 2);
	flow_done(&f);
}

/* Its addresses are NAT's to change; its number is not. */
static void through_nat(void **state)
{
	_cleanup_trial_ struct trial t;
	struct flow f;

	(void)state;
	trial_begin(&t, hand_routed, "10.2.0.2");
	trial_fly(&t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_fly(&t, echo("10.2.0.1", "10.2.0.2"), "rtr:b0", "blue:eth0", "rtr:b0> >blue:eth0");
	trial_fly(&t, reply("10.2.0.2", "10.2.0.1"), "blue:eth0", "rtr:b0", "blue:eth0> >rtr:b0");
	trial_fly(&t, reply("10.2.0.2", "10.1.0.2"), "rtr:r0", "red:eth0", "rtr:r0> >red:eth0");
	flow_find(&t.q, &f);
	assert_int_equal(f.leg[LEG_REQUEST].n, 4);
	assert_int_equal(f.leg[LEG_REPLY].n, 4);
	flow_done(&f);
	/* red's own NAT changed TO before anything was seen of it */
	t.log.n = 0;
	trial_fly(&t, echo("10.1.0.2", "10.9.9.9"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	flow_find(&t.q, &f);
	assert_int_equal(f.leg[LEG_REQUEST].n, 2);
	flow_done(&f);
}

/* What has the request's number and what has only ping's own ones, in the order of time. */
static void known_by_either_number(void **state)
{
	_cleanup_trial_ struct trial t;
	struct frame back = reply(BLUE_IP, RED_IP), older = back;
	struct flow f;

	(void)state;
	older.icmp.seq++;
	trial_begin(&t, hand_pair, BLUE_IP);
	trial_fly(&t, numbered(echo(RED_IP, BLUE_IP), 1, 9), "red:eth0", "blue:eth0", "red:eth0>");
	trial_fly(&t, numbered(back, 2, 0), "blue:eth0", "red:eth0", "blue:eth0>");
	trial_fly(&t, numbered(back, 2, 9), "blue:eth0", "red:eth0", ">red:eth0");
	trial_fly(&t, numbered(back, 3, 8), "blue:eth0", "red:eth0", "blue:eth0>");
	trial_fly(&t, numbered(older, 4, 0), "blue:eth0", "red:eth0", "blue:eth0>");
	trial_fly(&t, numbered(back, 5, 0), "blue:eth0", "red:eth0", "blue:eth0>");
	flow_find(&t.q, &f);
	assert_int_equal(f.leg[LEG_REQUEST].n, 1);
	assert_int_equal(f.leg[LEG_REPLY].n, 3);
	assert_ptr_equal(f.leg[LEG_REPLY].at[0].k, &t.kept[1]);
	assert_ptr_equal(f.leg[LEG_REPLY].at[1].k, &t.kept[2]);
	assert_ptr_equal(f.leg[LEG_REPLY].at[2].k, &t.kept[5]);
	flow_done(&f);
}

static void no_echo_of_its(void **state)
{
	_cleanup_trial_ struct trial t;
	struct flow f;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	trial_fly(&t, who_has(BLUE_IP, RED_IP), "red:eth0", NULL, "red:eth0> >blue:eth0");
	trial_drop(&t, "red:eth0", echo(RED_IP, BLUE_IP), "X", "");
	/* of a namespace, and of an interface, that no snapshot knows */
	trial_fly(&t, numbered(echo(RED_IP, BLUE_IP), 5, 5), "red:eth0", "blue:eth0", "red:eth0>");
	t.kept[t.log.n - 1].f.netns_cookie = 999;
	flow_find(&t.q, &f);
	assert_null(f.first);
	assert_int_equal(f.leg[LEG_REQUEST].n, 0);
	flow_done(&f);
	t.kept[t.log.n - 1].f.netns_cookie = t.h.rooms[RED].cookie;
	t.kept[t.log.n - 1].f.ifindex = 999;
	flow_find(&t.q, &f);
	assert_int_equal(f.leg[LEG_REQUEST].n, 0);
	flow_done(&f);
}

/* Who asked is told by the MAC: not others' questions, nor answers to them. */
static void questions_and_answers(void **state)
{
	_cleanup_trial_ struct trial t;
	struct trail asked, told;

	(void)state;
	trial_begin(&t, hand_switch, BLUE_IP);
	trial_fly(&t, who_has(BLUE_IP, RED_IP), "red:eth0", NULL, "red:eth0> >sw:red");
	trial_fly(&t, who_has(BLUE_IP, "192.168.15.3"), "green:eth0", NULL, "green:eth0>");
	trial_fly(&t, who_has("192.168.15.3", RED_IP), "red:eth0", NULL, "red:eth0>");
	trial_fly(&t, is_at(BLUE_IP, RED_IP), "blue:eth0", "red:eth0", "blue:eth0> >sw:blue");
	trial_fly(&t, is_at(BLUE_IP, "192.168.15.3"), "blue:eth0", "green:eth0", "blue:eth0>");
	flow_questions(&t.q, &t.h.rooms[RED], t.q.family, t.q.to, &asked);
	flow_answers(&t.q, &t.h.rooms[RED], t.q.family, t.q.to, &told);
	assert_int_equal(asked.n, 2);
	assert_int_equal(told.n, 2);
	assert_string_equal(told.at[1].link->name, "blue");
	trail_done(&asked);
	trail_done(&told);
	assert_null(told.at);
}

static void neighbour_discovery(void **state)
{
	_cleanup_trial_ struct trial t;
	struct frame ns = solicit(ND_NEIGHBOR_SOLICIT, "fd00::2"), arp = who_has(BLUE_IP, RED_IP);
	struct trail asked, told;

	(void)state;
	trial_begin(&t, hand_pair, "fd00::2");
	trial_fly(&t, ns, "red:eth0", NULL, "red:eth0> >blue:eth0");
	trial_fly(&t, solicit(ND_NEIGHBOR_ADVERT, "fd00::2"), "blue:eth0", "red:eth0",
		  "blue:eth0>");
	flow_questions(&t.q, &t.h.rooms[RED], t.q.family, t.q.to, &asked);
	flow_answers(&t.q, &t.h.rooms[RED], t.q.family, t.q.to, &told);
	assert_int_equal(asked.n, 2);
	assert_int_equal(told.n, 1);
	trail_done(&asked);
	trail_done(&told);
	assert_false(frame_asks(t.q.family, &arp, t.q.to));
	ns.icmp.has_target = false;
	assert_false(frame_asks(t.q.family, &ns, t.q.to));
}

/* An IPv4 packet may go by a gateway of IPv6, which is asked for as IPv6 does. */
static void next_hop_of_the_other_family(void **state)
{
	const uint8_t gateway[16] = { 0xfe, 0x80, [15] = 1 };
	_cleanup_trial_ struct trial t;
	struct trail asked, told;

	(void)state;
	trial_begin(&t, hand_pair, BLUE_IP);
	trial_fly(&t, solicit(ND_NEIGHBOR_SOLICIT, "fe80::1"), "red:eth0", NULL, "red:eth0>");
	trial_fly(&t, solicit(ND_NEIGHBOR_SOLICIT, "fe80::2"), "red:eth0", NULL, "red:eth0>");
	trial_fly(&t, solicit(ND_NEIGHBOR_ADVERT, "fe80::1"), "blue:eth0", "red:eth0",
		  "blue:eth0>");
	trial_fly(&t, solicit(ND_NEIGHBOR_ADVERT, "fe80::2"), "blue:eth0", "red:eth0",
		  "blue:eth0>");
	flow_questions(&t.q, &t.h.rooms[RED], AF_INET6, gateway, &asked);
	flow_answers(&t.q, &t.h.rooms[RED], AF_INET6, gateway, &told);
	assert_int_equal(asked.n, 1);
	assert_int_equal(told.n, 1);
	trail_done(&asked);
	trail_done(&told);
	assert_false(frame_asks(AF_INET, &t.kept[0].f, gateway));
}

static void time_exceeded(void **state)
{
	struct frame f = echo(RED_IP, BLUE_IP);

	(void)state;
	assert_false(frame_is_time_exceeded(&f));
	f.icmp.type = 11;
	assert_true(frame_is_time_exceeded(&f));
	f.icmp.code = 1; /* of a fragment's patience */
	assert_false(frame_is_time_exceeded(&f));
	f.icmp.code = 0;
	f.proto = PROTO_ICMP6;
	assert_false(frame_is_time_exceeded(&f));
	f.icmp.type = 3;
	assert_true(frame_is_time_exceeded(&f));
}

/* A question is the same when all of it is; its answer stays where it is. */
static void asks(void **state)
{
	struct asks asks = { 0 };
	struct ask a = { .cookie = 1, .family = AF_INET, .to = { 10 } }, b;
	const struct answer *known;

	(void)state;
	assert_null(asks_pending(&asks));
	assert_null(asks_find(&asks, &a));
	assert_null(asks_find(&asks, &a));
	assert_int_equal(asks.n, 1);
	asks_pending(&asks)->answer.error = 7;
	asks_pending(&asks)->known = true;
	assert_null(asks_pending(&asks));
	known = asks_find(&asks, &a);
	assert_int_equal(known->error, 7);
#define OTHER(field, value)                                                                        \
	do {                                                                                       \
		b = a;                                                                             \
		b.field = value;                                                                   \
		assert_null(asks_find(&asks, &b));                                                 \
	} while (0)
	OTHER(kind, ASK_MATCH);
	OTHER(cookie, 2);
	OTHER(family, AF_INET6);
	OTHER(to[3], 1);
	OTHER(has_from, true);
	OTHER(from[0], 1);
	OTHER(iif, 1);
	OTHER(oif, 1);
	OTHER(mark, 1);
	OTHER(tos, 1);
	OTHER(ip_proto, 1);
	OTHER(has_uid, true);
	OTHER(uid, 1);
	OTHER(mac[5], 1);
	OTHER(vlan, 1);
#undef OTHER
	assert_int_equal(asks.n, 16);
	assert_ptr_equal(asks_find(&asks, &a), known);
	asks_done(&asks);
	assert_int_equal(asks.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_farthest_echo),
		cmocka_unit_test(the_one_that_failed),
		cmocka_unit_test(through_nat),
		cmocka_unit_test(no_echo_of_its),
		cmocka_unit_test(questions_and_answers),
		cmocka_unit_test(neighbour_discovery),
		cmocka_unit_test(known_by_either_number),
		cmocka_unit_test(next_hop_of_the_other_family),
		cmocka_unit_test(time_exceeded),
		cmocka_unit_test(asks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
