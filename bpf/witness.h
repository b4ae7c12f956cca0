/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * witness.h - what leaves no drop: quiet ends, route decisions, errors, what a bridge learns
 *
 *   netif_receive_skb ──▶ this CPU has a packet in hand
 *       consume_skb, fib_table_lookup, fib6_table_lookup, icmp_send, br_fdb_update ──▶ report
 *   napi_poll ──▶ it has none
 *
 * A lookup says neither which packet it is for nor, where it finds nothing, in which namespace:
 * the packet in hand tells both, and without one it is the running task that sends. What a timer
 * looks up then counts as the task's that it interrupted; only lookups without a device can be
 * mistaken in that way.
 */
#ifndef NSCOPE_BPF_WITNESS_H
#define NSCOPE_BPF_WITNESS_H

#include "skb.h"

/* UAPI, spelled out: a generated vmlinux.h has some of them, and not the others. */
#define FAMILY_IPV4	 2
#define TYPE_BLACKHOLE	 6
#define TYPE_UNREACHABLE 7
#define TYPE_PROHIBIT	 8
#define TYPE_THROW	 9
#define ERR_AGAIN	 11
#define ERR_ACCES	 13
#define ERR_INVAL	 22
#define ERR_HOSTUNREACH	 113

struct hand {
	__u64 key; /* of its room; 0: nothing in hand */
	__u64 object;
	__u32 ifindex;
	__u32 ours; /* it is ARP or ICMP, in a watched room */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct hand);
} hands SEC(".maps");

static __always_inline struct hand *this_hand(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&hands, &zero);
}

SEC("tp_btf/netif_receive_skb")
int BPF_PROG(in_hand, struct sk_buff *skb)
{
	struct hand *h = this_hand();
	struct place p;

	if (!h)
		return 0;
	h->key = 0;
	if (!place_of(skb, &p))
		return 0;
	h->object = (__u64)skb;
	h->ifindex = p.ifindex;
	h->ours = is_watched(p.net) && wants(skb);
	h->key = room_key(p.net);
	return 0;
}

SEC("tp_btf/napi_poll")
int BPF_PROG(laid_down, struct napi_struct *napi, int work, int budget)
{
	struct hand *h = this_hand();

	if (h)
		h->key = 0;
	return 0;
}

/* A packet and where it is: what a quiet end and an error have in common. */
static __always_inline struct event *begin_packet(struct sk_buff *skb, enum hook h,
						  struct hook_count **c)
{
	struct event *e;
	struct place p;

	if (!place_of(skb, &p) || !is_watched(p.net))
		return NULL;
	*c = count_of(h);
	if (!*c)
		return NULL;
	count_one((*c)->seen);
	if (!wants(skb)) {
		count_one((*c)->filtered);
		return NULL;
	}
	e = reserve(*c, h, sizeof(*e) + EVENT_DATA_DROP);
	if (!e)
		return NULL;
	name_place(e, &p);
	e->object = (__u64)skb;
	e->protocol = bpf_ntohs(skb->protocol);
	return e;
}

SEC("tp_btf/consume_skb")
int BPF_PROG(consume, struct sk_buff *skb, void *location)
{
	struct hook_count *c;
	struct event *e = begin_packet(skb, HOOK_CONSUME, &c);

	if (!e)
		return 0;
	e->location = (__u64)location;
	copy_packet(skb, e);
	submit(c, e);
	return 0;
}

SEC("tp_btf/icmp_send")
int BPF_PROG(icmp_send, struct sk_buff *skb, int type, int code)
{
	struct hook_count *c;
	struct event *e = begin_packet(skb, HOOK_ICMP_SEND, &c);

	if (!e)
		return 0;
	e->reason = (__u32)(type & 0xff) << 8 | (code & 0xff);
	copy_packet(skb, e);
	submit(c, e);
	return 0;
}

/* Where it is known, in which room; else the one of the packet in hand, or of the task. */
static __always_inline struct net *net_of_dev(struct net_device *dev)
{
	return dev ? dev->nd_net.net : NULL;
}

static __always_inline struct net *net_of_task(void)
{
	struct nsproxy *ns = bpf_get_current_task_btf()->nsproxy;

	return ns ? ns->net_ns : NULL;
}

struct decision {
	__u64 key, object;
	__u32 ifindex;
	__u32 inum;
};

/* begin_decision() - in which room, and about which packet; false: none of ours */
static __always_inline bool begin_decision(struct net *net, struct decision *d, bool *ours)
{
	struct hand *h = this_hand();
	bool held = h && h->key && (!net || h->key == room_key(net));

	d->object = held ? h->object : 0;
	d->ifindex = held ? h->ifindex : 0;
	d->inum = 0;
	*ours = !held || h->ours;
	if (!net && !held)
		net = net_of_task();
	if (!net && !held)
		return false;
	d->key = held ? h->key : room_key(net);
	if (net)
		d->inum = net->ns.inum;
	return bpf_map_lookup_elem(&watched, &d->key);
}

static __always_inline struct event *reserve_decision(struct hook_count *c, enum hook h,
						      const struct decision *d, __u32 size)
{
	struct event *e = reserve(c, h, sizeof(*e) + size);

	if (!e)
		return NULL;
	e->netns_cookie = d->key;
	e->netns_inum = d->inum;
	e->object = d->object;
	e->ifindex = d->ifindex;
	e->len = 0;
	e->l2len = 0;
	e->protocol = 0;
	e->caplen = size;
	__builtin_memset(e->data, 0, size);
	return e;
}

