// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_fault_ends.c - links impaired and mended at a real pipe, among programs of others
 *
 *       red                 blue
 *     ┌────────────┐      ┌────────────┐
 *     │ eth0 ──────┼──────┼────── eth0 │   numbered frames, sent and counted by AF_PACKET
 *     └────────────┘      └────────────┘
 */
#include "../unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/capability.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include "../../include/fault.h"
#include "../../user/tracer/egress.h"
#include "../../user/tracer/fault.h"

#define TCX_EGRESS   47
#define BEHIND_ALL   (1u << 4) /* BPF_F_AFTER */
#define ETH0	     2
#define EXPERIMENTAL 0x88b5 /* IEEE 802: local experimental ethertype */
#define FRAMES	     1000

/* fault.c's key for seed 7, reckoned by another program in another language. */
#define KEY_RED	 0xe1e58acb02af4a29ull
#define KEY_BLUE 0x42605877147855bcull

struct bench {
	struct netns red, blue;
	int from, to;		  /* sockets at red:eth0 and blue:eth0 */
	unsigned int got[FRAMES]; /* how often each number came */
};

struct frame {
	uint8_t macs[12];
	uint16_t type;
	uint32_t number;
	uint8_t rest[42];
} __attribute__((packed));

static void sh(const char *command)
{
	if (system(command) != 0)
		fail_msg("failed: %s", command);
}

static bool sh_ok(const char *command)
{
	return system(command) == 0;
}

static int enter_private(void)
{
	if (unshare(CLONE_NEWNET | CLONE_NEWNS) || mount("", "/", "", MS_REC | MS_PRIVATE, NULL))
		return -errno;
	return mount("tmpfs", "/run", "tmpfs", 0, NULL) ? -errno : 0;
}

static int open_socket(const struct netns *n)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	struct sockaddr_ll a = { .sll_family = AF_PACKET,
				 .sll_protocol = htons(EXPERIMENTAL),
				 .sll_ifindex = ETH0 };
	int fd, room = 8 << 20;
	struct err e;

	assert_ok(netns_enter(n, &token, &e));
	fd = socket(AF_PACKET, SOCK_RAW, htons(EXPERIMENTAL));
	assert_true(fd >= 0);
	assert_ok(setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)));
	assert_ok(bind(fd, (struct sockaddr *)&a, sizeof(a)));
	return fd;
}

static int setup(void **state)
{
	static struct bench b;
	struct err e;

	b = (struct bench){ .from = -1, .to = -1 };
	sh("ip netns add red && ip netns add blue\n"
	   "ip link add eth0 netns red type veth peer eth0 netns blue\n"
	   "for n in red blue; do\n"
	   "ip netns exec $n sysctl -qw net.ipv6.conf.all.disable_ipv6=1\n"
	   "ip -n $n link set eth0 up\n"
	   "done\n"
	   "for n in red blue; do\n"
	   "until ip -n $n link show eth0 | grep -q 'state UP'; do sleep 0.01; done; done");
	assert_ok(netns_open("red", &b.red, &e));
	assert_ok(netns_open("blue", &b.blue, &e));
	b.from = open_socket(&b.red);
	b.to = open_socket(&b.blue);
	*state = &b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	close(b->from);
	close(b->to);
	netns_close(&b->red);
	netns_close(&b->blue);
	sh("ip netns del red; ip netns del blue");
	return 0;
}

/* A thousand numbered frames, and what of them arrives. Every one leaves, as its sender sees it. */
static void send_all(struct bench *b, int from, int to)
{
	struct frame f = { .macs = { 255, 255, 255, 255, 255, 255, 2 },
			   .type = htons(EXPERIMENTAL) };
	struct pollfd waiting = { .fd = to, .events = POLLIN };

	memset(b->got, 0, sizeof(b->got));
	for (uint32_t i = 0; i < FRAMES; i++) {
		f.number = i;
		assert_int_equal(send(from, &f, sizeof(f), 0), sizeof(f));
	}
	while (poll(&waiting, 1, 50) > 0) {
		assert_int_equal(recv(to, &f, sizeof(f), 0), sizeof(f));
		assert_in_range(f.number, 0, FRAMES - 1);
		b->got[f.number]++;
	}
}

