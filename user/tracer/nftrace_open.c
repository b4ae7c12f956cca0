// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nftrace_open.c - the table that has ICMP's and ARP's verdicts told, and the socket it belongs to
 */
#include "nftrace.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter_arp.h>
#include <linux/netfilter_bridge.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "../kernel/attr.h"

#define PRIORITY     INT32_MIN /* before every chain that may end a packet */
#define BATCH_BYTES  8192
#define BUFFER_BYTES (4 << 20) /* memory is taken only for what waits */
#define PATIENCE_S   5

/* What is marked: meta KEY == value */
struct match {
	uint32_t key;
	uint16_t value, len; /* in network order, octets */
};

struct hook_row {
	const char *chain;
	uint32_t hook;
};

struct family {
	uint8_t nfproto;
	struct hook_row hooks[2];
	struct match matches[3];
	size_t n_matches;
};

#define ICMP                                                                                       \
	{                                                                                          \
		NFT_META_L4PROTO, IPPROTO_ICMP, 1                                                  \
	}
#define ICMP6                                                                                      \
	{                                                                                          \
		NFT_META_L4PROTO, IPPROTO_ICMPV6, 1                                                \
	}
#define ARP                                                                                        \
	{                                                                                          \
		NFT_META_PROTOCOL, ETH_P_ARP, 2                                                    \
	}
#define ANYTHING                                                                                   \
	{                                                                                          \
		0, 0, 0                                                                            \
	}

static const struct family families[] = {
	{ NFPROTO_INET,
	  { { "prerouting", NF_INET_PRE_ROUTING }, { "output", NF_INET_LOCAL_OUT } },
	  { ICMP, ICMP6 },
	  2 },
	{ NFPROTO_BRIDGE,
	  { { "prerouting", NF_BR_PRE_ROUTING }, { "output", NF_BR_LOCAL_OUT } },
	  { ICMP, ICMP6, ARP },
	  3 },
	{ NFPROTO_ARP, { { "input", NF_ARP_IN }, { "output", NF_ARP_OUT } }, { ANYTHING }, 1 },
};

struct batch {
	char *at;
	uint32_t seq;
	char bytes[BATCH_BYTES] __attribute__((aligned(8)));
};

static struct nlmsghdr *begin(struct batch *b, uint16_t type, uint16_t flags, uint8_t family,
			      uint16_t res_id)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(b->at);
	struct nfgenmsg *g;

	h->nlmsg_type = type;
	h->nlmsg_flags = NLM_F_REQUEST | flags;
	h->nlmsg_seq = ++b->seq;
	g = mnl_nlmsg_put_extra_header(h, sizeof(*g));
	g->nfgen_family = family;
	g->version = NFNETLINK_V0;
	g->res_id = htons(res_id);
	return h;
}

static void end(struct batch *b, const struct nlmsghdr *h)
{
	b->at = (char *)h + NLMSG_ALIGN(h->nlmsg_len);
}

static struct nlmsghdr *begin_nft(struct batch *b, uint16_t type, uint16_t flags, uint8_t family)
{
	return begin(b, (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type), flags, family, 0);
}

static void put_edge(struct batch *b, uint16_t type)
{
	end(b, begin(b, type, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES));
}

static void put_u32(struct nlmsghdr *h, uint16_t type, uint32_t value)
{
	mnl_attr_put_u32(h, type, htonl(value));
}

static void put_table(struct batch *b, uint8_t family)
{
	struct nlmsghdr *h =
		begin_nft(b, NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK, family);

	mnl_attr_put_strz(h, NFTA_TABLE_NAME, NFTRACE_TABLE);
	put_u32(h, NFTA_TABLE_FLAGS, NFT_TABLE_F_OWNER);
	end(b, h);
}

