// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_why_scene.c - the packet is followed hop by hop, and the gap is where it was lost: each
 * stage, for the request and for the reply
 */
#include "why_trial.h"

#include "../../user/trace/rule.h"

/* The scene when the kernels have said all that is asked of them. */
static void scene_of(struct trial *t, struct scene *s)
{
	trial_ask(t);
	scene_set(&t->q, s);
}

static const char *at(const struct room *room, const struct link_row *link)
{
	static struct shown s;

	s = room ? show_at(room, link) : (struct shown){ "nowhere" };
	return s.text;
}

static void assert_gap(struct trial *t, enum leg leg, enum stage stage, enum what what,
		       const char *last, const char *next)
{
	_cleanup_scene_ struct scene s;

	scene_of(t, &s);
	assert_int_equal(s.gap.stage, stage);
	assert_int_equal(s.gap.what, what);
	assert_int_equal(s.gap.leg, leg);
	assert_string_equal(at(s.gap.room, s.gap.link), last);
	assert_string_equal(at(s.gap.next_room, s.gap.next_link), next);
	assert_null(asks_pending(t->q.asks));
}

static void there(struct trial *t)
{
	trial_fly(t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_fly(t, echo("10.1.0.2", "10.2.0.2"), "rtr:b0", "blue:eth0", "rtr:b0> >blue:eth0");
}

static void back(struct trial *t)
{
	trial_fly(t, reply("10.2.0.2", "10.1.0.2"), "blue:eth0", "rtr:b0", "blue:eth0> >rtr:b0");
	trial_fly(t, reply("10.2.0.2", "10.1.0.2"), "rtr:r0", "red:eth0", "rtr:r0> >red:eth0");
}

static void nothing_left(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, trial_routed, "10.2.0.2");
	assert_gap(&t, LEG_REQUEST, STAGE_SEND, WHAT_ECHO, "red", "nowhere");
}

/* Followed over the router: what each hop asked, and by which interfaces it went. */
static void a_whole_round(void **state)
{
	_cleanup_trial_ struct trial t;
	_cleanup_scene_ struct scene s = { 0 };

	(void)state;
	trial_begin(&t, trial_routed, "10.2.0.2");
	there(&t);
	back(&t);
	scene_of(&t, &s);
	assert_true(s.arrived[LEG_REQUEST] && s.arrived[LEG_REPLY]);
	assert_int_equal(s.n_hops[LEG_REQUEST], 3);
	assert_int_equal(s.n_hops[LEG_REPLY], 3);
	assert_string_equal(s.hops[LEG_REQUEST][1].room->name, "rtr");
	assert_string_equal(s.hops[LEG_REQUEST][1].in->name, "r0");
	assert_string_equal(s.hops[LEG_REQUEST][1].out->name, "b0");
	assert_true(s.hops[LEG_REQUEST][0].has_gateway);
	assert_false(s.hops[LEG_REQUEST][1].has_gateway);
	assert_string_equal(SHOW_IP(AF_INET, s.hops[LEG_REQUEST][0].next), "10.1.0.1");
	assert_string_equal(s.hops[LEG_REPLY][0].room->name, "blue");
	assert_string_equal(s.hops[LEG_REPLY][2].room->name, "red");
	assert_ptr_equal(s.owner, &t.h.rooms[BLUE]);
	/* ping did not count it all the same */
	assert_int_equal(s.gap.stage, STAGE_DELIVER);
	assert_int_equal(s.gap.leg, LEG_REPLY);
}

static void lost_in_the_router(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, trial_routed, "10.2.0.2");
	trial_fly(&t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	assert_gap(&t, LEG_REQUEST, STAGE_FORWARD, WHAT_ECHO, "rtr:r0", "nowhere");
	there(&t);
	trial_fly(&t, reply("10.2.0.2", "10.1.0.2"), "blue:eth0", "rtr:b0", "blue:eth0> >rtr:b0");
	t.log.n -= 2;
	trial_done(&t);
	trial_begin(&t, trial_routed, "10.2.0.2");
	there(&t);
	trial_fly(&t, reply("10.2.0.2", "10.1.0.2"), "blue:eth0", "rtr:b0", "blue:eth0> >rtr:b0");
	assert_gap(&t, LEG_REPLY, STAGE_FORWARD, WHAT_ECHO, "rtr:b0", "nowhere");
}

