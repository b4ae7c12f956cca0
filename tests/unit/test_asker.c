// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_asker.c - what this kernel answers when it is asked, setting by setting: the facts that
 * `why` stands on
 *
 * Needs root, and takes namespaces of its own; without it every test is skipped. A router between
 * red and blue; each row changes something in it by `ip` or sysctl, asks, and takes it back.
 */
#include "unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <sys/mount.h>

#include "../../user/tables/asker.h"

#define RR 5 /* the router's end towards red */
#define RB 6 /* towards blue */

static const char setup[] =
	"set -e; for n in red rtr blue; do ip netns add $n; ip -n $n link set lo up\n"
	"ip netns exec $n sh -c 'for i in all default lo; do"
	" echo 0 >/proc/sys/net/ipv4/conf/$i/rp_filter; done'; done\n"
	"ip -n red link add r0 index 5 type veth peer name rr index 5 netns rtr\n"
	"ip -n blue link add b0 index 5 type veth peer name rb index 6 netns rtr\n"
	"ip -n rtr link set rr address 02:00:00:00:00:05\n"
	"ip -n red addr add 10.1.0.2/24 dev r0; ip -n blue addr add 10.2.0.2/24 dev b0\n"
	"ip -n rtr addr add 10.1.0.1/24 dev rr; ip -n rtr addr add 10.2.0.1/24 dev rb\n"
	"ip -n red addr add fd01::2/64 dev r0 nodad; ip -n rtr addr add fd01::1/64 dev rr nodad\n"
	"ip -n rtr addr add fd02::1/64 dev rb nodad\n"
	"ip -n red link set r0 up; ip -n blue link set b0 up; ip -n rtr link set rr up\n"
	"ip -n rtr link set rb up; ip -n red route add default via 10.1.0.1\n"
	"ip netns exec rtr sysctl -qw net.ipv4.ip_forward=1\n"
	"ip -n rtr link add br0 index 9 type bridge; ip -n rtr link set br0 up\n"
	"ip -n rtr link add p index 10 type veth peer name q index 11\n"
	"ip -n rtr link set p master br0; ip -n rtr link set p up; ip -n rtr link set q up\n";

enum { RED, RTR, BLUE, N_ROOMS };
static struct netns rooms[N_ROOMS] = { NETNS_INIT, NETNS_INIT, NETNS_INIT };
static struct asker *asker;

static int open_rooms(void **state)
{
	static const char *const names[] = { "red", "rtr", "blue" };

	(void)state;
	if (geteuid() || unshare(CLONE_NEWNET | CLONE_NEWNS) ||
	    mount("", "/", "none", MS_REC | MS_PRIVATE, NULL) ||
	    mount("tmpfs", "/run", "tmpfs", 0, NULL))
		return 0;
	if (system(setup))
		return -1;
	for (int i = 0; i < N_ROOMS; i++)
		if (netns_open(names[i], &rooms[i], NULL))
			return -1;
	return asker_open(rooms, N_ROOMS, &asker, NULL);
}

static int close_rooms(void **state)
{
	(void)state;
	asker_close(asker);
	for (int i = 0; i < N_ROOMS; i++)
		netns_close(&rooms[i]);
	return 0;
}

static void address(const char *text, uint8_t *family, uint8_t *addr)
{
	*family = strchr(text, ':') ? AF_INET6 : AF_INET;
	assert_int_equal(inet_pton(*family, text, addr), 1);
}

static struct ask question(int room, const char *to, const char *from, uint32_t iif)
{
	struct ask q = { .cookie = rooms[room].cookie, .iif = iif, .has_from = from };

	address(to, &q.family, q.to);
	if (from)
		address(from, &q.family, q.from);
	return q;
}

static struct answer ask(const struct ask *q)
{
	struct answer a = { .error = -1 };
	struct err e = { 0 };

	if (asker_ask(asker, q, &a, &e))
		fail_msg("%s", e.text);
	assert_int_equal(!a.error, !*a.words);
	return a;
}

static void sh(const char *room, const char *command)
{
	char line[512];

	snprintf(line, sizeof(line), "ip netns exec %s sh -c '%s'", room, command);
	if (system(line))
		fail_msg("%s", line);
}

