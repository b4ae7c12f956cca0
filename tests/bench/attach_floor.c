// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * attach_floor.c - the bare cost of watching: each namespace opened and entered, its veth ends
 * asked for, two programs linked to each, and out again
 *
 *     attach_floor            every name under /run/netns
 *
 * Prints "ENDS NAMESPACES NANOSECONDS". No loop, no lookup, no check that the kernel does not ask
 * for: what any tracer has to pay.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <libmnl/libmnl.h>

#define NETNS_DIR "/run/netns"
#define ENDS_MAX  64 /* of one namespace */

static void __attribute__((noreturn)) die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int load(void)
{
	/* r0 = TCX_NEXT; exit */
	const struct bpf_insn program[] = { { .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = -1 },
					    { .code = BPF_JMP | BPF_EXIT } };
	int fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "floor", "GPL", program, 2, NULL);

	return fd < 0 ? die("bpf"), fd : fd;
}

struct ends {
	int ifindex[ENDS_MAX];
	size_t n;
};

static bool is_veth(const struct nlattr *info)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, info) if (mnl_attr_get_type(a) == IFLA_INFO_KIND &&
					      !strcmp(mnl_attr_get_str(a), "veth")) return true;
	return false;
}

static int read_link(const struct nlmsghdr *h, void *ctx)
{
	const struct ifinfomsg *i = mnl_nlmsg_get_payload(h);
	struct ends *ends = ctx;
	const struct nlattr *a;

	mnl_attr_for_each(a, h, sizeof(*i)) if (mnl_attr_get_type(a) == IFLA_LINKINFO &&
						is_veth(a) && ends->n < ENDS_MAX)
		ends->ifindex[ends->n++] = i->ifi_index;
	return MNL_CB_OK;
}

static void ask_links(struct ends *ends)
{
	static char buf[1 << 16];
	struct nlmsghdr *h = mnl_nlmsg_put_header(buf);
	int s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE), more = 1;

	h->nlmsg_type = RTM_GETLINK;
	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	mnl_nlmsg_put_extra_header(h, sizeof(struct ifinfomsg));
	if (s < 0 || send(s, h, h->nlmsg_len, 0) < 0)
		die("netlink");
	while (more > 0) {
		ssize_t n = recv(s, buf, sizeof(buf), 0);

		if (n < 0)
			die("netlink");
		more = mnl_cb_run(buf, (size_t)n, 0, 0, read_link, ends);
	}
	close(s);
}

static void attach(int program, int ifindex)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = 1u << 3); /* BPF_F_BEFORE */

	for (int type = 46; type <= 47; type++) /* BPF_TCX_INGRESS, BPF_TCX_EGRESS */
		if (bpf_link_create(program, ifindex, (enum bpf_attach_type)type, &opts) < 0)
			die("link");
}

static size_t watch(const char *name, int home, int program)
{
	struct ends ends = { .n = 0 };
	char path[300];
	int ns;

	snprintf(path, sizeof(path), NETNS_DIR "/%s", name);
	ns = open(path, O_RDONLY | O_CLOEXEC);
	if (ns < 0 || setns(ns, CLONE_NEWNET))
		die(name);
	ask_links(&ends);
	for (size_t i = 0; i < ends.n; i++)
		attach(program, ends.ifindex[i]);
	if (setns(home, CLONE_NEWNET))
		die("home");
	close(ns);
	return ends.n;
}

int main(void)
{
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), program = load();
	uint64_t begin = now_ns();
	size_t ends = 0, rooms = 0;
	struct rlimit l;
	struct dirent *d;
	DIR *dir;

	if (!getrlimit(RLIMIT_NOFILE, &l)) {
		l.rlim_cur = l.rlim_max;
		setrlimit(RLIMIT_NOFILE, &l);
	}
	dir = opendir(NETNS_DIR);
	if (!dir)
		die(NETNS_DIR);
	for (; (d = readdir(dir)); rooms += d->d_name[0] != '.')
		if (d->d_name[0] != '.')
			ends += watch(d->d_name, home, program);
	closedir(dir);
	printf("%zu %zu %llu\n", ends, rooms, (unsigned long long)(now_ns() - begin));
	return 0;
}