/* It came in where it was for: no reply was made, or the request died there before one was. */
static void lost_at_its_end(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, trial_routed, "10.2.0.2");
	there(&t);
	assert_gap(&t, LEG_REPLY, STAGE_SEND, WHAT_ECHO, "blue", "nowhere");
	trial_drop(&t, "blue:eth0", echo("10.1.0.2", "10.2.0.2"), "NETFILTER_DROP", "nf_hook_slow");
	assert_gap(&t, LEG_REQUEST, STAGE_DELIVER, WHAT_ECHO, "blue:eth0", "nowhere");
}

static void nobody_was_there(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, "192.168.15.9");
	trial_fly(&t, who_has("192.168.15.9", "192.168.15.1"), "red:eth0", NULL,
		  "red:eth0> >blue:eth0");
	assert_gap(&t, LEG_REQUEST, STAGE_ASK, WHAT_QUESTION, "red:eth0", "nowhere");
	/* the router asks for a host that is not there */
	trial_done(&t);
	trial_begin(&t, trial_routed, "10.2.0.9");
	trial_fly(&t, echo("10.1.0.2", "10.2.0.9"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_fly(&t, who_has("10.2.0.9", "10.2.0.1"), "rtr:b0", NULL, "rtr:b0> >blue:eth0");
	assert_gap(&t, LEG_REQUEST, STAGE_ASK, WHAT_QUESTION, "rtr:b0", "nowhere");
	/* the reply is for a gateway that nobody is */
	trial_done(&t);
	trial_begin(&t, hand_routed, "10.2.0.2");
	hand_route(&t.h, RED, "0.0.0.0", 0, 2, "10.1.0.1");
	hand_route(&t.h, BLUE, "0.0.0.0", 0, 2, "10.2.0.77");
	there(&t);
	trial_fly(&t, who_has("10.2.0.77", "10.2.0.2"), "blue:eth0", NULL, "blue:eth0> >rtr:b0");
	assert_gap(&t, LEG_REPLY, STAGE_ASK, WHAT_QUESTION, "blue:eth0", "nowhere");
}

static void heard_and_silent(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, "192.168.15.2");
	trial_fly(&t, who_has("192.168.15.2", "192.168.15.1"), "red:eth0", NULL,
		  "red:eth0> >blue:eth0");
	assert_gap(&t, LEG_REQUEST, STAGE_HEARD, WHAT_QUESTION, "blue:eth0", "nowhere");
	/* it did answer, and that was lost in the pipe */
	trial_fly(&t, is_at("192.168.15.2", "192.168.15.1"), "blue:eth0", "red:eth0", "blue:eth0>");
	assert_gap(&t, LEG_REQUEST, STAGE_WIRE, WHAT_ANSWER, "blue:eth0", "red:eth0");
	/* the answer came, the echo did not leave */
	trial_fly(&t, is_at("192.168.15.2", "192.168.15.1"), "blue:eth0", "red:eth0",
		  "blue:eth0> >red:eth0");
	assert_gap(&t, LEG_REQUEST, STAGE_SEND, WHAT_ECHO, "red", "nowhere");
	/* the reply waits for red's MAC */
	trial_done(&t);
	trial_begin(&t, hand_pair, "192.168.15.2");
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0",
		  "red:eth0> >blue:eth0");
	trial_fly(&t, who_has("192.168.15.1", "192.168.15.2"), "blue:eth0", NULL,
		  "blue:eth0> >red:eth0");
	assert_gap(&t, LEG_REPLY, STAGE_HEARD, WHAT_QUESTION, "red:eth0", "nowhere");
}

