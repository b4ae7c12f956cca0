// SPDX-License-Identifier: GPL-2.0-only
/*
 * drop.bpf.c - packets the kernel throws away, with its reason and the place
 *
 * Whose drop is it? The device's namespace first; the socket's only where there is no device yet
 * (local output). The socket first would be wrong on a pipe: a frame that dies in blue still
 * carries red's socket.
 */
#include "common.h"

/* Where a kernel has it for tracing programs, the packet's bytes can be copied without raw reads. */
extern int bpf_dynptr_from_skb(struct sk_buff *skb, __u64 flags, struct bpf_dynptr *ptr) __ksym
	__weak;

/* A kernel may have it and refuse it to tracing programs. */
const volatile bool no_bytes = false;

struct place {
	struct net *net;
	__u32 ifindex;
};

static __always_inline bool place_of(struct sk_buff *skb, struct place *p)
{
	struct net_device *dev = skb->dev;
	struct sock *sk = skb->sk;

	if (dev) {
		p->net = dev->nd_net.net;
		p->ifindex = dev->ifindex;
		return true;
	}
	if (!sk)
		return false;
	p->net = sk->__sk_common.skc_net.net;
	p->ifindex = 0;
	return true;
}

/* The packet from its network header on; left is 0 where that cannot be reached. */
struct view {
	struct bpf_dynptr ptr;
	__u32 off, left;
};

static __always_inline void view_open(struct sk_buff *skb, struct view *v)
{
	__s32 off = (__s32)skb->network_header - (__s32)(skb->data - skb->head);

	v->left = 0;
	/* Pulled past the network header already: user space knows the frame by its address. */
	if (no_bytes || !bpf_dynptr_from_skb || off < 0 || skb->len <= (__u32)off)
		return;
	if (bpf_dynptr_from_skb(skb, 0, &v->ptr))
		return;
	v->off = (__u32)off;
	v->left = skb->len - (__u32)off;
}

/* Surely neither ARP nor ICMP? A packet that cannot be read is let through for user space to know
 * by its address, if it was seen at a veth end. */
static __always_inline bool is_foreign(struct view *v, __u16 protocol)
{
	__u8 next;

	if (protocol == ETHERTYPE_ARP)
		return false;
	if (protocol != ETHERTYPE_IPV4 && protocol != ETHERTYPE_IPV6)
		return true;
	if (!v->left ||
	    bpf_dynptr_read(&next, 1, &v->ptr, v->off + (protocol == ETHERTYPE_IPV4 ? 9 : 6), 0))
		return false;
	if (protocol == ETHERTYPE_IPV4)
		return next != IPPROTO_NR_ICMP;
	return next != IPPROTO_NR_ICMP6 && next != IPPROTO_NR_HOPOPT &&
	       next != IPPROTO_NR_FRAGMENT;
}

static __always_inline void copy_packet(struct view *v, struct event *e)
{
	__u64 n = v->left;

	e->caplen = 0;
	if (n == 0)
		return;
	if (n >= EVENT_DATA_MAX)
		n = EVENT_DATA_MAX;
	/* clang forgets the bound in a copy of the register: say it where it is used. */
	asm volatile("" : "+r"(n));
	if (n > 0 && n <= EVENT_DATA_MAX && !bpf_dynptr_read(e->data, n, &v->ptr, v->off, 0))
		e->caplen = n;
}

static __always_inline int see(struct sk_buff *skb, void *location, __u32 reason, enum hook h)
{
	__u16 protocol = bpf_ntohs(skb->protocol);
	struct hook_count *c;
	struct place at;
	struct view v;
	struct event *e;

	if (!place_of(skb, &at) || !is_watched(at.net->net_cookie))
		return 0;
	c = count_of(h);
	if (!c)
		return 0;
	count_one(c->seen);
	view_open(skb, &v);
	if (is_foreign(&v, protocol)) {
		count_one(c->filtered);
		return 0;
	}
	e = reserve(c, h, sizeof(*e) + EVENT_DATA_MAX);
	if (!e)
		return 0;
	e->netns_cookie = at.net->net_cookie;
	e->netns_inum = at.net->ns.inum;
	e->object = (__u64)skb;
	e->location = (__u64)location;
	e->ifindex = at.ifindex;
	e->len = skb->len;
	e->reason = reason;
	e->protocol = protocol;
	e->l2len = 0;
	copy_packet(&v, e);
	submit(c, e);
	return 0;
}

SEC("tp_btf/kfree_skb") int BPF_PROG(drop, struct sk_buff *skb, void *location, int reason)
{
	return see(skb, location, (__u32)reason, HOOK_DROP);
}

SEC("tp_btf/kfree_skb") int BPF_PROG(drop_plain, struct sk_buff *skb, void *location)
{
	return see(skb, location, 0, HOOK_DROP_PLAIN);
}