/* In the router, of a packet that came in by rr; or of its own, where there is no source. */
static const struct fact {
	const char *change, *back; /* NULL: none */
	const char *to, *from;
	int error;
	uint8_t type;	 /* RTN_* */
	uint32_t oif;	 /* 0: not asked */
	uint32_t table;	 /* 0: not asked */
	uint8_t gateway; /* last octet, 0: none */
} facts[] = {
#define CONF(key, on) "echo " on " >/proc/sys/net/ipv4/conf/" key
#define FROM_RED      "10.2.0.2", "10.1.0.2"
	{ NULL, NULL, FROM_RED, 0, RTN_UNICAST, RB, RT_TABLE_MAIN, 0 },
	{ NULL, NULL, "10.2.0.2", NULL, 0, RTN_UNICAST, RB, RT_TABLE_MAIN, 0 },
	/* forwarding: the incoming interface's own, not the outgoing one's */
	{ "echo 0 >/proc/sys/net/ipv4/ip_forward", "echo 1 >/proc/sys/net/ipv4/ip_forward",
	  FROM_RED, EHOSTUNREACH, 0, 0, 0, 0 },
	{ CONF("rr/forwarding", "0"), CONF("rr/forwarding", "1"), FROM_RED, EHOSTUNREACH, 0, 0, 0,
	  0 },
	{ CONF("rb/forwarding", "0"), CONF("rb/forwarding", "1"), FROM_RED, 0, RTN_UNICAST, RB, 0,
	  0 },
	/* the source */
	{ CONF("rr/rp_filter", "1"), CONF("rr/rp_filter", "0"), "10.2.0.2", "10.2.0.9", EINVAL, 0,
	  0, 0, 0 },
	{ CONF("rr/rp_filter", "1"), CONF("rr/rp_filter", "0"), "10.1.0.1", "10.2.0.9", EINVAL, 0,
	  0, 0, 0 },
	{ CONF("rr/rp_filter", "1"), CONF("rr/rp_filter", "0"), "10.2.0.2", "172.31.0.1", EINVAL, 0,
	  0, 0, 0 },
	{ CONF("rr/rp_filter", "2"), CONF("rr/rp_filter", "0"), "10.2.0.2", "10.2.0.9", 0,
	  RTN_UNICAST, RB, 0, 0 },
	{ CONF("rr/rp_filter", "2"), CONF("rr/rp_filter", "0"), "10.2.0.2", "172.31.0.1", EINVAL, 0,
	  0, 0, 0 },
	{ CONF("all/rp_filter", "1"), CONF("all/rp_filter", "0"), "10.2.0.2", "10.2.0.9", EINVAL, 0,
	  0, 0, 0 },
	{ NULL, NULL, "10.2.0.2", "172.31.0.1", 0, RTN_UNICAST, RB, 0, 0 },
	{ NULL, NULL, "10.2.0.2", "10.1.0.1", EINVAL, 0, 0, 0, 0 },
	{ NULL, NULL, "10.2.0.2", "10.2.0.1", EINVAL, 0, 0, 0, 0 },
	{ CONF("rr/accept_local", "1"), CONF("rr/accept_local", "0"), "10.2.0.2", "10.1.0.1", 0,
	  RTN_UNICAST, RB, 0, 0 },
	{ NULL, NULL, "10.2.0.2", "0.0.0.0", EINVAL, 0, 0, 0, 0 },
	{ NULL, NULL, "10.2.0.2", "127.0.0.1", EINVAL, 0, 0, 0, 0 },
	{ NULL, NULL, "10.2.0.2", "224.0.0.1", EINVAL, 0, 0, 0, 0 },
	{ NULL, NULL, "10.2.0.2", "255.255.255.255", EINVAL, 0, 0, 0, 0 },
	{ NULL, NULL, "10.2.0.2", "10.1.0.255", 0, RTN_UNICAST, RB, 0, 0 },
	/* the destination */
	{ NULL, NULL, "127.0.0.1", "10.1.0.2", EINVAL, 0, 0, 0, 0 },
	{ NULL, NULL, "10.2.0.1", "10.1.0.2", 0, RTN_LOCAL, 1, 0, 0 },
	{ NULL, NULL, "10.1.0.255", "10.1.0.2", 0, RTN_BROADCAST, 1, 0, 0 },
	{ NULL, NULL, "10.2.0.255", "10.1.0.2", 0, RTN_BROADCAST, 1, 0, 0 },
	{ NULL, NULL, "10.1.0.77", "10.1.0.2", 0, RTN_UNICAST, RR, 0, 0 },
	{ NULL, NULL, "9.9.9.9", "10.1.0.2", ENETUNREACH, 0, 0, 0, 0 },
	{ NULL, NULL, "9.9.9.9", NULL, ENETUNREACH, 0, 0, 0, 0 },
/* routes that refuse */
#define REJECT(type, errno)                                                                        \
	{ "ip route add " type " 10.7.0.0/24",                                                     \
	  "ip route del " type " 10.7.0.0/24",                                                     \
	  "10.7.0.1",                                                                              \
	  "10.1.0.2",                                                                              \
	  errno,                                                                                   \
	  0,                                                                                       \
	  0,                                                                                       \
	  0,                                                                                       \
	  0 },                                                                                     \
	{                                                                                          \
		"ip route add " type " 10.7.0.0/24", "ip route del " type " 10.7.0.0/24",          \
			"10.7.0.1", NULL, errno, 0, 0, 0, 0                                        \
	}
	REJECT("unreachable", EHOSTUNREACH),
	REJECT("prohibit", EACCES),
	REJECT("blackhole", EINVAL),
	REJECT("throw", ENETUNREACH),
	/* rules, by where it came in and where from */
	{ "ip rule add iif rr to 10.2.0.2 prohibit pref 9", "ip rule del pref 9", FROM_RED, EACCES,
	  0, 0, 0, 0 },
	{ "ip rule add iif rr to 10.2.0.2 prohibit pref 9", "ip rule del pref 9", "10.2.0.2", NULL,
	  0, RTN_UNICAST, RB, 0, 0 },
	{ "ip route add 10.2.0.2 via 10.1.0.99 table 77; ip rule add from 10.1.0.2 lookup 77 pref "
	  "9",
	  "ip rule del pref 9; ip route flush table 77", FROM_RED, 0, RTN_UNICAST, RR, 77, 99 },
	/* IPv6: no check of forwarding or source */
	{ NULL, NULL, "fd02::2", "fd01::2", 0, RTN_UNICAST, RB, 0, 0 },
	{ NULL, NULL, "fd02::2", "fd01::1", 0, RTN_UNICAST, RB, 0, 0 },
	{ NULL, NULL, "fd02::1", "fd01::2", 0, RTN_LOCAL, 1, RT_TABLE_LOCAL, 0 },
	{ NULL, NULL, "fd09::1", "fd01::2", ENETUNREACH, 0, 0, 0, 0 },
	{ "ip route add unreachable fd07::/64", "ip route del unreachable fd07::/64", "fd07::1",
	  "fd01::2", EHOSTUNREACH, 0, 0, 0, 0 },
	{ "ip route add prohibit fd07::/64", "ip route del prohibit fd07::/64", "fd07::1",
	  "fd01::2", EACCES, 0, 0, 0, 0 },
	{ "ip route add blackhole fd07::/64", "ip route del blackhole fd07::/64", "fd07::1",
	  "fd01::2", EINVAL, 0, 0, 0, 0 },
};

