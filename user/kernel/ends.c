// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ends.c - one program at one end of a pipe
 */
#include "ends.h"

#include <errno.h>
#include <limits.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <signal.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <libmnl/libmnl.h>

/* Newer than Debian 12's linux/bpf.h: Linux 6.6. */
#define TCX_INGRESS  ((enum bpf_attach_type)46)
#define TCX_EGRESS   ((enum bpf_attach_type)47)
#define AT_THE_FRONT (1u << 3) /* BPF_F_BEFORE, before nobody in particular */

bool ends_has_tcx(int prog_fd)
{
	/* No interface has this index: a kernel with tcx looks for it and says ENODEV, one
	 * without does not know the attach type and says EINVAL. */
	int link = bpf_link_create(prog_fd, INT_MAX, TCX_INGRESS, NULL);

	if (link >= 0)
		close(link);
	return link >= 0 || errno == ENODEV;
}

/* A filter as the dump shows it. */
struct filter {
	uint32_t priority, handle, prog_id;
	char name[64];
};

static uint32_t parent_of(bool egress)
{
	return TC_H_MAKE(TC_H_CLSACT, egress ? TC_H_MIN_EGRESS : TC_H_MIN_INGRESS);
}

static int read_option(const struct nlattr *a, void *ctx)
{
	struct filter *f = ctx;

	if (mnl_attr_get_type(a) == TCA_BPF_ID && mnl_attr_get_payload_len(a) == sizeof(uint32_t))
		f->prog_id = mnl_attr_get_u32(a);
	if (mnl_attr_get_type(a) == TCA_BPF_NAME && !mnl_attr_validate(a, MNL_TYPE_NUL_STRING))
		snprintf(f->name, sizeof(f->name), "%s", mnl_attr_get_str(a));
	return MNL_CB_OK;
}

static int read_filter(const struct nlattr *a, void *ctx)
{
	if (mnl_attr_get_type(a) == TCA_OPTIONS)
		mnl_attr_parse_nested(a, read_option, ctx);
	return MNL_CB_OK;
}

struct filters {
	void (*fn)(const struct filter *f, void *ctx);
	void *ctx;
};

static int on_filter(const struct nlmsghdr *nlh, void *ctx)
{
	const struct tcmsg *tcm = mnl_nlmsg_get_payload(nlh);
	struct filters *each = ctx;
	struct filter f = { 0 };

	if (nlh->nlmsg_len < mnl_nlmsg_size(sizeof(*tcm)))
		return MNL_CB_OK;
	f.priority = TC_H_MAJ(tcm->tcm_info) >> 16;
	f.handle = tcm->tcm_handle;
	mnl_attr_parse(nlh, sizeof(*tcm), read_filter, &f);
	/* Besides the filters the dump holds a row for each priority, with handle 0. */
	if (f.handle)
		each->fn(&f, each->ctx);
	return MNL_CB_OK;
}

/* Return: 0, or -errno when it is not known what is there */
static int each_filter(uint32_t ifindex, bool egress, struct filters each)
{
	char buf[32768];
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct tcmsg *tcm = mnl_nlmsg_put_extra_header(nlh, sizeof(*tcm));
	ssize_t n = -1;
	int more = MNL_CB_OK;

	if (!nl)
		return -errno;
	nlh->nlmsg_type = RTM_GETTFILTER;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	tcm->tcm_ifindex = (int)ifindex;
	tcm->tcm_parent = parent_of(egress);
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) >= 0) {
		while (more == MNL_CB_OK && (n = mnl_socket_recvfrom(nl, buf, sizeof(buf))) > 0)
			more = mnl_cb_run(buf, (size_t)n, 0, 0, on_filter, &each);
	}
	n = n < 0 || more < 0 ? -errno : 0;
	mnl_socket_close(nl);
	return (int)n;
}

static void count_filter(const struct filter *f, void *ctx)
{
	(void)f;
	++*(unsigned int *)ctx;
}

static void remove_empty_qdisc(uint32_t ifindex)
{
	LIBBPF_OPTS(bpf_tc_hook, both, .ifindex = (int)ifindex,
		    .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);
	unsigned int left = 0;

	if (!each_filter(ifindex, false, (struct filters){ count_filter, &left }) &&
	    !each_filter(ifindex, true, (struct filters){ count_filter, &left }) && left == 0)
		bpf_tc_hook_destroy(&both);
}

