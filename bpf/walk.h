/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * walk.h - from a frame's ethertype to its ICMP, by helpers that also reach into fragments.
 */
#ifndef NSCOPE_BPF_WALK_H
#define NSCOPE_BPF_WALK_H

#include "common.h"

#define VLAN_TAGS_MAX 3 /* one of them may be in the packet's metadata */

/**
 * walk_tags() - behind VLAN tags
 * @type: what the frame holds, host order
 * @off:  where that begins
 *
 * A tag in the packet's metadata is stepped over by not being here.
 * Return: false when the frame ends too early
 */
static __always_inline bool walk_tags(struct __sk_buff *skb, __u16 *type, __u32 *off)
{
	*type = bpf_ntohs((__u16)skb->protocol);
	*off = ETHERNET_HEADER;
#pragma unroll
	for (int i = 0; i < VLAN_TAGS_MAX; i++) {
		if ((*type != ETHERTYPE_VLAN && *type != ETHERTYPE_QINQ) ||
		    (i == VLAN_TAGS_MAX - 1 && skb->vlan_present))
			break;
		if (bpf_skb_load_bytes(skb, *off + 2, type, 2))
			return false;
		*type = bpf_ntohs(*type);
		*off += VLAN_TAG;
	}
	return true;
}

/**
 * walk_ipv6() - behind extension headers
 * @off: of the IPv6 header; then of what the headers end in
 *
 * Return: its protocol; what cannot be read ends the walk
 */
static __always_inline __u8 walk_ipv6(struct __sk_buff *skb, __u32 *off)
{
	__u8 head[2], next;

	if (bpf_skb_load_bytes(skb, *off + 6, &next, 1))
		return IPPROTO_NR_HOPOPT;
	*off += IPV6_HEADER;
#pragma unroll
	for (int i = 0; i < IPV6_EXTENSIONS_MAX; i++) {
		if (!is_ipv6_extension(next) || bpf_skb_load_bytes(skb, *off, head, 2))
			break;
		*off += ipv6_extension_len(next, head[1]);
		next = head[0];
	}
	return next;
}

#endif