static void put_chain(struct batch *b, uint8_t family, const struct hook_row *row)
{
	struct nlmsghdr *h =
		begin_nft(b, NFT_MSG_NEWCHAIN, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK, family);
	struct nlattr *nest;

	mnl_attr_put_strz(h, NFTA_CHAIN_TABLE, NFTRACE_TABLE);
	mnl_attr_put_strz(h, NFTA_CHAIN_NAME, row->chain);
	mnl_attr_put_strz(h, NFTA_CHAIN_TYPE, "filter");
	nest = mnl_attr_nest_start(h, NFTA_CHAIN_HOOK);
	put_u32(h, NFTA_HOOK_HOOKNUM, row->hook);
	put_u32(h, NFTA_HOOK_PRIORITY, (uint32_t)PRIORITY);
	mnl_attr_nest_end(h, nest);
	end(b, h);
}

struct expression {
	struct nlattr *element, *data;
};

static struct expression begin_expression(struct nlmsghdr *h, const char *name)
{
	struct expression x = { .element = mnl_attr_nest_start(h, NFTA_LIST_ELEM) };

	mnl_attr_put_strz(h, NFTA_EXPR_NAME, name);
	x.data = mnl_attr_nest_start(h, NFTA_EXPR_DATA);
	return x;
}

static void end_expression(struct nlmsghdr *h, struct expression x)
{
	mnl_attr_nest_end(h, x.data);
	mnl_attr_nest_end(h, x.element);
}

static void put_meta(struct nlmsghdr *h, uint32_t key, uint16_t reg)
{
	struct expression x = begin_expression(h, "meta");

	put_u32(h, NFTA_META_KEY, key);
	put_u32(h, reg, NFT_REG_1);
	end_expression(h, x);
}

static void put_value(struct nlmsghdr *h, uint16_t type, const void *value, size_t len)
{
	struct nlattr *nest = mnl_attr_nest_start(h, type);

	mnl_attr_put(h, NFTA_DATA_VALUE, len, value);
	mnl_attr_nest_end(h, nest);
}

static void put_match(struct nlmsghdr *h, const struct match *m)
{
	const uint8_t narrow = (uint8_t)m->value;
	const uint16_t wide = htons(m->value);
	struct expression x;

	put_meta(h, m->key, NFTA_META_DREG);
	x = begin_expression(h, "cmp");
	put_u32(h, NFTA_CMP_SREG, NFT_REG_1);
	put_u32(h, NFTA_CMP_OP, NFT_CMP_EQ);
	put_value(h, NFTA_CMP_DATA, m->len == 1 ? (const void *)&narrow : &wide, m->len);
	end_expression(h, x);
}

static void put_mark(struct nlmsghdr *h)
{
	static const uint8_t on = 1;
	struct expression x = begin_expression(h, "immediate");

	put_u32(h, NFTA_IMMEDIATE_DREG, NFT_REG_1);
	put_value(h, NFTA_IMMEDIATE_DATA, &on, sizeof(on));
	end_expression(h, x);
	put_meta(h, NFT_META_NFTRACE, NFTA_META_SREG);
}

/* meta KEY == value meta nftrace set 1 */
static void put_rule(struct batch *b, uint8_t family, const char *chain, const struct match *m)
{
	struct nlmsghdr *h =
		begin_nft(b, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND | NLM_F_ACK, family);
	struct nlattr *list;

	mnl_attr_put_strz(h, NFTA_RULE_TABLE, NFTRACE_TABLE);
	mnl_attr_put_strz(h, NFTA_RULE_CHAIN, chain);
	list = mnl_attr_nest_start(h, NFTA_RULE_EXPRESSIONS);
	if (m->len)
		put_match(h, m);
	put_mark(h);
	mnl_attr_nest_end(h, list);
	end(b, h);
}

static void put_family(struct batch *b, const struct family *f)
{
	put_table(b, f->nfproto);
	for (size_t i = 0; i < ARRAY_SIZE(f->hooks); i++) {
		put_chain(b, f->nfproto, &f->hooks[i]);
		for (size_t j = 0; j < f->n_matches; j++)
			put_rule(b, f->nfproto, f->hooks[i].chain, &f->matches[j]);
	}
}

