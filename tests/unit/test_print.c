// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_print.c - every kind of step as a command, made and undone; what sh must not misread
 */
#include "unit.h"

#include <sys/socket.h>

#include "../../user/topo/plan.h"
#include "../../user/util/text.h"

static struct plan_room rooms[] = { { .name = "red" }, { .name = "host", .outside = true } };
static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
static const struct ip_prefix four = { .family = AF_INET, .len = 24, .addr = { 10, 0, 0, 1 } };
static const struct ip_prefix six = { .family = AF_INET6, .len = 64, .addr = { 0xfd } };
static const struct ip_prefix gate = { .family = AF_INET, .len = 32, .addr = { 10, 0, 0, 9 } };

/* One step, alone in its plan. */
static void says(struct step s, const char *wanted)
{
	struct plan p = { .lab = "lab", .rooms = rooms, .n_rooms = 2, .steps = &s, .n_steps = 1 };
	_cleanup_free_ char *got = plan_step_text(&p, &s);

	assert_non_null(got);
	assert_string_equal(got, wanted);
}

static void and_undone(struct step s, const char *made, const char *undone)
{
	says(s, made);
	s.undo = true;
	says(s, undone);
}

static void namespaces_and_interfaces(void **state)
{
	struct step bridge = { .kind = STEP_BRIDGE };
	struct step_end ends[] = { { .room = 0, .ifname = "a", .mac = mac, .up = true },
				   { .room = 1, .ifname = "b", .mac = mac, .mtu = 1400 } };
	const struct step link = { .kind = STEP_LINK, .link.ends = ends };

	(void)state;
	memcpy(bridge.bridge.mac, mac, 6);
	and_undone((struct step){ .kind = STEP_NETNS }, "ip netns add red\n", "ip netns del red\n");
	and_undone(bridge,
		   "ip -n red link add name br0 address 02:00:00:00:00:01 type bridge stp_state 0 "
		   "forward_delay 0 mcast_snooping 0\n",
		   "ip -n red link del dev br0\n");
	and_undone(link,
		   "ip -n red link add name a address 02:00:00:00:00:01 numtxqueues 1 "
		   "numrxqueues 1 up type veth peer name b "
		   "netns $$ address 02:00:00:00:00:01 numtxqueues 1 numrxqueues 1 mtu 1400\n"
		   "ip link set dev b alias nscope:lab\n",
		   "ip -n red link del dev a\n");
	says((struct step){ .kind = STEP_SET, .set = { "a", mac, 1400 } },
	     "ip -n red link set dev a address 02:00:00:00:00:01 mtu 1400\n");
	and_undone((struct step){ .kind = STEP_MASTER, .iface.ifname = "a" },
		   "ip -n red link set dev a master br0\n", "ip -n red link set dev a nomaster\n");
	and_undone((struct step){ .kind = STEP_UP, .room = 1, .iface.ifname = "a" },
		   "ip link set dev a up\n", "ip link set dev a down\n");
}

static void addresses_and_neighbours(void **state)
{
	struct topo_neigh n = { .to = gate, .mac = { 2, 0, 0, 0, 0, 1 }, .dev = "a" };

	(void)state;
	and_undone((struct step){ .kind = STEP_ADDRESS, .room = 1, .address = { "a", &four } },
		   "ip addr add 10.0.0.1/24 dev a\n", "ip addr del 10.0.0.1/24 dev a\n");
	and_undone((struct step){ .kind = STEP_ADDRESS, .address = { "a", &six } },
		   "ip -n red addr add fd00::/64 dev a nodad\n",
		   "ip -n red addr del fd00::/64 dev a\n");
	and_undone((struct step){ .kind = STEP_NEIGH, .neigh.neigh = &n },
		   "ip -n red neigh replace 10.0.0.9 lladdr 02:00:00:00:00:01 nud permanent dev "
		   "a\n",
		   "ip -n red neigh del 10.0.0.9 dev a\n");
	n.proxy = true;
	and_undone((struct step){ .kind = STEP_NEIGH, .neigh.neigh = &n },
		   "ip -n red neigh replace proxy 10.0.0.9 dev a\n",
		   "ip -n red neigh del proxy 10.0.0.9 dev a\n");
	says((struct step){ .kind = STEP_FORGET }, "ip -n red neigh flush all\n");
}

static void routes_and_rules(void **state)
{
	struct topo_route r = { .to = four,
				.has_via = true,
				.via = gate,
				.dev = "a",
				.has_metric = true,
				.metric = 0,
				.table = 1000 };
	struct topo_rule u = { .family = AF_INET,
			       .table = 7,
			       .from = four,
			       .to = gate,
			       .iif = "a",
			       .oif = "it's",
			       .has_fwmark = true,
			       .fwmark = 1,
			       .fwmask = 0xff };

	(void)state;
	and_undone((struct step){ .kind = STEP_ROUTE, .route.route = &r },
		   "ip -n red route add 10.0.0.1/24 via 10.0.0.9 dev a metric 0 table 1000\n",
		   "ip -n red route del 10.0.0.1/24 via 10.0.0.9 dev a metric 0 table 1000\n");
	r = (struct topo_route){ .type = ROUTE_PROHIBIT, .to = six, .is_default = true };
	says((struct step){ .kind = STEP_ROUTE, .route.route = &r },
	     "ip -n red -6 route add prohibit default\n");
	and_undone((struct step){ .kind = STEP_RULE, .rule = { &u, 1000 } },
		   "ip -n red rule add priority 1000 from 10.0.0.1/24 to 10.0.0.9/32 iif a oif "
		   "'it'\\''s' fwmark 0x1/0xff lookup 7\n",
		   "ip -n red rule del priority 1000 from 10.0.0.1/24 to 10.0.0.9/32 iif a oif "
		   "'it'\\''s' fwmark 0x1/0xff lookup 7\n");
	u = (struct topo_rule){ .family = AF_INET6, .action = RULE_UNREACHABLE, .from = six };
	says((struct step){ .kind = STEP_RULE, .rule = { &u, 1000 } },
	     "ip -n red -6 rule add priority 1000 from fd00::/64 unreachable\n");
}

