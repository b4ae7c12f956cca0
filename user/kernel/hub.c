// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hub.c - a namespace of our own in which each watched one has a number
 */
#include "hub.h"

#include <errno.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "attr.h"

int hub_open(struct hub *ret, struct err *e)
{
	_cleanup_hub_ struct hub h = HUB_INIT;
	int err = netns_create("for numbers", &h.room, e);

	if (!err)
		err = nl_open(&h.room, &h.line, e);
	if (err)
		return err;
	*ret = h;
	h = (struct hub)HUB_INIT;
	return 0;
}

void hub_close(struct hub *h)
{
	nl_close(&h->line);
	netns_close(&h->room);
}

static int no_row(const struct nlmsghdr *h, void *ctx)
{
	(void)h;
	(void)ctx;
	return 0;
}

int hub_number(struct hub *h, const struct netns *n, int32_t number, struct err *e)
{
	struct err why = { 0 };
	char buf[MSG_MAX];
	int err = nl_ask(&h->line, msg_nsid_new(buf, n->fd, number), no_row, NULL, &why);

	return err ? err_set(e, -err, "cannot number namespace %s: %s", n->name, why.text) : 0;
}

struct translation {
	hub_row *row;
	void *ctx;
};

static int read_pair(const struct nlmsghdr *h, void *ctx)
{
	const struct translation *t = ctx;
	int32_t theirs = NETNSA_NSID_NOT_ASSIGNED, ours = NETNSA_NSID_NOT_ASSIGNED;
	const struct nlattr *a;

	if (h->nlmsg_type != RTM_NEWNSID || !attr_head(h, NLMSG_ALIGN(sizeof(struct rtgenmsg))))
		return 0;
	mnl_attr_for_each(a, h, sizeof(struct rtgenmsg))
	{
		if (mnl_attr_get_type(a) == NETNSA_NSID)
			theirs = (int32_t)attr_u32(a);
		if (mnl_attr_get_type(a) == NETNSA_CURRENT_NSID)
			ours = (int32_t)attr_u32(a);
	}
	return theirs < 0 ? 0 : t->row(theirs, ours, t->ctx);
}

int hub_translate(struct hub *h, int32_t room, hub_row *row, void *ctx, struct err *e)
{
	struct translation t = { row, ctx };
	struct err why = { 0 };
	char buf[MSG_MAX];
	int err = nl_dump(&h->line, msg_nsid_dump(buf, room), read_pair, &t, &why);

	return err ? err_set(e, -err, "cannot ask whom a namespace knows: %s",
			     why.code ? why.text : strerror(-err))
		   : 0;
}
