// SPDX-License-Identifier: GPL-2.0-only
/*
 * ends.bpf.c - the veth ends: every ARP, ICMP and ICMPv6 frame that comes in or leaves
 *
 * The packet is read by bpf_skb_load_bytes(), which also reaches what lies in fragments, and is
 * never pulled or changed; the verdict is always "next".
 */
#include "common.h"

#define TC_NEXT	      (-1)
#define VLAN_TAGS_MAX 2

/* Linux 6.2. The helper bpf_get_netns_cookie() is of no use: at a tc hook it tells the socket's
 * namespace, which for a frame that came over a pipe is the sender's, and without a socket the
 * initial one. */
extern void *bpf_cast_to_kern_ctx(void *ctx) __ksym __weak;

/* Before, each namespace gets its own copy of these programs, with its key written in. */
const volatile __u64 fixed_key = 0;

static __always_inline bool is_icmp6(struct __sk_buff *skb, __u32 off)
{
	__u8 head[2], next;

	if (bpf_skb_load_bytes(skb, off + 6, &next, 1))
		return false;
	off += IPV6_HEADER;
#pragma unroll
	for (int i = 0; i < IPV6_EXTENSIONS_MAX; i++) {
		if (!is_ipv6_extension(next) || bpf_skb_load_bytes(skb, off, head, 2))
			break;
		off += ipv6_extension_len(next, head[1]);
		next = head[0];
	}
	return next == IPPROTO_NR_ICMP6;
}

/* wants() - is it ours, and how much of it */
static __always_inline bool wants(struct __sk_buff *skb, __u16 *protocol)
{
	__u32 off = ETHERNET_HEADER;
	__u16 type = bpf_ntohs((__u16)skb->protocol);
	__u8 proto;

	/* A tag in the packet's metadata is invisible here; up to two may lie in the data. */
#pragma unroll
	for (int i = 0; i < VLAN_TAGS_MAX; i++) {
		if (type != ETHERTYPE_VLAN && type != ETHERTYPE_QINQ)
			break;
		if (bpf_skb_load_bytes(skb, off + 2, &type, 2))
			return false;
		type = bpf_ntohs(type);
		off += VLAN_TAG;
	}
	*protocol = type;
	if (type == ETHERTYPE_ARP)
		return true;
	if (type == ETHERTYPE_IPV4)
		return !bpf_skb_load_bytes(skb, off + 9, &proto, 1) && proto == IPPROTO_NR_ICMP;
	return type == ETHERTYPE_IPV6 && is_icmp6(skb, off);
}

static __always_inline void copy_frame(struct __sk_buff *skb, struct event *e, __u32 room)
{
	__u32 n = skb->len;

	if (n > room)
		n = room;
	e->caplen = n;
	/* The verifier wants to see that it is not zero. */
	if (n == 0 || bpf_skb_load_bytes(skb, 0, e->data, n))
		e->caplen = 0;
}

static __always_inline void fill_place(struct __sk_buff *ctx, struct event *e)
{
	struct sk_buff *skb;

	e->ifindex = ctx->ifindex;
	e->netns_cookie = fixed_key;
	if (fixed_key || !bpf_cast_to_kern_ctx)
		return;
	skb = bpf_cast_to_kern_ctx(ctx);
	e->netns_cookie = room_key(skb->dev->nd_net.net);
	e->netns_inum = skb->dev->nd_net.net->ns.inum;
}

static __always_inline int see(struct __sk_buff *skb, enum hook h)
{
	struct hook_count *c = count_of(h);
	struct event *e;
	__u16 protocol;

	if (!c)
		return TC_NEXT;
	count_one(c->seen);
	if (!wants(skb, &protocol)) {
		count_one(c->filtered);
		return TC_NEXT;
	}
	if (protocol == ETHERTYPE_ARP) {
		e = reserve(c, h, sizeof(*e) + EVENT_DATA_SMALL);
		if (!e)
			return TC_NEXT;
		copy_frame(skb, e, EVENT_DATA_SMALL);
	} else {
		e = reserve(c, h, sizeof(*e) + EVENT_DATA_MAX);
		if (!e)
			return TC_NEXT;
		copy_frame(skb, e, EVENT_DATA_MAX);
	}
	fill_place(skb, e);
	e->object = (__u64)(long)skb;
	e->len = skb->len;
	e->protocol = protocol;
	e->l2len = ETHERNET_HEADER;
	submit(c, e);
	return TC_NEXT;
}

SEC("tc")
int end_in(struct __sk_buff *skb)
{
	return see(skb, HOOK_END_IN);
}

SEC("tc")
int end_out(struct __sk_buff *skb)
{
	return see(skb, HOOK_END_OUT);
}
