// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * storm.c - ARP broadcasts and echo requests in turn, out of one interface, as fast as it takes
 * them
 *
 *     storm IFACE MAC FROM TO NOBODY N    echoes go to TO at MAC, ARP asks for NOBODY
 *
 * Prints what a frame took, ns. Each echo has its own sequence number and IP id, as ping's have.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "../../user/util/util.h"

#define BATCH	  64 /* frames a system call */
#define ARP_LEN	  42
#define ECHO_LEN  98 /* ping's 56 octets of payload */
#define FRAME_MAX ECHO_LEN

struct storm {
	uint8_t mac[6], to_mac[6];
	struct in_addr from, to, nobody;
};

static uint8_t frames[BATCH][FRAME_MAX];
static struct iovec iovs[BATCH];
static struct mmsghdr msgs[BATCH];

static void put16(uint8_t *at, uint16_t n)
{
	n = htons(n);
	memcpy(at, &n, sizeof(n));
}

static uint16_t checksum(const uint8_t *bytes, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < len; i += 2)
		sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void make_arp(uint8_t *f, const struct storm *s)
{
	static const uint8_t request[] = { 8, 6, 0, 1, 8, 0, 6, 4, 0, 1 };

	memset(f, 255, 6);
	memcpy(f + 6, s->mac, 6);
	memcpy(f + 12, request, sizeof(request));
	memcpy(f + 22, s->mac, 6);
	memcpy(f + 28, &s->from, 4);
	memset(f + 32, 0, 6);
	memcpy(f + 38, &s->nobody, 4);
}

static void make_echo(uint8_t *f, const struct storm *s)
{
	uint8_t *ip = f + ETH_HLEN, *icmp = ip + 20;

	memcpy(f, s->to_mac, 6);
	memcpy(f + 6, s->mac, 6);
	put16(f + 12, ETH_P_IP);
	ip[0] = 0x45;
	put16(ip + 2, ECHO_LEN - ETH_HLEN);
	ip[8] = 64;
	ip[9] = IPPROTO_ICMP;
	memcpy(ip + 12, &s->from, 4);
	memcpy(ip + 16, &s->to, 4);
	icmp[0] = 8;
	put16(icmp + 4, 7);
	for (size_t i = 8; i < ECHO_LEN - ETH_HLEN - 20; i++)
		icmp[i] = (uint8_t)i;
}

static void number_echo(uint8_t *f, uint32_t n)
{
	uint8_t *ip = f + ETH_HLEN, *icmp = ip + 20;

	put16(ip + 4, (uint16_t)n);
	put16(ip + 10, 0);
	put16(ip + 10, checksum(ip, 20));
	put16(icmp + 6, (uint16_t)n);
	put16(icmp + 2, 0);
	put16(icmp + 2, checksum(icmp, ECHO_LEN - ETH_HLEN - 20));
}

static void make_all(const struct storm *s)
{
	for (size_t i = 0; i < BATCH; i++) {
		if (i % 2)
			make_echo(frames[i], s);
		else
			make_arp(frames[i], s);
		iovs[i] = (struct iovec){ frames[i], i % 2 ? ECHO_LEN : ARP_LEN };
		msgs[i].msg_hdr = (struct msghdr){ .msg_iov = &iovs[i], .msg_iovlen = 1 };
	}
}

static int send_all(int fd)
{
	for (unsigned int done = 0; done < BATCH;) {
		int n = sendmmsg(fd, msgs + done, BATCH - done, 0);

		if (n < 0 && errno != ENOBUFS && errno != EINTR)
			return -errno;
		done += n > 0 ? (unsigned int)n : 0;
	}
	return 0;
}

static uint64_t nanoseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int open_iface(const char *name, uint8_t mac[6])
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET,
		.sll_protocol = 0, /* it sends only */
		.sll_ifindex = (int)if_nametoindex(name),
	};
	socklen_t len = sizeof(at);
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	if (fd < 0 || !at.sll_ifindex || bind(fd, (struct sockaddr *)&at, sizeof(at)) ||
	    getsockname(fd, (struct sockaddr *)&at, &len))
		return -1;
	memcpy(mac, at.sll_addr, 6);
	return fd;
}

int main(int argc, char **argv)
{
	uint32_t n = argc == 7 ? (uint32_t)atoi(argv[6]) / BATCH * BATCH : 0;
	const struct ether_addr *mac = n ? ether_aton(argv[2]) : NULL;
	struct storm s;
	uint64_t begin;
	int fd, err = 0;

	if (!mac || !inet_aton(argv[3], &s.from) || !inet_aton(argv[4], &s.to) ||
	    !inet_aton(argv[5], &s.nobody))
		return 2;
	memcpy(s.to_mac, mac, 6);
	fd = open_iface(argv[1], s.mac);
	if (fd < 0)
		return 2;
	make_all(&s);
	begin = nanoseconds();
	for (uint32_t done = 0; !err && done < n; done += BATCH) {
		for (uint32_t i = 1; i < BATCH; i += 2)
			number_echo(frames[i], (done + i) / 2);
		err = send_all(fd);
	}
	if (err) {
		fprintf(stderr, "storm: %s\n", strerror(-err));
		return 2;
	}
	printf("%llu\n", (unsigned long long)(nanoseconds() - begin) / n);
	return 0;
}
