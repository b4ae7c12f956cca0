/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * common.h - what every program does: is it watched, count it, fill a record, submit it.
 */
#ifndef NSCOPE_BPF_COMMON_H
#define NSCOPE_BPF_COMMON_H

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_tracing.h>

#include "include/event.h"
#include "include/hooks.h"
#include "include/knobs.h"
#include "include/proto.h"

struct ring_map {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RING_BYTES);
};

struct counts_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, HOOK_MAX);
	__type(key, __u32);
	__type(value, struct hook_count);
};

struct woken_map {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
};

struct watched_map {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, WATCHED_MAX);
	__type(key, __u64);
	__type(value, __u32);
};

extern struct ring_map ring SEC(".maps");
extern struct counts_map counts SEC(".maps");
extern struct woken_map woken SEC(".maps");
extern struct watched_map watched SEC(".maps");

/* Before Linux 6.2 a tracing program can be interrupted by itself, so it adds atomically (an add,
 * not a fetch: the result is not used, and old kernels take it). A tc program runs with bottom
 * halves off and each has a row of its own: it just adds, which saves a fifth of its time. */
#ifdef NEVER_INTERRUPTED
#define count_one(field) ((field)++)
#else
#define count_one(field) __sync_fetch_and_add(&(field), 1)
#endif

static __always_inline struct hook_count *count_of(enum hook h)
{
	__u32 key = h;

	return bpf_map_lookup_elem(&counts, &key);
}

/* A kernel before 6.2 has no bpf_rdonly_cast(), and 5.10's verifier lets nobody read an array of
 * bytes without a length at the end of a struct: there bpf_probe_read_kernel() reads both, where
 * lockdown=confidentiality does not forbid it. */
extern const volatile bool by_helper;

/* Only behind by_helper. What cannot be read is zeros. */
static __always_inline void read_raw(void *to, const __u32 len, const void *from)
{
	bpf_probe_read_kernel(to, len, from);
}

/* A kernel before 5.14 tells user space no cookie: there the inode number is a room's key. */
extern const volatile bool by_inum;

static __always_inline __u64 room_key(struct net *net)
{
	return by_inum ? net->ns.inum : net->net_cookie;
}

static __always_inline bool is_watched(struct net *net)
{
	__u64 key = room_key(net);

	return bpf_map_lookup_elem(&watched, &key);
}

/* The first event after a quiet moment wakes the reader, who then looks again by itself for
 * WATCH_NS; until QUIET_NS are over nobody needs to wake it again. */
static __always_inline __u64 wake_flags(__u64 now)
{
	__u32 key = 0;
	__u64 *last = bpf_map_lookup_elem(&woken, &key);

	/* signed: a record may be dated back */
	if (!last || (__s64)(now - *last) < (__s64)QUIET_NS)
		return last ? BPF_RB_NO_WAKEUP : BPF_RB_FORCE_WAKEUP;
	*last = now;
	return BPF_RB_FORCE_WAKEUP;
}

/* reserve() - a record of a constant size, or NULL, and then it is counted as lost */
static __always_inline struct event *reserve(struct hook_count *c, enum hook h, __u32 size)
{
	__u32 seq = c->submitted + c->lost;
	struct event *e = bpf_ringbuf_reserve(&ring, size, 0);

	if (!e) {
		count_one(c->lost);
		return NULL;
	}
	e->time_ns = bpf_ktime_get_boot_ns();
	e->location = 0;
	e->netns_inum = 0;
	e->seq = seq;
	e->reason = 0;
	e->version = EVENT_VERSION;
	e->hook = h;
	e->pad = 0;
	e->cpu = bpf_get_smp_processor_id();
	return e;
}

static __always_inline void submit(struct hook_count *c, struct event *e)
{
	__u64 flags = wake_flags(e->time_ns);

	count_one(c->submitted);
	bpf_ringbuf_submit(e, flags);
}

static __always_inline bool is_ipv6_extension(__u8 next)
{
	return next == IPPROTO_NR_HOPOPT || next == IPPROTO_NR_ROUTING ||
	       next == IPPROTO_NR_FRAGMENT || next == IPPROTO_NR_DSTOPTS;
}

/* A fragment header is always 8 octets, its second one is reserved (RFC 8200, 4.5). */
static __always_inline __u32 ipv6_extension_len(__u8 type, __u8 hdrlen)
{
	return type == IPPROTO_NR_FRAGMENT ? 8 : 8 + 8 * (__u32)hdrlen;
}

#endif
