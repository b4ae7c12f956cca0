// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * prefilter.c - the trace's filter in front of the programs at the ends
 */
#include "prefilter.h"

#include <errno.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "../util/util.h"
#include "nscope.skel.h"
#include "sift.h"

enum { IN, OUT, DIRECTIONS };

bool prefilter_is_asked(const struct tracer_sift *s)
{
	return s->code || s->no_in || s->no_out;
}

static int set_way(int map, int element, const struct bpf_program *p)
{
	const __u32 key = (__u32)element, fd = (__u32)bpf_program__fd(p);

	return bpf_map_update_elem(map, &key, &fd, BPF_ANY) ? -errno : 0;
}

static int load(const struct sock_filter *code, size_t n, int map, int direction)
{
	static const char *const names[] = { "end_in", "end_out" };
	_cleanup_free_ struct bpf_insn *insns = NULL;
	size_t n_insns;
	int err = sift_translate(code, n, map, direction * SIFT_WAYS, &insns, &n_insns);
	int fd;

	if (err)
		return err;
	fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, names[direction], "GPL", insns, n_insns, NULL);
	return fd < 0 ? -errno : fd;
}

static int open_one(const struct tracer_sift *s, int direction, const struct bpf_program *end,
		    const struct bpf_program *skip, struct prefilter *g)
{
	static const struct sock_filter no = { .code = BPF_RET | BPF_K, .k = 0 };
	bool none = direction == IN ? s->no_in : s->no_out;
	int err;

	if (!none && !s->code)
		return 0;
	err = set_way(g->map, direction * SIFT_WAYS + SIFT_WANTED, end);
	if (!err)
		err = set_way(g->map, direction * SIFT_WAYS + SIFT_UNWANTED, skip);
	if (err)
		return err;
	g->prog[direction] = load(none ? &no : s->code, none ? 1 : s->n, g->map, direction);
	return g->prog[direction] < 0 ? g->prog[direction] : 0;
}

int prefilter_open(const struct tracer_sift *s, const struct nscope *skel, struct prefilter *ret)
{
	struct prefilter g = PREFILTER_NONE;
	int err;

	g.map = bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, "prefilter", sizeof(__u32), sizeof(__u32),
			       DIRECTIONS * SIFT_WAYS, NULL);
	err = g.map < 0 ? -errno : 0;
	if (!err)
		err = open_one(s, IN, skel->progs.end_in, skel->progs.skip_in, &g);
	if (!err)
		err = open_one(s, OUT, skel->progs.end_out, skel->progs.skip_out, &g);
	if (err)
		prefilter_close(&g);
	else
		*ret = g;
	return err;
}

void prefilter_close(struct prefilter *g)
{
	cleanup_close(&g->map);
	cleanup_close(&g->prog[IN]);
	cleanup_close(&g->prog[OUT]);
	*g = PREFILTER_NONE;
}
