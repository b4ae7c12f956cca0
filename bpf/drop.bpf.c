// SPDX-License-Identifier: GPL-2.0-only
/*
 * drop.bpf.c - packets the kernel throws away, with its reason and the place
 */
#include "skb.h"

/* The number of NO_SOCKET in this kernel. Each echo reply to a ping on a raw socket, root's, is
 * dropped with it at ping_rcv(), because no other socket wanted it: that is no loss, and not even
 * seen. What else has no socket is neither ARP nor ICMP. */
const volatile __u32 no_socket = ~0u;

static __always_inline int see(struct sk_buff *skb, void *location, __u32 reason, enum hook h)
{
	struct hook_count *c;
	struct place p;
	struct event *e;

	/* A drop elsewhere on the machine is none of ours: it is not even seen. */
	if (reason == no_socket || !place_of(skb, &p) || !is_watched(p.net))
		return 0;
	c = count_of(h);
	if (!c)
		return 0;
	count_one(c->seen);
	if (!wants(skb)) {
		count_one(c->filtered);
		return 0;
	}
	e = reserve(c, h, sizeof(*e) + EVENT_DATA_DROP);
	if (!e)
		return 0;
	name_place(e, &p);
	e->object = (__u64)skb;
	e->location = (__u64)location;
	e->reason = reason;
	e->protocol = bpf_ntohs(skb->protocol);
	copy_packet(skb, e);
	submit(c, e);
	return 0;
}

SEC("tp_btf/kfree_skb")
int BPF_PROG(drop, struct sk_buff *skb, void *location, int reason)
{
	return see(skb, location, (__u32)reason, HOOK_DROP);
}

SEC("tp_btf/kfree_skb")
int BPF_PROG(drop_plain, struct sk_buff *skb, void *location)
{
	return see(skb, location, 0, HOOK_DROP_PLAIN);
}

/* In this object, as it needs the same kernel function: bpftool before 1.2 takes an extern function
 * from one object only. */
#include "witness.h"
