/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tracer.h - the eBPF programs: loaded, attached, read. The only user of libbpf.
 *
 * Everything hangs on descriptors of this process: tcx links, tp_btf links, maps. The kernel
 * frees them when it dies, also by kill -9. Where tcx is absent the programs hang on clsact, under
 * our own priority and handle, and the next nscope removes what a killed one left.
 */
#ifndef NSCOPE_TRACER_H
#define NSCOPE_TRACER_H

#include <linux/types.h>

#include "../../include/event.h"
#include "../../include/hooks.h"
#include "../../include/knobs.h"
#include "../trace/snapshot.h"
#include "../kernel/netns.h"

struct tracer;
struct sock_filter;

/* Which frames at the ends need not come; they are counted as filtered. It is an offer: one that
 * is not wanted may still come. */
struct tracer_sift {
	const struct sock_filter *code; /* by bytes: those for which it returns 0; NULL: none */
	size_t n;			/* instructions */
	bool no_in, no_out;		/* all that come in, that leave */
};

struct tracer_config {
	size_t ring_bytes; /* 0: RING_BYTES; a power of two, at least a page */
	bool witness;	   /* also what leaves no drop: the witnesses of hooks.h */
	bool cost;	   /* the kernel takes the programs' time, for tracer_cost() */
	bool walked;	   /* and counts what its verifier does, for struct tracer_hook */
	struct tracer_sift sift;
	/* For tests, to behave as on an older kernel: */
	bool force_clsact;     /* before 6.6: no tcx */
	bool force_copies;     /* tc programs cannot see their namespace: a copy for each */
	bool force_no_reasons; /* before 5.17: kfree_skb has two arguments */
	bool force_helper;     /* before 6.2: no bpf_rdonly_cast() */
	bool force_inum; /* before 5.14: no SO_NETNS_COOKIE, events carry inode numbers instead */
};

/* Not needed here; in the kernel; not taken by it; no place in this kernel to hang on. */
enum hook_state { HOOK_UNUSED, HOOK_LOADED, HOOK_REFUSED, HOOK_ABSENT };

/* What became of each row of the hook table, and why. */
struct tracer_hook {
	enum hook_state state;
	char why[160];	 /* the kernel's words when refused; what replaces it when unused */
	uint32_t walked; /* instructions the verifier went through; 0 unless asked for */
};

/**
 * tracer_new() - load the programs; nothing is attached to any interface yet
 *
 * Programs that this kernel refuses are left out one by one.
 * Return: 0; -EPERM with the missing capability's name; -errno when not even the veth ends load.
 */
int tracer_new(const struct tracer_config *c, struct tracer **ret, struct err *e);

/** tracer_hooks() - the state of every row, HOOK_MAX of them */
const struct tracer_hook *tracer_hooks(const struct tracer *t);

/** tracer_sifts() - does the kernel leave out what tracer_config.sift says? */
bool tracer_sifts(const struct tracer *t);

/** tracer_uses_tcx() - else clsact */
bool tracer_uses_tcx(const struct tracer *t);

/**
 * tracer_watch() - watch a namespace: its drops and neighbours, and each interface in @ifindexes
 *
 * Enters the namespace and comes back. An interface that vanished meanwhile is no error. May be
 * called again for the same namespace; an interface that is watched already stays so.
 */
int tracer_watch(struct tracer *t, const struct netns *n, const uint32_t *ifindexes, size_t count,
		 struct err *e);

/** tracer_release() - an interface is gone, or is not to be watched any more; @key: of its room */
void tracer_release(struct tracer *t, uint64_t key, uint32_t ifindex);

/** tracer_unwatch() - a whole namespace */
void tracer_unwatch(struct tracer *t, uint64_t key);

/** tracer_key() - by which a namespace is known in events: its cookie, or its inode number */
uint64_t tracer_key(const struct tracer *t, const struct netns *n);

/**
 * tracer_fd() - becomes readable when the first event after a quiet moment waits; for epoll
 *
 * While events come the hooks wake nobody: until WATCH_NS after the last record the reader has to
 * call tracer_read() every few milliseconds by itself.
 */
int tracer_fd(const struct tracer *t);

/**
 * tracer_read() - hand over every record that waits
 * @fn: must not keep the pointer; non-zero stops behind this record
 * Return: number of records, or -errno
 */
int tracer_read(struct tracer *t, int (*fn)(void *ctx, const void *record, size_t len), void *ctx);

/**
 * tracer_stop() - no more events; what waits can still be read, the counters are final
 *
 * At once, however much is watched; the programs at the ends still hang there, and do nothing.
 */
void tracer_stop(struct tracer *t);

/** tracer_detach() - and take everything away */
void tracer_detach(struct tracer *t);

/**
 * tracer_only_read(), tracer_only_keep() - after a fork: this process reads the ring and knows the
 * words, that one holds the programs; each gives up what is the other's
 */
void tracer_only_read(struct tracer *t);
void tracer_only_keep(struct tracer *t);

/**
 * tracer_counts() - the sums over all CPUs, per hook
 * @ret: HOOK_MAX elements
 */
int tracer_counts(const struct tracer *t, struct hook_count *ret);

/* What a program cost: how often it ran, and for how long in all. */
struct hook_cost {
	uint64_t runs, ns;
};

/**
 * tracer_cost() - by the kernel's statistics, per hook
 * @ret: HOOK_MAX elements; all zero unless tracer_config.cost
 *
 * Taking the time is part of it: some 20 ns a run.
 */
void tracer_cost(const struct tracer *t, struct hook_cost *ret);

void tracer_free(struct tracer *t);

/** tracer_drop_reason() - the running kernel's name of a reason ("NEIGH_FAILED"), from its BTF,
 * subsystems included; NULL: unknown */
const char *tracer_drop_reason(void *t, uint32_t reason);

/** tracer_symbol() - the function a location lies in, from kallsyms; NULL: unknown or hidden */
const char *tracer_symbol(void *t, uint64_t location);

/** tracer_learn() - what tracer_symbol() needs, read before it is asked for: it takes 50 ms */
void tracer_learn(struct tracer *t);

static inline void cleanup_tracer(struct tracer **t)
{
	tracer_free(*t);
}
#define _cleanup_tracer_ _cleanup_(cleanup_tracer)

#endif
