// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * monitor.c - what the kernel tells of links, addresses, routes, by one socket for all namespaces
 */
#include "monitor.h"

#include <errno.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "../kernel/attr.h"
#include "tables_row.h"

/* A burst of a thousand links that come up takes 2 MiB; memory is taken only for what waits. */
#define BUFFER_BYTES (16 << 20)

/* One notification is one datagram: a link with all its attributes, statistics and VFs. */
#define DATAGRAM_BYTES (64 << 10)

/* So many before others get their turn. */
#define AT_ONCE 256

struct monitor {
	int fd;
	struct peers *peers;
	struct room scratch; /* one row at a time */
	char buf[DATAGRAM_BYTES] __attribute__((aligned(8)));
};

static const unsigned int groups[] = {
	RTNLGRP_LINK,	    RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
	RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,	 RTNLGRP_NSID,
};

static int subscribe(int fd, struct err *e)
{
	const int on = 1, bytes = BUFFER_BYTES;
	/* A socket without an address of its own hears nothing from others' namespaces. */
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };

	if (bind(fd, (struct sockaddr *)&any, sizeof(any)))
		return err_sys(e, errno, "cannot listen to changes");
	if (setsockopt(fd, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, &on, sizeof(on)))
		return err_sys(e, errno, "cannot listen to changes%s",
			       errno == EPERM ? " (CAP_NET_BROADCAST)" : "");
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &groups[i],
			       sizeof(groups[i])))
			return err_sys(e, errno, "cannot listen to changes");
	/* What is refused here only makes an overflow likelier. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	return 0;
}

static int open_socket(const struct hub *hub, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	int err = netns_enter(&hub->room, &token, e), fd;

	if (err)
		return err;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
	return fd < 0 ? err_sys(e, errno, "cannot listen to changes") : fd;
}

int monitor_open(const struct hub *hub, struct monitor **ret, struct err *e)
{
	_cleanup_monitor_ struct monitor *m = calloc(1, sizeof(*m));
	int err;

	if (!m)
		return err_sys(e, ENOMEM, "cannot listen to changes");
	m->fd = open_socket(hub, e);
	if (m->fd < 0)
		return m->fd;
	m->peers = peers_new(1);
	if (!m->peers)
		return err_sys(e, ENOMEM, "cannot listen to changes");
	err = subscribe(m->fd, e);
	if (err)
		return err;
	*ret = TAKE_PTR(m);
	return 0;
}

void monitor_close(struct monitor *m)
{
	if (!m)
		return;
	cleanup_close(&m->fd);
	peers_free(m->peers);
	room_done(&m->scratch);
	free(m);
}

int monitor_fd(const struct monitor *m)
{
	return m->fd;
}

/* What went is told in the form of what is there: read it as such. */
static bool read_as(struct nlmsghdr *h, uint16_t type)
{
	bool gone = h->nlmsg_type != type;

	h->nlmsg_type = type;
	return gone;
}

static void tell_link(struct monitor *m, struct nlmsghdr *h, int32_t number,
		      const struct monitor_ops *ops, void *ctx)
{
	const struct ifinfomsg *i = attr_head(h, sizeof(*i));
	struct reading r = { .room = &m->scratch, .peers = m->peers };
	bool gone;

	/* AF_BRIDGE speaks of a port, not of the interface: its DELLINK deletes none. */
	if (!i || i->ifi_family != AF_UNSPEC)
		return;
	gone = read_as(h, RTM_NEWLINK);
	m->scratch.n_links = 0;
	if (read_link(h, &r) || m->scratch.n_links != 1)
		return;
	ops->link(ctx, number, &m->scratch.links[0], peers_take(m->peers), gone);
}

static void tell_addr(struct monitor *m, struct nlmsghdr *h, int32_t number,
		      const struct monitor_ops *ops, void *ctx)
{
	struct reading r = { .room = &m->scratch, .peers = m->peers };
	bool gone = read_as(h, RTM_NEWADDR);

	m->scratch.n_addrs = 0;
	if (!read_addr(h, &r) && m->scratch.n_addrs == 1)
		ops->addr(ctx, number, &m->scratch.addrs[0], gone);
}