static void set(const struct netns *n, struct impairment i)
{
	struct err e = { 0 };

	if (fault_set(n, ETH0, &i, &e))
		fail_msg("%s", e.text);
}

static struct fault get(const struct netns *n)
{
	struct err e = { 0 };
	struct fault f;

	if (fault_get(n, ETH0, &f, &e))
		fail_msg("%s", e.text);
	return f;
}

static int clear(const struct netns *n)
{
	struct err e = { 0 };

	return fault_clear(n, ETH0, &e);
}

static int look(const struct netns *n)
{
	struct err e = { 0 };
	struct fault f;

	return fault_get(n, ETH0, &f, &e);
}

/* What hangs at an end, in its order. Return: how many */
static size_t chain(const struct netns *n, uint32_t ids[EGRESS_MAX])
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	__u32 count = EGRESS_MAX;
	struct err e;

	assert_ok(netns_enter(n, &token, &e));
	assert_ok(bpf_prog_query(ETH0, TCX_EGRESS, 0, NULL, ids, &count));
	return count;
}

/* A program that does nothing: of a name, and with a map of a name that begins with words */
static int decoy(const char *name, const char *map_name, uint32_t magic, uint32_t version)
{
	struct fault_state value = { .magic = magic, .version = version };
	const __u32 first = 0;
	int map = bpf_map_create(BPF_MAP_TYPE_ARRAY, map_name, 4, sizeof(value), 1, NULL);
	const struct bpf_insn insns[] = {
		{ BPF_LD | BPF_IMM | BPF_DW, BPF_REG_1, BPF_PSEUDO_MAP_FD, 0, map },
		{ 0 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = -1 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	int fd;

	assert_true(map >= 0);
	assert_ok(bpf_map_update_elem(map, &first, &value, 0));
	fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, name, "GPL", insns, ARRAY_SIZE(insns), NULL);
	assert_true(fd >= 0);
	close(map);
	return fd;
}

static uint32_t id_of(int prog)
{
	struct bpf_prog_info info = { 0 };
	__u32 len = sizeof(info);

	assert_ok(bpf_obj_get_info_by_fd(prog, &info, &len));
	return info.id;
}

/* Behind all that is there, for as long as the device lives. Return: its id */
static uint32_t attach(const struct netns *n, int prog)
{
	LIBBPF_OPTS(bpf_prog_attach_opts, opts, .flags = BEHIND_ALL);
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	uint32_t id = id_of(prog);
	struct err e;

	assert_ok(netns_enter(n, &token, &e));
	assert_ok(bpf_prog_attach_opts(prog, ETH0, TCX_EGRESS, &opts));
	close(prog);
	return id;
}

static void expect_losses(const struct bench *b, uint64_t key, uint32_t ppm)
{
	for (uint32_t i = 0; i < FRAMES; i++) {
		unsigned int wanted = !fault_hits(fault_draw(key, i, FAULT_LOSS), ppm);

		if (b->got[i] != wanted)
			fail_msg("frame %u came %u times", i, b->got[i]);
	}
}

static size_t arrived(const struct bench *b)
{
	size_t n = 0;

	for (uint32_t i = 0; i < FRAMES; i++)
		n += b->got[i];
	return n;
}

static void lost_as_the_seed_says(void **state)
{
	struct bench *b = *state;
	struct fault f;

	for (int round = 0; round < 2; round++) {
		set(&b->red, (struct impairment){ .loss = 300000, .seed = 7 });
		send_all(b, b->from, b->to);
		expect_losses(b, KEY_RED, 300000);
		f = get(&b->red);
		assert_int_equal(f.impairment.loss, 300000);
		assert_int_equal(f.impairment.seed, 7);
		assert_int_equal(f.tally.seen, FRAMES);
		assert_int_equal(f.tally.lost, FRAMES - arrived(b));
	}
	/* Five standard deviations. */
	assert_in_range(f.tally.lost, 300 - 73, 300 + 73);
	/* The other end has lots of its own, and was not touched. */
	assert_err(look(&b->blue), ENOENT);
	set(&b->blue, (struct impairment){ .loss = 300000, .seed = 7 });
	send_all(b, b->to, b->from);
	expect_losses(b, KEY_BLUE, 300000);
}

static void another_seed_other_losses(void **state)
{
	struct bench *b = *state;
	size_t alike = 0;

	set(&b->red, (struct impairment){ .loss = 500000, .seed = 8 });
	send_all(b, b->from, b->to);
	for (uint32_t i = 0; i < FRAMES; i++)
		alike += b->got[i] == !fault_hits(fault_draw(KEY_RED, i, FAULT_LOSS), 500000);
	assert_in_range(alike, 500 - 80, 500 + 80);
}

/* The copy leaves by the same program, and is let through. */
static void each_twice_and_no_more(void **state)
{
	struct bench *b = *state;
	struct fault f;

	set(&b->red, (struct impairment){ .duplicate = FAULT_ALL });
	send_all(b, b->from, b->to);
	for (uint32_t i = 0; i < FRAMES; i++)
		assert_int_equal(b->got[i], 2);
	f = get(&b->red);
	assert_int_equal(f.tally.seen, FRAMES);
	assert_int_equal(f.tally.duplicated, FRAMES);

	set(&b->red, (struct impairment){ .duplicate = 250000, .seed = 7 });
	send_all(b, b->from, b->to);
	for (uint32_t i = 0; i < FRAMES; i++)
		assert_int_equal(b->got[i],
				 1 + fault_hits(fault_draw(KEY_RED, i, FAULT_DUPLICATE), 250000));
}

static void set_again_is_replaced_in_its_place(void **state)
{
	struct bench *b = *state;
	uint32_t before[EGRESS_MAX], after[EGRESS_MAX];
	uint32_t behind, front = attach(&b->red, decoy("front", "nothing", 0, 0));

	set(&b->red, (struct impairment){ .loss = FAULT_ALL });
	behind = attach(&b->red, decoy("behind", "nothing", 0, 0));
	send_all(b, b->from, b->to);
	assert_int_equal(arrived(b), 0);
	assert_int_equal(chain(&b->red, before), 3);
	assert_int_equal(before[0], front);
	assert_int_equal(before[2], behind);

	set(&b->red, (struct impairment){ .block_arp = true });
	assert_int_equal(chain(&b->red, after), 3);
	assert_int_equal(after[0], front);
	assert_int_not_equal(after[1], before[1]);
	assert_int_equal(after[2], behind);
	assert_int_equal(get(&b->red).impairment.loss, 0);
	assert_true(get(&b->red).impairment.block_arp);
	assert_int_equal(get(&b->red).tally.seen, 0);
	send_all(b, b->from, b->to);
	assert_int_equal(arrived(b), FRAMES);

	assert_ok(clear(&b->red));
	assert_int_equal(chain(&b->red, after), 2);
	assert_int_equal(after[0], front);
	assert_int_equal(after[1], behind);
}

static void mended_has_no_program(void **state)
{
	uint32_t ids[EGRESS_MAX];
	struct bench *b = *state;

	assert_err(look(&b->red), ENOENT);
	assert_err(clear(&b->red), ENOENT);
	set(&b->red, (struct impairment){ .seed = 7 });
	assert_int_equal(chain(&b->red, ids), 0);
	set(&b->red, (struct impairment){ .loss = FAULT_ALL });
	assert_int_equal(chain(&b->red, ids), 1);
	set(&b->red, (struct impairment){ .seed = 7 });
	assert_int_equal(chain(&b->red, ids), 0);
	send_all(b, b->from, b->to);
	assert_int_equal(arrived(b), FRAMES);
	assert_err(clear(&b->red), ENOENT);
}

/* Each lacks one of the three proofs. */
static void look_alikes_are_not_ours(void **state)
{
	uint32_t ids[EGRESS_MAX], wanted[3];
	struct bench *b = *state;

	wanted[0] = attach(&b->red, decoy("nscope_fault2", "fault_state", FAULT_MAGIC, 1));
	wanted[1] = attach(&b->red, decoy("nscope_fault", "fault_states", FAULT_MAGIC, 1));
	wanted[2] = attach(&b->red, decoy("nscope_fault", "fault_state", FAULT_MAGIC + 1, 1));
	assert_err(look(&b->red), ENOENT);
	assert_err(clear(&b->red), ENOENT);
	set(&b->red, (struct impairment){ .loss = 1 });
	set(&b->red, (struct impairment){ .loss = 2 });
	assert_int_equal(chain(&b->red, ids), 4);
	assert_memory_equal(ids, wanted, sizeof(wanted));
	assert_int_equal(get(&b->red).impairment.loss, 2);
	assert_ok(clear(&b->red));
	assert_int_equal(chain(&b->red, ids), 3);
	assert_memory_equal(ids, wanted, sizeof(wanted));
}

/* Of a version we cannot read: it can be replaced and taken away. */
static void another_version_is_ours_too(void **state)
{
	uint32_t ids[EGRESS_MAX], old;
	struct bench *b = *state;

	old = attach(&b->red, decoy("nscope_fault", "fault_state", FAULT_MAGIC, FAULT_VERSION + 1));
	assert_err(look(&b->red), EPROTO);
	set(&b->red, (struct impairment){ .loss = 1 });
	assert_int_equal(chain(&b->red, ids), 1);
	assert_int_not_equal(ids[0], old);
	assert_ok(clear(&b->red));
	attach(&b->red, decoy("nscope_fault", "fault_state", FAULT_MAGIC, FAULT_VERSION + 1));
	assert_ok(clear(&b->red));
	assert_int_equal(chain(&b->red, ids), 0);
}

static bool is_loaded(uint32_t id)
{
	_cleanup_close_ int fd = bpf_prog_get_fd_by_id(id);

	return fd >= 0;
}

static uint32_t program_at(const struct netns *n)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;
	struct egress at = { .ifindex = ETH0 };
	uint32_t ids[EGRESS_MAX];
	struct err e;

	assert_ok(netns_enter(n, &token, &e));
	at.clsact = !egress_has_tcx(ETH0);
	assert_int_equal(egress_programs(&at, ids), 1);
	return ids[0];
}