static void what_becomes_of_a_packet(void **state)
{
	(void)state;
	if (!asker)
		skip();
	for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
		const struct fact *f = &facts[i];
		struct ask q = question(RTR, f->to, f->from, f->from ? RR : 0);
		struct answer a;

		if (f->change)
			sh("rtr", f->change);
		a = ask(&q);
		if (f->back)
			sh("rtr", f->back);
		if (a.error != f->error || a.route.type != f->type ||
		    (f->oif && a.hops[0].oif != f->oif) ||
		    (f->table && a.route.table != f->table) ||
		    (!f->error && a.hops[0].gateway[3] != f->gateway))
			fail_msg("fact %zu (%s: to %s from %s): error %d (%s) type %u oif %u "
				 "table %u",
				 i, f->change ?: "as it is", f->to, f->from ?: "here", a.error,
				 a.words, a.route.type, a.hops[0].oif, a.route.table);
	}
}

static void the_answer_has_it_all(void **state)
{
	struct ask q;
	struct answer a;

	(void)state;
	if (!asker)
		skip();
	sh("red", "ip route add 10.6.0.0/24 via 10.1.0.1 mtu 1200 src 10.1.0.2 metric 7 proto 99");
	q = question(RED, "10.6.0.1", NULL, 0);
	a = ask(&q);
	assert_int_equal(a.route.len, 32);
	assert_int_equal(a.route.mtu, 1200);
	assert_true(a.route.has_prefsrc && a.route.prefsrc[3] == 2);
	assert_int_equal(a.route.n_hops, 1);
	assert_int_equal(a.hops[0].family, AF_INET);
	assert_memory_equal(a.hops[0].gateway, ((uint8_t[]){ 10, 1, 0, 1 }), 4);
	q.kind = ASK_MATCH;
	a = ask(&q);
	assert_int_equal(a.route.len, 24);
	assert_int_equal(a.route.metric, 7);
	assert_int_equal(a.route.protocol, 99);
	assert_memory_equal(a.route.dst, ((uint8_t[]){ 10, 6, 0, 0 }), 4);
	/* an IPv4 route by an IPv6 neighbour */
	sh("red", "ip route add 10.7.0.0/24 via inet6 fd01::1");
	q = question(RED, "10.7.0.1", NULL, 0);
	a = ask(&q);
	assert_int_equal(a.hops[0].family, AF_INET6);
	assert_int_equal(a.hops[0].gateway[0], 0xfd);
}