/* The reply came in at somebody else who has red's address. */
static void taken_by_another(void **state)
{
	_cleanup_trial_ struct trial t;
	_cleanup_scene_ struct scene s = { 0 };

	(void)state;
	trial_begin(&t, hand_switch, "192.168.15.2");
	hand_addr(&t.h, GREEN, 2, "192.168.15.1", 24);
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0",
		  "red:eth0> >sw:red sw:blue> >blue:eth0");
	trial_fly(&t, reply("192.168.15.2", "192.168.15.1"), "blue:eth0", "green:eth0",
		  "blue:eth0> >sw:blue sw:green> >green:eth0");
	scene_of(&t, &s);
	assert_true(s.arrived[LEG_REQUEST]);
	assert_false(s.arrived[LEG_REPLY]);
	assert_string_equal(at(s.gap.room, s.gap.link), "green:eth0");
}

static void lost_in_a_pipe(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, "192.168.15.2");
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0", "red:eth0>");
	assert_gap(&t, LEG_REQUEST, STAGE_WIRE, WHAT_ECHO, "red:eth0", "blue:eth0");
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0",
		  "red:eth0> >blue:eth0");
	trial_fly(&t, reply("192.168.15.2", "192.168.15.1"), "blue:eth0", "red:eth0", "blue:eth0>");
	assert_gap(&t, LEG_REPLY, STAGE_WIRE, WHAT_ECHO, "blue:eth0", "red:eth0");
	/* a question */
	trial_done(&t);
	trial_begin(&t, hand_pair, "192.168.15.2");
	trial_fly(&t, who_has("192.168.15.2", "192.168.15.1"), "red:eth0", NULL, "red:eth0>");
	assert_gap(&t, LEG_REQUEST, STAGE_WIRE, WHAT_QUESTION, "red:eth0", "blue:eth0");
}

static void lost_in_a_switch(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_switch, "192.168.15.2");
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0",
		  "red:eth0> >sw:red");
	assert_gap(&t, LEG_REQUEST, STAGE_BRIDGE, WHAT_ECHO, "sw:red", "sw:blue");
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0", "sw:blue>");
	assert_gap(&t, LEG_REQUEST, STAGE_WIRE, WHAT_ECHO, "sw:blue", "blue:eth0");
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0", ">blue:eth0");
	trial_fly(&t, reply("192.168.15.2", "192.168.15.1"), "blue:eth0", "red:eth0",
		  "blue:eth0> >sw:blue");
	assert_gap(&t, LEG_REPLY, STAGE_BRIDGE, WHAT_ECHO, "sw:blue", "sw:red");
	/* a copy that was flooded to a bystander is no arrival */
	trial_done(&t);
	trial_begin(&t, hand_switch, "192.168.15.2");
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0",
		  "red:eth0> >sw:red sw:green> >green:eth0");
	assert_gap(&t, LEG_REQUEST, STAGE_BRIDGE, WHAT_ECHO, "sw:red", "sw:blue");
	/* a question, flooded to one of two */
	trial_done(&t);
	trial_begin(&t, hand_switch, "192.168.15.2");
	trial_fly(&t, who_has("192.168.15.2", "192.168.15.1"), "red:eth0", NULL,
		  "red:eth0> >sw:red sw:green> >green:eth0");
	assert_gap(&t, LEG_REQUEST, STAGE_BRIDGE, WHAT_QUESTION, "sw:red", "sw:blue");
}

/* The bridge's own address: its port has heard the question, the bridge has not. */
static void lost_before_the_bridge_itself(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_switch, "192.168.15.5");
	trial_fly(&t, who_has("192.168.15.5", "192.168.15.1"), "red:eth0", NULL,
		  "red:eth0> >sw:red");
	assert_gap(&t, LEG_REQUEST, STAGE_BRIDGE, WHAT_QUESTION, "sw:red", "sw:br0");
	trial_fly(&t, who_has("192.168.15.5", "192.168.15.1"), "red:eth0", NULL, ">sw:br0");
	assert_gap(&t, LEG_REQUEST, STAGE_HEARD, WHAT_QUESTION, "sw:br0", "nowhere");
}

