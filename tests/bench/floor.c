// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * floor.c - the least a program can do to build N hosts on one switch: what `up` is held against
 *
 *     floor N    namespaces sw, r1 ... rN; rI:eth0 has 10.0.0.0/16 + I; sw's ports are r1 ... rN
 *
 * Per namespace an unshare, an empty file with the bind mount, a socket; per host one message for
 * the veth, both ends in place, enslaved and named, and one batch for lo, eth0 and the address.
 * Nothing the kernel could do twice: one queue per end, the bridge up last, and multicast snooping
 * behind it. Every acknowledgement is read, and the first error ends it.
 *
 * It reads no file, writes nothing down, checks no name, sets no sysctl, takes nothing back and
 * does not wait until the switch forwards.
 */
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define BATCH  64 /* veths in one sendmsg */
#define BRIDGE 2  /* interface index: behind lo */

struct room {
	int ns, nl;
};

static char batch[BATCH * 256];
static size_t used, expected;

static struct nlmsghdr *put(uint16_t type, uint16_t flags)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(batch + used);

	h->nlmsg_type = type;
	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	return h;
}

static void add(const struct nlmsghdr *h)
{
	used += MNL_ALIGN(h->nlmsg_len);
	expected++;
}

static void put_link(struct nlmsghdr *h, int index, bool up)
{
	struct ifinfomsg *i = mnl_nlmsg_put_extra_header(h, sizeof(*i));

	i->ifi_index = index;
	i->ifi_flags = i->ifi_change = up ? IFF_UP : 0;
}

static void flush(int nl)
{
	char answer[8192];

	if (send(nl, batch, used, 0) != (ssize_t)used)
		err(1, "send");
	while (expected) {
		ssize_t n = recv(nl, answer, sizeof(answer), 0);
		const struct nlmsghdr *h = (const struct nlmsghdr *)answer;

		if (n < 0)
			err(1, "recv");
		for (int len = (int)n; mnl_nlmsg_ok(h, len); h = mnl_nlmsg_next(h, &len)) {
			const struct nlmsgerr *e = mnl_nlmsg_get_payload(h);

			if (h->nlmsg_type == NLMSG_ERROR && e->error)
				errx(1, "%s", strerror(-e->error));
			expected--;
		}
	}
	used = 0;
}

static struct room make_room(const char *name)
{
	struct room r;
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_CREAT | O_EXCL | O_CLOEXEC, 0444);
	if (fd < 0 || close(fd) || unshare(CLONE_NEWNET) ||
	    mount("/proc/thread-self/ns/net", path, "none", MS_BIND, NULL))
		err(1, "%s", name);
	r.ns = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
	r.nl = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (r.ns < 0 || r.nl < 0)
		err(1, "%s", name);
	return r;
}

static void put_bridge(uint16_t flags, uint8_t snooping)
{
	struct nlmsghdr *h = put(RTM_NEWLINK, flags);
	struct nlattr *info, *data;

	put_link(h, BRIDGE, false);
	mnl_attr_put_strz(h, IFLA_IFNAME, "br0");
	info = mnl_attr_nest_start(h, IFLA_LINKINFO);
	mnl_attr_put_strz(h, IFLA_INFO_KIND, "bridge");
	data = mnl_attr_nest_start(h, IFLA_INFO_DATA);
	mnl_attr_put_u8(h, IFLA_BR_MCAST_SNOOPING, snooping);
	mnl_attr_nest_end(h, data);
	mnl_attr_nest_end(h, info);
	add(h);
}

static void put_end(struct nlmsghdr *h, int index, bool up, const char *name)
{
	put_link(h, index, up);
	mnl_attr_put_strz(h, IFLA_IFNAME, name);
	mnl_attr_put_u32(h, IFLA_NUM_TX_QUEUES, 1);
	mnl_attr_put_u32(h, IFLA_NUM_RX_QUEUES, 1);
}

static void put_veth(int i, int peer_ns)
{
	struct nlmsghdr *h = put(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct nlattr *info, *data, *peer;
	char name[IFNAMSIZ];

	snprintf(name, sizeof(name), "r%d", i);
	put_end(h, BRIDGE + i, true, name);
	mnl_attr_put_u32(h, IFLA_MASTER, BRIDGE);
	info = mnl_attr_nest_start(h, IFLA_LINKINFO);
	mnl_attr_put_strz(h, IFLA_INFO_KIND, "veth");
	data = mnl_attr_nest_start(h, IFLA_INFO_DATA);
	peer = mnl_attr_nest_start(h, VETH_INFO_PEER);
	put_end(h, 2, false, "eth0");
	mnl_attr_put_u32(h, IFLA_NET_NS_FD, (uint32_t)peer_ns);
	mnl_attr_nest_end(h, peer);
	mnl_attr_nest_end(h, data);
	mnl_attr_nest_end(h, info);
	add(h);
}

static void put_up(int index)
{
	struct nlmsghdr *h = put(RTM_SETLINK, 0);

	put_link(h, index, true);
	add(h);
}

static void put_address(int i)
{
	struct nlmsghdr *h = put(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
	struct ifaddrmsg *m = mnl_nlmsg_put_extra_header(h, sizeof(*m));
	uint32_t addr = htonl((10u << 24) + (uint32_t)i);

	*m = (struct ifaddrmsg){ .ifa_family = AF_INET, .ifa_prefixlen = 16, .ifa_index = 2 };
	mnl_attr_put_u32(h, IFA_LOCAL, addr);
	mnl_attr_put_u32(h, IFA_ADDRESS, addr);
	add(h);
}

int main(int argc, char **argv)
{
	int n = argc == 2 ? atoi(argv[1]) : 0;
	struct room *rooms = calloc((size_t)n + 1, sizeof(*rooms));

	if (n < 1 || !rooms)
		errx(2, "floor N");
	mkdir("/run/netns", 0755);
	rooms[0] = make_room("sw");
	for (int i = 1; i <= n; i++) {
		char name[IFNAMSIZ];

		snprintf(name, sizeof(name), "r%d", i);
		rooms[i] = make_room(name);
	}
	put_bridge(NLM_F_CREATE | NLM_F_EXCL, 0);
	put_up(1);
	for (int i = 1; i <= n; i++) {
		put_veth(i, rooms[i].ns);
		if (i % BATCH == 0)
			flush(rooms[0].nl);
	}
	flush(rooms[0].nl);
	for (int i = 1; i <= n; i++) {
		put_up(1);
		put_up(2);
		put_address(i);
		flush(rooms[i].nl);
	}
	put_up(BRIDGE);
	put_bridge(0, 1);
	flush(rooms[0].nl);
	free(rooms);
	return 0;
}