static struct step sysctl(const char *key, const char *value)
{
	return (struct step){ .kind = STEP_SYSCTL, .sysctl = { .key = key, .value = value } };
}

static void sysctls_go_back_to_what_is_new(void **state)
{
	(void)state;
	and_undone(sysctl("net/ipv4/tcp_rmem", "1 2 3"),
		   "ip netns exec red sysctl -qw \\\n\t'net.ipv4.tcp_rmem=1 2 3'\n",
		   "ip netns exec red sysctl -qw net.ipv4.tcp_rmem="
		   "\"$(unshare -n sysctl -n net.ipv4.tcp_rmem)\"\n");
	and_undone(sysctl("net/ipv4/conf/eth0.5/rp_filter", "1"),
		   "ip netns exec red sysctl -qw \\\n\tnet/ipv4/conf/eth0.5/rp_filter=1\n",
		   "ip netns exec red sysctl -qw net/ipv4/conf/eth0.5/rp_filter="
		   "\"$(ip netns exec red sysctl -n net.ipv4.conf.default.rp_filter)\"\n");
	and_undone(sysctl("net/ipv6/conf/all/forwarding", "1"),
		   "ip netns exec red sysctl -qw \\\n\tnet.ipv6.conf.all.forwarding=1\n",
		   "ip netns exec red sysctl -qw net.ipv6.conf.all.forwarding="
		   "\"$(unshare -n sysctl -n net.ipv6.conf.all.forwarding)\"\n");
}

static struct step ruleset(const char *text)
{
	return (struct step){ .kind = STEP_NFT, .nft.ruleset = text };
}

static void a_ruleset_ends_where_it_ends(void **state)
{
	(void)state;
	and_undone(ruleset("table ip a {\n}\n"),
		   "ip netns exec red nft -f - <<'EOF'\nflush ruleset\ntable ip a {\n}\nEOF\n",
		   "ip netns exec red nft flush ruleset\n");
	says(ruleset("a\nEOF\nb"),
	     "ip netns exec red nft -f - <<'EOF_'\nflush ruleset\na\nEOF\nb\nEOF_\n");
	says(ruleset("EOF\nEOF_"),
	     "ip netns exec red nft -f - <<'EOF__'\nflush ruleset\nEOF\nEOF_\nEOF__\n");
}

/* However long: a file may have a megabyte of it. */
static void nothing_is_cut(void **state)
{
	static char long_text[100001];
	struct plan p = { .lab = "lab", .rooms = rooms, .n_rooms = 2, .n_steps = 1 };
	struct step s = ruleset(long_text);
	_cleanup_free_ char *loaded = NULL, *run = NULL;

	(void)state;
	memset(long_text, '\'', sizeof(long_text) - 1);
	p.steps = &s;
	loaded = plan_step_text(&p, &s);
	assert_string_equal(loaded + strlen(loaded) - 5, "\nEOF\n");
	s = (struct step){ .kind = STEP_RUN, .run.command = long_text };
	run = plan_step_text(&p, &s);
	assert_int_equal(strlen(run), strlen("ip netns exec red sh -c ''\n") + 4 * 100000);
}

/* ip has nothing like it, and nscope fault knows only what nscope has built. */
static void impairments_are_remarks(void **state)
{
	const struct impairment i = { .loss = 10000, .block_arp = true };

	(void)state;
	and_undone((struct step){ .kind = STEP_FAULT, .fault = { "it's", &i } },
		   "# nscope fault lab 'red:it'\\''s' --from 'red:it'\\''s' --loss 1% --block arp "
		   "--seed 0\n",
		   "# nscope fault lab 'red:it'\\''s' --from 'red:it'\\''s' --clear\n");
}

static void keepers_are_remarks(void **state)
{
	(void)state;
	and_undone((struct step){ .kind = STEP_KEEPER,
				  .keeper.isolate = 1u << ISOLATE_PID | 1u << ISOLATE_UTS },
		   "# ip netns exec red unshare --pid --uts --fork sleep infinity &\n",
		   "# ip netns exec red unshare --pid --uts --fork sleep infinity &   (ended)\n");
}

static void commands(void **state)
{
	(void)state;
	and_undone((struct step){ .kind = STEP_RUN, .run.command = "echo 'it' $HOME &" },
		   "ip netns exec red sh -c 'echo '\\''it'\\'' $HOME &'\n", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(namespaces_and_interfaces),
		cmocka_unit_test(addresses_and_neighbours),
		cmocka_unit_test(routes_and_rules),
		cmocka_unit_test(sysctls_go_back_to_what_is_new),
		cmocka_unit_test(a_ruleset_ends_where_it_ends),
		cmocka_unit_test(nothing_is_cut),
		cmocka_unit_test(impairments_are_remarks),
		cmocka_unit_test(keepers_are_remarks),
		cmocka_unit_test(commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
