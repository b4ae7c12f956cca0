// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_netchange.c - changes are found, carried, said in ip's words, and done to a snapshot
 */
#include "unit.h"
#include "wire.h"

#include "../../user/trace/netchange.h"
#include "../../user/trace/snapshot_text.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <malloc.h>

#define ROOM 7

static struct snapshot *world;
static struct wire record;
static char buf[512];

static int setup(void **state)
{
	(void)state;
	world = calloc(1, sizeof(*world));
	world->rooms = calloc(1, sizeof(*world->rooms));
	world->n_rooms = 1;
	world->rooms[0].cookie = ROOM;
	return snapshot_index(world);
}

static int teardown(void **state)
{
	(void)state;
	snapshot_free(world);
	return 0;
}

/* A change as the stream hands it out. */
static struct frame carry(enum hook hook, uint64_t room, uint32_t ifindex, const void *data,
			  size_t len)
{
	struct frame f;

	record = wire_at(hook, 1, room);
	WIRE(record)->ifindex = ifindex;
	wire_put(&record, data, len);
	assert_ok(frame_decode(record.bytes, WIRE_LEN(record), &f));
	return f;
}

static const char *words(const struct frame *f)
{
	struct text t = TEXT(buf);

	buf[0] = '\0';
	frame_summary(f, &t);
	return buf;
}

static struct link_row veth(uint32_t ifindex, const char *name, uint32_t flags)
{
	struct link_row l = { .ifindex = ifindex, .kind = "veth", .mtu = 1500, .flags = flags };

	snprintf(l.name, sizeof(l.name), "%s", name);
	return l;
}

static const char *link_step(const struct link_row *was, const struct link_row *now)
{
	struct event_link e;
	struct frame f;

	if (!change_of_link(&world->rooms[0], was, now, &e))
		return "nothing";
	f = carry(HOOK_LINK, ROOM, now ? now->ifindex : was->ifindex, &e, sizeof(e));
	assert_ok(change_apply(world, &f));
	return words(&f);
}

static void a_link_lives_and_dies(void **state)
{
	struct link_row br = veth(9, "br0", IFF_UP | IFF_LOWER_UP), a = veth(2, "eth0", 0), b = a;
	const struct room *r = &world->rooms[0];

	(void)state;
	assert_string_equal(link_step(NULL, &br), "new veth, up");
	assert_string_equal(link_step(NULL, &a), "new veth, down");
	assert_string_equal(room_link(r, 2)->name, "eth0");
	assert_int_equal(r->links[0].ifindex, 2); /* sorted, though it came later */
	b.flags = IFF_UP;
	assert_string_equal(link_step(&a, &b), "up, no carrier");
	a = b, a.flags |= IFF_LOWER_UP;
	assert_string_equal(link_step(&b, &a), "carrier");
	assert_true(room_link(r, 2)->carrier);
	assert_string_equal(link_step(&a, &b), "no carrier");
	assert_string_equal(link_step(&b, &b), "nothing");
	a = b, a.mtu = 1400, a.mac[5] = 3, a.master = 9;
	snprintf(a.name, sizeof(a.name), "eth9");
	assert_string_equal(link_step(&b, &a),
			    "was named eth0, address 00:00:00:00:00:03, mtu 1400, master br0");
	assert_string_equal(room_link(r, 2)->name, "eth9");
	b = a, b.master = 0, b.flags = 0;
	assert_string_equal(link_step(&a, &b), "down, nomaster");
	assert_int_equal(room_link(r, 2)->master, 0);
	assert_string_equal(link_step(&b, NULL), "gone");
	assert_null(room_link(r, 2));
	assert_int_equal(r->n_links, 1);
}

/* Down has no carrier: the kernel says so in a second message, which shows nothing. */
static void what_is_down_loses_no_carrier(void **state)
{
	struct link_row a = veth(2, "eth0", IFF_LOWER_UP), b = veth(2, "eth0", 0);

	(void)state;
	assert_string_equal(link_step(&a, &b), "nothing");
}

static const char *addr_step(const struct addr_row *was, const struct addr_row *now)
{
	struct event_addr e;
	struct frame f;

	if (!change_of_addr(was, now, &e))
		return "nothing";
	f = carry(HOOK_ADDR, ROOM, 2, &e, sizeof(e));
	assert_ok(change_apply(world, &f));
	return words(&f);
}

