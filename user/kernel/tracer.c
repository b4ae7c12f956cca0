// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tracer.c - the eBPF programs: attached, read, counted, taken away
 */
#include "tracer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "ends.h"
#include "load.h"
#include "nscope.skel.h"
#include "reasons.h"

/* A watched namespace and the ends held in it. */
struct watch {
	struct netns room;
	struct nscope
		*copy; /* its own end programs, where the kernel cannot tell them the cookie */
	struct end_hold *ends;
	size_t n_ends;
};

struct tracer {
	struct nscope *skel;
	struct tracer_hook hooks[HOOK_MAX];
	struct bpf_link *links[HOOK_MAX];
	bool attached; /* the tp_btf programs */
	bool tcx, copies;
	struct watch *watches;
	size_t n_watches;
	struct ring_buffer *ring;
	int (*fn)(void *ctx, const void *record, size_t len);
	void *ctx;
	struct reasons *reasons;
	int cpus;
};

static int on_record(void *ctx, void *data, size_t len)
{
	struct tracer *t = ctx;

	return t->fn(t->ctx, data, len);
}

int tracer_new(const struct tracer_config *c, struct tracer **ret, struct err *e)
{
	_cleanup_tracer_ struct tracer *t = calloc(1, sizeof(*t));
	const struct load_config load = { .ring_bytes = c->ring_bytes };
	int err;

	if (!t)
		return err_sys(e, ENOMEM, "cannot trace");
	err = load_object(&load, &t->skel, t->hooks, e);
	if (err)
		return err;
	t->tcx = !c->force_clsact && ends_has_tcx(bpf_program__fd(t->skel->progs.end_in));
	t->copies = c->force_copies || !load_has_cookie_helper();
	t->cpus = libbpf_num_possible_cpus();
	t->reasons = reasons_new();
	t->ring = ring_buffer__new(bpf_map__fd(t->skel->maps.ring), on_record, t, NULL);
	if (!t->ring || !t->reasons || t->cpus < 0)
		return err_sys(e, errno, "cannot open the event ring");
	*ret = TAKE_PTR(t);
	return 0;
}

const struct tracer_hook *tracer_hooks(const struct tracer *t)
{
	return t->hooks;
}

bool tracer_uses_tcx(const struct tracer *t)
{
	return t->tcx;
}

/* The tp_btf programs are the whole machine's; the watched map tells them whom to look at. */
static int attach_tracepoints(struct tracer *t, struct err *e)
{
	if (t->attached)
		return 0;
	for (int i = 0; i < HOOK_MAX; i++) {
		struct bpf_program *p;

		if (i == HOOK_END_IN || i == HOOK_END_OUT || t->hooks[i].state != HOOK_LOADED)
			continue;
		p = load_program(t->skel, i);
		t->links[i] = bpf_program__attach(p);
		if (!t->links[i])
			return err_sys(e, errno, "cannot attach %s", load_program_name(i));
	}
	t->attached = true;
	return 0;
}

static int end_programs(struct tracer *t, struct watch *w, int *fds, struct err *e)
{
	const struct load_config load = { .fixed_cookie = w->room.cookie, .shared = t->skel };
	struct tracer_hook hooks[HOOK_MAX];
	struct nscope *skel = t->skel;
	int err = 0;

	if (t->copies) {
		err = load_object(&load, &w->copy, hooks, e);
		skel = w->copy;
	}
	if (err)
		return err;
	fds[END_INGRESS] = bpf_program__fd(skel->progs.end_in);
	fds[END_EGRESS] = bpf_program__fd(skel->progs.end_out);
	return 0;
}

static int attach_ends(struct tracer *t, struct watch *w, const uint32_t *ifindexes, size_t count,
		       struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	int fds[END_DIRECTIONS];
	int err;

	err = end_programs(t, w, fds, e);
	if (!err)
		err = netns_enter(&w->room, &token, e);
	for (size_t i = 0; i < count && !err; i++) {
		if (!t->tcx)
			ends_sweep(ifindexes[i]);
		err = ends_attach(fds, ifindexes[i], t->tcx, &w->ends[w->n_ends]);
		if (!err)
			w->n_ends++;
		else if (err == -ENODEV)
			err = 0;
		else
			err_sys(e, -err, "cannot watch interface %u of %s", ifindexes[i],
				w->room.name);
	}
	return err;
}