/* red, forty switches in eight namespaces behind each other, blue: a way of 122 ends. */
static void long_chain(struct hand *h)
{
	char name[IFNAMSIZ], last[IFNAMSIZ] = "eth0";
	uint32_t bridge = 0;
	int at = RED;

	memset(h, 0, sizeof(*h));
	hand_room(h, "red");
	hand_room(h, "blue");
	for (int i = 0; i <= 40; i++) {
		int room = i == 40 ? BLUE : i % 5 ? at : hand_room(h, "sw");
		uint32_t next = i == 40 ? 0 : hand_link(h, room, "br", "bridge")->ifindex;

		snprintf(name, sizeof(name), i == 40 ? "eth0" : "in%d", i);
		hand_pipe(h, at, last, room, name);
		hand_find(h, at, last)->master = bridge;
		hand_find(h, room, name)->master = bridge = next;
		snprintf(last, sizeof(last), "out%d", i);
		at = room;
	}
	hand_addr(h, RED, 2, "192.168.15.1", 24);
	hand_addr(h, BLUE, 2, "192.168.15.2", 24);
}

static void lost_on_a_long_way(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, long_chain, "192.168.15.2");
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0",
		  "red:eth0> >sw:in0 sw:out0> >sw:in1");
	assert_gap(&t, LEG_REQUEST, STAGE_BRIDGE, WHAT_ECHO, "sw:in1", "sw:out1");
}

static void out_of_sight(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, hand_pair, "192.168.15.9");
	hand_find(&t.h, RED, "eth0")->peer_cookie = 0;
	trial_fly(&t, who_has("192.168.15.9", "192.168.15.1"), "red:eth0", NULL, "red:eth0>");
	assert_gap(&t, LEG_REQUEST, STAGE_BEYOND, WHAT_QUESTION, "red:eth0", "nowhere");
	trial_fly(&t, is_at("192.168.15.9", "192.168.15.1"), "blue:eth0", "red:eth0", ">red:eth0");
	trial_fly(&t, echo("192.168.15.1", "192.168.15.9"), "red:eth0", "blue:eth0", "red:eth0>");
	assert_gap(&t, LEG_REQUEST, STAGE_BEYOND, WHAT_ECHO, "red:eth0", "nowhere");
	/* the reply goes where nobody can look */
	trial_done(&t);
	trial_begin(&t, hand_pair, "192.168.15.2");
	hand_pipe(&t.h, BLUE, "wan", RED, "gone");
	hand_find(&t.h, BLUE, "wan")->peer_cookie = 0;
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0",
		  "red:eth0> >blue:eth0");
	trial_fly(&t, reply("192.168.15.2", "192.168.15.1"), "blue:wan", "red:gone", "blue:wan>");
	assert_gap(&t, LEG_REPLY, STAGE_BEYOND, WHAT_ECHO, "blue:wan", "nowhere");
}

static void drop_of(struct trial *t, const char *where, const char *reason)
{
	_cleanup_scene_ struct scene s;

	scene_of(t, &s);
	assert_non_null(s.gap.drop);
	assert_string_equal(s.gap.drop->reason, reason);
	assert_string_equal(at(snapshot_room(s.q->snap, s.gap.drop->f.netns_cookie), NULL), where);
}

/* What died in the gap is the witness; a copy that died elsewhere, or another frame, is none. */
static void the_drop_in_the_gap(void **state)
{
	_cleanup_trial_ struct trial t;
	_cleanup_scene_ struct scene s = { 0 };

	(void)state;
	trial_begin(&t, hand_switch, "192.168.15.2");
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0",
		  "red:eth0> >sw:red");
	trial_drop(&t, "sw:red", who_has("192.168.15.2", "192.168.15.1"), "ARP", "");
	scene_of(&t, &s);
	assert_null(s.gap.drop);
	trial_drop(&t, "sw:red", echo("192.168.15.1", "192.168.15.2"), "NETFILTER_DROP", "");
	trial_drop(&t, "green:eth0", echo("192.168.15.1", "192.168.15.2"), "OTHERHOST", "");
	drop_of(&t, "sw", "NETFILTER_DROP");
}