static void every_leg_of_a_multipath_route(void **state)
{
	struct ask q;
	struct answer a;

	(void)state;
	if (!asker)
		skip();
	sh("red", "ip route add 10.5.0.0/24 nexthop via 10.1.0.1 nexthop via 10.1.0.7 weight 2");
	q = question(RED, "10.5.0.1", NULL, 0);
	a = ask(&q);
	assert_int_equal(a.route.n_hops, 1);
	assert_true(a.hops[0].gateway[3] == 1 || a.hops[0].gateway[3] == 7);
	q.kind = ASK_MATCH;
	a = ask(&q);
	assert_int_equal(a.route.n_hops, 2);
	assert_int_equal(a.hops[1].gateway[3], 7);
	assert_int_equal(a.hops[1].weight, 2);
}

static void mark_interface_and_user_are_told(void **state)
{
	struct ask q;

	(void)state;
	if (!asker)
		skip();
	sh("red", "ip rule add fwmark 1 lookup 88 pref 9; ip rule add uidrange 7-7 prohibit pref 8;"
		  "ip rule add ipproto icmp to 10.8.0.0/24 unreachable pref 7;"
		  "ip route add default via 10.1.0.88 table 88");
	q = question(RED, "10.2.0.2", NULL, 0);
	assert_int_equal(ask(&q).hops[0].gateway[3], 1);
	q.mark = 1;
	assert_int_equal(ask(&q).hops[0].gateway[3], 88);
	q.has_uid = true;
	q.uid = 7;
	assert_int_equal(ask(&q).error, EACCES);
	q = question(RED, "10.8.0.2", NULL, 0);
	assert_int_equal(ask(&q).error, 0);
	q.ip_proto = IPPROTO_ICMP;
	assert_int_equal(ask(&q).error, ENETUNREACH);
	/* bound to an interface, any destination is on its wire; but no route matches it */
	q = question(RED, "9.9.9.9", NULL, 0);
	sh("red", "ip route del default");
	assert_int_equal(ask(&q).error, ENETUNREACH);
	q.oif = RR;
	assert_int_equal(ask(&q).error, 0);
	assert_int_equal(ask(&q).hops[0].family, 0);
	q.kind = ASK_MATCH;
	assert_int_equal(ask(&q).error, EHOSTUNREACH);
	/* sent in the name of somebody else */
	q = question(RED, "10.1.0.1", "10.9.9.9", 0);
	assert_int_equal(ask(&q).error, ENETUNREACH);
	sh("red", "ip route add default via 10.1.0.1");
}

static void one_neighbour_and_one_mac(void **state)
{
	struct ask q;
	struct answer a;

	(void)state;
	if (!asker)
		skip();
	sh("red", "ip neigh replace 10.1.0.1 lladdr 02:00:00:00:00:05 dev r0 nud permanent;"
		  "ip neigh add proxy 10.3.0.1 dev r0");
	q = question(RED, "10.1.0.1", NULL, 0);
	q.kind = ASK_NEIGH;
	q.oif = RR;
	a = ask(&q);
	assert_int_equal(a.error, 0);
	assert_int_equal(a.neigh.state, 0x80); /* NUD_PERMANENT */
	assert_int_equal(a.neigh.lladdr[5], 5);
	q.to[3] = 77;
	assert_int_equal(ask(&q).error, ENOENT);
	q = question(RED, "10.3.0.1", NULL, 0);
	q.kind = ASK_PROXY;
	q.oif = RR;
	assert_int_equal(ask(&q).error, 0);
	q.to[3] = 2;
	assert_int_equal(ask(&q).error, ENOENT);
	sh("rtr", "bridge fdb add 02:00:00:00:00:77 dev p master static");
	q = (struct ask){
		.kind = ASK_FDB, .cookie = rooms[RTR].cookie, .oif = 9, .mac = { 2, [5] = 0x77 }
	};
	a = ask(&q);
	assert_int_equal(a.error, 0);
	assert_int_equal(a.fdb.ifindex, 10);
	assert_int_equal(a.fdb.master, 9);
	q.mac[5] = 0x78;
	assert_int_equal(ask(&q).error, ENOENT);
}

static void a_room_that_is_not_there(void **state)
{
	struct ask q = { .cookie = 1, .family = AF_INET };
	struct answer a = { .error = -1 };

	(void)state;
	if (!asker)
		skip();
	assert_err(asker_ask(asker, &q, &a, NULL), ENOENT);
	assert_int_equal(a.error, -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_becomes_of_a_packet),
		cmocka_unit_test(the_answer_has_it_all),
		cmocka_unit_test(every_leg_of_a_multipath_route),
		cmocka_unit_test(mark_interface_and_user_are_told),
		cmocka_unit_test(one_neighbour_and_one_mac),
		cmocka_unit_test(a_room_that_is_not_there),
	};

	return cmocka_run_group_tests(tests, open_rooms, close_rooms);
}
