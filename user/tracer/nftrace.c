// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nftrace.c - verdicts read from a socket that nftrace_open() made
 */
#include "nftrace.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

#include "../kernel/attr.h"

#define DATAGRAM_BYTES (64 << 10)
#define AT_ONCE	       256 /* before others get their turn */
#define PACKETS	       64  /* whose headers are remembered; each is told of within microseconds */

struct packet {
	uint32_t id; /* 0: free */
	uint16_t protocol;
	uint8_t len;
	uint8_t bytes[EVENT_RULE_PACKET];
};

struct nftrace {
	int fd;
	uint32_t drops; /* of the socket, so far */
	struct packet packets[PACKETS];
	char buf[DATAGRAM_BYTES] __attribute__((aligned(8)));
};

struct nftrace *nftrace_new(int fd)
{
	struct nftrace *t = calloc(1, sizeof(*t));

	if (!t)
		cleanup_close(&fd);
	else
		t->fd = fd;
	return t;
}

void nftrace_free(struct nftrace *t)
{
	if (!t)
		return;
	cleanup_close(&t->fd);
	free(t);
}

int nftrace_fd(const struct nftrace *t)
{
	return t->fd;
}

/* The attributes of one verdict, by type; NULL: absent. */
struct attrs {
	const struct nlattr *of[NFTA_TRACE_MAX + 1];
};

static uint32_t number(const struct nlattr *a)
{
	return a ? ntohl(attr_u32(a)) : 0;
}

static void append(struct packet *p, const struct nlattr *a)
{
	size_t len = a ? mnl_attr_get_payload_len(a) : 0, room = sizeof(p->bytes) - p->len;

	if (len > room)
		len = room;
	if (len)
		memcpy(p->bytes + p->len, mnl_attr_get_payload(a), len);
	p->len = (uint8_t)(p->len + len);
}

/* The table's family says it, but for a bridge, where the packet's first octet does: ARP begins
 * with the kind of hardware, 0x0001. */
static uint16_t protocol_of(const struct packet *p)
{
	switch (p->len ? p->bytes[0] >> 4 : -1) {
	case 4: return ETH_P_IP;
	case 6: return ETH_P_IPV6;
	case 0: return ETH_P_ARP;
	}
	return 0;
}

static const struct packet *packet_of(struct nftrace *t, const struct attrs *a)
{
	uint32_t id = number(a->of[NFTA_TRACE_ID]);
	struct packet *p = &t->packets[id % PACKETS];

	if (a->of[NFTA_TRACE_NETWORK_HEADER]) {
		*p = (struct packet){ .id = id };
		append(p, a->of[NFTA_TRACE_NETWORK_HEADER]);
		append(p, a->of[NFTA_TRACE_TRANSPORT_HEADER]);
		p->protocol = protocol_of(p);
	}
	return p->id == id ? p : NULL;
}

static int32_t verdict_of(const struct attrs *a)
{
	const struct nlattr *nest = a->of[NFTA_TRACE_VERDICT], *inner;
	int32_t verdict = NFT_CONTINUE;

	if (a->of[NFTA_TRACE_POLICY])
		return (int32_t)number(a->of[NFTA_TRACE_POLICY]);
	if (!nest)
		return verdict;
	mnl_attr_for_each_nested(inner, nest) if (mnl_attr_get_type(inner) == NFTA_VERDICT_CODE)
		verdict = (int32_t)number(inner);
	return verdict;
}

static struct event_rule rule_of(const struct nlmsghdr *h, const struct attrs *a)
{
	const struct nfgenmsg *g = mnl_nlmsg_get_payload(h);
	struct event_rule r = {
		.family = g->nfgen_family,
		.kind = (uint8_t)number(a->of[NFTA_TRACE_TYPE]),
		.verdict = verdict_of(a),
	};
	uint64_t handle = 0;

	if (a->of[NFTA_TRACE_RULE_HANDLE])
		attr_bytes(a->of[NFTA_TRACE_RULE_HANDLE], &handle, sizeof(handle));
	r.handle = be64toh(handle);
	attr_text(a->of[NFTA_TRACE_TABLE], r.table, sizeof(r.table));
	attr_text(a->of[NFTA_TRACE_CHAIN], r.chain, sizeof(r.chain));
	return r;
}

