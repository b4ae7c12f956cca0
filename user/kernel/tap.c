// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tap.c - a packet socket in a namespace
 */
#include "tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/types.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "../../include/event.h"
#include "../../include/hooks.h"
#include "../util/util.h"
#include "clock.h"

#define KEPT_BYTES (1 << 20) /* of frames that wait to be read, as the kernel counts them */
#define ETH_BYTES  14
#define CLOSERS	   32

/* "arp or icmp or icmp6", also behind an extension header; whole frames, for their length. */
#define WHOLE 0xffff
static const struct sock_filter wanted[] = {
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_ARP, 10, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 2),
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ETH_BYTES + 9),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMP, 7, 8),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 0, 7),
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, ETH_BYTES + 6),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ICMPV6, 4, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_HOPOPTS, 3, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_ROUTING, 2, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_FRAGMENT, 1, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_DSTOPTS, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, WHOLE),
	BPF_STMT(BPF_RET | BPF_K, 0),
};

/* A packet socket that hears nothing yet */
static int open_deaf(struct err *e)
{
	_cleanup_close_ int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	const int on = 1;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)))
		return err_sys(e, errno, "cannot open a packet socket");
	return TAKE_FD(fd);
}

int tap_clock(struct err *e)
{
	return open_deaf(e);
}

/* Before it hears anything: what it should not hear never comes, and no grace period is due. */
static int tune(int fd, struct err *e)
{
	const struct sock_fprog filter = { ARRAY_SIZE(wanted), (struct sock_filter *)wanted };
	const struct sockaddr_ll all = { .sll_family = AF_PACKET,
					 .sll_protocol = htons(ETH_P_ALL) };
	const int bytes = KEPT_BYTES;

	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes));
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) ||
	    bind(fd, (const struct sockaddr *)&all, sizeof(all)))
		return err_sys(e, errno, "cannot listen to packets");
	return 0;
}

int tap_open(const struct netns *n, uint32_t line, struct tap *ret, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	_cleanup_close_ int fd = -1;
	int err = netns_enter(n, &token, e);

	if (err)
		return err;
	fd = open_deaf(e);
	if (fd < 0)
		return fd;
	err = tune(fd, e);
	if (err)
		return err;
	*ret = (struct tap){
		.fd = TAKE_FD(fd), .cookie = n->cookie, .inum = n->inum, .line = line
	};
	return 0;
}

static void *close_one(void *tap)
{
	struct tap *t = tap;

	cleanup_close(&t->fd);
	t->fd = -1;
	return NULL;
}

static void close_batch(struct tap *taps, size_t n)
{
	pthread_t others[CLOSERS];
	size_t started = 0;

	while (started + 1 < n &&
	       !pthread_create(&others[started], NULL, close_one, &taps[started]))
		started++;
	for (size_t i = started; i < n; i++)
		close_one(&taps[i]);
	for (size_t i = 0; i < started; i++)
		pthread_join(others[i], NULL);
}

void tap_close(struct tap *taps, size_t n)
{
	for (size_t i = 0; i < n; i += CLOSERS)
		close_batch(taps + i, n - i < CLOSERS ? n - i : CLOSERS);
}

/* When it passed, CLOCK_REALTIME; 0: it is not said */
static uint64_t passed_at(struct msghdr *m)
{
	struct timespec t;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS)
			continue;
		memcpy(&t, CMSG_DATA(c), sizeof(t));
		return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
	}
	return 0;
}

/* Kind and sequence of an unfragmented ICMP message, and the packet's length and IP id: what NAT,
 * routers and bridges leave alone. 0: there is no such message. */
static uint64_t object_of(const struct event *e)
{
	const uint8_t *ip = e->data + ETH_BYTES, *icmp;
	uint64_t id = 0, len, head;

	if (e->caplen < ETH_BYTES + 48)
		return 0;
	head = ip[0] >> 4 == 6 ? 40 : (ip[0] & 15u) * 4;
	icmp = ip + head;
	if (e->caplen < ETH_BYTES + head + 8)
		return 0;
	if (e->protocol == ETH_P_IPV6 && ip[0] >> 4 == 6 && ip[6] == IPPROTO_ICMPV6) {
		len = (uint64_t)ip[4] << 8 | ip[5];
	} else if (e->protocol == ETH_P_IP && !((ip[6] & 0x3f) | ip[7])) {
		len = (uint64_t)ip[2] << 8 | ip[3];
		id = (uint64_t)ip[4] << 8 | ip[5];
	} else {
		return 0;
	}
	return 1ull << 63 | (uint64_t)icmp[0] << 48 | len << 32 | id << 16 |
	       (uint64_t)icmp[6] << 8 | icmp[7];
}

/* Return: octets of the frame; -errno */
static ssize_t receive(struct tap *t, struct event *e)
{
	char control[CMSG_SPACE(sizeof(struct timespec)) + 64];
	struct sockaddr_ll from = { 0 };
	struct iovec v = { e->data, EVENT_DATA_MAX };
	struct msghdr m = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &v,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	uint64_t asked = now_ns(CLOCK_REALTIME), passed;
	ssize_t n = recvmsg(t->fd, &m, MSG_TRUNC);
	bool out = from.sll_pkttype == PACKET_OUTGOING;

	if (n < 0)
		return -errno;
	passed = passed_at(&m);
	t->blurred |= !passed || passed >= asked;
	*e = (struct event){
		.time_ns = passed - (now_ns(CLOCK_REALTIME) - now_ns(CLOCK_BOOTTIME)),
		.netns_cookie = t->cookie,
		.netns_inum = t->inum,
		.ifindex = (uint32_t)from.sll_ifindex,
		.seq = t->frames[out]++,
		.len = (uint32_t)n,
		.protocol = ntohs(from.sll_protocol),
		.caplen = (uint16_t)(n < EVENT_DATA_MAX ? n : EVENT_DATA_MAX),
		.version = EVENT_VERSION,
		.hook = out ? HOOK_END_OUT : HOOK_END_IN,
		.l2len = ETH_BYTES,
		.cpu = t->line,
	};
	e->object = object_of(e);
	return n;
}

static int lost(const struct tap *t)
{
	struct tpacket_stats s = { 0 };
	socklen_t len = sizeof(s);

	if (getsockopt(t->fd, SOL_PACKET, PACKET_STATISTICS, &s, &len))
		return -errno;
	return s.tp_drops ? -ENOBUFS : 0;
}

/* More than ever wait at once: in a storm there would be no end. */
#define AT_ONCE 4096

int tap_read(struct tap *t, void (*fn)(void *ctx, const void *record, size_t len), void *ctx)
{
	_Alignas(8) uint8_t bytes[sizeof(struct event) + EVENT_DATA_MAX];
	struct event *e = (struct event *)bytes;
	ssize_t n;

	for (int i = 0; i < AT_ONCE; i++) {
		n = receive(t, e);
		if (n == -EINTR || n == -ENETDOWN) /* an interface went down: others did not */
			continue;
		if (n < 0)
			return n == -EAGAIN ? lost(t) : (int)n;
		if (e->caplen >= ETH_BYTES)
			fn(ctx, bytes, sizeof(*e) + e->caplen);
	}
	return lost(t);
}
