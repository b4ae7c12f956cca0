// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_tracer.c - the tracer at a real pipe, in namespaces of its own
 *
 *       red                             blue              other (never watched)
 *     ┌──────────────────┐            ┌──────────────────┐   ┌──────────────────┐
 *     │ eth0 10.9.0.1/24 ├────────────┤ eth0 10.9.0.2/24 │   │ lo               │
 *     └──────────────────┘            └──────────────────┘   └──────────────────┘
 *
 * Judges: AF_PACKET for the bytes, BPF_PROG_QUERY and tc for what hangs where.
 */
#include "../unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include "../../user/tracer/tracer.h"

#define TCX_INGRESS 46
#define TCX_EGRESS  47
#define ETH0	    2
#define EVENTS_MAX  4096
#define RECORD_MAX  512

struct record {
	size_t len;
	union {
		struct event event;
		char bytes[RECORD_MAX];
	} u;
};

struct bench {
	struct netns red, blue;
	struct tracer *t;
	struct record *records;
	size_t n;
};

static void sh(const char *command)
{
	if (system(command) != 0)
		fail_msg("failed: %s", command);
}

static bool sh_ok(const char *command)
{
	return system(command) == 0;
}

/* What a command prints, one line's worth */
static char *sh_out(const char *command, char *buf, size_t size)
{
	FILE *f = popen(command, "r");
	size_t n = fread(buf, 1, size - 1, f);

	pclose(f);
	buf[n] = '\0';
	return buf;
}

static int enter_private(void)
{
	if (unshare(CLONE_NEWNET | CLONE_NEWNS) || mount("", "/", "", MS_REC | MS_PRIVATE, NULL))
		return -errno;
	return mount("tmpfs", "/run", "tmpfs", 0, NULL) ? -errno : 0;
}

static int setup(void **state)
{
	static struct bench b;
	struct err e;

	b = (struct bench){ .records = calloc(EVENTS_MAX, sizeof(*b.records)) };
	sh("ip netns add red && ip netns add blue && ip netns add other\n"
	   "ip link add eth0 netns red type veth peer eth0 netns blue\n"
	   "ip -n red addr add 10.9.0.1/24 dev eth0 && ip -n blue addr add 10.9.0.2/24 dev eth0\n"
	   "ip netns exec red sysctl -qw net.ipv6.conf.all.disable_ipv6=1\n"
	   "ip netns exec blue sysctl -qw net.ipv6.conf.all.disable_ipv6=1\n"
	   "ip -n red link set lo up && ip -n blue link set lo up\n"
	   "ip -n red link set eth0 up && ip -n blue link set eth0 up\n"
	   "ip -n other link set lo up\n"
	   /* Until the kernel has noticed the carrier it drops what is sent. */
	   "for n in red blue; do\n"
	   "until ip -n $n link show eth0 | grep -q 'state UP'; do sleep 0.01; done; done");
	assert_int_equal(netns_open("red", &b.red, &e), 0);
	assert_int_equal(netns_open("blue", &b.blue, &e), 0);
	*state = &b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	tracer_free(b->t);
	netns_close(&b->red);
	netns_close(&b->blue);
	free(b->records);
	sh("ip netns del red; ip netns del blue; ip netns del other");
	return 0;
}

static struct tracer *tracer_on(struct bench *b, const struct tracer_config *c)
{
	const uint32_t eth0 = ETH0;
	struct tracer *t;
	struct err e;

	if (tracer_new(c, &t, &e) || tracer_watch(t, &b->red, &eth0, 1, &e) ||
	    tracer_watch(t, &b->blue, &eth0, 1, &e))
		fail_msg("%s", e.text);
	return t;
}

static int keep(void *ctx, const void *record, size_t len)
{
	struct bench *b = ctx;

	assert_in_range(len, sizeof(struct event), RECORD_MAX);
	assert_in_range(b->n, 0, EVENTS_MAX - 1);
	b->records[b->n].len = len;
	memcpy(b->records[b->n++].u.bytes, record, len);
	return 0;
}