static void the_rule_that_dropped(void **state)
{
	_cleanup_trial_ struct trial t;
	_cleanup_scene_ struct scene s = { 0 };
	struct kept *k;

	(void)state;
	trial_begin(&t, hand_pair, "192.168.15.2");
	trial_fly(&t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0",
		  "red:eth0> >blue:eth0");
	k = trial_keep(&t, "blue:eth0", DIR_NONE, echo("192.168.15.1", "192.168.15.2"));
	k->f.type = FRAME_RULE;
	k->rule = (struct event_rule){ .table = "t", .chain = "c", .handle = 5, .kind = 2 };
	assert_true(event_rule_drops(&k->rule));
	trial_drop(&t, "blue:eth0", echo("192.168.15.1", "192.168.15.2"), "NETFILTER_DROP", "");
	scene_of(&t, &s);
	assert_ptr_equal(s.gap.rule, k);
	assert_int_equal(s.gap.stage, STAGE_DELIVER);
}

/* Two routers send it to each other: more hops than are followed, and there is a gap all the same.
 */
static void round_and_round(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, trial_routed, "10.9.0.9");
	hand_route(&t.h, RTR, "0.0.0.0", 0, 3, "10.2.0.2");
	trial_fly(&t, echo("10.1.0.2", "10.9.0.9"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	for (int i = 0; i < HOPS_MAX / 2; i++) {
		trial_fly(&t, echo("10.1.0.2", "10.9.0.9"), "rtr:b0", "blue:eth0",
			  "rtr:b0> >blue:eth0");
		trial_fly(&t, echo("10.1.0.2", "10.9.0.9"), "blue:eth0", "rtr:b0",
			  "blue:eth0> >rtr:b0");
	}
	trial_judge(&t);
	assert_int_equal(t.v.cause, CAUSE_ROUTING_LOOP);
}

static void asked_for_the_right_packet(void **state)
{
	_cleanup_trial_ struct trial t;
	_cleanup_scene_ struct scene s = { 0 };
	const struct ask *k;

	(void)state;
	trial_begin(&t, trial_routed, "10.2.0.2");
	t.q.mark = 7;
	t.q.oif = 2;
	scene_set(&t.q, &s);
	assert_non_null(asks_pending(&t.asks));
	k = &asks_pending(&t.asks)->ask;
	assert_int_equal(k->cookie, t.h.rooms[RED].cookie);
	assert_true(k->mark == 7 && k->oif == 2 && !k->has_from && !k->iif);
	assert_int_equal(k->ip_proto, 1);
	scene_done(&s);
	there(&t);
	scene_of(&t, &s);
	k = &t.asks.rows[1]->ask;
	assert_int_equal(k->cookie, t.h.rooms[RTR].cookie);
	assert_true(!k->mark && !k->oif && k->has_from && k->iif == 2);
	assert_string_equal(SHOW_IP(AF_INET, k->from), "10.1.0.2");
	assert_string_equal(SHOW_IP(AF_INET, k->to), "10.2.0.2");
}

static void linked(void **state)
{
	_cleanup_trial_ struct trial t;
	const struct room *r = t.h.rooms;

	(void)state;
	trial_begin(&t, hand_switch, "192.168.15.2");
	hand_room(&t.h, "lonely");
	assert_true(scene_linked(&t.h.snap, &r[RED], &r[GREEN]));
	assert_true(scene_linked(&t.h.snap, &r[RED], &r[RED]));
	assert_false(scene_linked(&t.h.snap, &r[RED], &r[4]));
	assert_false(scene_linked(&t.h.snap, &r[4], &r[RED]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_left),
		cmocka_unit_test(a_whole_round),
		cmocka_unit_test(lost_in_the_router),
		cmocka_unit_test(lost_at_its_end),
		cmocka_unit_test(nobody_was_there),
		cmocka_unit_test(heard_and_silent),
		cmocka_unit_test(taken_by_another),
		cmocka_unit_test(lost_in_a_pipe),
		cmocka_unit_test(lost_in_a_switch),
		cmocka_unit_test(lost_before_the_bridge_itself),
		cmocka_unit_test(lost_on_a_long_way),
		cmocka_unit_test(out_of_sight),
		cmocka_unit_test(the_drop_in_the_gap),
		cmocka_unit_test(the_rule_that_dropped),
		cmocka_unit_test(round_and_round),
		cmocka_unit_test(asked_for_the_right_packet),
		cmocka_unit_test(linked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
