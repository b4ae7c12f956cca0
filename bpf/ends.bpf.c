// SPDX-License-Identifier: GPL-2.0-only
/*
 * ends.bpf.c - the veth ends: every ARP, ICMP and ICMPv6 frame that comes in or leaves
 *
 * The packet is read by bpf_skb_load_bytes(), which also reaches what lies in fragments, and is
 * never pulled or changed; the verdict is always "next".
 */
#define NEVER_INTERRUPTED
#include "walk.h"

#define TC_NEXT (-1)

/* Linux 6.2: the packet itself, and by it the device's namespace. (bpf_get_netns_cookie() would
 * tell the socket's, which is the sender's on both ends of a pipe, or none.) */
extern void *bpf_cast_to_kern_ctx(void *ctx) __ksym __weak;

/* Where that is missing each namespace gets a copy of the programs, with its key written in. */
const volatile __u64 fixed_cookie = 0;

/* Set at the end: to take a program off an interface costs the kernel a grace period, 12 ms, and
 * there may be a thousand of them. */
volatile bool ends_are_off = false;

/* wants() - is it ours, and what it holds */
static __always_inline bool wants(struct __sk_buff *skb, __u16 *protocol)
{
	__u32 off;
	__u8 proto;

	if (!walk_tags(skb, protocol, &off))
		return false;
	if (*protocol == ETHERTYPE_ARP)
		return true;
	if (*protocol == ETHERTYPE_IPV4)
		return !bpf_skb_load_bytes(skb, off + 9, &proto, 1) && proto == IPPROTO_NR_ICMP;
	return *protocol == ETHERTYPE_IPV6 && walk_ipv6(skb, &off) == IPPROTO_NR_ICMP6;
}

/* The receiving side takes the outer tag off into the packet's metadata before it asks us: it is
 * put back where it was on the wire, and where tcpdump shows it. */
static __always_inline void copy_tagged(struct __sk_buff *skb, struct event *e, __u32 room)
{
	__u16 *tag = (__u16 *)(e->data + MAC_ADDRESSES);
	__s64 n = (__s64)skb->len - MAC_ADDRESSES;

	room -= MAC_ADDRESSES + VLAN_TAG;
	if (n > room)
		n = room;
	e->caplen = 0;
	if (bpf_skb_load_bytes(skb, 0, e->data, MAC_ADDRESSES))
		return;
	tag[0] = skb->vlan_proto;
	tag[1] = bpf_htons(skb->vlan_tci);
	asm volatile("" : "+r"(n));
	if (n <= 0)
		return;
	asm volatile("" : "+r"(n));
	if (n <= room && !bpf_skb_load_bytes(skb, MAC_ADDRESSES, tag + 2, n))
		e->caplen = MAC_ADDRESSES + VLAN_TAG + n;
}

static __always_inline void copy_frame(struct __sk_buff *skb, struct event *e, __u32 room)
{
	__s64 n = skb->len;

	e->len = n;
	if (skb->vlan_present) {
		e->len += VLAN_TAG;
		copy_tagged(skb, e, room);
		return;
	}
	if (n > room)
		n = room;
	e->caplen = n;
	/* Verifiers before 6.8 learn nothing from a comparison with 0 for equality, nor from one of
	 * another register, into which clang would gather both bounds. */
	asm volatile("" : "+r"(n));
	if (n <= 0)
		return;
	asm volatile("" : "+r"(n));
	if (n > room || bpf_skb_load_bytes(skb, 0, e->data, n))
		e->caplen = 0;
}

static __always_inline void name_room(struct __sk_buff *skb, struct event *e)
{
	struct sk_buff *packet;
	struct net *net;

	e->netns_cookie = fixed_cookie;
	if (fixed_cookie || !bpf_cast_to_kern_ctx)
		return;
	packet = bpf_cast_to_kern_ctx(skb);
	net = packet->dev->nd_net.net;
	e->netns_cookie = room_key(net);
	e->netns_inum = net->ns.inum;
}

/* An echo whose headers lie in one piece: what a flood consists of. Read in place it costs a
 * quarter less than by helpers, which are there for all that lies otherwise. */