static void tell_verdict(struct nftrace *t, const struct nlmsghdr *h, const struct nftrace_ops *ops,
			 void *ctx)
{
	const struct packet *p;
	const struct nlattr *at;
	struct attrs a = { { NULL } };
	struct event_rule r;

	mnl_attr_for_each(at, h,
			  sizeof(struct nfgenmsg)) if (mnl_attr_get_type(at) <= NFTA_TRACE_MAX)
		a.of[mnl_attr_get_type(at)] = at;
	if (!a.of[NFTA_TRACE_TABLE] || !a.of[NFTA_TRACE_CHAIN])
		return;
	p = packet_of(t, &a);
	r = rule_of(h, &a);
	/* Our own rules only mark. That a chain has ended is no verdict. */
	if (!strcmp(r.table, NFTRACE_TABLE) || (r.kind != NFT_TRACETYPE_POLICY && !r.handle) ||
	    r.kind == NFT_TRACETYPE_UNSPEC || r.kind >= __NFT_TRACETYPE_MAX)
		return;
	r.packet_len = p ? p->len : 0;
	ops->verdict(ctx, &r, p ? p->protocol : 0, p ? p->bytes : NULL);
}

static void tell(struct nftrace *t, const struct nlmsghdr *h, const struct nftrace_ops *ops,
		 void *ctx)
{
	if (!attr_head(h, sizeof(struct nfgenmsg)))
		return;
	switch (h->nlmsg_type) {
	case NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_TRACE: tell_verdict(t, h, ops, ctx); break;
	case NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN: ops->changed(ctx); break;
	}
}

/* The kernel counts what it could not hand over (netlink_overrun()). */
static void tell_drops(struct nftrace *t, const struct nftrace_ops *ops, void *ctx)
{
	uint32_t info[SK_MEMINFO_VARS], lost;
	socklen_t len = sizeof(info);

	if (getsockopt(t->fd, SOL_SOCKET, SO_MEMINFO, info, &len) || len < sizeof(info))
		return;
	lost = info[SK_MEMINFO_DROPS] - t->drops;
	t->drops += lost;
	if (lost)
		ops->missed(ctx, lost);
}

/* Which packets the numbers name is not known any more, either, nor which ruleset it is. */
static void lose(struct nftrace *t, const struct nftrace_ops *ops, void *ctx)
{
	memset(t->packets, 0, sizeof(t->packets));
	tell_drops(t, ops, ctx);
	ops->changed(ctx);
}

/* Return: 1 a datagram was read, 0 there was none, or -errno */
static int read_one(struct nftrace *t, const struct nftrace_ops *ops, void *ctx)
{
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { t->buf, sizeof(t->buf) };
	struct msghdr msg = {
		.msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &iov, .msg_iovlen = 1
	};
	ssize_t n = recvmsg(t->fd, &msg, MSG_DONTWAIT);
	const struct nlmsghdr *h = (const struct nlmsghdr *)t->buf;
	int len = (int)n;

	if (n < 0 && errno == ENOBUFS)
		lose(t, ops, ctx);
	if (n < 0)
		return errno == EAGAIN ? 0 : errno == ENOBUFS || errno == EINTR ? 1 : -errno;
	if (from.nl_pid != 0)
		return 1;
	if (msg.msg_flags & MSG_TRUNC)
		lose(t, ops, ctx);
	else
		for (; mnl_nlmsg_ok(h, len); h = mnl_nlmsg_next(h, &len))
			tell(t, h, ops, ctx);
	return 1;
}

int nftrace_read(struct nftrace *t, const struct nftrace_ops *ops, void *ctx)
{
	int i = 0, n = 1;

	for (; i < AT_ONCE && n > 0; i++)
		n = read_one(t, ops, ctx);
	if (n == 0)
		tell_drops(t, ops, ctx);
	return n < 0 ? n : n ? i : i - 1;
}
