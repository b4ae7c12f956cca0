// SPDX-License-Identifier: GPL-2.0-only
/*
 * fault.bpf.c - a link impaired on purpose: frames blocked, lost, doubled, damaged
 *
 * No part of the tracer, and the only program here that does something to packets: an object of
 * its own, at the end that a frame leaves by, behind all others there, so that these see the frame
 * before it is lost. It hangs on the device, not on a process, and goes with it.
 */
#include "walk.h"
#include "include/fault.h"

#define TC_NEXT (-1)

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct fault_state);
} fault_state SEC(".maps");

/* The frame that leaves now on this CPU is our own copy of another one. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} fault_copying SEC(".maps");

/* IPV4 and IPV6 hold neither ICMP nor ICMPv6; ICMP is ICMPv6's errors and echoes, too. */
enum kind { KIND_OTHER, KIND_IPV4, KIND_IPV6, KIND_ARP, KIND_ICMP };

/* Neighbour discovery proper stands right behind the IPv6 header; what a fragment holds is unknown,
 * and is never that (RFC 6980). */
static __always_inline enum kind kind_of_ipv6(struct __sk_buff *skb, __u32 off)
{
	__u32 direct = off + IPV6_HEADER;
	__u8 type;

	if (walk_ipv6(skb, &off) != IPPROTO_NR_ICMP6)
		return KIND_IPV6;
	if (bpf_skb_load_bytes(skb, off, &type, 1))
		return KIND_OTHER;
	if (off == direct && (type == ICMP6_NR_SOLICIT || type == ICMP6_NR_ADVERT))
		return KIND_ARP;
	return type <= ICMP6_NR_ECHO_REPLY ? KIND_ICMP : KIND_OTHER;
}

/* Looked for only where it matters. @off: of the network header */
static __always_inline enum kind kind_of(struct __sk_buff *skb, const struct fault_state *s,
					 __u32 *off)
{
	__u16 type;
	__u8 proto;

	if (!s->block_arp && !s->block_icmp && !s->corrupt)
		return KIND_OTHER;
	if (!walk_tags(skb, &type, off))
		return KIND_OTHER;
	if (type == ETHERTYPE_ARP)
		return KIND_ARP;
	if (type == ETHERTYPE_IPV6)
		return kind_of_ipv6(skb, *off);
	if (type != ETHERTYPE_IPV4)
		return KIND_OTHER;
	if (bpf_skb_load_bytes(skb, *off + 9, &proto, 1) || proto != IPPROTO_NR_ICMP)
		return KIND_IPV4;
	return KIND_ICMP;
}

static __always_inline bool is_blocked(const struct fault_state *s, enum kind kind)
{
	return (kind == KIND_ARP && s->block_arp) || (kind == KIND_ICMP && s->block_icmp);
}

/* Redirected to interface 0, which nobody has, a frame ends in skb_do_redirect() while its sender
 * is told that it left, as on a wire. Of TC_ACT_SHOT the sender would hear: ping then says "No
 * buffer space available" and sends the same echo again, TCP thinks its own host congested. */
static __always_inline int lose(__u64 *count)
{
	__sync_fetch_and_add(count, 1);
	return bpf_redirect(0, 0);
}

/* The copy leaves before us by the whole chain of programs, so it is seen like any other frame. */
static __always_inline void duplicate(struct __sk_buff *skb, struct fault_state *s, __u32 *copying)
{
	*copying = 1;
	if (!bpf_clone_redirect(skb, skb->ifindex, 0))
		__sync_fetch_and_add(&s->count.duplicated, 1);
	*copying = 0;
}

/* One bit is flipped, anywhere behind the Ethernet header. But TCP and UDP cross a pipe with
 * checksums that nobody has computed (CHECKSUM_PARTIAL), so nobody would find what is wrong with
 * their data: of these only the IP header is damaged. ICMP and ICMPv6 come with theirs computed,
 * ARP has none. */
static __always_inline void corrupt(struct __sk_buff *skb, struct fault_state *s, __u64 draw,
				    enum kind kind, __u32 network)
{
	__u32 from = ETHERNET_HEADER, octets = skb->len - from, at;
	__u8 octet;

	if (kind == KIND_IPV4 || kind == KIND_IPV6) {
		from = network;
		octets = kind == KIND_IPV4 ? IPV4_HEADER : IPV6_HEADER;
	}
	at = fault_place(draw, 8 * octets);
	from += at / 8;
	if (bpf_skb_load_bytes(skb, from, &octet, 1))
		return;
	octet ^= 1 << at % 8;
	if (!bpf_skb_store_bytes(skb, from, &octet, 1, 0))
		__sync_fetch_and_add(&s->count.corrupted, 1);
}

static __always_inline __u64 number(struct fault_state *s)
{
	__u64 n;

	/* An atomic add that returns something needs Linux 5.12. */
	bpf_spin_lock(&s->lock);
	n = s->count.seen++;
	bpf_spin_unlock(&s->lock);
	return n;
}

SEC("tc")
int nscope_fault(struct __sk_buff *skb)
{
	__u32 zero = 0;
	struct fault_state *s = bpf_map_lookup_elem(&fault_state, &zero);
	__u32 *copying = bpf_map_lookup_elem(&fault_copying, &zero);
	enum kind kind;
	__u64 n, draw;
	__u32 off = 0;

	if (!s || !copying)
		return TC_NEXT;
	if (*copying) {
		*copying = 0;
		return TC_NEXT;
	}
	n = number(s);
	kind = kind_of(skb, s, &off);
	if (is_blocked(s, kind))
		return lose(&s->count.blocked);
	if (fault_hits(fault_draw(s->key, n, FAULT_LOSS), s->loss))
		return lose(&s->count.lost);
	if (fault_hits(fault_draw(s->key, n, FAULT_DUPLICATE), s->duplicate))
		duplicate(skb, s, copying);
	draw = fault_draw(s->key, n, FAULT_CORRUPT);
	if (fault_hits(draw, s->corrupt))
		corrupt(skb, s, draw, kind, off);
	return TC_NEXT;
}

char LICENSE[] SEC("license")
= "GPL";