/* Programs off, the rest read; every sum closes, and what was read is what was submitted. */
static void finish(struct bench *b, struct tracer *t)
{
	struct hook_count c[HOOK_MAX];
	uint64_t submitted = 0;

	tracer_detach(t);
	assert_true(tracer_read(t, keep, b) >= 0);
	assert_int_equal(tracer_counts(t, c), 0);
	for (int i = 0; i < HOOK_MAX; i++) {
		assert_int_equal(c[i].seen, c[i].filtered + c[i].submitted + c[i].lost);
		submitted += c[i].submitted;
	}
	assert_int_equal(b->n, submitted);
}

static const struct event *find(const struct bench *b, size_t *i, enum hook h,
				const struct netns *where)
{
	for (; *i < b->n; ++*i) {
		const struct event *e = &b->records[*i].u.event;

		if (e->hook == h && (!where || e->netns_cookie == where->cookie))
			return &b->records[(*i)++].u.event;
	}
	return NULL;
}

static size_t count(const struct bench *b, enum hook h, const struct netns *where)
{
	size_t i = 0, n = 0;

	while (find(b, &i, h, where))
		n++;
	return n;
}

static void drop_capabilities(int lacking)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[2];

	/* CAP_SYS_ADMIN would stand in for what is lacking. */
	if (syscall(SYS_capget, &head, caps))
		_exit(2);
	caps[0].effective &= ~(1u << CAP_SYS_ADMIN);
	caps[lacking / 32].effective &= ~(1u << lacking % 32);
	if (syscall(SYS_capset, &head, caps))
		_exit(2);
}

#define PING "ip netns exec red ping -q -c 3 -i 0.01 -W 1 10.9.0.2 >/dev/null"

/* A capturing socket in a namespace, from which no frame goes missing. */
static int sniff(const struct netns *n)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	struct sockaddr_ll a = { .sll_family = AF_PACKET,
				 .sll_protocol = htons(ETH_P_ALL),
				 .sll_ifindex = ETH0 };
	struct err e;
	int fd;

	assert_int_equal(netns_enter(n, &token, &e), 0);
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, htons(ETH_P_ALL));
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

/* Every frame the socket saw has its event, in order, with the same bytes from the first on. */
static void same_as_sniffed(const struct bench *b, int fd, const struct netns *n)
{
	struct sockaddr_ll from;
	socklen_t from_len = sizeof(from);
	size_t at[2] = { 0 }, frames = 0;
	char frame[2048];
	ssize_t len;

	while ((len = recvfrom(fd, frame, sizeof(frame), 0, (struct sockaddr *)&from, &from_len)) >
	       0) {
		bool out = from.sll_pkttype == PACKET_OUTGOING;
		const struct event *e = find(b, &at[out], out ? HOOK_END_OUT : HOOK_END_IN, n);

		assert_non_null(e);
		assert_int_equal(e->len, len);
		assert_memory_equal(e->data, frame, e->caplen);
		assert_int_equal(e->ifindex, ETH0);
		assert_int_equal(e->protocol, ntohs(from.sll_protocol));
		frames++;
	}
	assert_int_equal(frames, 8); /* two of ARP, three echoes, three replies */
	close(fd);
}

static void sees_a_ping(void **state)
{
	struct bench *b = *state;
	int red = sniff(&b->red), blue = sniff(&b->blue);

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	assert_true(tracer_uses_tcx(b->t));
	for (int i = 0; i < HOOK_MAX; i++)
		assert_int_equal(tracer_hooks(b->t)[i].state,
				 i == HOOK_DROP_PLAIN || hook_is_witness(i) ? HOOK_UNUSED
									    : HOOK_LOADED);
	sh(PING);
	finish(b, b->t);
	same_as_sniffed(b, red, &b->red);
	same_as_sniffed(b, blue, &b->blue);
}

