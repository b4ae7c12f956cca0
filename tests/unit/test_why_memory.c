// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_why_memory.c - when memory is out, nothing is claimed that is not so
 *
 * grow() is this file's: it fails once, at each place in turn.
 */
#include "why_trial.h"

static unsigned int calls, fails_at;

void *grow(void *items, size_t count, size_t size)
{
	if (++calls == fails_at)
		return NULL;
	return realloc(items, (count + 1) * size);
}

static void nobody(struct trial *t)
{
	trial_begin(t, hand_switch, "192.168.15.9");
	trial_fly(t, who_has("192.168.15.9", "192.168.15.1"), "red:eth0", NULL,
		  "red:eth0> >sw:red sw:blue> sw:green> >blue:eth0 >green:eth0");
}

static void lost_in_the_switch(struct trial *t)
{
	trial_begin(t, hand_switch, "192.168.15.2");
	/* which would be it, if it had not come farther */
	strcpy(hand_find(&t->h, RED, "eth0")->fault, "loss 5%");
	hand_find(&t->h, SW, "blue")->port.valid = true;
	hand_find(&t->h, SW, "blue")->port.state = 4;
	hand_find(&t->h, SW, "red")->port.valid = true;
	hand_find(&t->h, SW, "red")->port.state = 3;
	trial_fly(t, echo("192.168.15.1", "192.168.15.2"), "red:eth0", "blue:eth0",
		  "red:eth0> >sw:red sw:green> >green:eth0");
}

static void lost_in_the_router(struct trial *t)
{
	trial_begin(t, hand_routed, "10.2.0.2");
	hand_route(&t->h, RED, "0.0.0.0", 0, 2, "10.1.0.1");
	trial_settings(t, RTR)->room[ROOM_SETTING_IP_FORWARD] = 0;
	trial_set4(t, RTR, 2, SETTING4_FORWARDING, 0);
	trial_fly(t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_drop(t, "rtr:r0", echo("10.1.0.2", "10.2.0.2"), "IP_INADDRERRORS", "ip_forward");
}

static void no_way_back(struct trial *t)
{
	trial_begin(t, hand_routed, "10.2.0.2");
	hand_route(&t->h, RED, "0.0.0.0", 0, 2, "10.1.0.1");
	trial_fly(t, echo("10.1.0.2", "10.2.0.2"), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_fly(t, echo("10.1.0.2", "10.2.0.2"), "rtr:b0", "blue:eth0", "rtr:b0> >blue:eth0");
}

static void far_end_down(struct trial *t)
{
	trial_begin(t, hand_pair, "192.168.15.2");
	hand_down(&t->h, BLUE, "eth0");
	trial_fly(t, who_has("192.168.15.2", "192.168.15.1"), "red:eth0", NULL, "red:eth0>");
}

static bool same(const struct verdict *a, const struct verdict *b)
{
	return a->cause == b->cause && !strcmp(a->where.netns, b->where.netns) &&
	       !strcmp(a->where.ifname, b->where.ifname);
}

/* The same as with memory, or not proven. */
static void judged(void (*lab)(struct trial *t), enum cause cause)
{
	_cleanup_trial_ struct trial t;
	struct verdict whole;
	unsigned int needed;

	fails_at = 0;
	lab(&t);
	calls = 0;
	trial_ask(&t);
	needed = calls;
	whole = t.v;
	assert_string_equal(cause_code(whole.cause), cause_code(cause));
	assert_int_equal(whole.confidence, CONFIDENCE_PROVEN);
	assert_in_range(needed, 5, 1000);
	for (unsigned int n = 1; n <= needed; n++) {
		trial_done(&t);
		lab(&t);
		calls = 0;
		fails_at = n;
		why_judge(&t.q, &t.v);
		fails_at = 0;
		assert_sentence(t.v.summary, sizeof(t.v.summary));
		if (!same(&t.v, &whole) && t.v.confidence == CONFIDENCE_PROVEN)
			fail_msg("without the %uth piece of memory: %s", n, t.v.summary);
	}
	/* asked to the end, and one piece missing at each place of the last judgement */
	trial_done(&t);
	lab(&t);
	trial_ask(&t);
	for (unsigned int n = 1; n <= needed; n++) {
		calls = 0;
		fails_at = n;
		why_judge(&t.q, &t.v);
		fails_at = 0;
		if (!same(&t.v, &whole) && t.v.confidence == CONFIDENCE_PROVEN)
			fail_msg("without the %uth piece of memory: %s", n, t.v.summary);
	}
}

static void nothing_is_claimed(void **state)
{
	(void)state;
	judged(nobody, CAUSE_ADDRESS_UNOWNED);
	judged(lost_in_the_switch, CAUSE_BRIDGE_PORT_BLOCKED);
	judged(lost_in_the_router, CAUSE_FORWARDING_OFF);
	judged(no_way_back, CAUSE_NO_ROUTE);
	judged(far_end_down, CAUSE_LINK_DOWN);
}

/* A question that could not be remembered is asked the next time. */
static void a_forgotten_question(void **state)
{
	struct asks asks = { 0 };
	struct ask a = { .cookie = 7 };

	(void)state;
	calls = 0;
	fails_at = 1;
	assert_null(asks_find(&asks, &a));
	assert_null(asks_pending(&asks));
	assert_null(asks_find(&asks, &a));
	assert_non_null(asks_pending(&asks));
	asks_done(&asks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_claimed),
		cmocka_unit_test(a_forgotten_question),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
