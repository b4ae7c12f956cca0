// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_why_far.c - what is near at hand and wrong there, and is not what stopped the packet
 */
#include "why_trial.h"

/* red 10.1.0.2 - rtr - blue, which has a public address of its own */
static void public_target(struct hand *h)
{
	hand_routed(h);
	hand_addr(h, BLUE, 2, "203.0.113.200", 32);
	hand_route(h, RED, "0.0.0.0", 0, 2, "10.1.0.1");
	hand_route(h, RTR, "203.0.113.200", 32, 3, "10.2.0.2");
}

static void request_there(struct trial *t, const char *to)
{
	trial_fly(t, echo("10.1.0.2", to), "red:eth0", "rtr:r0", "red:eth0> >rtr:r0");
	trial_fly(t, echo("10.1.0.2", to), "rtr:b0", "blue:eth0", "rtr:b0> >blue:eth0");
}

static void no_nat_is_needed_where_a_way_leads_back(void **state)
{
	_cleanup_trial_ struct trial t;

	(void)state;
	trial_begin(&t, public_target, "203.0.113.200");
	settings_iface(trial_settings(&t, RTR), 0)->v4[SETTING4_FORWARDING] = 1;
	request_there(&t, "203.0.113.200");
	trial_judge(&t);
	assert_verdict(&t, CAUSE_NAT_MISSING, "rtr:b0", LEG_REPLY);
	hand_route(&t.h, BLUE, "0.0.0.0", 0, 2, "10.2.0.1");
	asks_done(&t.asks);
	trial_judge(&t);
	assert_int_not_equal(t.v.cause, CAUSE_NAT_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_nat_is_needed_where_a_way_leads_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