/* One frame is one sk_buff on its way over the pipe, so both ends name the same object. */
static void object_joins_both_ends(void **state)
{
	struct bench *b = *state;
	size_t i = 0, j = 0;

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	sh(PING);
	finish(b, b->t);
	for (;;) {
		const struct event *out = find(b, &i, HOOK_END_OUT, &b->red);
		const struct event *in = find(b, &j, HOOK_END_IN, &b->blue);

		assert_true(!out == !in);
		if (!out)
			break;
		assert_true(out->object == in->object);
		assert_true(out->time_ns < in->time_ns);
	}
	assert_int_equal(count(b, HOOK_END_OUT, &b->red), 4);
}

/* Each neighbour's story has no hole: what is new now is old in the next event. */
static void neighbours_have_a_past(void **state)
{
	struct bench *b = *state;
	size_t events = 0;

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	sh(PING);
	finish(b, b->t);
	for (size_t i = 0; i < b->n; i++) {
		const struct event *e = &b->records[i].u.event;
		const struct event_neigh *n = (const void *)e->data;
		uint8_t old = 0; /* NUD_NONE: it was made while we looked */

		if (e->hook < HOOK_NEIGH_CREATE)
			continue;
		for (size_t j = 0; j < i; j++) {
			const struct event *p = &b->records[j].u.event;

			if (p->object == e->object && p->caplen == sizeof(*n))
				old = ((const struct event_neigh *)p->data)->new_;
		}
		assert_int_equal(n->old, old);
		assert_int_equal(n->addr_len, 4);
		assert_int_equal(e->caplen, sizeof(*n));
		assert_int_equal(e->protocol, ETH_P_ARP);
		assert_int_equal(n->addr[3], e->netns_cookie == b->red.cookie ? 2 : 1);
		assert_int_equal(e->netns_inum,
				 e->netns_cookie == b->red.cookie ? b->red.inum : b->blue.inum);
		events++;
	}
	/* red: INCOMPLETE, REACHABLE; blue: STALE, and DELAY when it answers */
	assert_int_equal(events, 4);
}

static const uint8_t *icmp_of(const struct event *e)
{
	return e->data + e->l2len + 20;
}

static void check_drops(struct bench *b, const struct tracer_config *c)
{
	const struct event *e;
	size_t i = 0;

	b->t = tracer_on(b, c);
	/* Nobody owns it: three echoes wait for an answer to ARP, and die. */
	sh("ip -n red neigh flush all\n"
	   "ip netns exec red sysctl -qw net.ipv4.neigh.eth0.retrans_time_ms=20\n"
	   "! ip netns exec red ping -q -c 1 -W 1 10.9.0.9 >/dev/null");
	finish(b, b->t);
	/* The error queue of a ping that ends is purged, which is a drop as well. */
	do {
		e = find(b, &i, HOOK_DROP, &b->red);
		assert_non_null(e);
	} while (!strcmp(tracer_drop_reason(b->t, e->reason), "QUEUE_PURGE"));
	assert_string_equal(tracer_drop_reason(b->t, e->reason), "NEIGH_FAILED");
	/* arp_error_report() frees by a jump, its caller's address is what is left. */
	assert_string_equal(tracer_symbol(b->t, e->location), "neigh_invalidate");
	assert_int_equal(e->protocol, ETH_P_IP);
	assert_int_equal(e->ifindex, ETH0);
	assert_true(e->caplen >= e->l2len + 28);
	assert_int_equal(e->data[e->l2len + 9], 1);
	assert_int_equal(icmp_of(e)[0], 8);
}

static void drops_have_reason_place_and_bytes(void **state)
{
	check_drops(*state, &(struct tracer_config){ 0 });
}