static void an_address_comes_and_goes(void **state)
{
	struct addr_row a = { .ifindex = 2, .family = AF_INET, .len = 24, .addr = { 10, 0, 0, 1 } };
	struct addr_row p = a, v6 = { .ifindex = 2, .family = AF_INET6, .len = 64 }, b;
	const struct room *r = &world->rooms[0];

	(void)state;
	a.flags = IFA_F_PERMANENT;
	p.has_peer = true, p.peer[0] = 9, p.len = 32;
	v6.addr[0] = 0xfe, v6.addr[1] = 0x80, v6.flags = IFA_F_TENTATIVE;
	assert_string_equal(addr_step(NULL, &a), "+10.0.0.1/24");
	assert_string_equal(addr_step(NULL, &p), "+10.0.0.1 peer 9.0.0.0/32");
	assert_string_equal(addr_step(NULL, &v6), "+fe80::/64 tentative");
	assert_int_equal(r->n_addrs, 3);
	b = v6, b.flags = IFA_F_DADFAILED | IFA_F_TENTATIVE;
	assert_string_equal(addr_step(&v6, &b), "fe80::/64 dadfailed tentative");
	b.flags = IFA_F_PERMANENT;
	assert_string_equal(addr_step(&v6, &b), "fe80::/64 usable");
	assert_int_equal(r->n_addrs, 3);
	assert_int_equal(room_addr_row(r, &v6)->flags, IFA_F_PERMANENT);
	assert_string_equal(addr_step(&b, &b), "nothing");
	assert_string_equal(addr_step(&a, NULL), "-10.0.0.1/24");
	assert_null(room_addr_row(r, &a));
	assert_non_null(room_addr_row(r, &p));
}

/* The kernel does not always say that the addresses of a removed interface are gone. */
static void addresses_go_with_their_link(void **state)
{
	struct addr_row a = { .ifindex = 2, .family = AF_INET, .len = 24 };
	struct link_row l = veth(2, "eth0", 0);

	(void)state;
	link_step(NULL, &l);
	addr_step(NULL, &a);
	link_step(&l, NULL);
	assert_int_equal(world->rooms[0].n_addrs, 0);
}

static void a_namespace_comes_and_goes(void **state)
{
	struct event_netns n = { .name = "green", .lab = "l", .action = EVENT_NEW };
	struct frame f = carry(HOOK_NETNS, 3, 0, &n, sizeof(n));
	struct link_row l = veth(2, "eth0", 0);
	struct event_link e;

	(void)state;
	assert_string_equal(words(&f), "new, lab l");
	for (int twice = 0; twice < 2; twice++)
		assert_ok(change_apply(world, &f));
	assert_int_equal(world->n_rooms, 2);
	assert_string_equal(snapshot_room(world, 3)->name, "green");
	assert_true(change_of_link(&world->rooms[0], NULL, &l, &e));
	f = carry(HOOK_LINK, 3, 2, &e, sizeof(e));
	assert_ok(change_apply(world, &f));
	assert_non_null(room_link(snapshot_room(world, 3), 2));
	assert_null(room_link(snapshot_room(world, ROOM), 2));
	n.action = EVENT_GONE;
	f = carry(HOOK_NETNS, 3, 0, &n, sizeof(n));
	for (int twice = 0; twice < 2; twice++)
		assert_ok(change_apply(world, &f));
	assert_null(snapshot_room(world, 3));
	assert_non_null(snapshot_room(world, ROOM));
	/* Of a namespace nobody knows any more. */
	f = carry(HOOK_LINK, 3, 2, &e, sizeof(e));
	assert_ok(change_apply(world, &f));
}

/* What a capture's head named is added to as what was found live is: there is room for it. */
static void one_comes_to_those_that_were_read(void **state)
{
	const struct event_netns n = { .name = "green", .action = EVENT_NEW };
	const struct frame f = carry(HOOK_NETNS, 3, 0, &n, sizeof(n));
	_cleanup_snapshot_ struct snapshot *read = calloc(1, sizeof(*read));
	char line[64];

	(void)state;
	assert_non_null(read);
	for (int i = 0; i < 3; i++) {
		snprintf(line, sizeof(line), "netns n%d cookie %d inum 1", i, 10 + i);
		assert_ok(snapshot_read_line(read, line, strlen(line)));
	}
	assert_true(malloc_usable_size(read->rooms) >= 4 * sizeof(*read->rooms));
	assert_ok(change_apply(read, &f));
	assert_string_equal(snapshot_room(read, 3)->name, "green");
	assert_string_equal(snapshot_room(read, 12)->name, "n2");
}

