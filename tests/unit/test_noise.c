// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_noise.c - drops that mean nothing are told from those that do, by all that is known of them
 */
#include "unit.h"

#include "../../user/trace/noise.h"

struct named {
	const char *reason, *symbol;
	int asked; /* how often for the symbol: to know one may take reading all of them */
};

static const char *reason_of(void *ctx, uint32_t reason)
{
	(void)reason;
	return ((struct named *)ctx)->reason;
}

static const char *symbol_of(void *ctx, uint64_t location)
{
	struct named *n = ctx;

	(void)location;
	n->asked++;
	return n->symbol;
}

static bool noisy(const char *reason, const char *symbol, uint32_t ifindex)
{
	struct named n = { reason, symbol, 0 };
	const struct words w = { reason_of, symbol_of, &n };
	const struct frame f = { .type = FRAME_DROP, .ifindex = ifindex };

	return frame_is_noise(&w, &f);
}

static void what_means_nothing(void **state)
{
	(void)state;
	assert_true(noisy("NO_SOCKET", "ping_rcv", 0));
	assert_true(noisy("NO_SOCKET", "ping_rcv", 2));
	assert_true(noisy("QUEUE_PURGE", "inet_sock_destruct", 0));
}

static void a_listener_s_copy_is_no_loss(void **state)
{
	(void)state;
	assert_true(noisy("QUEUE_PURGE", "skb_queue_purge_reason", 0));
	assert_true(noisy("NOT_SPECIFIED", "skb_queue_purge", 0));
	/* A tunnel gives up what waited for its key. */
	assert_false(noisy("QUEUE_PURGE", "skb_queue_purge_reason", 2));
	assert_false(noisy("NOT_SPECIFIED", "skb_queue_purge", 2));
}

static void what_is_not_surely_noise_is_none(void **state)
{
	(void)state;
	assert_false(noisy("QUEUE_PURGE", NULL, 0));
	assert_false(noisy("QUEUE_PURGE", "neigh_destroy", 0));
	assert_false(noisy("NETFILTER_DROP", "ping_rcv", 0));
	assert_false(noisy(NULL, "ping_rcv", 0));
	assert_false(frame_is_noise(NULL, &(struct frame){ .type = FRAME_DROP }));
}

static void symbols_are_not_asked_for_in_vain(void **state)
{
	struct named n = { "NEIGH_FAILED", "neigh_invalidate", 0 };
	const struct words w = { reason_of, symbol_of, &n };

	(void)state;
	assert_false(frame_is_noise(&w, &(struct frame){ .type = FRAME_DROP }));
	n.reason = "NO_SOCKET";
	assert_false(frame_is_noise(&w, &(struct frame){ .type = FRAME_PACKET }));
	assert_int_equal(n.asked, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_means_nothing),
		cmocka_unit_test(a_listener_s_copy_is_no_loss),
		cmocka_unit_test(what_is_not_surely_noise_is_none),
		cmocka_unit_test(symbols_are_not_asked_for_in_vain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