/* As before Linux 6.2: read by a helper, neighbours' addresses too. */
static void bytes_are_read_by_a_helper(void **state)
{
	struct bench *b = *state;
	const struct event_neigh *n;
	const struct event *e;
	size_t i = 0;

	check_drops(b, &(struct tracer_config){ .force_helper = true });
	e = find(b, &i, HOOK_NEIGH_SENT, &b->red);
	assert_non_null(e);
	n = (const struct event_neigh *)e->data;
	assert_memory_equal(n->addr, ((const uint8_t[]){ 10, 9, 0, 9 }), 4);
}

/* Only who asks is told what the verifier did; what is not loaded took no work. */
static void verified_instructions_are_counted(void **state)
{
	struct bench *b = *state;

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	assert_int_equal(tracer_hooks(b->t)[HOOK_END_IN].walked, 0);
	tracer_free(b->t);
	b->t = tracer_on(b, &(struct tracer_config){ .walked = true });
	for (int i = 0; i < HOOK_MAX; i++)
		if (tracer_hooks(b->t)[i].state == HOOK_LOADED)
			assert_in_range(tracer_hooks(b->t)[i].walked, 2, 999999);
		else
			assert_int_equal(tracer_hooks(b->t)[i].walked, 0);
}

/* Root's ping opens a raw socket where no group may have ping sockets, and then every reply is
 * dropped once more, at ping_rcv. That is no loss. */
static void healthy_drops_are_unseen(void **state)
{
	struct bench *b = *state;
	struct hook_count c[HOOK_MAX];
	size_t i = 0;

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	sh("ip netns exec red sysctl -qw net.ipv4.ping_group_range='1 0'\n" PING);
	finish(b, b->t);
	assert_null(find(b, &i, HOOK_DROP, NULL));
	assert_int_equal(tracer_counts(b->t, c), 0);
	assert_int_equal(c[HOOK_DROP].seen, 0);
}

/* icmp_rcv sees a wrong checksum when the headers before it have been pulled; their bytes are seen
 * all the same. */
static void pulled_headers_are_seen(void **state)
{
	struct bench *b = *state;
	const struct event *e;
	size_t i = 0;

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	sh("ip netns exec red python3 -c '\n"
	   "import socket\n"
	   "s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)\n"
	   "s.sendto(bytes([8, 0, 1, 2, 0, 1, 0, 1]), (\"10.9.0.2\", 0))'");
	finish(b, b->t);
	e = find(b, &i, HOOK_DROP, &b->blue);
	assert_non_null(e);
	assert_string_equal(tracer_drop_reason(b->t, e->reason), "ICMP_CSUM");
	assert_string_equal(tracer_symbol(b->t, e->location), "icmp_rcv");
	assert_int_equal(e->l2len, ETH_HLEN);
	assert_int_equal(e->len, ETH_HLEN + 28);
	assert_int_equal(icmp_of(e)[0], 8);
}

/* Nothing that happens in a namespace nobody watches is even seen. */
static void others_are_unseen(void **state)
{
	struct bench *b = *state;
	struct hook_count c[HOOK_MAX];

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	sh("ip netns exec other ping -q -c 3 -i 0.01 127.0.0.1 >/dev/null\n"
	   "ip netns exec other ping -q -c 1 -W 1 -I lo 10.8.0.1 >/dev/null || true");
	finish(b, b->t);
	assert_int_equal(tracer_counts(b->t, c), 0);
	for (int i = 0; i < HOOK_MAX; i++)
		assert_int_equal(c[i].seen - c[i].lost, 0);
}