static int transmit(int fd, const struct batch *b)
{
	return send(fd, b->bytes, (size_t)(b->at - b->bytes), 0) < 0 ? -errno : 0;
}

/* Return: 1 the answer ends here, 0 it goes on, -errno */
static int heard(const struct nlmsghdr *h, uint32_t last, size_t *tables)
{
	const struct nlmsgerr *refusal;

	if (h->nlmsg_type == NLMSG_DONE)
		return 1;
	if (h->nlmsg_type != NLMSG_ERROR) {
		++*tables;
		return 0;
	}
	refusal = attr_head(h, sizeof(*refusal));
	if (!refusal)
		return -EPROTO;
	return refusal->error ? refusal->error : h->nlmsg_seq == last;
}

/* Answers up to that of message @last. @ret_tables: how many of them were rows */
static int receive(int fd, uint32_t last, size_t *ret_tables)
{
	char buf[32768] __attribute__((aligned(8)));
	int result = 0;

	*ret_tables = 0;
	while (!result) {
		ssize_t n = recv(fd, buf, sizeof(buf), 0);
		const struct nlmsghdr *h = (const struct nlmsghdr *)buf;
		int len = (int)n;

		if (n < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		for (; !result && mnl_nlmsg_ok(h, len); h = mnl_nlmsg_next(h, &len))
			result = heard(h, last, ret_tables);
	}
	return result < 0 ? result : 0;
}

/* Has this family a table? Where it has none nothing is added to it. */
static int has_tables(int fd, uint8_t family, uint32_t *seq, size_t *ret)
{
	struct batch b = { .at = b.bytes, .seq = *seq };
	int err;

	end(&b, begin_nft(&b, NFT_MSG_GETTABLE, NLM_F_DUMP, family));
	err = transmit(fd, &b);
	if (!err)
		err = receive(fd, b.seq, ret);
	*seq = b.seq;
	return err;
}

static int add_tables(int fd, struct err *e)
{
	struct batch b = { .at = b.bytes };
	uint32_t last = 0;
	size_t tables;
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(families) && !err; i++) {
		if (i == 0)
			put_edge(&b, NFNL_MSG_BATCH_BEGIN);
		else
			err = has_tables(fd, families[i].nfproto, &b.seq, &tables);
		if (err || (i && !tables))
			continue;
		put_family(&b, &families[i]);
		last = b.seq;
	}
	put_edge(&b, NFNL_MSG_BATCH_END);
	if (!err)
		err = transmit(fd, &b);
	if (!err)
		err = receive(fd, last, &tables);
	if (!err)
		return 0;
	err_sys(e, -err, "cannot add the table " NFTRACE_TABLE "%s",
		err == -EPERM	     ? " (does another nscope trace rules here?)"
		: err == -EOPNOTSUPP ? " (one that goes with its owner needs Linux 5.12)"
				     : "");
	return err;
}

static int listen_to(int fd, struct err *e)
{
	static const int groups[] = { NFNLGRP_NFTABLES, NFNLGRP_NFTRACE };
	const int bytes = BUFFER_BYTES;

	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &groups[i],
			       sizeof(groups[i])))
			return err_sys(e, errno, "cannot listen to verdicts");
	/* What is refused here only makes an overflow likelier. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	return 0;
}

int nftrace_open(const struct netns *n, struct err *e)
{
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	_cleanup_close_ int fd = -1;
	int err = netns_enter(n, &token, e);

	if (err)
		return err;
	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	if (fd < 0 || bind(fd, (struct sockaddr *)&any, sizeof(any)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)))
		return err_sys(e, errno, "cannot trace rules");
	err = add_tables(fd, e);
	if (!err)
		err = listen_to(fd, e);
	return err ? err : TAKE_FD(fd);
}
