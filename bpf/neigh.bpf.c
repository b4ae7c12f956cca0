// SPDX-License-Identifier: GPL-2.0-only
/*
 * neigh.bpf.c - neighbour entries (ARP and NDP): made, changed, failed, gone
 *
 *   neigh_create ──▶ remember NONE          neigh_update ──▶ remember the state, if unknown
 *   neigh_update_done, event_send_done, timer_handler ──▶ report, if something changed
 *   neigh_cleanup_and_release ──▶ forget
 *
 * The hooks behind a change see only the new state; the old one is what was remembered.
 */
#include "common.h"

#define NUD_NONE 0
#define MAC	 6

struct last {
	__u8 state;
	__u8 lladdr[MAC];
	__u8 pad;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, NEIGH_MAX);
	__type(key, __u64);
	__type(value, struct last);
} neigh_last SEC(".maps");

/* enter() - the hook's counter where the entry's namespace is watched, and it is counted as seen */
static __always_inline struct hook_count *enter(struct net_device *dev, enum hook h)
{
	struct hook_count *c;

	if (!dev || !is_watched(dev->nd_net.net->net_cookie))
		return NULL;
	c = count_of(h);
	if (c)
		count_one(c->seen);
	return c;
}

static __always_inline void remember(struct neighbour *n, __u8 state)
{
	__u64 key = (__u64)n;
	struct last now = { .state = state };

	__builtin_memcpy(now.lladdr, n->ha, MAC);
	bpf_map_update_elem(&neigh_last, &key, &now, BPF_ANY);
}

static __always_inline bool same_mac(const __u8 *a, const __u8 *b)
{
	for (int i = 0; i < MAC; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

static __always_inline void fill_neigh(struct event *e, struct neighbour *n, __u8 old)
{
	struct event_neigh *x = (struct event_neigh *)e->data;

	__builtin_memset(x, 0, sizeof(*x));
	if (n->tbl->key_len == 4) {
		__builtin_memcpy(x->addr, n->primary_key, 4);
		x->addr_len = 4;
	} else {
		__builtin_memcpy(x->addr, n->primary_key, 16);
		x->addr_len = 16;
	}
	__builtin_memcpy(x->lladdr, n->ha, MAC);
	x->old = old;
	x->new_ = n->nud_state;
}

static __always_inline int report(struct neighbour *n, enum hook h)
{
	struct net_device *dev = n->dev;
	struct hook_count *c = enter(dev, h);
	__u64 key = (__u64)n;
	struct last *last;
	struct event *e;
	__u8 old = EVENT_NUD_UNKNOWN;

	if (!c)
		return 0;
	last = bpf_map_lookup_elem(&neigh_last, &key);
	if (last) {
		__u8 mac[MAC];

		__builtin_memcpy(mac, n->ha, MAC);
		old = last->state;
		if (old == n->nud_state && same_mac(last->lladdr, mac)) {
			count_one(c->filtered);
			return 0;
		}
	}
	e = reserve(c, h, sizeof(*e) + sizeof(struct event_neigh));
	if (!e)
		return 0;
	e->netns_cookie = dev->nd_net.net->net_cookie;
	e->netns_inum = dev->nd_net.net->ns.inum;
	e->object = (__u64)n;
	e->ifindex = dev->ifindex;
	e->len = 0;
	e->protocol = n->tbl->key_len == 4 ? ETHERTYPE_ARP : ETHERTYPE_IPV6;
	e->caplen = sizeof(struct event_neigh);
	e->l2len = 0;
	fill_neigh(e, n, old);
	remember(n, n->nud_state);
	submit(c, e);
	return 0;
}

SEC("tp_btf/neigh_create")
int BPF_PROG(neigh_create, struct neigh_table *tbl, struct net_device *dev, const void *pkey,
	     struct neighbour *n, bool exempt_from_gc)
{
	struct hook_count *c = enter(dev, HOOK_NEIGH_CREATE);

	if (!c)
		return 0;
	count_one(c->filtered);
	remember(n, NUD_NONE);
	return 0;
}

SEC("tp_btf/neigh_update")
int BPF_PROG(neigh_update, struct neighbour *n, const __u8 *lladdr, __u8 new_)
{
	struct hook_count *c = enter(n->dev, HOOK_NEIGH_UPDATE);
	__u64 key = (__u64)n;

	if (!c)
		return 0;
	count_one(c->filtered);
	if (!bpf_map_lookup_elem(&neigh_last, &key))
		remember(n, n->nud_state);
	return 0;
}

SEC("tp_btf/neigh_update_done") int BPF_PROG(neigh_updated, struct neighbour *n, int err)
{
	return report(n, HOOK_NEIGH_UPDATED);
}

SEC("tp_btf/neigh_event_send_done") int BPF_PROG(neigh_sent, struct neighbour *n, int rc)
{
	return report(n, HOOK_NEIGH_SENT);
}

SEC("tp_btf/neigh_timer_handler") int BPF_PROG(neigh_timer, struct neighbour *n, int err)
{
	return report(n, HOOK_NEIGH_TIMER);
}

SEC("tp_btf/neigh_cleanup_and_release") int BPF_PROG(neigh_gone, struct neighbour *n, int rc)
{
	struct hook_count *c = enter(n->dev, HOOK_NEIGH_GONE);
	__u64 key = (__u64)n;

	if (!c)
		return 0;
	count_one(c->filtered);
	bpf_map_delete_elem(&neigh_last, &key);
	return 0;
}