/* Frames cut where no header can be read, as only a raw socket sends them. */
static void runts_are_no_trouble(void **state)
{
	static const uint8_t echo[] = {
		2, 0, 0, 0, 0,	0, 2, 0, 0,  0, 0, 1, 8,  0, 0x45, 0, 0, 84,
		0, 0, 0, 0, 64, 1, 0, 0, 10, 9, 0, 1, 10, 9, 0,	   2, 8, 0
	};
	struct bench *b = *state;
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_ifindex = ETH0 };
	size_t i = 0, sent = 0;
	int fd = sniff(&b->red);

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	for (size_t len = ETH_HLEN + 1; len <= sizeof(echo); len++)
		if (sendto(fd, echo, len, 0, (struct sockaddr *)&to, sizeof(to)) > 0)
			sent += len >= 24;
	close(fd);
	finish(b, b->t);
	assert_int_equal(count(b, HOOK_END_OUT, &b->red), sent);
	assert_in_range(sent, 1, sizeof(echo));
	for (const struct event *e; (e = find(b, &i, HOOK_END_OUT, &b->red));)
		assert_memory_equal(e->data, echo, e->caplen);
}

static void older_kernels_see_the_same(void **state)
{
	static const struct tracer_config configs[] = {
		{ .force_clsact = true },
		{ .force_copies = true },
		{ .force_clsact = true, .force_copies = true },
		{ .force_inum = true },
		{ .force_clsact = true, .force_copies = true, .force_inum = true },
	};
	struct bench *b = *state;

	for (size_t i = 0; i < ARRAY_SIZE(configs); i++) {
		bool inum = configs[i].force_inum;
		struct netns red = b->red, blue = b->blue;
		int fd = sniff(&red);

		red.cookie = inum ? red.inum : red.cookie;
		blue.cookie = inum ? blue.inum : blue.cookie;
		sh("ip -n red neigh flush all; ip -n blue neigh flush all");
		b->n = 0;
		b->t = tracer_on(b, &configs[i]);
		assert_int_equal(tracer_uses_tcx(b->t), !configs[i].force_clsact);
		sh(PING);
		finish(b, b->t);
		same_as_sniffed(b, fd, &red);
		assert_int_equal(count(b, HOOK_END_IN, &blue), 4);
		assert_int_equal(count(b, HOOK_NEIGH_UPDATED, &red), 1);
		tracer_free(b->t);
		b->t = NULL;
	}
}

/* What a filter leaves out comes nowhere but into the counters. */
static void a_filter_only_counts(void **state)
{
	/* libpcap's "arp" */
	static const struct sock_filter arp[] = { { BPF_LD | BPF_H | BPF_ABS, 0, 0, 12 },
						  { BPF_JMP | BPF_JEQ | BPF_K, 0, 1, ETH_P_ARP },
						  { BPF_RET | BPF_K, 0, 0, 262144 },
						  { BPF_RET | BPF_K, 0, 0, 0 } };
	static const struct {
		struct tracer_config config;
		size_t in, out;	   /* records of frames at blue's end */
		uint64_t filtered; /* of eight at both */
		bool sifts;
	} tries[] = {
		{ { .sift = { .code = arp, .n = 4 } }, 1, 1, 12, true },
		{ { .sift = { .code = arp, .n = 4 }, .force_clsact = true }, 1, 1, 12, true },
		{ { .sift = { .code = arp, .n = 4, .no_out = true } }, 1, 0, 14, true },
		{ { .sift = { .no_in = true } }, 0, 4, 8, true },
		{ { .sift = { .no_in = true, .no_out = true }, .force_clsact = true },
		  0,
		  0,
		  16,
		  true },
		/* Where a drop's bytes cannot be read, all frames are needed. */
		{ { .sift = { .code = arp, .n = 4 }, .force_copies = true }, 4, 4, 0, false },
		{ { .sift = { .code = arp, .n = 1 } }, 4, 4, 0, false }, /* no program */
		{ { 0 }, 4, 4, 0, false },
	};
	struct bench *b = *state;

	for (size_t i = 0; i < ARRAY_SIZE(tries); i++) {
		struct hook_count c[HOOK_MAX];

		sh("ip -n red neigh flush all; ip -n blue neigh flush all");
		b->n = 0;
		b->t = tracer_on(b, &tries[i].config);
		assert_int_equal(tracer_sifts(b->t), tries[i].sifts);
		sh(PING);
		finish(b, b->t);
		assert_int_equal(count(b, HOOK_END_IN, &b->blue), tries[i].in);
		assert_int_equal(count(b, HOOK_END_OUT, &b->blue), tries[i].out);
		assert_int_equal(tracer_counts(b->t, c), 0);
		assert_int_equal(c[HOOK_END_IN].seen, 8);
		assert_int_equal(c[HOOK_END_OUT].seen, 8);
		assert_int_equal(c[HOOK_END_IN].filtered + c[HOOK_END_OUT].filtered,
				 tries[i].filtered);
		tracer_free(b->t);
		b->t = NULL;
	}
}

