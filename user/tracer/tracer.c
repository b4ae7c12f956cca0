// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tracer.c - the eBPF programs: attached, read, counted, taken away
 *
 *   tracer_new     load.c: the object, and per hook whether this kernel takes it;
 *                  prefilter.c: a filter
 *   tracer_watch   the room's key into the watched map; ends.c: its interfaces
 *   tracer_read    the ring
 *   tracer_detach  off; what is in the ring can still be read, the counters are final
 *
 * Who wakes whom: a hook that was silent for QUIET_NS wakes the reader, and then stays silent
 * while the reader looks by itself, until WATCH_NS after the last record. A wake-up for each event
 * would more than double the time of a flood ping.
 */
#include "tracer_inner.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/membarrier.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71 /* asm-generic/socket.h, Linux 5.14 */
#endif

/* Where a tc program cannot see its namespace: not 0, so that it does not try. */
#define COOKIE_UNUSED 1

static bool user_knows_cookie(void)
{
	_cleanup_close_ int s = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie;
	socklen_t len = sizeof(cookie);

	return s >= 0 && !getsockopt(s, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len);
}

int tracer_new(const struct tracer_config *c, struct tracer **ret, struct err *e)
{
	_cleanup_tracer_ struct tracer *t = calloc(1, sizeof(*t));
	struct load_config load = { .ring_bytes = c->ring_bytes };
	int err;

	if (!t)
		return err_sys(e, ENOMEM, "cannot trace");
	t->ring_fd = t->stats_fd = -1;
	t->prefilter = PREFILTER_NONE;
	t->reasons = reasons_new();
	if (!t->reasons)
		return err_sys(e, ENOMEM, "cannot trace");
	load.btf = reasons_btf(t->reasons);
	load.no_socket = reasons_number(t->reasons, "NO_SOCKET");
	t->by_inum = c->force_inum || !user_knows_cookie();
	t->copies = c->force_copies || !load_knows_room(load.btf);
	load.by_inum = t->by_inum;
	load.reads = load_reads(load.btf, c->force_helper);
	load.walked = c->walked;
	load.witness = c->witness;
	load.no_reasons = c->force_no_reasons;
	load.fixed_cookie = t->copies ? COOKIE_UNUSED : 0;
	load.sifts = prefilter_is_asked(&c->sift) && load.reads != LOAD_NOT && !t->copies;
	err = load_object(&load, &t->skel, t->hooks, e);
	if (err)
		return err;
	/* What the kernel does not leave out user space does. */
	if (load.sifts)
		prefilter_open(&c->sift, t->skel, &t->prefilter);
	if (c->cost)
		t->stats_fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
	if (c->cost && t->stats_fd < 0)
		return err_sys(e, errno, "cannot take the programs' time");
	t->tcx = !c->force_clsact && ends_has_tcx(bpf_program__fd(t->skel->progs.end_in));
	t->cpus = libbpf_num_possible_cpus();
	t->ring_fd = fcntl(bpf_map__fd(t->skel->maps.ring), F_DUPFD_CLOEXEC, 0);
	if (t->ring_fd < 0 || t->cpus < 0)
		return err_sys(e, errno, "cannot open the event ring");
	err = ring_open(t->ring_fd, bpf_map__max_entries(t->skel->maps.ring), &t->ring);
	if (err)
		return err_sys(e, -err, "cannot open the event ring");
	*ret = TAKE_PTR(t);
	return 0;
}

const struct tracer_hook *tracer_hooks(const struct tracer *t)
{
	return t->hooks;
}

bool tracer_sifts(const struct tracer *t)
{
	return t->prefilter.map >= 0;
}

bool tracer_uses_tcx(const struct tracer *t)
{
	return t->tcx;
}

uint64_t tracer_key(const struct tracer *t, const struct netns *n)
{
	return t->by_inum ? n->inum : n->cookie;
}

/* The tracepoints are the whole machine's; the watched map tells the programs whom to look at. */
static int attach_tracepoints(struct tracer *t, struct err *e)
{
	for (int i = 0; i < HOOK_MAX; i++) {
		if (load_is_end(i) || t->links[i] || t->hooks[i].state != HOOK_LOADED)
			continue;
		t->links[i] = bpf_program__attach(load_program(t->skel, i));
		if (!t->links[i])
			return err_sys(e, errno, "cannot attach %s", load_program_name(i));
	}
	return 0;
}

static int end_programs(struct tracer *t, struct watch *w, const struct netns *n, int fds[2],
			struct err *e)
{
	const struct load_config load = { .fixed_cookie = tracer_key(t, n), .shared = t->skel };
	struct tracer_hook hooks[HOOK_MAX];
	const struct nscope *skel;
	int err;

	if (t->copies && !w->copy) {
		err = load_object(&load, &w->copy, hooks, e);
		if (err)
			return err;
	}
	skel = t->copies ? w->copy : t->skel;
	fds[0] = t->prefilter.prog[0] >= 0 ? t->prefilter.prog[0]
					   : bpf_program__fd(skel->progs.end_in);
	fds[1] = t->prefilter.prog[1] >= 0 ? t->prefilter.prog[1]
					   : bpf_program__fd(skel->progs.end_out);
	return 0;
}

static int watch_room(struct tracer *t, const struct netns *n, struct err *e)
{
	const uint64_t key = tracer_key(t, n);
	const __u32 yes = 1;

	if (!bpf_map__update_elem(t->skel->maps.watched, &key, sizeof(key), &yes, sizeof(yes),
				  BPF_ANY))
		return 0;
	if (errno == E2BIG)
		return err_set(e, E2BIG, "cannot watch more than %d namespaces", WATCHED_MAX);
	return err_sys(e, errno, "cannot watch %s", n->name);
}