/* Of a lookup that names no protocol it is not known: it may be ours. */
static __always_inline bool asks_for_ours(const struct flowi_common *fl)
{
	return !fl->flowic_proto || fl->flowic_proto == IPPROTO_NR_ICMP ||
	       fl->flowic_proto == IPPROTO_NR_ICMP6;
}

static __always_inline struct event *begin_fib(struct net *net, enum hook h,
					       const struct flowi_common *fl, struct hook_count **c)
{
	struct decision d;
	bool ours;

	if (!begin_decision(net, &d, &ours))
		return NULL;
	*c = count_of(h);
	if (!*c)
		return NULL;
	count_one((*c)->seen);
	if (!ours || !asks_for_ours(fl)) {
		count_one((*c)->filtered);
		return NULL;
	}
	return reserve_decision(*c, h, &d, sizeof(struct event_fib));
}

static __always_inline void fill_asked(struct event_fib *x, const struct flowi_common *fl,
				       __u32 table, __s32 err)
{
	x->table = table;
	x->iif = fl->flowic_iif;
	x->oif = fl->flowic_oif;
	x->mark = fl->flowic_mark;
	x->err = err;
}

static __always_inline void fill_answer(struct event_fib *x, const struct fib_nh_common *nh)
{
	struct net_device *dev = nh->nhc_dev;

	if (dev) {
		x->dev_ifindex = dev->ifindex;
		__builtin_memcpy(x->dev, dev->name, sizeof(x->dev));
	}
	if (!nh->nhc_gw_family)
		return;
	x->gateway_len = nh->nhc_gw_family == FAMILY_IPV4 ? 4 : 16;
	if (x->gateway_len == 4)
		__builtin_memcpy(x->gateway, &nh->nhc_gw.ipv4, 4);
	else
		__builtin_memcpy(x->gateway, &nh->nhc_gw.ipv6, 16);
}

SEC("tp_btf/fib_table_lookup")
int BPF_PROG(fib, __u32 table, const struct flowi4 *fl, const struct fib_nh_common *nh, int err)
{
	struct net_device *dev = nh ? nh->nhc_dev : NULL;
	struct hook_count *c;
	struct event *e = begin_fib(net_of_dev(dev), HOOK_FIB, &fl->__fl_common, &c);
	struct event_fib *x;

	if (!e)
		return 0;
	x = (struct event_fib *)e->data;
	x->addr_len = 4;
	__builtin_memcpy(x->src, &fl->saddr, 4);
	__builtin_memcpy(x->dst, &fl->daddr, 4);
	fill_asked(x, &fl->__fl_common, table, err);
	if (dev)
		fill_answer(x, nh);
	submit(c, e);
	return 0;
}

/* What a route of this type answers (fib6_prop[] in net/ipv6/route.c); the null entry is no match
 * in this table, which IPv4 calls EAGAIN. */
static __always_inline __s32 error_of(const struct net *net, const struct fib6_result *res)
{
	if (res->f6i == net->ipv6.fib6_null_entry)
		return -ERR_AGAIN;
	switch (res->fib6_type) {
	case TYPE_BLACKHOLE: return -ERR_INVAL;
	case TYPE_UNREACHABLE: return -ERR_HOSTUNREACH;
	case TYPE_PROHIBIT: return -ERR_ACCES;
	case TYPE_THROW: return -ERR_AGAIN;
	}
	return 0;
}

SEC("tp_btf/fib6_table_lookup")
int BPF_PROG(fib6, struct net *net, const struct fib6_result *res, struct fib6_table *table,
	     const struct flowi6 *fl)
{
	struct hook_count *c;
	struct event *e = begin_fib(net, HOOK_FIB6, &fl->__fl_common, &c);
	struct event_fib *x;

	if (!e)
		return 0;
	x = (struct event_fib *)e->data;
	x->addr_len = 16;
	__builtin_memcpy(x->src, &fl->saddr, 16);
	__builtin_memcpy(x->dst, &fl->daddr, 16);
	fill_asked(x, &fl->__fl_common, table->tb6_id, error_of(net, res));
	if (!x->err && res->nh)
		fill_answer(x, &res->nh->nh_common);
	submit(c, e);
	return 0;
}

/* The verifier takes a pointer to octets for a number. Where they cannot be read they stay 0. */
static __always_inline void copy_mac(struct event_fdb *x, const unsigned char *mac)
{
	if (no_bytes)
		return;
#pragma unroll
	for (int i = 0; i < 6; i++)
		x->mac[i] = octet_at(mac + i);
}

SEC("tp_btf/br_fdb_update")
int BPF_PROG(fdb, struct net_bridge *br, struct net_bridge_port *port, const unsigned char *mac,
	     __u16 vlan, unsigned long flags)
{
	struct net_device *dev = port ? port->dev : NULL;
	struct hook_count *c;
	struct decision d;
	struct event_fdb *x;
	struct event *e;
	bool ours;

	if (!begin_decision(net_of_dev(br->dev), &d, &ours))
		return 0;
	c = count_of(HOOK_FDB);
	if (!c)
		return 0;
	count_one(c->seen);
	e = reserve_decision(c, HOOK_FDB, &d, sizeof(*x));
	if (!e)
		return 0;
	e->ifindex = br->dev->ifindex;
	x = (struct event_fdb *)e->data;
	x->vlan = vlan;
	copy_mac(x, mac);
	if (dev) {
		x->port_ifindex = dev->ifindex;
		__builtin_memcpy(x->port, dev->name, sizeof(x->port));
	}
	submit(c, e);
	return 0;
}

#endif
