// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tracer_count.c - what the programs have counted, and what they cost
 */
#include "tracer_inner.h"

#include <errno.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

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
	struct hook_count sum[HOOK_MAX] = { 0 };

	if (!cpus)
		return -ENOMEM;
	for (__u32 i = 0; i < HOOK_MAX; i++) {
		uint64_t skipped = missed(t, (int)i);

		if (bpf_map__lookup_elem(t->skel->maps.counts, &i, sizeof(i), cpus,
					 (size_t)t->cpus * sizeof(*cpus), 0))
			return -errno;
		for (int cpu = 0; cpu < t->cpus; cpu++) {
			sum[i].seen += cpus[cpu].seen;
			sum[i].filtered += cpus[cpu].filtered;
			sum[i].submitted += cpus[cpu].submitted;
			sum[i].lost += cpus[cpu].lost;
		}
		sum[i].lost += skipped;
		sum[i].seen += skipped;
	}
	memcpy(ret, sum, sizeof(sum));
	return 0;
}

static void add_cost(int fd, struct hook_cost *sum)
{
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);

	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &len))
		return;
	sum->runs += info.run_cnt;
	sum->ns += info.run_time_ns;
}

static void add_program(const struct nscope *skel, int hook, struct hook_cost *sum)
{
	add_cost(bpf_program__fd(load_program(skel, hook)), sum);
}

void tracer_cost(const struct tracer *t, struct hook_cost *ret)
{
	for (int i = 0; i < HOOK_MAX; i++) {
		ret[i] = (struct hook_cost){ 0 };
		add_program(t->skel, i, &ret[i]);
		/* What it goes on in by a tail call is its own time. */
		if (load_is_end(i))
			add_cost(t->prefilter.prog[i == HOOK_END_OUT], &ret[i]);
		for (size_t k = 0; k < t->n_watches && load_is_end(i); k++)
			if (t->watches[k].copy)
				add_program(t->watches[k].copy, i, &ret[i]);
	}
}