static __always_inline bool is_plain_echo(const __u8 *frame, const void *end)
{
	const __u8 *ip = frame + ETHERNET_HEADER;

	return (const void *)(frame + EVENT_DATA_SMALL) <= end &&
	       frame[12] == ETHERTYPE_IPV4 >> 8 && frame[13] == (ETHERTYPE_IPV4 & 0xff) &&
	       ip[0] == 0x45 && ip[9] == IPPROTO_NR_ICMP && ((ip[6] & 0x3f) | ip[7]) == 0 &&
	       (ip[IPV4_HEADER] == ICMP_NR_ECHO || ip[IPV4_HEADER] == ICMP_NR_ECHO_REPLY);
}

static __always_inline bool is_plain_echo6(const __u8 *frame, const void *end)
{
	const __u8 *ip = frame + ETHERNET_HEADER;

	return (const void *)(frame + EVENT_DATA_ECHO6) <= end &&
	       frame[12] == ETHERTYPE_IPV6 >> 8 && frame[13] == (ETHERTYPE_IPV6 & 0xff) &&
	       ip[6] == IPPROTO_NR_ICMP6 && (ip[IPV6_HEADER] & ~1) == ICMP6_NR_ECHO;
}

/* What most traffic is: one octet, read in place, tells that it is none of ours. */
static __always_inline bool is_plainly_other(struct __sk_buff *skb)
{
	const __u8 *ip = (const __u8 *)(long)skb->data + ETHERNET_HEADER;
	const void *end = (const void *)(long)skb->data_end;

	if (skb->protocol == bpf_htons(ETHERTYPE_IPV4))
		return (const void *)(ip + 10) <= end && ip[9] != IPPROTO_NR_ICMP;
	if (skb->protocol == bpf_htons(ETHERTYPE_IPV6))
		return (const void *)(ip + 7) <= end && ip[6] != IPPROTO_NR_ICMP6 &&
		       !is_ipv6_extension(ip[6]);
	return false;
}

/* Its headers and the first of its payload: as much as any printer reads. */
static __always_inline void copy_headers(const __u8 *frame, struct event *e, __u32 len, __u32 n)
{
	const __u64 *from = (const __u64 *)frame;
	__u64 *to = (__u64 *)e->data;

#pragma unroll
	for (__u32 i = 0; i < n / 8; i++)
		to[i] = from[i];
	e->caplen = n;
	e->len = len;
}

static __always_inline int hand_over(struct __sk_buff *skb, struct hook_count *c, struct event *e,
				     __u16 protocol)
{
	name_room(skb, e);
	e->object = (__u64)(long)skb;
	e->ifindex = skb->ifindex;
	e->protocol = protocol;
	e->l2len = ETHERNET_HEADER;
	submit(c, e);
	return TC_NEXT;
}

static __always_inline int see_echo(struct __sk_buff *skb, struct hook_count *c, enum hook h,
				    const __u8 *frame, __u16 protocol, __u32 n)
{
	struct event *e = reserve(c, h, sizeof(*e) + n);

	if (!e)
		return TC_NEXT;
	copy_headers(frame, e, skb->len, n);
	return hand_over(skb, c, e, protocol);
}

static __always_inline int see(struct __sk_buff *skb, enum hook h)
{
	const __u8 *frame = (const __u8 *)(long)skb->data;
	const void *end = (const void *)(long)skb->data_end;
	struct hook_count *c = count_of(h);
	struct event *e;
	__u16 protocol;

	if (!c || ends_are_off)
		return TC_NEXT;
	count_one(c->seen);
	if (is_plainly_other(skb)) {
		count_one(c->filtered);
		return TC_NEXT;
	}
	if (!skb->vlan_present && is_plain_echo(frame, end))
		return see_echo(skb, c, h, frame, ETHERTYPE_IPV4, EVENT_DATA_SMALL);
	if (!skb->vlan_present && is_plain_echo6(frame, end))
		return see_echo(skb, c, h, frame, ETHERTYPE_IPV6, EVENT_DATA_ECHO6);
	if (!wants(skb, &protocol)) {
		count_one(c->filtered);
		return TC_NEXT;
	}
	/* The verifier knows a record's size only where it is a constant. With tags in the data an
	 * ARP packet is longer. */
	if (skb->protocol == bpf_htons(ETHERTYPE_ARP)) {
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
	return hand_over(skb, c, e, protocol);
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
