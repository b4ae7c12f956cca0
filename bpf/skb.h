/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * skb.h - a packet in the kernel's hands: whose it is, whether it is ours, and its bytes
 *
 * Whose is it? The device's namespace first; the socket's only where there is no device yet (local
 * output), and then ifindex is 0. The socket first would be wrong on a pipe: a frame that dies in
 * blue still carries red's socket.
 *
 * Its bytes: by the time a packet ends, the headers in front may have been pulled, so the packet as
 * the kernel would hand it out begins too late. They are still where they were, and
 * bpf_rdonly_cast() lets us read there by what the verifier calls a probe: a bad address gives
 * zeros. It needs no bpf_probe_read_kernel(), which lockdown=confidentiality forbids, and which is
 * the second choice. Only the linear part can be reached, which holds the headers.
 */
#ifndef NSCOPE_BPF_SKB_H
#define NSCOPE_BPF_SKB_H

#include "common.h"

/* Linux 6.2. Where both are missing a packet has no bytes, and user space knows the packet by its
 * address. What is missing is told by knobs: what hangs on a constant the verifier leaves out,
 * before it looks for the function. */
extern void *bpf_rdonly_cast(const void *obj, __u32 btf_id) __ksym __weak;
extern const volatile bool no_bytes;

#define as_type(type, address)                                                                     \
	((type *)bpf_rdonly_cast((void *)(address), bpf_core_type_id_kernel(type)))

static __always_inline __u8 octet_at(const unsigned char *address)
{
	__u8 octet = 0;

	if (!by_helper)
		return as_type(struct ipv6_opt_hdr, address)->nexthdr; /* its first octet */
	read_raw(&octet, 1, address);
	return octet;
}

/* Octets copied at once: a kernel type of this size has to exist. */
#define PIECE 16

static __always_inline void copy_piece(__u32 *to, const unsigned char *address)
{
	struct in6_addr *from;

	if (by_helper) {
		read_raw(to, PIECE, address);
		return;
	}
	from = as_type(struct in6_addr, address);
	to[0] = from->in6_u.u6_addr32[0];
	to[1] = from->in6_u.u6_addr32[1];
	to[2] = from->in6_u.u6_addr32[2];
	to[3] = from->in6_u.u6_addr32[3];
}

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

/* Where its bytes are, in octets from skb->head. Asked for anew where it is needed: carried
 * along, what is known of it would multiply the verifier's work. */
struct span {
	__u32 net_header;
	__u32 end; /* of the linear part; 0: nothing can be read */
};

static __always_inline struct span span_of(struct sk_buff *skb)
{
	struct span s = { skb->network_header, no_bytes ? 0 : skb->tail };

	/* Nobody has said yet where the headers are. */
	if (s.net_header > skb->tail) {
		s.net_header = (__u32)(skb->data - skb->head);
		s.end = 0;
	}
	return s;
}

static __always_inline bool is_readable(const struct span *s, __u32 offset, __u32 len)
{
	return !no_bytes && offset + len <= s->end;
}

static __always_inline bool is_icmp6(struct sk_buff *skb, const struct span *s)
{
	__u32 off = s->net_header + IPV6_HEADER;
	__u8 next = octet_at(skb->head + s->net_header + 6);

#pragma unroll
	for (int i = 0; i < IPV6_EXTENSIONS_MAX; i++) {
		const unsigned char *h = skb->head + off;

		if (!is_ipv6_extension(next) || !is_readable(s, off, 2))
			break;
		off += ipv6_extension_len(next, octet_at(h + 1));
		next = octet_at(h);
	}
	return next == IPPROTO_NR_ICMP6;
}

/* Not a byte of it can be read: it is ours unless its socket says otherwise. */
static __always_inline bool wants_unread(struct sk_buff *skb)
{
	struct sock *sk = skb->sk;

	return !sk || sk->sk_protocol == IPPROTO_NR_ICMP || sk->sk_protocol == IPPROTO_NR_ICMP6;
}

static __always_inline bool wants(struct sk_buff *skb)
{
	struct span s = span_of(skb);

	switch (bpf_ntohs(skb->protocol)) {
	case ETHERTYPE_ARP: return true;
	case ETHERTYPE_IPV4:
		if (!is_readable(&s, s.net_header, IPV4_HEADER))
			return wants_unread(skb);
		return octet_at(skb->head + s.net_header + 9) == IPPROTO_NR_ICMP;
	case ETHERTYPE_IPV6:
		if (!is_readable(&s, s.net_header, IPV6_HEADER))
			return wants_unread(skb);
		return is_icmp6(skb, &s);
	}
	return false;
}

static __always_inline void copy_packet(struct sk_buff *skb, struct event *e)
{
	struct span s = span_of(skb);
	__u32 *to = (__u32 *)e->data;
	__u32 mac = skb->mac_header;
	/* Unset it is 0xffff; one that lies elsewhere belongs to an outer packet. */
	__u32 l2len = mac + ETHERNET_HEADER == s.net_header ? ETHERNET_HEADER : 0;
	__u32 start = s.net_header - l2len;
	__u32 left = s.end > start ? s.end - start : 0;

	e->l2len = l2len;
	e->len = skb->len + (__u32)(skb->data - skb->head) - start;
	if (left > EVENT_DATA_DROP)
		left = EVENT_DATA_DROP;
	e->caplen = left;
#pragma unroll
	for (__u32 i = 0; i < EVENT_DATA_DROP; i += PIECE) {
		if (no_bytes || i >= left)
			break;
		copy_piece(to + i / 4, skb->head + start + i);
	}
}

static __always_inline void name_place(struct event *e, const struct place *p)
{
	e->netns_cookie = room_key(p->net);
	e->netns_inum = p->net->ns.inum;
	e->ifindex = p->ifindex;
}

#endif