static size_t tcx_count(const struct netns *n, int direction, uint32_t *ret_first)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	__u32 ids[16], flags, count = ARRAY_SIZE(ids);
	struct err e;

	assert_int_equal(netns_enter(n, &token, &e), 0);
	if (bpf_prog_query(ETH0, direction, 0, &flags, ids, &count))
		return 0;
	if (ret_first)
		*ret_first = ids[0];
	return count;
}

/* A program of somebody else's, that does nothing. */
static int decoy(void)
{
	static const struct bpf_insn next[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = -1 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "decoy", "GPL", next, ARRAY_SIZE(next),
			       NULL);

	assert_true(fd >= 0);
	return fd;
}

static uint32_t id_of(int prog)
{
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);

	assert_int_equal(bpf_obj_get_info_by_fd(prog, &info, &len), 0);
	return info.id;
}

static int attach_decoy(const struct netns *n, int prog)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	struct err e;
	int link;

	assert_int_equal(netns_enter(n, &token, &e), 0);
	link = bpf_link_create(prog, ETH0, TCX_INGRESS, NULL);
	assert_true(link >= 0);
	return link;
}

static void others_programs_stay(void **state)
{
	struct bench *b = *state;
	int prog = decoy(), link = attach_decoy(&b->red, prog);
	uint32_t first;

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	assert_int_equal(tcx_count(&b->red, TCX_INGRESS, &first), 2);
	assert_int_not_equal(first, id_of(prog)); /* we see what it might drop */
	sh(PING);
	finish(b, b->t);
	assert_int_equal(count(b, HOOK_END_IN, &b->red), 4);
	assert_int_equal(tcx_count(&b->red, TCX_INGRESS, &first), 1);
	assert_int_equal(first, id_of(prog));
	close(link);
	close(prog);
}

static void two_tracers_see_everything(void **state)
{
	struct bench *b = *state;
	struct tracer *other = tracer_on(b, &(struct tracer_config){ 0 });

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	assert_int_equal(tcx_count(&b->red, TCX_EGRESS, NULL), 2);
	sh(PING);
	finish(b, b->t);
	assert_int_equal(count(b, HOOK_END_OUT, &b->red), 4);
	b->n = 0;
	finish(b, other);
	assert_int_equal(count(b, HOOK_END_OUT, &b->red), 4);
	tracer_free(other);
}