static struct watch *find_watch(struct tracer *t, uint64_t key)
{
	for (size_t i = 0; i < t->n_watches; i++)
		if (t->watches[i].key == key)
			return &t->watches[i];
	return NULL;
}

/* A filter on clsact has to be taken away again, from inside; a link goes with its descriptor, so
 * no namespace need be held for it. */
static int hold_room(struct watch *w, const struct netns *n, struct err *e)
{
	w->room = *n;
	w->room.fd = w->ends.tcx ? -1 : fcntl(n->fd, F_DUPFD_CLOEXEC, 0);
	if (!w->ends.tcx && w->room.fd < 0)
		return err_sys(e, errno, "cannot watch %s", n->name);
	return 0;
}

static struct watch *add_watch(struct tracer *t, const struct netns *n, struct err *e)
{
	struct watch *watches = grow(t->watches, t->n_watches, sizeof(*watches)), *w;

	if (!watches) {
		err_sys(e, ENOMEM, "cannot watch %s", n->name);
		return NULL;
	}
	t->watches = watches;
	w = &watches[t->n_watches];
	*w = (struct watch){ .key = tracer_key(t, n), .ends = ENDS_INIT };
	w->ends.tcx = t->tcx;
	if (hold_room(w, n, e))
		return NULL;
	t->n_watches++;
	return w;
}

int tracer_watch(struct tracer *t, const struct netns *n, const uint32_t *ifindexes, size_t count,
		 struct err *e)
{
	struct watch *w = find_watch(t, tracer_key(t, n));
	int fds[2];
	int err;

	if (!w)
		w = add_watch(t, n, e);
	if (!w)
		return -e->code;
	t->attached = true;
	err = end_programs(t, w, n, fds, e);
	if (!err)
		err = watch_room(t, n, e);
	if (!err)
		err = attach_tracepoints(t, e);
	return err || !count ? err : ends_attach(&w->ends, n, fds, ifindexes, count, e);
}

void tracer_release(struct tracer *t, uint64_t key, uint32_t ifindex)
{
	struct watch *w = find_watch(t, key);

	if (w)
		ends_release(&w->ends, ifindex);
}

static void end_watch(struct watch *w)
{
	ends_detach(&w->ends, &w->room);
	nscope__destroy(w->copy);
	netns_close(&w->room);
}

void tracer_unwatch(struct tracer *t, uint64_t key)
{
	struct watch *w = find_watch(t, key);

	if (!w)
		return;
	bpf_map__delete_elem(t->skel->maps.watched, &key, sizeof(key), 0);
	end_watch(w);
	*w = t->watches[--t->n_watches];
}

int tracer_fd(const struct tracer *t)
{
	return t->ring_fd;
}

int tracer_read(struct tracer *t, int (*fn)(void *ctx, const void *record, size_t len), void *ctx)
{
	return ring_read(t->ring, fn, ctx);
}

/* Waits for every CPU to leave the programs it is in: then the counters are final. */
static void wait_for_cpus(void)
{
	syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0);
}

void tracer_stop(struct tracer *t)
{
	t->skel->bss->ends_are_off = true;
	for (size_t i = 0; i < t->n_watches; i++)
		if (t->watches[i].copy)
			t->watches[i].copy->bss->ends_are_off = true;
	for (int i = 0; i < HOOK_MAX; i++) {
		bpf_link__destroy(t->links[i]);
		t->links[i] = NULL;
	}
	wait_for_cpus();
}

void tracer_detach(struct tracer *t)
{
	if (!t->attached)
		return;
	tracer_stop(t);
	for (size_t i = 0; i < t->n_watches; i++)
		ends_detach(&t->watches[i].ends, &t->watches[i].room);
	t->attached = false;
}

void tracer_only_read(struct tracer *t)
{
	for (size_t i = 0; i < t->n_watches; i++)
		netns_close(&t->watches[i].room);
	free(TAKE_PTR(t->watches));
	t->n_watches = 0;
	nscope__destroy(TAKE_PTR(t->skel));
	prefilter_close(&t->prefilter);
	cleanup_close(&t->stats_fd);
	t->stats_fd = -1;
	t->attached = false;
}

void tracer_only_keep(struct tracer *t)
{
	ring_close(TAKE_PTR(t->ring));
	cleanup_close(&t->ring_fd);
	t->ring_fd = -1;
	reasons_free(TAKE_PTR(t->reasons));
}

void tracer_free(struct tracer *t)
{
	if (!t)
		return;
	tracer_detach(t);
	for (size_t i = 0; i < t->n_watches; i++)
		end_watch(&t->watches[i]);
	free(t->watches);
	ring_close(t->ring);
	cleanup_close(&t->ring_fd);
	cleanup_close(&t->stats_fd);
	nscope__destroy(t->skel);
	prefilter_close(&t->prefilter);
	reasons_free(t->reasons);
	free(t);
}

const char *tracer_drop_reason(void *t, uint32_t reason)
{
	return reasons_name(((struct tracer *)t)->reasons, reason);
}

void tracer_learn(struct tracer *t)
{
	reasons_symbol(t->reasons, 0);
}

const char *tracer_symbol(void *t, uint64_t location)
{
	return reasons_symbol(((struct tracer *)t)->reasons, location);
}
