// SPDX-License-Identifier: GPL-2.0-only
/*
 * neigh.bpf.c - neighbour entries (ARP and NDP): made, changed, failed, gone
 *
 *   neigh_create ──▶ remember NONE          neigh_update ──▶ report what was missed, note when
 *   neigh_update_done, event_send_done, timer_handler ──▶ report, if something changed
 *   neigh_cleanup_and_release ──▶ forget
 *
 * The hooks behind a change see only the new state; the old one is what was remembered.
 */
#include "common.h"

#define NUD_NONE 0
#define MAC	 6

struct last {
	__u64 since; /* the hook before the change ran: neigh_create or neigh_update */
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

	if (!dev || !is_watched(dev->nd_net.net))
		return NULL;
	c = count_of(h);
	if (c)
		count_one(c->seen);
	return c;
}

/* What the entry says now. Read once: it can change under us. */
static __always_inline void look(struct neighbour *n, struct last *now)
{
	now->since = 0;
	now->state = n->nud_state;
	now->pad = 0;
	__builtin_memcpy(now->lladdr, n->ha, MAC);
}

static __always_inline void remember(struct neighbour *n, const struct last *now)
{
	__u64 key = (__u64)n;

	bpf_map_update_elem(&neigh_last, &key, now, BPF_ANY);
}

static __always_inline bool is_same(const struct last *a, const struct last *b)
{
	for (int i = 0; i < MAC; i++)
		if (a->lladdr[i] != b->lladdr[i])
			return false;
	return a->state == b->state;
}

static __always_inline void copy_key(__u8 *to, struct neighbour *n, const __u32 len)
{
	if (by_helper)
		read_raw(to, len, n->primary_key);
	else
		__builtin_memcpy(to, n->primary_key, len);
}

static __always_inline void fill_neigh(struct event *e, struct neighbour *n, const struct last *now,
				       __u8 old)
{
	struct event_neigh *x = (struct event_neigh *)e->data;

	__builtin_memset(x, 0, sizeof(*x));
	x->addr_len = n->tbl->key_len == 4 ? 4 : 16;
	if (x->addr_len == 4)
		copy_key(x->addr, n, 4);
	else
		copy_key(x->addr, n, 16);
	__builtin_memcpy(x->lladdr, now->lladdr, MAC);
	x->old = old;
	x->new_ = now->state;
	e->protocol = x->addr_len == 4 ? ETHERTYPE_ARP : ETHERTYPE_IPV6;
	e->caplen = sizeof(*x);
}

/* When it really happened, 0: just now.
 *
 * The hooks sit behind the change, and the change itself lets packets go: an answer that makes an
 * entry REACHABLE sends the waiting echo before neigh_update_done, and over a pipe a question is
 * answered before neigh_event_send_done. Dated by the hook, the effect would stand before its
 * cause.
 */
static __always_inline __u64 began(const struct last *last, enum hook h)
{
	return h == HOOK_NEIGH_UPDATED || last->state == NUD_NONE ? last->since : 0;
}

static __always_inline int report(struct neighbour *n, enum hook h, struct hook_count *c)
{
	struct net_device *dev = n->dev;
	__u64 key = (__u64)n;
	struct last now, *last;
	struct event *e;

	look(n, &now);
	last = bpf_map_lookup_elem(&neigh_last, &key);
	if (last && is_same(last, &now)) {
		count_one(c->filtered);
		return 0;
	}
	e = reserve(c, h, sizeof(*e) + sizeof(struct event_neigh));
	if (!e)
		return 0; /* not remembered either: the next report bridges the gap */
	e->netns_cookie = room_key(dev->nd_net.net);
	e->netns_inum = dev->nd_net.net->ns.inum;
	e->object = key;
	e->ifindex = dev->ifindex;
	e->len = 0;
	e->l2len = 0;
	fill_neigh(e, n, &now, last ? last->state : EVENT_NUD_UNKNOWN);
	if (last && e->time_ns - began(last, h) < BACKDATE_NS)
		e->time_ns = began(last, h);
	remember(n, &now);
	submit(c, e);
	return 0;
}

static __always_inline int changed(struct neighbour *n, enum hook h)
{
	struct hook_count *c = enter(n->dev, h);

	return c ? report(n, h, c) : 0;
}

SEC("tp_btf/neigh_create")
int BPF_PROG(neigh_create, struct neigh_table *tbl, struct net_device *dev, const void *pkey,
	     struct neighbour *n, bool exempt_from_gc)
{
	struct hook_count *c = enter(dev, HOOK_NEIGH_CREATE);
	struct last none = { .state = NUD_NONE };

	if (!c)
		return 0;
	count_one(c->filtered);
	none.since = bpf_ktime_get_boot_ns();
	remember(n, &none);
	return 0;
}

SEC("tp_btf/neigh_update")
int BPF_PROG(neigh_update, struct neighbour *n, const __u8 *lladdr, __u8 new_)
{
	struct hook_count *c = enter(n->dev, HOOK_NEIGH_UPDATE);
	__u64 key = (__u64)n;
	struct last now, *last;

	if (!c)
		return 0;
	last = bpf_map_lookup_elem(&neigh_last, &key);
	if (last) {
		report(n, HOOK_NEIGH_UPDATE, c);
	} else {
		count_one(c->filtered);
		look(n, &now);
		remember(n, &now);
	}
	last = bpf_map_lookup_elem(&neigh_last, &key);
	if (last)
		last->since = bpf_ktime_get_boot_ns();
	return 0;
}

SEC("tp_btf/neigh_update_done")
int BPF_PROG(neigh_updated, struct neighbour *n, int err)
{
	return changed(n, HOOK_NEIGH_UPDATED);
}

SEC("tp_btf/neigh_event_send_done")
int BPF_PROG(neigh_sent, struct neighbour *n, int rc)
{
	return changed(n, HOOK_NEIGH_SENT);
}

SEC("tp_btf/neigh_timer_handler")
int BPF_PROG(neigh_timer, struct neighbour *n, int err)
{
	return changed(n, HOOK_NEIGH_TIMER);
}

SEC("tp_btf/neigh_cleanup_and_release")
int BPF_PROG(neigh_gone, struct neighbour *n, int rc)
{
	struct hook_count *c = enter(n->dev, HOOK_NEIGH_GONE);
	__u64 key = (__u64)n;

	if (!c)
		return 0;
	count_one(c->filtered);
	bpf_map_delete_elem(&neigh_last, &key);
	return 0;
}
