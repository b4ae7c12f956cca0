// SPDX-License-Identifier: GPL-2.0-only
/*
 * skip.bpf.c - frames at a veth end that the trace's filter leaves out: counted, and no more
 *
 * Nothing is attached by these: the filter itself is (user/tracer/gate.h), and goes on here, or in
 * end_in and end_out.
 */
#define NEVER_INTERRUPTED
#include "common.h"

#define TC_NEXT (-1)

extern volatile bool ends_are_off;

static __always_inline int skip(enum hook h)
{
	struct hook_count *c = count_of(h);

	if (!c || ends_are_off)
		return TC_NEXT;
	count_one(c->seen);
	count_one(c->filtered);
	return TC_NEXT;
}

SEC("tc")
int skip_in(struct __sk_buff *skb)
{
	return skip(HOOK_END_IN);
}

SEC("tc")
int skip_out(struct __sk_buff *skb)
{
	return skip(HOOK_END_OUT);
}