/* Return: a process that traces until it is killed */
static pid_t spawn_tracer(struct bench *b, const struct tracer_config *c)
{
	int ready[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		tracer_on(b, c);
		if (write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	return pid;
}

static void kill_it(pid_t pid)
{
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void killed_leaves_nothing(void **state)
{
	struct bench *b = *state;
	pid_t pid = spawn_tracer(b, &(struct tracer_config){ 0 });

	assert_int_equal(tcx_count(&b->red, TCX_INGRESS, NULL), 1);
	kill_it(pid);
	for (int i = 0; i < 100 && tcx_count(&b->red, TCX_INGRESS, NULL); i++)
		usleep(10000);
	assert_int_equal(tcx_count(&b->red, TCX_INGRESS, NULL), 0);
	assert_int_equal(tcx_count(&b->blue, TCX_EGRESS, NULL), 0);
}

#define RED_FILTERS "tc -n red filter show dev eth0 ingress | grep -c 'end_in'"

static int red_filters(void)
{
	char out[64];

	return atoi(sh_out(RED_FILTERS, out, sizeof(out)));
}

static void clsact_is_swept(void **state)
{
	static const struct tracer_config old = { .force_clsact = true };
	struct bench *b = *state;
	pid_t dead = spawn_tracer(b, &old), living = spawn_tracer(b, &old);

	assert_int_equal(red_filters(), 2);
	kill_it(dead);
	assert_int_equal(red_filters(), 2); /* this is what tcx does better */
	b->t = tracer_on(b, &old);
	assert_int_equal(red_filters(), 2); /* the dead one's went, the living one's did not */
	sh(PING);
	finish(b, b->t);
	assert_int_equal(count(b, HOOK_END_IN, &b->red), 4);
	assert_int_equal(red_filters(), 1);
	kill_it(living);
}

static void clsact_goes_as_it_came(void **state)
{
	static const struct tracer_config old = { .force_clsact = true };
	struct bench *b = *state;

	/* blue has a qdisc and a filter of its own. */
	sh("tc -n blue qdisc add dev eth0 clsact\n"
	   "tc -n blue filter add dev eth0 ingress prio 1 u32 match u32 0 0 flowid 1:1");
	b->t = tracer_on(b, &old);
	assert_true(sh_ok("tc -n red qdisc show dev eth0 | grep -q clsact"));
	finish(b, b->t);
	assert_false(sh_ok("tc -n red qdisc show dev eth0 | grep -q clsact"));
	assert_true(sh_ok("tc -n blue qdisc show dev eth0 | grep -q clsact"));
	assert_true(sh_ok("tc -n blue filter show dev eth0 ingress | grep -q u32"));
	assert_false(sh_ok("tc -n blue filter show dev eth0 ingress | grep -q end_in"));
}

/* An empty qdisc is somebody's too. */
static void clsact_found_empty_stays(void **state)
{
	static const struct tracer_config old = { .force_clsact = true };
	struct bench *b = *state;

	sh("tc -n red qdisc add dev eth0 clsact");
	b->t = tracer_on(b, &old);
	finish(b, b->t);
	assert_true(sh_ok("tc -n red qdisc show dev eth0 | grep -q clsact"));
	assert_int_equal(red_filters(), 0);
}

/* A filter that came to the qdisc we made keeps it. */
static void clsact_with_a_guest_stays(void **state)
{
	static const struct tracer_config old = { .force_clsact = true };
	struct bench *b = *state;

	b->t = tracer_on(b, &old);
	sh("tc -n red filter add dev eth0 egress prio 1 u32 match u32 0 0 flowid 1:1");
	finish(b, b->t);
	assert_true(sh_ok("tc -n red filter show dev eth0 egress | grep -q u32"));
	assert_int_equal(red_filters(), 0);
}

static void watching_again_adds_nothing(void **state)
{
	const uint32_t ends[] = { ETH0, 4711 }; /* one has gone */
	struct bench *b = *state;
	struct err e;

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	assert_int_equal(tracer_watch(b->t, &b->red, ends, 2, &e), 0);
	assert_int_equal(tcx_count(&b->red, TCX_INGRESS, NULL), 1);
	sh(PING);
	finish(b, b->t);
	assert_int_equal(count(b, HOOK_END_IN, &b->red), 4);
}

static void a_full_ring_is_counted(void **state)
{
	struct bench *b = *state;
	struct hook_count c[HOOK_MAX];

	b->t = tracer_on(b, &(struct tracer_config){ .ring_bytes = 4096 });
	sh("ip netns exec red ping -q -f -c 100 10.9.0.2 >/dev/null");
	finish(b, b->t);
	assert_int_equal(tracer_counts(b->t, c), 0);
	/* Two of ARP at each end, a hundred echoes and replies. */
	for (int i = HOOK_END_IN; i <= HOOK_END_OUT; i++) {
		assert_int_equal(c[i].seen, 2 * 101);
		assert_true(c[i].lost > 0);
	}
}

static int one(void *ctx, const void *record, size_t len)
{
	keep(ctx, record, len);
	return 1;
}

static void stops_when_told(void **state)
{
	struct bench *b = *state;

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	sh(PING);
	assert_int_equal(tracer_read(b->t, one, b), 1);
	assert_int_equal(b->n, 1);
	finish(b, b->t);
}

/* Without one of the capabilities: its name, and the way out. */
static void capabilities_are_named(void **state)
{
	static const struct {
		int lacking;
		const char *name;
	} cases[] = {
		{ CAP_BPF, "CAP_BPF" },
		{ CAP_PERFMON, "CAP_PERFMON" },
		{ CAP_NET_ADMIN, "CAP_NET_ADMIN" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		int status;
		pid_t pid = fork();

		if (pid == 0) {
			struct tracer *t;
			struct err e = { 0 };
			int err;

			drop_capabilities(cases[i].lacking);
			err = tracer_new(&(struct tracer_config){ 0 }, &t, &e);
			_exit(err == -EPERM && strstr(e.text, cases[i].name) ? 0 : 1);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
	}
}

/* As before Linux 5.17: the same drops, at the same place, without a reason. */
static void drops_without_reasons(void **state)
{
	struct bench *b = *state;
	const struct event *e;
	size_t i = 0;

	b->t = tracer_on(b, &(struct tracer_config){ .force_no_reasons = true });
	assert_int_equal(tracer_hooks(b->t)[HOOK_DROP].state, HOOK_UNUSED);
	assert_int_equal(tracer_hooks(b->t)[HOOK_DROP_PLAIN].state, HOOK_LOADED);
	sh("ip netns exec red sysctl -qw net.ipv4.ping_group_range='1 0'\n" PING);
	finish(b, b->t);
	assert_int_equal(count(b, HOOK_DROP, NULL), 0);
	e = find(b, &i, HOOK_DROP_PLAIN, &b->red);
	assert_non_null(e);
	assert_int_equal(e->reason, 0);
	assert_string_equal(tracer_symbol(b->t, e->location), "ping_rcv");
}

static void unknown_numbers_have_no_name(void **state)
{
	struct bench *b = *state;

	b->t = tracer_on(b, &(struct tracer_config){ 0 });
	assert_null(tracer_drop_reason(b->t, 60000));
	assert_null(tracer_drop_reason(b->t, 0xfff0001));
	assert_null(tracer_symbol(b->t, 0));
	assert_null(tracer_symbol(b->t, 0x1000));
	assert_null(tracer_symbol(b->t, UINT64_MAX));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sees_a_ping),
		TEST(object_joins_both_ends),
		TEST(neighbours_have_a_past),
		TEST(drops_have_reason_place_and_bytes),
		TEST(bytes_are_read_by_a_helper),
		TEST(verified_instructions_are_counted),
		TEST(healthy_drops_are_unseen),
		TEST(pulled_headers_are_seen),
		TEST(others_are_unseen),
		TEST(runts_are_no_trouble),
		TEST(a_filter_only_counts),
		TEST(older_kernels_see_the_same),
		TEST(others_programs_stay),
		TEST(two_tracers_see_everything),
		TEST(killed_leaves_nothing),
		TEST(clsact_is_swept),
		TEST(clsact_goes_as_it_came),
		TEST(clsact_found_empty_stays),
		TEST(clsact_with_a_guest_stays),
		TEST(watching_again_adds_nothing),
		TEST(a_full_ring_is_counted),
		TEST(stops_when_told),
		TEST(capabilities_are_named),
		TEST(drops_without_reasons),
		TEST(unknown_numbers_have_no_name),
	};

	if (geteuid() != 0) {
		puts("ok - test_tracer # SKIP needs root"); /* cmocka's own would say "not ok" */
		return 0;
	}
	if (enter_private())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