/* It needs no process, and no longer than its device. */
static void lives_with_the_device(void **state)
{
	struct bench *b = *state;
	pid_t pid = fork();
	uint32_t id;

	if (pid == 0) {
		struct err e;

		fault_set(&b->red, ETH0, &(struct impairment){ .loss = FAULT_ALL }, &e);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(get(&b->red).impairment.loss, FAULT_ALL);
	id = program_at(&b->red);
	assert_true(is_loaded(id));
	sh("ip -n blue link del eth0");
	for (int i = 0; i < 100 && is_loaded(id); i++)
		usleep(10000);
	assert_false(is_loaded(id));
}

#define HAS_CLSACT "tc -n red qdisc show dev eth0 | grep -q clsact"
#define OURS	   "tc -n red filter show dev eth0 egress | grep -q nscope_fault"

static int set_clsact(const struct bench *b, struct impairment i)
{
	struct err e = { 0 };

	return fault_set_clsact(&b->red, ETH0, &i, &e);
}

static void by_clsact_the_same(void **state)
{
	struct bench *b = *state;

	for (int round = 0; round < 2; round++) {
		assert_ok(set_clsact(b, (struct impairment){ .loss = 300000, .seed = 7 }));
		assert_true(sh_ok(OURS));
		send_all(b, b->from, b->to);
		expect_losses(b, KEY_RED, 300000);
		assert_int_equal(get(&b->red).tally.lost, FRAMES - arrived(b));
	}
	assert_ok(set_clsact(b, (struct impairment){ .duplicate = FAULT_ALL }));
	send_all(b, b->from, b->to);
	assert_int_equal(arrived(b), 2 * FRAMES);
	/* Found where it is, whatever the kernel has beside. */
	set(&b->red, (struct impairment){ .loss = FAULT_ALL });
	assert_true(sh_ok(OURS));
	send_all(b, b->from, b->to);
	assert_int_equal(arrived(b), 0);
	assert_ok(clear(&b->red));
	assert_false(sh_ok(HAS_CLSACT));
	assert_err(look(&b->red), ENOENT);
}

static void others_filters_stay(void **state)
{
	struct bench *b = *state;

	/* A guest on the qdisc that we made. */
	assert_ok(set_clsact(b, (struct impairment){ .loss = 1 }));
	sh("tc -n red filter add dev eth0 egress prio 1 u32 match u32 0 0 flowid 1:1");
	assert_ok(clear(&b->red));
	assert_true(sh_ok("tc -n red filter show dev eth0 egress | grep -q u32"));
	assert_false(sh_ok(OURS));
	/* We are the guest. */
	assert_ok(set_clsact(b, (struct impairment){ .loss = 1 }));
	assert_ok(set_clsact(b, (struct impairment){ .loss = 2 }));
	sh("tc -n red filter del dev eth0 egress prio 1");
	assert_ok(clear(&b->red));
	assert_true(sh_ok(HAS_CLSACT));
}

/* Somebody took the very place that is ours. */
static void a_taken_place_is_named(void **state)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ETH0, .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = EGRESS_HANDLE, .priority = EGRESS_PRIORITY);
	const struct impairment i = { .loss = 1 };
	struct bench *b = *state;
	struct netns_token token;
	struct err e = { 0 };

	opts.prog_fd = decoy("stranger", "fault_state", FAULT_MAGIC, 1);
	assert_ok(netns_enter(&b->red, &token, &e));
	assert_ok(bpf_tc_hook_create(&hook));
	assert_ok(bpf_tc_attach(&hook, &opts));
	netns_leave(&token);
	assert_err(fault_set_clsact(&b->red, ETH0, &i, &e), EEXIST);
	assert_non_null(strstr(e.text, "red:eth0"));
	assert_non_null(strstr(e.text, "pref 20052"));
	assert_err(clear(&b->red), ENOENT);
	assert_true(sh_ok("tc -n red filter show dev eth0 egress | grep -q stranger"));
}

