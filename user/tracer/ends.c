// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ends.c - the programs at the ends of a namespace's pipes
 */
#include "ends.h"

#include <errno.h>
#include <limits.h>

#include <bpf/bpf.h>

/* Newer than Debian 12's linux/bpf.h: Linux 6.6. */
static const enum bpf_attach_type directions[] = { 46 /* BPF_TCX_INGRESS */,
						   47 /* BPF_TCX_EGRESS */ };
#define BEFORE_ALL (1u << 3) /* BPF_F_BEFORE, before nobody in particular */

bool ends_has_tcx(int prog_fd)
{
	/* No interface has this index: a kernel with tcx looks for it and says ENODEV, one
	 * without does not know the attach type and says EINVAL. */
	int link = bpf_link_create(prog_fd, INT_MAX, directions[0], NULL);

	if (link >= 0)
		close(link);
	return link >= 0 || errno == ENODEV;
}

static bool is_held(const struct ends *s, uint32_t ifindex)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->held[i].ifindex == ifindex)
			return true;
	return false;
}

static int attach_links(const int prog_fd[2], struct end *h)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = BEFORE_ALL);

	for (int d = 0; d < 2; d++) {
		h->link[d] = bpf_link_create(prog_fd[d], (int)h->ifindex, directions[d], &opts);
		if (h->link[d] < 0)
			return -errno;
	}
	return 0;
}

static int attach_one(struct ends *s, const int prog_fd[2], struct end *h)
{
	if (s->tcx)
		return attach_links(prog_fd, h);
	tc_sweep(&s->claim, h->ifindex);
	return tc_attach(&s->claim, prog_fd, h->ifindex, &h->tc);
}

/* Filters on clsact went with their interface. */
void ends_release(struct ends *s, uint32_t ifindex)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->held[i].ifindex == ifindex) {
			cleanup_close(&s->held[i].link[0]);
			cleanup_close(&s->held[i].link[1]);
			s->held[i] = s->held[--s->n];
			return;
		}
}

int ends_attach(struct ends *s, const struct netns *n, const int prog_fd[2],
		const uint32_t *ifindexes, size_t count, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	int err;

	err = netns_enter(n, &token, e);
	if (!err && !s->tcx && s->claim.fd < 0)
		err = tc_claim(&s->claim, e);
	for (size_t i = 0; i < count && !err; i++) {
		struct end *held = grow(s->held, s->n, sizeof(*held));

		if (!held)
			return err_sys(e, ENOMEM, "cannot watch %s", n->name);
		s->held = held;
		if (is_held(s, ifindexes[i]))
			continue;
		held[s->n] = (struct end){ .ifindex = ifindexes[i], .link = { -1, -1 } };
		err = attach_one(s, prog_fd, &held[s->n++]);
		if (err == -ENODEV) {
			ends_release(s, ifindexes[i]);
			err = 0;
		} else if (err)
			err_sys(e, -err, "cannot watch interface %u of %s", ifindexes[i], n->name);
	}
	return err;
}

void ends_detach(struct ends *s, const struct netns *n)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	bool inside = !s->tcx && s->n && !netns_enter(n, &token, NULL);

	for (size_t i = 0; i < s->n; i++) {
		cleanup_close(&s->held[i].link[0]);
		cleanup_close(&s->held[i].link[1]);
		if (inside)
			tc_detach(&s->claim, n, &s->held[i].tc);
	}
	tc_release(&s->claim);
	free(s->held);
	s->held = NULL;
	s->n = 0;
}