static void remove_filter(uint32_t ifindex, bool egress, uint32_t handle)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)ifindex,
		    .attach_point = egress ? BPF_TC_EGRESS : BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = handle, .priority = ENDS_PRIORITY);

	bpf_tc_detach(&hook, &opts);
}

static uint32_t program_id(int prog_fd)
{
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);

	return bpf_obj_get_info_by_fd(prog_fd, &info, &len) ? 0 : info.id;
}

static int add_filter(int prog_fd, uint32_t ifindex, bool egress, bool *ret_made)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = (int)ifindex,
		    .attach_point = egress ? BPF_TC_EGRESS : BPF_TC_INGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = prog_fd, .handle = (__u32)getpid(),
		    .priority = ENDS_PRIORITY);
	int made = bpf_tc_hook_create(&hook);

	if (made && made != -EEXIST)
		return made;
	*ret_made |= made == 0;
	return bpf_tc_attach(&hook, &opts);
}

static int add_link(int prog_fd, uint32_t ifindex, bool egress, int *ret)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = AT_THE_FRONT);
	int link = bpf_link_create(prog_fd, (int)ifindex, egress ? TCX_EGRESS : TCX_INGRESS, &opts);

	if (link < 0)
		return -errno;
	*ret = link;
	return 0;
}

int ends_attach(const int *prog_fd, uint32_t ifindex, bool tcx, struct end_hold *ret)
{
	struct end_hold h = { .ifindex = ifindex, .clsact = !tcx, .link = { -1, -1 } };
	int err = 0;

	for (int i = 0; i < END_DIRECTIONS && !err; i++) {
		if (tcx)
			err = add_link(prog_fd[i], ifindex, i == END_EGRESS, &h.link[i]);
		else
			err = add_filter(prog_fd[i], ifindex, i == END_EGRESS, &h.made_qdisc);
		if (!err)
			h.prog_id[i] = program_id(prog_fd[i]);
	}
	if (err) {
		ends_detach(&h);
		return err;
	}
	*ret = h;
	return 0;
}

struct search {
	uint32_t prog_id;
	bool found;
};

static void find_program(const struct filter *f, void *ctx)
{
	struct search *s = ctx;

	if (f->priority == ENDS_PRIORITY && f->handle == (uint32_t)getpid() &&
	    f->prog_id == s->prog_id)
		s->found = true;
}

static void detach_filter(const struct end_hold *h, int direction)
{
	struct search s = { .prog_id = h->prog_id[direction] };
	bool egress = direction == END_EGRESS;

	if (!s.prog_id)
		return;
	each_filter(h->ifindex, egress, (struct filters){ find_program, &s });
	if (s.found)
		remove_filter(h->ifindex, egress, (uint32_t)getpid());
}

void ends_detach(struct end_hold *h)
{
	for (int i = 0; i < END_DIRECTIONS; i++) {
		if (h->clsact)
			detach_filter(h, i);
		cleanup_close(&h->link[i]);
		h->link[i] = -1;
		h->prog_id[i] = 0;
	}
	if (h->made_qdisc)
		remove_empty_qdisc(h->ifindex);
	h->made_qdisc = false;
}

/* At most this many dead are buried at one end at a time; the rest next time. */
#define DEAD_MAX 16

struct dead {
	uint32_t handles[DEAD_MAX];
	size_t n;
};

static void find_dead(const struct filter *f, void *ctx)
{
	struct dead *d = ctx;
	bool ours = !strncmp(f->name, "end_in", 6) || !strncmp(f->name, "end_out", 7);

	if (f->priority != ENDS_PRIORITY || !ours || d->n == DEAD_MAX)
		return;
	if (kill((pid_t)f->handle, 0) && errno == ESRCH)
		d->handles[d->n++] = f->handle;
}

void ends_sweep(uint32_t ifindex)
{
	for (int egress = 0; egress < END_DIRECTIONS; egress++) {
		struct dead d = { .n = 0 };

		each_filter(ifindex, egress, (struct filters){ find_dead, &d });
		for (size_t i = 0; i < d.n; i++)
			remove_filter(ifindex, egress, d.handles[i]);
	}
}