static int watch_room(struct tracer *t, uint64_t cookie, struct err *e)
{
	const __u32 yes = 1;

	if (bpf_map__update_elem(t->skel->maps.watched, &cookie, sizeof(cookie), &yes, sizeof(yes),
				 BPF_ANY))
		return err_sys(e, errno, "cannot watch more than %d namespaces", WATCHED_MAX);
	return 0;
}

int tracer_watch(struct tracer *t, const struct netns *n, const uint32_t *ifindexes, size_t count,
		 struct err *e)
{
	struct watch *watches = grow(t->watches, t->n_watches, sizeof(*watches));
	struct watch *w;
	int err;

	if (!watches)
		return err_sys(e, ENOMEM, "cannot watch %s", n->name);
	t->watches = watches;
	w = &watches[t->n_watches];
	*w = (struct watch){ .room = *n, .ends = calloc(count + 1, sizeof(*w->ends)) };
	w->room.fd = fcntl(n->fd, F_DUPFD_CLOEXEC, 3);
	t->n_watches++;
	if (!w->ends || w->room.fd < 0)
		return err_sys(e, errno, "cannot watch %s", n->name);
	err = watch_room(t, n->cookie, e);
	if (!err)
		err = attach_tracepoints(t, e);
	return err ? err : attach_ends(t, w, ifindexes, count, e);
}

int tracer_fd(const struct tracer *t)
{
	return ring_buffer__epoll_fd(t->ring);
}

int tracer_read(struct tracer *t, int (*fn)(void *ctx, const void *record, size_t len), void *ctx)
{
	t->fn = fn;
	t->ctx = ctx;
	return ring_buffer__consume(t->ring);
}

static void release_ends(struct tracer *t, struct watch *w)
{
	struct netns_token token = NETNS_TOKEN_INIT;
	struct err ignored;

	/* Only clsact has to be taken away where it is; tcx goes with its descriptors. */
	if (!t->tcx && netns_enter(&w->room, &token, &ignored))
		return;
	for (size_t i = 0; i < w->n_ends; i++)
		ends_detach(&w->ends[i]);
	w->n_ends = 0;
	if (!t->tcx)
		netns_leave(&token);
}

void tracer_detach(struct tracer *t)
{
	for (int i = 0; i < HOOK_MAX; i++) {
		bpf_link__destroy(t->links[i]);
		t->links[i] = NULL;
	}
	for (size_t i = 0; i < t->n_watches; i++)
		release_ends(t, &t->watches[i]);
}

/* Runs that the kernel itself skipped, to keep a program from interrupting itself. */
static uint64_t missed(const struct tracer *t, int hook)
{
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);

	if (t->hooks[hook].state != HOOK_LOADED ||
	    bpf_obj_get_info_by_fd(bpf_program__fd(load_program(t->skel, hook)), &info, &len))
		return 0;
	return info.recursion_misses;
}

int tracer_counts(const struct tracer *t, struct hook_count *ret)
{
	_cleanup_free_ struct hook_count *cpus = calloc((size_t)t->cpus, sizeof(*cpus));

	if (!cpus)
		return -ENOMEM;
	for (__u32 i = 0; i < HOOK_MAX; i++) {
		if (bpf_map__lookup_elem(t->skel->maps.counts, &i, sizeof(i), cpus,
					 (size_t)t->cpus * sizeof(*cpus), 0))
			return -errno;
		ret[i] = (struct hook_count){ 0 };
		for (int c = 0; c < t->cpus; c++) {
			ret[i].seen += cpus[c].seen;
			ret[i].filtered += cpus[c].filtered;
			ret[i].submitted += cpus[c].submitted;
			ret[i].lost += cpus[c].lost;
		}
		ret[i].lost += missed(t, (int)i);
		ret[i].seen += missed(t, (int)i);
	}
	return 0;
}

void tracer_free(struct tracer *t)
{
	if (!t)
		return;
	tracer_detach(t);
	for (size_t i = 0; i < t->n_watches; i++) {
		nscope__destroy(t->watches[i].copy);
		free(t->watches[i].ends);
		netns_close(&t->watches[i].room);
	}
	free(t->watches);
	ring_buffer__free(t->ring);
	nscope__destroy(t->skel);
	reasons_free(t->reasons);
	free(t);
}

const char *tracer_drop_reason(void *t, uint32_t reason)
{
	return reasons_drop(((struct tracer *)t)->reasons, reason);
}

const char *tracer_symbol(void *t, uint64_t location)
{
	return reasons_symbol(((struct tracer *)t)->reasons, location);
}