static void tell_route(struct monitor *m, struct nlmsghdr *h, int32_t number,
		       const struct monitor_ops *ops, void *ctx)
{
	struct reading r = { .room = &m->scratch, .peers = m->peers };
	bool replaced = h->nlmsg_flags & NLM_F_REPLACE, gone = read_as(h, RTM_NEWROUTE);

	m->scratch.n_routes = m->scratch.n_hops = 0;
	if (!read_route(h, &r) && m->scratch.n_routes == 1)
		ops->route(ctx, number, &m->scratch.routes[0], m->scratch.hops,
			   gone	      ? EVENT_GONE
			   : replaced ? EVENT_CHANGED
				      : EVENT_NEW);
}

/* Of the numbers that the watched namespaces give each other nothing is wanted. */
static void tell_number(const struct nlmsghdr *h, int32_t number, const struct monitor_ops *ops,
			void *ctx)
{
	const struct nlattr *a;
	int32_t dead = NETNSA_NSID_NOT_ASSIGNED;

	if (number >= 0 || h->nlmsg_type != RTM_DELNSID ||
	    !attr_head(h, NLMSG_ALIGN(sizeof(struct rtgenmsg))))
		return;
	mnl_attr_for_each(a, h, sizeof(struct rtgenmsg)) if (mnl_attr_get_type(a) == NETNSA_NSID)
		dead = (int32_t)attr_u32(a);
	if (dead >= 0)
		ops->dead(ctx, dead);
}

static void tell(struct monitor *m, struct nlmsghdr *h, int32_t number,
		 const struct monitor_ops *ops, void *ctx)
{
	switch (h->nlmsg_type) {
	case RTM_NEWNSID:
	case RTM_DELNSID: tell_number(h, number, ops, ctx); return;
	}
	if (number < 0) /* the hub's own */
		return;
	switch (h->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK: tell_link(m, h, number, ops, ctx); break;
	case RTM_NEWADDR:
	case RTM_DELADDR: tell_addr(m, h, number, ops, ctx); break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE: tell_route(m, h, number, ops, ctx); break;
	}
}

/* Which namespace a datagram is from; negative: the hub itself */
static int32_t number_of(struct msghdr *msg)
{
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		int32_t number;

		if (c->cmsg_level != SOL_NETLINK || c->cmsg_type != NETLINK_LISTEN_ALL_NSID ||
		    c->cmsg_len < CMSG_LEN(sizeof(number)))
			continue;
		memcpy(&number, CMSG_DATA(c), sizeof(number));
		return number;
	}
	return NETNSA_NSID_NOT_ASSIGNED;
}

/* Return: 1 a datagram was read, 0 there was none, or -errno */
static int read_one(struct monitor *m, const struct monitor_ops *ops, void *ctx)
{
	char control[CMSG_SPACE(sizeof(int32_t)) * 2] __attribute__((aligned(8)));
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { m->buf, sizeof(m->buf) };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	ssize_t n = recvmsg(m->fd, &msg, 0);
	struct nlmsghdr *h = (struct nlmsghdr *)m->buf;
	int len = (int)n;

	if (n < 0 && errno == ENOBUFS)
		ops->missed(ctx);
	if (n < 0)
		return errno == EAGAIN ? 0 : errno == ENOBUFS || errno == EINTR ? 1 : -errno;
	if (from.nl_pid != 0)
		return 1;
	if (msg.msg_flags & MSG_TRUNC)
		ops->missed(ctx);
	else
		for (; mnl_nlmsg_ok(h, len); h = mnl_nlmsg_next(h, &len))
			tell(m, h, number_of(&msg), ops, ctx);
	return 1;
}

int monitor_read(struct monitor *m, const struct monitor_ops *ops, void *ctx)
{
	int i = 0, n = 1;

	for (; i < AT_ONCE && n > 0; i++)
		n = read_one(m, ops, ctx);
	return n < 0 ? n : n ? i : i - 1;
}
