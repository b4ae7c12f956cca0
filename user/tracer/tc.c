// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tc.c - programs on clsact: attached, proved to be ours, taken away
 */
#include "tc.h"

#include <errno.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "../kernel/nl.h"

enum { INGRESS, EGRESS, DIRECTIONS };

static const enum bpf_tc_attach_point points[] = { BPF_TC_INGRESS, BPF_TC_EGRESS };
static const char *const names[] = { "end_in", "end_out" };

/* Return: a socket that holds the handle, -EADDRINUSE: another one does */
static int claim_socket(uint32_t handle)
{
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int len;

	if (fd < 0)
		return -errno;
	/* The first character stays '\0': a name that is no file. */
	len = snprintf(a.sun_path + 1, sizeof(a.sun_path) - 1, "nscope/clsact/%u", handle);
	if (bind(fd, (struct sockaddr *)&a, (socklen_t)(sizeof(a.sun_family) + 1 + (size_t)len)))
		return -errno;
	return TAKE_FD(fd);
}

int tc_claim(struct tc_claim *ret, struct err *e)
{
	for (uint32_t handle = 1; handle <= TC_HANDLES; handle++) {
		int fd = claim_socket(handle);

		if (fd >= 0) {
			*ret = (struct tc_claim){ fd, handle };
			return 0;
		}
		if (fd != -EADDRINUSE)
			return err_sys(e, -fd, "cannot open a socket");
	}
	return err_set(e, EBUSY, "%d others are watching this namespace already", TC_HANDLES);
}

void tc_release(struct tc_claim *c)
{
	cleanup_close(&c->fd);
	c->fd = -1;
}

/* Which program stands at our priority under this handle? 0: none */
static uint32_t query(uint32_t ifindex, int direction, uint32_t handle)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)ifindex, .attach_point = points[direction]);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = handle, .priority = TC_PRIORITY);

	return bpf_tc_query(&hook, &opts) ? 0 : opts.prog_id;
}

static void delete_filter(uint32_t ifindex, int direction, uint32_t handle)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)ifindex, .attach_point = points[direction]);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = handle, .priority = TC_PRIORITY);

	bpf_tc_detach(&hook, &opts);
}

static bool is_named(uint32_t prog_id, const char *name)
{
	_cleanup_close_ int fd = bpf_prog_get_fd_by_id(prog_id);
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);

	return fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &len) && !strcmp(info.name, name);
}

void tc_sweep(const struct tc_claim *c, uint32_t ifindex)
{
	for (uint32_t handle = 1; handle <= TC_HANDLES; handle++) {
		/* Held until the end of this round, so that nobody comes to life meanwhile. */
		_cleanup_close_ int claim = claim_socket(handle);
		bool dead = claim >= 0 || handle == c->handle;

		for (int d = 0; d < DIRECTIONS && dead; d++) {
			uint32_t id = query(ifindex, d, handle);

			if (id && is_named(id, names[d]))
				delete_filter(ifindex, d, handle);
		}
	}
}

static int add_filter(const struct tc_claim *c, int prog_fd, int direction, struct tc_hold *h)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)h->ifindex,
		    .attach_point = points[direction]);
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = prog_fd, .handle = c->handle,
		    .priority = TC_PRIORITY);
	int err = bpf_tc_hook_create(&hook);

	if (err && err != -EEXIST)
		return err;
	h->made_qdisc |= !err;
	err = bpf_tc_attach(&hook, &opts);
	if (!err)
		h->prog_id[direction] = opts.prog_id;
	return err;
}

int tc_attach(const struct tc_claim *c, const int prog_fd[2], uint32_t ifindex, struct tc_hold *ret)
{
	int err;

	*ret = (struct tc_hold){ .ifindex = ifindex };
	err = add_filter(c, prog_fd[INGRESS], INGRESS, ret);
	return err ? err : add_filter(c, prog_fd[EGRESS], EGRESS, ret);
}

static int count_filter(const struct nlmsghdr *h, void *ctx)
{
	const struct tcmsg *tcm = NLMSG_DATA(h);

	/* Besides the filters the dump holds a row for each priority, with handle 0. */
	if (h->nlmsg_len >= NLMSG_LENGTH(sizeof(*tcm)) && tcm->tcm_handle)
		++*(size_t *)ctx;
	return 0;
}

/* Nothing hangs on it, and that is known */
static bool is_empty(struct nl *nl, uint32_t ifindex)
{
	static const uint32_t minors[] = { TC_H_MIN_INGRESS, TC_H_MIN_EGRESS };
	size_t left = 0;

	for (int d = 0; d < DIRECTIONS; d++) {
		struct {
			struct nlmsghdr h;
			struct tcmsg tcm;
		} ask = {
			.h = { .nlmsg_len = NLMSG_LENGTH(sizeof(struct tcmsg)),
			       .nlmsg_type = RTM_GETTFILTER,
			       .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
			.tcm = { .tcm_ifindex = (int)ifindex,
				 .tcm_parent = TC_H_MAKE(TC_H_CLSACT, minors[d]) },
		};

		if (nl_dump(nl, &ask.h, count_filter, &left, NULL) || left)
			return false;
	}
	return true;
}

void tc_tidy(const struct netns *n, uint32_t ifindex)
{
	LIBBPF_OPTS(bpf_tc_hook, both, .ifindex = (int)ifindex,
		    .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);
	_cleanup_nl_ struct nl nl = NL_INIT;

	if (!nl_open(n, &nl, NULL) && is_empty(&nl, ifindex))
		bpf_tc_hook_destroy(&both);
}

void tc_detach(const struct tc_claim *c, const struct netns *n, struct tc_hold *h)
{
	for (int d = 0; d < DIRECTIONS; d++) {
		if (h->prog_id[d] && query(h->ifindex, d, c->handle) == h->prog_id[d])
			delete_filter(h->ifindex, d, c->handle);
		h->prog_id[d] = 0;
	}
	if (h->made_qdisc)
		tc_tidy(n, h->ifindex);
	h->made_qdisc = false;
}