static void drop_capability(int lacking)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[2];

	if (syscall(SYS_capget, &head, caps))
		_exit(2);
	caps[0].effective &= ~(1u << CAP_SYS_ADMIN);
	caps[lacking / 32].effective &= ~(1u << lacking % 32);
	if (syscall(SYS_capset, &head, caps))
		_exit(2);
}

static void a_missing_capability_is_named(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	pid = fork();
	if (pid == 0) {
		struct err e = { 0 };

		drop_capability(CAP_BPF);
		_exit(fault_try(&e) == -EPERM && strstr(e.text, "CAP_BPF") ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lost_as_the_seed_says),  TEST(another_seed_other_losses),
		TEST(each_twice_and_no_more), TEST(lives_with_the_device),
		TEST(by_clsact_the_same),     TEST(others_filters_stay),
		TEST(a_taken_place_is_named), TEST(a_missing_capability_is_named),
	};
	const struct CMUnitTest in_a_chain[] = {
		TEST(set_again_is_replaced_in_its_place),
		TEST(mended_has_no_program),
		TEST(look_alikes_are_not_ours),
		TEST(another_version_is_ours_too),
	};
	int failures;

	if (geteuid() != 0) {
		puts("ok - test_fault_ends # SKIP needs root"); /* cmocka's own says "not ok" */
		return 0;
	}
	if (enter_private())
		return 1;
	failures = cmocka_run_group_tests(tests, NULL, NULL);
	if (egress_has_tcx(if_nametoindex("lo")))
		failures += cmocka_run_group_tests(in_a_chain, NULL, NULL);
	else
		puts("ok - programs in a chain # SKIP no tcx before Linux 6.6");
	return failures;
}
