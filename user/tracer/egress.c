// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * egress.c - a program that stays where frames leave an interface
 */
#include "egress.h"

#include <errno.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "tc.h"

/* Newer than Debian 12's linux/bpf.h: Linux 6.6. */
static const enum bpf_attach_type tcx_egress = 47;
#define BEHIND_ALL (1u << 4) /* BPF_F_AFTER, after nobody in particular */

bool egress_has_tcx(uint32_t ifindex)
{
	uint32_t ids[EGRESS_MAX];

	return egress_programs(&(struct egress){ .ifindex = ifindex }, ids) != -EINVAL;
}

static uint32_t query_filter(uint32_t ifindex)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)ifindex, .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = EGRESS_HANDLE, .priority = EGRESS_PRIORITY);

	return bpf_tc_query(&hook, &opts) ? 0 : opts.prog_id;
}

int egress_programs(const struct egress *at, uint32_t *ids)
{
	uint32_t n = EGRESS_MAX;

	if (at->clsact) {
		ids[0] = query_filter(at->ifindex);
		return ids[0] != 0;
	}
	/* Where tcx looks for an interface other kinds of attachment have a descriptor. */
	if (bpf_prog_query((int)at->ifindex, tcx_egress, 0, NULL, ids, &n))
		return errno == ENOENT ? 0 : -errno;
	return (int)n;
}

int egress_prepare(const struct egress *at)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)at->ifindex, .attach_point = BPF_TC_EGRESS);
	int err = at->clsact ? bpf_tc_hook_create(&hook) : -EEXIST;

	return err ? (err == -EEXIST ? 0 : err) : 1;
}

void egress_tidy(const struct egress *at, const struct netns *n)
{
	if (at->clsact)
		tc_tidy(n, at->ifindex);
}

static int add_filter(const struct egress *at, int prog_fd, bool replace)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)at->ifindex, .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = prog_fd, .handle = EGRESS_HANDLE,
		    .priority = EGRESS_PRIORITY, .flags = replace ? BPF_TC_F_REPLACE : 0);

	return bpf_tc_attach(&hook, &opts);
}

int egress_attach(const struct egress *at, int prog_fd, int old_fd)
{
	LIBBPF_OPTS(bpf_prog_attach_opts, opts, .flags = BEHIND_ALL);

	if (at->clsact)
		return add_filter(at, prog_fd, old_fd >= 0);
	if (old_fd >= 0) {
		opts.flags = BPF_F_REPLACE;
		opts.replace_prog_fd = old_fd;
	}
	return bpf_prog_attach_opts(prog_fd, (int)at->ifindex, tcx_egress, &opts) ? -errno : 0;
}

int egress_detach(const struct egress *at, int prog_fd)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)at->ifindex, .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = EGRESS_HANDLE, .priority = EGRESS_PRIORITY);

	if (at->clsact)
		return bpf_tc_detach(&hook, &opts);
	return bpf_prog_detach2(prog_fd, (int)at->ifindex, tcx_egress) ? -errno : 0;
}