static void routes_are_said_as_ip_does(void **state)
{
	struct hop_row hops[] = { { .oif = 2, .family = AF_INET, .gateway = { 10, 0, 0, 9 } },
				  { .oif = 2 } };
	struct route_row r = { .family = AF_INET,
			       .type = RTN_UNICAST,
			       .table = RT_TABLE_MAIN,
			       .protocol = RTPROT_BOOT,
			       .n_hops = 1 };
	struct link_row l = veth(2, "eth0", 0);
	struct event_route e;
	struct frame f;

	(void)state;
	link_step(NULL, &l);
	e = change_of_route(&world->rooms[0], &r, hops, EVENT_NEW);
	f = carry(HOOK_ROUTE, ROOM, 2, &e, sizeof(e));
	assert_string_equal(words(&f), "+default via 10.0.0.9 dev eth0");
	r.n_hops = 2, r.len = 8, r.dst[0] = 10, r.protocol = RTPROT_KERNEL, r.scope = RT_SCOPE_LINK;
	r.table = 100, r.metric = 5, r.has_prefsrc = true, r.prefsrc[0] = 10;
	e = change_of_route(&world->rooms[0], &r, hops, EVENT_CHANGED);
	f = carry(HOOK_ROUTE, ROOM, 2, &e, sizeof(e));
	assert_string_equal(words(&f),
			    "10.0.0.0/8 via 10.0.0.9 dev eth0 and 1 more next hop table 100 "
			    "proto kernel scope link src 10.0.0.0 metric 5");
	r = (struct route_row){ .family = AF_INET6,
				.type = RTN_BLACKHOLE,
				.len = 8,
				.table = RT_TABLE_MAIN,
				.protocol = RTPROT_BOOT,
				.dst = { 0xfd } };
	e = change_of_route(&world->rooms[0], &r, NULL, EVENT_GONE);
	f = carry(HOOK_ROUTE, ROOM, 0, &e, sizeof(e));
	assert_string_equal(words(&f), "-blackhole fd00::/8");
}

/* What a record claims is checked before anybody believes it. */
static void nonsense_is_refused(void **state)
{
	struct event_addr a = { .family = AF_INET, .len = 33 };
	struct event_link l = { .action = EVENT_ACTION_MAX };
	struct event_route r = { .family = AF_INET, .gateway_family = 99 };
	struct event_netns n = { .action = 77 };
	const struct {
		enum hook hook;
		const void *data;
		size_t len;
	} bad[] = {
		{ HOOK_ADDR, &a, sizeof(a) },	   { HOOK_LINK, &l, sizeof(l) },
		{ HOOK_ROUTE, &r, sizeof(r) },	   { HOOK_NETNS, &n, sizeof(n) },
		{ HOOK_ADDR, &a, sizeof(a) - 1 },  { HOOK_LINK, &l, 0 },
		{ HOOK_ROUTE, &r, sizeof(r) - 1 }, { HOOK_NETNS, &n, sizeof(n) - 1 },
		{ (enum hook)HOOK_NOTES, &a, 1 },  { (enum hook)HOOK_MAX, &a, 1 },
		{ (enum hook)SOURCE_MAX, &a, 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct frame f;

		record = wire_at(bad[i].hook, 1, ROOM);
		wire_put(&record, bad[i].data, bad[i].len);
		assert_err(frame_decode(record.bytes, WIRE_LEN(record), &f), EPROTO);
	}
}

/* Names fill their room to the last octet and may hold anything. */
static void names_are_cut_and_escaped(void **state)
{
	struct event_link e = { .action = EVENT_CHANGED, .changed = EVENT_LINK_NAME };
	struct frame f;

	(void)state;
	memset(e.name, 'n', sizeof(e.name));
	memset(e.was, '\033', sizeof(e.was));
	f = carry(HOOK_LINK, ROOM, 2, &e, sizeof(e));
	assert_int_equal(strlen(words(&f)), strlen("was named ") + 4 * 16);
	assert_null(strchr(buf, '\033'));
	assert_ok(change_apply(world, &f));
	assert_int_equal(strlen(room_link(&world->rooms[0], 2)->name), 15);
}

static void a_copy_stands_alone(void **state)
{
	struct link_row l = veth(2, "eth0", 0);
	struct addr_row a = { .ifindex = 2, .family = AF_INET, .len = 24 };
	_cleanup_snapshot_ struct snapshot *copy = NULL;

	(void)state;
	link_step(NULL, &l);
	addr_step(NULL, &a);
	copy = change_copy(world);
	assert_non_null(copy);
	link_step(&l, NULL);
	assert_string_equal(room_link(snapshot_room(copy, ROOM), 2)->name, "eth0");
	assert_int_equal(snapshot_room(copy, ROOM)->n_addrs, 1);
}

static void every_action_has_a_word(void **state)
{
	(void)state;
	assert_words(event_action_word, EVENT_ACTION_MAX);
}

#define WITH_WORLD(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_WORLD(a_link_lives_and_dies),
		WITH_WORLD(what_is_down_loses_no_carrier),
		WITH_WORLD(an_address_comes_and_goes),
		WITH_WORLD(addresses_go_with_their_link),
		WITH_WORLD(a_namespace_comes_and_goes),
		WITH_WORLD(routes_are_said_as_ip_does),
		WITH_WORLD(nonsense_is_refused),
		WITH_WORLD(names_are_cut_and_escaped),
		WITH_WORLD(a_copy_stands_alone),
		cmocka_unit_test(one_comes_to_those_that_were_read),
		cmocka_unit_test(every_action_has_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
